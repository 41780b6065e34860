"""Money: net sales and orders by month, who brings them, and what falls outside the people counted."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from osuma.engine.errors import Words
from osuma.engine.periods import add_months
from osuma.reporting.facts import Concentration, Month, Months, TopShare
from osuma.store.loading.months import KNOWN
from osuma.store.loading.orders import OURS
from osuma.workflows.data.month_words import shown
from osuma.workflows.reports.reporting_facts.scope import Scope

TOPS = (1, 5, 10, 20, 50)
#: Points of the curve of sales over buyers; the eye sees no more.
POINTS = 80


@dataclass(frozen=True)
class Sales:
    """What was sold. net, orders, buyers: by people counted, in the window. ever, ever_net: orders that count and net
    sales of everybody, from the beginning. nameless, nameless_net: orders and net sales in the window of buyers whom
    no file names well enough to be counted as people.
    """

    net: Decimal
    orders: int
    buyers: int
    bought_ever: int
    ever: int
    ever_net: Decimal
    nameless: int
    nameless_net: Decimal


def sales(scope: Scope) -> Sales:
    """The sums."""
    net, orders, buyers, bought = scope.row(
        "SELECT coalesce(sum(net), 0), coalesce(sum(orders), 0), count(*) FILTER (orders > 0), "
        "count(*) FILTER (bought) FROM report_people"
    )
    (ever,) = scope.row(f"SELECT count(*) FROM report_order WHERE {OURS}")
    (ever_net,) = scope.row(f"SELECT coalesce(sum(amount), 0) FROM report_sale WHERE {OURS}")
    outside = f"inside AND ({OURS}) AND (customer_key IS NULL OR customer_key NOT IN "
    outside += "(SELECT customer_key FROM report_people))"
    (nameless,) = scope.row(f"SELECT count(*) FROM report_order WHERE {outside}")
    (nameless_net,) = scope.row(f"SELECT coalesce(sum(amount), 0) FROM report_sale WHERE {outside}")
    return Sales(
        Decimal(net), int(orders), int(buyers), int(bought), int(ever), Decimal(ever_net), int(nameless),
        Decimal(nameless_net),
    )  # fmt: skip


def months(scope: Scope) -> Months | None:
    """Every month from the first sale to the end of the data, without gaps; None where nothing was sold."""
    found = {
        first: (int(orders), Decimal(net))
        for first, orders, net in scope.rows(
            "SELECT month, sum(orders), sum(net) FROM ("
            f"SELECT date_trunc('month', local_date)::DATE AS month, 0 AS orders, amount AS net FROM report_sale "
            f"WHERE {OURS} UNION ALL SELECT date_trunc('month', local_date)::DATE, 1, 0 FROM report_order "
            f"WHERE {OURS}) GROUP BY month"
        )
    }
    if not found:
        return None
    (began,) = scope.row("SELECT min(local_date) FROM report_sale")
    restated = _restated(scope)
    last = max(scope.end, *found)
    listed, first = [], min(found)
    while first <= last:
        orders, net = found.get(first, (0, Decimal(0)))
        listed.append(Month(first, orders, net, _partial(first, began, last), restated.get(first)))
        first = add_months(first, 1)
    return Months(tuple(listed), scope.origin)


def _restated(scope: Scope) -> dict[date, Words]:
    """What is told of a closed month whose net sales later data has changed."""
    currency = scope.session.workspace.currency
    found = scope.rows(f"SELECT month, closed, value FROM ({KNOWN}) WHERE slug = '' AND figure = 'net_sales'")
    told = {}
    for first, closed, now in found:
        if closed != now:
            was, holds = shown("net_sales", closed, currency), shown("net_sales", now, currency)
            told[first] = Words(
                f"oikaistu: kun kuukausi suljettiin, nettomyynti oli {was.fi}, nyt {holds.fi}",
                f"restated: when the month was closed, net sales were {was.en}, now {holds.en}",
            )
    return told


def _partial(first: date, began: date, end: date) -> bool:
    """Whether the data begins after the month's first day or ends before its last."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return began > first or end < last


def concentration(scope: Scope) -> Concentration | None:
    """How much of the money the best buyers of the window bring; None where nobody bought.

    Buyers who tie stand together, so that a share can be of a few more than asked.
    """
    spent = [
        Decimal(net)
        for (net,) in scope.rows("SELECT net FROM report_people WHERE orders > 0 ORDER BY net DESC, customer_key")
    ]
    total = sum(spent, Decimal(0))
    if not spent or total <= 0:
        return None
    sums = _running(spent)
    return Concentration(
        buyers=len(spent),
        net_sales=total,
        tops=tuple(_top(percent, spent, sums) for percent in TOPS),
        origin=scope.origin,
        curve=tuple((n / len(spent), float(sums[n - 1] / total)) for n in _places(len(spent))),
    )


def _running(values: Sequence[Decimal]) -> list[Decimal]:
    sums, so_far = [], Decimal(0)
    for value in values:
        so_far += value
        sums.append(so_far)
    return sums


def _top(percent: int, spent: Sequence[Decimal], sums: Sequence[Decimal]) -> TopShare:
    # the same rule as a rank: in are all of whom fewer than percent are strictly better
    last = -(-percent * len(spent) // 100) - 1
    buyers = bisect_right(spent, -spent[last], key=lambda value: -value)
    return TopShare(Decimal(percent), buyers, sums[buyers - 1])


def _places(buyers: int) -> list[int]:
    return sorted({max(1, round(buyers * step / POINTS)) for step in range(1, POINTS + 1)})
