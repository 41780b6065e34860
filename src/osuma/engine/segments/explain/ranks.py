"""Where a person stands among others, in words."""

from __future__ import annotations

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import Counts, ExplainContext
from osuma.engine.segments.explain.events import COUNT, figure
from osuma.engine.segments.explain.forms import filter_words, forms_of
from osuma.engine.segments.explain.spans import event_span
from osuma.engine.segments.explain.values import Named, field_of, property_of, shown
from osuma.engine.segments.explain.words import EMPTY, fill, frame, glue, join, spaced
from osuma.engine.segments.rule import Event, Property, Rank, Sample


def rank_statement(node: Rank, context: ExplainContext, path: str, *, negated: bool, brief: bool) -> Words:
    """`asiakas kuuluu eniten ostaneeseen 10 prosenttiin niistä 4 180 asiakkaasta, jotka …`."""
    if node.percentiles is not None:
        said = _percentiles(node, context, path, brief=brief)
    else:
        said = _tiles(node, context, brief=brief) if node.tiles else _first(node, context, path, brief=brief)
    if node.per is not None:
        said = frame("rank.per", s=said, per=field_of(node.per, context, context.unit).label)
    return frame("rank.not", s=said) if negated else said


def _percentiles(node: Rank, context: ExplainContext, path: str, *, brief: bool) -> Words:
    low, high = node.percentiles or (0, 100)
    return frame(
        "rank.percentiles",
        low=numbers.number(low),
        high=numbers.percent(high),
        among=EMPTY if brief else _among(node, context, context.at(path).ranked),
        figure=_figure(node, context, brief=brief),
        order=_order(node, context),
    )


def _first(node: Rank, context: ExplainContext, path: str, *, brief: bool) -> Words:
    among = EMPTY if brief else _among(node, context, context.at(path).ranked)
    kind, n = ("percent", node.percent) if node.percent is not None else ("n", node.n or 0)
    size, v = numbers.number(n), numbers.percent(n)
    end = frame(f"rank.end_{node.order}")
    most = _most(node, context, "most" if kind == "percent" else "most_n") if node.n != 1 else None
    if most is not None:
        return frame(
            f"rank.{kind}_most", most=Words(fi=most.fi, en=""), by=most.en, n=size, v=v, end=end, among=among
        )
    order = _order(node, context)
    what = _figure(node, context, brief=brief)
    key = "rank.n_one" if node.n == 1 else f"rank.{kind}"
    return frame(key, end=end, n=size, v=v, among=among, figure=what, order=order)


def _tiles(node: Rank, context: ExplainContext, *, brief: bool) -> Words:
    return frame(
        "rank.tiles",
        v=join([numbers.number(tile) for tile in node.among_tiles], "or"),
        whom=_whom(node, context),
        figure=_figure(node, context, brief=brief, bounds=", {b}"),
        order=_order(node, context),
        n=numbers.number(node.tiles or 0),
    )


def _order(node: Rank, context: ExplainContext) -> Words:
    time = _named(node, context).kind in ("date", "instant")
    return frame(f"rank.{node.order}_time" if time else f"rank.{node.order}")


def _most(node: Rank, context: ExplainContext, form: str) -> Words | None:
    """`eniten ostaneeseen`: for sums of money over the same rows and time as those that are ranked."""
    by = node.by
    if not isinstance(by, Event) or (by.measure.kind, by.measure.field) != ("sum", "amount") or by.where:
        return None
    among = node.among
    same_time = isinstance(among, Event) and among.window == by.window and not among.where
    if not same_time and by.window is not None:
        return None
    return forms_of(by.event, by.where, context).most(form, node.order)


def _figure(node: Rank, context: ExplainContext, *, brief: bool, bounds: str = " ({b})") -> Words:
    by = node.by
    if isinstance(by, Property):
        return field_of(by.property, context, context.unit).label
    words = figure(by, context)
    if by.window is None:
        return words
    span = event_span(by.window, context)
    dates = EMPTY if brief or not span.bounds.fi else fill(Words(fi=bounds, en=bounds), b=span.bounds)
    return glue(words, " ", span.of, dates)


def said_in_a_clause(node: Rank | Sample) -> bool:
    """Whether those who are compared can be said in a relative clause; else they are a tree of their own."""
    among = node.among
    if isinstance(node, Sample):
        return False
    return among is None or (isinstance(among, Event) and _at_least_once(among))


def _at_least_once(node: Event) -> bool:
    return node.measure.kind == "count" and (node.op, node.value) in (("gte", 1), ("gt", 0))


def _among(node: Rank, context: ExplainContext, ranked: int | None) -> Words:
    size = numbers.number(ranked) if ranked is not None else None
    if node.among is None:
        return frame("rank.among_all", n=size) if size else EMPTY
    if isinstance(node.among, Event) and said_in_a_clause(node):
        who = _who(node.among, context)
        return frame("rank.among", n=size, who=who) if size else frame("rank.among_no_number", who=who)
    return frame("rank.among_below", n=size) if size else frame("rank.among_below_no_number")


def _whom(node: Rank, context: ExplainContext) -> Words:
    if node.among is None:
        return frame("rank.whom_all")
    if isinstance(node.among, Event) and said_in_a_clause(node):
        return frame("rank.whom", who=_who(node.among, context))
    return frame("rank.whom_below")


def _who(among: Event, context: ExplainContext) -> Words:
    forms = forms_of(among.event, among.where, context)
    who = forms.form("who", filter_words(forms, context, after="verb"))
    return glue(who, spaced(event_span(among.window, context).during)) if among.window else who


def border_notes(node: Rank, context: ExplainContext, counts: Counts) -> list[Words]:
    """The border value, and why the group is larger than asked where people tie on it."""
    if node.tiles or node.percentiles:
        return []
    if counts.border is None:
        own = [frame("rank.border_per")] if node.per is not None else []
        return [*own, frame("rank.ties_always")]
    named = _named(node, context)
    notes = [frame("rank.border", v=shown(counts.border, named, context))]
    asked = _asked(node, counts.ranked)
    if counts.true is not None and asked is not None and counts.true > asked:
        notes.append(frame("rank.ties", n=numbers.number(counts.true), m=numbers.number(asked)))
    return notes


def ranked_by(node: Rank, context: ExplainContext) -> tuple[Words, Named]:
    """The figure of a rank by its name, and how its values are shown."""
    return _figure(node, context, brief=True), _named(node, context)


def _named(node: Rank, context: ExplainContext) -> Named:
    by = node.by
    if isinstance(by, Property):
        return field_of(by.property, context, context.unit)
    if by.measure.field is None or by.measure.kind == "distinct":
        return COUNT
    return property_of(by.event, by.measure.field, context)


def _asked(node: Rank, ranked: int | None) -> int | None:
    """How many there would be if nobody tied."""
    if node.n is not None:
        return node.n if ranked is None else min(node.n, ranked)
    if node.percent is None or ranked is None:
        return None
    return -(-node.percent * ranked // 100)
