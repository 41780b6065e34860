"""EU size classes as SQL (Commission Recommendation 2003/361/EC, annex, article 2).

The class is the larger of two: that of the headcount, and the smaller of those of turnover and balance sheet total. A
figure that is not known may be anything; the class is known only where every possibility gives the same one. Linked
and partner enterprises, which the recommendation adds in, are not known to Osuma.
"""

from __future__ import annotations

from osuma.engine.tables.companies import SIZE_CLASSES, SIZE_LIMITS

_LARGEST = len(SIZE_CLASSES)


def size_class(row: str) -> str:
    """SQL of the class of a row of accounts; null where what is known does not decide it."""
    low = f"greatest({_least_people(row)}, least({_money(row, 'turnover', 1)}, {_money(row, 'balance_total', 1)}))"
    high = (
        f"greatest({_most_people(row)}, least({_money(row, 'turnover', _LARGEST)}, "
        f"{_money(row, 'balance_total', _LARGEST)}))"
    )
    return _named(low, high)


def headcount_class(row: str) -> str:
    """SQL of the class by headcount alone; null where it is not known or its range spans several."""
    return _named(_least_people(row), _most_people(row))


def basis(row: str) -> str:
    """SQL of which of the three figures are known; null where none is."""
    known = {
        "headcount": f"coalesce({row}.headcount_low, {row}.headcount_high)",
        "turnover": f"{row}.turnover",
        "balance": f"{row}.balance_total",
    }
    parts = ", ".join(f"CASE WHEN {sql} IS NOT NULL THEN '{name}' END" for name, sql in known.items())
    return f"nullif(concat_ws('+', {parts}), '')"


def _named(low: str, high: str) -> str:
    names = ", ".join(f"'{name}'" for name in SIZE_CLASSES)
    return f"CASE WHEN {low} = {high} THEN [{names}][{low}] END"


def _least_people(row: str) -> str:
    return f"CASE WHEN {row}.headcount_low IS NULL THEN 1 ELSE {_rank(f'{row}.headcount_low', 'headcount', '<')} END"


def _most_people(row: str) -> str:
    rank = _rank(f"{row}.headcount_high", "headcount", "<")
    return f"CASE WHEN {row}.headcount_high IS NULL THEN {_LARGEST} ELSE {rank} END"


def _money(row: str, figure: str, unknown: int) -> str:
    return f"CASE WHEN {row}.{figure} IS NULL THEN {unknown} ELSE {_rank(f'{row}.{figure}', figure, '<=')} END"


def _rank(value: str, figure: str, within: str) -> str:
    whens = " ".join(
        f"WHEN {value} {within} {limit} THEN {n}" for n, limit in enumerate(SIZE_LIMITS[figure], start=1)
    )
    return f"CASE {whens} ELSE {_LARGEST} END"
