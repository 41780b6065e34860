"""Numbers, money, dates and times of day as each language writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from osuma.engine.errors import Words
from osuma.engine.segments.explain.words import data

Number = int | Decimal
NBSP = "\u00a0"
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def _grouped(value: Number, decimals: int | None) -> str:
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    elif exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1))
    else:
        exact = exact.normalize()
    return f"{exact:,f}".replace("-", "\u2212")


def number(value: Number, decimals: int | None = None) -> Words:
    """`1 204,5` with no-break spaces, `1,204.5`; without `decimals` as many as the value has."""
    en = _grouped(value, decimals)
    return Words(fi=en.replace(",", NBSP).replace(".", ","), en=en)


def money(value: Number, currency: str) -> Words:
    """`642,00 €`, `€642.00`; a currency without a well-known sign is written with its code."""
    amount = number(value, 2)
    sign = _SYMBOLS.get(currency)
    if sign is None:
        return Words(fi=f"{amount.fi}{NBSP}{currency}", en=f"{currency}{NBSP}{amount.en}")
    minus, digits = ("\u2212", amount.en[1:]) if amount.en.startswith("\u2212") else ("", amount.en)
    return Words(fi=f"{amount.fi}{NBSP}{sign}", en=f"{minus}{sign}{digits}")


def percent(value: Number) -> Words:
    """`10 %`, `10%`."""
    shown = number(value)
    return Words(fi=f"{shown.fi}{NBSP}%", en=f"{shown.en}%")


def share(value: Number) -> Words:
    """A share of 0 to 1 as a percentage."""
    return percent(Decimal(value) * 100)


def _month(day: date) -> str:
    names: list[str] = data("time")["months_en"]
    return names[day.month - 1]


def day(value: date) -> Words:
    """`19.11.2026`, `19 Nov 2026`."""
    return Words(fi=f"{value.day}.{value.month}.{value.year}", en=f"{value.day} {_month(value)} {value.year}")


def days(first: date, last: date) -> Words:
    """A stretch of days, both ends included: `22.8.–19.11.2026`, `22 Aug – 19 Nov 2026`."""
    if first == last:
        return day(first)
    end = day(last)
    if first.year != last.year:
        begin = day(first)
        return Words(fi=f"{begin.fi}–{end.fi}", en=f"{begin.en} – {end.en}")
    if first.month != last.month:
        return Words(fi=f"{first.day}.{first.month}.–{end.fi}", en=f"{first.day} {_month(first)} – {end.en}")
    return Words(fi=f"{first.day}.–{end.fi}", en=f"{first.day}–{end.en}")


def clock(value: datetime) -> Words:
    """`klo 9.00`, `9:00`."""
    minutes = f"{value.minute:02d}"
    return Words(fi=f"klo{NBSP}{value.hour}.{minutes}", en=f"{value.hour}:{minutes}")


def moment(value: datetime) -> Words:
    """A local date with its time of day."""
    date_, time_ = day(value.date()), clock(value)
    return Words(fi=f"{date_.fi} {time_.fi}", en=f"{date_.en} {time_.en}")


def moments(first: datetime, last: datetime) -> Words:
    """A stretch of hours: `18.11.2026 klo 14.30 – 20.11.2026 klo 14.30`."""
    begin, end = moment(first), moment(last)
    return Words(fi=f"{begin.fi} – {end.fi}", en=f"{begin.en} – {end.en}")


def weekday(value: date) -> Words:
    """The day's name: `Perjantain` (genitive), `Friday`."""
    names = data("time")["weekdays"]
    return Words(fi=names["fi"][value.weekday()], en=names["en"][value.weekday()])


def short_day(value: date) -> Words:
    """A date of the running year: `13.11.`, `13 Nov`."""
    return Words(fi=f"{value.day}.{value.month}.", en=f"{value.day} {_month(value)}")
