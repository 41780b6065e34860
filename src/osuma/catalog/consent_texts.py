"""The texts under which people gave their consent, with what each promises. Words that were stored never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.workspaces import Workspace


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """One version in one language. proposed: promises that the words seem to make; promises: as a person confirmed
    them, None before. purposes, channels: what the consent is asked for. valid_from: None where nobody said."""

    slug: str
    version: str
    language: str
    text: str
    proposed: tuple[str, ...]
    promises: tuple[str, ...] | None
    purposes: tuple[str, ...]
    channels: tuple[str, ...]
    valid_from: date | None
    who: str
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    @property
    def label(self) -> str:
        """How consents name the version, where the version alone is not enough."""
        return f"{self.slug}/{self.version}"

    @property
    def held(self) -> tuple[str, ...]:
        """The promises that are kept: what is only proposed is kept until a person has said otherwise."""
        return self.proposed if self.promises is None else self.promises


def list_(workspace: Workspace) -> list[ConsentText]:
    """Every text, by slug, version and language."""
    found = map(_value, models.ConsentText.objects.of(workspace.key))
    return sorted(found, key=lambda one: (one.slug, one.version, one.language))


def add(workspace: Workspace, text: ConsentText) -> None:
    """Store a text whose version and language are new; `who` confirmed its promises if it has any stated."""
    models.ConsentText.objects.add(
        workspace.key,
        slug=text.slug,
        version=text.version,
        language=text.language,
        text=text.text,
        proposed=list(text.proposed),
        promises=None if text.promises is None else list(text.promises),
        purposes=list(text.purposes),
        channels=list(text.channels),
        valid_from=text.valid_from,
        created_at=now(),
        who=text.who,
        confirmed_at=None if text.promises is None else now(),
        confirmed_by=None if text.promises is None else text.who,
    )


def confirm(workspace: Workspace, slug: str, version: str, promises: Sequence[str], who: str) -> int:
    """Keep what a person says that a version promises, in all its languages; how many texts it concerned."""
    rows = models.ConsentText.objects.of(workspace.key).filter(slug=slug, version=version)
    return int(rows.update(promises=list(promises), confirmed_at=now(), confirmed_by=who))


def _value(row: models.ConsentText) -> ConsentText:
    return ConsentText(
        slug=row.slug,
        version=row.version,
        language=row.language,
        text=row.text,
        proposed=tuple(row.proposed),
        promises=None if row.promises is None else tuple(row.promises),
        purposes=tuple(row.purposes),
        channels=tuple(row.channels),
        valid_from=row.valid_from,
        who=row.who,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
    )
