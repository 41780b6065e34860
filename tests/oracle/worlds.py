"""Drawn worlds: a few dozen people whose rows sit on the edges where engines differ."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from oracle.duck import fold
from osuma.engine import periods
from osuma.engine.segments.rule import Duration, Window
from osuma.engine.segments.settings import Settings
from osuma.engine.tables.people import METHODS
from osuma.engine.tables.vocabulary import EventType, Field, Vocabulary, canonical

VISIT = EventType(
    "visit",
    {
        "ts": Field("ts", "instant"),
        "minutes": Field("minutes", "int"),
        "paid": Field("paid", "bool"),
        "place": Field("place", "text"),
        "promised": Field("promised", "date"),
    },
)
VOCABULARY: Vocabulary = canonical().extended(
    (
        Field("x_vip", "bool", custom=True),
        Field("x_renewal", "date", custom=True),
        Field("x_score", "decimal", custom=True),
        Field("x_note", "text", custom=True),
        Field("x_seen", "instant", custom=True),
    ),
    (VISIT,),
)
DURATIONS = [
    Duration(90, "minutes"), Duration(26, "hours"), Duration(1, "days"), Duration(3, "days"), Duration(7, "days"),
    Duration(30, "days"), Duration(90, "days"), Duration(2, "weeks"), Duration(1, "months"), Duration(3, "months"),
    Duration(12, "months"), Duration(1, "years"),
]  # fmt: skip
PERIODS: tuple[periods.Calendar, ...] = ("day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")
#: Instants at which evaluations are drawn: midnights, the two nights of the clock, month ends, leap days, new years.
MOMENTS = (
    ("2026-11-20T00:00", 0), ("2026-03-30T03:30", 0), ("2026-10-26T03:30", 0), ("2026-10-25T03:30", 1),
    ("2026-03-31T12:00:00.000001", 0), ("2024-03-01T00:00", 0), ("2025-01-02T08:15", 0), ("2028-02-29T23:59:59", 0),
    ("2026-06-01T00:00", 0), ("2025-12-31T15:00", 0), ("2026-03-29T00:00", 0), ("2026-10-26T00:00", 0),
)  # fmt: skip
TEXTS = [
    "Äiti",
    "A\u0308iti",
    "äiti",
    "Straße",
    "STRASSE",
    "Juoksu",
    "juoksu ",
    "Jooga",
    "50%_off",
    "a\\b",
    "",
    "İzmir",
]
CODES = ["web", "store", "phone", "other"]


@dataclass(frozen=True)
class Drawn:
    """A world with the instant and the settings at which it is evaluated."""

    rows: dict[str, list[dict[str, Any]]]
    settings: Settings
    as_of: datetime
    current: bool
    seed: int


def draw(seed: int, people: int = 60) -> Drawn:
    rng = random.Random(seed)
    zone = ["Europe/Helsinki", "Europe/Helsinki", "America/New_York", "Asia/Kathmandu"][seed // len(MOMENTS) % 4]
    settings = Settings(zone=zone, fiscal_year_start_month=rng.choice([1, 5, 11]))
    text, second = MOMENTS[seed % len(MOMENTS)]
    as_of = datetime.fromisoformat(text).replace(tzinfo=settings.zone_info, fold=second)
    maker = _Maker(rng, settings, as_of)
    current = seed % 3 != 2
    return Drawn(maker.world(people, current), settings, as_of, current, seed)


class _Maker:
    def __init__(self, rng: random.Random, settings: Settings, as_of: datetime) -> None:
        self.rng, self.settings, self.as_of = rng, settings, as_of
        self.zone = settings.zone_info
        self.now = periods.naive_utc(as_of)
        self.today = periods.local_day(as_of, self.zone)
        self.edges = self._edges()
        self.numbers = 0

    def _edges(self) -> list[datetime]:
        windows = [Window(last=d) for d in DURATIONS]
        windows += [Window(calendar=p, offset=o) for p in PERIODS for o in (-1, 0)]
        windows += [Window(beyond=d) for d in DURATIONS[2:6]]
        found = {self.now}
        for window in windows:
            for bound in periods.bounds(window, self.as_of, self.zone, self.settings.fiscal_year_start_month):
                if bound is not None:
                    found.add(bound)
        return sorted(found)

    def maybe(self, value: Any, missing: float = 0.25) -> Any:
        return None if self.rng.random() < missing else value

    def instant(self, later: bool = True) -> datetime:
        """Near an edge of some window, or anywhere in two years; sometimes after the evaluation."""
        roll = self.rng.random()
        if roll < 0.4:
            tick = self.rng.choice([0, 0, 1, -1, 2, 3_600_000_000, -3_600_000_000])
            return self.rng.choice(self.edges) + timedelta(microseconds=tick)
        if later and roll < 0.45:
            return self.now + timedelta(days=self.rng.random() * 20)
        return self.now - timedelta(seconds=int(86_400 * 500 * self.rng.random() ** 2))

    def moment(self) -> dict[str, Any]:
        """ts, local_date, date_only; only the day is known of every fourth row."""
        ts = self.instant()
        day = ts.replace(tzinfo=UTC).astimezone(self.zone).date()
        only = self.rng.random() < 0.25
        if only:
            ts = periods.naive_utc(datetime.combine(day, time(), tzinfo=self.zone))
        return {"ts": ts, "local_date": day, "date_only": only}

    def money(self) -> Decimal:
        cents = self.rng.choice([0, 1000, 1999, 2500, 5000, 10000, self.rng.randrange(1, 40000)])
        return Decimal(cents).scaleb(-2)

    def text(self) -> str:
        return self.rng.choice(TEXTS)

    def id(self, kind: str) -> str:
        self.numbers += 1
        return f"{kind}:{self.rng.randrange(10)}:{self.numbers}"

    def world(self, people: int, current: bool) -> dict[str, list[dict[str, Any]]]:
        keys = list(range(1, people + 1))
        world: dict[str, list[dict[str, Any]]] = {
            "customers": [self.customer(key, current) for key in keys],
            "areas": [self.area(i) for i in range(12)],
            "identities": [{"identity_key": k, "customer_key": k} for k in keys],
        }
        world["customer_changes"] = [] if current else self.changes(world["customers"])
        world["consents"] = [self.taken_back(self.consent(seq, keys)) for seq in range(people * 2)]
        world["customer_consents"] = self.consents_now(world["consents"])
        self.orders(world, keys, current)
        world["event_visit"] = [self.visit(self.rng.choice(keys)) for _ in range(people * 4)]
        world["event_page_view"] = [self.page_view(self.rng.choice([*keys, None])) for _ in range(people * 3)]
        for name, rows in world.items():
            for i, row in enumerate(rows):
                row.setdefault("recorded_at", datetime(2026, 1, 1))
                row.setdefault("import_id", 1)
                row.setdefault("source_row_id", f"{name}:{i}")
        return world

    def customer(self, key: int, current: bool) -> dict[str, Any]:
        rng = self.rng
        row: dict[str, Any] = {
            "customer_key": key,
            "kind": rng.choices(["person", "guest", "anonymous"], [18, 1, 1])[0],
            "set_apart": rng.choices([None, "employee"], [15, 1])[0],
            "external_id": f"c{key}",
            "source": rng.choice(["shop", "crm"]),
            "known_from": self.now + timedelta(days=5 if rng.random() < 0.1 and not current else -900),
            "birth_date": self.maybe(self.birthday()),
            "age_given": self.maybe(rng.randrange(18, 80), 0.5),
            "gender": self.maybe(rng.choice(["f", "m", "x"])),
            "country": self.maybe(rng.choice(["FI", "FI", "SE"])),
            "postcode": self.maybe(f"{rng.randrange(14):05d}", 0.1),
            "municipality": self.maybe(rng.choice(["091", "049"])),
            "income": self.maybe(self.money() * 10),
            "children": self.maybe(rng.randrange(0, 5)),
            "created_at": self.maybe(self.instant(), 0.2),
            "x_vip": self.maybe(rng.random() < 0.4),
            "x_renewal": self.maybe(self.near_day()),
            "x_score": self.maybe(self.money()),
            "x_seen": self.maybe(self.instant()),
        }
        for name in ("first_name", "city", "title", "x_note"):
            row[name] = self.maybe(self.text())
        for name in ("interests", "tags"):
            known = rng.random() > 0.25
            row[name] = rng.sample(TEXTS, rng.randrange(0, 4)) if known else []
            row[f"{name}_set"] = known
        return _with_twins(row, ("first_name", "city", "title", "x_note", "interests", "tags"))

    def birthday(self) -> date:
        year = self.today.year - self.rng.randrange(17, 70)
        near = self.today + timedelta(
            days=self.rng.choice([0, 1, -1, 7, 13, 14, 15, -7, self.rng.randrange(-180, 180)])
        )
        if self.rng.random() < 0.15:
            return date(year - year % 4, 2, 29)
        return near.replace(year=year, day=min(near.day, 28))

    def near_day(self) -> date:
        shift = self.rng.choice(
            [0, 1, -1, 2, 6, 7, 8, -6, -7, -8, 13, 14, 29, 30, -30, self.rng.randrange(-400, 400)]
        )
        return self.today + timedelta(days=shift)

    def area(self, i: int) -> dict[str, Any]:
        row = {
            "postcode": f"{i:05d}",
            "name": self.text(),
            "income_decile": self.maybe(self.rng.randrange(1, 11)),
            "median_income": self.maybe(self.money() * 100),
            "small_house_share": self.maybe(Decimal(self.rng.randrange(0, 10001)).scaleb(-4)),
            "inhabitants": self.maybe(self.rng.randrange(0, 9000)),
            "east": None if i == 5 else 380_000 + (0, 3_000, 6_000, 20_001)[i % 4],
            "north": None if i == 9 else 6_670_000 + (0, 4_000, 8_000, 15_000)[i // 2 % 4],
        }
        return _with_twins(row, ("name",))

    def changes(self, customers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        olds = {"country": "SE", "children": "3", "income": "1234.5000", "birth_date": "1980-02-29", "city": "Straße"}
        found = []
        for row in customers:
            for field in self.rng.sample(sorted(olds), 2):
                found.append(
                    {
                        "identity_key": row["customer_key"],
                        "customer_key": row["customer_key"],
                        "origin": "customers",
                        "field": field,
                        "old": self.maybe(olds[field], 0.3),
                        "new": None,
                        "valid_from": self.instant(),
                        "source": "shop",
                        "import_id": len(found),
                    }
                )
        return found

    def consent(self, seq: int, keys: list[int]) -> dict[str, Any]:
        return {
            "seq": seq,
            "identity_key": self.rng.choice(keys),
            "purpose": self.rng.choices(["marketing", "tracking"], [4, 1])[0],
            "channel": self.rng.choice(["email", "sms"]),
            "state": self.rng.choice(["granted", "refused"]),
            "ts": self.instant(),
            "source": self.rng.choice(["shop", "crm"]),
        }

    def taken_back(self, said: dict[str, Any]) -> dict[str, Any]:
        """Now and then a person has taken consent back by hand, and now and then given it again."""
        luck = random.Random(f"{said['seq']} {said['ts']}")  # of its own, so that nothing else is drawn anew
        if luck.random() < 0.3:
            return said | {"source": "withdrawn", "state": "refused", "dated": True}
        if luck.random() < 0.15:
            said = said | {"state": "unknown"}
        return said | {
            "dated": luck.choice([True, True, False, None]),
            "method": luck.choice([*METHODS[:2], None]),
            "double_opt_in": luck.choice([True, False, None]),
        }

    def consents_now(self, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
        newest: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in sorted(said, key=lambda r: (r["ts"], r["seq"])):
            newest[row["identity_key"], row["channel"], row["purpose"], row["source"]] = row
        of: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        for (key, channel, purpose, _), row in ((k, r) for k, r in newest.items() if r["state"] != "unknown"):
            of.setdefault((key, channel, purpose), []).append(row)
        return [
            {"customer_key": k, "channel": c, "purpose": p, "state": "refused" if no(rows) else "granted"}
            for (k, c, p), rows in of.items()
        ]

    def orders(self, world: dict[str, list[dict[str, Any]]], keys: list[int], current: bool) -> None:
        orders, lines, refunds, history = [], [], [], []
        buyers = self.rng.sample(keys, len(keys) * 2 // 3)
        for _ in range(len(keys) * 3):
            order = self.order(self.rng.choice([*buyers, None]))
            orders.append(order)
            if self.rng.random() < 0.6 and not current:
                history += self.history(order)
            lines += [self.line(order) for _ in range(self.rng.randrange(1, 4))]
            if self.rng.random() < 0.5:
                refunds.append(self.refund(order, self.rng.choice(lines[-2:])))
        refunds += [self.refund({"event_id": None, "customer_key": self.rng.choice(keys)}, None) for _ in range(5)]
        world |= {"event_order": orders, "event_order_line": lines, "event_refund": refunds, "order_status": history}

    def order(self, key: int | None) -> dict[str, Any]:
        event_id = self.id("order")
        return {
            "event_id": event_id,
            "customer_key": key,
            **self.moment(),
            "order_id": event_id,
            "status": self.rng.choices(["completed", "pending", "cancelled", "refunded"], [12, 1, 1, 1])[0],
            "set_apart": self.rng.choices([None, "test"], [15, 1])[0],
            "channel": self.maybe(self.rng.choice(CODES)),
            "currency": "EUR",
            "amount_base": self.maybe(self.money(), 0.1),
            "items": self.maybe(Decimal(self.rng.randrange(1, 9))),
        } | _with_twins({"discount_code": self.maybe(self.text(), 0.6)}, ("discount_code",))

    def history(self, order: dict[str, Any]) -> list[dict[str, Any]]:
        found = [{"order_event_id": order["event_id"], "status": "completed", "ts": order["ts"]}]
        if self.rng.random() < 0.5:
            later = order["ts"] + timedelta(days=self.rng.randrange(1, 60))
            found.append({"order_event_id": order["event_id"], "status": order["status"], "ts": later})
        return [{**row, "source_row_id": self.id("status")} for row in found]

    def line(self, order: dict[str, Any]) -> dict[str, Any]:
        row = {
            "event_id": self.id("line"),
            **{k: order[k] for k in ("customer_key", "ts", "local_date", "date_only", "order_id")},
            "order_event_id": order["event_id"],
            "line_no": 1,
            "product_id": self.maybe(f"p{self.rng.randrange(5)}"),
            "category": self.maybe(self.text()),
            "brand": self.maybe(self.text()),
            "quantity": self.maybe(Decimal(self.rng.randrange(1, 5))),
            "currency": "EUR",
            "amount_base": self.maybe(self.money(), 0.1),
            "set_apart": self.rng.choices([None, "test"], [20, 1])[0],
        }
        return _with_twins(row, ("category", "brand"))

    def refund(self, order: dict[str, Any], line: dict[str, Any] | None) -> dict[str, Any]:
        full = order.get("amount_base")
        row = {
            "event_id": self.id("refund"),
            "customer_key": order["customer_key"],
            **self.moment(),
            "refund_id": "r",
            "order_event_id": order["event_id"],
            "line_event_id": line["event_id"] if line and line["order_event_id"] == order["event_id"] else None,
            "amount_base": self.given_back(full),
            "currency": "EUR",
            "set_apart": self.rng.choices([None, "test"], [10, 1])[0],
            "category": self.maybe(self.text()),
        }
        return _with_twins(row, ("category",))

    def given_back(self, amount: Decimal | None) -> Decimal | None:
        """All of it, half of it, or anything."""
        roll = self.rng.random()
        if amount and roll < 0.7:
            return amount if roll < 0.3 else (amount / 2).quantize(Decimal("0.01"))
        return self.maybe(self.money(), 0.1)

    def visit(self, key: int) -> dict[str, Any]:
        row = {
            "event_id": self.id("visit"),
            "customer_key": key,
            **self.moment(),
            "minutes": self.maybe(self.rng.choice([0, 1, 5, 10, 10, 30, 60])),
            "paid": self.maybe(self.rng.random() < 0.5),
            "place": self.maybe(self.text()),
            "promised": self.maybe(self.near_day()),
        }
        return _with_twins(row, ("place",))

    def page_view(self, key: int | None) -> dict[str, Any]:
        row = {
            "event_id": self.id("page"),
            "customer_key": key,
            **self.moment(),
            "page": self.maybe(self.text()),
            "device": self.maybe(self.rng.choice(["mobile", "desktop"])),
        }
        return _with_twins(row, ("page",))


def _with_twins(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    for name in names:
        value = row[name]
        row[f"{name}_fold"] = (
            None if value is None else [fold(v) for v in value] if isinstance(value, list) else fold(value)
        )
    return row


def no(rows: list[dict[str, Any]]) -> bool:
    """Whether the newest statements of a person's sources mean no."""
    if any(row["state"] == "refused" and row["source"] != "withdrawn" for row in rows):
        return True
    back = [row["ts"] for row in rows if row["source"] == "withdrawn"]
    again = [row["ts"] for row in rows if row["state"] == "granted" and row["dated"]]
    return bool(back) and not (again and max(again) > max(back))
