"""Values to their written form: stable key order, defaults left out, nothing lost."""

from __future__ import annotations

from typing import Any

import yaml

from osuma.engine.segments.parse.values import duration_text, window_mapping
from osuma.engine.segments.rule import (
    Across,
    AllOf,
    AnyOf,
    Bucket,
    Chain,
    Changed,
    Consent,
    Dates,
    Definition,
    Event,
    Experiment,
    Filter,
    Joined,
    Leaf,
    Member,
    Near,
    Node,
    NoneOf,
    Not,
    Overdue,
    Partition,
    PartitionClass,
    PersonLeaf,
    Property,
    Rank,
    Reach,
    Recency,
    RowsLeaf,
    Sample,
    Score,
    Seasonal,
    Segment,
    Stated,
    Suppressed,
    Unknown,
    plain,
)


def to_mapping(defn: Definition) -> dict[str, Any]:
    """The definition as JSON takes it; `parse` gives the same definition back."""
    if isinstance(defn, Partition):
        return _partition(defn)
    found: dict[str, Any] = {"osuma": defn.version, "slug": defn.slug, **_meta(defn)}
    if defn.of != "customers":
        found["of"] = defn.of
    found["where"] = node_mapping(defn.where)
    if defn.rank_by is not None:
        found["rank_by"] = {"field": defn.rank_by[0], "order": defn.rank_by[1]}
    if defn.sheet is not None:
        found["sheet"] = defn.sheet.plain()
    return found


def dump(defn: Definition) -> str:
    """The definition as YAML."""
    return yaml.safe_dump(to_mapping(defn), sort_keys=False, allow_unicode=True, width=110)


def _partition(defn: Partition) -> dict[str, Any]:
    found: dict[str, Any] = {"osuma": defn.version, "partition": defn.slug, **_meta(defn)}
    if defn.of != "customers":
        found["of"] = defn.of
    if defn.base is not None:
        found["base"] = node_mapping(defn.base)
    found["classes"] = [{**_class(c), "where": node_mapping(c.where)} for c in defn.classes]
    found["other"] = _class(defn.other)
    return found


def _class(given: PartitionClass) -> dict[str, Any]:
    return {"slug": given.slug, **({"name": dict(given.name)} if given.name else {})}


def _meta(defn: Segment | Partition) -> dict[str, Any]:
    found: dict[str, Any] = {"name": dict(defn.name)} if defn.name else {}
    for key in ("owner", "purpose", "kpi"):
        if getattr(defn, key) is not None:
            found[key] = getattr(defn, key)
    if defn.review_by is not None:
        found["review_by"] = defn.review_by.isoformat()
    return found


def node_mapping(node: Node) -> dict[str, Any]:
    """One condition in its written form."""
    match node:
        case AllOf(nodes):
            return {"all": [node_mapping(child) for child in nodes]}
        case AnyOf(nodes):
            return {"any": [node_mapping(child) for child in nodes]}
        case NoneOf(nodes):
            return {"none": [node_mapping(child) for child in nodes]}
        case Not(child):
            return {"not": node_mapping(child)}
        case _:
            found = _leaf(node)
            if node.unknown is not Unknown.KEEP:
                found["unknown"] = str(node.unknown)
            return found


def _leaf(leaf: Leaf) -> dict[str, Any]:
    match leaf:
        case Property():
            return {"property": leaf.property, **_comparison(leaf.op, leaf.value, leaf.other)}
        case Near():
            return {"near": leaf.near, "km": plain(leaf.km)}
        case Event():
            return _event(leaf)
        case Recency():
            first = {"which": "first"} if leaf.which == "first" else {}
            compared = {"op": leaf.op, "value": duration_text(leaf.value)}
            return {"recency": leaf.recency, **first, **_filters(leaf.where), **compared}
        case Dates():
            yearly = {"anniversary": True} if leaf.anniversary else {}
            return {"date": leaf.date, **yearly, "window": window_mapping(leaf.window)}
        case Member() | Across():
            return {"member": leaf.member} if isinstance(leaf, Member) else _across(leaf)
        case Consent():
            return {"consent": leaf.consent, "state": leaf.state, **_purpose(leaf.purpose)}
        case Rank():
            return _rank(leaf)
        case Chain() | Overdue() | Seasonal():
            return _rows(leaf)
        case _:
            return _person(leaf)


def _across(leaf: Across) -> dict[str, Any]:
    found: dict[str, Any] = {leaf.to: leaf.which}
    if leaf.where is not None:
        found["where"] = node_mapping(leaf.where)
    at_least_one = (leaf.op, leaf.value) == ("gte", 1)
    return found if at_least_one else {**found, **_comparison(leaf.op, leaf.value)}


def _rows(leaf: RowsLeaf) -> dict[str, Any]:
    match leaf:
        case Chain():
            return _sequence(leaf)
        case Overdue():
            gaps = {"gaps": leaf.gaps} if leaf.gaps != 2 else {}
            return {"overdue": leaf.overdue, "times": plain(leaf.times), **_filters(leaf.where), **gaps}
        case Seasonal():
            shape = {"months": leaf.months, "percent": leaf.percent, "years": leaf.years}
            return {"seasonal": leaf.seasonal, **_filters(leaf.where), **shape}


def _person(leaf: PersonLeaf) -> dict[str, Any]:
    match leaf:
        case Bucket():
            return {"bucket": leaf.bucket, "from": leaf.low, "to": leaf.high}
        case Sample():
            size = {"percent": leaf.percent} if leaf.percent is not None else {"n": leaf.n}
            return {"sample": size, "seed": leaf.draw.seed, **_among(leaf.among)}
        case Joined():
            return {"member": leaf.member, "joined": window_mapping(leaf.window)}
        case Changed():
            ends = {key: plain(value) for key, value in (("from", leaf.old), ("to", leaf.new)) if value is not None}
            within = {} if leaf.window is None else {"window": window_mapping(leaf.window)}
            return {"changed": leaf.changed, **ends, **within}
        case Score():
            return {"score": leaf.score, **_comparison(leaf.op, leaf.value)}
        case Experiment():
            return {"experiment": leaf.experiment, **_one_or_list("arm", leaf.arms)}
        case Stated():
            return _stated(leaf)
        case Suppressed():
            when = {} if leaf.window is None else {"window": window_mapping(leaf.window)}
            return {"suppressed": leaf.suppressed, **_one_or_list("reason", leaf.reasons), **when}
        case Reach():
            return {"reach": leaf.reach, **_one_or_list("ground", leaf.grounds), **_purpose(leaf.purpose)}


def _stated(leaf: Stated) -> dict[str, Any]:
    found: dict[str, Any] = {"consent": leaf.stated, "state": leaf.state, **_purpose(leaf.purpose)}
    if leaf.window is not None:
        found["window"] = window_mapping(leaf.window)
    found |= _one_or_list("source", leaf.sources) | _one_or_list("method", leaf.methods)
    return found if leaf.double_opt_in is None else {**found, "double_opt_in": leaf.double_opt_in}


def _purpose(purpose: str) -> dict[str, Any]:
    return {"purpose": purpose} if purpose != "marketing" else {}


def _one_or_list(key: str, chosen: tuple[str, ...]) -> dict[str, Any]:
    return {key: chosen[0] if len(chosen) == 1 else list(chosen)} if chosen else {}


def _comparison(op: str, value: Any, other: str | None = None) -> dict[str, Any]:
    if other is not None:
        return {"op": op, "other": other}
    return {"op": op} if value is None else {"op": op, "value": plain(value)}


def _filters(filters: tuple[Filter, ...]) -> dict[str, Any]:
    if not filters:
        return {}
    return {"where": [{"property": f.property, **_comparison(f.op, f.value, f.other)} for f in filters]}


def _event(leaf: Event, *, figure: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {"event": leaf.event, **_filters(leaf.where)}
    if leaf.measure.kind != "count":
        by = {"by": leaf.measure.by} if leaf.measure.by is not None else {}
        found["measure"] = {leaf.measure.kind: leaf.measure.field, **by}
    at_least_once = leaf.measure.kind == "count" and (leaf.op, leaf.value) == ("gte", 1)
    if not figure and not at_least_once:
        found.update(_comparison(leaf.op, leaf.value))
    if leaf.window is not None:
        found["window"] = window_mapping(leaf.window)
    return found


def _rank(leaf: Rank) -> dict[str, Any]:
    by = {"property": leaf.by.property} if isinstance(leaf.by, Property) else _event(leaf.by, figure=True)
    found: dict[str, Any] = {"rank": by}
    if leaf.percentiles is not None:
        found["percentile"] = list(leaf.percentiles)
    else:
        found["order"] = leaf.order
    if leaf.tiles is not None:
        found["tiles"] = {"of": leaf.tiles, "in": list(leaf.among_tiles)}
    elif leaf.percentiles is None:
        found["top"] = {"percent": leaf.percent} if leaf.percent is not None else {"n": leaf.n}
    if leaf.per is not None:
        found["per"] = leaf.per
    return {**found, **_among(leaf.among)}


def _among(node: Node | None) -> dict[str, Any]:
    return {} if node is None else {"among": node_mapping(node)}


def _sequence(leaf: Chain) -> dict[str, Any]:
    steps = [{"without" if s.without else "event": s.event, **_filters(s.where)} for s in leaf.steps]
    found: dict[str, Any] = {"sequence": steps}
    if leaf.within is not None:
        found["within"] = duration_text(leaf.within)
    if leaf.same:
        found["same"] = list(leaf.same)
    if leaf.window is not None:
        found["window"] = window_mapping(leaf.window)
    return {**found, "so_far": True} if leaf.so_far else found
