"""Tables of one's own to Arrow, and their columns to the fields that Osuma knows."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pyarrow as pa

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.segments.mistakes import unknown_name
from osuma.ingestion.mapping.mapping import Assignment, Mapping, OutputMapping
from osuma.ingestion.targets import TARGETS, Target

#: Under which name the ids of the tables are unique: the same customer in all of them.
SOURCE = "python"
#: What a table may be called, and what its rows become. Consents and refusals belong to a workspace, which keeps
#: them with their proof.
TABLES = {
    "areas": "areas", "products": "products", "orders": "orders", "order_lines": "order_lines", "refunds": "refunds",
    **{name.partition(":")[2]: name for name in TARGETS if name.startswith("events:")}, "customers": "customers",
}  # fmt: skip
CUSTOM = "x_"
#: Everyday names of the column that says who.
_ALSO = {"customer_id": "person_id", "customer": "person_id"}
_WHO = ("person_id", "person_email", "person_phone", "visitor_id", "email", "phone")


@dataclass(frozen=True)
class Frame:
    """One table and how it is read. ignored: its columns that nothing is read from."""

    name: str
    rows: pa.Table
    mapping: Mapping
    ignored: tuple[str, ...]


def frames(tables: MappingOf[str, Any], columns: MappingOf[str, MappingOf[str, str]]) -> list[Frame]:
    """Every table, in the order in which they are loaded. columns: by table, Osuma's name of a column → the table's.

    Refused with every mistake at once.
    """
    mistakes: list[Mistake] = []
    for name in (*tables, *(one for one in columns if one not in tables)):
        if name not in TABLES or name not in tables:
            what = Words("tuntematon taulu", "unknown table")
            mistakes.append(unknown_name(name, "unknown_table", what, name, TABLES if name in tables else tables))
    found = []
    for name in (one for one in TABLES if one in tables):
        try:
            found.append(_frame(name, tables[name], columns.get(name, {})))
        except Refused as refused:
            mistakes += refused.mistakes
    if not tables:
        said = Words("Anna ainakin yksi taulu, esimerkiksi orders=…", "Give at least one table, for example orders=…")
        mistakes.append(Mistake("", "no_table", said))
    if mistakes:
        raise Refused(mistakes)
    return found


_INDEX = re.compile(r"__index_level_\d+__")


def arrow(name: str, table: Any) -> pa.Table:
    """A pandas, Polars, Arrow or Ibis table, or records, as Arrow. Refused where it is none of these."""
    try:
        return _arrow(table)
    except (pa.ArrowException, TypeError, ValueError) as problem:
        said = Words(
            f"Taulua ”{name}” ei voi lukea ({type(problem).__name__}). Anna pandasin, Polarsin, Arrow’n tai Ibiksen "
            "taulu, jonka jokaisessa sarakkeessa on yhtä tyyppiä.",
            f"The table “{name}” cannot be read ({type(problem).__name__}). Give a pandas, Polars, Arrow or Ibis "
            "table in which each column has one type.",
        )
        raise Refused([Mistake(name, "not_a_table", said)]) from None


def _arrow(table: Any) -> pa.Table:
    if isinstance(table, pa.Table):
        return table
    if hasattr(table, "to_pyarrow"):  # Ibis
        found: pa.Table = table.to_pyarrow()
        return found
    if hasattr(table, "__arrow_c_stream__"):
        found = pa.table(table)
        # the row numbers of a pandas frame that was filtered; nobody's column
        return found.drop_columns([name for name in found.column_names if _INDEX.fullmatch(name)])
    if isinstance(table, list):
        return pa.Table.from_pylist(table)
    raise TypeError(type(table).__name__)


def _frame(name: str, table: Any, columns: MappingOf[str, str]) -> Frame:
    rows, target = arrow(name, table), TARGETS[TABLES[name]]
    named = {own: to for to, own in columns.items()}
    missing = [own for own in named if own not in rows.column_names]
    mistakes = [_no_column(name, own, rows.column_names) for own in missing]
    chosen: dict[str, str] = {}
    for own in rows.column_names:
        to = named.get(own) or _ALSO.get(own, own)
        to = _ALSO.get(to, to)
        known = to in target.columns and to != "row" and to not in chosen.values()
        if known or (target.name == "customers" and to.startswith(CUSTOM)):
            chosen[own] = to
        elif own in named:
            what = Words("tuntematon sarake", "unknown column")
            mistakes.append(unknown_name(name, "unknown_column", what, to, target.columns))
    mistakes += _lacking(name, target, set(chosen.values()), rows.column_names)
    if mistakes:
        raise Refused(mistakes)
    rows = _whole_ids(rows, target, chosen)
    assignments = tuple(Assignment(own, to, as_=_kind(rows, own, to)) for own, to in chosen.items())
    ignored = tuple(own for own in rows.column_names if own not in chosen)
    mapping = Mapping(SOURCE, (OutputMapping(target.name, assignments),), name, ignored=ignored)
    return Frame(name, rows, mapping, ignored)


def _whole_ids(rows: pa.Table, target: Target, chosen: MappingOf[str, str]) -> pa.Table:
    """Ids that pandas has made decimals of, for some were missing, are whole numbers again."""
    for own, to in chosen.items():
        place = rows.schema.get_field_index(own)
        if place >= 0 and to in target.columns and target.kind(to) == "id" and pa.types.is_floating(rows[own].type):
            with suppress(pa.ArrowInvalid):
                rows = rows.set_column(place, own, rows[own].cast(pa.int64()))
    return rows


def _lacking(name: str, target: Target, there: set[str], own: list[str]) -> list[Mistake]:
    found = [_without(name, one, own) for one in target.required if one not in there]
    if (target.people or target.name in ("customers", "orders")) and not there & set(_WHO):
        found.append(_without(name, "customer_id", own))
    return found


def _without(name: str, field: str, own: list[str]) -> Mistake:
    near = get_close_matches(field, own, n=1, cutoff=0.4)
    column = near[0] if near else "…"
    said = Words(
        f"taulussa ”{name}” ei ole saraketta ”{field}”. Nimeä sarake niin, tai kerro, mikä se on: "
        f'columns={{"{name}": {{"{field}": "{column}"}}}}.',
        f"the table “{name}” has no column “{field}”. Name a column so, or say which it is: "
        f'columns={{"{name}": {{"{field}": "{column}"}}}}.',
    )
    return Mistake(name, "missing_column", said)


def _no_column(name: str, column: str, own: list[str]) -> Mistake:
    return unknown_name(name, "no_column", Words("taulussa ei ole saraketta", "the table has no column"), column, own)


def _kind(rows: pa.Table, own: str, to: str) -> str | None:
    """The type of a field of the user's own; None for the fields that Osuma knows."""
    if not to.startswith(CUSTOM):
        return None
    kind = rows.schema.field(own).type
    tests = (
        ("bool", pa.types.is_boolean), ("int", pa.types.is_integer), ("decimal", pa.types.is_floating),
        ("decimal", pa.types.is_decimal), ("date", pa.types.is_date), ("list", pa.types.is_list),
    )  # fmt: skip
    return next((name for name, test in tests if test(kind)), "text")
