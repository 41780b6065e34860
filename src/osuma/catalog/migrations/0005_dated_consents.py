"""Which consents say themselves when they were given; of those that are there it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_watched_files")]

    operations = [
        migrations.AddField(model_name="consententry", name="dated", field=models.BooleanField(default=False)),
    ]
