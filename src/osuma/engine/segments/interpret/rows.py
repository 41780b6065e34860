"""The rows that the interpreter reads: plain dictionaries of the canonical tables, and which of them count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from osuma.engine.segments.interpret.time import dated_in, instant_in, last_day, wall
from osuma.engine.segments.rule import Window
from osuma.engine.segments.settings import Settings
from osuma.engine.tables.people import WITHDRAWN

RowOf = Mapping[str, Any]
#: Canonical table name -> its rows, as `row._asdict()` or a cursor would give them. Missing tables are empty.
World = Mapping[str, Sequence[RowOf]]

_READ: dict[str, Callable[[str], Any]] = {
    "birth_date": date.fromisoformat,
    "created_date": date.fromisoformat,
    "created_at": datetime.fromisoformat,
    "age_given": int,
    "children": int,
    "income": Decimal,
}

_OF_SALES = (
    "customer_key", "event_id", "ts", "local_date", "date_only", "amount", "order_id", "channel",
)  # fmt: skip


class Facts:
    """What was known and had happened at an instant, found by looking at every row."""

    def __init__(self, world: World, settings: Settings, as_of: datetime, current: bool) -> None:
        self.world, self.settings, self.as_of, self.current = world, settings, as_of, current
        self._rows: dict[str, dict[int, list[RowOf]]] = {}

    def table(self, name: str) -> Sequence[RowOf]:
        return self.world.get(name, ())

    def not_after(self, moment: datetime) -> bool:
        """Whether a statement of the sources had been made; of the present, everything has."""
        return self.current or moment.replace(tzinfo=UTC) <= self.as_of

    # people

    def people(self) -> list[RowOf]:
        return [c for c in self.table("customers") if c["kind"] == "person" and c["set_apart"] is None]

    @cached_property
    def _later_changes(self) -> dict[tuple[int, str], list[RowOf]]:
        found: dict[tuple[int, str], list[RowOf]] = defaultdict(list)
        for change in self.table("customer_changes"):
            if change["valid_from"].replace(tzinfo=UTC) > self.as_of:
                found[change["customer_key"], change["field"]].append(change)
        return found

    def attribute(self, person: RowOf, name: str) -> Any:
        """The value at the instant; None where it is not known. Lists are None unless they are set."""
        if not self.current:
            if person["known_from"].replace(tzinfo=UTC) > self.as_of:
                return None
            changes = self._later_changes.get((person["customer_key"], name), [])
            if changes:
                old = min(changes, key=lambda c: (c["valid_from"], c["recorded_at"], c["import_id"]))["old"]
                return None if old is None or isinstance(person[name], list) else _READ.get(name, str)(old)
        if f"{name}_set" in person and not person[f"{name}_set"]:
            return None
        return person[name]

    @cached_property
    def _consents(self) -> dict[tuple[int, str, str], str]:
        if self.current:
            return {
                (c["customer_key"], c["channel"], c["purpose"]): c["state"] for c in self.table("customer_consents")
            }
        return {key: "refused" if _refusing(said) else "granted" for key, said in self.statements.items()}

    @cached_property
    def statements(self) -> dict[tuple[int, str, str], list[RowOf]]:
        """The statements that count of a person, a channel and a purpose."""
        whose = {i["identity_key"]: i["customer_key"] for i in self.table("identities")}
        newest: dict[tuple[Any, ...], RowOf] = {}
        for said in sorted(self.table("consents"), key=lambda s: (s["ts"], s["seq"])):
            if self.not_after(said["ts"]):
                newest[said["identity_key"], said["source"], said["channel"], said["purpose"]] = said
        of: dict[tuple[int, str, str], list[RowOf]] = defaultdict(list)
        for said in (one for one in newest.values() if one["state"] != "unknown" and one["identity_key"] in whose):
            of[whose[said["identity_key"]], said["channel"], said["purpose"]].append(said)
        return {key: _counting(said) for key, said in of.items()}

    def consent(self, person: RowOf, channel: str, purpose: str) -> str | None:
        return self._consents.get((person["customer_key"], channel, purpose))

    # events

    def events(self, person: RowOf, event: str) -> list[RowOf]:
        """A person's rows of an event type that count and have happened, in order of (ts, event_id)."""
        if event not in self._rows:
            grouped: dict[int, list[RowOf]] = defaultdict(list)
            for row in sorted(self._effective(event), key=lambda r: (r["ts"], r["event_id"].encode())):
                if row["customer_key"] is not None and self.happened(row):
                    grouped[row["customer_key"]].append(row)
            self._rows[event] = grouped
        return self._rows[event].get(person["customer_key"], [])

    def happened(self, row: RowOf) -> bool:
        if row["date_only"]:
            day: date = row["local_date"]
            return day <= last_day(self.as_of, self.settings.zone_info)
        moment: datetime = row["ts"].replace(tzinfo=UTC)
        return moment <= self.as_of

    def within(self, row: RowOf, window: Window) -> bool:
        zone, fiscal = self.settings.zone_info, self.settings.fiscal_year_start_month
        if row["date_only"]:
            return dated_in(row["local_date"], window, self.as_of, zone, fiscal)
        return instant_in(row["ts"].replace(tzinfo=UTC), window, self.as_of, zone, fiscal)

    def joined(self, key: int) -> set[int]:
        """The companies that a person is a contact of."""
        return {c["account_key"] for c in self.table("contacts") if c["customer_key"] == key}

    def _effective(self, event: str) -> list[dict[str, Any]]:
        match event:
            case "order":
                rows = [o for o in self.table("event_order") if self._order_counts(o)]
                return [{**o, "amount": _less(o["amount_base"], self._back(o, "order_event_id"))} for o in rows]
            case "order_line":
                rows = [line for line in self.table("event_order_line") if self._line_counts(line)]
                return [{**o, "amount": _less(o["amount_base"], self._back(o, "line_event_id"))} for o in rows]
            case "order_placed" | "refund":
                rows = list(self.table("event_order" if event == "order_placed" else "event_refund"))
                return [{**o, "amount": o["amount_base"]} for o in rows if o["set_apart"] is None]
            case "sale":
                return self._sales()
            case "deal_made" | "deal_won" | "deal_lost":
                sold = deals(event.removeprefix("deal_"), self.table("deals"), self.table("deal_stages"))
                return [{**one, "local_date": self._day(one["ts"])} for one in sold]
            case _:
                return [dict(row) for row in self.table(f"event_{event}")]

    def _day(self, moment: datetime) -> date:
        return wall(moment.replace(tzinfo=UTC), self.settings.zone_info).date()

    @cached_property
    def _set_apart(self) -> set[int]:
        return {c["customer_key"] for c in self.table("customers") if c["set_apart"] is not None}

    @cached_property
    def _history(self) -> dict[str, list[RowOf]]:
        found: dict[str, list[RowOf]] = defaultdict(list)
        for status in self.table("order_status"):
            found[status["order_event_id"]].append(status)
        return found

    def _status(self, order: RowOf) -> str:
        history = self._history.get(order["event_id"], [])
        if not history or self.current:
            return str(order["status"])
        past = [s for s in history if self.not_after(s["ts"])]
        newest = max(
            past, key=lambda s: (s["ts"], s["recorded_at"], s["source_row_id"]), default={"status": "pending"}
        )
        return str(newest["status"])

    @cached_property
    def _refunds(self) -> dict[tuple[str, str], Decimal]:
        found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for refund in self.table("event_refund"):
            if refund["set_apart"] is None and self.not_after(refund["ts"]):
                for link in ("order_event_id", "line_event_id"):
                    found[link, refund[link]] += refund["amount_base"] or Decimal(0)
        return found

    def _back(self, row: RowOf, link: str) -> Decimal:
        return self._refunds.get((link, row["event_id"]), Decimal(0))

    def _whole(self, row: RowOf, link: str) -> bool:
        """Whether something of the row was left to the customer."""
        given = self._back(row, link)
        return not (given > 0 and row["amount_base"] is not None and given >= row["amount_base"])

    def _order_counts(self, order: RowOf) -> bool:
        return (
            self._status(order) == "completed"
            and order["set_apart"] is None
            and order["customer_key"] not in self._set_apart
            and self._whole(order, "order_event_id")
        )

    @cached_property
    def _counting_orders(self) -> set[str]:
        return {o["event_id"] for o in self.table("event_order") if self._order_counts(o)}

    def _line_counts(self, line: RowOf) -> bool:
        counted = line["order_event_id"] in self._counting_orders
        return counted and line["set_apart"] is None and self._whole(line, "line_event_id")

    def _sales(self) -> list[dict[str, Any]]:
        kept = [o for o in self.table("event_order") if o["set_apart"] is None]
        sold = {o["event_id"]: o for o in kept if self._status(o) in ("completed", "refunded")}
        rows = [{**o, "amount": o["amount_base"]} for o in sold.values()]
        for refund in self.table("event_refund"):
            order = sold.get(refund["order_event_id"])
            if refund["set_apart"] is None and (refund["order_event_id"] is None or order is not None):
                about = {"order_id": order["order_id"], "channel": order["channel"]} if order else {}
                amount = None if refund["amount_base"] is None else -refund["amount_base"]
                rows.append({**refund, "order_id": None, "channel": None, **about, "amount": amount})
        return [{name: row[name] for name in _OF_SALES} for row in rows]


def deals(what: str, rows: Sequence[RowOf], stages: Sequence[RowOf]) -> list[dict[str, Any]]:
    """Deals as they stand, each at the time when it was made, or won, or lost; those without a time are left out."""
    found = []
    for deal in rows:
        came = [s["ts"] for s in stages if s["deal_key"] == deal["deal_key"] and what in ("made", s["state"])]
        given = deal["created_at"] if what == "made" else deal["closed_at"]
        heard = (min(came) if what == "made" else max(came)) if came else None
        ts = heard if given is None else given
        if ts is not None and what in ("made", deal["state"]):
            own = {"ts": ts, "event_id": deal["deal_key"], "date_only": False, "amount": deal["amount_base"]}
            found.append({**deal, **own})
    return found


def _less(amount: Decimal | None, back: Decimal) -> Decimal | None:
    return None if amount is None else amount - back


def _counting(statements: Sequence[RowOf]) -> list[RowOf]:
    """Those of the newest statements of a person's sources that count: one made by hand does until a source says that
    consent was given again at a later time."""
    again = [g["ts"] for g in statements if g["state"] == "granted" and g["dated"]]
    return [said for said in statements if said["source"] != WITHDRAWN or not any(ts > said["ts"] for ts in again)]


def _refusing(statements: Sequence[RowOf]) -> bool:
    return any(said["state"] == "refused" for said in statements)
