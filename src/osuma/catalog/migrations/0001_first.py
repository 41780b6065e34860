import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Workspace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=48, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("zone", models.CharField(max_length=64)),
                ("currency", models.CharField(max_length=3)),
                ("language", models.CharField(max_length=2)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("who", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=200)),
                ("rows", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.TextField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Definition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=48)),
                ("kind", models.CharField(max_length=10)),
                ("created_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField()),
                ("import_id", models.PositiveBigIntegerField()),
                ("identity_key", models.PositiveBigIntegerField()),
                ("purpose", models.CharField(max_length=48)),
                ("channel", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("ts", models.DateTimeField()),
                ("source", models.CharField(max_length=200)),
                ("text_version", models.CharField(max_length=200, null=True)),
                ("evidence", models.TextField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("who", models.CharField(max_length=200)),
                ("verb", models.CharField(max_length=60)),
                ("detail", models.JSONField(default=dict)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SuppressionEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField()),
                ("import_id", models.PositiveBigIntegerField()),
                ("channel", models.CharField(max_length=20)),
                ("address_hash", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=40)),
                ("ts", models.DateTimeField()),
                ("source", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "import_id"], name="suppression_import")],
                "constraints": [models.UniqueConstraint(fields=("workspace", "seq"), name="suppression_seq")],
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100)),
                ("value", models.JSONField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "key"), name="setting_key")],
            },
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signature", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("mapping", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "signature"), name="mapping_signature")],
            },
        ),
        migrations.CreateModel(
            name="Load",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("import_id", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("detail", models.JSONField(default=dict)),
                ("mapping", models.JSONField(null=True)),
                ("result", models.JSONField(default=dict)),
                ("error", models.JSONField(null=True)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("undone_by", models.PositiveBigIntegerField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "import_id"), name="load_id"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["started", "done", "failed", "undone"])), name="load_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verb", models.CharField(max_length=60)),
                ("args", models.JSONField(default=dict)),
                ("state", models.CharField(max_length=10)),
                ("step", models.CharField(default="", max_length=60)),
                ("done", models.PositiveBigIntegerField(null=True)),
                ("total", models.PositiveBigIntegerField(null=True)),
                ("result", models.JSONField(null=True)),
                ("error", models.JSONField(null=True)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "done", "failed"])), name="job_state"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DefinitionVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("rule_version", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64, null=True)),
                ("created_at", models.DateTimeField()),
                ("who", models.CharField(max_length=200)),
                ("note", models.TextField(default="")),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.definition"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("definition", "version"), name="definition_version")],
            },
        ),
        migrations.AddConstraint(
            model_name="definition",
            constraint=models.UniqueConstraint(fields=("workspace", "slug"), name="definition_slug"),
        ),
        migrations.AddConstraint(
            model_name="definition",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["segment", "partition"])), name="definition_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="consententry",
            index=models.Index(fields=["workspace", "import_id"], name="consent_import"),
        ),
        migrations.AddConstraint(
            model_name="consententry",
            constraint=models.UniqueConstraint(fields=("workspace", "seq"), name="consent_seq"),
        ),
        migrations.AddConstraint(
            model_name="consententry",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["granted", "refused"])), name="consent_state"
            ),
        ),
    ]
