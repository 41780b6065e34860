"""Conditions on a company's contacts and on a person's companies in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.events import COUNT, event_statement
from osuma.engine.segments.explain.predicates import compare, opposite
from osuma.engine.segments.explain.words import EMPTY, counted, data, frame
from osuma.engine.segments.rule import Across, Event, Leaf, Node

#: How many of those who meet a condition are named.
_NAMED = 3
_OTHERWISE = {"any": "none", "none": "any", "all": "not_all"}


def across_statement(node: Across, context: ExplainContext, *, negated: bool, brief: bool) -> Words:
    """`vähintään yksi yrityksen yhteyshenkilöistä on käynyt sivuilla …`; what is no one deed is said below."""
    if node.which == "count":
        kind = "some" if node.where is not None else "every"
        said = compare(COUNT, opposite(node.op, negated=negated), node.value, context)
        return frame(f"across.{node.to}.count_{kind}", c=said)
    which = _OTHERWISE[node.which] if negated else node.which
    if node.to == "contacts" and (deed := said_at_once(node)) is not None and which != "not_all":
        return _deed(deed, which, context, brief=brief)
    return frame(f"across.{node.to}.{which}")


def said_at_once(node: Across) -> Event | None:
    """The one deed that the rule inside asks for; None where it asks for something else, or for more."""
    inner: Node | None = node.where
    once = isinstance(inner, Event) and inner.measure.kind == "count" and (inner.op, inner.value) == ("gte", 1)
    return inner if once and isinstance(inner, Event) and _subject(inner) is not None else None


def _subject(node: Leaf) -> str | None:
    """The case of the customer in the Finnish sentence of an event type."""
    forms = data("events").get(node.event, {}).get("fi", {}) if isinstance(node, Event) else {}
    subject = forms.get("subject")
    return subject if subject in data("frames")["across"]["subjects"]["any"] else None


def _deed(node: Event, which: str, context: ExplainContext, *, brief: bool) -> Words:
    """The sentence of a deed with the contacts in the place of the customer; Finnish `kukaan` has a negative verb."""
    subject = str(_subject(node))
    did = event_statement(node, context, negated=False, brief=brief)
    fi = event_statement(node, context, negated=True, brief=brief).fi if which == "none" else did.fi
    subjects = data("frames")["across"]["subjects"][which]
    return Words(fi=fi.replace(subject, subjects[subject], 1), en=did.en.replace("the customer", subjects["en"], 1))


def across_evidence(node: Across, figure: object, rows: Sequence[Mapping[str, Any]]) -> Words | None:
    """`yhteyshenkilöitä on 3, ja heistä ehdon täyttää 1 (Aino Harju)`; None where nobody has looked."""
    if not isinstance(figure, tuple):
        return None
    of, hits, unknown = figure
    if of == 0:
        return frame(f"across.{node.to}.nobody")
    names = [name for row in rows[:_NAMED] if (name := _name(row))]
    who = frame("across.named", v=", ".join(names)) if names and node.where is not None else EMPTY
    slots: dict[str, Words | str] = {"n": str(of), "v": str(hits), "who": who}
    if unknown:
        return counted(f"across.{node.to}.own_unknown", of, **slots, u=str(unknown))
    return counted(f"across.{node.to}.own", of, **slots)


def _name(row: Mapping[str, Any]) -> str:
    """What a person or a company is called."""
    names = " ".join(str(row[n]) for n in ("first_name", "last_name") if row.get(n))
    return names or str(row.get("full_name") or row.get("name") or row["external_id"])
