"""Stored definitions that cannot be computed today, and why: the others are computed all the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from osuma.engine.errors import Mistake, Words
from osuma.engine.segments.depends import depends_on, references
from osuma.engine.segments.rule import Definition
from osuma.workflows.asking.own import own_types
from osuma.workflows.segments.definitions import mistakes_of, vocabulary

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

_Says = Callable[[str], Words]


def held(session: Session, known: Mapping[str, Definition]) -> dict[str, Words]:
    """What is said of each definition that may or can not be computed, by slug, in the order of the slugs.

    Its written basis does not hold, a name in it is not known any longer, or it rests on one of those.
    """
    words, gone = vocabulary(session), _gone(session)
    found: dict[str, _Says] = {}
    for slug, defn in known.items():
        if mistakes := mistakes_of(session, [defn], known, words):
            found[slug] = _why(defn, mistakes, gone)
    while more := {
        slug: next(one for one in references(defn) if one in found)
        for slug, defn in known.items()
        if slug not in found and found.keys() & set(references(defn))
    }:
        found |= {slug: _passed_on(found[on], on) for slug, on in more.items()}
    return {slug: found[slug](slug) for slug in sorted(found)}


def _passed_on(why: _Says, on: str) -> _Says:
    """What is said of one that rests on another; that a basis is missing concerns it as well."""
    return why if why is _without_basis else partial(_resting, on=on)


def _gone(session: Session) -> frozenset[str]:
    """Registered event types of which the warehouse lacks the table, or a column of it."""
    from osuma.catalog import event_types

    kept = {own.slug for own in event_types.list_(session.workspace)}
    return frozenset(kept - {own.slug for own in own_types(session)})


def _why(defn: Definition, mistakes: list[Mistake], gone: frozenset[str]) -> _Says:
    if any(one.code == "special_category" for one in mistakes):
        return _without_basis
    lost = sorted(depends_on(defn).events & gone)
    return partial(_without_table, event=lost[0]) if lost else partial(_wrong, first=mistakes[0])


def _wrong(slug: str, first: Mistake) -> Words:
    return Words(
        f"{slug}: ei laskettu, koska määritelmä ei enää käy: {first.what.fi} ({first.where}) Aiemmat tulokset ovat "
        "tallessa. Korjaa määritelmä tai palauta se, mihin se viittaa.",
        f"{slug}: not computed, because the definition no longer holds: {first.what.en} ({first.where}) Earlier "
        "results are kept. Mend the definition or bring back what it names.",
    )


def _without_basis(slug: str) -> Words:
    return Words(
        f"{slug}: ei laskettu, koska arkaluonteisten tietojen kirjallinen peruste ei ole voimassa. Aiemmat tulokset "
        "ovat tallessa. Kirjaa peruste (osuma special allow) tai poista segmentti.",
        f"{slug}: not computed, because the written basis for special-category data does not hold. Earlier results "
        "are kept. Enter a basis (osuma special allow) or remove the segment.",
    )


def _without_table(slug: str, event: str) -> Words:
    return Words(
        f"{slug}: ei laskettu, koska tapahtumatyypin ”{event}” taulu puuttuu tietovarastosta tai on vajaa. Aiemmat "
        "tulokset ovat tallessa. Palauta varmuuskopio: osuma restore",
        f"{slug}: not computed, because the table of the event type “{event}” is missing from the warehouse or lacks "
        "columns. Earlier results are kept. Restore a backup: osuma restore",
    )


def _resting(slug: str, on: str) -> Words:
    return Words(
        f"{slug}: ei laskettu, koska segmenttiä ”{on}”, johon se viittaa, ei voitu laskea. Aiemmat tulokset ovat "
        "tallessa.",
        f"{slug}: not computed, because the segment “{on}” to which it refers could not be. Earlier results are "
        "kept.",
    )
