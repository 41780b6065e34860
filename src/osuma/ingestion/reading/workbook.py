"""A workbook's sheets as text tables, read by a process of its own with bounds on memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from osuma.ingestion.reading.archive import entries, measure
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.refusals import empty, refuse

Report = Callable[[int], None]


@dataclass(frozen=True)
class Sheet:
    """One worksheet as written out: its name and the CSV of its cells, blank rows kept."""

    name: str
    path: Path


def sheets(path: Path, work: Path, limits: Limits) -> list[Sheet]:
    """Write every sheet that has cells as CSV. Raises Refused for a workbook that asks too much."""
    infos = entries(path, limits)
    measure(path, infos, limits.workbook_bytes)
    command = [
        sys.executable, "-m", "osuma.ingestion.reading.workbook_process",
        str(path), str(work), str(limits.workbook_memory), str(limits.workbook_seconds), str(limits.columns),
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603  (our own module, our own arguments)
            command, capture_output=True, timeout=limits.workbook_seconds, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise _too_big(path) from None
    if done.returncode != 0:
        raise _too_big(path)
    answer = json.loads(done.stdout)
    if answer.get("error"):
        raise _unreadable(path)
    if not answer["sheets"]:
        raise empty(path.name)
    return [Sheet(item["name"], work / item["file"]) for item in answer["sheets"]]


def _too_big(path: Path) -> Exception:
    return refuse(
        path.name, "workbook_too_big",
        "Työkirjan avaaminen vaatii kohtuuttomasti muistia tai aikaa. Tallenna taulukko CSV-tiedostona ja tuo se.",
        "Opening the workbook takes an unreasonable amount of memory or time. Save the sheet as CSV and import that.",
    )  # fmt: skip


def _unreadable(path: Path) -> Exception:
    return refuse(
        path.name, "broken_workbook",
        "Työkirjaa ei voi lukea: se on rikki tai suojattu salasanalla. Tallenna se uudelleen XLSX-muodossa.",
        "The workbook cannot be read: it is damaged or has a password. Save it again as XLSX.",
    )  # fmt: skip
