"""What a person's own rhythm tells: whether the next time is overdue, and whether they come in one season alone.

Both go by the local days on which something happened; several times on a day are one for the gaps, and all of them
for the shares of a season.
"""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from osuma.engine.features.aggregates import KEY, Feature, FeatureQuery, Rows, RowTest, passes, since_earliest

MONTHS = 12
#: The least whole number by which the parts of a calendar's days are whole: 4, 100, 400 and 5 divide it.
_SERIAL = 2000
#: The column of an overdue query that does not move with the clock: late is whether `OverdueFeature.reached` is more.
DUE = "due"


@dataclass(frozen=True)
class OverdueFeature:
    """Of the rows of an event up to `high`: whether `today` (see `serial`) lies more than `hundredths` / 100 median
    gaps after the last one; null for people with fewer than `gaps` gaps."""

    event: str
    where: tuple[RowTest, ...]
    high: datetime
    today: int
    hundredths: int
    gaps: int

    @property
    def reached(self) -> int:
        """`today` in the units of `DUE`."""
        return self.today * 200


@dataclass(frozen=True)
class SeasonFeature:
    """Of the rows of an event up to `high`: whether the same `months` months hold `percent` of each year's rows."""

    event: str
    where: tuple[RowTest, ...]
    high: datetime
    months: int
    percent: int
    years: int


HabitFeature = OverdueFeature | SeasonFeature


def habit_query(feature: HabitFeature, source: Rows, name: str) -> FeatureQuery:
    """One row per customer of whom it can be told: `customer_key`, `c0` (1 or 0), of overdue also `DUE`."""
    rows = _rows(feature, source)
    return FeatureQuery(
        name, _overdue(rows, feature) if isinstance(feature, OverdueFeature) else _season(rows, feature)
    )


def serial(day: date) -> int:
    """A day as a number whose differences are days, in the units of `_SERIAL`."""
    return int(_serial(day.year, day.month, day.day, int(day.month <= 2)))


def _serial(year: Any, month: Any, day: Any, early: Any) -> Any:
    """Days of the Gregorian calendar with years from March on (early: 1 in January and February), times `_SERIAL`.

    Whole numbers alone, without a division: what every engine works out alike. The days of the months before come
    from Zeller's (153 m + 2) / 5.
    """
    year, months = year - early, 153 * (month + early * 12 - 3) + 2
    leaps = 500 * (year - year % 4) - 20 * (year - year % 100) + 5 * (year - year % 400)
    return _SERIAL * (365 * year + day) + leaps + 400 * (months - months % 5)


def _day(column: ir.DateValue) -> ir.IntegerValue:
    year, month, day = (part.cast("int64") for part in (column.year(), column.month(), column.day()))
    found: ir.IntegerValue = _serial(year, month, day, ibis.ifelse(month <= 2, 1, 0).cast("int64"))
    return found


def _rows(feature: HabitFeature, source: Rows) -> ir.Table:
    tested = Feature(feature.event, "count", None, feature.where, None, feature.high)
    rows = since_earliest(source.of(feature.event, [tested], days=True), [tested])
    tests = passes(rows, tested, source)
    return rows.filter(tests) if tests else rows


def _overdue(rows: ir.Table, feature: OverdueFeature) -> ir.Table:
    """The median of n gaps is the mean of the two in the middle, which are one where n is odd: twice it is whole."""
    on = rows.select(KEY, day=_day(rows.local_date)).distinct()
    gaps = on.mutate(gap=on.day - on.day.lag().over(ibis.window(group_by=KEY, order_by=on.day)))
    # the first day has no gap: its null comes last and is in no middle
    ordered = gaps.mutate(
        place=ibis.row_number().over(group_by=KEY, order_by=[gaps.gap, gaps.day]),
        n=ibis.ifelse(gaps.gap.notnull(), 1, 0).sum().over(ibis.window(group_by=KEY)),
    )
    twice = ordered.place * 2
    middle = ibis.cases(
        (twice == ordered.n - 1, ordered.gap * 2),
        ((twice == ordered.n - 2) | (twice == ordered.n), ordered.gap),
        else_=ibis.literal(0, type="int64"),
    )
    told = ordered.mutate(middle=middle).group_by(KEY)
    found = told.agg(n=lambda t: t.n.max(), twice_median=lambda t: t.middle.sum(), last=lambda t: t.day.max())
    found = found.filter(found.n >= feature.gaps)
    due = found["last"] * 200 + found.twice_median * feature.hundredths
    late = ibis.literal(feature.reached, type="int64") > due
    return found.select(KEY, c0=ibis.ifelse(late, 1, 0).cast("int8"), **{DUE: due})


def _maybe_seasonal(monthly: ir.Table, feature: SeasonFeature) -> ir.Table:
    """Customers of whose rows in all years together some season holds its share, as it does where it holds its share
    of each year; and who have as many months with rows as there must be years. Few are left to be tried year by
    year, which takes twelve times as many rows as they have months."""
    of_month = [ibis.ifelse(monthly.month % MONTHS == n, monthly.n, 0).sum() for n in range(MONTHS)]
    sums = {f"m{n}": found for n, found in enumerate(of_month)}
    held = monthly.group_by(KEY).agg(months=lambda t: t.count(), n=lambda t: t.n.sum(), **sums)
    enough = held.n * feature.percent
    seasons = [
        functools.reduce(operator.add, (held[f"m{(first + n) % MONTHS}"] for n in range(feature.months))) * 100
        for first in range(MONTHS)
    ]
    some = functools.reduce(operator.or_, (inside >= enough for inside in seasons))
    return held.filter((held.months >= feature.years) & some).select(KEY)


def _season(rows: ir.Table, feature: SeasonFeature) -> ir.Table:
    """Every month of the year is tried as the first of the season; a year then runs from that month on."""
    month = rows.local_date.year().cast("int64") * MONTHS + rows.local_date.month().cast("int64") - 1
    monthly = rows.select(KEY, month=month).group_by([KEY, "month"]).agg(n=lambda t: t.count())
    monthly = monthly.semi_join(_maybe_seasonal(monthly, feature), KEY)
    firsts = [ibis.literal(n, type="int64").name("first").as_table() for n in range(MONTHS)]
    first = ibis.union(*firsts, distinct=False)
    tried = monthly.cross_join(first)
    tried = tried.mutate(into=(tried.month - tried["first"] + MONTHS) % MONTHS)
    tried = tried.mutate(year=tried.month - tried.into, inside=ibis.ifelse(tried.into < feature.months, tried.n, 0))
    yearly = tried.group_by([KEY, "first", "year"]).agg(n=lambda t: t.n.sum(), inside=lambda t: t.inside.sum())
    kept = yearly.mutate(bad=ibis.ifelse(yearly.inside * 100 >= yearly.n * feature.percent, 0, 1))
    seasons = kept.group_by([KEY, "first"]).agg(years=lambda t: t.count(), bad=lambda t: t.bad.sum())
    found = seasons.filter((seasons.bad == 0) & (seasons.years >= feature.years))
    return found.select(KEY).distinct().mutate(c0=ibis.literal(1, type="int8"))
