"""What a workspace says of a definition: all mistakes at once, each with a way out."""

from __future__ import annotations

import pytest

from osuma.engine.segments.check import check
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition
from osuma.engine.segments.templates import templates
from osuma.engine.tables.special import screen
from osuma.engine.tables.vocabulary import Field, canonical

VOCABULARY = canonical().extended((Field("x_faith", "text", klass="special", custom=True),))


def of(rule: str, known: dict[str, Definition] | None = None, **more: object) -> list[tuple[str, str]]:
    defn = parse(f"{{slug: here, where: {rule}}}")
    return [(m.where, m.code) for m in check(defn, VOCABULARY, known or {}, **more)]  # type: ignore[arg-type]


def sentence(rule: str) -> str:
    return check(parse(f"{{slug: here, where: {rule}}}"), VOCABULARY, {})[0].what.en


@pytest.mark.parametrize(
    ("rule", "where", "code"),
    [
        ("{property: ikä, op: gte, value: 3}", "where.property", "unknown_field"),
        ("{property: age, op: contains, value: a}", "where.op", "operator"),
        ("{property: postcode, op: eq, value: 33100}", "where.value", "value"),
        ("{property: age, op: gte, value: 3.5}", "where.value", "value"),
        ("{property: age, op: gte, value: true}", "where.value", "value"),
        ("{property: children, op: gte, value: 9223372036854775808}", "where.value", "value"),
        ("{property: income, op: gte, value: 1.23456}", "where.value", "value"),
        ("{property: income, op: gte, value: 100000000000000}", "where.value", "value"),
        ("{property: income, op: between, value: [5, 2]}", "where.value", "between"),
        ("{property: area_small_house_share, op: gte, value: 50}", "where.value", "share"),
        ("{property: area_small_house_share, op: between, value: [0.1, 1.5]}", "where.value", "share"),
        ("{property: income, op: between, value: [5]}", "where.value", "value"),
        ("{property: income, op: in, value: []}", "where.value", "value"),
        ("{property: income, op: in, value: 5}", "where.value", "value"),
        ("{property: income, op: eq, value: [5, 6]}", "where.value", "value"),
        ("{property: income, op: set, value: 5}", "where.value", "value"),
        ("{property: first_name, op: eq, value: ''}", "where.value", "value"),
        ("{property: birth_date, op: gte, value: 1850-01-01}", "where.value", "value"),
        ("{property: created_at, op: gte, value: 1960-01-01}", "where.value", "value"),
        ("{property: first_name, op: regex, value: '(?i)a'}", "where.value", "regex"),
        ("{property: first_name, op: regex, value: '(a)\\1'}", "where.value", "regex"),
        ("{property: first_name, op: regex, value: 'a(?=b)'}", "where.value", "regex"),
        ("{property: first_name, op: regex, value: 'a{1001}'}", "where.value", "regex"),
        ("{property: first_name, op: regex, value: 'a++'}", "where.value", "regex"),
        ("{property: first_name, op: regex, value: '[a[b]]'}", "where.value", "regex"),
        ("{property: interests, op: eq, value: golf}", "where.op", "operator"),
        ("{event: orders}", "where.event", "unknown_event"),
        ("{event: order, where: [{property: chanel, op: set}]}", "where.where[0].property", "unknown_property"),
        ("{event: order, measure: {sum: channel}, op: gte, value: 1}", "where.measure", "measure"),
        ("{event: order, measure: {sum: x}, op: gte, value: 1}", "where.measure", "unknown_property"),
        ("{event: order, op: gte, value: 1.5}", "where.value", "value"),
        ("{event: order, op: gte, value: -1}", "where.value", "value"),
        ("{event: order, op: contains, value: 1}", "where.op", "operator"),
        ("{event: order, window: {next: 3 days}}", "where.window", "future"),
        ("{event: order, window: {calendar: next month}}", "where.window", "future"),
        ("{event: order, window: {ago: [30 days, 90 days]}}", "where.window.ago", "window"),
        ("{event: order, window: {since: 2026-02-01, until: 2026-01-01}}", "where.window", "window"),
        ("{date: country, window: {last: 3 days}}", "where.date", "not_a_date"),
        ("{date: birth_date, window: {last: 3 hours}}", "where.window", "window"),
        ("{date: birth_date, anniversary: true, window: {since: 2025-01-01}}", "where.window", "anniversary"),
        ("{date: birth_date, anniversary: true, window: {last: 2 months}}", "where.window", "anniversary"),
        ("{date: created_at, anniversary: true, window: {last: 2 days}}", "where.date", "anniversary"),
        ("{rank: {event: order}, top: {percent: 101}}", "where", "rank"),
        ("{rank: {event: order}, top: {n: 0}}", "where", "rank"),
        ("{rank: {event: order}, tiles: {of: 5, in: [6]}}", "where", "rank"),
        ("{rank: {event: order}, tiles: {of: 5, in: [1, 1]}}", "where", "rank"),
        ("{rank: {property: first_name}, top: {n: 1}}", "where.rank.property", "rank"),
        ("{rank: {event: order, measure: {max: channel}}, top: {n: 1}}", "where.rank.measure", "measure"),
        ("{property: age, op: lt, other: income}", "where.other", "kind"),
        ("{property: interests, op: any, other: tags}", "where.other", "kind"),
        ("{property: city, op: lt, other: title}", "where.op", "operator"),
        ("{property: city, op: eq, other: titel}", "where.other", "unknown_field"),
        ("{property: title, op: eq, other: x_faith}", "where.other", "special_category"),
        ("{event: order, where: [{property: amount, op: gt, other: x}]}", "where.where[0].other", "unknown_property"),
        ("{event: order, measure: {mode: ts}, op: gte, value: 2026-01-01}", "where.measure", "measure"),
        ("{event: order, window: {beyond: 3 days}}", "where.window", "future"),
        ("{event: order, window: {ahead: [3 days, 5 days]}}", "where.window", "future"),
        ("{event: order, window: {calendar: in 2 days}}", "where.window", "future"),
        ("{date: birth_date, window: {ahead: [5 days, 3 days]}}", "where.window.ahead", "window"),
        ("{date: birth_date, window: {beyond: 3 hours}}", "where.window", "window"),
        ("{date: birth_date, anniversary: true, window: {calendar: 13 months ago}}", "where.window", "anniversary"),
        ("{bucket: x, from: 5, to: 10000}", "where", "bucket"),
        ("{bucket: x, from: 5, to: 4}", "where", "bucket"),
        ("{sample: {n: 0}, seed: x}", "where.sample", "sample"),
        ("{sample: {percent: 101}, seed: x}", "where.sample", "sample"),
        ("{sample: {n: 5}, seed: x, among: {property: agee, op: set}}", "where.among.property", "unknown_field"),
        ("{rank: {event: order}, percentile: [50, 50]}", "where", "rank"),
        ("{rank: {event: order}, top: {n: 5}, per: income}", "where.per", "per"),
        ("{rank: {event: order}, top: {n: 5}, per: towm}", "where.per", "unknown_field"),
        ("{member: nobody, joined: {last: 3 days}}", "where.member", "unknown_segment"),
        ("{changed: towm}", "where.changed", "unknown_field"),
        ("{changed: age}", "where.changed", "no_history"),
        ("{changed: area_inhabitants}", "where.changed", "no_history"),
        ("{changed: income, from: rich}", "where.from", "value"),
        ("{changed: created_at, to: 2026-01-01}", "where.to", "kind"),
        ("{changed: city, window: {next: 3 days}}", "where.window", "future"),
        ("{changed: x_faith}", "where.changed", "special_category"),
        ("{score: clv, op: contains, value: 1}", "where.op", "operator"),
        ("{score: clv, op: gte, value: much}", "where.value", "value"),
        ("{member: nobody}", "where.member", "unknown_segment"),
        ("{property: x_faith, op: set}", "where.property", "special_category"),
    ],
)
def test_one_mistake(rule: str, where: str, code: str) -> None:
    assert of(rule) == [(where, code)]


def test_a_finnish_name_leads_to_the_field() -> None:
    assert sentence("{property: ikä, op: gte, value: 3}") == "unknown field `ikä`; did you mean `age`?"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{date: created_at, anniversary: true, window: {last: 2 days}}", "dates are: birth_date"),
        ("{date: created_at, anniversary: true, window: {last: 2 days}}", "{ago: [54 weeks, 50 weeks]}"),
        ("{event: order, op: in, value: [2, 3]}", "{op: between, value: [2, 4]}"),
        ("{event: order, op: in, value: [2, 3]}", "under `any`"),
        ("{event: order, measure: {sum: amount}, op: not_in, value: [2, 3]}", "under `none`"),
        ("{account: count, op: in, value: [2, 3]}", "under `any`"),
        ("{event: order, op: contains, value: 2}", "known ones are: between, eq"),
    ],
)
def test_what_cannot_be_asked_so_is_told_with_the_way_out(rule: str, said: str) -> None:
    assert said in sentence(rule)


def test_all_mistakes_come_at_once() -> None:
    rank = "{rank: {event: order}, top: {n: 1}, among: {event: y}}"
    assert of(f"{{all: [{{property: ikä, op: set}}, {{none: [{{event: x}}]}}, {rank}]}}") == [
        ("where.all[0].property", "unknown_field"),
        ("where.all[1].none[0].event", "unknown_event"),
        ("where.all[2].among.event", "unknown_event"),
    ]


def test_a_circle_names_its_path() -> None:
    known = {
        "b": parse("{slug: b, where: {member: c}}"),
        "c": parse("{slug: c, where: {any: [{event: order}, {member: here}]}}"),
    }
    found = check(parse("{slug: here, where: {all: [{member: b}]}}"), VOCABULARY, known)
    assert [(m.where, m.code) for m in found] == [("where.all[0].member", "cycle")]
    assert "here → b → c → here" in found[0].what.en


def test_references_across_units_name_the_bridge() -> None:
    area = parse("{slug: rich, of: areas, where: {property: income_decile, op: gte, value: 9}}")
    found = check(parse("{slug: here, where: {member: rich}}"), VOCABULARY, {"rich": area})
    assert [m.code for m in found] == ["unit"]
    assert "area_" in found[0].what.en
    buyers = parse("{slug: buyers, where: {event: order}}")
    inside = parse("{slug: rich, of: areas, where: {all: [{member: buyers}, {event: order}]}}")
    assert [m.code for m in check(inside, VOCABULARY, {"buyers": buyers})] == ["unit", "unit"]


def test_a_class_of_a_partition_must_be_named_and_exist() -> None:
    known: dict[str, Definition] = {"rfm": templates()["rfm"], "plain": parse("{slug: plain, where: {event: order}}")}
    assert of("{member: rfm/champions}", known) == []
    assert of("{member: rfm/prospects}", known) == []
    assert of("{member: rfm}", known) == [("where.member", "class_missing")]
    assert of("{member: rfm/chmpions}", known) == [("where.member", "unknown_class")]
    assert of("{member: plain/x}", known) == [("where.member", "not_a_partition")]


def test_classes_are_unique() -> None:
    defn = parse(
        "{partition: p, classes: [{slug: a, where: {all: []}}, {slug: a, where: {all: []}}], other: {slug: a}}"
    )
    assert [(m.where, m.code) for m in check(defn, VOCABULARY, {})] == [
        ("classes[1].slug", "class_twice"),
        ("other.slug", "class_twice"),
    ]


@pytest.mark.scenario("S24")
def test_special_categories_are_refused_unless_a_basis_is_given() -> None:
    assert of("{property: x_faith, op: set}", allowed_special={"x_faith"}) == []
    defn = parse("{slug: seurakunnat, name: {fi: Seurakuntien jäsenet, en: Members}, where: {event: order}}")
    assert [m.where for m in check(defn, VOCABULARY, {})] == ["slug", "name.fi"]
    assert check(defn, VOCABULARY, {}, allowed_special={"seurakunnat"}) == []


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("terveystiedot", "health"), ("Allergia", "health"), ("diabeetikot", "health"), ("has_allergies", "health"),
        ("uskonto", "religion"), ("Muslim community", "religion"), ("etninen tausta", "ethnicity"),
        ("etnisk_bakgrund", "ethnicity"), ("ammattiliitto", "union"), ("trade-union", "union"),
        ("poliittinen kanta", "politics"), ("seksuaalinen suuntautuminen", "sex_life"), ("fackförening", "union"),
        ("Uskolliset asiakkaat", None), ("Parhaat", None), ("Sami", None), ("Kristiina", None), ("party", None),
        ("Metropolitan", None), ("lupaavat", None), ("Juoksu", None), ("Syntymäpäivä pian", None),
        ("race bikes", None),
    ],
)  # fmt: skip
def test_screening_of_names(name: str, category: str | None) -> None:
    assert screen(name) == category


@pytest.mark.parametrize("slug", sorted(templates()))
def test_templates_have_no_mistakes(slug: str) -> None:
    assert check(templates()[slug], canonical(), {}) == []


def test_a_coming_time_is_nothing_that_anybody_has_joined_in() -> None:
    known: dict[str, Definition] = {"vip": parse("{slug: vip, where: {event: order}}")}
    assert of("{member: vip, joined: {last: 3 days}}", known) == []
    assert of("{member: vip, joined: {next: 3 days}}", known) == [("where.joined", "future")]
    assert of("{member: vip/a, joined: {last: 3 days}}", known) == [("where.member", "not_a_partition")]
