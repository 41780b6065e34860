"""A definition as groups and rows of fields, and fields back into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from osuma.engine.errors import Words
from osuma.engine.segments.parse.nodes import CONDITION_KEYS
from osuma.engine.written import Unreadable, read
from osuma.web.builder import (
    about_events,
    about_messages,
    about_models,
    about_order,
    about_people,
    about_standing,
    bridges,
    comparing,
    places,
    wording,
)
from osuma.web.builder.cells import Cell, Given, Written, by_path, choices, id_of
from osuma.web.builder.offer import Offer, labels

Cells = Callable[[Written, Offer], list[Cell]]
Read = Callable[[Written, Given, Offer], Written]


@dataclass(frozen=True)
class Kind:
    """One kind of row. keys: those that its fields show. fits: whether they can show a condition without loss.

    filtered: where its filters are, after its path. unknown: whether it can be not known. among: whether it compares
    or draws people, of whom a rule may say who they are.
    """

    title: Words
    keys: frozenset[str]
    fits: Callable[[Written], bool]
    cells: Cells
    read: Read
    filtered: str | None = None
    unknown: bool = True
    among: bool = False


def _kind(keys: str, module: Any, filtered: str | None = None, *, unknown: bool = True, among: bool = False) -> Kind:
    name, *more = keys.split()
    fits, cells, read_ = (getattr(module, form.format(name)) for form in ("{}_fits", "{}_cells", "read_{}"))
    known = frozenset((name, *more, "unknown", *(("among",) if among else ())))
    return Kind(wording.ROWS[name], known, fits, cells, read_, filtered, unknown, among)


#: By the key that says what a condition is.
KINDS: Mapping[str, Kind] = {
    "property": _kind("property op value other", about_people),
    "event": _kind("event where measure op value window", about_events, "where", unknown=False),
    "recency": _kind("recency which where op value", about_events, "where"),
    "rank": _kind("rank order top tiles percentile per", about_standing, "rank.where", among=True),
    "date": _kind("date anniversary window", about_people),
    "reach": _kind("reach ground purpose", about_people, unknown=False),
    "consent": _kind("consent state purpose window source method double_opt_in", about_people),
    "suppressed": _kind("suppressed reason window", about_people),
    "member": _kind("member joined", about_people),
    "near": _kind("near km", about_people),
    "score": _kind("score op value", about_models),
    "experiment": _kind("experiment arm", about_models),
    "sequence": _kind("sequence within same window so_far", about_order, unknown=False),
    "overdue": _kind("overdue times where gaps", about_order, "where"),
    "seasonal": _kind("seasonal where months percent years", about_order, "where", unknown=False),
    "changed": _kind("changed from to window", about_people, unknown=False),
    "sample": _kind("sample seed", about_standing, unknown=False, among=True),
    "bucket": _kind("bucket from to", about_standing, unknown=False),
    "message": _kind("message channel campaign human did window", about_messages, unknown=False),
}
#: One step of a sequence, which is a row of its own within that of the sequence.
STEP = Kind(
    wording.ROWS["step"],
    frozenset(("event", "without", "where")),
    about_order.step_fits,
    lambda step, on: about_order.step_cells(step, on, first=False, last=False),
    about_order.read_step,
    "where",
    unknown=False,
)


@dataclass(frozen=True)
class Row:
    """One condition. filters: of the events that it counts. yaml: its text where fields cannot show it.

    steps: of a sequence. among: the rule that says among whom one stands or is drawn; of nobody in particular None.
    may_narrow: whether such a rule can be added.
    """

    path: str
    title: Words
    cells: tuple[Cell, ...] = ()
    policy: Cell | None = None
    filters: tuple[Row, ...] = ()
    filtered: str | None = None
    yaml: str | None = None
    steps: tuple[Row, ...] = ()
    among: Group | None = None
    may_narrow: bool = False
    is_group: bool = field(default=False, init=False)

    @property
    def id(self) -> str:
        return id_of(self.path)

    @property
    def shape(self) -> tuple[Any, ...]:
        """What makes it another row than before, whatever its fields hold."""
        own = tuple(one.shape for one in (*self.cells, *((self.policy,) if self.policy else ())))
        within = tuple(one.shape for one in (*self.filters, *self.steps, *((self.among,) if self.among else ())))
        return self.path, own, within, self.yaml


@dataclass(frozen=True)
class Bridge:
    """A condition on the other side: a rule on the contacts of a company, or on the company of a contact. which: of
    any, all or none of them, or of how many, which `cells` then compare."""

    path: str
    which: str
    choices: Mapping[str, Words]
    inside: Group
    cells: tuple[Cell, ...]
    policy: Cell
    is_group: bool = field(default=False, init=False)
    is_bridge: bool = field(default=True, init=False)

    @property
    def id(self) -> str:
        return id_of(self.path)

    @property
    def shape(self) -> tuple[Any, ...]:
        return self.path, tuple(one.shape for one in (*self.cells, self.policy)), self.inside.shape


@dataclass(frozen=True)
class Group:
    """Conditions of which all, at least one or none must hold. kind: which."""

    path: str
    kind: str
    children: tuple[Row | Group | Bridge, ...]
    depth: int
    unit: str
    outermost: bool = False
    is_group: bool = field(default=True, init=False)

    @property
    def id(self) -> str:
        return id_of(self.path)

    @property
    def shape(self) -> tuple[Any, ...]:
        return self.path, self.kind, tuple(one.shape for one in self.children)

    @property
    def is_root(self) -> bool:
        """Whether it is the whole rule, or the whole of one on the other side: it does not move and does not go."""
        return self.outermost or places.is_root(self.path)


def unit_of(definition: Written) -> str:
    """What a definition is of, as it is written."""
    unit = definition.get("of", "customers")
    return unit if unit in wording.UNITS else "customers"


def shown(definition: Written, on: Offer) -> Group:
    """The whole rule as groups and rows; a rule of one condition as a group of one."""
    return whole(definition.get("where"), places.ROOT, on)


def whole(root: Any, path: str, on: Offer, depth: int = 0) -> Group:
    """One whole rule, which stands at a path, as groups and rows."""
    if places.group_of(root):
        found = _node(root, path, depth, on, certain=True)
        assert isinstance(found, Group)  # noqa: S101  it is one
        return replace(found, outermost=True)
    rows = (_node(root, path, depth + 1, on, certain=True),) if root else ()
    return Group(path, "all", rows, depth, on.unit, outermost=True)


def _node(node: Any, path: str, depth: int, on: Offer, *, certain: bool) -> Row | Group | Bridge:
    side = places.side_of(node)
    if side is not None:
        inside = whole(node.get("where"), f"{path}.where", replace(on, unit=places.SIDES[side]), depth + 1)
        cells, policy = tuple(bridges.cells(node, side)), _policy(node, certain=certain)
        return Bridge(path, str(node[side]), wording.ACROSS[side], inside, cells, policy)
    kind = places.group_of(node)
    if kind is None:
        return _row(node, path, on, certain=certain)
    inner = certain and kind != "any"
    below = tuple(
        _node(child, child_path, depth + 1, on, certain=inner) for child_path, child in places.children(node, path)
    )
    return Group(path, kind, below, depth, on.unit)


def kind_of(leaf: Any) -> Kind | None:
    """The kind of row that can show a condition without loss; None where fields cannot."""
    heads = [key for key in CONDITION_KEYS if isinstance(leaf, dict) and key in leaf]
    kind = KINDS.get(heads[0]) if len(heads) == 1 else None
    return kind if kind and set(leaf) <= kind.keys and kind.fits(leaf) else None


def kind_at(definition: Written, path: str) -> Kind | None:
    """The kind of row of what stands at a path: of a condition, or of a step of a sequence. Raises NoPlace."""
    found = places.at(definition, path)
    if not places.is_step(path):
        return kind_of(found)
    return STEP if STEP.fits(found) else None


def _row(leaf: Any, path: str, on: Offer, *, certain: bool) -> Row:
    kind = kind_of(leaf)
    if kind is None:
        return Row(path, wording.ROWS["other"], yaml=text_of(leaf))
    policy = _policy(leaf, certain=certain) if kind.unknown or "unknown" in leaf else None
    among = leaf.get("among") if kind.among else None
    return Row(
        path,
        kind.title,
        tuple(kind.cells(leaf, on)),
        policy,
        _filters(leaf, path, kind, on),
        filtered_at(leaf, path, kind),
        steps=tuple(_steps(leaf, path, on)),
        among=None if among is None else whole(among, f"{path}.among", on, 1),
        may_narrow=kind.among and among is None,
    )


def _steps(leaf: Written, path: str, on: Offer) -> Iterator[Row]:
    steps = leaf.get("sequence", [])
    for n, step in enumerate(steps):
        place = f"{path}.sequence[{n}]"
        cells = about_order.step_cells(step, on, first=n == 0, last=n == len(steps) - 1)
        filters = _filters(step, place, STEP, on)
        yield Row(place, STEP.title, tuple(cells), filters=filters, filtered=f"{place}.where")


def text_of(leaf: Any) -> str:
    """A condition as YAML."""
    return yaml.safe_dump(leaf, allow_unicode=True, sort_keys=False, width=100)


def _policy(leaf: Written, *, certain: bool) -> Cell:
    policies = dict(wording.POLICIES)
    if certain:
        policies["keep"] = wording.LEFT_OUT
    policy = str(leaf.get("unknown", "keep"))
    return Cell("unknown", wording.UNKNOWN, "choice", policy, choices(policies, policy))


# Filters: conditions on the events that a row counts


#: Keys that name the event type whose rows count.
_OF_EVENTS = ("event", "without", "recency", "overdue", "seasonal")


def counted(leaf: Written) -> tuple[str, list[Written]]:
    """The event type that a row counts, and its filters; none of one that counts no events."""
    holder = leaf.get("rank", leaf)
    event = next((holder[key] for key in _OF_EVENTS if key in holder), "")
    return str(event), (holder.get("where") or []) if event else []


def filtered_at(leaf: Written, path: str, kind: Kind) -> str | None:
    """Where the filters of a row are; None where it counts no events."""
    return f"{path}.{kind.filtered}" if kind.filtered is not None and counted(leaf)[0] else None


def _filters(leaf: Written, path: str, kind: Kind, on: Offer) -> tuple[Row, ...]:
    place = filtered_at(leaf, path, kind)
    if place is None:
        return ()
    event, filters = counted(leaf)
    return tuple(
        Row(f"{place}[{n}]", wording.ROWS["filter"], tuple(_filter_cells(one, event, on)))
        for n, one in enumerate(filters)
    )


def _filter_cells(one: Written, event: str, on: Offer) -> list[Cell]:
    name = str(one["property"])
    listed = {key: said for key, said in labels(on.properties(event)).items() if key != "ts"}
    property_ = Cell("property", wording.ROWS["filter"], "choice", name, choices(listed, name))
    beside = comparing.alike(on.properties(event), name)
    return [property_, *comparing.cells(one, on.property(event, name), lambda: on.values(name, event), beside)]


def _read_filter(one: Written, given: Given, event: str, on: Offer) -> Written:
    old, name = str(one["property"]), given.one("property") or str(one["property"])
    before = None if name == old else str(on.property(event, old)["kind"])
    return comparing.read({**one, "property": name}, given, str(on.property(event, name)["kind"]), before)


# From a form


def filled(definition: Written, posted: Mapping[str, Any], on: Offer) -> Written:
    """The definition with what a form gave. What the form does not hold, or fields cannot show, is as it was."""
    given = by_path(posted)
    changed = definition
    for path, fields in given.items():
        # filters stand within their rows, and are read with them
        if _is_condition(path):
            changed = _filled(changed, path, fields, given, on)
    return changed


def _is_condition(path: str) -> bool:
    """Whether a path is of a condition or a group, not of a filter."""
    return places.is_root(path) or path.endswith(".not") or places.around(path) is not None


def _filled(definition: Written, path: str, fields: Given, given: Mapping[str, Given], on: Offer) -> Written:
    try:
        node = places.at(definition, path)
    except places.NoPlace:
        return definition
    side = places.side_of(node)
    if side is not None:
        return places.put(definition, path, _with_policy(bridges.read(node, side, fields), fields))
    if "group" in fields:
        return _regrouped(definition, path, node, str(fields.one("group")))
    if "yaml" in fields:
        return places.put(definition, path, _from_yaml(fields, node))
    kind = kind_at(definition, path)
    if kind is None:
        return definition
    there = replace(on, unit=places.unit_at(definition, path, on.unit))
    leaf = _with_filters(node, path, kind, given, there)
    return places.put(definition, path, _with_policy(kind.read(leaf, fields, there), fields))


def _with_policy(leaf: Written, fields: Given) -> Written:
    policy = fields.one("unknown")
    if policy is None or policy == leaf.get("unknown", "keep"):
        return leaf
    kept = {key: value for key, value in leaf.items() if key != "unknown"}
    return kept | ({"unknown": policy} if policy != "keep" else {})


def _with_filters(leaf: Written, path: str, kind: Kind, given: Mapping[str, Given], on: Offer) -> Written:
    event, filters = counted(leaf)
    found = leaf
    for n, one in enumerate(filters):
        place = f"{kind.filtered}[{n}]"
        fields = given.get(f"{path}.{place}")
        if fields is not None:
            found = places.put(found, place, _read_filter(one, fields, event, on))
    return found


def _regrouped(definition: Written, path: str, node: Any, kind: str) -> Written:
    if kind not in places.GROUPS or kind == (places.group_of(node) or "all"):
        return definition
    inside = [child for _, child in places.children(node, path)] if places.group_of(node) else [node]
    return places.put(definition, path, {kind: inside})


def _from_yaml(fields: Given, node: Any) -> Any:
    """What was written in the place of a condition; as it was where it is no YAML."""
    text = fields.one("yaml") or ""
    if text == text_of(node).strip():
        return node
    try:
        return read(text) or node
    except (Unreadable, yaml.YAMLError):
        return node
