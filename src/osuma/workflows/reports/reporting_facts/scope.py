"""What every part of a report is gathered with: one reader, one instant, the definitions, the sales window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from osuma.engine import periods
from osuma.engine.features.aggregates import WITHIN_DAY
from osuma.engine.periods import Duration, Window
from osuma.engine.segments.rule import Definition, Partition, Segment
from osuma.engine.tables.views import relation
from osuma.reporting.facts import Origin
from osuma.store.dialect import literal
from osuma.store.warehouse import sql_of
from osuma.workflows.asking.options import language_settings
from osuma.workflows.reports.reporting_facts import rfm
from osuma.workflows.reports.reporting_facts.loads import named
from osuma.workflows.segments.contexts import Asked
from osuma.workflows.segments.definitions import stored, vocabulary
from osuma.workflows.segments.evaluating import Run, evaluated, over_people
from osuma.workflows.segments.probes import Probes, brief_probes_of, probes_of

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: The stretch that sales are told of; the words of the report say so.
SALES_WINDOW = Window(last=Duration(12, "months"))
PERSON = "kind = 'person' AND set_apart IS NULL"


@dataclass(frozen=True)
class Scope(Asked):
    """One report at work: the evaluation of all definitions over people, and the sales window.

    Its reader also has the report's temporary tables (see `opened`). low, high: the sales window in naive UTC, open
    below; window: the same as local days, both included. end: the last day told of. origin: of what was counted from
    all imported files.
    """

    low: datetime
    high: datetime
    window: tuple[date, date]
    end: date
    origin: Origin

    @property
    def people_segments(self) -> list[Segment]:
        """The stored segments over people that could be evaluated, the largest first."""
        found = [d for d in self._sound() if isinstance(d, Segment) and d.of == "customers"]
        return sorted(found, key=lambda d: (-self.evaluation.counts[d.slug].members, d.slug))

    @property
    def partitions(self) -> list[Partition]:
        """The stored partitions that could be evaluated, by slug."""
        return [d for d in self._sound() if isinstance(d, Partition)]

    def _sound(self) -> list[Definition]:
        return [d for slug, d in self.definitions.items() if slug in self.evaluation.columns]

    @property
    def sizes(self) -> dict[str, int]:
        """Members by slug, as this evaluation counted them."""
        return {slug: count.members for slug, count in self.evaluation.counts.items()}

    @property
    def day(self) -> date:
        """The local day of the instant of counting, on which people are as old as rules say."""
        return periods.local_day(self.at.instant, self.session.zone)

    @property
    def now(self) -> datetime:
        """The instant of counting in naive UTC."""
        return periods.naive_utc(self.at.instant)


@contextmanager
def opened(
    session: Session, as_of: str | None, definitions: Sequence[Definition] | None = None, *, brief: bool = False
) -> Iterator[Scope]:
    """A scope while the block runs, of the stored definitions, or of those given, which may refer to stored ones.

    brief: where rules are told on one line each (`lines.short`), so that few of their conditions are counted.

    Its reader has these temporary tables:

    report_sale    the ledger of sales up to the instant: customer_key, local_date, amount, inside (the window)
    report_order   the purchases that count, the same columns
    report_people  one row a person of the base: customer_key, net (in the window), orders (in the window),
                   bought (whether ever), last_order (local day; null where none)

    Before the end of the data `customers` is a temporary table too, with attributes as they were.
    """
    known = {**stored(session), **{defn.slug: defn for defn in definitions or ()}}
    people = [defn for defn in (known.values() if definitions is None else definitions) if over_people(defn)]
    probes = (brief_probes_of if brief else probes_of)(defn for defn in people if isinstance(defn, Segment))
    for defn in people:
        if isinstance(defn, Partition):
            rfm.probe(defn, probes)
    session.progress("features")
    with evaluated(session, [*people, *probes.definitions], as_of) as run:
        session.progress("report")
        scope = _scope(session, run, known, probes)
        for name, event in (("report_sale", "sale"), ("report_order", "order")):
            _events(scope, name, event)
        _people(scope)
        yield scope


def _scope(session: Session, run: Run, known: Mapping[str, Definition], probes: Probes) -> Scope:
    low, high = periods.rolling(SALES_WINDOW, run.as_of.instant, session.zone)
    today = periods.local_day(run.as_of.instant, session.zone)
    first, last = periods.printed(low, high, session.zone)
    end = min(run.as_of.data_end or today, today)
    return Scope(
        session=session,
        at=run.as_of,
        settings=language_settings(session.workspace),
        vocabulary=vocabulary(session),
        definitions=known,
        probes=probes,
        evaluation=run.evaluation,
        low=low,
        high=high,
        window=(first or today, last or today),
        end=end,
        origin=Origin(end, named(session)),
    )


def _events(scope: Scope, name: str, event: str) -> None:
    """Rows of an event up to the instant; a row that has only a date happens within its day, as rules see it."""
    rows = sql_of(relation(event, scope.now, scope.at.current))
    later = int(WITHIN_DAY.total_seconds())
    moment = f"CASE WHEN date_only THEN ts + INTERVAL {later} SECOND ELSE ts END"
    inside = f"moment > {literal(scope.low)} AND moment <= {literal(scope.high)}"
    scope.con.execute(
        f"CREATE TEMP TABLE {name} AS SELECT customer_key, local_date, coalesce(amount, 0) AS amount, "
        f"{inside} AS inside FROM (SELECT *, {moment} AS moment FROM ({rows})) WHERE ts <= {literal(scope.now)} "
        f"AND moment <= {literal(scope.now)}"
    )


def _people(scope: Scope) -> None:
    scope.con.execute(
        "CREATE TEMP TABLE report_people AS SELECT customer_key, coalesce(net, 0)::DECIMAL(18,4) AS net, "
        "coalesce(orders, 0) AS orders, last_order IS NOT NULL AS bought, last_order FROM "
        f"(SELECT customer_key FROM customers WHERE {PERSON}) LEFT JOIN (SELECT customer_key, sum(amount) AS net "
        "FROM report_sale WHERE inside GROUP BY customer_key) USING (customer_key) LEFT JOIN (SELECT customer_key, "
        "count(*) FILTER (inside) AS orders, max(local_date) AS last_order FROM report_order GROUP BY customer_key) "
        "USING (customer_key)"
    )


def made_at(scope: Scope) -> datetime:
    """When the report is made, aware."""
    return scope.session.now().astimezone(UTC)
