"""Rows of where people stand among others, and of who is drawn by lot."""

from __future__ import annotations

import re
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.parse.people import whole
from osuma.web.builder import comparing, windows, wording
from osuma.web.builder.about_events import EVENT, MEASURE, measured_of, measures, of_event, ordered, shared_fits
from osuma.web.builder.cells import Cell, Choice, Given, Written, choices
from osuma.web.builder.offer import Offer, labels
from osuma.workflows.reports.previewing import number_given

_ORDER, _TOP, _HOW_MANY = Words("järjestys", "order"), Words("mitä", "of what"), Words("kuinka moni", "how many")
_BY, _FIELD, _PER = Words("minkä mukaan", "by what"), Words("tieto", "field"), Words("keiden kesken", "among whom")
_PARTS, _PART = Words("montako osaa", "how many parts"), Words("mitkä osat", "which parts")
_LOW, _HIGH = Words("alaraja", "lower bound"), Words("yläraja", "upper bound")
_SEED = Words("arvonnan nimi", "name of the draw")
#: In the place of the event type: that a field of the person is ranked by.
BY_FIELD = "property"
#: Parts that the language knows, and those of which each can be ticked.
MOST_PARTS, MOST_TICKED = 100, 20
_NUMBERS = ("int", "decimal")


# Who did most


def rank_fits(leaf: Written) -> bool:
    """`{rank, order, top | tiles | percentile, per, among}`"""
    by = leaf["rank"]
    if not isinstance(by, dict) or not isinstance(leaf.get("per", ""), str) or _extent(leaf) is None:
        return False
    if set(by) == {"property"}:
        return isinstance(by["property"], str)
    return "event" in by and measured_of(by) is not None and shared_fits(by) and not {"op", "value"} & set(by)


def _extent(leaf: Written) -> str | None:
    """By what the foremost are told: `percent`, `n`, `tiles` or `percentile`; None where fields cannot show it."""
    given = [key for key in ("top", "tiles", "percentile") if key in leaf]
    if given == ["top"]:
        return _size(leaf["top"])
    if given == ["tiles"]:
        return "tiles" if _tiled(leaf["tiles"]) else None
    pair = given == ["percentile"] and isinstance(leaf["percentile"], list) and len(leaf["percentile"]) == 2
    return "percentile" if pair and whole(*leaf["percentile"]) else None


def _tiled(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"of", "in"} or not isinstance(value["in"], list):
        return False
    few = whole(value["of"], *value["in"]) and 1 <= value["of"] <= MOST_PARTS
    return few and bool(value["in"]) and set(value["in"]) <= set(range(1, value["of"] + 1))


def _size(value: Any) -> str | None:
    """`percent` or `n`, of a size that is one of them."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    ((key, n),) = value.items()
    return key if key in ("percent", "n") and not isinstance(n, list | dict) else None


def rank_cells(leaf: Written, on: Offer) -> list[Cell]:
    by, order = leaf["rank"], str(leaf.get("order", "desc"))
    extent = _extent(leaf) or "percent"
    found = [] if extent == "percentile" else [Cell("order", _ORDER, "choice", order, choices(wording.ORDERS, order))]
    source = BY_FIELD if "property" in by else str(by["event"])
    found.append(Cell("event", EVENT, "choice", source, choices({**on.events, BY_FIELD: wording.BY_FIELD}, source)))
    if "property" in by:
        name = str(by["property"])
        fields = labels({key: one for key, one in _fields(on).items() if one["kind"] in _NUMBERS})
        found.append(Cell("property", _FIELD, "choice", name, choices(fields, name)))
    else:
        found += _measured_cells(by, source, on)
    per = str(leaf.get("per", ""))
    alike = labels({key: one for key, one in on.fields().items() if one["kind"] == "code" or key == "city"})
    listed = {key: Words(wording.ALIKE.fi + said.fi, wording.ALIKE.en + said.en) for key, said in alike.items()}
    among = choices({"": wording.AMONG_ALL, **listed}, per)
    return [*found, *_extent_cells(leaf, extent), Cell("per", _PER, "choice", per, among)]


def _measured_cells(by: Written, event: str, on: Offer) -> list[Cell]:
    measured = measured_of(by) or "count"
    measured = "count" if measured == "did" else measured
    listed = {key: said for key, said in measures(on, event).items() if _ranks(on, event, key)}
    return [
        Cell("measure", MEASURE, "choice", measured, choices(listed, measured)),
        *windows.cells(by.get("window"), wording.WHEN),
    ]


def _fields(on: Offer) -> dict[str, Any]:
    return {**on.fields(), **on.fields(area=True)}


def _extent_cells(leaf: Written, extent: str) -> list[Cell]:
    top = Cell("top", _TOP, "choice", extent, choices(wording.TOPS, extent))
    if extent in ("percent", "n"):
        return [Cell("many", _HOW_MANY, "number", comparing.shown(leaf["top"][extent])), top]
    if extent == "percentile":
        low, high = (comparing.shown(one) for one in leaf["percentile"])
        return [
            top,
            Cell("low", _LOW, "number", low, after=Words("–", "–")),
            Cell("high", _HIGH, "number", high, after=Words("%", "%")),
        ]
    of, chosen = leaf["tiles"]["of"], tuple(str(n) for n in leaf["tiles"]["in"])
    boxes = tuple(Choice(str(n), Words(f"{n}.", f"{n}")) for n in range(1, of + 1))
    part = Cell("part", _PART, "checks", choices=boxes, chosen=chosen)
    if of > MOST_TICKED:
        part = Cell("part", _PART, "text", ", ".join(chosen))
    return [top, Cell("parts", _PARTS, "number", str(of), after=wording.OF_PARTS), part]


def _ranks(on: Offer, event: str, measured: str) -> bool:
    kind, _, name = measured.partition(":")
    if kind in ("did", "never", "first", "last", "mode"):
        return False
    return kind == "count" or on.property(event, name)["kind"] in _NUMBERS or kind == "distinct"


def read_rank(leaf: Written, given: Given, on: Offer) -> Written:
    found = {**leaf, "rank": _read_by(leaf["rank"], given, on)}
    if given.one("order"):
        found["order"] = given.one("order")
    per = given.one("per")
    if per is not None and per != leaf.get("per", ""):
        found = {key: value for key, value in found.items() if key != "per"} | ({"per": per} if per else {})
    return _read_extent(found, given)


def _read_by(by: Written, given: Given, on: Offer) -> Written:
    source = given.one("event") or str(by.get("event", BY_FIELD))
    if source == BY_FIELD:
        first = next((key for key, one in on.fields().items() if one["kind"] in _NUMBERS), "")
        return {"property": given.one("property") or by.get("property", first)}
    if "event" not in by:
        return {"event": source}
    found, chosen = of_event(by, source, "event", on), given.one("measure")
    if chosen is not None and _ranks(on, source, chosen):
        kind, _, name = chosen.partition(":")
        found = {key: value for key, value in found.items() if key != "measure"}
        found |= {} if kind == "count" else {"measure": {kind: name}}
    return ordered(windows.read(found, given))


#: What the foremost are told by at first, when another way is chosen.
_FIRST: dict[str, Written] = {
    "percent": {"top": {"percent": 10}},
    "n": {"top": {"n": 100}},
    "tiles": {"tiles": {"of": 5, "in": [1]}},
    "percentile": {"percentile": [90, 100]},
}


def _read_extent(leaf: Written, given: Given) -> Written:
    old = _extent(leaf) or "percent"
    chosen = given.one("top") or old
    if chosen != old and chosen in _FIRST:
        kept = {key: value for key, value in leaf.items() if key not in ("top", "tiles", "percentile")}
        if chosen == "percentile":
            kept.pop("order", None)
        if {old, chosen} == {"percent", "n"}:
            return {**kept, "top": {chosen: _number(given, "many", leaf["top"][old])}}
        return kept | _FIRST[chosen]
    match old:
        case "percentile":
            low, high = leaf["percentile"]
            return {**leaf, "percentile": [_number(given, "low", low), _number(given, "high", high)]}
        case "tiles":
            return {**leaf, "tiles": _read_tiles(leaf["tiles"], given)}
    return {**leaf, "top": {old: _number(given, "many", leaf["top"][old])}}


def _read_tiles(tiles: Written, given: Given) -> Written:
    of = _number(given, "parts", tiles["of"])
    if not whole(of) or not 1 <= of <= MOST_PARTS:
        of = tiles["of"]
    ticked = [int(n) for one in given.many("part") for n in re.findall(r"\d+", one)]
    chosen = list(dict.fromkeys(ticked)) if "part" in given else tiles["in"]
    if sorted(chosen) == sorted(tiles["in"]):
        chosen = tiles["in"]
    kept = [n for n in chosen if 1 <= n <= of]
    return {"of": of, "in": kept or [1]}


def _number(given: Given, name: str, old: Any) -> Any:
    text = given.one(name)
    return old if text is None or text == comparing.shown(old) else number_given(text)


# Who is drawn


def sample_fits(leaf: Written) -> bool:
    """`{sample: {n} or {percent}, seed, among}`"""
    return _size(leaf["sample"]) is not None and isinstance(leaf.get("seed", ""), str)


def sample_cells(leaf: Written, _on: Offer) -> list[Cell]:
    ((size, n),) = leaf["sample"].items()
    return [
        Cell("many", _HOW_MANY, "number", comparing.shown(n)),
        Cell("top", _TOP, "choice", size, choices(wording.SIZES, size)),
        Cell("seed", _SEED, "text", str(leaf.get("seed", "")), before=wording.SEED),
    ]


def read_sample(leaf: Written, given: Given, _on: Offer) -> Written:
    ((size, n),) = leaf["sample"].items()
    chosen = given.one("top") or size
    found = {**leaf, "sample": {chosen if chosen in wording.SIZES else size: _number(given, "many", n)}}
    seed = given.one("seed")
    return found if seed is None or seed == leaf.get("seed", "") else {**found, "seed": seed}


def bucket_fits(leaf: Written) -> bool:
    """`{bucket, from, to}`"""
    return isinstance(leaf["bucket"], str) and all(
        not isinstance(leaf.get(key), list | dict) for key in ("from", "to")
    )


def bucket_cells(leaf: Written, _on: Offer) -> list[Cell]:
    low, high = (comparing.shown(leaf.get(key)) for key in ("from", "to"))
    return [
        Cell("bucket", _SEED, "text", str(leaf["bucket"]), before=wording.SEED),
        Cell("low", _LOW, "number", low, before=wording.BUCKETS, after=Words("–", "–")),
        Cell("high", _HIGH, "number", high, after=wording.OF_BUCKETS),
    ]


def read_bucket(leaf: Written, given: Given, _on: Offer) -> Written:
    found = {**leaf, "bucket": given.one("bucket") or leaf["bucket"]}
    for name, key in (("low", "from"), ("high", "to")):
        number = _number(given, name, leaf.get(key))
        found |= {} if number is None else {key: number}
    return found
