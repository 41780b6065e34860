"""Every event type, field, unit, operator and frame has words in both languages, and the words keep the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest

from osuma.engine.periods import Calendar, Duration, TimeUnit, Window
from osuma.engine.segments.explain import ExplainContext, Place, Said, explain_node
from osuma.engine.segments.explain.forms import forms_of
from osuma.engine.segments.explain.predicates import OPPOSITE
from osuma.engine.segments.explain.words import data
from osuma.engine.segments.operators import MEASURES, OPERATORS, RANK_MEASURES, shape
from osuma.engine.segments.rule import (
    AnyOf,
    Consent,
    Dates,
    Event,
    Filter,
    Leaf,
    Measure,
    Member,
    Near,
    Node,
    NoneOf,
    Not,
    Property,
    Rank,
    Recency,
    Unknown,
)
from osuma.engine.tables.vocabulary import Field, canonical

VOCABULARY = canonical()
VALUES: dict[str, Any] = {
    "text": "Kevät", "code": "zz", "int": 3, "decimal": Decimal("2.5"), "bool": True, "date": date(2026, 1, 31),
    "instant": date(2026, 1, 31), "list": "golf",
}  # fmt: skip
WINDOWS = [
    *(Window(last=Duration(n, unit)) for unit in get_args(TimeUnit) for n in (1, 2)),
    *(Window(next=Duration(n, unit)) for unit in ("days", "weeks", "months") for n in (1, 2)),
    *(Window(before=Duration(n, unit)) for unit in get_args(TimeUnit) for n in (1, 2)),
    *(Window(calendar=period, offset=n) for period in get_args(Calendar) for n in (-3, -1, 0, 1, 4)),
    Window(ago=(Duration(3, "months"), Duration(1, "days"))),
    Window(since=date(2026, 1, 1)),
    Window(until=date(2026, 1, 1)),
    Window(since=date(2026, 1, 1), until=date(2026, 2, 1)),
    Window(since=date(2026, 1, 1), until=date(2026, 1, 1)),
]
#: English words that would betray a Finnish sentence; none is also a Finnish word.
ENGLISH = {
    "the", "and", "of", "is", "are", "customer", "customers", "not", "has", "have", "with", "who", "for", "days",
    "day", "month", "year", "bought", "purchase", "at", "least", "most", "last", "first", "order", "count", "unknown",
    "segment", "null", "none", "true", "false", "any", "all", "event", "email", "amount", "status", "over", "between",
}  # fmt: skip
#: Finnish words that would betray an English one.
FINNISH = {
    "asiakas", "asiakkaan", "asiakasta", "eikä", "ja", "tai", "ei", "ovat", "mukana", "osto", "ostoja", "päivää",
    "vähintään", "enintään", "kertaa", "yli", "alle", "ikä", "puuttuu", "segmenttiin", "tieto", "vuotta",
}  # fmt: skip
#: What section 8 of the glossary work rules out: each would be the wrong Finnish word for what we mean.
WRONG_WORDS = (
    "lisämyyn", "vienti", "jäsen", "kanta-asia", "tiheys", "asiakastili", "omistaja", "osuma", "tyhjä arvo",
    "tuntemat", "ominaisuu", "kiinteist", "lohko", "importoi", "kartoita", "poissulje", "konversio", "triggeri",
)  # fmt: skip


def _value(kind: str, op: str) -> Any:
    one = VALUES[kind]
    return {"nothing": None, "many": (one, one), "pair": (one, one), "one": 2 if op.startswith("length") else one}[
        shape(op)
    ]


def _field_leaves(fields: dict[str, Field]) -> Iterator[Property]:
    for found in fields.values():
        for op in OPERATORS[found.kind]:
            yield Property(found.name, op, _value(found.kind, op))
            yield Property(found.name, op, _value(found.kind, op), Unknown.INCLUDE)


def _event_leaves() -> Iterator[Leaf]:
    counts: list[tuple[str, Any]] = [
        *((op, n) for op in ("eq", "ne", "gt", "gte", "lt", "lte") for n in (0, 1, 2, 7)),
        ("between", (1, 3)), ("in", (0, 2)), ("not_in", (1, 2)),
    ]  # fmt: skip
    for name, event in {**VOCABULARY.events, "loyalty_scan": None}.items():
        properties = event.properties.values() if event else ()
        for op, value in counts:
            yield Event(name, op=op, value=value, window=WINDOWS[5])
            yield Event(name, op=op, value=value)
        for found in properties:
            for op in OPERATORS[found.kind]:
                condition = (Filter(found.name, op, _value(found.kind, op)),)
                yield Event(name, condition, window=WINDOWS[3])
                yield Event(name, condition, op="eq", value=0, window=WINDOWS[3])
            for kind in (kind for kind, kinds in MEASURES.items() if found.kind in kinds):
                yield Event(name, measure=Measure(kind, found.name), op="eq", value=VALUES[found.kind])  # type: ignore[arg-type]
            for kind in (kind for kind, kinds in RANK_MEASURES.items() if found.kind in kinds):
                yield Rank(Event(name, measure=Measure(kind, found.name)), n=3)  # type: ignore[arg-type]
        for which in ("last", "first"):
            yield Recency(name, "gt", Duration(1, "years"), which)
            yield Recency(name, "lte", Duration(2, "weeks"), which)
        yield Rank(Event(name), percent=5, among=Event(name))


def _other_leaves() -> Iterator[Leaf]:
    for window in WINDOWS:
        yield Event("order", window=window)
        yield Event("order", op="eq", value=0, window=window)
        yield Event("order", measure=Measure("sum", "amount"), op="lt", value=5, window=window)
        yield Dates("created_at", window)
        yield Dates("birth_date", window, anniversary=window.last is not None)
    for channel in ("email", "sms", "phone", "post", "web"):
        for purpose in ("marketing", "tracking"):
            yield Consent(channel, "granted", purpose)
            yield Consent(channel, "refused", purpose)
    yield Member("villa-owners")
    yield Near("00100", 20)
    yield Near("00100", Decimal("2.5"), Unknown.ONLY)
    yield Rank(Property("income", "set"), tiles=5, among_tiles=(1,), order="asc")


def _everything() -> Iterator[Node]:
    for leaf in (*_field_leaves(VOCABULARY.customers), *_event_leaves(), *_other_leaves()):
        yield leaf
        if not (isinstance(leaf, Event) and leaf.where):
            yield Not(leaf)
    for leaf in _other_leaves():
        yield NoneOf((leaf, Member("villa-owners")))
        yield AnyOf((leaf, Member("villa-owners")))


def _outside_quotes(text: str) -> list[str]:
    return re.findall(r"[\w’'-]+", re.sub(r"”[^”]*”|“[^”]*”", " ", text.casefold()))


def _faults(said: Said) -> list[str]:
    found = []
    for part in said.walk():
        for fi, en in [(part.text("fi"), part.text("en")), (part.short.fi, part.short.en)]:
            words_fi, words_en = set(_outside_quotes(fi)), set(_outside_quotes(en))
            wrong = [word for word in WRONG_WORDS if word in " ".join(_outside_quotes(fi))]
            odd = [
                mark
                for mark in ("{", "}", "  ", " .", " ,", "..", "()", "None", " )")
                if mark in fi + en.replace("None of", "")
            ]
            if words_fi & ENGLISH or words_en & FINNISH or wrong or odd or not fi or not en:
                found.append(f"{words_fi & ENGLISH} {words_en & FINNISH} {wrong} {odd}: {fi} | {en}")
        if part.full[0].fi[0].islower() or len(part.full) > 3:
            found.append(f"not a sentence: {part.full}")
    return found


def test_every_condition_that_can_be_written_has_clean_words(context: Callable[..., ExplainContext]) -> None:
    at, faults, n = context(), [], 0
    for node in _everything():
        n += 1
        faults += _faults(explain_node(node, at))
    assert not faults, "\n".join(faults[:20])
    assert n > 2000


def test_area_definitions_have_clean_words(context: Callable[..., ExplainContext]) -> None:
    at = context()
    for leaf in _field_leaves(VOCABULARY.areas):
        assert not _faults(explain_node(leaf, at, Place(unit="areas")))


def test_every_operator_has_an_opposite() -> None:
    for operators in OPERATORS.values():
        assert all(OPPOSITE[OPPOSITE[op]] == op for op in operators)


def test_every_event_type_and_field_is_in_the_data() -> None:
    words = data("fields")
    assert set(VOCABULARY.events) <= set(data("events"))
    assert {n for n in VOCABULARY.customers if not n.startswith("area_")} == set(words["customers"])
    assert set(VOCABULARY.areas) == set(words["areas"])
    for event in VOCABULARY.events.values():
        assert set(event.properties) <= set(words["properties"])


def test_events_that_are_said_with_a_verb_have_every_form(context: Callable[..., ExplainContext]) -> None:
    always = {"one", "of_one", "many", "of_many", "in_many", "own", "does", "unless", "who", "never", "never_one"}
    verb = {"subject", "did", "did_past", "not", "not_past", "none", "none_past"}
    for name, entry in data("events").items():
        for chosen in (entry, *entry.get("variants", ())):
            needed = always | verb if "did" in chosen["fi"] or entry["counted"] == "verb" else always
            assert needed <= set(chosen["fi"]), name
            english = needed - {"of_one", "of_many", "in_many"}
            assert english <= set(chosen["en"]), name
            assert chosen["fi"]["never_one"].split()[0] in data("frames")["person"]["pronoun"], name
    assert forms_of("order", (), context()).has("did")


def _entries(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(tree, dict) and {"fi", "en"} <= set(tree):
        yield path, tree
    elif isinstance(tree, dict):
        for key, below in tree.items():
            yield from _entries(below, f"{path}.{key}")


@pytest.mark.parametrize("name", ["frames", "fields", "codes", "time"])
def test_data_is_in_both_languages(name: str) -> None:
    found = list(_entries(data(name)))
    assert found
    assert all(isinstance(key, str) for key in data("codes")["country"])
    assert all(entry["fi"] and entry["en"] for _, entry in found)


@pytest.mark.parametrize(
    "own", ["”lainaus”", "{f}", "{v} {s}", "'; DROP TABLE", "rivi\nvaihto\t\u202e", "Äkäslompolo", "%s", "<b>"]
)
def test_the_users_own_words_stay_as_they_are(own: str, context: Callable[..., ExplainContext]) -> None:
    at = context(labels={"x_own": own})
    plain = " ".join("".join(c if c.isprintable() else " " for c in own).split())
    nodes: list[Node] = [
        Property("city", "eq", own),
        Property("x_own", "eq", own),
        Event(own, (Filter("x_own", "contains", own),), op="eq", value=0, window=WINDOWS[3]),
        Event("order_line", (Filter("category", "eq", own),), Measure("sum", "amount")),
        Member(own),
        Consent("email", purpose=own),
    ]
    for node in nodes:
        said = explain_node(node, at)
        assert f"”{plain}”" in said.text("fi")
        assert f"“{plain}”" in said.text("en")
        assert said.text("fi").count(plain) == said.text("fi").count(f"”{plain}”")


#: The ten words that a translation term by term gets wrong, and where each shows.
COLLISIONS: list[tuple[str, Node, str, str]] = [
    ("an order is a purchase", Event("order"), "on ostanut", "tila"),
    ("money spent is not cross-sales", Event("sale", measure=Measure("sum", "amount")), "Ostojen summa", "myyn"),
    ("a return of goods", Event("refund"), "tuotepalautu", "hyvity"),
    ("a message that did not arrive", Event("email_bounce"), "Perille menemättömiä viestejä", "palaut"),
    ("a fair is an occasion", Event("attendance", (Filter("state", "eq", "attended"),)), "tilaisuuteen", "tapahtum"),
    ("a visit is named", Event("page_view"), "verkkosivua", "tapahtum"),
    ("a call is named", Event("call"), "Puheluita", "tapahtum"),
    ("belongs to a segment", Member("villa-owners"), "kuuluu segmenttiin", "jäsen"),
    ("how often, not density", Event("order", value=3), "vähintään 3 kertaa", "tiheys"),
    ("missing, not null", Property("age", "not_set"), "Ikä puuttuu", "tyhjä"),
]


@pytest.mark.parametrize(("name", "node", "said", "unsaid"), COLLISIONS, ids=[name for name, *_ in COLLISIONS])
def test_words_that_collide(
    name: str, node: Node, said: str, unsaid: str, context: Callable[..., ExplainContext]
) -> None:
    text = explain_node(node, context()).full[0].fi
    assert said in text
    assert unsaid not in text
