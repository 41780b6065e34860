"""Texts under which consent was given."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_event_types")]

    operations = [
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=48)),
                ("version", models.CharField(max_length=48)),
                ("language", models.CharField(max_length=2)),
                ("text", models.TextField()),
                ("proposed", models.JSONField(default=list)),
                ("promises", models.JSONField(null=True)),
                ("purposes", models.JSONField(default=list)),
                ("channels", models.JSONField(default=list)),
                ("valid_from", models.DateField(null=True)),
                ("created_at", models.DateTimeField()),
                ("who", models.CharField(max_length=200)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.CharField(max_length=200, null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "slug", "version", "language"), name="consent_text_version"
                    )
                ],
            },
        ),
    ]
