"""What the data says of the people of each segment, for the segment sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pyroaring import BitMap

from osuma.engine.errors import Words
from osuma.engine.features.reach import GROUNDS
from osuma.engine.segments.rule import Segment as Rule
from osuma.engine.segments.rule.sheet import Sheet as Said
from osuma.engine.tables.special import screen, value_key
from osuma.engine.tables.views import relation
from osuma.reporting import numbers
from osuma.reporting.sheet import LEAST, Ages, Row, Shares, Sheet, targets
from osuma.store.dialect import literal
from osuma.store.evaluation.evaluate import FLAGS
from osuma.store.reach import waterfall
from osuma.store.warehouse import sql_of
from osuma.workflows.asking.options import existing_customer_rule
from osuma.workflows.consent.basis import allowed
from osuma.workflows.reports.reporting_facts import people, segments
from osuma.workflows.reports.reporting_facts.lines import sentence, short
from osuma.workflows.reports.reporting_facts.sales import sales
from osuma.workflows.reports.reporting_facts.scope import Scope
from osuma.workflows.reports.reporting_facts.summary import failed
from osuma.workflows.segments import contexts

if TYPE_CHECKING:
    from osuma.engine.segments.explain import ExplainContext

TOP = 3
GENDERS = {"f": Words("naisia", "women"), "m": Words("miehiä", "men"), "x": Words("muita", "others")}
CHANNELS = ("email", "sms", "phone", "post")
#: Full years on a day; by the birth date, else as the source gave it, as rules count them.
_AGE = "coalesce(date_sub('year', birth_date, {day}), age_given)"


def sheet(scope: Scope) -> Sheet:
    """One row for each segment of people of the scope, the largest first."""
    context = contexts.context(scope, scope.sizes)
    _prepare(scope)
    net, reached = segments.net_sales(scope), _reached(scope)
    hidden: set[str] = set()
    rows = tuple(_row(scope, rule, context, net[rule.slug], reached, hidden) for rule in scope.people_segments)
    return Sheet(
        rows=rows,
        at=scope.day,
        window=scope.window,
        base=scope.evaluation.base,
        net_sales=sales(scope).net,
        currency=scope.settings.currency,
        notes=(
            *_notes(hidden),
            *(failed(one) for one in sorted(scope.evaluation.errors) if one in scope.definitions),
        ),
    )


def _prepare(scope: Scope) -> None:
    """Temporary tables: sheet_people (one row a person, with their age), sheet_line (bought in 12 months)."""
    age = _AGE.format(day=literal(scope.day))
    scope.con.execute(
        f"CREATE TEMP TABLE sheet_people AS SELECT customer_key, {age} AS age, gender, interests, interests_set "
        f"FROM customers SEMI JOIN {FLAGS} USING (customer_key)"
    )
    lines = sql_of(relation("order_line", scope.now, scope.at.current))
    scope.con.execute(
        f"CREATE TEMP TABLE sheet_line AS SELECT DISTINCT customer_key, category, product FROM ({lines}) "
        f"WHERE ts > {literal(scope.low)} AND ts <= {literal(scope.now)}"
    )


def _row(
    scope: Scope,
    rule: Rule,
    context: ExplainContext,
    net: Decimal,
    reached: Mapping[str, BitMap],
    hidden: set[str],
) -> Row:
    where = scope.evaluation.where(rule.slug)
    said, members = rule.sheet or Said(), scope.evaluation.bitmap(rule.slug)
    known, found = _ages(scope, where, said.age)
    row = Row(
        slug=rule.slug,
        name=segments.title(rule),
        who=sentence(short(rule.where, contexts.of(scope, rule, context))),
        count=len(members),
        net_sales=net,
        reach={one: len(able & members) for one, able in reached.items()},
        ages=found,
        age_known=known,
        gender=_gender(scope, where),
        interests=_interests(scope, where, hidden),
        products=_bought(scope, where, "category", hidden),
        examples=_bought(scope, where, "product", hidden),
        said=dict(said.texts),
        kpi=rule.kpi,
        targets=(),
    )
    return replace(row, targets=targets(said.age, dict(said.figures), row, scope.settings.currency))


def _ages(scope: Scope, where: str, target: tuple[int, int] | None) -> tuple[int, Ages | None]:
    low, high = target or (0, 0)
    inside, known, first, third = scope.row(
        f"SELECT count(*) FILTER (age BETWEEN {int(low)} AND {int(high)}), count(age), quantile_disc(age, 0.25), "
        f"quantile_disc(age, 0.75) FROM sheet_people JOIN {FLAGS} USING (customer_key) WHERE {where}"
    )
    if known < LEAST:
        return int(known), None
    return int(known), Ages(int(first), int(third), int(known), None if target is None else int(inside))


def _gender(scope: Scope, where: str) -> Shares:
    found = scope.rows(
        f"SELECT gender, count(*) FROM sheet_people JOIN {FLAGS} USING (customer_key) WHERE {where} AND gender IS "
        "NOT NULL GROUP BY gender ORDER BY 2 DESC, 1"
    )
    named = tuple((GENDERS[str(code)], int(n)) for code, n in found)
    return Shares(sum(n for _, n in named), named)


def _interests(scope: Scope, where: str, hidden: set[str]) -> Shares:
    members = f"sheet_people JOIN {FLAGS} USING (customer_key) WHERE {where} AND interests_set"
    (known,) = scope.row(f"SELECT count(*) FROM {members}")
    found = scope.rows(
        f"SELECT value, count(*) FROM (SELECT unnest(list_distinct(interests)) AS value FROM {members}) "
        "GROUP BY value"
    )
    return Shares(int(known), _top(scope, found, hidden))


def _bought(scope: Scope, where: str, column: str, hidden: set[str]) -> Shares:
    """Of those who bought in 12 months, how many bought each."""
    lines = f"sheet_line JOIN {FLAGS} USING (customer_key) WHERE {where} AND {column} IS NOT NULL"
    (known,) = scope.row(f"SELECT count(DISTINCT customer_key) FROM {lines}")
    found = scope.rows(f"SELECT {column}, count(DISTINCT customer_key) FROM {lines} GROUP BY 1")
    return Shares(int(known), _top(scope, found, hidden))


def _top(scope: Scope, found: list[tuple[object, ...]], hidden: set[str]) -> tuple[tuple[Words, int], ...]:
    """The commonest values; what speaks of a special category is left out unless a written basis covers it."""
    covered = allowed(scope.session)
    top: list[tuple[Words, int]] = []
    for value, n in sorted(found, key=lambda row: (-int(str(row[1])), str(row[0]))):
        text = str(value)
        if screen(text) is not None and value_key(text) not in covered:
            hidden.add(text)
        elif len(top) < TOP:
            top.append((Words(text, text), int(str(n))))
    return tuple(top)


def _reached(scope: Scope) -> Mapping[str, BitMap]:
    """Who may be reached by each channel on which there is anybody, and by e-mail; nothing without any addresses."""
    if people.contactless(scope):
        return {}
    rule = existing_customer_rule(scope.session.workspace)
    keys = [int(key) for (key,) in scope.rows(f"SELECT customer_key FROM {FLAGS}")]
    found = {}
    for one in CHANNELS:
        waterfall(scope.con, keys, one, existing_customers=rule)
        grounds = ", ".join(map(literal, GROUNDS[one]))
        found[one] = BitMap(
            [int(key) for (key,) in scope.rows(f"SELECT customer_key FROM reach WHERE fate IN ({grounds})")]
        )
    return {one: able for one, able in found.items() if able or one == "email"}


def _notes(hidden: set[str]) -> tuple[Words, ...]:
    if not hidden:
        return ()
    n = len(hidden)
    return (
        Words(
            f"Taulukosta on jätetty pois {numbers.number(n, 'fi')} tuoteryhmää tai kiinnostuksen kohdetta, jotka "
            "voivat kertoa arkaluonteisista tiedoista.",
            f"{numbers.number(n, 'en')} product groups or interests that may tell of special categories of personal "
            "data are left out.",
        ),
    )
