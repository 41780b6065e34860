"""Figures of months in words: what a month is called, what each figure is, and what was restated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.tables.months import SHOP
from osuma.reporting import numbers
from osuma.reporting.numbers import money, month
from osuma.store.loading.months import Change

FIGURES = {
    "orders": Words("tilauksia", "orders"),
    "net_sales": Words("nettomyynti", "net sales"),
    "refunds": Words("palautukset", "refunds"),
    "buyers": Words("ostaneita asiakkaita", "customers who bought"),
    "new_buyers": Words("heistä ensi kertaa", "of them for the first time"),
    "size": Words("koko", "size"),
    "entered": Words("tuli", "entered"),
    "left": Words("poistui", "left"),
    "page_views": Words("sivun katseluja", "page views"),
    "visits": Words("käyntejä", "visits"),
}
#: Figures in the workspace's currency; the others are counts.
MONEY = frozenset({"net_sales", "refunds"})


def place(change: Change) -> tuple[date, bool, str, int]:
    """Where a change stands among others: by month, the shop first, figures as they are always listed."""
    return change.month, change.slug != SHOP, change.slug, list(FIGURES).index(change.figure)


def shown(figure: str, value: Decimal, currency: str) -> Words:
    """A figure as people read it, money to the cent."""
    if figure in MONEY:
        return Words(money(value, currency, "fi", 2), money(value, currency, "en", 2))
    return Words(numbers.number(value, "fi"), numbers.number(value, "en"))


def change(one: Change, currency: str) -> Words:
    """One figure, what it was and what it is."""
    old, new, what = shown(one.figure, one.old, currency), shown(one.figure, one.new, currency), FIGURES[one.figure]
    whose = f"{one.slug}: " if one.slug != SHOP else ""
    return Words(f"{whose}{what.fi} {old.fi} → {new.fi}", f"{whose}{what.en} {old.en} → {new.en}")


def restated(changes: Sequence[Change], currency: str) -> list[dict[str, Any]]:
    """One sentence a closed month that a load changed; of the shop's own figures, segments by their number."""
    said = []
    for first, of_month in groupby(sorted(changes, key=place), key=lambda one: one.month):
        found = list(of_month)
        own = [change(one, currency) for one in found if one.slug == SHOP]
        slugs = len({one.slug for one in found if one.slug != SHOP})
        if slugs:
            own.append(Words(f"segmenttejä {slugs}", f"segments {slugs}"))
        key = f"{first:%Y-%m}"
        said.append(
            {
                "month": key,
                "fi": f"Suljettu kuukausi {month(first, 'fi')} oikaistiin: {'; '.join(one.fi for one in own)}. "
                f"Katso: osuma months show {key}",
                "en": f"The closed month {month(first, 'en')} was restated: {'; '.join(one.en for one in own)}. "
                f"See: osuma months show {key}",
            }
        )
    return said
