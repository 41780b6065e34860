"""What is read: a file, what people call it, where copies may go, and what the caller knows better."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from osuma.engine.errors import Words

#: Told how many more bytes were read.
Report = Callable[[int], None]


@dataclass(frozen=True)
class Source:
    """One table to read. path: the file, or the part of it that was unpacked. title: what people call it.
    original: the file as the person knows it. work: where copies may be written. given: the dialect that the caller
    states. sheet: worksheet, member of an archive or table of a database; null where the file is the table.
    typed_cells: whether bare numbers may be day numbers of a workbook. notes: what was noticed before it was read.
    """

    path: Path
    title: str
    original: Path
    work: Path
    given: Mapping[str, object] = field(default_factory=dict)
    sheet: str | None = None
    typed_cells: bool = False
    notes: tuple[Words, ...] = ()

    def copy(self, kind: str) -> Path:
        """Where to write a copy: a new name in the folder of work."""
        return self.work / f"{self.path.stem[:40]}.{len(list(self.work.iterdir()))}.{kind}.csv"
