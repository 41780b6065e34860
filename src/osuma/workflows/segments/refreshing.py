"""How a refresh is evaluated: from the figures that the last one kept, or in full and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from osuma.engine.errors import Words
from osuma.engine.periods import naive_utc
from osuma.engine.segments.compile import compile_, compile_carried, compile_planes
from osuma.engine.segments.rule import Definition
from osuma.engine.segments.settings import Settings
from osuma.engine.tables.vocabulary import Vocabulary
from osuma.store.evaluation import figures
from osuma.store.evaluation.differences import evaluate_differences, too_many
from osuma.store.evaluation.evaluate import Evaluation, evaluate
from osuma.store.evaluation.figures import Figures, Keeping
from osuma.store.evaluation.planes import Judged, evaluate_together
from osuma.store.evaluation.together import Together
from osuma.workflows.asking.instants import AsOf
from osuma.workflows.asking.options import language_settings
from osuma.workflows.segments.definitions import stored, vocabulary
from osuma.workflows.segments.evaluating import over_companies, over_people

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

DIFFERENCES = "differences"
#: Why a refresh was done in full; `DIFFERENCES` where it was not.
SAID = {
    DIFFERENCES: Words(
        fi="Laskettiin siitä, mikä on muuttunut edellisen laskennan jälkeen.",
        en="Computed from what has changed since the last refresh.",
    ),
    "asked": Words(fi="Laskettiin kokonaan, kuten pyydettiin.", en="Computed in full, as asked."),
    "past": Words(
        fi="Laskettiin kokonaan, koska hetki on ennen aineiston loppua.",
        en="Computed in full, because the moment is before the end of the data.",
    ),
    "earlier": Words(
        fi="Laskettiin kokonaan, koska edellinen laskenta oli myöhemmästä hetkestä.",
        en="Computed in full, because the last refresh was of a later moment.",
    ),
    "nothing_kept": Words(
        fi="Laskettiin kokonaan: aiemmasta laskennasta ei ole lukuja, jotka pätisivät. Seuraava lähtee näistä.",
        en="Computed in full: there are no figures of an earlier refresh that hold. The next one starts from these.",
    ),
    "meaning": Words(
        fi="Laskettiin kokonaan, koska asetukset tai kentät ovat muuttuneet.",
        en="Computed in full, because settings or fields have changed.",
    ),
    "many": Words(
        fi="Laskettiin kokonaan, koska niin monen asiakkaan aiemmat tiedot ovat muuttuneet.",
        en="Computed in full, because the earlier data of so many customers have changed.",
    ),
    "far": Words(
        fi="Laskettiin kokonaan, koska mikään edellisen laskennan luku ei ole tarpeeksi lähellä.",
        en="Computed in full, because no figure of the last refresh is near enough.",
    ),
    "failed": Words(
        fi="Laskettiin kokonaan, yksi segmentti kerrallaan, koska kaikkien laskeminen yhdessä ei onnistunut.",
        en="Computed in full, one segment at a time, because computing all of them together failed.",
    ),
}


@contextmanager
def judged(
    session: Session, definitions: Sequence[Definition], at: AsOf, in_full: bool = False
) -> Iterator[tuple[Judged | Evaluation | Together, str]]:
    """All definitions together, of people and of companies, to be stored, and a key of `SAID`; closed at the end.

    The figures of people are kept for the next refresh where the instant is the end of the data or later. Companies
    are few: they are always computed in full.
    """
    people = [defn for defn in definitions if over_people(defn)]
    companies = [defn for defn in definitions if over_companies(defn)]
    with _people_judged(session, people, at, in_full) as (found, how):
        if not companies:
            yield found, how
            return
        with _companies_judged(session, companies, at) as others:
            yield Together(found, others), how


def _companies_judged(session: Session, definitions: Sequence[Definition], at: AsOf) -> Evaluation:
    known = {**stored(session), **{d.slug: d for d in definitions}}
    settings = language_settings(session.workspace)
    plan = compile_(definitions, known, settings, at.instant, at.current, vocabulary(session))
    return evaluate(session.warehouse, plan, None if at.current else naive_utc(at.instant), session.workspace.zone)


@contextmanager
def _people_judged(
    session: Session, definitions: Sequence[Definition], at: AsOf, in_full: bool
) -> Iterator[tuple[Judged | Evaluation, str]]:
    known = {**stored(session), **{d.slug: d for d in definitions}}
    people = _People(session, known, language_settings(session.workspace), vocabulary(session), at, in_full)
    found, how = people.judged(definitions)
    with found:
        yield found, how


@dataclass(frozen=True)
class _People:
    """One refresh of definitions of people."""

    session: Session
    known: Mapping[str, Definition]
    settings: Settings
    words: Vocabulary
    at: AsOf
    in_full: bool

    def judged(self, definitions: Sequence[Definition]) -> tuple[Judged | Evaluation, str]:
        """What was found and how. What could not be run the last time is tried alone, and all else together.

        Where something fails that did not the last time, it is found by running everything by the reference; the
        others are then judged again without it, so that the next refresh can start from their figures.
        """
        kept = figures.held(self.session.warehouse)
        broken = self._broken([defn for defn in definitions if kept is not None and defn.slug in kept.broken])
        found, how = self._found(definitions, kept, broken)
        if isinstance(found, Evaluation) and found.errors and self.at.current:
            with found:
                broken |= found.errors
            found, _ = self._found(definitions, None, broken)
        found.errors |= broken
        return found, how

    def _broken(self, definitions: Sequence[Definition]) -> dict[str, str]:
        """Which of these cannot be run, and why, by slug."""
        if not definitions:
            return {}
        with evaluate(self.session.warehouse, compile_(*self._full(definitions)), *self._past) as found:
            return found.errors

    def _found(
        self, definitions: Sequence[Definition], kept: Figures | None, broken: Mapping[str, str]
    ) -> tuple[Judged | Evaluation, str]:
        """From differences where that can be, else in full; by the reference where that fails too."""
        sound = [defn for defn in definitions if defn.slug not in broken]
        given, warehouse = _given(self.settings, self.words), self.session.warehouse
        how = _how(self.session, kept, given, self.at, self.in_full)
        begin = partial(Keeping.begin, warehouse, given, naive_utc(self.at.instant), dict(broken))
        if kept is not None and how == DIFFERENCES:
            plan = compile_carried(sound, self.known, self.settings, self.at.instant, kept, self.words)
            if (plan.plan.totals or plan.plan.held) and not plan.carried:
                how = "far"
            elif (found := evaluate_differences(warehouse, plan, kept, begin())) is not None:
                return found, how
        full = self._full(sound)
        keeping = begin() if self.at.current else None
        whole = evaluate_together(warehouse, compile_planes(*full), partial(compile_, *full), *self._past, keeping)
        return whole, "failed" if isinstance(whole, Evaluation) or how == DIFFERENCES else how

    def _full(
        self, definitions: Sequence[Definition]
    ) -> tuple[Sequence[Definition], Mapping[str, Definition], Settings, datetime, bool, Vocabulary]:
        return definitions, self.known, self.settings, self.at.instant, self.at.current, self.words

    @property
    def _past(self) -> tuple[datetime | None, str]:
        """The instant, where attributes are read as they were then, and the zone."""
        return None if self.at.current else naive_utc(self.at.instant), self.session.workspace.zone


def _given(settings: Settings, words: Vocabulary) -> str:
    """What the figures depend on beside the rows of events."""
    return hashlib.sha256(repr((settings, words)).encode()).hexdigest()


def _how(session: Session, kept: Figures | None, given: str, at: AsOf, in_full: bool) -> str:
    if in_full:
        return "asked"
    if not at.current:
        return "past"
    if kept is None:
        return "nothing_kept"
    if kept.given != given:
        return "meaning"
    if naive_utc(at.instant) < kept.as_of:
        return "earlier"
    return "many" if too_many(session.warehouse, kept) else DIFFERENCES
