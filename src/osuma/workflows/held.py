"""Stored definitions that pick people by what the law protects, and whose written basis does not hold any longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from osuma.engine.errors import Words
from osuma.engine.segments.depends import references
from osuma.engine.segments.rule import Definition
from osuma.workflows.definitions import mistakes_of, vocabulary

if TYPE_CHECKING:
    from osuma.workflows.session import Session


def held(session: Session, known: Mapping[str, Definition]) -> frozenset[str]:
    """Slugs of definitions that may not be computed today: without a basis, or resting on one that is."""
    words = vocabulary(session)
    barred = {
        slug
        for slug, defn in known.items()
        if any(one.code == "special_category" for one in mistakes_of(session, [defn], known, words))
    }
    while more := {slug for slug, defn in known.items() if slug not in barred and barred & set(references(defn))}:
        barred |= more
    return frozenset(barred)


def sentence(slug: str) -> Words:
    """What is said of one that was not computed."""
    return Words(
        f"{slug}: ei laskettu, koska arkaluonteisten tietojen kirjallinen peruste ei ole voimassa. Aiemmat tulokset "
        "ovat tallessa. Kirjaa peruste (osuma special allow) tai poista segmentti.",
        f"{slug}: not computed, because the written basis for special-category data does not hold. Earlier results "
        "are kept. Enter a basis (osuma special allow) or remove the segment.",
    )
