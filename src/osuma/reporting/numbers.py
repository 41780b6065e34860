"""Numbers, money and dates as Finnish and English readers write them. Spaces in them never break."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

SPACE = "\u00a0"
MINUS = "\u2212"
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAMES = "|".join(MONTHS_EN)
LOOSE = re.compile(rf"(?<=\d) (?=\d{{3}}(?!\d)|[€%$£]|kk\b|kpl\b|(?:{NAMES})\b)|(?<={NAMES}) (?=\d{{4}}\b)")


def number(value: int | Decimal, language: str, decimals: int = 0) -> str:
    """12345 → "12 345" (fi) or "12,345" (en), rounded half up."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if exact < 0 else ""
    text = f"{abs(exact):,.{decimals}f}"
    if language == "fi":
        text = text.replace(",", SPACE).replace(".", ",")
    return sign + text


def money(value: Decimal, currency: str, language: str, decimals: int = 0) -> str:
    """Decimal("412380") → "412 380 €" (fi) or "€412,380" (en)."""
    text = number(value, language, decimals)
    sign = SIGNS.get(currency)
    if language == "fi":
        return f"{text}{SPACE}{sign or currency}"
    if sign is None:
        return f"{currency}{SPACE}{text}"
    return f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else sign + text


def percent(part: int | Decimal, whole: int | Decimal, language: str, decimals: int = 1) -> str:
    """A share as per cent; "–" where there is nothing to divide by; "< 0,1 %" rather than a false zero."""
    if whole == 0:
        return "–"
    share = Decimal(part) * 100 / Decimal(whole)
    mark = f"{SPACE}%" if language == "fi" else "%"
    least = Decimal(1).scaleb(-decimals)
    if 0 < share < least / 2:
        return f"<{SPACE}{number(least, language, decimals)}{mark}"
    return number(share, language, decimals) + mark


def day(value: date, language: str) -> str:
    """19.11.2026 (fi) or 19 Nov 2026 (en)."""
    if language == "fi":
        return f"{value.day}.{value.month}.{value.year}"
    return f"{value.day}{SPACE}{MONTHS_EN[value.month - 1]}{SPACE}{value.year}"


def period(first: date, last: date, language: str) -> str:
    """Both ends included, as a reader reads them: 22.8.–19.11.2026, 22 Aug – 19 Nov 2026."""
    if first == last:
        return day(last, language)
    if first.year != last.year:
        dash = "–" if language == "fi" else f"{SPACE}– "
        return day(first, language) + dash + day(last, language)
    if first.month == last.month:
        return f"{first.day}.–{day(last, language)}" if language == "fi" else f"{first.day}–{day(last, language)}"
    if language == "fi":
        return f"{first.day}.{first.month}.–{day(last, language)}"
    return f"{first.day}{SPACE}{MONTHS_EN[first.month - 1]}{SPACE}– {day(last, language)}"


def moment(value: datetime, zone: str, language: str) -> str:
    """20.11.2026 klo 9.05 (fi) or 20 Nov 2026, 9:05 (en), on the clock of `zone`."""
    local = value.astimezone(ZoneInfo(zone))
    if language == "fi":
        return f"{day(local, language)} klo{SPACE}{local.hour}.{local.minute:02}"
    return f"{day(local, language)}, {local.hour}:{local.minute:02}"


def month(value: date, language: str) -> str:
    """11/2026 (fi) or Nov 2026 (en)."""
    return f"{value.month}/{value.year}" if language == "fi" else f"{MONTHS_EN[value.month - 1]}{SPACE}{value.year}"


def unbroken(text: str) -> str:
    """A sentence whose numbers do not break over lines: plain spaces inside them become no-break spaces."""
    return LOOSE.sub(SPACE, text)
