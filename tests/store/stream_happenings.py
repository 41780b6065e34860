"""What befalls a stream beside plain loads: files that are complete, visitors, own files back, people set apart,
refunds that two files tell of, companies with their deals, arms of experiments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol

from staged import batch

from osuma.store.people.scores import Exposed, load_exposures
from osuma.store.warehouse import Connection, Warehouse
from osuma.store.writing.batch import Complete, LoadContext, SetApart

#: Whoever has this address is outside every total.
APART = SetApart(emails={"oma@posti.example": "own"})
FIRMS, BROWSERS = [f"f{n}" for n in range(4)], [f"b{n}" for n in range(4)]


class Lived(Protocol):
    """What the happenings need of a stream."""

    rng: Random
    warehouse: Warehouse
    now: Any
    rows: int
    sold: dict[str, dict[str, Any]]
    people_ids: list[str]

    def write(self, *batches: Any, **options: Any) -> None: ...
    def hand(self, write: Callable[[Connection], Any]) -> None: ...
    def moment(self, least: int, most: int) -> dict[str, Any]: ...
    def context(self, **options: Any) -> LoadContext: ...


def complete(stream: Lived) -> None:
    """A file that says all of some days, and lacks some of their orders."""
    first = stream.now - timedelta(days=stream.rng.randint(3, 30))
    last = first + timedelta(days=stream.rng.randint(0, 25))
    there = [row for row in stream.sold.values() if first <= row["local_date"] <= last]
    left = [row for row in there if stream.rng.random() < 0.7]
    if left:
        stream.write(batch("shop", orders=left), complete=Complete(first, last, anyway=True))


def visit(stream: Lived) -> None:
    """Pages seen by browsers, some of which somebody is known by now."""
    rng, rows = stream.rng, []
    for _ in range(rng.randint(1, 4)):
        stream.rows += 1
        row = {
            "event_id": f"v{stream.rows}",
            "visitor_id": rng.choice(BROWSERS),
            "category": rng.choice(["Kengät", "Hatut"]),
        }
        row["cookie_consent"] = rng.choice(["granted", "granted", "refused"])
        if rng.random() < 0.4:
            row["person_id"] = rng.choice(stream.people_ids)
        rows.append(row | stream.moment(0, 5))
    stream.write(batch("web", page_view=rows))


def back(stream: Lived) -> None:
    """A file that Osuma wrote comes back with another name in it."""
    row = {"person_source": "shop", "person_id": stream.rng.choice(stream.people_ids)}
    row["first_name"] = stream.rng.choice(["Aino", "Väinö"])
    stream.write(batch("own", own_export=[row]))


def apart(stream: Lived) -> None:
    """Somebody turns out to be of the house, or no longer."""
    row = {"person_id": stream.rng.choice(stream.people_ids), "source_updated_at": _newer(stream)}
    row["email"] = stream.rng.choice(["oma@posti.example", f"{row['person_id']}@posti.example"])
    stream.write(batch("shop", customers=[row]))


def twice(stream: Lived) -> None:
    """Money given back of which both the orders' file and a list of returns tell."""
    if not stream.sold:
        return
    name = stream.rng.choice(sorted(stream.sold))
    when = stream.moment(0, 3)
    told = stream.sold[name] | {"refunded": 10, "refunded_at": when["ts"]}
    stream.rows += 1
    returned = {"refund_id": f"r{stream.rows}", "order_id": name, "amount": stream.rng.choice([10, 10, 20])} | when
    batches = [batch("shop", orders=[told]), batch("returns", refunds=[returned])]
    for one in stream.rng.sample(batches, stream.rng.randint(1, 2)):
        stream.write(one)
    stream.sold[name] = told


def company(stream: Lived) -> None:
    """A company, somebody who works there, and a deal of theirs that goes on."""
    rng = stream.rng
    firm, who = rng.choice(FIRMS), rng.choice(stream.people_ids)
    made = stream.moment(2, 30)["ts"]
    deal = {"deal_id": f"d{rng.randint(0, 5)}", "account_id": firm, "person_id": who, "created_at": made}
    deal |= {"amount": rng.choice([10, 60, 100]), "state": rng.choice(["open", "won", "lost"])}
    deal |= {
        "closed_at": None if deal["state"] == "open" else made + timedelta(days=1),
        "source_updated_at": _newer(stream),
    }
    stream.write(
        batch("crm", accounts=[{"account_id": firm, "name": f"Yritys {firm}", "source_updated_at": _newer(stream)}]),
        batch("crm", contacts=[{"account_id": firm, "person_id": who}]),
        batch("crm", deals=[deal]),
    )


def expose(stream: Lived) -> None:
    """People are put into the arms of an experiment."""
    keys = [key for (key,) in stream.warehouse.rows("SELECT customer_key FROM customers ORDER BY 1")]
    chosen = stream.rng.sample(keys, min(3, len(keys)))
    when = datetime(2026, 1, 1)
    stream.hand(
        lambda con: load_exposures(con, [Exposed(key, "test", stream.rng.choice("ab"), when) for key in chosen])
    )


def _newer(stream: Lived) -> datetime:
    """A time that is later the more has happened."""
    return datetime(2027, 1, 1) + timedelta(hours=stream.rows, minutes=stream.rng.randint(0, 59))


HAPPENINGS: tuple[Callable[[Lived], None], ...] = (complete, visit, back, apart, twice, company, expose)
