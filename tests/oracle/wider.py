"""Drawn conditions beyond those of `rules`, with the rows that they need beside those of `worlds`."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from oracle.duck import fold
from oracle.reaching import (
    REACH,
    STATED,
    SUPPRESSED,
    heaviest,
    reach,
    stated,
    suppressed,
    unseen,
    with_addresses,
)
from oracle.rules import FIELDS, Cell, Leaves
from oracle.worlds import DURATIONS, PERIODS, Drawn, draw
from osuma.engine.periods import bounds, naive_utc
from osuma.engine.segments.rule import (
    Bucket,
    Changed,
    Draw,
    Event,
    Experiment,
    Joined,
    Leaf,
    Measure,
    Overdue,
    Property,
    Rank,
    Sample,
    Score,
    Seasonal,
    Unknown,
    Window,
)


class Wider(Leaves):
    """Draws one leaf for a node and an operator."""

    def beside(self, op: str) -> Property:
        kinds = ["int", "decimal", "date", "instant"] + (["text", "code", "bool"] if op in ("eq", "ne") else [])
        kind = self.rng.choice(kinds)
        names = ("age", *FIELDS["int"][1:]) if kind == "int" else FIELDS[kind]
        one, other = (self.rng.choice(names) for _ in range(2))
        return Property(one, op, other=other)

    def bucket(self, op: str) -> Bucket:
        low = self.rng.randrange(10_000)
        high = low + 1_500 if op == "narrow" else low + 6_000
        return Bucket(self.rng.choice(["spring", "ä"]), low if high < 10_000 else 0, min(high, 9_999))

    def sample(self, op: str) -> Sample:
        size = {"n": self.rng.choice([1, 3, 15])} if op == "n" else {"percent": self.rng.choice([10, 33, 80])}
        among = self.rng.choice([None, Property("country", "ne", "SE"), Property("x_vip", "set")])
        return Sample(Draw(self.rng.choice(["one", "two"])), **size, among=among)

    def grouped(self, op: str) -> Rank:
        by: Event | Property = self.rng.choice(
            [
                Property("income", "set"),
                Property("age", "set"),
                Event("order", (), Measure("sum", "amount")),
                Event("visit"),
            ]
        )
        per = self.rng.choice(["country", "city", "x_vip", "municipality"])
        if op == "percentile":
            low, high = sorted(self.rng.sample([0, 20, 50, 75, 100], 2))
            return Rank(by, "asc", percentiles=(low, high), per=self.rng.choice([None, per]))
        among = self.rng.choice([None, Event("order")])
        cut: dict[str, Any] = {"percent": {"percent": 40}, "n": {"n": 2}, "tiles": {"tiles": 3, "among_tiles": (2,)}}[
            op
        ]
        return Rank(by, self.rng.choice(["desc", "asc"]), among=among, per=per, **cut)

    def overdue(self, op: str) -> Overdue:
        event = self.rng.choice(["order", "visit"])
        times = self.rng.choice([Decimal("0.5"), 1, 2]) if op == "few" else self.rng.choice([Decimal("1.25"), 3])
        return Overdue(event, times, gaps=1 if op == "few" else 3)

    def seasonal(self, op: str) -> Seasonal:
        event = self.rng.choice(["order", "visit"])
        months = self.rng.choice([6, 9]) if op == "long" else self.rng.choice([2, 3])
        return Seasonal(event, (), months, self.rng.choice([50, 60, 80]), self.rng.choice([1, 1, 2]))

    def joined(self, _op: str) -> Joined:
        member = self.rng.choice(["vip", "vip", "rfm/best", "never"])
        return Joined(
            member, self.form(self.rng.choice(["last", "last", "ago", "before", "calendar", "since"]), back=True)
        )

    def changed(self, op: str) -> Changed:
        field = self.rng.choice(["city", "country", "children", "income"])
        if op == "ever":
            return Changed(field)
        if op == "window":
            return Changed(field, self.window())
        values = {"city": "STRASSE", "country": "SE", "children": 3, "income": Decimal("1234.5")}
        ends: dict[str, Any] = {"old": values[field]} if op == "from" else {"new": values[field]}
        return Changed(field, self.rng.choice([None, self.window()]), **ends)

    def score(self, op: str) -> Score:
        return Score(self.rng.choice(["clv", "churn"]), op, self.value("decimal", op))

    def experiment(self, op: str) -> Experiment:
        arms = {"any": (), "two": ("a", "b")}.get(op, (op,))
        return Experiment(self.rng.choice(["spring", "ä"]), arms)


GRID: dict[str, tuple[str, ...]] = {
    "beside": ("eq", "ne", "gt", "gte", "lt", "lte"),
    "bucket": ("narrow", "wide"),
    "sample": ("n", "percent"),
    "grouped": ("percent", "n", "tiles", "percentile"),
    "overdue": ("few", "many"),
    "seasonal": ("long", "short"),
    "joined": ("window",),
    "changed": ("ever", "window", "from", "to"),
    "score": ("eq", "gte", "lt", "between", "not_set"),
    "experiment": ("control", "a", "two", "any"),
    "reach": REACH,
    "stated": STATED,
    "suppressed": SUPPRESSED,
    "unseen": ("eq", "gte", "lt"),
    "heaviest": ("eq", "ne", "set"),
}
CELLS: list[Cell] = [(node, op, str(u)) for node, ops in GRID.items() for op in ops for u in Unknown]


def world(seed: int, people: int = 40) -> Drawn:
    """A drawn world with the rows that these conditions read."""
    drawn = draw(seed, people)
    _Known(random.Random(f"known {seed}"), drawn).add()
    return with_addresses(drawn)


class _Known:
    """Adds what was stored, changed, scored and tried to a world."""

    def __init__(self, rng: random.Random, drawn: Drawn) -> None:
        self.rng, self.drawn = rng, drawn
        self.keys = [row["customer_key"] for row in drawn.rows["customers"]]
        self.now = naive_utc(drawn.as_of)

    def moment(self) -> datetime:
        """On an edge of some window, or anywhere, sometimes after the evaluation."""
        windows = [Window(last=d) for d in DURATIONS] + [Window(calendar=p, offset=-1) for p in PERIODS]
        zone = self.drawn.settings.zone_info
        found = bounds(self.rng.choice(windows), self.drawn.as_of, zone, self.drawn.settings.fiscal_year_start_month)
        edge = found[0] or self.now
        if self.rng.random() < 0.6:
            return edge + timedelta(microseconds=self.rng.choice([0, 1, -1]))
        return self.now - timedelta(hours=self.rng.randrange(-200, 9_000))

    def add(self) -> None:
        rows, rng = self.drawn.rows, self.rng
        rows["segment_versions"] = [
            {"segment_id": n, "slug": slug, "fingerprint": f"f{n}", "unit": "customers"}
            for n, slug in ((1, "vip"), (2, "rfm/best"), (3, "vip"), (4, "never"))
        ]
        instants = sorted({self.moment() for _ in range(12)})
        rows["runs"] = [{"run_id": n, "as_of": at, "committed_at": at} for n, at in enumerate(instants, 1)]
        rows["run_segments"] = [
            {"run_id": run["run_id"], "segment_id": segment, "members": 0, "unknown": 0, "entered": 0, "left_": 0,
             "error": "x" if segment == 4 else None}
            for run in rows["runs"] for segment in (1, 2, 4)
        ]  # fmt: skip
        rows["membership_now"], rows["membership_moves"] = [], []
        for segment in (1, 2):
            for key in rng.sample(self.keys, len(self.keys) * 3 // 4):
                self._stays(segment, key, sorted(rng.sample(rows["runs"], rng.randrange(1, 5)), key=_run))
        self._values()

    def _stays(self, segment: int, key: int, runs: list[dict[str, Any]]) -> None:
        """In and out by turns; who came in the first run and stays has no row of that move."""
        rows = self.drawn.rows
        for n, run in enumerate(runs):
            if not (run is rows["runs"][0] and len(runs) == 1):
                direction = 1 if n % 2 == 0 else -1
                rows["membership_moves"].append(
                    {"run_id": run["run_id"], "segment_id": segment, "unit_key": key, "direction": direction,
                     "cause": "behaviour"}
                )  # fmt: skip
        if len(runs) % 2:
            version = 3 if segment == 1 and self.rng.random() < 0.5 else segment
            rows["membership_now"].append(
                {"segment_id": version, "unit_key": key, "since": runs[-1]["as_of"], "run_id": runs[-1]["run_id"]}
            )

    def _values(self) -> None:
        rows, rng = self.drawn.rows, self.rng
        texts = {"city": ["Straße", "Oulu", None], "country": ["SE", "FI", None], "children": ["3", "2"],
                 "income": ["1234.5000", "1.0000"]}  # fmt: skip
        if self.drawn.current:
            rows["customer_changes"] = [self._change(rng.choice(self.keys), texts) for _ in self.keys * 3]
        for row in rows["customer_changes"]:
            row |= {f"{side}_fold": None if row[side] is None else fold(row[side]) for side in ("old", "new")}
        rows["scores"] = [
            {"customer_key": rng.choice(self.keys), "model": rng.choice(["clv", "clv", "churn"]), "ts": self.moment(),
             "score": rng.choice([None, Decimal("25.0000"), Decimal("19.9900"), Decimal(50), Decimal(250)]),
             "fingerprint": "f"} for _ in self.keys * 2
        ]  # fmt: skip
        rows["exposures"] = [
            {"customer_key": rng.choice(self.keys), "experiment": rng.choice(["spring", "ä"]),
             "arm": rng.choice(["control", "a", "b"]), "ts": self.moment()} for _ in self.keys * 2
        ]  # fmt: skip

    def _change(self, key: int, texts: Mapping[str, list[Any]]) -> dict[str, Any]:
        name = self.rng.choice(sorted(texts))
        old, new = self.rng.choice(texts[name]), self.rng.choice(texts[name])
        return {
            "identity_key": key, "customer_key": key, "origin": "customers", "field": name, "old": old, "new": new,
            "valid_from": self.moment(), "recorded_at": self.now, "source": "shop", "import_id": 1,
        }  # fmt: skip


def _run(row: dict[str, Any]) -> int:
    return int(row["run_id"])


def pool(rng: random.Random, drawn: Drawn, variants: int) -> dict[tuple[str, str], list[Leaf]]:
    """Some leaves for every node and operator of the grid."""
    leaves = Wider(rng, drawn)
    makers: Mapping[str, Callable[[str], Leaf]] = {
        "beside": leaves.beside,
        "bucket": leaves.bucket,
        "sample": leaves.sample,
        "grouped": leaves.grouped,
        "overdue": leaves.overdue,
        "seasonal": leaves.seasonal,
        "joined": leaves.joined,
        "changed": leaves.changed,
        "score": leaves.score,
        "experiment": leaves.experiment,
        "reach": lambda op: reach(leaves.rng, op),
        "stated": lambda op: stated(leaves.rng, op),
        "suppressed": lambda op: suppressed(leaves.rng, op),
        "unseen": lambda op: unseen(leaves.rng, op),
        "heaviest": lambda op: heaviest(leaves.rng, op),
    }
    return {(node, op): [makers[node](op) for _ in range(variants)] for node, ops in GRID.items() for op in ops}
