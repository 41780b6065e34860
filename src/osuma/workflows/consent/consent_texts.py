"""Texts under which people gave their consent: stored word for word, with what they promise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.tables.promises import PROMISES, proposed
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.catalog.consent_texts import ConsentText
    from osuma.workflows.asking.session import Session

#: What a consent may be asked for.
PURPOSES = ("marketing", "ads")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,47}")


@verb("consents.texts.add", writes=True)
def add(
    session: Session,
    slug: str,
    version: str,
    text: str,
    language: str = "fi",
    purposes: Sequence[str] = ("marketing",),
    channels: Sequence[str] = ("email",),
    valid_from: str | None = None,
    promises: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Store a version. promises: what it promises as a person says; without it they are read from the words and
    proposed, and hold until somebody confirms them or says otherwise."""
    from osuma.catalog import consent_texts

    known = consent_texts.list_(session.workspace)
    mistakes = _mistakes(slug, version, text, purposes, promises)
    if any((one.slug, one.version, one.language) == (slug, version, language) for one in known):
        mistakes.append(_mistake(
            "version", f"versio ”{slug}/{version}” ({language}) on jo; uusi teksti on uusi versio",
            f"the version “{slug}/{version}” ({language}) is there; a new text is a new version",
        ))  # fmt: skip
    day = None if valid_from is None else _day(valid_from, mistakes)
    if mistakes:
        raise Refused(mistakes)
    consent_texts.add(
        session.workspace,
        consent_texts.ConsentText(
            slug=slug,
            version=version,
            language=language,
            text=text,
            proposed=proposed(text),
            promises=None if promises is None else tuple(promises),
            purposes=tuple(purposes),
            channels=tuple(channels),
            valid_from=day,
            who=session.who,
        ),
    )
    return list_(session, slug)


@verb("consents.texts.confirm", writes=True)
def confirm(session: Session, slug: str, version: str, promises: Sequence[str]) -> dict[str, Any]:
    """Keep what a person says that a version promises, in all its languages."""
    from osuma.catalog import audit, consent_texts

    mistakes = _promise_mistakes(promises)
    if mistakes:
        raise Refused(mistakes)
    if not consent_texts.confirm(session.workspace, slug, version, promises, session.who):
        raise _no_text(f"{slug}/{version}")
    audit.record(
        session.workspace, session.who, "consent_text_promises",
        {"text": f"{slug}/{version}", "promises": list(promises)},
    )  # fmt: skip
    return list_(session, slug)


@verb("consents.texts.list")
def list_(session: Session, slug: str | None = None) -> dict[str, Any]:
    """Every text with its promises, and whether a person has confirmed them."""
    from osuma.catalog import consent_texts

    found = [one for one in consent_texts.list_(session.workspace) if slug in (None, one.slug)]
    if slug is not None and not found:
        raise _no_text(slug)
    return {"texts": [_plain(one) for one in found]}


def shown_as(session: Session) -> dict[str, str]:
    """What consents call a text → what it means for handing an address to an advertising platform.

    A version alone names every text of that version, and the strictest of them counts.
    """
    from osuma.catalog import consent_texts
    from osuma.store.sharing import TEXT_FATES

    found: dict[str, str] = {}
    for one in consent_texts.list_(session.workspace):
        fate = "promised" if "no_third_parties" in one.held else "shared" if "ads" in one.purposes else "not_asked"
        for name in (one.label, one.version):
            found[name] = min(fate, found.get(name, fate), key=TEXT_FATES.index)
    return found


def _plain(one: ConsentText) -> dict[str, Any]:
    return {
        "text": one.label,
        "language": one.language,
        "promises": list(one.held),
        "confirmed_by": one.confirmed_by,
        "purposes": list(one.purposes),
        "channels": list(one.channels),
        "valid_from": None if one.valid_from is None else one.valid_from.isoformat(),
        "words": one.text,
    }


def _mistakes(
    slug: str, version: str, text: str, purposes: Sequence[str], promises: Sequence[str] | None
) -> list[Mistake]:
    found = [
        _mistake(where, f"”{name}” ei käy: pieniä kirjaimia, numeroita ja merkkejä . _ -",
                 f"“{name}” will not do: lower-case letters, digits and . _ -")
        for where, name in (("slug", slug), ("version", version))
        if not _NAME.fullmatch(name)
    ]  # fmt: skip
    if not text.strip():
        found.append(_mistake("text", "teksti puuttuu", "the text is missing"))
    if not set(purposes) <= set(PURPOSES) or not purposes:
        listed = ", ".join(PURPOSES)
        found.append(_mistake("purposes", f"tarkoitus on jokin näistä: {listed}", f"a purpose is one of {listed}"))
    return found + _promise_mistakes(promises or ())


def _promise_mistakes(promises: Sequence[str]) -> list[Mistake]:
    if set(promises) <= set(PROMISES):
        return []
    listed = ", ".join(PROMISES)
    return [_mistake("promises", f"lupaus on jokin näistä: {listed}", f"a promise is one of {listed}")]


def _day(text: str, mistakes: list[Mistake]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        mistakes.append(_mistake("valid_from", "kirjoita päivä 2026-11-19", "write the day as 2026-11-19"))
        return None


def _mistake(where: str, fi: str, en: str) -> Mistake:
    return Mistake(where, "consent_text", Words(fi=fi, en=en))


def _no_text(name: str) -> Misuse:
    return Misuse(
        Words(
            fi=f"Suostumustekstiä ”{name}” ei ole. Katso: osuma consents text list",
            en=f"There is no consent text “{name}”. See: osuma consents text list",
        ),
        "no_consent_text",
    )
