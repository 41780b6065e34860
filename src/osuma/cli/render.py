"""Tables and lines for people. Every value passes `clean`: a file may hold terminal commands."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from osuma.cli.language import number

WIDTH_IN_A_PIPE = 160


def clean(value: Any) -> str:
    """The value as text without control characters."""
    text = "" if value is None else str(value)
    return "".join(ch if ch.isprintable() or ch in "\u00a0\u202f" else "\ufffd" for ch in text)


def line(*parts: Any) -> None:
    """One line on stdout."""
    sys.stdout.write(" ".join(clean(part) for part in parts) + "\n")


def words(said: Mapping[str, Any] | str | None, language: str) -> str:
    """The sentence of a `{fi, en}` pair."""
    if isinstance(said, Mapping):
        return clean(said.get(language) or said.get("en") or "")
    return clean(said)


def sentences(said: Iterable[Mapping[str, Any] | str], language: str) -> None:
    """One sentence a line."""
    for sentence in said:
        sys.stdout.write(words(sentence, language) + "\n")


def table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], numeric: Sequence[int] = (), language: str = "en"
) -> None:
    """A table; whole numbers are grouped, the columns in `numeric` stand right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for n, column in enumerate(columns):
        made.add_column(column, justify="right" if n in numeric else "left", overflow="fold")
    for row in rows:
        made.add_row(*(_cell(value, n in numeric, language) for n, value in enumerate(row)))
    width = None if sys.stdout.isatty() else WIDTH_IN_A_PIPE
    Console(file=sys.stdout, width=width, markup=False, highlight=False, emoji=False).print(made)


def pairs(rows: Iterable[tuple[str, Any]]) -> None:
    """Name and value, a line each."""
    listed = [(name, clean(value)) for name, value in rows]
    width = max((len(name) for name, _ in listed), default=0)
    for name, value in listed:
        sys.stdout.write(f"{name:<{width}}  {value}\n")


def records(rows: Sequence[Mapping[str, Any]], language: str, empty: str) -> None:
    """A table of whatever the rows have, in the order of the first; nested values are left to --json."""
    if not rows:
        line(empty)
        return
    flat = [key for key, value in rows[0].items() if not isinstance(value, list) and not _nested(value)]
    numeric = [n for n, key in enumerate(flat) if isinstance(rows[0][key], int)]
    table(flat, [[_shown(row.get(key), language) for key in flat] for row in rows], numeric, language)


def _nested(value: Any) -> bool:
    return isinstance(value, Mapping) and "en" not in value


def _shown(value: Any, language: str) -> Any:
    return words(value, language) if isinstance(value, Mapping) else value


def _cell(value: Any, is_number: bool, language: str) -> str:
    if is_number and isinstance(value, int) and not isinstance(value, bool):
        return number(value, language)
    return clean(value)
