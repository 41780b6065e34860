"""What every table of one workspace has."""

from __future__ import annotations

from django.db import models


class Owned(models.Model):
    """What belongs to one workspace."""

    workspace = models.ForeignKey("catalog.Workspace", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
