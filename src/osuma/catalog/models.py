"""The tables of the catalog. Every row but the workspace's own carries its workspace; other rings never see these."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from osuma.catalog import access_models as access_models  # Django finds tables through this module
from osuma.catalog.owned import Owned
from osuma.catalog.scoped import ScopedManager


class Workspace(models.Model):
    """One row a company whose customers are looked at (an agency has several)."""

    slug = models.CharField(max_length=48, unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=2)
    colour = models.CharField(max_length=10, default="blue")
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Workspace]] = models.Manager()


class Load(Owned):
    """The journal: one row a write into the warehouse, begun before it and ended after it."""

    import_id = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    detail = models.JSONField(default=dict)
    mapping = models.JSONField(null=True)
    result = models.JSONField(default=dict)
    error = models.JSONField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    undone_by = models.PositiveBigIntegerField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "import_id"], name="load_id"),
            models.CheckConstraint(
                condition=models.Q(state__in=["started", "done", "failed", "undone"]), name="load_state"
            ),
        ]


class Definition(Owned):
    """One row a segment or partition; its text is that of its newest version."""

    slug = models.CharField(max_length=48)
    kind = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "slug"], name="definition_slug"),
            models.CheckConstraint(condition=models.Q(kind__in=["segment", "partition"]), name="definition_kind"),
        ]


class DefinitionVersion(Owned):
    """One row a saved text. Two versions with one rule_version differ in name, owner, KPI or review date only."""

    definition = models.ForeignKey("catalog.Definition", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    text = models.TextField()
    rule_version = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, null=True)
    created_at = models.DateTimeField()
    who = models.CharField(max_length=200)
    note = models.TextField(default="")

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["definition", "version"], name="definition_version"),
        ]


class Comment(Owned):
    """One row what somebody wrote of a definition."""

    definition = models.ForeignKey("catalog.Definition", on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    who = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class Mapping(Owned):
    """One row a header row that was met: how its columns were read, used again for the next file like it."""

    signature = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    mapping = models.JSONField()
    created_at = models.DateTimeField()
    used_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "signature"], name="mapping_signature"),
        ]


class EventType(Owned):
    """One row a registered event type, or the own properties of a canonical one (then slug is ours)."""

    slug = models.CharField(max_length=48)
    definition = models.JSONField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "slug"], name="event_type_slug"),
        ]


class ConsentEntry(Owned):
    """One row a statement about one identity, purpose and channel. Never changed; an undone import marks it."""

    seq = models.PositiveBigIntegerField()
    import_id = models.PositiveBigIntegerField()
    identity_key = models.PositiveBigIntegerField()
    purpose = models.CharField(max_length=48)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    ts = models.DateTimeField()
    dated = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    text_version = models.CharField(max_length=200, null=True)
    evidence = models.TextField(null=True)
    method = models.CharField(max_length=20, null=True)
    double_opt_in = models.BooleanField(null=True)
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "seq"], name="consent_seq"),
            models.CheckConstraint(
                condition=models.Q(state__in=["granted", "refused", "unknown"]), name="consent_state"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "import_id"], name="consent_import")]


class ConsentText(Owned):
    """One row a text under which consent was given, in one language. Its words never change; a new text is a new
    version. promises: as a person confirmed them; null while they are only proposed."""

    slug = models.CharField(max_length=48)
    version = models.CharField(max_length=48)
    language = models.CharField(max_length=2)
    text = models.TextField()
    proposed = models.JSONField(default=list)
    promises = models.JSONField(null=True)
    purposes = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    created_at = models.DateTimeField()
    who = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=200, null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "slug", "version", "language"], name="consent_text_version"),
        ]


class SuppressionEntry(Owned):
    """One row an address that must not be written to; only its hash is kept."""

    seq = models.PositiveBigIntegerField()
    import_id = models.PositiveBigIntegerField()
    channel = models.CharField(max_length=20)
    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=40)
    ts = models.DateTimeField()
    dated = models.BooleanField(null=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "seq"], name="suppression_seq"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "import_id"], name="suppression_import")]


class Setting(Owned):
    """One row a setting that differs from its default."""

    key = models.CharField(max_length=100)
    value = models.JSONField(null=True)
    changed_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "key"], name="setting_key")]


class Job(Owned):
    """One row a piece of work that goes on without its asker."""

    verb = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10)
    step = models.CharField(max_length=60, default="")
    done = models.PositiveBigIntegerField(null=True)
    total = models.PositiveBigIntegerField(null=True)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "failed"]), name="job_state"
            ),
        ]


class Audit(Owned):
    """One row an act: who did what and when. Never a customer's data."""

    at = models.DateTimeField()
    who = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class Export(Owned):
    """One row a file that left Osuma."""

    at = models.DateTimeField()
    who = models.CharField(max_length=200)
    what = models.CharField(max_length=200)
    rows = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.TextField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class Pin(Owned):
    """One row a record of a source that was put on a static list or taken off it. Never changed; the newest holds.

    run_id: of the run whose members the list keeps; null for a list that people make.
    """

    seq = models.PositiveBigIntegerField()
    list = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    source_id = models.CharField(max_length=500)
    state = models.CharField(max_length=3)
    run_id = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=200)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "seq"], name="pin_seq"),
            models.CheckConstraint(condition=models.Q(state__in=["in", "out"]), name="pin_state"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "list"], name="pin_list")]


class WatchedFile(Owned):
    """One row a file of a watched folder that was looked at: what came of it, for its size and time of change.

    state: done (it is imported), waiting (a person has to answer), failed (it cannot be read). import_id: the import
    that has its content, null where there is none. moved_to: where it was moved when it was done, else null.
    """

    folder = models.TextField()
    name = models.TextField()
    size = models.PositiveBigIntegerField()
    mtime_ns = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10)
    import_id = models.PositiveBigIntegerField(null=True)
    reason = models.JSONField(null=True)
    moved_to = models.TextField(null=True)
    checked_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "folder", "name"], name="watched_file_name"),
            models.CheckConstraint(
                condition=models.Q(state__in=["done", "waiting", "failed"]), name="watched_file_state"
            ),
        ]


class Draft(Owned):
    """One row a definition that somebody is editing and has not saved: every text of it, the newest last.

    slug: of the definition that it was made from, empty where it is new; version: the version of that one, 0 where
    it is new. place: which of the texts is shown; those after it have been undone. turn: grows with every change, so
    that a page that is behind is told apart.
    """

    user = models.ForeignKey("catalog.User", on_delete=models.CASCADE, related_name="+")
    slug = models.CharField(max_length=48, default="")
    version = models.PositiveIntegerField(default=0)
    texts = models.JSONField(default=list)
    place = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
