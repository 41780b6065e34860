"""What a workbook's reader does not say: hidden rows and columns, error cells, formulas without a value.

The parts of the file are searched as bytes, a block at a time: no XML parser sees what a stranger wrote.
"""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_BLOCK = 4 * 1024 * 1024
_SMALL = 4 * 1024 * 1024
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]*\bhidden="(?:1|true)")(?=[^>]*\bmin="(\d+)")[^>]*\bmax="(\d+)"')
_ERROR = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"')
_NO_VALUE = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>|</c>)")
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_COLUMNS = 16_384


@dataclass
class Marks:
    """Of one sheet. hidden_rows: spreadsheet rows. hidden_columns: places from 0. errors: spreadsheet row of each
    error cell. unknown_formulas: formulas whose value nobody has computed."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: list[int] = field(default_factory=list)
    unknown_formulas: int = 0


def marks(path: Path) -> dict[str, Marks]:
    """The marks of each sheet of an XLSX by its name; nothing for other kinds of workbooks."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _of_part(archive, part) for name, part in _parts(archive).items()}
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError, RuntimeError):
        return {}


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    relations = {
        _attribute(tag, "Id"): _attribute(tag, "Target")
        for tag in _RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for tag in _SHEET.findall(_text(archive, "xl/workbook.xml")):
        target = relations.get(_attribute(tag, "r:id"), "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if part in archive.NameToInfo:
            found[_attribute(tag, "name")] = part
    return found


def _text(archive: zipfile.ZipFile, part: str) -> str:
    with archive.open(part) as file:
        return file.read(_SMALL).decode("utf-8", "replace")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""


def _of_part(archive: zipfile.ZipFile, part: str) -> Marks:
    found = Marks()
    with archive.open(part) as file:
        rest = b""
        while block := file.read(_BLOCK):
            data = rest + block
            cut = max(data.rfind(b"</c>") + 4, data.rfind(b"<row")) if b"</c>" in data else data.rfind(b">") + 1
            rest = data[cut:] if cut > 0 else data
            _search(data[:cut], found)
        _search(rest, found)
    return found


def _search(data: bytes, found: Marks) -> None:
    if b"hidden=" in data:
        found.hidden_rows.update(int(row) for row in _HIDDEN_ROW.findall(data))
        for first, last in _HIDDEN_COLUMN.findall(data):
            found.hidden_columns.update(range(int(first) - 1, min(int(last), _COLUMNS)))
    if b't="e"' in data:
        found.errors.extend(int(row) for _, row in _ERROR.findall(data))
    if b"<f" in data:
        found.unknown_formulas += len(_NO_VALUE.findall(data))
