"""A table of a file as ingestion sees it: where it is, how it is written, what each column looks like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from osuma.engine.errors import Words

Shape = Literal[
    "empty", "text", "integer", "decimal", "date", "instant", "bool", "email", "phone", "postcode", "list",
]  # fmt: skip
Decimal = Literal["comma", "dot"]
DateOrder = Literal["dmy", "mdy", "ymd"]

#: What a caller or a mapping may state of how a file is written, whatever is detected.
DIALECT = ("encoding", "delimiter", "quote", "header_row", "decimal", "date_order", "sheet", "summary_rows")


@dataclass(frozen=True)
class Dialect:
    """How the file is written. Detected, shown, and overridable by a mapping's `dialect`.

    encoding: Python's name; `delimiter`: one character; `quote`: the quoting character, always doubled inside;
    header_row: spreadsheet row of the headers, 1 is the first, 0 where there are none; decimal and date_order: the
    file's habit, used where a column's own values do not decide. `sheet` is the worksheet, zip member or table of a
    database, null for a plain file.
    form: the kind of file, for people.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header_row: int = 1
    decimal: Decimal = "dot"
    date_order: DateOrder = "dmy"
    sheet: str | None = None
    form: str = "CSV"


@dataclass(frozen=True)
class Guess:
    """What the values of one column look like.

    shape: the narrowest shape that the seen values share. format: how to read it (`comma`, `dot`, a date pattern,
    `iso`, `excel`); null where the shape needs none. filled: share of seen rows with a value, 0 to 1.
    distinct: distinct values seen, at most. examples: up to five values as given. decided: false where the values
    allow more than one reading (3/2/2025) and the file's habit chose. notes: what was noticed, for people.
    """

    shape: Shape
    format: str | None = None
    filled: float = 0.0
    distinct: int = 0
    examples: tuple[str, ...] = ()
    decided: bool = True
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class SourceColumn:
    """One column: its header as given, its unique handle `header` + ` (2)` where repeated, its place `c1` …"""

    header: str
    name: str
    place: str
    guess: Guess


@dataclass(frozen=True)
class Refusal:
    """One value, or a whole row, that was not taken.

    row: the row as a spreadsheet shows it, headers are row 1. column: header text, empty for the whole row.
    code: one of `osuma.ingestion.reasons.REASONS`.
    """

    row: int
    column: str
    value: str
    code: str


@dataclass(frozen=True)
class SourceTable:
    """One table of one file: a CSV, a worksheet, or a member of a zip.

    title: what to call it for people (file name, with the sheet or member). path: what DuckDB reads, a file in
    UTF-8 or an encoding that it reads as it is. numbered: whether the first field of every record is the
    spreadsheet row (files that Osuma rewrote); then there is no header line. first_row: the spreadsheet row of the
    first record. rows: records below the headers that can be read. longest: bytes of the longest record. unread: how
    many rows the file itself makes unreadable; refused: the first of them, and unread_rest: a CSV of the others,
    null where there are none. original: the file as the person knows it. typed_cells: whether numbers and dates
    come from typed cells of a workbook. padded: whether cells may have white space around
    them. sha256 is of the original's bytes. sample: some of its records, those of the beginning first and in order.
    """

    title: str
    path: Path
    original: Path
    dialect: Dialect
    columns: tuple[SourceColumn, ...]
    rows: int
    first_row: int = 2
    longest: int = 0
    numbered: bool = False
    typed_cells: bool = False
    padded: bool = True
    refused: tuple[Refusal, ...] = ()
    unread: int = 0
    unread_rest: Path | None = None
    notes: tuple[Words, ...] = ()
    sha256: str = ""
    sample: Sequence[Sequence[str]] = field(default=(), repr=False, compare=False)
    by_name: dict[str, SourceColumn] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {c.name: c for c in self.columns})

    def seen(self, *headers: str) -> Iterator[tuple[str, ...]]:
        """The cells of some columns in the sample, row by row."""
        places = [self.headers.index(header) for header in headers]
        most = max(places, default=0)
        return (tuple(row[place].strip() for place in places) for row in self.sample if len(row) > most)

    @property
    def headers(self) -> tuple[str, ...]:
        """The unique handles of the columns, in the file's order."""
        return tuple(c.name for c in self.columns)
