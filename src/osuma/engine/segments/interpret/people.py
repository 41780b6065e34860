"""What is known of a person beside fields and events, looked up row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from osuma.engine.segments.interpret.reach import entries, fate
from osuma.engine.segments.interpret.rows import Facts, RowOf
from osuma.engine.segments.interpret.time import instant_in
from osuma.engine.segments.interpret.values import fold
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
    Window,
)
from osuma.engine.segments.rule.people import bucket_of

Truth = bool | None
Compare = Callable[[str, Any, Any, bool], Truth]


def person_leaf(
    leaf: Bucket | Joined | Changed | Score | Experiment | Reach | Stated | Suppressed,
    person: RowOf,
    facts: Facts,
    compare: Compare,
) -> Truth:
    """The truth of one condition for one person."""
    match leaf:
        case Bucket():
            return leaf.low <= bucket_of(leaf.bucket, person["external_id"]) <= leaf.high
        case Joined():
            if not stored(leaf.member, facts):
                return None
            since = joined(leaf.member, person, facts)
            return since is not None and _within(since, leaf.window, facts)
        case Changed():
            return bool(changes(leaf, person, facts))
        case Score():
            return compare(leaf.op, score(leaf, person, facts), leaf.value, False)
        case Experiment():
            arm = exposure(leaf, person, facts)
            if not leaf.arms:
                return arm is not None
            return None if arm is None else any(arm == normalize("NFC", one) for one in leaf.arms)
        case Stated() | Suppressed() | Reach():
            return _said_to_messages(leaf, person, facts)


def _said_to_messages(leaf: Stated | Suppressed | Reach, person: RowOf, facts: Facts) -> Truth:
    match leaf:
        case Stated():
            return _stated(leaf, person, facts)
        case Suppressed():
            return _suppressed(leaf, person, facts)
        case Reach():
            return fate(leaf, person, facts) in (leaf.grounds or ("consent", "existing_customer", "company"))


def _happened(row: RowOf, column: str, facts: Facts) -> bool:
    moment: datetime = row[column]
    return moment.replace(tzinfo=UTC) <= facts.as_of


def _within(moment: datetime, window: Window | None, facts: Facts) -> bool:
    aware, settings = moment.replace(tzinfo=UTC), facts.settings
    if window is None:
        return aware <= facts.as_of
    inside = instant_in(aware, window, facts.as_of, settings.zone_info, settings.fiscal_year_start_month)
    return inside and aware <= facts.as_of


def _versions(slug: str, facts: Facts) -> set[int]:
    return {v["segment_id"] for v in facts.table("segment_versions") if v["slug"] == slug}


def stored(slug: str, facts: Facts) -> list[RowOf]:
    """The runs that had stored a segment."""
    versions = _versions(slug, facts)
    sound = {t["run_id"] for t in facts.table("run_segments") if t["segment_id"] in versions and t["error"] is None}
    return [r for r in facts.table("runs") if r["run_id"] in sound and _happened(r, "as_of", facts)]


def joined(slug: str, person: RowOf, facts: Facts) -> datetime | None:
    """Since when somebody is a stored member; None for who is not."""
    versions, key = _versions(slug, facts), person["customer_key"]
    now = [m for m in facts.table("membership_now") if m["segment_id"] in versions and m["unit_key"] == key]
    if facts.current:
        return now[0]["since"] if now else None
    instants = {r["run_id"]: r["as_of"] for r in facts.table("runs")}
    turns = [(m["run_id"], 1, m["since"]) for m in now]
    turns += [
        (m["run_id"], m["direction"], instants[m["run_id"]])
        for m in facts.table("membership_moves")
        if m["segment_id"] in versions and m["unit_key"] == key
    ]
    past = sorted(turn for turn in turns if turn[2].replace(tzinfo=UTC) <= facts.as_of)
    return past[-1][2] if past and past[-1][1] == 1 else None


def changes(leaf: Changed, person: RowOf, facts: Facts) -> list[RowOf]:
    """The changes that count, oldest first."""
    folds = f"{leaf.changed}_fold" in person and not isinstance(person[leaf.changed], list)
    found = [
        change
        for change in facts.table("customer_changes")
        if (change["customer_key"], change["field"]) == (person["customer_key"], leaf.changed)
        and _within(change["valid_from"], leaf.window, facts)
        and all(
            wanted is None or _same(change[side], wanted, folds)
            for side, wanted in (("old", leaf.old), ("new", leaf.new))
        )
    ]
    return sorted(found, key=lambda change: change["valid_from"])


def _same(text: str | None, wanted: Scalar, folds: bool) -> bool:
    if text is None:
        return False
    if isinstance(wanted, bool):
        return text == {True: "true", False: "false"}[wanted]
    if isinstance(wanted, int | Decimal):
        return Decimal(text) == wanted
    plain = wanted.isoformat() if isinstance(wanted, date) else wanted
    return fold(text) == fold(plain) if folds else text == plain


def _identities(person: RowOf, facts: Facts) -> set[int]:
    same = {i["identity_key"] for i in facts.table("identities") if i["customer_key"] == person["customer_key"]}
    return {person["customer_key"], *same}


def score(leaf: Score, person: RowOf, facts: Facts) -> Decimal | None:
    """What the model said last, the largest where it said two things at once."""
    keys = _identities(person, facts)
    said = [
        s
        for s in facts.table("scores")
        if s["customer_key"] in keys and s["model"] == leaf.score and _happened(s, "ts", facts)
    ]
    last = max((s["ts"] for s in said), default=None)
    figures = [s["score"] for s in said if s["ts"] == last and s["score"] is not None]
    return max(figures, default=None)


def exposure(leaf: Experiment, person: RowOf, facts: Facts) -> str | None:
    """The arm into which somebody was put first."""
    keys = _identities(person, facts)
    put = [
        (e["ts"], e["arm"].encode(), e["arm"])
        for e in facts.table("exposures")
        if e["customer_key"] in keys and e["experiment"] == leaf.experiment and _happened(e, "ts", facts)
    ]
    return min(put)[2] if put else None


def _suppressed(leaf: Suppressed, person: RowOf, facts: Facts) -> Truth:
    found = listed(leaf, person, facts)
    if found is None or leaf.window is None:
        return None if found is None else bool(found)
    if any(one.get("dated") and _within(one["ts"], leaf.window, facts) for one in found):
        return True
    return None if any(not one.get("dated") for one in found) else False


def listed(leaf: Suppressed, person: RowOf, facts: Facts) -> list[RowOf] | None:
    """The entries of the person's address for the reasons that are asked, newest first; None without an address."""
    found = entries(leaf.suppressed, person, facts)
    if found is None:
        return None
    asked = [one for one in found if one["reason"] in leaf.reasons or not leaf.reasons]
    return sorted(asked, key=lambda one: one["ts"], reverse=True)


def _stated(leaf: Stated, person: RowOf, facts: Facts) -> Truth:
    state = facts.consent(person, leaf.stated, leaf.purpose)
    if state is None or state != leaf.state:
        return None if state is None else False
    truths = [_fits(leaf, said, facts) for said in said_so(leaf, person, facts)]
    return True if True in truths else None if None in truths else False


def said_so(leaf: Stated, person: RowOf, facts: Facts) -> list[RowOf]:
    """The statements that count towards the state, newest first."""
    said = facts.statements.get((person["customer_key"], leaf.stated, leaf.purpose), [])
    return sorted((one for one in said if one["state"] == leaf.state), key=lambda one: one["ts"], reverse=True)


def _fits(leaf: Stated, said: RowOf, facts: Facts) -> Truth:
    truths: list[Truth] = []
    if leaf.window is not None:
        truths.append(_within(said["ts"], leaf.window, facts) if said.get("dated") else None)
    if leaf.sources:
        truths.append(any(normalize("NFC", one) == said["source"] for one in leaf.sources))
    for wanted, told in ((leaf.methods, said.get("method")), (leaf.double_opt_in, said.get("double_opt_in"))):
        if wanted not in ((), None):
            truths.append(None if told is None else told in wanted if isinstance(wanted, tuple) else told is wanted)
    return False if False in truths else None if None in truths else True
