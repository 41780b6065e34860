"""Which industries pay: of the deals that have closed, how many were won in each, with how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.periods import Duration, Window, local_day, printed, rolling
from osuma.engine.tables.company_views import deal_rows
from osuma.engine.tables.industry import REVISION, SECTIONS
from osuma.store.dialect import literal
from osuma.store.warehouse import sql_of
from osuma.workflows.asking.instants import resolve
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.recomputing import before_all

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: Deals closed within this are told of.
WINDOW = Window(last=Duration(24, "months"))
#: With fewer closed deals a rate says little: 5 won of 20 may be anything from 11 to 47 %.
LEAST = 20
#: The quantile of the normal distribution for a range that holds the true rate 19 times of 20.
_Z = 1.959964
_NOT_KNOWN = Words("Toimiala ei tiedossa", "Industry not known")
_CLOSED = (
    "SELECT a.industry_section, a.industry_version, a.industry, d.account_key, d.state, d.amount, date_diff('day', "
    "m.created_at, d.ts) AS days FROM ({closed}) d LEFT JOIN accounts a USING (account_key) LEFT JOIN deals m ON "
    "m.deal_key = d.event_id WHERE d.ts > {low} AND d.ts <= {high}"
)


@dataclass(frozen=True)
class _Deals:
    """Closed deals of one industry. values: of the won ones, where known. days: from made to won, where known."""

    companies: frozenset[int]
    closed: int
    won: int
    values: tuple[Decimal, ...]
    days: tuple[int, ...]


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The range in which the true share lies 19 times of 20, 0 to 1 (E. B. Wilson, JASA 22, 1927). of: at least 1."""
    share, spread = hits / of, _Z * _Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


@verb("companies.industries", kept=True)
def industries(session: Session, as_of: str | None = None) -> dict[str, Any]:
    """Each industry with the deals that closed in 24 months: how many were won and within which range the rate lies.

    industries: the ones with enough deals first, those by what an offer brought on average; `few` where there are
    fewer than `least` closed deals, so that the rate says little. rate, low, high: shares of 1. average: of a won
    deal; per_offer: what the won ones brought for each that closed; both in the workspace's currency and null where
    no value is known. days: median from made to won. without_industry: closed deals of companies whose industry is
    not known.
    """
    at = resolve(session, as_of)
    low, high = rolling(WINDOW, at.instant, session.zone)
    first, last = printed(low, high, session.zone)
    closed = " UNION ALL ".join(
        sql_of(deal_rows(event, "accounts").rename(account_key="customer_key")) for event in ("deal_won", "deal_lost")
    )
    rows = session.warehouse.rows(_CLOSED.format(closed=closed, low=literal(low), high=literal(high)))
    named: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for section, version, industry, *deal in rows:
        words = _named(section, version, industry)
        named.setdefault((words.fi, words.en), []).append(tuple(deal))
    found = [_row(Words(*name), _deals(deals)) for name, deals in named.items()]
    found.sort(key=lambda one: (one["few"], -Decimal(one["per_offer"] or 0), one["fi"]))
    unknown = named.get((_NOT_KNOWN.fi, _NOT_KNOWN.en), [])
    return {
        "industries": found,
        "least": LEAST,
        "closed": len(rows),
        "without_industry": len(unknown),
        "first": None if first is None else first.isoformat(),
        "last": (last or local_day(at.instant, session.zone)).isoformat(),
        "currency": session.workspace.currency,
        "sentences": [one.plain() for one in before_all(session, at)],
    }


def _named(section: str | None, version: str | None, industry: str | None) -> Words:
    """The section of the classification; what the source calls the industry where it gives no code."""
    if section:
        return SECTIONS[REVISION.get(version or "", "2")][section]
    if not industry:
        return _NOT_KNOWN
    # HubSpot names its industries as codes: COMPUTER_SOFTWARE
    plain = industry.replace("_", " ").capitalize() if industry.isupper() else industry
    return Words(plain, plain)


def _deals(rows: list[tuple[Any, ...]]) -> _Deals:
    won = [row for row in rows if row[1] == "won"]
    return _Deals(
        companies=frozenset(row[0] for row in rows if row[0] is not None),
        closed=len(rows),
        won=len(won),
        values=tuple(row[2] for row in won if row[2] is not None),
        days=tuple(sorted(row[3] for row in won if row[3] is not None)),
    )


def _row(name: Words, deals: _Deals) -> dict[str, Any]:
    low, high = wilson(deals.won, deals.closed)
    return {
        **name.plain(),
        "companies": len(deals.companies),
        "closed": deals.closed,
        "won": deals.won,
        "rate": deals.won / deals.closed,
        "low": low,
        "high": high,
        "few": deals.closed < LEAST,
        **dict(_figures(deals)),
    }


def _figures(deals: _Deals) -> Iterator[tuple[str, Any]]:
    total = sum(deals.values, Decimal(0))
    yield "average", str((total / len(deals.values)).quantize(Decimal("0.01"))) if deals.values else None
    known = deals.values or not deals.won
    yield "per_offer", str((total / deals.closed).quantize(Decimal("0.01"))) if known else None
    yield "days", deals.days[len(deals.days) // 2] if deals.days else None
