"""Random streams of loads, corrections, merges and undos, refreshed from differences and in full after each step."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

from staged import batch
from stream_happenings import APART, HAPPENINGS
from stream_rules import HATS, SHOES, WEB, definitions, of_companies

from osuma.engine.errors import Refused
from osuma.engine.periods import day_end, day_start, naive_utc
from osuma.engine.segments.compile import CarriedPlan, compile_, compile_carried, compile_planes
from osuma.engine.segments.rule import Definition, Partition, unit_of
from osuma.engine.segments.settings import Settings
from osuma.store.evaluation import carried as stages
from osuma.store.evaluation import figures
from osuma.store.evaluation.differences import evaluate_differences
from osuma.store.evaluation.evaluate import evaluate
from osuma.store.evaluation.planes import Judged, evaluate_planes
from osuma.store.evaluation.together import Together
from osuma.store.loading import merge
from osuma.store.loading.load import load
from osuma.store.loading.undo import undo_import
from osuma.store.membership.runs import Version, members_now, store_run
from osuma.store.warehouse import Connection, Warehouse
from osuma.store.writing.batch import LoadContext

ZONE = ZoneInfo("Europe/Helsinki")
#: Streams begin before one of the two changes of clocks of the year and go over it.
BEGINS = (date(2026, 3, 25), date(2026, 10, 21), date(2026, 6, 26))
STEPS = 4
PEOPLE = [f"p{n}" for n in range(12)]
#: Where more people than this share are touched, it is carried on no longer: of a dozen nearly all are at every step.
MOST = 0.8
#: What is counted of a refresh by differences: clocks have changed since the last one.
CLOCKS = "over a change of clocks"


class Stream:
    """One warehouse and what happens in it. now: the local day that is being lived. imports: that can be undone."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng = random.Random(seed)
        self.warehouse = Warehouse(folder / f"stream_{seed}.duckdb", memory_limit="500MB", threads=1).open()
        self.now = self.rng.choice(BEGINS)
        self.last, self.rows, self.steps = 0, 0, 0
        self.imports: list[int] = []
        self.sold: dict[str, dict[str, Any]] = {}
        self.definitions = definitions(self.rng)
        self.firms = of_companies(self.rng)
        self.done: list[str] = []
        self.people_ids = PEOPLE
        self.tally: Counter[str] = Counter()

    def _named(self, happening: Callable[[Any], None]) -> Callable[[], None]:
        def happen() -> None:
            happening(self)

        happen.__name__ = happening.__name__
        return happen

    @staticmethod
    def actions() -> list[Callable[[Stream], None]]:
        """What can happen, beside `HAPPENINGS`."""
        return [
            Stream.day, Stream.late, Stream.correct, Stream.refund, Stream.join, Stream.part, Stream.undo,
            Stream.people, Stream.nothing,
        ]  # fmt: skip

    def close(self) -> None:
        self.warehouse.close()

    def step(self) -> str:
        """Something happens, perhaps nothing, and some days go by."""
        self.steps += 1
        actions = [self.day, self.day, *(self._named(action) for action in (*Stream.actions(), *HAPPENINGS))]
        chosen = [self.day] if self.steps == 1 else self.rng.choices(actions, k=self.rng.randint(1, 2))
        for action in chosen:
            with suppress(Refused):  # what cannot be merged or undone is left as it is
                action()
                self.tally[action.__name__] += 1
        self.done.append("+".join(action.__name__ for action in chosen))
        return self.done[-1]

    def live(self, steps: int) -> None:
        """Steps, each with a refresh after it. Raises AssertionError where one is not what a full one is."""
        for _ in range(steps):
            self.step()
            self.pass_time()
            _, differing = self.refresh()
            assert not differing, (self.done, self.now, differing)

    def pass_time(self) -> None:
        self.now += timedelta(days=self.rng.choice([0, 1, 1, 1, 2, 5]))

    def nothing(self) -> None:
        """Only time goes by."""

    def day(self) -> None:
        """What happened in the last days, in order of time: nothing is late but what was refreshed already."""
        self._load(lambda: self.moment(0, 1))

    def late(self) -> None:
        """Rows that come up to 40 days late."""
        self._load(lambda: self.moment(1, 40), size=3)

    def moment(self, least: int, most: int) -> dict[str, Any]:
        """A time of one of the days before now: any, or at an edge of the day; or the day alone."""
        day = self.now - timedelta(days=self.rng.randint(least, most))
        start, end = naive_utc(day_start(day, ZONE)), naive_utc(day_end(day, ZONE))
        if self.rng.random() < 0.2:
            return {"ts": start, "date_only": True, "local_date": day}
        tick = timedelta(microseconds=1)
        edges = (start, start + tick, start + timedelta(seconds=1), end - tick, start + timedelta(hours=12))
        moment = self.rng.choice([*edges, start + (end - start) * self.rng.random()])
        moment = moment.replace(microsecond=moment.microsecond)
        return {"ts": moment, "date_only": False, "local_date": day}

    def _load(self, when: Callable[[], dict[str, Any]], size: int = 8) -> None:
        rng = self.rng
        orders, lines, views = [], [], []
        for _ in range(rng.randint(1, size)):
            self.rows += 1
            name, who, amount = f"o{self.rows}", rng.choice(PEOPLE), rng.choice([10, 20, 45, 60, 100])
            status = "completed" if rng.random() < 0.85 else "pending"
            order = {"person_id": who, "order_id": name, "amount": amount, "status": status, "channel": WEB} | when()
            order["channel"] = rng.choice([WEB, "Myymälä"])
            self.sold[name] = order
            orders.append(order)
            lines.append({"order_id": name, "line_no": 1, "category": rng.choice([SHOES, HATS]), "amount": amount})
        for _ in range(rng.randint(0, size)):
            self.rows += 1
            row = {"person_id": rng.choice(PEOPLE), "event_id": f"v{self.rows}"} | when()
            views.append(row | {"category": rng.choice([SHOES, HATS])})
        self.write(batch("shop", orders=orders, order_lines=lines), batch("web", page_view=views))

    def correct(self) -> None:
        """Some orders say something else now: another amount, status, time or person."""
        names = self.rng.sample(sorted(self.sold), min(len(self.sold), 2))
        changed = []
        for name in names:
            new = self.rng.choice([
                {"amount": 45}, {"status": "cancelled"}, {"status": "completed"}, self.moment(0, 20),
                {"person_id": self.rng.choice(PEOPLE)},
            ])  # fmt: skip
            self.sold[name] = {**self.sold[name], **new}
            changed.append(self.sold[name])
        if changed:
            self.write(batch("shop", orders=changed))

    def refund(self) -> None:
        """Money given back for an order that is known, is not, or comes later."""
        known = [*sorted(self.sold), f"o{self.rows + 1}"]
        self.rows += 1
        row = {"refund_id": f"r{self.rows}", "order_id": self.rng.choice(known), "amount": self.rng.choice([10, 45])}
        if self.rng.random() < 0.3:
            row["person_id"] = self.rng.choice(PEOPLE)
        self.write(batch("shop", refunds=[row | self.moment(0, 3)]))

    def people(self) -> None:
        """Two records with one e-mail and name become one person; somebody moves."""
        rows = [
            {"person_id": who, "email": f"{self.rng.choice('ab')}@posti.example", "first_name": "Aino", "city": city}
            for who, city in zip(self.rng.sample(PEOPLE, 2), ("Turku", "Oulu"), strict=True)
        ]
        self.write(batch("shop", customers=rows))

    def join(self) -> None:
        """Two people are joined by hand."""
        known = self.warehouse.rows("SELECT source, source_id FROM identities ORDER BY 1, 2")
        if len(known) > 1:
            a, b = (f"{source}:{name}" for source, name in self.rng.sample(known, 2))
            self.hand(lambda con: merge.merge(con, a, b, self.context()))

    def part(self) -> None:
        """People who were joined are parted."""
        links = [n for (n,) in self.warehouse.rows("SELECT link_id FROM identity_links WHERE undone_at IS NULL")]
        if links:
            self.hand(lambda con: merge.unmerge(con, self.rng.choice(sorted(links)), self.context()))

    def undo(self) -> None:
        """An import is undone."""
        if self.imports:
            gone = self.imports.pop(self.rng.randrange(len(self.imports)))
            self.hand(lambda con: undo_import(con, gone, self.context()))

    def write(self, *batches: Any, **options: Any) -> None:
        with self.warehouse.transaction(noted=True) as con:
            load(con, list(batches), self.context(**options))
        self.imports.append(self.last)

    def hand(self, write: Callable[[Connection], Any]) -> None:
        with self.warehouse.transaction(noted=True) as con:
            write(con)

    def context(self, **options: Any) -> LoadContext:
        self.last += 1
        at = datetime(2027, 1, 1) + timedelta(hours=self.last)
        return LoadContext(self.last, at, set_apart=APART, **options)

    def refresh(self) -> tuple[str, list[str]]:
        """Evaluate in full and from differences and store the latter; gives what was done and what differs."""
        as_of = day_end(self.now, ZONE)
        known = {d.slug: d for d in (*self.definitions, *self.firms)}
        given = (self.definitions, known, Settings(), as_of)
        moment = naive_utc(as_of)
        kept = figures.held(self.warehouse)
        keeping = figures.Keeping.begin(self.warehouse, "", moment)
        way = "full" if kept is None or moment < kept.as_of else "differences"
        if kept is None or way == "full":
            whole = found = evaluate_planes(self.warehouse, compile_planes(*given), keeping=keeping)
        else:
            whole = evaluate_planes(self.warehouse, compile_planes(*given))
            plan = compile_carried(*given, kept)
            carried = evaluate_differences(self.warehouse, plan, kept, keeping)
            assert carried is not None
            found = carried
            self.tally += Counter(_told(plan))
            self.tally[CLOCKS] += naive_utc(day_end(self.now, ZONE)).hour != kept.as_of.hour
        self.tally[way] += 1
        companies = evaluate(self.warehouse, compile_(self.firms, known, Settings(), as_of))
        with whole, companies, found:
            differing = _differing(whole, found)
            self.last += 1
            stored = store_run(
                self.warehouse, self.last, moment, datetime(2027, 1, 1) + timedelta(hours=self.last),
                Together(found, companies),
                [Version(slug, slug, unit_of(d)) for d in known.values() for slug in _slugs(d)],
            )  # fmt: skip
            figures.tidy(self.warehouse)
            with self.warehouse.reader() as con:
                for one in stored:
                    own = one.slug in companies.columns
                    members = companies.members(one.slug) if own else whole.keys_of(one.slug).tolist()
                    if members_now(con, one.slug) != members:
                        differing.append(f"stored {one.slug}")
        return way, differing


def _slugs(defn: Definition) -> list[str]:
    if not isinstance(defn, Partition):
        return [defn.slug]
    return [f"{defn.slug}/{klass.slug}" for klass in (*defn.classes, defn.other)]


def _differing(whole: Judged, found: Judged) -> list[str]:
    if whole.keys.tolist() != found.keys.tolist():
        return ["people"]
    return [slug for slug in whole.slugs if whole.members[slug].tolist() != found.members[slug].tolist()]


def _told(plan: CarriedPlan) -> dict[str, int]:
    """How many numbers and values could be carried, and how many are computed whole."""
    valued = sum(len(columns) for group in plan.groups for columns in group.values.values())
    return {
        "numbers from differences": len(plan.ways),
        "numbers whole": len(plan.plan.places),
        "values by touched people": valued,
        "values whole": sum(map(len, plan.plan.held.values())) - valued,
    }


def run(seed: int, folder: Path, steps: int = STEPS) -> Counter[str]:
    """One stream to its end; gives how many of its refreshes were from differences, and what was carried in them.

    Raises AssertionError where a refresh from differences is not what a full one is.
    """
    stream = Stream(seed, folder)
    try:
        with mock.patch.object(stages, "MOST", MOST):
            stream.live(steps)
    finally:
        stream.close()
    return stream.tally
