"""Which entries of the suppression list say themselves since when; of those that are there it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_monday_mail")]

    operations = [
        migrations.AddField(model_name="suppressionentry", name="dated", field=models.BooleanField(null=True)),
    ]
