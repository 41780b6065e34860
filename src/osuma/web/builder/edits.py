"""What a button of the builder does to a definition: add, remove, move, group, and the one-click changes."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from osuma.web.builder import dividing, places
from osuma.web.builder.cells import Written
from osuma.web.builder.rows import counted, filtered_at, kind_at

_LAST_90 = {"last": "90 days"}
#: What each condition that can be added begins as. A value that is not there is asked for by the check.
NEW: Mapping[str, Written] = {
    "event": {"event": "order", "window": {"last": "12 months"}},
    "property": {"property": "city", "op": "in"},
    "recency": {"recency": "order", "op": "lte", "value": "90 days"},
    "rank": {
        "rank": {"event": "sale", "measure": {"sum": "amount"}, "window": {"last": "12 months"}},
        "order": "desc",
        "top": {"percent": 10},
    },
    "date": {"date": "birth_date", "anniversary": True, "window": {"next": "14 days"}},
    "reach": {"reach": "email"},
    "consent": {"consent": "email", "state": "granted"},
    "member": {"member": ""},
    "area": {"property": "area_income_decile", "op": "gte", "value": 8},
    "score": {"score": "", "op": "gte"},
    "experiment": {"experiment": ""},
    "near": {"near": "00100", "km": 20},
    "sequence": {"sequence": [{"event": "page_view"}, {"without": "order"}], "within": "7 days"},
    "overdue": {"overdue": "order", "times": 2},
    "seasonal": {"seasonal": "order", "months": 3, "percent": 80, "years": 2},
    "changed": {"changed": "city", "window": _LAST_90},
    "message": {"message": "clicked", "window": _LAST_90},
    "stated": {"consent": "email", "state": "granted", "window": _LAST_90},
    "joined": {"member": "", "joined": _LAST_90},
    "contacts": {"contacts": "any", "where": {"all": []}},
    "account": {"account": "any", "where": {"all": []}},
    "suppressed": {"suppressed": "email", "reason": "unsubscribed"},
    "sample": {"sample": {"n": 500}, "seed": "otos"},
    "bucket": {"bucket": "osuus", "from": 0, "to": 999},
}
#: Where another unit has other fields to begin with.
_FIRST_OF: Mapping[str, Written] = {
    "accounts": {"property": "industry_section", "op": "in"},
    "areas": {"property": "small_house_share", "op": "gte", "value": 0.6},
}
_GROUPED = ("all", "any", "none")


def done(definition: Written, action: str, unit: str) -> Written:
    """The definition after `what:path` or `what:kind:path`. Raises NoPlace where there is nothing to do it to."""
    what, _, rest = action.partition(":")
    if what == "add":
        kind, _, path = rest.partition(":")
        return _added(definition, kind, path, places.unit_at(definition, f"{path}.all", unit))
    deed = _DEEDS.get(what)
    return definition if deed is None else deed(definition, rest)


def _added(definition: Written, kind: str, path: str, unit: str) -> Written:
    leaf: Any = {kind: []} if kind in _GROUPED else copy.deepcopy(NEW.get(kind))
    if kind == "property" and unit in _FIRST_OF:
        leaf = dict(_FIRST_OF[unit])
    return definition if leaf is None else _appended(definition, path, leaf)


def _appended(definition: Written, path: str, leaf: Written) -> Written:
    """A condition at the end of a group; what is no group becomes one."""
    whole = definition if _there(definition, path) else places.put(definition, path, {"all": []})
    node = places.at(whole, path)
    kind = places.group_of(node)
    inside = [child for _, child in places.children(node, path)] if kind else [node]
    return places.put(whole, path, {kind or "all": [*inside, leaf]})


def _there(definition: Written, path: str) -> bool:
    """Whether anything stands at a path."""
    try:
        return bool(places.at(definition, path))
    except places.NoPlace:
        return False


def _removed(definition: Written, path: str) -> Written:
    found = places.around(path)
    if found is not None:
        holder, n = found
        rest = places.at(definition, holder)
        return places.put(definition, holder, [one for m, one in enumerate(rest) if m != n])
    if path.endswith(".not"):
        return _removed(definition, path.removesuffix(".not"))
    if path == places.ROOT:
        return {**definition, "where": {"all": []}}
    return places.taken(definition, path) if places.is_root(path) else _without_filter(definition, path)


def _without_filter(definition: Written, path: str) -> Written:
    holder, _, position = path.rpartition("[")
    n = int(position.rstrip("]") or 0)
    rest = [one for m, one in enumerate(places.at(definition, holder)) if m != n]
    if rest:
        return places.put(definition, holder, rest)
    return places.taken(definition, holder)


def _moved(by: int) -> Callable[[Written, str], Written]:
    def moved(definition: Written, path: str) -> Written:
        found = places.around(path)
        if found is None:
            return definition
        holder, n = found
        listed = list(places.at(definition, holder))
        if not 0 <= n + by < len(listed):
            return definition
        listed[n], listed[n + by] = listed[n + by], listed[n]
        return places.put(definition, holder, listed)

    return moved


def _alternatives(definition: Written, path: str) -> Written:
    """A condition becomes a group of which at least one must hold, so that another can stand beside it."""
    node = places.at(definition, path)
    return places.put(definition, path, {"any": [node]})


def _filtered(definition: Written, path: str) -> Written:
    leaf = places.at(definition, path)
    kind = kind_at(definition, path)
    place = None if kind is None else filtered_at(leaf, path, kind)
    if place is None:
        return definition
    event, filters = counted(leaf)
    return places.put(definition, place, [*filters, {"property": _FILTERS.get(event, "source"), "op": "in"}])


#: What is most often asked of each event.
_FILTERS = {
    "order": "channel", "order_placed": "channel", "sale": "channel", "order_line": "category", "refund": "category",
    "page_view": "category", "email_sent": "campaign", "email_open": "campaign", "email_click": "campaign",
    "attendance": "event_name", "call": "outcome", "survey_answer": "question", "deal_made": "stage",
    "deal_won": "product", "deal_lost": "lost_reason",
}  # fmt: skip


def _stepped(kind: str) -> Callable[[Written, str], Written]:
    """Another step at the end of a sequence: what happened, or what did not."""

    def stepped(definition: Written, path: str) -> Written:
        steps = places.at(definition, f"{path}.sequence")
        return places.put(definition, f"{path}.sequence", [*steps, {kind: "order"}])

    return stepped


def _narrowed(definition: Written, path: str) -> Written:
    """A rule on who stand beside each other, or are drawn from."""
    kind = kind_at(definition, path)
    if kind is None or not kind.among:
        return definition
    return _added(definition, "event", f"{path}.among", "customers")


def _policy(policy: str) -> Callable[[Written, str], Written]:
    def changed(definition: Written, path: str) -> Written:
        return places.put(definition, path, {**places.at(definition, path), "unknown": policy})

    return changed


def _did_once(definition: Written, path: str) -> Written:
    """Beside a condition that fits those too who never did it: that they did."""
    leaf = places.at(definition, path)
    if not isinstance(leaf, dict) or "event" not in leaf:
        return definition
    once = {key: copy.deepcopy(leaf[key]) for key in ("event", "where") if key in leaf}
    if ".any[" in path:
        return places.put(definition, path, {"all": [leaf, once]})
    return _appended(definition, places.root_of(path), once)


_DEEDS: Mapping[str, Callable[[Written, str], Written]] = {
    "remove": _removed,
    "up": _moved(-1),
    "down": _moved(1),
    "alternatives": _alternatives,
    "filter": _filtered,
    "then": _stepped("event"),
    "without": _stepped("without"),
    "narrow": _narrowed,
    "class": lambda definition, _: dividing.added(definition),
    "include_unknown": _policy("include"),
    "exclude_unknown": _policy("exclude"),
    "exclude_never": _did_once,
}
