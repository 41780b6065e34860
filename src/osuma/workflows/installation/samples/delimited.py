"""Delimited text and zips of it, the same bytes every time."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from osuma.engine.simulate.rows import Cell, Sheet


def text(sheet: Sheet, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The sheet as its program writes it; files with semicolons end their lines as Windows does."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n" if delimiter == ";" else "\n")
    writer.writerow(sheet.header)
    writer.writerows(_texts(row) for row in sheet.rows)
    return written.getvalue().encode(encoding)


def _texts(row: Sequence[Cell]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]


def archive(path: Path, members: Mapping[str, Sheet]) -> None:
    """Write a zip of sheets by the names of its members."""
    with ZipFile(path, "w") as written:
        for name, sheet in members.items():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            written.writestr(info, text(sheet))
