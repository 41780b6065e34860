"""A definition as its user sees it: how many, who they are, what they bought, whom one reaches.

Nothing is stored: a text that is being edited is shown as a stored segment is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import yaml

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import Duration, TimeUnit
from osuma.engine.segments import kpis
from osuma.engine.segments.explain.values import field_of, property_of
from osuma.engine.segments.parse import parse
from osuma.engine.segments.remarks import kept
from osuma.engine.segments.rule import AllOf, Node, Segment
from osuma.engine.segments.templates import ready_made
from osuma.reporting.facts import Segment as Shown
from osuma.reporting.numbers import SIGNS
from osuma.workflows.asking.verbs import verb
from osuma.workflows.reports.reporting_facts import segments as shown_segments
from osuma.workflows.reports.reporting_facts.lines import short
from osuma.workflows.reports.reporting_facts.scope import Scope, opened
from osuma.workflows.segments import contexts
from osuma.workflows.segments.asked import audited
from osuma.workflows.segments.definitions import read
from osuma.workflows.segments.templates import list_ as listed_templates

if TYPE_CHECKING:
    from osuma.engine.segments.explain import ExplainContext
    from osuma.workflows.asking.session import Session

#: Templates that say most about a shop's customers, the most useful first; three that hold somebody are proposed.
PREFERRED = (
    "inactive",
    "valuable-buyers",
    "one-time-buyers",
    "frequent-buyers",
    "repeat-buyers",
    "reactivated",
    "very-active",
    "newsletter-consent",
    "webinar-guests",
    "residents-of-helsinki",
)
PROPOSED = 3
#: Numbers of a condition that one changes while looking: thresholds and lengths of time.
_NUMBERS = ("value", "percent", "n")
_TIMES = ("last", "within", "value", "next")
#: Measures whose value is in the unit of what they are of.
_SUMMED = ("sum", "avg", "min", "max", "first", "last")


def _logged(session: Session, answer: dict[str, Any]) -> None:
    audited(session, "segments.preview", answer["slug"], answer)


@verb("segments.preview", kept=True, logged=_logged)
def preview(
    session: Session, text: str | None = None, slug: str | None = None, as_of: str | None = None
) -> dict[str, Any]:
    """One segment over people: size, share of sales, its conditions with their numbers, reach and some of its people.

    conditions: each of those that must all hold, with what it leaves of everybody and the numbers in it that can be
    changed (`with_numbers`). sales: net sales of the last 12 months of its people, and everybody's.
    """
    defn = read(session, text, slug)
    written = _text(session, text, slug)
    if not isinstance(defn, Segment) or defn.of != "customers":
        raise Misuse(
            Words(fi="Näin näytetään vain asiakkaiden segmentti.", en="Only a segment of customers is shown so."),
            "not_of_people",
        )
    with opened(session, as_of, [defn]) as scope:
        (found,) = _shown(scope, {written: defn})
    return found


@verb("segments.propose", kept=True)
def propose(session: Session, as_of: str | None = None) -> dict[str, Any]:
    """Three segments from this data, as `preview` shows them: the first of `PREFERRED` that hold somebody."""
    ready = {one["slug"]: one["yaml"] for one in listed_templates(session)["templates"] if one["ready"]}
    chosen = [slug for slug in PREFERRED if slug in ready]
    rules = {ready[slug]: rule for slug in chosen if isinstance(rule := parse(ready[slug]), Segment)}
    if not rules:
        return {"segments": []}
    with opened(session, as_of, list(rules.values())) as scope:
        some = [text for text, rule in rules.items() if 0 < scope.sizes.get(rule.slug, 0) < scope.evaluation.base]
        shown = _shown(scope, {text: rules[text] for text in some[:PROPOSED]})
    return {"segments": [{**one, "purpose": ready_made()[one["slug"]].purpose.plain()} for one in shown]}


@verb("segments.tuned")
def tuned(
    session: Session, numbers: Mapping[str, str], text: str | None = None, slug: str | None = None
) -> dict[str, Any]:
    """The text with some of its numbers changed. numbers: path → what is to stand there. Refused as `check` says."""
    changed = with_numbers(_text(session, text, slug), numbers)
    read(session, changed, None)
    return {"yaml": changed}


def with_numbers(text: str, numbers: Mapping[str, str]) -> str:
    """A definition's text with numbers and lengths of time put at paths, of those that `_numbers` names only."""
    mapping = yaml.safe_load(text)
    allowed = {one["path"]: one for one in _numbers(mapping.get("where"), "where")}
    for path, given in numbers.items():
        if path not in allowed:
            continue
        *inner, last = _steps(path)
        place: Any = mapping
        for step in inner:
            place = place[step]
        unit = allowed[path]["unit"]
        place[last] = f"{given.strip()} {unit}" if unit else number_given(given)
    return kept(text, yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False))


def number_given(given: str) -> Any:
    """What a person writes into a field of a number: decimal comma and spaces too; text as it is, for the check."""
    plain = given.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    found = yaml.safe_load(plain) if plain else None
    return found if isinstance(found, int | float) else given


def _text(session: Session, text: str | None, slug: str | None) -> str:
    from osuma.catalog import definitions

    return text if text is not None else definitions.get(session.workspace, slug or "").text


def _shown(scope: Scope, rules: Mapping[str, Segment]) -> list[dict[str, Any]]:
    """rules: by the text that they are written with."""
    context = contexts.context(scope, scope.sizes)
    (total,) = scope.row("SELECT coalesce(sum(net), 0) FROM report_people")
    found = shown_segments.of_people(scope, list(rules.values()), context)
    return [
        {
            "slug": rule.slug,
            "name": one.name.plain(),
            "yaml": text,
            "purpose": rule.purpose,
            "kpi": rule.kpi,
            "kpi_name": None if rule.kpi is None else kpis.named(rule.kpi).plain(),
            "as_of": scope.at.text,
            "data_end": scope.end.isoformat(),
            "count": one.count,
            "unknown": one.unknown,
            "base": scope.evaluation.base,
            "sales": {"segment": str(one.net_sales), "all": str(total), "currency": scope.settings.currency},
            "lines": [{**line.text.plain(), "depth": line.depth} for line in one.explanation],
            "conditions": _conditions(rule, text, one, contexts.of(scope, rule, context)),
            "reach": [{**step.text.plain(), "left": step.left} for step in one.reach],
            "people": [{"name": who.name, "why": None if who.why is None else who.why.plain()} for who in one.people],
            "next_step": None if one.next_step is None else one.next_step.plain(),
        }
        for (text, rule), one in zip(rules.items(), found, strict=True)
    ]


def _conditions(rule: Segment, text: str, shown: Shown, context: ExplainContext) -> list[dict[str, Any]]:
    """Each part of the rule that must hold, in short, with its numbers. left: people after it and those before it."""
    where = yaml.safe_load(text)["where"]
    parts: list[tuple[str, Node, Any]] = [("where", rule.where, where)]
    if isinstance(rule.where, AllOf) and isinstance(where, dict) and set(where) == {"all"}:
        nodes = enumerate(zip(rule.where.children, where["all"], strict=True))
        parts = [(f"where.all[{n}]", node, written) for n, (node, written) in nodes]
    left: list[int | None] = [step.left for step in shown.steps[1:]]
    if len(left) != len(parts):
        left = [shown.count] if len(parts) == 1 else [None] * len(parts)
    return [
        {
            "path": path,
            **short(node, context).plain(),
            "left": n,
            "numbers": list(_with_units(written, path, context)),
        }
        for n, (path, node, written) in zip(left, parts, strict=True)
    ]


def _with_units(written: Any, path: str, context: ExplainContext) -> Iterator[dict[str, Any]]:
    """The numbers of a condition; a sum of money that stands alone with its currency after it."""
    measured = written.get("measure") if isinstance(written, dict) else None
    named = None
    if isinstance(measured, dict) and isinstance(written.get("event"), str):
        kind, name = next(iter(measured.items()))
        named = property_of(written["event"], str(name), context) if kind in _SUMMED else None
    elif isinstance(written, dict) and isinstance(written.get("property"), str):
        named = field_of(written["property"], context)
    currency = (named.currency or context.currency) if named is not None and named.unit == "money" else None
    for one in _numbers(written, path):
        sign = SIGNS.get(currency, currency) if currency and one["path"] == f"{path}.value" else None
        yield one if sign is None else {**one, "unit_name": Words(sign, sign).plain()}


def _numbers(written: Any, path: str) -> Iterator[dict[str, Any]]:
    """Every number and length of time in a part of a definition's text, by path. unit: days …; null for a number."""
    if isinstance(written, list):
        for n, one in enumerate(written):
            if isinstance(one, dict | list):
                yield from _numbers(one, f"{path}[{n}]")
    if not isinstance(written, dict):
        return
    for key, value in written.items():
        inner = f"{path}.{key}"
        if key in _NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
            yield {"path": inner, "value": value, "unit": None}
        elif key in _TIMES and isinstance(value, str) and (time := _time(value)) is not None:
            named = (_ONE if time.n == 1 else _UNITS)[time.unit]
            yield {"path": inner, "value": time.n, "unit": time.unit, "unit_name": named.plain()}
        elif isinstance(value, dict | list):
            yield from _numbers(value, inner)


_ONE: Mapping[TimeUnit, Words] = {
    "minutes": Words("minuutti", "minute"),
    "hours": Words("tunti", "hour"),
    "days": Words("päivä", "day"),
    "weeks": Words("viikko", "week"),
    "months": Words("kuukausi", "month"),
    "years": Words("vuosi", "year"),
}
_UNITS: Mapping[TimeUnit, Words] = {
    "minutes": Words("minuuttia", "minutes"),
    "hours": Words("tuntia", "hours"),
    "days": Words("päivää", "days"),
    "weeks": Words("viikkoa", "weeks"),
    "months": Words("kuukautta", "months"),
    "years": Words("vuotta", "years"),
}


def _time(value: str) -> Duration | None:
    n, _, unit = value.partition(" ")
    known = next((one for one in _UNITS if unit in (one, one.removesuffix("s"))), None)
    return Duration(int(n), known) if n.isdigit() and known is not None else None


def _steps(path: str) -> list[str | int]:
    """`where.all[0].value` as the keys and positions that lead there."""
    parts = path.replace("[", ".[").split(".")
    return [int(part[1:-1]) if part.startswith("[") else part for part in parts]
