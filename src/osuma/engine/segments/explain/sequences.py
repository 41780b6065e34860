"""Sequences in words: `asiakas katsoi ensin verkkosivua eikä sen jälkeen ostanut mitään 7 päivän kuluessa …`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.forms import Forms, filter_words, forms_of
from osuma.engine.segments.explain.rows import Row, row_detail, row_time
from osuma.engine.segments.explain.spans import event_span, forms
from osuma.engine.segments.explain.values import property_of
from osuma.engine.segments.explain.words import EMPTY, counted, data, frame, glue, join, spaced
from osuma.engine.segments.rule import Chain, Step


def chain_statement(node: Chain, context: ExplainContext, *, negated: bool, brief: bool) -> Words:
    """The steps in order, how long they may take, and what is the same in them."""
    said = glue(_steps(node, context), _time(node), _same(node, context), _window(node, context, brief=brief))
    return frame("sequence.no_such", s=said) if negated else said


def chain_notes(node: Chain, context: ExplainContext, path: str) -> list[Words | None]:
    """Whose time is not over yet, and what is not bound by what must be the same."""
    return [_waiting(node, context, path), _unbound(node, context)]


def chain_evidence(node: Chain, chain: Sequence[Row], end: object, context: ExplainContext) -> Words:
    """The rows of a chain, in order, with their times, and the end of its time where it waits."""
    done = [
        frame(
            "sequence.row",
            one=forms_of(step.event, step.where, context).form("one"),
            t=row_time(row, context),
            detail=row_detail(row, step.event, context),
        )
        for step, row in zip(node.done, chain, strict=True)
    ]
    said = frame("sequence.rows", rows=join(done))
    if not isinstance(end, datetime):
        return said
    key = "sequence.ended" if end <= context.as_of else "sequence.ends"
    return frame(key, s=said, t=numbers.moment(end.astimezone(context.zone)))


def _clause(forms: Forms, step: Step, context: ExplainContext, *, first: bool, again: bool) -> Words:
    """What one step says after its subject, with `ensin`, `sitten` or `sen jälkeen` behind the verb.

    again: whether a step before it was the same.
    """
    filters = filter_words(forms, context, after="verb")
    name = "did_past" if not step.without else "not_past" if forms.filters else "none_past"
    if forms.has("did_past"):
        said = forms.form(name, filters)
    else:
        key = "had" if not step.without else "had_not"
        noun = filter_words(forms, context, after="noun")
        said = frame(f"sequence.{key}", one=forms.form("one"), many=forms.form("many"), f=noun)
    if step.without:
        return said
    verb, _, rest = said.fi.partition(" ")
    when = frame("sequence.first" if first else "sequence.then")
    if again and forms.has("did_past"):
        repeated = frame("sequence.again", s=said)
        return Words(fi=f"{verb} {repeated.fi} {rest}".rstrip(), en=f"{when.en} {repeated.en}")
    return Words(fi=f"{verb} {when.fi} {rest}".rstrip(), en=f"{when.en} {said.en}")


def _steps(node: Chain, context: ExplainContext) -> Words:
    chosen = [forms_of(step.event, step.where, context) for step in node.steps]
    subjects = [_subject(one) for one in chosen]

    def part(place: int) -> Words:
        step, again = node.steps[place], node.steps[place] in node.steps[:place]
        said = _clause(chosen[place], step, context, first=place == 0, again=again)
        same = place > 0 and subjects[place] == subjects[place - 1]
        who = EMPTY if same else subjects[0] if place == 0 else _pronoun(subjects[place])
        if not step.without:
            return frame(f"sequence.{_joint(node, place)}", s=glue(who, said, between=" "))
        key = "sequence.not_after" if node.waits and place > _last_done(node) else "sequence.not_between"
        return frame(key, s=Words(fi=said.fi.removeprefix("ei "), en=said.en), who=spaced(who))

    return glue(*(part(place) for place in range(len(node.steps))))


def _joint(node: Chain, place: int) -> str:
    """How a step that happened is joined to what was said before it."""
    if place == 0:
        return "open"
    if node.steps[place - 1].without:
        return "and_after_not"
    return "and" if place == len(node.steps) - 1 else "comma"


def _last_done(node: Chain) -> int:
    return max((i for i, step in enumerate(node.steps) if not step.without), default=0)


def _subject(forms: Forms) -> Words:
    return forms.form("subject") if forms.has("did_past") else frame("sequence.owner")


def _pronoun(subject: Words) -> Words:
    known: dict[str, str] = data("frames")["sequence"]["pronouns"]
    return Words(fi=known.get(subject.fi, subject.fi), en="")


def _time(node: Chain) -> Words:
    if node.within is None:
        return EMPTY
    return frame("sequence.waited" if node.waits else "sequence.within", **forms(node.within))


def _same(node: Chain, context: ExplainContext) -> Words:
    labels = [property_of(node.steps[0].event, name, context).label for name in node.same]
    if not labels:
        return EMPTY
    return frame("sequence.same", s=join([frame("sequence.same_one", s=label) for label in labels]))


def _window(node: Chain, context: ExplainContext, *, brief: bool) -> Words:
    if node.window is None:
        return EMPTY
    span = event_span(node.window, context)
    return frame("sequence.window", p=span.during if brief else span.with_bounds("during"))


def _waiting(node: Chain, context: ExplainContext, path: str) -> Words | None:
    if not node.waits or node.within is None:
        return None
    n = context.at(path).pending
    key = "sequence.so_far" if node.so_far else "sequence.over"
    said = counted(key, node.within.n, **forms(node.within))
    if not n:
        return said
    return frame("sequence.pending", s=said, n=counted("sequence.still", n, n=numbers.number(n)))


def _unbound(node: Chain, context: ExplainContext) -> Words | None:
    """A type that does not know what must be the same."""
    events = context.vocabulary.events
    loose = [
        (step, name)
        for step in node.steps
        for name in node.same
        if step.without and step.event in events and name not in events[step.event].properties
    ]
    if not loose:
        return None
    step, name = loose[0]
    chosen = forms_of(step.event, step.where, context)
    label = property_of(node.steps[0].event, name, context).label
    return frame("sequence.unbound", many=chosen.form("many"), s=label)
