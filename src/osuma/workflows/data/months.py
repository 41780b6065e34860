"""Closed months: closing one, and what its figures were, are, and why they differ."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.periods import add_months, day_end, day_start, local_day, naive_utc
from osuma.engine.tables.months import SEGMENT_FIGURES, SHOP, SHOP_FIGURES
from osuma.reporting.numbers import day
from osuma.reporting.numbers import month as named
from osuma.store.loading import months as stored
from osuma.store.loading.months import Change, Month
from osuma.workflows.asking.instants import data_end
from osuma.workflows.asking.journal import journaled
from osuma.workflows.asking.verbs import verb
from osuma.workflows.data import month_words

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session

#: Orders and refunds that `months.show` lists at most.
_ROWS = 1000
#: The first year of which a month may be closed: as with dates in files, what is older is a slip of the pen.
_OLDEST = 1900


@verb("months.close", writes=True)
def close(session: Session, month: str | None = None, yes: bool = False) -> dict[str, Any]:
    """Store the figures of a month for good; without a month, of every full one since the last that is closed.

    yes: also where the data ends before the month does. Refused where the month is not over.
    """
    with session.warehouse.reader() as con:
        closed = stored.closed(con)
    end = data_end(session)
    wanted = [_parsed(month)] if month is not None else _due(session, closed, end)
    _refuse(session, wanted, closed, end, anyway=yes)
    for first in wanted:
        _close(session, first, end)
    return {
        "closed": [f"{first:%Y-%m}" for first in wanted],
        "sentences": [one.plain() for one in _told(wanted)],
    }


@verb("months.list")
def list_(session: Session) -> dict[str, Any]:
    """Every closed month with the figures of the shop, as they were stored and as they are."""
    with session.warehouse.reader() as con:
        closed = con.execute("SELECT month, closed_at FROM month_closings ORDER BY month").fetchall()
        known = _known(con, SHOP)
    return {
        "currency": session.workspace.currency,
        "months": [
            {
                "month": f"{first:%Y-%m}",
                "closed_at": at.replace(tzinfo=UTC).isoformat(),
                "restated": any(was != now for was, now in known[first].values()),
                "figures": {name: _pair(*known[first][name]) for name in SHOP_FIGURES},
            }
            for first, at in closed
        ],
    }


@verb("months.show")
def show(session: Session, month: str, rows: bool = False) -> dict[str, Any]:
    """One closed month: figures as stored and as they are, and each restatement with the load that caused it.

    rows: also every order and refund that a restatement brought, changed or took away.
    """
    first = _parsed(month)
    with session.warehouse.reader() as con:
        found = con.execute(
            "SELECT closed_at, horizon, data_end FROM month_closings WHERE month = ?", [first]
        ).fetchall()
        if not found:
            raise Misuse(
                Words(
                    f"Kuukautta {month} ei ole suljettu. Sulje se: osuma months close {month}",
                    f"The month {month} is not closed. Close it: osuma months close {month}",
                ),
                "not_closed",
            )
        closed_at, horizon, end = found[0]
        return {
            "month": month,
            "currency": session.workspace.currency,
            "closed_at": closed_at.replace(tzinfo=UTC).isoformat(),
            "horizon": None if horizon is None else horizon.replace(tzinfo=UTC).isoformat(),
            "data_end": None if end is None else end.isoformat(),
            "figures": {name: _pair(*pair) for name, pair in _ordered(_known(con, SHOP)[first], SHOP_FIGURES)},
            "segments": _segments(session, con, first),
            "restatements": _restatements(session, con, first),
            "rows": _rows(con, first) if rows else [],
        }


def _parsed(text: str) -> date:
    with suppress(ValueError):
        first = date.fromisoformat(f"{text.strip()}-01")
        if first.year >= _OLDEST:
            return first
    raise Misuse(
        Words(
            f"”{text}” ei ole kuukausi. Anna esimerkiksi 2026-01.",
            f"“{text}” is no month. Give for example 2026-01.",
        ),
        "bad_month",
    )


def _due(session: Session, closed: Sequence[date], end: date | None) -> list[date]:
    """The full months of the data after the last closed one; the last full one where none is closed."""
    over = local_day(session.now(), session.zone).replace(day=1)
    if end is not None:
        over = min(over, end.replace(day=1) if end < _last(end.replace(day=1)) else add_months(end.replace(day=1), 1))
    last = add_months(over, -1)
    first = add_months(closed[-1], 1) if closed else last
    found = []
    while first <= last and end is not None:
        found.append(first)
        first = add_months(first, 1)
    return found


def _last(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _refuse(
    session: Session, wanted: Sequence[date], closed: Sequence[date], end: date | None, *, anyway: bool
) -> None:
    mistakes = []
    for first in wanted:
        key = f"{first:%Y-%m}"
        if first in closed:
            words = Words(
                f"kuukausi on jo suljettu. Katso: osuma months show {key}",
                f"the month is closed already. See: osuma months show {key}",
            )
            mistakes.append(Mistake(key, "already_closed", words))
        elif local_day(session.now(), session.zone) <= _last(first):
            words = Words("kuukausi ei ole vielä päättynyt", "the month is not over yet")
            mistakes.append(Mistake(key, "not_over", words))
        elif (end is None or end < _last(first)) and not anyway:
            mistakes.append(Mistake(key, "data_ends_before", _short(end)))
    if mistakes:
        raise Refused(mistakes)


def _short(end: date | None) -> Words:
    if end is None:
        return Words("tietoja ei ole. Tuo ensin tiedostot", "there is no data. Import files first")
    return Words(
        f"tiedot päättyvät {day(end, 'fi')}, ennen kuukauden loppua. Tuo uudemmat tiedot, tai jos kuukaudessa ei "
        "tapahtunut sen jälkeen mitään: --yes",
        f"the data ends on {day(end, 'en')}, before the month does. Import newer data, or if nothing happened in the "
        "month after that: --yes",
    )


def _close(session: Session, first: date, end: date | None) -> None:
    from osuma.catalog import journal

    bounds = (naive_utc(day_start(first, session.zone)), naive_utc(day_end(_last(first), session.zone)))
    detail = {"month": f"{first:%Y-%m}"}
    with (
        journaled(session, stored.KIND, detail) as load,
        session.warehouse.transaction(noted=True) as con,
    ):
        now = naive_utc(session.now())
        stored.close(con, Month(first, *bounds), load, now, end)
        con.execute("INSERT INTO loads VALUES (?, ?, ?, NULL, '{}')", [load, stored.KIND, now])
    session.progress("committed")
    journal.finish(session.workspace, load, {})
    session.progress("done")


def _told(wanted: Sequence[date]) -> list[Words]:
    if not wanted:
        return [Words("Suljettavia kuukausia ei ole.", "There is no month to close.")]
    return [
        Words(
            f"Kuukausi {named(first, 'fi')} on suljettu. Sen luvut eivät enää muutu; myöhemmät tiedot näkyvät "
            "oikaisuina.",
            f"The month {named(first, 'en')} is closed. Its figures change no more; later data appears as "
            "restatements.",
        )
        for first in wanted
    ]


def _known(con: Connection, slug: str | None = None) -> dict[date, dict[str, tuple[Decimal, Decimal]]]:
    """By month and figure: as it was stored, and as it is."""
    found: dict[date, dict[str, tuple[Decimal, Decimal]]] = {}
    for first, figure, was, now in con.execute(
        f"SELECT month, figure, closed, value FROM ({stored.KNOWN}) WHERE slug = ?", [slug]
    ).fetchall():
        found.setdefault(first, {})[figure] = (was, now)
    return found


def _ordered(
    pairs: dict[str, tuple[Decimal, Decimal]], order: Sequence[str]
) -> list[tuple[str, tuple[Decimal, Decimal]]]:
    return [(name, pairs[name]) for name in order]


def _pair(closed: Decimal, now: Decimal) -> dict[str, str]:
    return {"closed": _text(closed), "now": _text(now)}


def _text(value: Decimal) -> str:
    """Exact, without zeros that say nothing."""
    return f"{value.normalize():f}"


def _segments(session: Session, con: Connection, first: date) -> list[dict[str, Any]]:
    speaking = con.execute("SELECT slug, as_of FROM month_segments WHERE month = ? ORDER BY slug", [first]).fetchall()
    return [
        {
            "slug": slug,
            "as_of": as_of.replace(tzinfo=UTC).astimezone(session.zone).date().isoformat(),
            "figures": {n: _pair(*p) for n, p in _ordered(_known(con, slug)[first], SEGMENT_FIGURES)},
        }
        for slug, as_of in speaking
    ]


def _restatements(session: Session, con: Connection, first: date) -> list[dict[str, Any]]:
    """One entry a load: what it was, each figure that it changed, and the orders and refunds behind them."""
    found = con.execute(
        "SELECT load_id, restated_at, slug, figure, old_value, new_value FROM month_restatements WHERE month = ? "
        "ORDER BY load_id",
        [first],
    ).fetchall()
    behind = {
        load: (rows, amount)
        for load, rows, amount in con.execute(
            "SELECT load_id, count(*), sum(coalesce(new_amount, 0) - coalesce(old_amount, 0)) FROM month_rows "
            "WHERE month = ? GROUP BY 1",
            [first],
        ).fetchall()
    }
    told = []
    for load, of_load in groupby(found, key=lambda row: int(row[0])):
        changed = list(of_load)
        rows, amount = behind.get(load, (0, Decimal(0)))
        changes = sorted((Change(first, *row[2:]) for row in changed), key=month_words.place)
        told.append(
            {
                "load_id": load,
                "at": changed[0][1].replace(tzinfo=UTC).isoformat(),
                "cause": cause_of(session, load).plain(),
                "rows": rows,
                "amount": _text(amount),
                "changes": [
                    {
                        "slug": one.slug,
                        "figure": one.figure,
                        "old": _text(one.old),
                        "new": _text(one.new),
                        **month_words.change(one, session.workspace.currency).plain(),
                    }
                    for one in changes
                ],
            }
        )
    return told


def cause_of(session: Session, load: int) -> Words:
    """What the load was, as people know it."""
    from osuma.catalog import journal

    entry = journal.get(session.workspace, load)
    match entry.kind:
        case "import":
            name = entry.detail.get("file", "")
            return Words(f"tuonti {load} ({name})", f"import {load} ({name})")
        case "undo":
            of = entry.detail["import_id"]
            return Words(f"tuonnin {of} peruminen", f"undo of import {of}")
        case "rates":
            return Words(f"valuuttakurssit (tuonti {load})", f"currency rates (import {load})")
        case "set_apart":
            return Words("erillään pidettävien muutos", "a change of who is set apart")
        case _:
            return Words(f"asiakkaiden yhdistäminen tai erottaminen ({load})", f"people joined or parted ({load})")


def _rows(con: Connection, first: date) -> list[dict[str, Any]]:
    found = con.execute(
        "SELECT load_id, event_id, is_order, old_amount, new_amount FROM month_rows WHERE month = ? "
        f"ORDER BY load_id, event_id LIMIT {_ROWS}",
        [first],
    ).fetchall()
    return [
        {
            "load_id": load,
            "record": event,
            "kind": "order" if is_order else "refund",
            "old": None if old is None else _text(old),
            "new": None if new is None else _text(new),
        }
        for load, event, is_order, old, new in found
    ]
