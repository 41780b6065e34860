"""Which fields tell who buys: how strongly a field and having bought go together. It is no cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from osuma.engine.tables.people import LIST_ATTRIBUTES
from osuma.store import schema
from osuma.store.dialect import identifier, literal
from osuma.store.quality.fields import PEOPLE, Field
from osuma.store.warehouse import Connection

#: Cells of a table with fewer people than this say nothing.
FEWEST = 100
CLASSES = 10
_SAY_NOTHING = {"email", "phone", "first_name", "last_name", "full_name", "created_at"}


@dataclass(frozen=True)
class Relevance:
    """strength: Cramér's V with the correction for bias of Bergsma (2013), 0 to 1. people: those of whom it is known.

    bought: of them, how many bought in the window.
    """

    field: str
    strength: float
    people: int
    bought: int


def relevance(con: Connection, fields: list[Field], since: datetime) -> list[Relevance]:
    """Each field known of 100 people or more against having an order that counts since an instant (naive UTC)."""
    kinds = schema.columns(con, "customers")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE buyers AS SELECT DISTINCT customer_key FROM event_order "
        f"WHERE counted AND ts > {literal(since)}"
    )
    asked = [f.name for f in fields if f.known >= FEWEST and f.name not in _SAY_NOTHING]
    found = [one for name in asked if (one := _against_buying(con, name, kinds[name])) is not None]
    return sorted(found, key=lambda one: (-one.strength, one.field))


def _against_buying(con: Connection, name: str, kind: str) -> Relevance | None:
    rows = con.execute(
        f"SELECT class, countif(b.customer_key IS NOT NULL), count(*) FROM ({_classed(name, kind)}) c "
        "LEFT JOIN buyers b USING (customer_key) GROUP BY class"
    ).fetchall()
    table = [(int(bought), int(n) - int(bought)) for _, bought, n in rows]
    people, bought = sum(map(sum, table)), sum(row[0] for row in table)
    if len(table) < 2 or bought in (0, people):
        return None
    return Relevance(name, corrected_v(table), people, bought)


def _classed(name: str, kind: str) -> str:
    """One row a person: tenths of figures and dates; the most usual values of anything else, and the rest."""
    column = identifier(name)
    if name in LIST_ATTRIBUTES:
        return (
            f"SELECT customer_key, least(len({column}), {CLASSES - 1}) AS class FROM customers "
            f"WHERE {PEOPLE} AND {name}_set"
        )
    people = f"SELECT customer_key, {column} AS value FROM customers WHERE {PEOPLE} AND {column} IS NOT NULL"
    if kind.startswith(("BIGINT", "DECIMAL", "DOUBLE", "DATE", "TIMESTAMP")):
        tenth = f"least(rank() OVER (ORDER BY value) * {CLASSES} // (count(*) OVER () + 1), {CLASSES - 1})"
        return f"SELECT customer_key, {tenth} AS class FROM ({people})"
    usual = f"SELECT value FROM ({people}) GROUP BY value ORDER BY count(*) DESC, value LIMIT {CLASSES - 1}"
    return (
        f"SELECT customer_key, CASE WHEN u.value IS NULL THEN 'rest' ELSE 'v' || p.value::VARCHAR END AS class "
        f"FROM ({people}) p LEFT JOIN ({usual}) u ON u.value = p.value"
    )


def corrected_v(table: list[tuple[int, int]]) -> float:
    """Cramér's V of a table of two columns, corrected for bias (Bergsma 2013)."""
    n = sum(map(sum, table))
    totals = [sum(column) for column in zip(*table, strict=True)]
    chi = 0.0
    for row in table:
        for seen, total in zip(row, totals, strict=True):
            expected = sum(row) * total / n
            chi += (seen - expected) ** 2 / expected
    rows, columns = len(table), len(totals)
    phi = max(0.0, chi / n - (rows - 1) * (columns - 1) / (n - 1))
    least = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return float((phi / least) ** 0.5) if least > 0 else 0.0
