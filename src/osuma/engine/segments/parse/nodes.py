"""Written conditions to values; the reader goes on after a mistake, so that all of them are found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from osuma.engine.errors import Mistake, Words
from osuma.engine.segments.mistakes import at, mistake, unknown_name
from osuma.engine.segments.parse import habits as parse_habits
from osuma.engine.segments.parse import sequence as parse_sequence
from osuma.engine.segments.parse import values as parse_values
from osuma.engine.segments.parse.accounts import ACROSS_KEYS, ACROSS_READERS
from osuma.engine.segments.parse.habits import HABIT_KEYS
from osuma.engine.segments.parse.messages import MESSAGE_KEYS, message
from osuma.engine.segments.parse.people import (
    CONSENT_KEYS,
    PERSON_KEYS,
    PERSON_READERS,
    consent,
    joined,
    top_of,
    whole,
)
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Dates,
    Event,
    Filter,
    Measure,
    Member,
    Near,
    Node,
    NoneOf,
    Not,
    Property,
    Rank,
    Recency,
    Unknown,
    Window,
)
from osuma.engine.written import MAX_DEPTH

MAX_CONDITIONS = 5_000
#: Finland from end to end.
MAX_KM = 1_500
_UNKNOWN_KEY = Words(fi="tuntematon avain", en="unknown key")
_MEASURES = ("count", "sum", "avg", "min", "max", "first", "last", "distinct", "mode")
EVENT_KEYS = ("event", "where", "measure", "op", "value", "window")
CONDITION_KEYS: dict[str, tuple[str, ...]] = {
    "property": ("property", "op", "value", "other", "unknown"),
    "near": ("near", "km", "unknown"),
    "event": (*EVENT_KEYS, "unknown"),
    "recency": ("recency", "which", "where", "op", "value", "unknown"),
    "date": ("date", "anniversary", "window", "unknown"),
    "member": ("member", "joined", "unknown"),
    "consent": CONSENT_KEYS,
    "rank": ("rank", "order", "top", "tiles", "percentile", "per", "among", "unknown"),
    **PERSON_KEYS,
    **MESSAGE_KEYS,
    **HABIT_KEYS,
    **ACROSS_KEYS,
    "sequence": ("sequence", "within", "same", "window", "so_far", "unknown"),
    "all": ("all",),
    "any": ("any",),
    "none": ("none",),
    "not": ("not",),
}


class Reader:
    """Reads on after a mistake, so that all of them are found."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.conditions = 0
        self.depth = 0

    def wrong(self, where: str, code: str, fi: str, en: str) -> None:
        self.mistakes.append(mistake(where, code, fi, en))

    def keys(self, given: Mapping[str, Any], where: str, known: Iterable[str]) -> None:
        for key in given:
            if key not in known:
                self.mistakes.append(unknown_name(at(where, str(key)), "unknown_key", _UNKNOWN_KEY, str(key), known))

    def text(self, given: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
        found = given.get(key, default)
        if isinstance(found, str) and found.strip():
            return found
        if found is None or isinstance(found, str):
            self.wrong(at(where, key), "missing", f"”{key}” puuttuu.", f"`{key}` is missing.")
        elif isinstance(found, Mapping | list | tuple):
            self.wrong(at(where, key), "text", f"”{key}” on yksi teksti.", f"`{key}` takes one text.")
        else:
            self.wrong(
                at(where, key),
                "text",
                f'Arvo {found} ei ole tekstiä; kirjoita se lainausmerkkeihin: "{found}".',
                f'{found} is not a text; write it in quotes: "{found}".',
            )
        return "?"

    def choice(self, given: Mapping[str, Any], key: str, where: str, known: Sequence[str], default: str) -> str:
        found = given.get(key, default)
        if found in known:
            return str(found)
        what = Words(fi=f"avaimen ”{key}” arvo ei voi olla", en=f"`{key}` cannot be")
        self.mistakes.append(unknown_name(at(where, key), "choice", what, str(found), known))
        return default

    # conditions

    def required(self, given: Mapping[str, Any], key: str, where: str) -> Node:
        if given.get(key) is None:
            self.wrong(at(where, key), "missing", f"Ehto ”{key}” puuttuu.", f"the condition `{key}` is missing.")
            return AllOf(())
        return self.node(given[key], at(where, key))

    def sequence(self, given: Any, where: str) -> Sequence[Any]:
        if isinstance(given, list | tuple):
            return given
        if given is not None:
            self.wrong(where, "form", "Tässä pitää olla luettelo.", "a list is needed here.")
        return ()

    def node(self, given: Any, where: str) -> Node:
        self.conditions += 1
        if self.conditions == MAX_CONDITIONS + 1:
            self.wrong("", "too_large", f"Ehtoja on yli {MAX_CONDITIONS}.", f"more than {MAX_CONDITIONS} conditions.")
        if self.conditions > MAX_CONDITIONS:
            return AllOf(())
        if self.depth >= MAX_DEPTH:
            self.wrong(where, "too_deep", "Ehtoja on sisäkkäin liikaa; yksinkertaista.", "nested too deep; simplify.")
            return AllOf(())
        self.depth += 1
        found = self.condition(given, where)
        self.depth -= 1
        return found

    def condition(self, given: Any, where: str) -> Node:
        if not isinstance(given, Mapping) or not given:
            self.wrong(
                where,
                "form",
                "Ehto on avaimia ja arvoja, esimerkiksi {property: age, op: gte, value: 18}.",
                "a condition is a mapping, for example {property: age, op: gte, value: 18}.",
            )
            return AllOf(())
        heads = [key for key in CONDITION_KEYS if key in given]
        if not heads:
            what = Words(fi="tuntematon ehto", en="unknown condition")
            first = str(next(iter(given)))
            self.mistakes.append(unknown_name(at(where, first), "unknown_condition", what, first, CONDITION_KEYS))
            return AllOf(())
        if len(heads) > 1:
            self.wrong(
                where,
                "two_conditions",
                f"Yhdessä ehdossa on kaksi: {', '.join(heads)}. Kirjoita ne erikseen luetteloon.",
                f"one condition holds two: {', '.join(heads)}. Write them apart, in a list.",
            )
        self.keys(given, where, CONDITION_KEYS[heads[0]] if len(heads) == 1 else given)
        return _READERS[heads[0]](self, given, where)

    def among(self, given: Mapping[str, Any], where: str) -> Node | None:
        """Those who are compared or drawn from; None for everybody."""
        return self.node(given["among"], at(where, "among")) if given.get("among") is not None else None

    def unknown(self, given: Mapping[str, Any], where: str) -> Unknown:
        return Unknown(self.choice(given, "unknown", where, [str(u) for u in Unknown], "keep"))

    def value(self, given: Mapping[str, Any], where: str) -> Any:
        return parse_values.value(given.get("value"), at(where, "value"), self.mistakes.append)

    def window(self, given: Mapping[str, Any], where: str) -> Window | None:
        if given.get("window") is None:
            return None
        return parse_values.window(given["window"], at(where, "window"), self.mistakes.append)

    def flag(self, given: Mapping[str, Any], key: str, where: str) -> bool:
        found = given.get(key, False)
        if not isinstance(found, bool):
            self.wrong(at(where, key), "value", "Kirjoita true tai false.", "write true or false.")
        return found is True

    def filters(self, given: Mapping[str, Any], where: str) -> tuple[Filter, ...]:
        path = at(where, "where")
        return tuple(
            self.filter(item, f"{path}[{i}]") for i, item in enumerate(self.sequence(given.get("where"), path))
        )

    def filter(self, given: Any, where: str) -> Filter:
        if not isinstance(given, Mapping):
            self.wrong(where, "form", "Kirjoita {property, op, value}.", "write {property, op, value}.")
            return Filter("?", "eq")
        self.keys(given, where, ("property", "op", "value", "other"))
        name, op = self.text(given, "property", where), self.text(given, "op", where)
        return Filter(name, op, self.value(given, where), self.other(given, where))

    def other(self, given: Mapping[str, Any], where: str) -> str | None:
        """The property that stands in the place of a value."""
        if given.get("other") is None:
            return None
        if given.get("value") is not None:
            self.wrong(
                at(where, "other"),
                "two_values",
                "Vertaa joko arvoon (value) tai toiseen tietoon (other), ei molempiin.",
                "compare with a value or with another property (other), not with both.",
            )
        return self.text(given, "other", where)

    def measure(self, given: Any, where: str) -> Measure:
        if given is None or given == "count":
            return Measure()
        if isinstance(given, Mapping) and set(given) == {"mode", "by"} and all(map(_is_name, given.values())):
            return Measure("mode", given["mode"], given["by"])
        if isinstance(given, Mapping) and len(given) == 1:
            kind, field = next(iter(given.items()))
            if kind in _MEASURES and kind != "count" and isinstance(field, str):
                return Measure(kind, field)
        self.wrong(
            where,
            "measure",
            "Mittari on count, tai kentän kanssa sum, avg, min, max, first, last, distinct tai mode: {sum: amount}.",
            "a measure is count, or one of sum, avg, min, max, first, last, distinct, mode with a field:"
            " {sum: amount}.",
        )
        return Measure()

    def event(self, given: Mapping[str, Any], where: str) -> Event:
        measure = self.measure(given.get("measure"), at(where, "measure"))
        given_any = "op" in given or "value" in given
        if not given_any and measure.kind != "count":
            self.wrong(
                at(where, "op"),
                "missing",
                "Kerro, mihin mittaria verrataan: op ja value.",
                "say what the measure is compared with: op and value.",
            )
        op = self.text(given, "op", where) if given_any else "gte"
        return Event(
            self.text(given, "event", where),
            self.filters(given, where),
            measure,
            op,
            self.value(given, where) if given_any else 1,
            self.window(given, where),
            self.unknown(given, where),
        )


def _is_name(given: Any) -> bool:
    return isinstance(given, str)


def _property(reader: Reader, given: Mapping[str, Any], where: str) -> Node:
    name, op = reader.text(given, "property", where), reader.text(given, "op", where)
    return Property(name, op, reader.value(given, where), reader.unknown(given, where), reader.other(given, where))


def _near(reader: Reader, given: Mapping[str, Any], where: str) -> Node:
    postcode, km = str(given["near"]), parse_values.value(given.get("km"), at(where, "km"), reader.mistakes.append)
    if not re.fullmatch(r"\d{5}", postcode):
        reader.wrong(
            at(where, "near"),
            "postcode",
            'Anna postinumero lainausmerkeissä: near: "00100".',
            'give a postcode in quotes: near: "00100".',
        )
    if isinstance(km, bool) or not isinstance(km, int | Decimal) or not 0 < km <= MAX_KM or km * 1000 % 1:
        reader.wrong(
            at(where, "km"),
            "distance",
            f"Anna etäisyys kilometreinä, enintään {MAX_KM} ja metrin tarkkuudella.",
            f"give the distance in kilometres, {MAX_KM} at most and in whole metres.",
        )
        km = 1
    return Near(postcode, km, reader.unknown(given, where))


def _recency(reader: Reader, given: Mapping[str, Any], where: str) -> Node:
    which = reader.choice(given, "which", where, ("last", "first"), "last")
    op = reader.choice(given, "op", where, ("lte", "gt"), "lte")
    return Recency(
        reader.text(given, "recency", where),
        "gt" if op == "gt" else "lte",
        parse_values.duration(given.get("value"), at(where, "value"), reader.mistakes.append),
        "first" if which == "first" else "last",
        reader.filters(given, where),
        reader.unknown(given, where),
    )


def _dates(reader: Reader, given: Mapping[str, Any], where: str) -> Node:
    window = parse_values.window(given.get("window"), at(where, "window"), reader.mistakes.append)
    yearly = reader.flag(given, "anniversary", where)
    return Dates(reader.text(given, "date", where), window, yearly, reader.unknown(given, where))


def _member(reader: Reader, given: Mapping[str, Any], where: str) -> Node:
    if given.get("joined") is not None:
        return joined(reader, given, where)
    return Member(reader.text(given, "member", where), reader.unknown(given, where))


def _rank(reader: Reader, given: Mapping[str, Any], where: str) -> Node:
    order = reader.choice(given, "order", where, ("desc", "asc"), "desc")
    if "percentile" in given and "order" in given:
        reader.wrong(
            at(where, "order"),
            "percentile",
            "Prosenttipisteet lasketaan aina pienimmästä; poista order.",
            "percentiles count from the smallest; remove order.",
        )
    return Rank(
        by=_figure(reader, given["rank"], at(where, "rank")),
        order="asc" if order == "asc" or "percentile" in given else "desc",
        among=reader.among(given, where),
        unknown=reader.unknown(given, where),
        per=reader.text(given, "per", where) if given.get("per") is not None else None,
        **_stand(reader, given, where),
    )


def _figure(reader: Reader, given: Any, where: str) -> Event | Property:
    if isinstance(given, Mapping) and "property" in given:
        reader.keys(given, where, ("property",))
        return Property(reader.text(given, "property", where), "set")
    if isinstance(given, Mapping) and "event" in given:
        reader.keys(given, where, ("event", "where", "measure", "window"))
        return reader.event({**given, "op": "gte", "value": 1}, where)
    reader.wrong(
        where,
        "form",
        "Kerro, millä järjestetään: {event: sale, measure: {sum: amount}} tai {property: income}.",
        "say what ranks: {event: sale, measure: {sum: amount}} or {property: income}.",
    )
    return Property("?", "set")


def _stand(reader: Reader, given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Which places count: `top: {percent: 10}`, `top: {n: 100}` or `tiles: {of: 5, in: [4, 5]}`."""
    top, tiles, between = (given.get(key) for key in ("top", "tiles", "percentile"))
    if sum(form is not None for form in (top, tiles, between)) == 1:
        found = top_of(top) or _in_tiles(tiles) or _percentiles(between)
        if found:
            return found
    reader.wrong(
        where,
        "rank",
        "Anna yksi näistä: top: {percent: 10}, top: {n: 100}, tiles: {of: 5, in: [4, 5]} tai percentile: [90, 100]"
        " (kokonaislukuja).",
        "give one of: top: {percent: 10}, top: {n: 100}, tiles: {of: 5, in: [4, 5]} or percentile: [90, 100] (whole"
        " numbers).",
    )
    return {}


def _in_tiles(given: Any) -> dict[str, Any]:
    if isinstance(given, Mapping) and set(given) == {"of", "in"}:
        chosen = given["in"] if isinstance(given["in"], list | tuple) else [given["in"]]
        if whole(given["of"], *chosen):
            return {"tiles": given["of"], "among_tiles": tuple(chosen)}
    return {}


def _percentiles(given: Any) -> dict[str, Any]:
    if isinstance(given, list | tuple) and len(given) == 2 and whole(*given):
        return {"percentiles": tuple(given)}
    return {}


def _group(key: str, make: Callable[[tuple[Node, ...]], Node]) -> Callable[[Reader, Mapping[str, Any], str], Node]:
    def read(reader: Reader, given: Mapping[str, Any], where: str) -> Node:
        path = at(where, key)
        if given[key] is None:
            reader.wrong(path, "form", "Tässä pitää olla luettelo ehtoja.", "a list of conditions is needed here.")
        items = reader.sequence(given[key], path)
        return make(tuple(reader.node(item, f"{path}[{i}]") for i, item in enumerate(items)))

    return read


_READERS: dict[str, Callable[[Reader, Mapping[str, Any], str], Node]] = {
    "property": _property,
    "near": _near,
    "event": lambda reader, given, where: reader.event(given, where),
    "recency": _recency,
    "date": _dates,
    "member": _member,
    "consent": consent,
    "overdue": parse_habits.overdue,
    "seasonal": parse_habits.seasonal,
    "rank": _rank,
    **PERSON_READERS,
    **ACROSS_READERS,
    "message": message,
    "sequence": parse_sequence.sequence,
    "all": _group("all", AllOf),
    "any": _group("any", AnyOf),
    "none": _group("none", NoneOf),
    "not": lambda reader, given, where: Not(reader.node(given["not"], at(where, "not"))),
}
