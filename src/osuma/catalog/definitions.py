"""Definitions of segments and partitions, every saved text of each kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.turns import turn
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Conflict, Misuse, Words

Changed = Literal["new", "rule", "metadata", "same"]


@dataclass(frozen=True)
class Definition:
    """A definition as it is now. created_at: the first version; changed_at, who, note: the newest one.

    fingerprint: that of the newest version when it was saved, None where it was not given.
    archived_at: None while it is in use.
    """

    slug: str
    kind: str
    text: str
    version: int
    rule_version: str
    fingerprint: str | None
    created_at: datetime
    changed_at: datetime
    who: str
    note: str
    archived_at: datetime | None


@dataclass(frozen=True)
class Version:
    """One saved text. Equal rule_version in two of them: only name, owner, KPI or review date changed."""

    version: int
    text: str
    rule_version: str
    fingerprint: str | None
    created_at: datetime
    who: str
    note: str


@dataclass(frozen=True)
class Saved:
    """What saving did: `same` text writes nothing, `metadata` leaves the rule as it was."""

    definition: Definition
    changed: Changed


def save(
    workspace: Workspace,
    slug: str,
    kind: str,
    text: str,
    rule_version: str,
    who: str,
    note: str = "",
    fingerprint: str | None = None,
    expected: int | None = None,
) -> Saved:
    """Keep the text as the newest version.

    expected: the version that the text was made from; Conflict where the workspace has moved on since.
    Misuse where a segment would become a partition or the other way.
    """
    with turn(workspace):
        row = models.Definition.objects.of(workspace.key).filter(slug=slug).first()
        before = None if row is None else _newest(workspace, row)
        _refuse_stale(slug, 0 if before is None else before.version, expected)
        if row is None:
            row = models.Definition.objects.add(workspace.key, slug=slug, kind=kind, created_at=now())
        elif row.kind != kind:
            raise Misuse(
                Words(
                    fi=f"”{slug}” on jo käytössä ja on eri lajia ({row.kind}). Anna toinen tunnus.",
                    en=f"“{slug}” is in use and is of another kind ({row.kind}). Give another slug.",
                ),
                "other_kind",
            )
        changed = _changed(before, text, rule_version)
        if row.archived_at is not None:
            row.archived_at = None
            row.save(update_fields=["archived_at"])
        if changed != "same":
            before = models.DefinitionVersion.objects.add(
                workspace.key,
                definition=row,
                version=(before.version if before else 0) + 1,
                text=text,
                rule_version=rule_version,
                fingerprint=fingerprint,
                created_at=now(),
                who=who,
                note=note,
            )
        assert before is not None  # noqa: S101  nothing is "same" as no version
        return Saved(_value(row, before), changed)


def find(workspace: Workspace, slug: str) -> Definition | None:
    """The definition as it is now, archived or not; None where the slug was never used."""
    row = models.Definition.objects.of(workspace.key).filter(slug=slug).first()
    return None if row is None else _value(row, _newest(workspace, row))


def get(workspace: Workspace, slug: str) -> Definition:
    """The definition; Misuse where there is none."""
    found = find(workspace, slug)
    if found is None:
        raise Misuse(
            Words(
                fi=f"Segmenttiä ”{slug}” ei ole. Katso tunnukset: osuma segments list",
                en=f"There is no segment “{slug}”. See the slugs: osuma segments list",
            ),
            "no_segment",
        )
    return found


def list_(workspace: Workspace, archived: bool = False) -> list[Definition]:
    """Every definition in use, by slug; with `archived` the others too."""
    rows = sorted(models.Definition.objects.of(workspace.key), key=lambda row: row.slug)
    newest = {
        version.definition_id: version
        for version in models.DefinitionVersion.objects.of(workspace.key).order_by("version")
    }
    return [_value(row, newest[row.pk]) for row in rows if archived or row.archived_at is None]


def history(workspace: Workspace, slug: str) -> list[Version]:
    """Every saved text of one definition, the oldest first; Misuse where there is none."""
    get(workspace, slug)
    rows = models.DefinitionVersion.objects.of(workspace.key).filter(definition__slug=slug).order_by("version")
    return [
        Version(row.version, row.text, row.rule_version, row.fingerprint, row.created_at, row.who, row.note)
        for row in rows
    ]


def archive(workspace: Workspace, slug: str) -> None:
    """Take the definition out of use; its versions stay."""
    get(workspace, slug)
    rows = models.Definition.objects.of(workspace.key).filter(slug=slug, archived_at=None)
    rows.update(archived_at=now())


def _refuse_stale(slug: str, version: int, expected: int | None) -> None:
    if expected is not None and expected != version:
        raise Conflict(
            Words(
                fi=f"”{slug}” on muuttunut: sinulla on versio {expected}, työtilassa on {version}. "
                "Hae uusi versio ja tee muutos siihen.",
                en=f"“{slug}” has changed: you have version {expected}, the workspace has {version}. "
                "Fetch the new version and make the change in it.",
            ),
            "definition_moved_on",
        )


def _newest(workspace: Workspace, row: models.Definition) -> models.DefinitionVersion:
    return models.DefinitionVersion.objects.of(workspace.key).filter(definition=row).latest("version")


def _changed(before: models.DefinitionVersion | None, text: str, rule_version: str) -> Changed:
    if before is None:
        return "new"
    if before.rule_version != rule_version:
        return "rule"
    return "same" if before.text == text else "metadata"


def _value(row: models.Definition, newest: models.DefinitionVersion) -> Definition:
    return Definition(
        slug=row.slug,
        kind=row.kind,
        text=newest.text,
        version=newest.version,
        rule_version=newest.rule_version,
        fingerprint=newest.fingerprint,
        created_at=row.created_at,
        changed_at=newest.created_at,
        who=newest.who,
        note=newest.note,
        archived_at=row.archived_at,
    )
