"""What a simulated world writes: its files, each as its program writes it, and the truth beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from osuma.engine.errors import Words
from osuma.engine.simulate.rows import Cell, Sheet

Kind = Literal["shop", "b2b"]


@dataclass(frozen=True)
class Grid:
    """One worksheet as it is seen, whatever its rows are. merged: ranges such as `B1:D1`; the first cell is shown."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[str, ...] = ()


Content: TypeAlias = Sheet | tuple[Grid, ...] | Mapping[str, Sheet]


@dataclass(frozen=True, kw_only=True)
class Export:
    """One file. path: within the world's folder, with forward slashes.

    content: a table written as delimited text, the worksheets of a workbook, or the named members of a zip.
    encoding: Python's name; `utf-8-sig` writes a byte order mark.
    """

    path: str
    what: Words
    content: Content
    delimiter: str = ","
    encoding: str = "utf-8"


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything that one simulation writes.

    truth: tables of what is really so, by name; people of both are told by the number of the simulation.
    facts: planted parameters and totals, as JSON values.
    """

    kind: Kind
    files: tuple[Export, ...]
    truth: Mapping[str, Sheet]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def file(self, path: str) -> Export:
        """The file of that path; KeyError where there is none."""
        for export in self.files:
            if export.path == path:
                return export
        raise KeyError(path)

    def sheet(self, path: str) -> Sheet:
        """The table of a file that is one table; TypeError for a workbook or a zip."""
        content = self.file(path).content
        if not isinstance(content, Sheet):
            raise TypeError(path)
        return content


@dataclass(frozen=True)
class Planted:
    """One cell or row that is awkward on purpose.

    row: as a spreadsheet shows it. column: empty for the whole row. kind: which awkwardness. written: what stands in
    the file. meant: what it stands for; empty where an import must refuse the row, and then `code` is the reason.
    """

    file: str
    row: int
    column: str
    kind: str
    written: str
    meant: str
    code: str = ""


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Sheet:
    """A table of the truth."""
    return Sheet(tuple(header), tuple(tuple(row) for row in rows))


def planted_table(planted: Iterable[Planted]) -> Sheet:
    """Every planted awkwardness as a table."""
    header = ("file", "row", "column", "kind", "written", "meant", "code")
    return table(header, ((p.file, p.row, p.column, p.kind, p.written, p.meant, p.code) for p in planted))
