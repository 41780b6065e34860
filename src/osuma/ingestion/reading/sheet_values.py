"""Dates and numbers typed as text beside cells that are dates and numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from operator import itemgetter

from osuma.ingestion.reading.guess import number_format
from osuma.ingestion.reading.moments import moment_format
from osuma.ingestion.tables import Dialect

_DROPPED = str.maketrans("", "", " \u00a0\u2007\u2009\u202f'’€$£")


def mend_column(rows: Sequence[list[object]], place: int, *, month_first: bool) -> dict[str, int]:
    """Make texts of one column what its other cells are, in place; those that cannot be read stay as they are.

    Gives how many became dates and how many numbers.
    """
    cells = list(map(itemgetter(place), rows))
    kinds = set(map(type, cells))
    if str not in kinds or kinds <= {str, type(None)}:  # all of one kind, as most columns are
        return {}
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    if not texts:
        return {}
    dates = sum(isinstance(cell, dt.date) for cell in cells)
    numbers = sum(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)
    if dates and dates >= numbers:
        return _dates(rows, place, texts, month_first=month_first)
    return _numbers(rows, place, texts) if numbers > len(texts) else {}


def _dates(rows: Sequence[list[object]], place: int, texts: Sequence[str], *, month_first: bool) -> dict[str, int]:
    likely = [text for text in texts if any(c.isdigit() for c in text)]
    pattern, _ = moment_format(likely, "mdy" if month_first else "dmy") if likely else (None, True)
    count = 0
    for row in rows if pattern and "%z" not in pattern else ():
        cell = row[place]
        if isinstance(cell, str) and (read := _parsed(cell, pattern or "")) is not None:
            row[place], count = read, count + 1
    return {"dates": count} if count else {}


def _parsed(text: str, pattern: str) -> dt.datetime | dt.date | None:
    try:
        read = dt.datetime.strptime(text, pattern)  # noqa: DTZ007  (a workbook's times have no zone)
    except ValueError:
        return None
    return read if "%H" in pattern or "%I" in pattern else read.date()


def _numbers(rows: Sequence[list[object]], place: int, texts: Sequence[str]) -> dict[str, int]:
    likely = [text for text in texts if text[0].isdigit() or text[0] in "+-−€$£"]
    if not likely or any(text[0] == "0" and text.isdigit() and len(text) > 1 for text in likely):
        return {}
    form, decided = number_format(likely, Dialect())
    count = 0
    for row in rows if form and decided else ():
        cell = row[place]
        if isinstance(cell, str) and cell in likely and (read := _number(cell, form or "dot")) is not None:
            row[place], count = read, count + 1
    return {"numbers": count} if count else {}


def _number(text: str, form: str) -> float | None:
    plain = text.translate(_DROPPED).replace("−", "-")
    plain = plain.replace(".", "").replace(",", ".") if form == "comma" else plain.replace(",", "")
    try:
        return float(plain)
    except ValueError:
        return None
