"""Static lists."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_dated_consents")]

    operations = [
        migrations.CreateModel(
            name="Pin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField()),
                ("list", models.CharField(max_length=60)),
                ("source", models.CharField(max_length=200)),
                ("source_id", models.CharField(max_length=500)),
                ("state", models.CharField(max_length=3)),
                ("run_id", models.PositiveBigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("who", models.CharField(max_length=200)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.workspace"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "list"], name="pin_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "seq"), name="pin_seq"),
                    models.CheckConstraint(condition=models.Q(("state__in", ["in", "out"])), name="pin_state"),
                ],
            },
        ),
    ]
