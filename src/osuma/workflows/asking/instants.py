"""When a question is asked of: the end of the data by default, a date or an instant where one is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import FIRST_DAY, TICK, day_end, local_day
from osuma.store.schema import event_tables

if TYPE_CHECKING:
    from osuma.store.warehouse import Warehouse


#: A hundred years after it, as far as windows reach, are days still.
_LAST_DAY = date(2999, 12, 31)
#: Where it is told when something happened to a deal, and before what; a stage since its import is one without a day.
_OF_DEALS = (
    ("deals", "created_at <= recorded_at"), ("deals", "closed_at <= recorded_at"),
    ("deals", "source_updated_at <= recorded_at"), ("deal_stages", "ts < recorded_at"),
)  # fmt: skip


#: SQL of the instants from which anything is known of people and companies.
_TOLD = " UNION ALL ".join(
    f"SELECT min({known}) AS first, max({known}) AS last FROM {table}"
    for table, known in (
        ("profiles", "known_from"), ("customer_changes", "valid_from"),
        ("account_profiles", "known_from"), ("account_changes", "valid_from"),
    )
)  # fmt: skip


#: The first and the last instant (aware UTC) from which anything is known of anybody; None where nothing is.
Told = tuple[datetime | None, datetime | None]


class Place(Protocol):
    """Where a question is asked: a session of a workspace, or tables in memory."""

    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def warehouse(self) -> Warehouse: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class AsOf:
    """instant: aware UTC. text: the date where it is the end of a day, else the instant in ISO form.

    current: whether it is at or after the end of the data, so that today's values hold, or before anything is known.
    data_end: last local day with data, None where there is none. is_default: nobody named the instant.
    known_since: where nothing happened on any day and the instant is before anything was told of anybody, the local
    day on which that was; today's values are what is there to read. None otherwise.
    """

    instant: datetime
    text: str
    current: bool
    data_end: date | None
    is_default: bool = False
    known_since: date | None = None


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last instant of a local day: what "as of a date" means."""
    return day_end(day, zone).astimezone(UTC) - TICK


def data_end(place: Place) -> date | None:
    """The last local day on which anything happened, be it an event or something told of a deal; what is dated after
    it was learned is a mistake of the file."""
    with place.warehouse.reader() as con:
        tables = event_tables(con)
    return later(last_day(place.warehouse, tables), last_of_deals(place))


def later(one: date | None, other: date | None) -> date | None:
    """The later of two days, of which either may not be."""
    return max((day for day in (one, other) if day is not None), default=None)


def last_of_deals(place: Place) -> date | None:
    """The last local day on which anything is told of a deal; plans for days to come tell nothing."""
    found = place.warehouse.kept_rows(newest_of_deals())
    return told_on(found[0][0], place.zone) if found else None


def told_on(moment: datetime, zone: ZoneInfo) -> date:
    """The local day of a moment in naive UTC."""
    return local_day(moment.replace(tzinfo=UTC), zone)


def newest_of_deals(known: str = "") -> str:
    """SQL of the last moment that is told of a deal, one row or none. known: a further condition on its rows."""
    told = " UNION ALL ".join(
        f"(SELECT {told} AS moment FROM {table} WHERE {before}{known} ORDER BY {told} DESC LIMIT 1)"
        for table, before in _OF_DEALS
        for told in (before.partition(" ")[0],)
    )
    return f"SELECT moment FROM ({told}) n ORDER BY moment DESC LIMIT 1"


def last_day(warehouse: Warehouse, tables: Sequence[str]) -> date | None:
    """`data_end` of some tables of events; None where they have no row."""
    found = warehouse.kept_rows(f"SELECT max(day) FROM ({newest_days(tables)})")[0][0]
    return found if isinstance(found, date) else None


def newest_days(tables: Sequence[str]) -> str:
    """SQL of `day`: the last local day in each table of events that has a row."""
    # the newest row first, not max(): a row that is older than one found needs no look at its times
    return " UNION ALL ".join(
        f"(SELECT local_date AS day FROM {table} WHERE ts <= recorded_at ORDER BY local_date DESC LIMIT 1)"
        for table in tables
    )


def was_current(warehouse: Warehouse, as_of: datetime, known_by: datetime, zone: ZoneInfo) -> bool:
    """Whether an instant was at or after the end of the data as far as it was known by another one (naive UTC)."""
    with warehouse.reader() as con:
        union = " UNION ALL ".join(
            f"SELECT max(local_date) AS day FROM {table} WHERE ts <= recorded_at AND recorded_at <= $known"
            for table in event_tables(con)
        )
        (last,) = con.execute(f"SELECT max(day) FROM ({union})", {"known": known_by}).fetchall()[0]
        deal = con.execute(newest_of_deals(" AND recorded_at <= $known"), {"known": known_by}).fetchall()
    end = later(last, told_on(deal[0][0], zone) if deal else None)
    return end is None or as_of.replace(tzinfo=UTC) >= end_of(end, zone)


def resolve(session: Place, text: str | None = None) -> AsOf:
    """The instant that is meant by nothing, by a date or by an instant with or without a zone.

    Without data it is now. Lists alone, of which no row is an event, are history from the first of them to the last:
    before that nothing is. Raises Misuse where the text is neither.
    """
    return resolve_from(session, data_end(session), text, lambda: told_between(session.warehouse))


def resolve_from(session: Place, end: date | None, text: str | None, told: Callable[[], Told]) -> AsOf:
    """As `resolve`, for data that end on a local day; None where there are none, and told says when there was any."""
    at = _of_events(session, end, text)
    if end is not None or text is None:
        return at
    first, last = told()
    if first is None or last is None or at.instant >= last:
        return at
    if at.instant >= first:
        return replace(at, current=False)
    return replace(at, known_since=local_day(first, session.zone))


def told_between(warehouse: Warehouse) -> Told:
    """The first and the last instant (aware UTC) from which anything is known of a person or a company."""
    ((first, last),) = warehouse.kept_rows(f"SELECT min(first), max(last) FROM ({_TOLD})")
    return (None, None) if first is None else (first.replace(tzinfo=UTC), last.replace(tzinfo=UTC))


def _of_events(session: Place, end: date | None, text: str | None) -> AsOf:
    if text is None:
        if end is None:
            return AsOf(session.now(), local_day(session.now(), session.zone).isoformat(), True, None, True)
        return AsOf(end_of(end, session.zone), end.isoformat(), True, end, True)
    instant, shown = _parse(text, session.zone)
    current = end is None or instant >= end_of(end, session.zone)
    return AsOf(instant, shown, current, end)


def _parse(text: str, zone: ZoneInfo) -> tuple[datetime, str]:
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise Misuse(
            Words(
                fi=f"”{text}” ei ole päivä eikä hetki. Anna esimerkiksi 2026-11-19 tai 2026-11-19T14:00.",
                en=f"“{text}” is no date and no instant. Give for example 2026-11-19 or 2026-11-19T14:00.",
            ),
            "bad_as_of",
        ) from None
    if not FIRST_DAY <= given.date() <= _LAST_DAY:
        first, last = FIRST_DAY.year, _LAST_DAY.year
        raise Misuse(
            Words(
                f"{text} on liian kaukana: anna päivä tai hetki vuosilta {first}–{last}.",
                f"{text} is too far away: give a day or an instant from {first} to {last}.",
            ),
            "bad_as_of",
        )
    if len(text) == len("2026-11-19"):
        return end_of(given.date(), zone), given.date().isoformat()
    aware = given if given.tzinfo else given.replace(tzinfo=zone)
    return aware.astimezone(UTC), aware.astimezone(zone).isoformat()
