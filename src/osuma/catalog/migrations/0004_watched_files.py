"""Files of watched folders that were looked at."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_consent_texts")]

    operations = [
        migrations.CreateModel(
            name="WatchedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("folder", models.TextField()),
                ("name", models.TextField()),
                ("size", models.PositiveBigIntegerField()),
                ("mtime_ns", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=10)),
                ("import_id", models.PositiveBigIntegerField(null=True)),
                ("reason", models.JSONField(null=True)),
                ("moved_to", models.TextField(null=True)),
                ("checked_at", models.DateTimeField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "folder", "name"), name="watched_file_name"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["done", "waiting", "failed"])), name="watched_file_state"
                    ),
                ],
            },
        ),
    ]
