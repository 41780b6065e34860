"""A definition as groups and rows of fields, and fields back into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from osuma.engine.errors import Words
from osuma.engine.segments.parse_nodes import CONDITION_KEYS
from osuma.engine.written import Unreadable, read
from osuma.web.builder import about_events, about_people, comparing, places, wording
from osuma.web.builder.cells import Cell, Given, Written, by_path, choices, id_of
from osuma.web.builder.offer import Offer, labels

Cells = Callable[[Written, Offer], list[Cell]]
Read = Callable[[Written, Given, Offer], Written]


@dataclass(frozen=True)
class Kind:
    """One kind of row. keys: those that its fields show. fits: whether they can show a condition without loss.

    filtered: where its filters are, after its path. unknown: whether it can be not known.
    """

    title: Words
    keys: frozenset[str]
    fits: Callable[[Written], bool]
    cells: Cells
    read: Read
    filtered: str | None = None
    unknown: bool = True


def _kind(keys: str, module: Any, filtered: str | None = None, *, unknown: bool = True) -> Kind:
    name, *more = keys.split()
    fits, cells, read_ = (getattr(module, form.format(name)) for form in ("{}_fits", "{}_cells", "read_{}"))
    return Kind(wording.ROWS[name], frozenset((name, *more, "unknown")), fits, cells, read_, filtered, unknown)


#: By the key that says what a condition is.
KINDS: Mapping[str, Kind] = {
    "property": _kind("property op value", about_people),
    "event": _kind("event where measure op value window", about_events, "where", unknown=False),
    "recency": _kind("recency which where op value", about_events, "where"),
    "rank": _kind("rank order top", about_events, "rank.where"),
    "date": _kind("date anniversary window", about_people),
    "reach": _kind("reach ground", about_people, unknown=False),
    "consent": _kind("consent state purpose", about_people),
    "member": _kind("member", about_people),
    "near": _kind("near km", about_people),
}


@dataclass(frozen=True)
class Row:
    """One condition. filters: of the events that it counts. yaml: its text where fields cannot show it."""

    path: str
    title: Words
    cells: tuple[Cell, ...] = ()
    policy: Cell | None = None
    filters: tuple[Row, ...] = ()
    filtered: str | None = None
    yaml: str | None = None
    is_group: bool = field(default=False, init=False)

    @property
    def id(self) -> str:
        return id_of(self.path)

    @property
    def shape(self) -> tuple[Any, ...]:
        """What makes it another row than before, whatever its fields hold."""
        own = tuple(one.shape for one in (*self.cells, *((self.policy,) if self.policy else ())))
        return self.path, own, tuple(one.shape for one in self.filters), self.yaml


@dataclass(frozen=True)
class Bridge:
    """A condition on the other side: a rule on the contacts of a company, or on the company of a contact. which: of
    any, all or none of them."""

    path: str
    which: str
    choices: Mapping[str, Words]
    inside: Group
    is_group: bool = field(default=False, init=False)
    is_bridge: bool = field(default=True, init=False)

    @property
    def id(self) -> str:
        return id_of(self.path)

    @property
    def shape(self) -> tuple[Any, ...]:
        return self.path, self.inside.shape


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
        return self.outermost or self.path == places.ROOT


def unit_of(definition: Written) -> str:
    """What a definition is of, as it is written."""
    unit = definition.get("of", "customers")
    return unit if unit in wording.UNITS else "customers"


def shown(definition: Written, on: Offer) -> Group:
    """The whole rule as groups and rows; a rule of one condition as a group of one."""
    return _whole(definition.get("where"), places.ROOT, 0, on)


def _whole(root: Any, path: str, depth: int, on: Offer) -> Group:
    if places.group_of(root):
        found = _node(root, path, depth, on, certain=True)
        assert isinstance(found, Group)  # noqa: S101  it is one
        return replace(found, outermost=True)
    rows = (_node(root, path, depth + 1, on, certain=True),) if root else ()
    return Group(path, "all", rows, depth, on.unit, outermost=True)


def _node(node: Any, path: str, depth: int, on: Offer, *, certain: bool) -> Row | Group | Bridge:
    side = places.side_of(node)
    if side is not None:
        inside = _whole(node["where"], f"{path}.where", depth + 1, replace(on, unit=places.SIDES[side]))
        return Bridge(path, str(node[side]), wording.ACROSS[side], inside)
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


def _row(leaf: Any, path: str, on: Offer, *, certain: bool) -> Row:
    kind = kind_of(leaf)
    if kind is None:
        return Row(path, wording.ROWS["other"], yaml=text_of(leaf))
    filters = _filters(leaf, path, kind, on)
    policy = _policy(leaf, certain=certain) if kind.unknown or "unknown" in leaf else None
    filtered = None if kind.filtered is None else f"{path}.{kind.filtered}"
    return Row(path, kind.title, tuple(kind.cells(leaf, on)), policy, filters, filtered)


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


def _counted(leaf: Written) -> tuple[str, list[Written]]:
    """The event type that a row counts, and its filters."""
    holder = leaf.get("rank", leaf)
    return str(holder.get("event", holder.get("recency"))), holder.get("where") or []


def _filters(leaf: Written, path: str, kind: Kind, on: Offer) -> tuple[Row, ...]:
    if kind.filtered is None:
        return ()
    event, filters = _counted(leaf)
    return tuple(
        Row(f"{path}.{kind.filtered}[{n}]", wording.ROWS["filter"], tuple(_filter_cells(one, event, on)))
        for n, one in enumerate(filters)
    )


def _filter_cells(one: Written, event: str, on: Offer) -> list[Cell]:
    name = str(one["property"])
    listed = {key: said for key, said in labels(on.properties(event)).items() if key != "ts"}
    property_ = Cell("property", wording.ROWS["filter"], "choice", name, choices(listed, name))
    return [property_, *comparing.cells(one, on.property(event, name), lambda: on.values(name, event))]


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
    return path == places.ROOT or path.endswith((".not", ".where")) or places.around(path) is not None


def _filled(definition: Written, path: str, fields: Given, given: Mapping[str, Given], on: Offer) -> Written:
    try:
        node = places.at(definition, path)
    except places.NoPlace:
        return definition
    if "which" in fields:
        return _across(definition, path, node, str(fields.one("which")))
    if "group" in fields:
        return _regrouped(definition, path, node, str(fields.one("group")))
    if "yaml" in fields:
        return places.put(definition, path, _from_yaml(fields, node))
    kind = kind_of(node)
    if kind is None:
        return definition
    there = replace(on, unit=places.unit_at(definition, path, on.unit))
    leaf = _with_filters(node, path, kind, given, there)
    leaf = kind.read(leaf, fields, there)
    policy = fields.one("unknown")
    if policy is not None and policy != leaf.get("unknown", "keep"):
        leaf = {key: value for key, value in leaf.items() if key != "unknown"}
        leaf |= {"unknown": policy} if policy != "keep" else {}
    return places.put(definition, path, leaf)


def _with_filters(leaf: Written, path: str, kind: Kind, given: Mapping[str, Given], on: Offer) -> Written:
    event, filters = _counted(leaf) if kind.filtered else ("", [])
    found = leaf
    for n, one in enumerate(filters):
        place = f"{kind.filtered}[{n}]"
        fields = given.get(f"{path}.{place}")
        if fields is not None:
            found = places.put(found, place, _read_filter(one, fields, event, on))
    return found


def _across(definition: Written, path: str, node: Any, which: str) -> Written:
    side = places.side_of(node)
    if side is None or which not in places.GROUPS:
        return definition
    return places.put(definition, path, {**node, side: which})


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
