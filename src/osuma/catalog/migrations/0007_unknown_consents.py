"""A consent may be said to be unknown: not subscribed, which is no refusal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_pins")]

    operations = [
        migrations.RemoveConstraint(model_name="consententry", name="consent_state"),
        migrations.AddConstraint(
            model_name="consententry",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["granted", "refused", "unknown"])), name="consent_state"
            ),
        ),
    ]
