"""The file of refused rows as people open it: row, column, value, and the reason as a sentence."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osuma.engine.errors import Words
from osuma.ingestion.reasons import REASONS
from osuma.reporting.numbers import number
from osuma.workflows.asking.progress import Progress, quiet

UNTOLD = Words(fi="Riviä ei voitu lukea.", en="The row could not be read.")
EXAMPLES = 5
_TOLD = 100_000


@dataclass
class Summary:
    """rows: how many rows, each once. reasons: per code and column, how many and up to five row numbers."""

    rows: int = 0
    reasons: list[dict[str, Any]] = field(default_factory=list)

    @property
    def sentences(self) -> list[dict[str, str]]:
        return [
            {
                "fi": f"{number(one['count'], 'fi')} × {one['column']}: {one['fi']}".replace(" : ", ": "),
                "en": f"{number(one['count'], 'en')} × {one['column']}: {one['en']}".replace(" : ", ": "),
            }
            for one in self.reasons
        ]


def reason(code: str) -> Words:
    """The sentence of a code."""
    return REASONS.get(code, UNTOLD)


def finish(path: Path, language: str, progress: Progress = quiet) -> Summary:
    """Put the sentences into the file that a load left, and sum it up. No file means that nothing was refused.

    The file is sorted by row, so that however many there are, none need be remembered to be counted once.
    """
    if not path.is_file():
        return Summary()
    rows, lines, last = 0, 0, ""
    counts: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], list[int]] = {}
    written = path.with_suffix(".part")
    with path.open(encoding="utf-8", newline="") as source, written.open("w", encoding="utf-8-sig", newline="") as to:
        out = csv.writer(to)
        out.writerow(["rivi", "sarake", "arvo", "syy"] if language == "fi" else ["row", "column", "value", "reason"])
        reader = csv.reader(source)
        next(reader)
        for lines, (row, column, value, code) in enumerate(reader, start=1):
            key = (code, column)
            rows, last = rows + (row != last), row
            counts[key] += 1
            places.setdefault(key, [])
            if len(places[key]) < EXAMPLES and row.isdigit():
                places[key].append(int(row))
            out.writerow([row, column, value, reason(code)[language]])
            if lines % _TOLD == 0:
                progress("refused", lines)
    written.replace(path)
    told = [
        {"code": code, "column": column, "count": n, "rows": places[code, column],
         "fi": reason(code).fi, "en": reason(code).en}
        for (code, column), n in counts.most_common()
    ]  # fmt: skip
    return Summary(rows, told)
