"""The checks of single conditions against the vocabulary."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from osuma.engine.errors import Mistake, Words
from osuma.engine.periods import Window
from osuma.engine.segments.check.special import about_people, special_values
from osuma.engine.segments.check.values import value_mistakes
from osuma.engine.segments.mistakes import mistake, not_of_numbers, unknown_name
from osuma.engine.segments.operators import (
    BESIDE,
    COUNTED,
    COUNTING,
    MEASURES,
    OPERATORS,
    PICKED,
    RANK_MEASURES,
)
from osuma.engine.segments.rule import Dates, Event, Filter, Measure, Property, Rank, Recency, Unit
from osuma.engine.shell import command
from osuma.engine.tables.facts import SHARES
from osuma.engine.tables.vocabulary import EventType, Field, Kind, Vocabulary

_FIELD = Words(fi="tuntematon tieto", en="unknown field")
_PROPERTY = Words(fi="tuntematon tapahtuman tieto", en="unknown property")
_EVENT = Words(fi="tuntematon tapahtuma", en="unknown event")
_GROUPED: tuple[Kind, ...] = ("code", "text", "int", "bool")
_RANKED: tuple[Kind, ...] = ("int", "decimal", "date", "instant")
#: Calendar periods of a yearly day, and how many away they can be.
_WITHIN_A_YEAR = {"day": 366, "week": 52, "month": 12}


class LeafCheck:
    """Knows the workspace's names; each method gives every mistake of one condition."""

    def __init__(self, vocabulary: Vocabulary, unit: Unit, allowed_special: Collection[str]) -> None:
        self.vocabulary, self.allowed = vocabulary, allowed_special
        self.fields, self.unit = vocabulary.fields(unit), unit

    def field(self, name: str, where: str) -> tuple[Field | None, list[Mistake]]:
        found = self.fields.get(name)
        if found is None:
            return None, [unknown_name(where, "unknown_field", _FIELD, name, self.fields)]
        if found.klass == "special" and name not in self.allowed:
            return found, [_special(where, name)]
        return found, []

    def property(self, node: Property, path: str) -> list[Mistake]:
        field, found = self.field(node.property, f"{path}.property")
        if field is None:
            return found
        if node.other is not None:
            other, wrong = self.field(node.other, f"{path}.other")
            return [*found, *wrong, *(_beside(field, node.op, other, path) if other else [])]
        if not found:
            found += self.special(field, node.value, f"{path}.value")
        return found + compared(field, node.op, node.value, path)

    def special(self, field: Field, value: object, where: str) -> list[Mistake]:
        """Values of a field of people that speak of a special category."""
        if self.unit == "accounts" or not about_people(field) or field.name in self.allowed:
            return []
        return list(special_values(field, value, where, self.allowed))

    def event_type(self, name: str, where: str) -> tuple[EventType | None, list[Mistake]]:
        found = self.vocabulary.events.get(name)
        if found is None and name in self.vocabulary.seen:
            return None, [_not_registered(where, name, self.vocabulary.seen[name])]
        return found, [] if found else [unknown_name(where, "unknown_event", _EVENT, name, self.vocabulary.events)]

    def filters(self, filters: tuple[Filter, ...], event: EventType, path: str) -> list[Mistake]:
        found: list[Mistake] = []
        for i, one in enumerate(filters):
            where = f"{path}.where[{i}]"
            field = event.properties.get(one.property)
            if field is None:
                found.append(
                    unknown_name(f"{where}.property", "unknown_property", _PROPERTY, one.property, event.properties)
                )
            elif one.other is not None:
                found += _beside_property(field, one.op, one.other, event, where)
            else:
                found += special_values(field, one.value, f"{where}.value", self.allowed)
                found += compared(field, one.op, one.value, where)
        return found

    def event(self, node: Event, path: str) -> list[Mistake]:
        event, found = self.event_type(node.event, f"{path}.event")
        found += past_window(node.window, f"{path}.window")
        if event is None:
            return found
        found += self.filters(node.where, event, path)
        kind, wrong = _measured(node.measure, event.properties, path, MEASURES)
        return found + wrong + ([] if wrong else _measure_compared(node, kind, path))

    def recency(self, node: Recency, path: str) -> list[Mistake]:
        return self.rows_of(node.recency, node.where, path, "recency")

    def rows_of(self, name: str, where: tuple[Filter, ...], path: str, key: str) -> list[Mistake]:
        """Of a condition that only names an event type and filters of its rows."""
        event, found = self.event_type(name, f"{path}.{key}")
        return found + (self.filters(where, event, path) if event else [])

    def dates(self, node: Dates, path: str) -> list[Mistake]:
        field, found = self.field(node.date, f"{path}.date")
        if field is not None and field.kind not in ("date", "instant"):
            found.append(
                mistake(
                    f"{path}.date",
                    "not_a_date",
                    f"”{node.date}” ei ole päivä; käytä ehtoa property.",
                    f"`{node.date}` is not a date; use a `property` condition.",
                )
            )
            return found
        found += _ordered(node.window, f"{path}.window")
        if field is not None and field.kind == "date":
            found += _whole_days(node.window, f"{path}.window")
        if node.anniversary:
            found += self._anniversary(field, node.window, path)
        return found

    def _anniversary(self, field: Field | None, window: Window, path: str) -> list[Mistake]:
        duration = window.last or window.next
        days = duration is not None and duration.unit == "days" and duration.n <= 366
        found: list[Mistake] = []
        if not days and abs(window.offset) > _WITHIN_A_YEAR.get(str(window.calendar), -1):
            found.append(
                mistake(
                    f"{path}.window",
                    "anniversary",
                    "Vuosipäivälle käy {next: 14 days}, {last: 14 days} tai {calendar: this month} (day, week,"
                    " month).",
                    "an anniversary takes {next: 14 days}, {last: 14 days} or {calendar: this month} (day, week,"
                    " month).",
                )
            )
        if field is not None and field.kind == "instant":
            dates = ", ".join(name for name, one in self.fields.items() if one.kind == "date") or "–"
            ago = f"{{date: {field.name}, window: {{ago: [54 weeks, 50 weeks]}}}}"
            found.append(
                mistake(
                    f"{path}.date",
                    "anniversary",
                    f"”{field.name}” on kellonaika, ja vuosipäivä lasketaan päivästä; päiviä ovat: {dates}. Noin"
                    f" vuoden takaiset löytää ilman vuosipäivää: {ago}.",
                    f"`{field.name}` is an instant, and an anniversary is of a date; dates are: {dates}. Those of"
                    f" about a year ago are found without an anniversary: {ago}.",
                )
            )
        return found

    def rank(self, node: Rank, path: str) -> list[Mistake]:
        found = [*_stand(node, path), *self._per(node, path)]
        if isinstance(node.by, Property):
            field, wrong = self.field(node.by.property, f"{path}.rank.property")
            if field is not None and field.kind not in _RANKED:
                wrong.append(_not_ranked(f"{path}.rank.property", node.by.property))
            return found + wrong
        event, wrong = self.event_type(node.by.event, f"{path}.rank.event")
        found += wrong + past_window(node.by.window, f"{path}.rank.window")
        if event is None:
            return found
        found += self.filters(node.by.where, event, f"{path}.rank")
        return found + _measured(node.by.measure, event.properties, f"{path}.rank", RANK_MEASURES)[1]

    def _per(self, node: Rank, path: str) -> list[Mistake]:
        if node.per is None:
            return []
        field, found = self.field(node.per, f"{path}.per")
        if field is not None and field.kind not in _GROUPED:
            found.append(
                mistake(
                    f"{path}.per",
                    "per",
                    f"Tiedolla ”{node.per}” ei voi ryhmitellä; käytä koodia, tekstiä, kokonaislukua tai kyllä–ei"
                    "-tietoa.",
                    f"`{node.per}` cannot group; use a code, a text, a whole number or a yes/no field.",
                )
            )
        return found


def _not_registered(where: str, slug: str, given: str) -> Mistake:
    named = command("events", "register", given, "--as", slug)
    return mistake(
        where,
        "event_not_registered",
        f"tapahtumia ”{given}” on tuotu, mutta tyyppiä ei ole rekisteröity. Rekisteröi se: {named}",
        f"events “{given}” were imported, but the type is not registered. Register it: {named}",
    )


def _special(where: str, name: str) -> Mistake:
    return mistake(
        where,
        "special_category",
        f"”{name}” on arkaluonteinen tieto. Sillä ei valita ihmisiä ilman roolia ja kirjallista perustetta.",
        f"`{name}` is special-category data. People are not picked by it without a role and a written basis.",
    )


def _beside_property(field: Field, op: str, name: str, event: EventType, where: str) -> list[Mistake]:
    other = event.properties.get(name)
    if other is None:
        return [unknown_name(f"{where}.other", "unknown_property", _PROPERTY, name, event.properties)]
    return _beside(field, op, other, where)


def _beside(field: Field, op: str, other: Field, path: str) -> list[Mistake]:
    """What is wrong with comparing two properties: they are of one kind, and not lists."""
    operators = BESIDE[field.kind]
    if field.kind != other.kind or not operators:
        return [
            mistake(
                f"{path}.other",
                "kind",
                f"”{field.name}” ja ”{other.name}” eivät ole samaa lajia ({field.kind}, {other.kind}) tai niitä"
                " ei voi verrata toisiinsa. Vertaa päivää päivään, aikaa aikaan, lukua lukuun ja tekstiä tekstiin.",
                f"`{field.name}` and `{other.name}` are not of one kind ({field.kind}, {other.kind}) or cannot be"
                " compared. Compare a date with a date, a time with a time, a number with a number and a text with a"
                " text.",
            )
        ]
    if op in operators:
        return []
    what = Words(
        fi=f"tiedoille ”{field.name}” ja ”{other.name}” ei käy vertailu", en="two properties cannot be compared with"
    )
    return [unknown_name(f"{path}.op", "operator", what, op, operators)]


def compared(field: Field, op: str, value: object, path: str) -> list[Mistake]:
    """What is wrong with an operator and a value for a field."""
    operators = OPERATORS[field.kind]
    if op not in operators:
        what = Words(fi=f"tiedolle ”{field.name}” ei käy vertailu", en=f"`{field.name}` cannot be compared with")
        return [unknown_name(f"{path}.op", "operator", what, op, operators)]
    return value_mistakes(field.kind, op, value, f"{path}.value") or _shares(field, value, f"{path}.value")


def _shares(field: Field, value: object, where: str) -> list[Mistake]:
    """A share that nothing can have: 50 for 50 % would let in nobody without a word."""
    numbers = [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, int | Decimal)]
    if field.name.removeprefix("area_") not in SHARES or all(one <= 1 for one in numbers):
        return []
    fi, en = "Osuus on 0–1: 50 % kirjoitetaan 0.5.", "a share is from 0 to 1: write 50 % as 0.5."
    return [mistake(where, "share", fi, en)]


def _measured(
    measure: Measure, properties: Mapping[str, Field], path: str, allowed: Mapping[str, tuple[Kind, ...]]
) -> tuple[Kind, list[Mistake]]:
    """The kind of what is compared, and what is wrong with the measure."""
    where = f"{path}.measure"
    if measure.kind not in allowed:
        what = Words(fi="tässä ei käy mittari", en="this cannot be measured with")
        return "int", [unknown_name(where, "measure", what, measure.kind, allowed)]
    if measure.kind == "count":
        return "int", []
    field = properties.get(str(measure.field))
    if field is None:
        return "int", [unknown_name(where, "unknown_property", _PROPERTY, str(measure.field), properties)]
    if field.kind not in allowed[measure.kind]:
        fitting = ", ".join(name for name, f in properties.items() if f.kind in allowed[measure.kind]) or "–"
        return "int", [
            mistake(
                where,
                "measure",
                f"Tiedosta ”{field.name}” ei voi laskea mittaria {measure.kind}; käyviä ovat: {fitting}.",
                f"`{field.name}` cannot be measured by {measure.kind}; these can: {fitting}.",
            )
        ]
    return _result_kind(measure, field), _weighed(measure, properties, where)


def _weighed(measure: Measure, properties: Mapping[str, Field], where: str) -> list[Mistake]:
    """What is wrong with the figure by which values are put in order."""
    by = None if measure.by is None else properties.get(measure.by)
    if measure.by is None or (by is not None and by.kind in ("int", "decimal")):
        return []
    fitting = [name for name, field in properties.items() if field.kind in ("int", "decimal")]
    what = Words(fi="arvoja ei voi laittaa järjestykseen tiedolla", en="values cannot be put in order by")
    return [unknown_name(f"{where}.by", "measure_by", what, measure.by, fitting)]


def _result_kind(measure: Measure, field: Field) -> Kind:
    if measure.kind in COUNTING:
        return "int"
    return "decimal" if measure.kind in ("sum", "avg") else field.kind


def _measure_compared(node: Event, kind: Kind, path: str) -> list[Mistake]:
    allowed = OPERATORS[kind] if node.measure.kind in PICKED else COUNTED
    if node.op not in allowed:
        what = Words(fi="mittarille ei käy vertailu", en="the measure cannot be compared with")
        return [not_of_numbers(f"{path}.op", what, node.op, allowed)]
    found = value_mistakes(kind, node.op, node.value, f"{path}.value")
    if not found and node.measure.kind in COUNTING and _negative(node.value):
        return [mistake(f"{path}.value", "value", "Määrä ei voi olla alle nollan.", "a count cannot be below zero.")]
    return found


def _negative(value: object) -> bool:
    values = value if isinstance(value, tuple) else (value,)
    return any(isinstance(v, int) and v < 0 for v in values)


def past_window(window: Window | None, where: str) -> list[Mistake]:
    """What is wrong with a window over what has happened."""
    if window is None:
        return []
    ahead = (window.next, window.ahead, window.beyond) != (None, None, None)
    if ahead or (window.calendar is not None and window.offset > 0):
        return [
            mistake(
                where,
                "future",
                "Tapahtuma on jo tapahtunut: tuleva aika ei käy. Käytä aikaa last, ago, before tai this.",
                "an event has already happened, so a coming time will not do. Use last, ago, before or this.",
            )
        ]
    return _ordered(window, where)


def _ordered(window: Window, where: str) -> list[Mistake]:
    order = {"minutes": 1 / 1440, "hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.44, "years": 365.25}
    if window.ago is not None:
        far, near = (duration.n * order[duration.unit] for duration in window.ago)
        if far <= near:
            return [
                mistake(
                    f"{where}.ago",
                    "window",
                    "Kaukaisempi aika ensin: [90 days, 30 days].",
                    "the farther time first: [90 days, 30 days].",
                )
            ]
    if window.ahead is not None:
        near, far = (duration.n * order[duration.unit] for duration in window.ahead)
        if far <= near:
            return [
                mistake(
                    f"{where}.ahead",
                    "window",
                    "Lähempi aika ensin: [30 days, 90 days].",
                    "the nearer time first: [30 days, 90 days].",
                )
            ]
    if window.since is not None and window.until is not None and window.since > window.until:
        return [mistake(where, "window", "Alku on lopun jälkeen; vaihda ne.", "since is after until; swap them.")]
    return []


def _whole_days(window: Window, where: str) -> list[Mistake]:
    used = [window.last, window.next, window.before, window.beyond, *(window.ago or ()), *(window.ahead or ())]
    if any(duration is not None and duration.unit in ("minutes", "hours") for duration in used):
        return [
            mistake(
                where,
                "window",
                "Tästä tiedosta tunnetaan vain päivä; käytä päiviä, viikkoja, kuukausia tai vuosia.",
                "only the day of this is known; use days, weeks, months or years.",
            )
        ]
    return []


def _not_ranked(where: str, name: str) -> Mistake:
    return mistake(
        where,
        "rank",
        f"Tiedolla ”{name}” ei voi järjestää; käytä lukua tai päivää.",
        f"`{name}` cannot rank; use a number or a date.",
    )


def _stand(node: Rank, path: str) -> list[Mistake]:
    forms = [given is not None for given in (node.percent, node.n, node.tiles, node.percentiles)]
    tiles = node.tiles or 0
    good = sum(forms) == 1 and (
        (node.percent is not None and 0 < node.percent <= 100)
        or (node.n is not None and 0 < node.n <= 10**9)
        or (2 <= tiles <= 100 and _tiles(node.among_tiles, tiles))
        or (node.percentiles is not None and 0 <= node.percentiles[0] < node.percentiles[1] <= 100)
    )
    if good:
        return []
    return [
        mistake(
            path,
            "rank",
            "Sijoituksessa on yksi näistä: percent 1–100, n vähintään 1, tiles 2–100 ja sen osia ilman toistoa, tai"
            " percentile 0–100, pienempi ensin.",
            "a rank has one of: percent 1 to 100, n of at least 1, tiles 2 to 100 with parts of it, none twice, or"
            " percentile 0 to 100, the smaller first.",
        )
    ]


def _tiles(chosen: tuple[int, ...], tiles: int) -> bool:
    return bool(chosen) and len(set(chosen)) == len(chosen) and all(1 <= tile <= tiles for tile in chosen)
