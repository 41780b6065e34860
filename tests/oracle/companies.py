"""Drawn conditions on companies, their contacts and deals, with companies beside the people of `worlds`."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from oracle import company_orders, wider
from oracle.duck import fold
from oracle.rules import Cell, Leaves, draw_tree
from oracle.rules import pool as of_people
from oracle.worlds import TEXTS, Drawn, _Maker, draw
from osuma.engine.segments.rule import (
    Across,
    Dates,
    Definition,
    Event,
    Filter,
    Leaf,
    Measure,
    Member,
    Node,
    Property,
    Recency,
    Segment,
    Unit,
    Unknown,
)
from osuma.engine.segments.rule.accounts import Side

_FIELDS = {
    "text": ("name", "city"),
    "code": ("country", "industry_section", "size_class"),
    "int": ("headcount", "offices"),
    "decimal": ("turnover", "profit"),
    "bool": ("exports",),
    "date": ("founded",),
    "instant": ("created_at",),
}
_COUNTS = ("eq", "ne", "gt", "gte", "lt", "lte", "between")
#: Conditions on companies, then conditions that lead to the other unit and back.
GRID: dict[str, tuple[str, ...]] = {
    "company": ("eq", "not_in", "contains", "gte", "between", "not_set", "beside"),
    "company date": ("last", "calendar"),
    "deal": ("count", "sum", "avg", "distinct", "last"),
    "done": ("count", "sum", "first", "recency"),
    "contacts": ("any", "all", "none", "inside", "member", *(f"count {op}" for op in _COUNTS)),
    **company_orders.GRID,
}  # fmt: skip
#: The same from the people's side.
PEOPLE_GRID: dict[str, tuple[str, ...]] = {
    "account": ("any", "all", "none", "inside", "member", *(f"count {op}" for op in _COUNTS)),
    "deal": ("count", "sum", "recency"),
    **company_orders.PEOPLE_GRID,
}


def _cells(grid: Mapping[str, tuple[str, ...]]) -> list[Cell]:
    return [(node, op, str(u)) for node, ops in grid.items() for op in ops for u in Unknown]


CELLS, PEOPLE_CELLS = _cells(GRID), _cells(PEOPLE_GRID)
#: What the conditions may refer to: a segment of each unit.
KNOWN: dict[str, Segment] = {
    "big": Segment("big", Property("turnover", "gte", Decimal(50)), of="accounts"),
    "vip": Segment("vip", Property("x_vip", "eq", True)),
}


class Companies(Leaves):
    """Draws one leaf for a node and an operator."""

    def company(self, op: str) -> Property:
        if op == "beside":
            return Property("turnover", self.rng.choice(["gt", "eq", "lte"]), other="profit")
        kinds = {
            "text": ("eq", "not_in", "contains"), "code": ("eq", "not_in"), "bool": ("eq",),
            "int": ("between", "eq"), "decimal": ("gte", "between"), "date": ("gte", "between"),
        }  # fmt: skip
        kind = self.rng.choice([k for k, ops in kinds.items() if op in ops] or list(_FIELDS))
        value = None if op in ("set", "not_set") else self.own(kind, op)
        return Property(self.rng.choice(_FIELDS[kind]), op, value)

    def own(self, kind: str, op: str) -> Any:
        if kind == "bool":
            return self.rng.random() < 0.5
        return self.one(kind, op) or "x" if kind in ("text", "code") and op == "eq" else self.value(kind, op)

    def company_date(self, form: str) -> Dates:
        window = self.form(form)
        exact = window.last is not None and window.last.unit in ("minutes", "hours")
        return Dates("created_at" if exact else self.rng.choice(["founded", "created_at"]), window)

    def deal(self, op: str) -> Leaf:
        event = self.rng.choice(["deal_made", "deal_won", "deal_lost"])
        where = self.rng.choice(
            [(), (), (Filter("state", "ne", "lost"),), (Filter("product", "eq", self.one("text", "eq")),)]
        )
        if op == "recency":
            return Recency(event, self.rng.choice(["lte", "gt"]), self.duration(), "last", where)
        if op == "count":
            return Event(
                event, where, Measure(), self.rng.choice(_COUNTS[:6]), self.rng.choice([0, 1, 2]), self.window()
            )
        if op in ("sum", "avg"):
            value = self.rng.choice([Decimal(0), Decimal("25.50"), Decimal(100)])
            return Event(event, where, Measure(op, "amount"), self.rng.choice(["gte", "lt"]), value, self.window())
        if op == "distinct":
            return Event(event, where, Measure("distinct", "product"), "gte", 2, self.window())
        return Event(event, where, Measure(op, "stage"), "eq", self.rng.choice(["new", "Tarjous"]), self.window())

    def done(self, op: str) -> Leaf:
        event = self.rng.choice(["order", "visit"])
        if op == "recency":
            return Recency(event, self.rng.choice(["lte", "gt"]), self.duration(), self.rng.choice(["last", "first"]))
        if op == "count":
            return Event(
                event, (), Measure(), self.rng.choice(_COUNTS[:6]), self.rng.choice([0, 1, 3]), self.window()
            )
        field = "amount" if event == "order" else "minutes"
        value = self.rng.choice([Decimal(20), Decimal(60)]) if field == "amount" else self.rng.choice([5, 20])
        return Event(event, (), Measure(op, field), self.rng.choice(["gte", "lt"]), value, self.window())

    def duration(self) -> Any:
        window = self.form("last")
        return window.last

    def across(self, side: Side, op: str, inner: Mapping[str, list[Leaf]]) -> Across:
        """inner: leaves of the other unit by name: own ones, and under `back` such as lead back here."""
        if op in ("inside", "member"):
            leaf = Member("big" if side == "account" else "vip") if op == "member" else self.rng.choice(inner["back"])
            return Across(side, self.rng.choice(["any", "all", "none"]), leaf)
        where: Node | None = draw_tree(self.rng, self.rng.sample(inner["own"], 2))
        if not op.startswith("count"):
            return Across(side, op, where)
        number = self.rng.choice([0, 1, 1, 2])
        value: Any = (number, number + 1) if op == "count between" else number
        return Across(side, "count", self.rng.choice([None, where]), op.removeprefix("count "), value)


def world(seed: int, people: int = 40) -> Drawn:
    """A drawn world with companies, who works for them and what was sold to them."""
    drawn = draw(seed, people)
    _Business(random.Random(f"business {seed}"), drawn).add()
    # of companies and contacts only what they are now is known
    return drawn


class _Business:
    def __init__(self, rng: random.Random, drawn: Drawn) -> None:
        self.rng, self.drawn = rng, drawn
        self.maker = _Maker(rng, drawn.settings, drawn.as_of)
        self.people = [row["customer_key"] for row in drawn.rows["customers"]]
        # keys of companies begin where people's are too, so that a mix-up of the two shows
        self.companies = list(range(1, len(self.people) // 2))

    def add(self) -> None:
        rows, rng = self.drawn.rows, self.rng
        rows["accounts"] = [self.company(key) for key in self.companies]
        rows["contacts"] = [
            {"customer_key": rng.choice([*self.people, None]), "account_key": rng.choice([*self.companies[3:], None]),
             "source": "crm", "source_row_id": str(n)} for n in range(len(self.people))
        ]  # fmt: skip
        rows["contacts"] += rows["contacts"][:5]
        rows["deals"] = [self.deal(n) for n in range(len(self.people))]
        rows["deal_stages"] = [
            {"deal_key": rng.choice(rows["deals"])["deal_key"], "state": rng.choice(["open", "won", "lost"]),
             "ts": self.maker.instant()} for _ in range(len(self.people) // 2)
        ]  # fmt: skip

    def company(self, key: int) -> dict[str, Any]:
        rng, maybe = self.rng, self.maker.maybe
        row = {
            "account_key": key, "external_id": f"c{key}", "source": "crm", "known_from": self.maker.now,
            "name": maybe(rng.choice(TEXTS)), "city": maybe(rng.choice(TEXTS)),
            "country": maybe(rng.choice(["FI", "SE"])), "industry_section": maybe(rng.choice("CG")),
            "size_class": maybe(rng.choice(["small", "medium"])), "headcount": maybe(rng.choice([1, 2, 3, 50])),
            "offices": maybe(rng.choice([1, 2, 3])), "profit": maybe(rng.choice([Decimal("19.99"), Decimal(50)])),
            "turnover": maybe(rng.choice([Decimal(50), Decimal("19.99"), Decimal("25.0000"), Decimal(250)])),
            "exports": maybe(rng.random() < 0.5), "founded": maybe(self.maker.instant().date()),
            "created_at": maybe(self.maker.instant()),
        }  # fmt: skip
        return row | {f"{n}_fold": None if row[n] is None else fold(row[n]) for n in ("name", "city")}

    def deal(self, n: int) -> dict[str, Any]:
        rng, maybe = self.rng, self.maker.maybe
        row = {
            "deal_key": f"crm:{n}", "deal_id": str(n), "customer_key": maybe(rng.choice(self.people)),
            "account_key": maybe(rng.choice(self.companies)), "created_at": maybe(self.maker.instant()),
            "closed_at": maybe(self.maker.instant()), "state": rng.choice(["open", "won", "won", "lost", "unknown"]),
            "currency": "EUR", "amount_base": maybe(rng.choice([Decimal("25.50"), Decimal(100)])),
            "stage": maybe(rng.choice(["new", "NEW", "Tarjous"])), "product": maybe(rng.choice(TEXTS)),
        }  # fmt: skip
        return row | {f"{n}_fold": None if row[n] is None else fold(row[n]) for n in ("stage", "product")}


def pools(
    rng: random.Random, drawn: Drawn, variants: int
) -> tuple[dict[tuple[str, str], list[Leaf]], dict[tuple[str, str], list[Leaf]]]:
    """Some leaves for every node and operator: of companies, then of people."""
    draws = Companies(rng, drawn)
    makers: dict[str, Callable[[str], Leaf]] = {
        "company": draws.company, "company date": draws.company_date, "deal": draws.deal, "done": draws.done,
    }  # fmt: skip
    makers |= {node: partial(company_orders.Ordered(rng).leaf, node) for node in company_orders.GRID}
    plain = {(n, op): [makers[n](op) for _ in range(variants)] for n in makers for op in GRID[n]}
    companies = [leaf for found in plain.values() for leaf in found]
    near = of_people(rng, drawn, variants=1)
    people = [replace(found[0], unknown=rng.choice(list(Unknown))) for (node, _), found in near.items()
              if node not in ("member", "sequence")]  # fmt: skip
    people += [leaf for (node, _), found in wider.pool(rng, drawn, variants=1).items() for leaf in found
               if node in ("sample", "grouped", "overdue")]  # fmt: skip
    back = {
        "account": [Across("contacts", rng.choice(["any", "none"]), leaf) for leaf in rng.sample(people, 5)],
        "contacts": [Across("account", rng.choice(["any", "all"]), leaf) for leaf in rng.sample(companies, 5)],
    }
    inner = {
        "account": {"own": companies, "back": back["account"]},
        "contacts": {"own": people, "back": back["contacts"]},
    }
    ways = GRID["contacts"]
    leaves = plain | {
        ("contacts", op): [draws.across("contacts", op, inner["contacts"]) for _ in range(variants)] for op in ways
    }
    persons = {
        ("account", op): [draws.across("account", op, inner["account"]) for _ in range(variants)] for op in ways
    }
    persons |= {
        (node, op): [makers[node](op) for _ in range(variants)]
        for node, ops in company_orders.PEOPLE_GRID.items()
        for op in ops
    }
    persons |= {("deal", op): [draws.deal(op) for _ in range(variants)] for op in PEOPLE_GRID["deal"]}
    return leaves, persons


def definitions(seed: int, drawn: Drawn, unit: Unit) -> list[Definition]:
    """Over a world of companies: a definition per leaf of one unit."""
    rng = random.Random(f"{unit} {seed}")
    leaves = pools(rng, drawn, variants=2)[0 if unit == "accounts" else 1]
    return [
        Segment(f"s{i}", leaf, of=unit) for i, leaf in enumerate(one for found in leaves.values() for one in found)
    ]
