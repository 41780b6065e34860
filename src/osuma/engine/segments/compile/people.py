"""Conditions on what is known of a person beside fields and events: columns beside the people, and their truth."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from osuma.engine.features.aggregates import instant
from osuma.engine.features.hashes import bucket_number, sha256
from osuma.engine.features.operands import Operand, fold, truth
from osuma.engine.features.reach import GROUNDS, Asked, address, fates, suppressed
from osuma.engine.segments.compile.needs import Environment
from osuma.engine.segments.rule import (
    Bucket,
    Changed,
    Experiment,
    Joined,
    Reach,
    Scalar,
    Score,
    Stated,
    Suppressed,
    Unknown,
    Window,
)
from osuma.engine.tables.facts import MEMBERSHIP_MOVES, MEMBERSHIP_NOW, RUN_SEGMENTS, RUNS, SEGMENTS
from osuma.engine.tables.known import EXPOSURES, SCORES
from osuma.engine.tables.people import CUSTOMER_CHANGES, CUSTOMERS, IDENTITIES
from osuma.engine.tables.schema import MONEY, unbound
from osuma.engine.tables.views import statements
from osuma.engine.tables.vocabulary import Kind

#: Conditions that read columns beside the people.
Known = Joined | Changed | Score | Experiment | Reach | Suppressed
Told = Known | Stated
_KEY = "customer_key"
#: Whether a statement of a person's or an entry of the list fits what is asked; the best of several is the largest.
_NOT, _MAY_FIT, _FITS = 0, 1, 2


def person_truth(leaf: Bucket | Told, people: ir.Table, name: str, env: Environment) -> ir.BooleanValue:
    """True, false or null for every row of people. name: what the columns of the condition are called."""
    match leaf:
        case Bucket():
            number = bucket_number(leaf.bucket, people.external_id)
            low, high = (ibis.literal(end, type="int64") for end in (leaf.low, leaf.high))
            return (number >= low) & (number <= high)
        case Joined():
            inside = ibis.ifelse(people[name].notnull(), _within(leaf, people[name], env), False)
            return ibis.ifelse(people[f"{name}_stored"] > 0, inside, ibis.null("boolean"))
        case Changed():
            return people[name].notnull()
        case Score():
            return truth(Operand("decimal", people[name]), leaf.op, leaf.value, env.day_start)
        case Experiment():
            if not leaf.arms:
                return people[name].notnull()
            there: ir.BooleanValue = people[name].isin([unicodedata.normalize("NFC", arm) for arm in leaf.arms])
            return there
        case Reach():
            allowed: ir.BooleanValue = people[name].isin(leaf.grounds or GROUNDS[leaf.reach])
            return allowed.fill_null(False)
        case Stated() | Suppressed():
            fits = people[name] == _FITS
            return ibis.ifelse(people[name] == _MAY_FIT, ibis.null("boolean"), fits)


def read_of(leaf: Told) -> Told:
    """What the condition reads, which others that read the same share: the condition without its comparison."""
    match leaf:
        case Joined():
            return Joined(leaf.member, Window())
        case Score():
            return Score(leaf.score, "set")
        case Experiment():
            return Experiment(leaf.experiment)
        case Reach():
            return Reach(leaf.reach, (), leaf.purpose)
        case Changed() | Stated() | Suppressed():
            return replace(leaf, unknown=Unknown.KEEP)


def with_told(people: ir.Table, named: Mapping[Told, str], env: Environment) -> ir.Table:
    """People with what is read of them as columns, null where there is nothing. named: what each is called."""
    by_statements = {read: name for read, name in named.items() if isinstance(read, Stated)}
    for read, name in named.items():
        if not isinstance(read, Stated):
            people = _with_one(people, read, name, env)
    return _told_by_statements(people, by_statements, env) if by_statements else people


def _with_one(people: ir.Table, read: Known, name: str, env: Environment) -> ir.Table:
    if isinstance(read, Joined):
        people = people.cross_join(_runs_of(read.member, env).aggregate(**{f"{name}_stored": lambda t: t.count()}))
    found = _found(read, env)
    own = found.select(told_key=found[_KEY], **{name: found["told"]})
    return people.left_join(own, people[_KEY] == own.told_key).drop("told_key")


def _found(leaf: Known, env: Environment) -> ir.Table:
    """What there is to say, as `told`: at most one row a customer."""
    match leaf:
        case Joined():
            return _joined(leaf, env)
        case Changed():
            return _changed(leaf, env)
        case Score():
            return _scored(leaf, env)
        case Experiment():
            return _exposed(leaf, env)
        case Reach():
            return _reached(leaf, env)
        case Suppressed():
            return _suppressed(leaf, env)


def _within(leaf: Joined | Changed | Stated | Suppressed, moment: Any, env: Environment) -> ir.BooleanValue:
    low, high = env.past(leaf.window)
    inside: ir.BooleanValue = moment <= instant(high)
    return inside if low is None else inside & (moment > instant(low))


def _versions(slug: str) -> ir.Table:
    versions = unbound(SEGMENTS)
    return versions.filter(versions.slug == slug).select(version_id=versions.segment_id)


def _runs_of(slug: str, env: Environment) -> ir.Table:
    """The runs up to the instant that stored a segment."""
    told, runs, versions = unbound(RUN_SEGMENTS), unbound(RUNS), _versions(slug)
    done = runs.filter(runs.as_of <= instant(env.now)).select(done_id=runs.run_id)
    told = told.filter(told.error.isnull()).select("run_id", "segment_id")
    return told.join(versions, told.segment_id == versions.version_id).join(done, told.run_id == done.done_id)


def _joined(leaf: Joined, env: Environment) -> ir.Table:
    """Since when each stored member is in; before the end of the data, by the moves up to the instant."""
    now, versions = unbound(MEMBERSHIP_NOW), _versions(leaf.member)
    own = now.join(versions, now.segment_id == versions.version_id)
    if env.current:
        return own.select(customer_key=own.unit_key, told=own.since)
    moves, runs = unbound(MEMBERSHIP_MOVES), unbound(RUNS)
    moved = moves.join(versions, moves.segment_id == versions.version_id).join(runs, moves.run_id == runs.run_id)
    columns = ("unit_key", "run_id", "direction", "since")
    told = moved.select("unit_key", "run_id", moved.direction.cast("int64").name("direction"), since=moved.as_of)
    # of a member of the first run no move is stored
    stays = own.mutate(direction=ibis.literal(1, type="int64")).select(columns)
    both = told.select(columns).union(stays, distinct=True)
    past = both.filter(both.since <= instant(env.now))
    place = ibis.row_number().over(group_by=past.unit_key, order_by=ibis.desc(past.run_id))
    last = past.mutate(place=place).filter(lambda t: (t.place == 0) & (t.direction == 1))
    return last.select(customer_key=last.unit_key, told=last.since)


def _changed(leaf: Changed, env: Environment) -> ir.Table:
    """When it last changed so, for those for whom it did."""
    changes = unbound(CUSTOMER_CHANGES)
    rows = changes.filter((changes.field == leaf.changed) & _within(leaf, changes.valid_from, env))
    kind = env.vocabulary.customers[leaf.changed].kind
    for side, value in (("old", leaf.old), ("new", leaf.new)):
        if value is not None:
            rows = rows.filter(rows[f"{side}_fold" if kind == "text" else side] == recorded(value, kind))
    return rows.group_by(_KEY).agg(told=rows.valid_from.max())


def recorded(value: Scalar, kind: Kind) -> str:
    """A value as the history writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if kind == "decimal" and isinstance(value, int | Decimal):
        return f"{Decimal(value):.4f}"
    text = value.isoformat() if isinstance(value, date) else str(value)
    return fold(text) if kind == "text" else unicodedata.normalize("NFC", text)


def _scored(leaf: Score, env: Environment) -> ir.Table:
    scores = unbound(SCORES)
    rows = _of_today(scores.filter((scores.model == leaf.score) & (scores.ts <= instant(env.now))))
    newest = [ibis.desc(rows.ts), ibis.desc(rows.score), rows.then_key]
    return _first(rows, rows.score.cast(MONEY), newest)


def _exposed(leaf: Experiment, env: Environment) -> ir.Table:
    exposures = unbound(EXPOSURES)
    own = exposures.filter((exposures.experiment == leaf.experiment) & (exposures.ts <= instant(env.now)))
    rows = _of_today(own)
    return _first(rows, rows.arm, [rows.ts, rows.arm, rows.then_key])


def _reached(leaf: Reach, env: Environment) -> ir.Table:
    """What the person's fate is on the channel: a ground, or why not."""
    buyers = env.rows.of("order", ()) if env.settings.existing_customers else None
    found = fates(unbound(CUSTOMERS), Asked(leaf.reach, leaf.purpose, env.now, env.current), buyers)
    return found.select(_KEY, told=found.fate)


def _suppressed(leaf: Suppressed, env: Environment) -> ir.Table:
    """The best entry of the address that each person has: `_NOT`, `_MAY_FIT`, `_FITS`; no row without one."""
    entries = suppressed(Asked(leaf.suppressed, now=env.now, current=env.current))
    if leaf.reasons:
        entries = entries.filter(entries.reason.isin(leaf.reasons))
    fits: ir.IntegerValue = ibis.literal(_FITS, type="int8")
    if leaf.window is not None:
        own_time = ibis.ifelse(_within(leaf, entries.ts, env), fits, _NOT)
        fits = ibis.ifelse(entries.dated.fill_null(False), own_time, _MAY_FIT)
    entries = entries.mutate(fits=fits)
    best = entries.group_by("address_hash").agg(best=entries.fits.max())
    people = unbound(CUSTOMERS)
    own = people.select(_KEY, own_address=address(people, leaf.suppressed))
    own = own.filter(own.own_address.notnull()).mutate(own_hash=sha256(own.own_address))
    joined = own.left_join(best, own.own_hash == best.address_hash)
    return joined.select(_KEY, told=joined.best.fill_null(_NOT))


def _told_by_statements(people: ir.Table, named: Mapping[Stated, str], env: Environment) -> ir.Table:
    """People with whether a statement of theirs fits, by condition: `_NOT`, `_MAY_FIT`, `_FITS`; null: nothing is
    known. One join for all: each nests the query deeper."""
    said = statements(None if env.current else env.now)
    columns = {name: _stated(leaf, said, env) for leaf, name in named.items()}
    found = said.group_by(_KEY).agg(**columns)
    own = found.select(told_key=found[_KEY], **{name: found[name] for name in columns})
    return people.left_join(own, people[_KEY] == own.told_key).drop("told_key")


def _stated(leaf: Stated, said: ir.Table, env: Environment) -> ir.Value:
    """The best of a person's statements; a refusal beside it outdoes consent."""
    about = (said.channel == leaf.stated) & (said.purpose == leaf.purpose)
    fits = ibis.and_(*_asked(leaf, said, env))
    # not `.isnull()`: of a comparison that compiles to what Spark cannot read
    code = ibis.cases((fits, _FITS), (~fits, _NOT), else_=_MAY_FIT)
    best = ibis.ifelse(about, ibis.ifelse(said.state == leaf.state, code, _NOT), ibis.null("int8")).max()
    if leaf.state == "refused":
        return best
    refusals = ibis.ifelse(about & (said.state == "refused"), 1, 0).sum()
    return ibis.ifelse(refusals > 0, ibis.literal(_NOT, type="int8"), best)


def _asked(leaf: Stated, said: ir.Table, env: Environment) -> list[ir.BooleanValue]:
    """Each part that is asked, of one statement; null where it does not tell."""
    found: list[ir.BooleanValue] = []
    if leaf.window is not None:
        own_time = said.dated.fill_null(False)
        found.append(ibis.ifelse(own_time, _within(leaf, said.ts, env), ibis.null("boolean")))
    if leaf.sources:
        found.append(said.source.isin([unicodedata.normalize("NFC", one) for one in leaf.sources]))
    if leaf.methods:
        found.append(said.method.isin(leaf.methods))
    if leaf.double_opt_in is not None:
        found.append(said.double_opt_in == ibis.literal(leaf.double_opt_in))
    return found


def _of_today(rows: ir.Table) -> ir.Table:
    """Rows with the person of today: the key of then is an identity of theirs."""
    identities = unbound(IDENTITIES)
    now = identities.select(own_identity=identities.identity_key, now_key=identities.customer_key)
    rows = rows.rename(then_key=_KEY)
    joined = rows.join(now, rows.then_key == now.own_identity).drop("own_identity")
    return joined.rename(customer_key="now_key")


def _first(rows: ir.Table, told: ir.Value, order: list[Any]) -> ir.Table:
    place = ibis.row_number().over(group_by=rows[_KEY], order_by=order)
    placed = rows.select(_KEY, told=told, place=place)
    return placed.filter(placed.place == 0)
