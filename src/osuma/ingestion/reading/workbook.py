"""A workbook's sheets as tables, read by a process of its own with bounds on memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace
from typing import Any

from osuma.engine.errors import Words
from osuma.ingestion.reading import noticed, refusals
from osuma.ingestion.reading.archive import entries, measure, shown
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.refusals import refuse
from osuma.ingestion.reading.rewrite import Rewritten, rest_of
from osuma.ingestion.reading.source import Source
from osuma.ingestion.reading.written import check_width, written_table
from osuma.ingestion.tables import Dialect, Refusal, SourceTable


def read_workbook(source: Source, limits: Limits, *, zipped: bool) -> list[SourceTable]:
    """The table of every sheet that has one. zipped: whether it is a ZIP inside (XLSX, XLSM, XLSB, ODS).

    Raises Refused for a workbook that asks too much, is damaged or locked, or has no table.
    """
    if zipped:
        measure(source.path, entries(source.path, limits), limits.workbook_bytes)
    sheets = _sheets(source, limits)
    full = [sheet for sheet in sheets if sheet["records"] or sheet.get("refused")]
    if not full:
        raise _nothing(source, sheets, limits)
    tables = [_table(source, sheet, limits, alone=len(full) == 1) for sheet in full]
    empty = [sheet["name"] for sheet in sheets if sheet not in full]
    first = replace(tables[0], notes=(*noticed.no_tables(empty), *tables[0].notes))
    return [first, *tables[1:]]


def _sheets(source: Source, limits: Limits) -> list[dict[str, Any]]:
    """What the process answers for each sheet."""
    given = source.given
    asked = {
        "limits": asdict(limits),
        "only": given.get("sheet"),
        "wanted": {
            "header_row": given.get("header_row"),
            "keep_totals": given.get("summary_rows") == "keep",
            "month_first": given.get("date_order") == "mdy",
        },
    }
    command = [
        sys.executable, "-m", "osuma.ingestion.reading.workbook_process", str(source.path), str(source.work),
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603  (our own module, our own arguments)
            command,
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=limits.workbook_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_big(source) from None
    if done.returncode != 0:
        raise _too_big(source)
    answer = json.loads(done.stdout)
    if answer.get("error") == "password":
        raise refusals.locked(source.title)
    if answer.get("error"):
        raise _unreadable(source)
    return list(answer["sheets"])


def _nothing(source: Source, sheets: list[dict[str, Any]], limits: Limits) -> Exception:
    wide = next((sheet["too_wide"] for sheet in sheets if "too_wide" in sheet), None)
    if wide:
        return refusals.too_many_columns(source.title, wide, limits.columns)
    if wanted := source.given.get("sheet"):
        return refusals.no_such_sheet(source.title, str(wanted))
    headers = any(sheet.get("headers") for sheet in sheets)
    return refusals.header_only(source.title) if headers else refusals.empty(source.title)


def _table(source: Source, sheet: dict[str, Any], limits: Limits, *, alone: bool) -> SourceTable:
    check_width(source, len(sheet["headers"]), limits)
    title = source.title if alone else f"{source.title}: {shown(sheet['name'])}"
    part = replace(source, title=title, sheet=sheet["name"], typed_cells=True, notes=_notes(sheet))
    target = source.work / sheet["file"]
    found = Rewritten(
        rest_of(target),
        sheet["records"],
        sheet["longest"],
        [Refusal(row, "", value, code) for row, value, code in sheet["refused"]],
        sheet["sample"],
        sheet["beyond"],
    )
    dialect = Dialect(header_row=sheet["header_row"], form="Excel")
    return written_table(part, target, sheet["headers"], found, dialect)


def _notes(sheet: dict[str, Any]) -> tuple[Words, ...]:
    counts = {**sheet["counts"], "hidden_sheet": int(sheet["hidden"])}
    said = [noticed.of_sheet(name, counts[name]) for name in noticed.SHEET if counts.get(name)]
    mended = [
        noticed.mended(header, kind, n) for header, kinds in sheet["mended"].items() for kind, n in kinds.items()
    ]
    return (*noticed.totals(sheet["totals"]), *said, *mended)


def _too_big(source: Source) -> Exception:
    return refuse(
        source.title, "workbook_too_big",
        "Työkirjan avaaminen vaatii kohtuuttomasti muistia tai aikaa. Tallenna taulukko CSV-tiedostona ja tuo se.",
        "Opening the workbook takes an unreasonable amount of memory or time. Save the sheet as CSV and import that.",
    )  # fmt: skip


def _unreadable(source: Source) -> Exception:
    return refuse(
        source.title, "broken_workbook",
        "Työkirjaa ei voi lukea: se on rikki tai suojattu salasanalla. Tallenna se uudelleen XLSX-muodossa.",
        "The workbook cannot be read: it is damaged or has a password. Save it again as XLSX.",
    )  # fmt: skip
