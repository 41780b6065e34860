"""Dates, membership and permission in words."""

from __future__ import annotations

from osuma.engine.errors import Words
from osuma.engine.periods import Window, local_day
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.predicates import opposite, predicate
from osuma.engine.segments.explain.reach import in_brackets, reach_statement
from osuma.engine.segments.explain.spans import date_span, instant_span
from osuma.engine.segments.explain.values import Named, code_name, field_of
from osuma.engine.segments.explain.words import EMPTY, counted, frame, glue, has_frame, quote
from osuma.engine.segments.rule import Consent, Dates, Member, Near, Reach

_PREFIXES = {"areas": "area_", "accounts": "account_"}


def dates_statement(node: Dates, context: ExplainContext, *, unit: str, negated: bool, brief: bool) -> Words:
    """`syntymäpäivä on seuraavien 14 päivän aikana (20.11.–3.12.2026, tämä päivä mukaan lukien)`."""
    named = field_of(node.date, context, unit)
    if node.window.since or node.window.until:
        return _fixed(named, node.window, context, negated=negated)
    is_instant = named.kind == "instant" and not node.anniversary
    span = (instant_span if is_instant else date_span)(node.window, context)
    bounds = span.bounds
    if bounds.fi and node.window.next is not None:
        bounds = glue(bounds, frame("dates.today_in"))
    period = span.during if brief or not bounds.fi else glue(span.during, " (", bounds, ")")
    subject = _anniversary(named) if node.anniversary else named.label
    return frame("dates.not_window" if negated else "dates.window", s=subject, p=period)


def _fixed(named: Named, window: Window, context: ExplainContext, *, negated: bool) -> Words:
    if window.since and window.until:
        op, value = "between", (window.since, window.until)
        return predicate(named.label, named, opposite(op, negated=negated), value, context)
    op = "gte" if window.since else "lte"
    return predicate(named.label, named, opposite(op, negated=negated), window.since or window.until, context)


def _anniversary(named: Named) -> Words:
    return named.anniversary or frame("dates.anniversary_of", s=named.label)


def leap_note(node: Dates, context: ExplainContext, unit: str) -> Words | None:
    """What becomes of 29 February, for yearly days."""
    if not node.anniversary:
        return None
    return frame("dates.leap" if field_of(node.date, context, unit).anniversary else "dates.leap_other")


def near_statement(node: Near, *, unit: str, negated: bool) -> Words:
    """`asiakkaan postinumeroalue on enintään 20 km:n päässä alueesta 00100`."""
    side = ("area_" if unit == "areas" else "") + ("far" if negated else "near")
    return frame(f"near.{side}", v=node.near, n=numbers.number(node.km))


def member_statement(node: Member, context: ExplainContext, *, unit: str, negated: bool, brief: bool) -> Words:
    """`asiakas ei kuulu segmenttiin ”Huvilan omistajat” (214 asiakasta 20.11.2026)`."""
    direction = "out" if negated else "in"
    size = EMPTY if brief else _size(node.member, context, unit)
    partition, _, class_ = node.member.partition("/")
    if class_:
        whole = title_of(partition, context)
        return frame(f"member.class_{direction}", v=title_of(node.member, context, class_), w=whole, b=size)
    prefix = _PREFIXES.get(unit, "")
    return frame(f"member.{prefix}{direction}", v=title_of(node.member, context), b=size)


def title_of(slug: str, context: ExplainContext, fallback: str | None = None) -> Words:
    """The name of a definition or class in quotes, else its slug or what is given."""
    title = context.titles.get(slug)
    if title is None:
        return quote(fallback or slug)
    return Words(fi=quote(title.fi).fi, en=quote(title.en).en)


def _size(slug: str, context: ExplainContext, unit: str) -> Words:
    size = context.sizes.get(slug)
    if size is None:
        return EMPTY
    today = numbers.day(local_day(context.as_of, context.zone))
    prefix = _PREFIXES.get(unit, "")
    return counted(f"member.{prefix}size", size, n=numbers.number(size), day=today)


def permission_statement(
    node: Consent | Reach, context: ExplainContext, path: str, *, negated: bool, brief: bool
) -> Words:
    """What the person has said, or whether a message may go to them."""
    if isinstance(node, Reach):
        return reach_statement(node, context, path, negated=negated, brief=brief)
    return _consent(node, context, path, negated=negated, brief=brief)


def _consent(node: Consent, context: ExplainContext, path: str, *, negated: bool, brief: bool) -> Words:
    """What was said, and nothing of whether one may write: `asiakkaalla on voimassa oleva suostumus … (6 240)`."""
    granted = (node.state == "granted") != negated
    if not _of_marketing(node):
        other = "consent.other_granted" if granted else "consent.other_refused"
        return frame(other, v=quote(node.purpose), w=code_name("channel", node.consent, context))
    if not granted:
        return frame(f"consent.refused.{node.consent}")
    n = None if brief or negated else context.at(path).grounds.get("consent")
    return frame("consent.granted", w=frame(f"stated.to.{node.consent}"), b=in_brackets(n))


def consent_note(node: Consent, *, negated: bool) -> Words | None:
    """That the suppression list is not looked at; None where it has nothing to do with what is asked."""
    if not _of_marketing(node):
        return None
    return frame("consent.note" if (node.state == "granted") != negated else "consent.note_refused")


def _of_marketing(node: Consent) -> bool:
    """Whether it is about messages; `web` is about being followed."""
    return node.purpose == "marketing" and has_frame(f"consent.refused.{node.consent}")
