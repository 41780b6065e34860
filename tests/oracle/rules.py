"""Drawn rules: leaves for every cell of the grid, and trees over them whose results are shaped."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from oracle.worlds import CODES, DURATIONS, PERIODS, TEXTS, Drawn
from osuma.engine import periods
from osuma.engine.segments.operators import LIST, NUMBER, PRESENCE, TEXT, TIME
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Chain,
    Consent,
    Dates,
    Duration,
    Event,
    Filter,
    Leaf,
    Measure,
    Member,
    Near,
    Node,
    NoneOf,
    Not,
    Partition,
    PartitionClass,
    Property,
    Rank,
    Recency,
    Segment,
    Step,
    Unknown,
    Window,
)

Cell = tuple[str, str, str]
FIELDS = {
    "text": ("first_name", "city", "title", "x_note"),
    "code": ("country", "postcode", "gender", "municipality"),
    "int": ("age", "children", "area_income_decile", "area_inhabitants"),
    "decimal": ("income", "x_score", "area_small_house_share"),
    "bool": ("x_vip",),
    "date": ("birth_date", "x_renewal"),
    "instant": ("created_at", "x_seen"),
    "list": ("interests", "tags"),
}
EVENTS = ("order", "order_line", "sale", "order_placed", "refund", "visit", "page_view")
FILTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "order": {"code": ("channel",), "decimal": ("amount", "items"), "text": ("discount_code",)},
    "order_line": {"text": ("category", "brand"), "decimal": ("amount",), "code": ("product_id",)},
    "sale": {"decimal": ("amount",), "code": ("channel",)},
    "order_placed": {"code": ("status", "channel"), "decimal": ("amount",)},
    "refund": {"decimal": ("amount",), "text": ("category",)},
    "visit": {"int": ("minutes",), "bool": ("paid",), "text": ("place",), "date": ("promised",), "instant": ("ts",)},
    "page_view": {"text": ("page",), "code": ("device",), "instant": ("ts",)},
}
#: Properties of one kind that a row can be asked to compare with each other.
PAIRS = {"order": (("amount", "items"), "gte"), "order_line": (("category", "brand"), "eq")}
MONEY = {"order": "amount", "order_line": "amount", "sale": "amount", "order_placed": "amount", "refund": "amount"}
REGEXES = ("^j", "oo", "^.i.i$", "[aä]i", r"\d+%", "j.*u$", "(?:juoksu|jooga)", "s{2}", r"a\\b", "^$")
COMPARED = {
    "text": TEXT, "code": TEXT, "int": NUMBER, "decimal": NUMBER, "bool": ("eq", "ne"), "date": TIME,
    "instant": TIME, "list": LIST,
}  # fmt: skip


class Leaves:
    """Draws one leaf for a node and an operator, with values near those in the world."""

    def __init__(self, rng: random.Random, drawn: Drawn) -> None:
        self.rng, self.drawn = rng, drawn
        self.places = random.Random(drawn.as_of.isoformat())
        self.steps = random.Random(f"steps {drawn.seed}")
        self.today = periods.local_day(drawn.as_of, drawn.settings.zone_info)

    def property(self, op: str) -> Property:
        kinds = [kind for kind, ops in COMPARED.items() if op in (*ops, *PRESENCE)]
        kind = self.rng.choice(kinds)
        name = self.rng.choice(FIELDS[kind] if kind != "int" else ("age", *FIELDS[kind]))
        return Property(name, op, self.value(kind, op))

    def value(self, kind: str, op: str) -> Any:
        if op in PRESENCE:
            return None
        if op in ("in", "not_in", "any", "all", "none", "not_all"):
            return tuple(self.one(kind, op) for _ in range(self.rng.randrange(1, 4)))
        if op == "between":
            return tuple(sorted((self.one(kind, op), self.one(kind, op))))
        return self.one(kind, op)

    def one(self, kind: str, op: str) -> Any:
        rng = self.rng
        if op == "regex" or op == "not_regex":
            return rng.choice(REGEXES if kind == "text" else ("^0", "F", "[0-9]{2}", "^.$", "a|b"))
        if op.startswith("length"):
            return rng.randrange(0, 4)
        if kind in ("text", "list"):
            whole = rng.choice(TEXTS)
            part = op in ("contains", "not_contains", "starts_with", "not_starts_with", "ends_with", "not_ends_with")
            return (
                rng.choice([whole[:2] or "o", whole[-1:] or "i", "%", "ä"])
                if part
                else rng.choice([whole, whole.upper()])
            )
        if kind == "code":
            return rng.choice(["FI", "SE", "091", "00003", "00001", "f", "0", "00", "web", "mobile", "p1", *CODES])
        if kind == "int":
            return rng.choice([0, 1, 2, 3, 5, 10, 18, 25, 30, 40, 45, 60])
        if kind == "decimal":
            return rng.choice(
                [Decimal("25"), Decimal("19.99"), 50, 100, Decimal("0.5"), 0, 250, Decimal("1000.0001")]
            )
        if kind == "bool":
            return rng.random() < 0.5
        shift = rng.choice([0, 1, -1, -7, -8, 7, 13, 14, -30, -365, -9000, -14000])
        return self.today + timedelta(days=shift)

    def window(self) -> Window | None:
        rng = self.rng
        form = rng.choice(["none", "last", "last", "ago", "before", "calendar", "since"])
        if form == "none":
            return None
        return self.form(form, back=True)

    def form(self, form: str, back: bool = False) -> Window:
        rng = self.rng
        if form == "last":
            return Window(last=rng.choice(DURATIONS))
        if form == "next":
            return Window(next=rng.choice(DURATIONS[2:]))
        if form == "ago":
            near, far = sorted(rng.sample(range(2, len(DURATIONS) - 1), 2), key=lambda i: self.length(DURATIONS[i]))
            return Window(ago=(DURATIONS[far], DURATIONS[near]))
        if form == "before":
            return Window(before=rng.choice(DURATIONS[2:]))
        if form == "ahead":
            near, far = sorted(rng.sample(range(2, len(DURATIONS) - 1), 2), key=lambda i: self.length(DURATIONS[i]))
            return Window(ahead=(DURATIONS[near], DURATIONS[far]))
        if form == "beyond":
            return Window(beyond=rng.choice(DURATIONS[2:]))
        if form == "calendar":
            return Window(calendar=rng.choice(PERIODS), offset=rng.choice([-1, 0, -3] if back else [-1, 0, 1, 2]))
        since = self.today - timedelta(days=rng.choice([1, 7, 30, 200]))
        until = self.today + timedelta(days=rng.choice([0, -1, 3]))
        return rng.choice([Window(since=since), Window(until=until), Window(since=since, until=max(since, until))])

    @staticmethod
    def length(duration: Duration) -> float:
        return duration.n * {"minutes": 1 / 1440, "hours": 1 / 24, "days": 1, "weeks": 7, "months": 30.44}.get(
            duration.unit, 365.25
        )

    def filters(self, event: str) -> tuple[Filter, ...]:
        found = []
        while self.rng.random() < 0.4 and len(found) < 2:
            kind = self.rng.choice(sorted(FILTERS[event]))
            if event in PAIRS and self.rng.random() < 0.15:
                (one, other), op = PAIRS[event]
                found.append(Filter(one, op, other=other))
                continue
            op = self.rng.choice([*COMPARED[kind], *PRESENCE])
            found.append(Filter(self.rng.choice(FILTERS[event][kind]), op, self.value(kind, op)))
        return tuple(found)

    def event(self, op: str) -> Event:
        if op in TEXT and op not in ("eq", "ne"):
            return self.end(op)
        kind = self.rng.choice(["count", "count", "sum", "avg", "min", "max", "first", "last", "distinct", "mode"])
        if kind == "count":
            event = self.rng.choice(EVENTS)
            return Event(event, self.filters(event), Measure(), op, self.small(op), self.window())
        if kind == "distinct":
            event, field = self.rng.choice([("order", "channel"), ("order_line", "category"), ("visit", "minutes")])
            return Event(event, self.filters(event), Measure("distinct", field), op, self.small(op), self.window())
        if kind in ("first", "last", "mode") and op in ("eq", "ne"):
            return self.end(op, kind)
        if self.rng.random() < 0.3:
            value = self.value("int", op)
            return Event("visit", self.filters("visit"), Measure(kind, "minutes"), op, value, self.window())
        event = self.rng.choice(sorted(MONEY))
        value = self.value("decimal", op)
        return Event(event, self.filters(event), Measure(kind, MONEY[event]), op, value, self.window())

    def end(self, op: str, kind: str | None = None) -> Event:
        measure = kind or self.rng.choice(["first", "last", "mode"])
        text = [("order_line", "category", "text"), ("visit", "place", "text"), ("order", "channel", "code")]
        other = [("visit", "paid", "bool"), ("visit", "promised", "date")] if op in ("eq", "ne") else []
        event, field, values = self.rng.choice(text + other)
        return Event(event, self.filters(event), Measure(measure, field), op, self.value(values, op), self.window())

    def small(self, op: str) -> Any:
        low = self.rng.choice([0, 1, 1, 2, 3])
        return (low, low + self.rng.randrange(0, 3)) if op == "between" else low

    def near(self, _op: str) -> Near:
        # 3-4-5 triangles stand exactly on the edge
        return Near(f"{self.places.randrange(12):05d}", self.places.choice([1, 4, 5, Decimal("9.999"), 10, 25]))

    def chain(self, form: str) -> Chain:
        """Two to four steps among the common events; most people have few of them, so there is much time."""
        rng = self.steps
        many = rng.choice([2, 3])
        steps = [Step(rng.choice(("visit", "page_view", "order_placed", "order"))) for _ in range(many)]
        broken = Step(rng.choice(("visit", "page_view", "refund")), without=True)
        if form == "between":
            steps.insert(rng.randrange(1, len(steps)), broken)
        if form == "after":
            steps.append(broken)
        within = rng.choice([Duration(30, "days"), Duration(12, "months"), Duration(2000, "hours")])
        if form != "same":
            return Chain(
                tuple(steps), within, (), Window(last=Duration(2, "years")), form == "after" and rng.random() < 0.5
            )
        alike = rng.choice([("visit", "place"), ("order_placed", "channel"), ("order_line", "category")])
        return Chain((Step(alike[0]),) * 2, None, (alike[1],))

    def recency(self, op: str) -> Recency:
        event = self.rng.choice(EVENTS)
        which = self.rng.choice(["last", "first"])
        return Recency(event, op, self.rng.choice(DURATIONS), which, self.filters(event))

    def date(self, form: str) -> Dates:
        if form.startswith("anniversary"):
            return self.anniversary(form)
        field = self.rng.choice(["x_renewal", "x_renewal", "birth_date", "created_at", "x_seen"])
        window = self.form(form)
        exact = field in ("created_at", "x_seen")
        sub_day = window.last is not None and window.last.unit in ("minutes", "hours")
        return Dates(field if not sub_day or exact else "created_at", window)

    def anniversary(self, form: str) -> Dates:
        kind = form.split(".")[1]
        if kind == "calendar":
            window = Window(calendar=self.rng.choice(["day", "week", "month"]), offset=self.rng.choice([-1, 0, 1]))
        else:
            days = Duration(self.rng.choice([1, 7, 14, 15, 60, 200]), "days")
            window = Window(next=days) if kind == "next" else Window(last=days)
        return Dates(self.rng.choice(["birth_date", "x_renewal"]), window, anniversary=True)

    def consent(self, state: str) -> Consent:
        purpose = self.rng.choice(["marketing", "tracking"])
        return Consent(self.rng.choice(["email", "sms"]), "refused" if state == "refused" else "granted", purpose)

    def rank(self, op: str) -> Rank:
        cut, order = op.split(".")
        rng = self.rng
        by: Event | Property = rng.choice(
            [
                Property(rng.choice(["income", "age", "x_score", "x_renewal", "area_income_decile"]), "set"),
                Event("order", self.filters("order"), window=self.window()),
                Event("sale", (), Measure("sum", "amount"), window=self.window()),
                Event("order", (), Measure("max", "ts"), window=self.window()),
                Event("visit", (), Measure(rng.choice(["min", "max", "avg"]), "minutes")),
                Event("order_placed", (), Measure("avg", "amount")),
            ]
        )
        among = rng.choice(
            [None, Event("order"), Property("country", "ne", "SE"), NoneOf((Property("x_vip", "eq", True),))]
        )
        stand: dict[str, Any] = {
            "percent": {"percent": rng.choice([10, 25, 50, 75])},
            "n": {"n": rng.choice([1, 5, 20, 40])},
            "tiles": {"tiles": rng.choice([3, 4, 5]), "among_tiles": tuple(sorted(rng.sample([1, 2, 3], 2)))},
        }[cut]
        return Rank(by, "asc" if order == "asc" else "desc", among=among, **stand)


PROPERTY_OPS = tuple(dict.fromkeys((*TEXT, *NUMBER, *LIST, *PRESENCE)))
EVENT_OPS = tuple(op for op in dict.fromkeys((*NUMBER, *TEXT)) if op not in ("in", "not_in"))
FORMS = (
    "last",
    "next",
    "ago",
    "before",
    "ahead",
    "beyond",
    "calendar",
    "since",
    *(f"anniversary.{f}" for f in ("last", "next", "calendar")),
)
GRID: dict[str, tuple[str, ...]] = {
    "property": PROPERTY_OPS,
    "event": EVENT_OPS,
    "recency": ("lte", "gt"),
    "date": FORMS,
    "member": ("segment", "class"),
    "consent": ("granted", "refused"),
    "rank": tuple(f"{cut}.{order}" for cut in ("percent", "n", "tiles") for order in ("desc", "asc")),
    "near": ("within",),
    "sequence": ("steps", "between", "after", "same"),
}
CELLS: list[Cell] = [(node, op, str(u)) for node, ops in GRID.items() for op in ops for u in Unknown]


def pool(rng: random.Random, drawn: Drawn, variants: int) -> dict[tuple[str, str], list[Leaf]]:
    """Some leaves for every node and operator."""
    leaves = Leaves(rng, drawn)
    makers: Mapping[str, Callable[[str], Leaf]] = {
        "property": leaves.property,
        "event": leaves.event,
        "recency": leaves.recency,
        "date": leaves.date,
        "member": lambda op: Member(rng.choice(["base-a", "base-b", "base-c"]) if op == "segment" else _class(rng)),
        "consent": leaves.consent,
        "rank": leaves.rank,
        "near": leaves.near,
        "sequence": leaves.chain,
    }
    return {(node, op): [makers[node](op) for _ in range(variants)] for node, ops in GRID.items() for op in ops}


def _class(rng: random.Random) -> str:
    return "split/" + rng.choice(["one", "two", "rest"])


def known(rng: random.Random, leaves: Mapping[tuple[str, str], list[Leaf]]) -> dict[str, Segment | Partition]:
    """Definitions that members refer to: two plain ones, one that refers to another, a partition."""
    plain = [leaf for (node, _), found in leaves.items() if node not in ("member", "rank") for leaf in found]

    def one() -> Node:
        return AnyOf(tuple(rng.sample(plain, 3)))

    return {
        "base-a": Segment("base-a", one()),
        "base-b": Segment("base-b", NoneOf((rng.choice(plain), rng.choice(plain)))),
        "base-c": Segment("base-c", AnyOf((Member("base-a"), Member("split/one"), rng.choice(plain)))),
        "split": Partition(
            "split",
            (PartitionClass("one", one()), PartitionClass("two", Not(one()))),
            PartitionClass("rest", AllOf(())),
            base=rng.choice([None, one()]),
        ),
    }


def draw_tree(rng: random.Random, leaves: list[Leaf]) -> Node:
    """A tree of depth at most 4 that uses every leaf once."""
    nodes: list[Node] = list(leaves)
    rng.shuffle(nodes)
    while len(nodes) > 1:
        size = rng.randrange(2, min(4, len(nodes)) + 1)
        taken, nodes = nodes[:size], nodes[size:]
        nodes.append(rng.choice([AllOf, AnyOf, AnyOf, NoneOf])(tuple(taken)))
        if rng.random() < 0.15:
            nodes[-1] = Not(nodes[-1])
        rng.shuffle(nodes)
    return nodes[0]


class Balance:
    """Which cells have been drawn how often; the rarest come next."""

    def __init__(self, cells: list[Cell] = CELLS) -> None:
        self.cells = cells
        self.drawn: Counter[Cell] = Counter()

    def next(
        self, rng: random.Random, leaves: Mapping[tuple[str, str], list[Leaf]], many: int
    ) -> list[tuple[Cell, Leaf]]:
        rarest = sorted(self.cells, key=lambda cell: (self.drawn[cell], rng.random()))[:many]
        found = [(c, replace(rng.choice(leaves[c[0], c[1]]), unknown=Unknown(c[2]))) for c in rarest]
        self.drawn.update(rarest)
        return found

    def undo(self, cells: list[Cell]) -> None:
        self.drawn.subtract(cells)
