"""Columns of an export that say what a membership rests on: a property of the newest event that let somebody in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.segments.behind import Behind, conditions
from osuma.engine.segments.compile.needs import Beside
from osuma.engine.segments.operators import MEASURES
from osuma.engine.segments.rule import Definition, Event
from osuma.engine.tables.special import screen
from osuma.engine.tables.vocabulary import Vocabulary
from osuma.workflows.segments.definitions import stored, vocabulary

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@dataclass(frozen=True)
class Column:
    """One more column of an export. asked: the conditions whose rows count; first: its first figure among all."""

    behind: Behind
    asked: tuple[Event, ...]
    first: int

    @property
    def header(self) -> str:
        """The name of the column in the file."""
        return f"{self.behind.event}_{self.behind.property}"

    @property
    def figures(self) -> tuple[Beside, ...]:
        """What has to be known of each person."""
        return tuple(figure for one in self.asked for figure in self.behind.figures(one))

    @property
    def sql(self) -> str:
        """The value over the flags `f`: of the condition whose newest row is the newest of all."""
        times = [f"f.b{self.first + 2 * n}" for n in range(len(self.asked))]
        whens = " ".join(f"WHEN {at} THEN f.b{self.first + 2 * n + 1}" for n, at in enumerate(times))
        return f"CASE greatest({', '.join(times)}) {whens} END"


def columns(session: Session, defn: Definition, name: str, wanted: Sequence[str]) -> tuple[Column, ...]:
    """The columns of an export of a definition, or of its class of that name. Refused with every one that cannot be.

    wanted: `attendance.event_name`: an event type and its property.
    """
    words, known = vocabulary(session), {**stored(session), defn.slug: defn}
    mistakes: list[Mistake] = []
    found: list[Column] = []
    first = 0
    for text in wanted:
        event, _, field = text.partition(".")
        asked = conditions(defn, name.partition("/")[2] or None, event, known)
        if wrong := _wrong(text, event, field, asked, words):
            mistakes.append(wrong)
            continue
        found.append(Column(Behind(event, field), asked, first))
        first += len(found[-1].figures)
    if mistakes:
        raise Refused(mistakes)
    return tuple(found)


def _wrong(text: str, event: str, field: str, asked: Sequence[Event], words: Vocabulary) -> Mistake | None:
    if event not in words.events:
        return Mistake(text, "unknown_event", Words(
            f"Tapahtumaa ”{event}” ei ole. Anna tapahtuma ja sen tieto, esimerkiksi attendance.event_name.",
            f"There is no event “{event}”. Give an event and its property, for example attendance.event_name.",
        ))  # fmt: skip
    known = words.events[event].properties
    if field not in known or known[field].kind not in MEASURES["last"]:
        listed = ", ".join(name for name, one in known.items() if one.kind in MEASURES["last"])
        return Mistake(text, "unknown_property", Words(
            f"Tapahtumalla ”{event}” ei ole tietoa ”{field}”, jonka voisi viedä. On: {listed}.",
            f"The event “{event}” has no property “{field}” that could be exported. There are: {listed}.",
        ))  # fmt: skip
    if not asked:
        return Mistake(text, "not_behind", Words(
            f"Segmentti ei ota ketään mukaan tapahtuman ”{event}” perusteella, joten sitä ei ole kenenkään takana.",
            f"The segment lets nobody in by the event “{event}”, so none is behind anybody's membership.",
        ))  # fmt: skip
    return None


def screened(
    header: Sequence[str], rows: Sequence[tuple[Any, ...]], shown: Sequence[Column]
) -> tuple[list[tuple[Any, ...]], list[Mapping[str, str]]]:
    """The rows without values that speak of a special category, and a sentence a column that had some.

    Nobody's health leaves the house because an evening was called by its name.
    """
    places = {len(header) - len(shown) + n: column for n, column in enumerate(shown)}
    left = dict.fromkeys(places, 0)
    safe = []
    for row in rows:
        cells = list(row)
        for place in places:
            if isinstance(cells[place], str) and screen(cells[place]) is not None:
                cells[place] = None
                left[place] += 1
        safe.append(tuple(cells))
    return safe, [_left(places[place].header, n) for place, n in left.items() if n]


def _left(column: str, n: int) -> Mapping[str, str]:
    return {
        "fi": f"Sarakkeessa {column} jätettiin {n} arvoa tyhjäksi, koska ne viittaavat arkaluonteiseen tietoon.",
        "en": f"{n} values of the column {column} were left empty, as they speak of special-category data.",
    }
