"""How consent was given, and whether it was confirmed; of statements that are there it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_access")]

    operations = [
        migrations.AddField(
            model_name="consententry", name="method", field=models.CharField(max_length=20, null=True)
        ),
        migrations.AddField(model_name="consententry", name="double_opt_in", field=models.BooleanField(null=True)),
    ]
