"""What DuckDB means differently from Python, said once: quoting, text folding, stable hashes."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

#: Letters outside ASCII on which DuckDB's lower() agrees with Python's casefold() and NFC changes nothing.
_PLAIN_LETTERS = "åäöÅÄÖéÉüÜ"
_UNIT = "chr(31)"


def identifier(name: str) -> str:
    """A name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def names(columns: Iterable[str]) -> str:
    """A comma separated list of quoted identifiers."""
    return ", ".join(identifier(column) for column in columns)


def literal(value: object) -> str:
    """A plain value as an SQL literal. Raises TypeError for a kind that SQL has no literal for."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.replace(tzinfo=None).isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"no SQL literal for {type(value).__name__}")


def values(items: Iterable[object]) -> str:
    """A parenthesised list of literals for IN; never empty (an empty one holds NULL, which equals nothing)."""
    return "(" + (", ".join(literal(item) for item in items) or "NULL") + ")"


def fold_text(text: str) -> str:
    """The form of a text that rules compare: NFC, then full case folding."""
    return unicodedata.normalize("NFC", text).casefold()


def fold(expression: str) -> str:
    """SQL for `fold_text`: DuckDB's own lower() where the two agree (ASCII first, it is cheapest), else Python."""
    bare = f"translate({expression}, {literal(_PLAIN_LETTERS)}, '')"
    return (
        f"CASE WHEN {expression} IS NULL THEN NULL WHEN strlen({expression}) = length({expression}) "
        f"THEN lower({expression}) WHEN strlen({bare}) = length({bare}) THEN lower({expression}) "
        f"ELSE osuma_fold({expression}) END"
    )


def fold_list(expression: str) -> str:
    """SQL for a list of texts, each folded."""
    return f"osuma_fold_list({expression})"


def local_date(instant: str, zone: str) -> str:
    """SQL for the local day of a naive UTC instant in a zone."""
    return f"((({instant}) AT TIME ZONE 'UTC') AT TIME ZONE {literal(zone)})::DATE"


def day_start(day: str, zone: str) -> str:
    """SQL for the first instant of a local day in a zone, naive UTC."""
    return f"((({day})::TIMESTAMP AT TIME ZONE {literal(zone)}) AT TIME ZONE 'UTC')"


def _mark(name: str) -> str:
    """Three characters that stand for a column: short ones keep most parts within DuckDB's inline strings."""
    return base64.b32encode(hashlib.sha256(name.encode()).digest())[:3].decode()


def content_hash(expressions: Mapping[str, str]) -> str:
    """SQL for a hash of named values, the same across runs, engine versions and new columns that are null.

    64 bits: it tells versions of one row apart, never rows. Where every value is known, the text that is hashed is
    put together in one step, which takes half of the time; it is the same text.
    """
    if not expressions:
        return "left(md5(''), 16)"
    given = [(_mark(name), sql) for name, sql in sorted(expressions.items())]
    parts = ", ".join(f"{literal(mark)} || ({sql})::VARCHAR" for mark, sql in given)
    whole = f", {_UNIT}, ".join(f"{literal(mark)}, ({sql})::VARCHAR" for mark, sql in given)
    known = " AND ".join(f"({sql}) IS NOT NULL" for _, sql in given)
    return f"left(md5(CASE WHEN {known} THEN concat({whole}) ELSE concat_ws({_UNIT}, {parts}) END), 16)"


def _fold_array(texts: pa.Array) -> pa.Array:
    return pa.array([None if t is None else fold_text(t) for t in texts.to_pylist()], pa.string())


def _fold_lists(lists: pa.Array) -> pa.Array:
    folded = [
        None if items is None else [None if t is None else fold_text(t) for t in items] for items in lists.to_pylist()
    ]
    return pa.array(folded, pa.list_(pa.string()))


def _each(call: Callable[[str], str]) -> Callable[[pa.Array], pa.Array]:
    def mapped(texts: pa.Array) -> pa.Array:
        seen: dict[str, str] = {}
        out = []
        for text in texts.to_pylist():
            if text not in seen:
                seen[text] = call(text)
            out.append(seen[text])
        return pa.array(out, pa.string())

    return mapped


def _define(con: duckdb.DuckDBPyConnection, name: str, call: Callable[[pa.Array], pa.Array], kind: str) -> None:
    con.create_function(
        name, call, [kind], kind, type=PythonUDFType.ARROW, null_handling=FunctionNullHandling.SPECIAL
    )


def register(con: duckdb.DuckDBPyConnection) -> None:
    """Give a connection (and all its cursors) the functions that our SQL calls."""
    _define(con, "osuma_fold", _fold_array, "VARCHAR")
    _define(con, "osuma_fold_list", _fold_lists, "VARCHAR[]")


@contextmanager
def functions(con: duckdb.DuckDBPyConnection, calls: Mapping[str, Callable[[str], str]]) -> Iterator[None]:
    """Text to text functions that the SQL of one load calls, known to the connection inside the block only.

    Registering is part of the open transaction: when it is rolled back after an error, they are gone with it.
    """
    for name, call in calls.items():
        _define(con, name, _each(call), "VARCHAR")
    yield
    for name in calls:
        con.remove_function(name)
