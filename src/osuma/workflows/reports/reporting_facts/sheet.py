"""What the data says of the people of each segment, for the segment sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from pyroaring import BitMap

from osuma.engine.errors import Words
from osuma.engine.segments.rule import Segment as Rule
from osuma.engine.segments.rule.sheet import Sheet as Said
from osuma.engine.tables.special import screen, value_key
from osuma.engine.tables.views import relation
from osuma.reporting import numbers
from osuma.reporting.sheet import LEAST, Ages, Row, Shares, Sheet, targets
from osuma.store.dialect import literal
from osuma.store.evaluation.evaluate import FLAGS
from osuma.store.reach import reachable
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


@dataclass(frozen=True)
class _People:
    """What is counted of the people of every segment in one go, by slug."""

    reached: Mapping[str, BitMap]
    ages: Mapping[str, tuple[int, Ages | None]]
    gender: Mapping[str, Shares]
    interests: Mapping[str, Shares]
    products: Mapping[str, Shares]
    examples: Mapping[str, Shares]


def sheet(scope: Scope) -> Sheet:
    """One row for each segment of people of the scope, the largest first."""
    context = contexts.context(scope, scope.sizes)
    _prepare(scope)
    net, hidden = segments.net_sales(scope), set[str]()
    counted = _People(
        reached=_reached(scope),
        ages=_ages(scope),
        gender=_gender(scope),
        interests=_interests(scope, hidden),
        products=_bought(scope, "category", hidden),
        examples=_bought(scope, "product", hidden),
    )
    return Sheet(
        rows=tuple(_row(scope, rule, context, net[rule.slug], counted) for rule in scope.people_segments),
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


def _row(scope: Scope, rule: Rule, context: ExplainContext, net: Decimal, counted: _People) -> Row:
    said, members = rule.sheet or Said(), scope.evaluation.bitmap(rule.slug)
    known, ages = counted.ages[rule.slug]
    row = Row(
        slug=rule.slug,
        name=segments.title(rule),
        who=sentence(short(rule.where, contexts.of(scope, rule, context))),
        count=len(members),
        net_sales=net,
        reach={one: len(able & members) for one, able in counted.reached.items()},
        ages=ages,
        age_known=known,
        gender=counted.gender[rule.slug],
        interests=counted.interests[rule.slug],
        products=counted.products[rule.slug],
        examples=counted.examples[rule.slug],
        said=dict(said.texts),
        kpi=rule.kpi,
        targets=(),
    )
    return replace(row, targets=targets(said.age, dict(said.figures), row, scope.settings.currency))


def _of_each(scope: Scope, figures: Callable[[Rule, str], str], rows: str, group: str = "") -> list[tuple[Any, ...]]:
    """The rows of one query over people with their flags: before the figures of every segment what it groups by.

    figures: SQL of a segment's figures, of the rule and the condition of its members.
    """
    asked = [figures(rule, scope.evaluation.where(rule.slug)) for rule in scope.people_segments]
    if not asked:
        return []
    grouped = f" GROUP BY {group}" if group else ""
    return scope.rows(
        f"SELECT {', '.join([group, *asked] if group else asked)} FROM ({rows}) JOIN {FLAGS} USING (customer_key)"
        f"{grouped}"
    )


def _members(_: Rule, where: str) -> str:
    return f"count(*) FILTER ({where})"


def _numbers(scope: Scope, rows: str) -> dict[str, int]:
    """How many of the rows, one a person, are of each segment's members."""
    found = _of_each(scope, _members, rows)
    return {rule.slug: int(n) for rule, n in zip(scope.people_segments, found[0] if found else (), strict=True)}


def _values(scope: Scope, rows: str) -> dict[str, list[tuple[str, int]]]:
    """Of each segment the values that its members have in the rows (customer_key, value), the commonest first."""
    found = _of_each(scope, _members, rows, "value")
    return {
        rule.slug: sorted(
            ((str(value), int(counts[n])) for value, *counts in found if counts[n]), key=lambda one: (-one[1], one[0])
        )
        for n, rule in enumerate(scope.people_segments)
    }


def _ages(scope: Scope) -> dict[str, tuple[int, Ages | None]]:
    """Of each segment how many ages are known, and what they are where that is enough."""
    aims = {rule.slug: rule.sheet.age if rule.sheet else None for rule in scope.people_segments}

    def figures(rule: Rule, where: str) -> str:
        low, high = aims[rule.slug] or (0, 0)
        return (
            f"count(*) FILTER (({where}) AND age BETWEEN {int(low)} AND {int(high)}), count(age) FILTER ({where}), "
            f"quantile_disc(age, [0.25, 0.75]) FILTER ({where})"
        )

    found = iter(*_of_each(scope, figures, "FROM sheet_people")) if aims else iter(())
    told: dict[str, tuple[int, Ages | None]] = {}
    for slug, aim in aims.items():
        inside, known, quarters = next(found), int(next(found)), next(found)
        told[slug] = known, None
        if known >= LEAST:
            first, third = quarters
            told[slug] = known, Ages(int(first), int(third), known, None if aim is None else int(inside))
    return told


def _gender(scope: Scope) -> dict[str, Shares]:
    found = _values(scope, "SELECT customer_key, gender AS value FROM sheet_people WHERE gender IS NOT NULL")
    return {
        slug: Shares(sum(n for _, n in values), tuple((GENDERS[code], n) for code, n in values))
        for slug, values in found.items()
    }


def _interests(scope: Scope, hidden: set[str]) -> dict[str, Shares]:
    known = "FROM sheet_people WHERE interests_set"
    return _shares(
        scope,
        f"SELECT customer_key {known}",
        f"SELECT customer_key, unnest(list_distinct(interests)) AS value {known}",
        hidden,
    )


def _bought(scope: Scope, column: str, hidden: set[str]) -> dict[str, Shares]:
    """Of those who bought in 12 months, how many bought each."""
    lines = f"FROM sheet_line WHERE {column} IS NOT NULL"
    return _shares(
        scope,
        f"SELECT DISTINCT customer_key {lines}",
        f"SELECT DISTINCT customer_key, {column} AS value {lines}",
        hidden,
    )


def _shares(scope: Scope, people: str, values: str, hidden: set[str]) -> dict[str, Shares]:
    """Of each segment how many people are told of, and the commonest values; what speaks of a special category is
    left out unless a written basis covers it."""
    known, found, covered = _numbers(scope, people), _values(scope, values), allowed(scope.session)
    every = {value for counted in found.values() for value, _ in counted}
    special = {value for value in every if screen(value) is not None and value_key(value) not in covered}
    hidden |= special
    return {
        slug: Shares(known[slug], tuple((Words(value, value), n) for value, n in _plain(counted, special)))
        for slug, counted in found.items()
    }


def _plain(counted: Iterable[tuple[str, int]], special: set[str]) -> Iterable[tuple[str, int]]:
    return islice((one for one in counted if one[0] not in special), TOP)


def _reached(scope: Scope) -> Mapping[str, BitMap]:
    """Who may be reached by each channel on which there is anybody, and by e-mail; nothing without any addresses."""
    if people.contactless(scope):
        return {}
    rule = existing_customer_rule(scope.session.workspace)
    everybody = scope.evaluation.arrow(f"SELECT customer_key FROM {FLAGS}").column(0)
    found = {one: BitMap(reachable(scope.con, everybody, one, existing_customers=rule)) for one in CHANNELS}
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
