"""What the store runs to stage one table: SQL and the functions that it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from osuma.ingestion.tables import Refusal
from osuma.ingestion.targets import TARGETS, Target


@dataclass(frozen=True)
class Output:
    """Rows for one staging target.

    target: customers, orders, order_lines, refunds, `events:<slug>`, products, areas, consents, suppressions.
    origin: `customers` or `orders`, which kind of row says what it says of people. sql: a SELECT with `{raw}`
    for the raw table (a `str.format` placeholder), giving exactly the staging columns of the target, less bad rows.
    custom: types of the custom customer fields among them (`x_shoe_size` → int).
    Where a row of the raw table makes at most one row here, by itself: fields, SQL of every column but `row` over the
    raw table, and `where`, SQL that is true for the rows that make one. Empty where rows are made of several.
    absent: columns that the file gives nothing of.
    """

    target: str
    origin: str
    sql: str
    custom: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LoadPlan:
    """How one table is staged.

    source: slug under which the ids are unique. raw_sql: a SELECT, run as `CREATE TEMP TABLE … AS`; gives `row`
    (spreadsheet row) or the file's order, what was read of the columns that are used, `bad`, and their texts
    (`c1` …), of all rows where an output takes the text, else only of rows that something is wrong with.
    numbered_sql: a FROM item of `{raw}` with its `row`.
    outputs: in the order in which they should be loaded. refused_sql: row, column, value, code over `{raw}`: one
    line per bad value; such rows are in no output. warnings_sql: the same columns: values that were left empty or
    mended, whose rows are taken. claims: by target (orders, refunds) that the file tells of, two SELECTs of count and
    amount over `{raw}`: what the file itself sums to, and of that what is in rows that are in no output.
    refused_early: the first rows that the file makes unreadable; refused_rest: a CSV of the others. functions:
    Python functions (text → text, never null in or out, '' for none) that the SQL calls by these names; the
    connection must know them first.
    """

    source: str
    raw_sql: str
    numbered_sql: str
    outputs: tuple[Output, ...]
    refused_sql: str
    warnings_sql: str
    claims: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    refused_early: tuple[Refusal, ...] = ()
    refused_rest: Path | None = None
    functions: Mapping[str, Callable[[str], str]] = field(default_factory=dict)


@dataclass(frozen=True)
class PlanSettings:
    """What the workspace decides. zone: of times without one. currency: of amounts without one. targets: what rows
    can become, its own event types among them."""

    zone: str = "Europe/Helsinki"
    currency: str = "EUR"
    country: str = "FI"
    targets: Mapping[str, Target] = field(default_factory=lambda: TARGETS)
