"""A file that is complete for a period: which one, and what was removed because the file does not have it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import add_months
from osuma.reporting.numbers import day, number
from osuma.store.writing.batch import Complete

ALL = ("all", "kaikki")
#: Days at an end of the period without any row that are still no reason to ask.
_QUIET_DAYS = 3


def period(text: str | None, files: Sequence[str], *, anyway: bool) -> Complete | None:
    """The days of `2026-01`, `2026-01-01..2026-03-31` or `all`; None where nothing was said.

    Raises Misuse for any other text, and where there are several files: each would remove what the others bring.
    """
    if text is None:
        return None
    if len(files) != 1:
        raise Misuse(
            Words(
                "--complete-for koskee yhtä tiedostoa kerrallaan. Tuo tiedostot erikseen.",
                "--complete-for is for one file at a time. Import the files one by one.",
            ),
            "complete_one_file",
        )
    if text.strip().casefold() in ALL:
        return Complete(anyway=anyway)
    try:
        first, last = _days(text.strip())
    except ValueError:
        raise Misuse(
            Words(
                f"”{text}” ei ole jakso. Anna esimerkiksi 2026-01, 2026-01-01..2026-03-31 tai all.",
                f"“{text}” is no period. Give for example 2026-01, 2026-01-01..2026-03-31 or all.",
            ),
            "bad_period",
        ) from None
    return Complete(first, last, anyway)


def _days(text: str) -> tuple[date, date]:
    begin, between, end = text.partition("..")
    if between:
        first, last = date.fromisoformat(begin), date.fromisoformat(end)
    else:
        first = date.fromisoformat(f"{begin}-01")
        last = add_months(first, 1) - timedelta(days=1)
    if last < first:
        raise ValueError(text)
    return first, last


def told(removed: dict[str, Any] | None, asked: Complete | None) -> dict[str, Any]:
    """`removed` of a load, with its sentences; nothing where the file was not declared complete."""
    if removed is None or asked is None:
        return {}
    said = _removed(removed)
    return {"removed": {**removed, **said.plain(), "warnings": _gaps(removed, asked)}}


def _removed(removed: dict[str, Any]) -> Words:
    gone = sum(one["rows"] for one in removed["targets"].values())
    if not gone:
        return Words("Mitään ei poistunut: tiedostossa on kaikki.", "Nothing was removed: the file has everything.")
    amount = Decimal(removed["amount"])
    return Words(
        f"Poistettu, koska lähteessä ei niitä enää ole: {number(gone, 'fi')} {'rivi' if gone == 1 else 'riviä'}. "
        f"Mukaan laskettuja tilauksia niistä oli {number(removed['orders'], 'fi')}, yhteensä "
        f"{number(amount, 'fi', 2)}.",
        f"Removed because the source no longer has them: {number(gone, 'en')} {'row' if gone == 1 else 'rows'}. "
        f"Counted orders among them: {number(removed['orders'], 'en')}, {number(amount, 'en', 2)} in all.",
    )


def _gaps(removed: dict[str, Any], asked: Complete) -> list[dict[str, str]]:
    """A warning for each end of the period that the rows of the file do not reach."""
    found = []
    first, last = (None if removed[k] is None else date.fromisoformat(removed[k]) for k in ("first", "last"))
    if asked.last is not None and last is not None and (asked.last - last).days > _QUIET_DAYS:
        found.append(
            {
                "fi": f"Tiedoston viimeinen rivi on päivältä {day(last, 'fi')}, mutta jakso jatkuu "
                f"{day(asked.last, 'fi')} asti. Onko vienti kesken? Tarvittaessa peru tuonti.",
                "en": f"The last row of the file is of {day(last, 'en')}, but the period goes on until "
                f"{day(asked.last, 'en')}. Is the export cut short? If so, undo the import.",
            }
        )
    if asked.first is not None and first is not None and (first - asked.first).days > _QUIET_DAYS:
        found.append(
            {
                "fi": f"Tiedoston ensimmäinen rivi on päivältä {day(first, 'fi')}, mutta jakso alkaa "
                f"{day(asked.first, 'fi')}. Onko vienti vajaa? Tarvittaessa peru tuonti.",
                "en": f"The first row of the file is of {day(first, 'en')}, but the period begins on "
                f"{day(asked.first, 'en')}. Is something lacking? If so, undo the import.",
            }
        )
    return found
