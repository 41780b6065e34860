"""Which currency the sums of a column are in, by its header or its cells; a sign of several currencies tells none."""

from __future__ import annotations

import re

from osuma.ingestion.tables import SourceColumn

CURRENCIES = ("EUR", "USD", "GBP", "SEK", "NOK", "DKK", "CHF", "PLN")
_CODE = re.compile(rf"(?<![A-Za-z])({'|'.join(CURRENCIES)})(?![A-Za-z])")
#: Signs of one currency; a dollar and a crown may be of many countries.
_SIGNS = {"€": "EUR", "£": "GBP"}
#: Shapes of columns that may hold sums.
_SUMS = ("int", "decimal")
#: Parts of a name by which people call a sum of money.
_MONEY = re.compile(
    r"ost(o|ot|ojen)\b|summa|arvo\b|euro|eur\b|hinta|myynti|liikevaihto|velka|saldo|laskutus|\bltv\b|\bclv\b|value|amount|"
    r"total|spen[dt]|revenue|sales|price|balance|turnover|dollar"
)


def currency_of(column: SourceColumn) -> str | None:
    """ISO 4217 where header or every seen cell tells one; None where they tell none, or not the same."""
    if column.guess.shape not in _SUMS:
        return None
    told = _told(column.header)
    if told:
        return told.pop() if len(told) == 1 else None
    cells = [_told(example) for example in column.guess.examples]
    named = set().union(*cells)
    return named.pop() if len(named) == 1 and all(cells) else None


def sounds_like_money(name: str) -> bool:
    """Whether a field of the workspace's own is called as sums of money are."""
    return bool(_MONEY.search(name.replace("_", " ").casefold()))


def _told(text: str) -> set[str]:
    return set(_CODE.findall(text.upper())) | {code for sign, code in _SIGNS.items() if sign in text}
