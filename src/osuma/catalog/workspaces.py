"""Workspaces: one a company whose customers are looked at, each with a folder and a warehouse of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction

from osuma.catalog import models, settings
from osuma.catalog.instants import now
from osuma.catalog.modes import private_folder
from osuma.engine.errors import Conflict, Mistake, Misuse, Refused, Words

SLUG = re.compile(r"[a-z][a-z0-9-]{0,47}")
CURRENCY = re.compile(r"[A-Z]{3}")
LANGUAGES = ("fi", "en")
#: By which somebody with several workspaces sees in which one they are; each new one takes the next.
COLOURS = ("blue", "orange", "green", "purple", "pink", "teal", "red", "indigo", "yellow", "cyan", "lime", "azure")


@dataclass(frozen=True)
class Workspace:
    """key: the catalog's own number. zone: IANA name. currency: ISO 4217. folder: where everything of it lies."""

    key: int
    slug: str
    name: str
    zone: str
    currency: str
    language: str
    colour: str
    folder: Path
    created_at: datetime

    @property
    def warehouse_file(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    @property
    def rejects(self) -> Path:
        return self.folder / "rejects"

    @property
    def uploads(self) -> Path:
        return self.folder / "uploads"

    @property
    def exports(self) -> Path:
        return self.folder / "exports"


def create(slug: str, name: str, zone: str, currency: str, language: str) -> Workspace:
    """A new workspace with its folders. Refused names every value that cannot be; Conflict: the slug is taken."""
    mistakes = _mistakes(slug, zone, currency, language)
    if mistakes:
        raise Refused(mistakes)
    try:
        with transaction.atomic():
            row = models.Workspace.objects.create(
                slug=slug, name=name, zone=zone, currency=currency, language=language, colour=_next_colour(),
                created_at=now(),
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(
            Words(
                fi=f"Työtila ”{slug}” on jo olemassa. Anna toinen tunnus.",
                en=f"Workspace “{slug}” exists already. Give another slug.",
            ),
            "workspace_exists",
        ) from None
    made = _value(row)
    for folder in (made.folder.parent, made.folder, made.reports, made.rejects, made.uploads, made.exports):
        private_folder(folder)
    return made


def rename(workspace: Workspace, name: str, language: str) -> Workspace:
    """Another name and language; the slug and the folder stay. Refused for a language that there is not."""
    mistake = _language(language)
    if mistake is not None:
        raise Refused([mistake])
    models.Workspace.objects.filter(pk=workspace.key).update(name=name, language=language)
    return get(workspace.slug)


def paint(workspace: Workspace, colour: str) -> Workspace:
    """Another colour. Refused for one that there is not."""
    if colour not in COLOURS:
        said = Words(f"väri on jokin näistä: {', '.join(COLOURS)}", f"a colour is one of {', '.join(COLOURS)}")
        raise Refused([Mistake("colour", "no_colour", said)])
    models.Workspace.objects.filter(pk=workspace.key).update(colour=colour)
    return get(workspace.slug)


def _next_colour() -> str:
    return COLOURS[models.Workspace.objects.count() % len(COLOURS)]


def list_() -> list[Workspace]:
    """Every workspace of the installation, by slug."""
    return sorted(map(_value, models.Workspace.objects.all()), key=lambda one: one.slug)


def get(slug: str) -> Workspace:
    """The workspace; Misuse names those that there are."""
    row = models.Workspace.objects.filter(slug=slug).first()
    if row is None:
        raise Misuse(
            Words(
                fi=f"Työtilaa ”{slug}” ei ole. Työtilat: {_slugs()}.",
                en=f"There is no workspace “{slug}”. Workspaces: {_slugs()}.",
            ),
            "no_workspace",
        )
    return _value(row)


def pick(slug: str | None) -> Workspace:
    """The named workspace, or the only one where none is named."""
    if slug is not None:
        return get(slug)
    rows = list(models.Workspace.objects.all()[:2])
    if len(rows) != 1:
        raise Misuse(
            Words(
                fi=f"Työtiloja on useita: {_slugs()}. Valitse yksi: --workspace TUNNUS.",
                en=f"There are several workspaces: {_slugs()}. Choose one with --workspace SLUG.",
            )
            if rows
            else Words(fi="Työtiloja ei ole yhtään.", en="There is no workspace."),
            "which_workspace",
        )
    return _value(rows[0])


def _slugs() -> str:
    return ", ".join(sorted(models.Workspace.objects.values_list("slug", flat=True))) or "-"


def _value(row: models.Workspace) -> Workspace:
    return Workspace(
        key=row.pk,
        slug=row.slug,
        name=row.name,
        zone=row.zone,
        currency=row.currency,
        language=row.language,
        colour=row.colour,
        folder=settings.installation() / "workspaces" / row.slug,
        created_at=row.created_at,
    )


def _mistakes(slug: str, zone: str, currency: str, language: str) -> list[Mistake]:
    return [
        mistake
        for mistake in (_slug(slug), _zone(zone), _currency(currency), _language(language))
        if mistake is not None
    ]


def _slug(slug: str) -> Mistake | None:
    if SLUG.fullmatch(slug):
        return None
    return Mistake(
        "workspace",
        "bad_slug",
        Words(
            fi=f"tunnus ”{slug}” ei käy: enintään 48 merkkiä a–z, 0–9 ja väliviiva, ensin kirjain",
            en=f"slug “{slug}” will not do: at most 48 of a–z, 0–9 and hyphen, a letter first",
        ),
    )


def _zone(zone: str) -> Mistake | None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Mistake(
            "zone",
            "bad_zone",
            Words(
                fi=f"aikavyöhykettä ”{zone}” ei ole; anna esimerkiksi Europe/Helsinki",
                en=f"there is no time zone “{zone}”; give for example Europe/Helsinki",
            ),
        )
    return None


def _currency(currency: str) -> Mistake | None:
    if CURRENCY.fullmatch(currency):
        return None
    return Mistake(
        "currency",
        "bad_currency",
        Words(
            fi=f"valuutta ”{currency}” ei käy; anna kolme kirjainta, esimerkiksi EUR",
            en=f"currency “{currency}” will not do; give three letters, for example EUR",
        ),
    )


def _language(language: str) -> Mistake | None:
    if language in LANGUAGES:
        return None
    return Mistake(
        "language",
        "bad_language",
        Words(
            fi=f"kieli ”{language}” ei käy; anna fi tai en",
            en=f"language “{language}” will not do; give fi or en",
        ),
    )
