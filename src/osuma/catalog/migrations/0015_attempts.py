from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0014_comments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64, unique=True)),
                ("began_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(db_index=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("rounds", models.PositiveSmallIntegerField(default=0)),
                ("until", models.DateTimeField(null=True)),
                ("passed_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
