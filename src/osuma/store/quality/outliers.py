"""Figures far from the rest, and dates that cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from osuma.engine.tables.schema import MONEY
from osuma.store import schema
from osuma.store.dialect import identifier, literal
from osuma.store.quality.fields import PEOPLE, names
from osuma.store.warehouse import Connection

#: "Far out" of Tukey, Exploratory Data Analysis (1977): three times the middle half's spread beyond it.
FAR_OUT = 3
#: Fewer figures than this have no tails.
FEWEST = 30
OLDEST = 110


@dataclass(frozen=True)
class Outliers:
    """of: the field, or order.amount. count: values outside low to high, of `known` values.

    The limits are Tukey's far-out fences; of amounts, which are skewed, in logarithms of the positive ones. For birth
    dates the limits are those of an age of 0 to 110 years.
    """

    of: str
    count: int
    known: int
    low: float | date | None
    high: float | date | None


def outliers(con: Connection, today: date) -> list[Outliers]:
    """Every field with values far out, and orders of such amounts."""
    kinds = schema.columns(con, "customers")
    figures = [n for n in names(con) if kinds[n] in ("BIGINT", "DOUBLE", schema.sql_type(MONEY))]
    found = [_fences(con, n, identifier(n), f"customers WHERE {PEOPLE}", skewed=n == "income") for n in figures]
    found.append(_fences(con, "order.amount", "amount_base", "event_order WHERE counted", skewed=True))
    found.append(_births(con, today))
    return [one for one in found if one is not None and one.count]


def _fences(con: Connection, of: str, column: str, rows: str, *, skewed: bool) -> Outliers | None:
    value = f"ln({column}::DOUBLE)" if skewed else f"{column}::DOUBLE"
    where = f"{column} > 0" if skewed else f"{column} IS NOT NULL"
    ((known, q1, q3),) = con.execute(
        f"SELECT count(*), quantile_cont({value}, 0.25), quantile_cont({value}, 0.75) FROM {rows} AND {where}"
    ).fetchall()
    if known < FEWEST or q3 == q1:
        return None
    low, high = q1 - FAR_OUT * (q3 - q1), q3 + FAR_OUT * (q3 - q1)
    ((count,),) = con.execute(
        f"SELECT count(*) FROM {rows} AND {where} AND ({value} < {low!r} OR {value} > {high!r})"
    ).fetchall()
    if skewed:
        ((low, high),) = con.execute(f"SELECT exp({low!r}), exp({high!r})").fetchall()
    return Outliers(of, int(count), int(known), float(low), float(high))


def _births(con: Connection, today: date) -> Outliers:
    oldest = date(today.year - OLDEST, 1, 1)
    ((known, count),) = con.execute(
        f"SELECT count(birth_date), countif(birth_date < {literal(oldest)} OR birth_date > {literal(today)}) "
        f"FROM customers WHERE {PEOPLE}"
    ).fetchall()
    return Outliers("birth_date", int(count or 0), int(known), oldest, today)
