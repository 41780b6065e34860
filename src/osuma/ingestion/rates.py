"""Currency rates of a file: the European Central Bank's own, or a plain list of currency, day and rate."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from osuma.engine.errors import Mistake, Refused, Words

CODE = re.compile(r"[A-Z]{3}")
EURO = "EUR"
ECB = "ECB"
_STEP = Decimal("0.00000001")
_MOST = Decimal(10) ** 10
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d/%m/%Y")
_NOTHING = ("", "N/A", "-")
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "currency": ("currency", "valuutta", "valuta"),
    "day": ("day", "date", "päivä", "päivämäärä", "pvm", "datum"),
    "rate": ("rate", "kurssi", "kurs"),
}
_SHOWN = 20


@dataclass(frozen=True)
class Rate:
    """One unit of `currency` is `rate` of the workspace's, from `day` on."""

    currency: str
    day: date
    rate: Decimal


def read_rates(text: str, own: str) -> tuple[str | None, list[Rate]]:
    """The rates of a file, and who says so where the file's form tells. own: the workspace's currency.

    The Bank's file has a row a day and a column a currency: how much of it one euro is. Rates of other currencies
    than the euro follow from two of them. Raises Refused with the file's mistakes, at most twenty of them.
    """
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") >= first.count(",") and ";" in first else ","
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter)]
    headers = [cell.casefold() for cell in rows[0]] if rows else []
    mistakes: list[Mistake] = []
    if headers[:1] == ["date"] and "rate" not in headers:
        found = list(_published(rows, own, mistakes))
        source: str | None = ECB
    else:
        found, source = list(_plain(rows, headers, own, mistakes)), None
    if mistakes:
        raise Refused(mistakes[:_SHOWN])
    return source, found


def one_rate(currency: str, rate: str, day: str, own: str) -> Rate:
    """A rate as it is written by hand. Raises Refused with everything that is wrong with it."""
    mistakes: list[Mistake] = []
    found = _rate("", currency, day, rate, own, mistakes)
    if found is None:
        raise Refused(mistakes)
    return found


def _published(rows: Sequence[Sequence[str]], own: str, mistakes: list[Mistake]) -> Iterator[Rate]:
    codes = [cell.upper() for cell in rows[0]]
    if own not in (EURO, *codes):
        mistakes.append(_mistake(
            "", "no_own_currency", f"tiedostossa ei ole työtilan valuuttaa {own}",
            f"the file does not have the workspace's currency {own}",
        ))  # fmt: skip
        return
    for place, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        day = _day(f"row {place}", row[0], mistakes)
        per_euro = {EURO: Decimal(1)}
        for code, cell in zip(codes[1:], row[1:], strict=False):
            if CODE.fullmatch(code) and cell not in _NOTHING:
                value = _number(f"row {place}, {code}", cell, mistakes)
                per_euro |= {code: value} if value is not None else {}
        if day is None or own not in per_euro:
            continue
        for code, value in per_euro.items():
            rate = (per_euro[own] / value).quantize(_STEP, ROUND_HALF_EVEN)
            if code != own and 0 < rate < _MOST:
                yield Rate(code, day, rate)


def _plain(
    rows: Sequence[Sequence[str]], headers: Sequence[str], own: str, mistakes: list[Mistake]
) -> Iterator[Rate]:
    places = {name: next((i for i, h in enumerate(headers) if h in words), None) for name, words in _HEADERS.items()}
    if any(place is None for place in places.values()):
        mistakes.append(_mistake(
            "", "unknown_form",
            "tiedostossa pitää olla sarakkeet currency, day ja rate, tai sen pitää olla EKP:n kurssitiedosto",
            "the file must have the columns currency, day and rate, or be the file of the European Central Bank",
        ))  # fmt: skip
        return
    for n, row in enumerate(rows[1:], start=2):
        if any(row):
            cells = {name: row[i] if i is not None and i < len(row) else "" for name, i in places.items()}
            found = _rate(f"row {n}", cells["currency"], cells["day"], cells["rate"], own, mistakes)
            if found is not None:
                yield found


def _rate(where: str, currency: str, day: str, rate: str, own: str, mistakes: list[Mistake]) -> Rate | None:
    code = currency.strip().upper()
    if not CODE.fullmatch(code) or code == own:
        mistakes.append(_mistake(
            where, "bad_currency", f"valuutta ”{currency}” ei käy: kolme kirjainta, muu kuin {own}",
            f"currency “{currency}” will not do: three letters, other than {own}",
        ))  # fmt: skip
    found, value = _day(where, day, mistakes), _number(where, rate, mistakes)
    if found is None or value is None or not CODE.fullmatch(code) or code == own:
        return None
    return Rate(code, found, value.quantize(_STEP, ROUND_HALF_EVEN))


def _day(where: str, text: str, mistakes: list[Mistake]) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    mistakes.append(_mistake(
        where, "bad_day", f"päivä ”{text}” ei käy; kirjoita 2026-01-31", f"day “{text}” will not do; write 2026-01-31"
    ))  # fmt: skip
    return None


def _number(where: str, text: str, mistakes: list[Mistake]) -> Decimal | None:
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        value = Decimal(0)
    if value.is_finite() and _STEP <= value < _MOST:
        return value
    mistakes.append(_mistake(
        where, "bad_rate", f"kurssi ”{text}” ei käy; kirjoita esimerkiksi 0,92",
        f"rate “{text}” will not do; write for example 0.92",
    ))  # fmt: skip
    return None


def _mistake(where: str, code: str, fi: str, en: str) -> Mistake:
    return Mistake(where, code, Words(fi=fi, en=en))
