"""Written definitions: read strictly, written stably, nothing lost."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import jsonschema
import pytest

from osuma.engine.errors import Refused
from osuma.engine.segments.dump import dump, to_mapping
from osuma.engine.segments.parse import parse, parse_node
from osuma.engine.segments.parse.text import load
from osuma.engine.segments.rule import AllOf, Event, Partition, Property, Segment, Unknown, Window
from osuma.engine.segments.schema import schema
from osuma.engine.segments.templates import templates

FULL = """
osuma: 1
slug: loyal-runners
name: {fi: Uskolliset juoksijat, en: Loyal runners}
owner: anna@example.fi
purpose: Early access to the spring shoes
kpi: repeat_orders
review_by: 2027-03-01
where:
  all:
    - {property: age, op: between, value: [30, 60]}
    - any:
        - {property: income_band, op: eq, value: upper}
        - {property: title_role, op: in, value: [ceo, physician, lawyer], unknown: include}
    - event: order_line
      where: [{property: category, op: eq, value: running}]
      measure: {sum: amount}
      op: gte
      value: 500.25
      window: {last: 12 months}
    - {event: order, window: {ago: [90 days, 30 days]}}
    - {event: order, op: eq, value: 0, window: {before: 1 year}}
    - {event: order, window: {calendar: last fiscal year}}
    - {event: order, window: {calendar: 3 fiscal quarters ago}}
    - {event: order, measure: {mode: channel}, op: eq, value: web, where: [{property: amount, op: gt, other: items}]}
    - {date: birth_date, window: {ahead: [1 day, 2 weeks]}}
    - {date: birth_date, window: {beyond: 3 months}}
    - {date: birth_date, window: {calendar: in 2 weeks}}
    - {property: city, op: ne, other: title, unknown: include}
    - {property: tags, op: length_eq, value: 2}
    - {member: villa-owners, joined: {last: 30 days}}
    - {changed: city, from: Turku, to: Tampere, window: {last: 30 days}, unknown: include}
    - {changed: income}
    - {score: clv, op: between, value: [100, 200.5]}
    - {experiment: spring, arm: control}
    - {experiment: spring, arm: [control, b]}
    - {reach: email}
    - {event: order_line, measure: {mode: category, by: amount}, op: eq, value: Juoksu}
    - {reach: sms, ground: [consent, existing_customer], purpose: tracking}
    - {experiment: spring}
    - {bucket: spring-test, from: 0, to: 999}
    - {sample: {n: 500}, seed: spring, among: {event: order}, unknown: include}
    - {sample: {percent: 5}, seed: spring}
    - {rank: {property: income}, percentile: [90, 100], per: municipality}
    - {event: order, window: {since: 2026-01-01, until: 2026-02-28}}
    - {recency: order, which: first, op: gt, value: 90 minutes, where: [{property: amount, op: gt, value: 0}]}
    - {date: birth_date, anniversary: true, window: {next: 14 days}}
    - none:
        - {member: villa-owners, unknown: only}
        - {not: {consent: sms, state: refused, purpose: tracking}}
    - {rank: {event: sale, measure: {sum: amount}}, top: {percent: 10}, among: {event: order}}
    - {rank: {property: income}, order: asc, tiles: {of: 5, in: [1, 2]}, unknown: exclude}
rank_by: {field: income, order: desc}
"""


def mistakes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        parse(text)
    return [(m.where, m.code) for m in caught.value.mistakes]


def test_everything_comes_back_as_it_was() -> None:
    defn = parse(FULL)
    assert parse(dump(defn)) == defn
    assert parse(to_mapping(defn)) == defn
    assert parse(json.dumps(to_mapping(defn))) == defn
    assert dump(parse(dump(defn))) == dump(defn)


@pytest.mark.parametrize("slug", sorted(templates()))
def test_templates_come_back_and_fit_the_schema(slug: str) -> None:
    defn = templates()[slug]
    assert parse(dump(defn)) == defn
    jsonschema.validate(to_mapping(defn), schema())


def test_a_text_is_read_once_and_what_was_read_cannot_be_changed() -> None:
    for text in (dump(defn) for defn in templates().values()):
        assert parse(text) is parse(text)
        hash(parse(text))  # nothing in it is a list or a mapping
    with pytest.raises(Refused):
        parse("slug: 1")
    with pytest.raises(Refused):
        parse("slug: 1")


def test_the_schema_is_one_and_refuses_what_parse_refuses() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(to_mapping(parse(FULL)), schema())
    for wrong in ({"slug": "a"}, {"slug": "a", "where": {"propert": "x"}}, {"slug": "Ä", "where": {"all": []}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema())


def test_yaml_keeps_codes_decimals_and_norway() -> None:
    node = parse_node(_listed("[NO, 00100, 1.10, 091, 2026-10-31, true, yes, 1e3]"))
    assert isinstance(node, Property)
    assert node.value == ("NO", "00100", Decimal("1.10"), "091", date(2026, 10, 31), True, "yes", "1e3")


def _listed(text: str) -> object:
    return load(f"{{property: x, op: in, value: {text}}}")


def test_decimals_are_exact_from_yaml_json_and_python() -> None:
    for given in ("{property: x, op: eq, value: 0.1}", '{"property": "x", "op": "eq", "value": 0.1}'):
        node = parse_node(load(given))
        assert isinstance(node, Property)
        assert node.value == Decimal("0.1")
    node = parse_node({"property": "x", "op": "eq", "value": 0.1})
    assert isinstance(node, Property)
    assert node.value == Decimal("0.1")


def test_at_least_once_is_the_default() -> None:
    assert parse_node({"event": "order"}) == Event("order")
    assert to_mapping(Segment("a", Event("order")))["where"] == {"event": "order"}


def test_every_mistake_at_once_with_its_path() -> None:
    found = mistakes(
        """
slug: Ä
whre: 1
where:
  all:
    - {propert: age}
    - {property: age, op: gte, foo: 1}
    - {event: x, window: {last: 12 moons}, measure: {sum: [a]}}
    - {rank: {event: x}}
    - {property: a, event: b}
    - {event: order, window: {last: 1 day, next: 1 day}}
    - {consent: fax}
    - {property: age, op: gte, value: 3, unknown: maybe}
    - just text
    - {property: age, op: gte, value: 3, other: children}
    - {event: order, window: {calendar: 101 years ago}}
    - {date: birth_date, window: {ahead: 3 days}}
    - {bucket: spring, from: 0}
    - {member: vip, joined: 3}
    - {changed: city, from: [a, b]}
    - {score: clv}
    - {experiment: spring, arm: []}
    - {sample: 10, seed: spring}
    - {rank: {property: income}, order: desc, percentile: [90, 100]}
    - {rank: {property: income}, top: {n: 1}, percentile: [90, 100]}
"""
    )
    assert found == [
        ("whre", "unknown_key"),
        ("slug", "slug"),
        ("where.all[0].propert", "unknown_condition"),
        ("where.all[1].foo", "unknown_key"),
        ("where.all[2].measure", "measure"),
        ("where.all[2].window.last", "duration"),
        ("where.all[3]", "rank"),
        ("where.all[4]", "two_conditions"),
        ("where.all[4].op", "missing"),
        ("where.all[5].window", "window"),
        ("where.all[6].consent", "choice"),
        ("where.all[7].unknown", "choice"),
        ("where.all[8]", "form"),
        ("where.all[9].other", "two_values"),
        ("where.all[10].window.calendar", "window"),
        ("where.all[11].window.ahead", "window"),
        ("where.all[12]", "bucket"),
        ("where.all[13].joined", "window"),
        ("where.all[14].from", "value"),
        ("where.all[15].op", "missing"),
        ("where.all[16].arm", "texts"),
        ("where.all[17].sample", "sample"),
        ("where.all[18].order", "percentile"),
        ("where.all[19]", "rank"),
    ]


def test_a_near_miss_is_named() -> None:
    with pytest.raises(Refused) as caught:
        parse("{slug: a, wher: {all: []}}")
    said = caught.value.mistakes[0].what
    assert said.en == "unknown key `wher`; did you mean `where`?"
    assert said.fi == "tuntematon avain ”wher”; tarkoititko ”where”?"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x [1]\nb: *x", "text"),
        ("a: 1\na: 2", "text"),
        ('{"a": 1, "a": 2}', "text"),
        ("where: !!python/object/apply:os.system [ls]", "text"),
        ("[1", "text"),
        ("[" * 5000, "text"),
        ("slug: " + "a" * 300_000, "too_large"),
        ("? [1]\n: 2", "text"),
        ("slug: a\nwhere: {property: x, op: eq, value: 2026-02-30}", None),
    ],
)
def test_hostile_text_is_a_sentence(text: str, code: str | None) -> None:
    if code is None:
        node = parse(text)
        assert isinstance(node, Segment)
        assert node.where == Property("x", "eq", "2026-02-30")
        return
    assert mistakes(text)[0][1] == code


@pytest.mark.parametrize(
    ("text", "fi", "en"),
    [
        ("slug: a\nwhere:\n\tall: []", "Rivi 3: Tässä on sarkain (tab)", "line 3: there is a tab here"),
        ("slug: a\nname: Loyal: runners", "Rivi 2: Tässä on kaksoispiste", "line 2: there is a colon here"),
        ('slug: a\nname: "Loyal\nwhere: {event: order}\n', "Rivi 2: Tästä alkavat", "line 2: the quotes"),
        ("slug: a\nwhere:\n  any: [{event: order}\n", "Rivi 3: Tästä alkava sulku", "line 3: the bracket"),
        ("where:\n  all:\n  - event: order\n   op: gte", "Rivi 4: Sisennys ei täsmää", "line 4: the indentation"),
        ("slug: a\nwhere: {event: order,\n op: gt, op: lt}", "Rivi 3: Avain ”op” on", "line 3: the key `op` is"),
        ("slug: a\n1: b", "Rivi 2: Avain ”1” ei ole tekstiä", "line 2: the key `1` is not a text"),
        ("slug: a\nwhere:\u00a0{event: order}", "Rivi 2: Avaimessa on merkki", "line 2: a key has a sign"),
        ("slug: a\nwhere: *order", "Rivi 2: Viittauksia", "line 2: aliases"),
        ("slug: a\nwhere: !!set {}", "Rivi 2: Merkintää", "line 2: the tag"),
        ("", "Määritelmä on tyhjä", "the definition is empty"),
        ("slug: 2024-01-01\nwhere: {event: order}", "Arvo 2024-01-01 ei ole tekstiä; kirjoita se lainausmerkkeihin",
         "2024-01-01 is not a text; write it in quotes"),
        ("slug: a\nowner: [x]\nwhere: {event: order}", "”owner” on yksi teksti", "`owner` takes one text"),
        ("where: {event: order}", "”slug” puuttuu", "`slug` is missing"),
    ],
)  # fmt: skip
def test_what_is_often_written_wrong_is_told_in_both_languages_with_its_line(text: str, fi: str, en: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(text)
    (one,) = caught.value.mistakes
    assert one.what.fi.startswith(fi), one.what.fi
    assert one.what.en.startswith(en), one.what.en


def test_too_many_and_too_deep_conditions_are_refused() -> None:
    deep: dict[str, object] = {"all": []}
    for _ in range(100):
        deep = {"not": deep}
    with pytest.raises(Refused):
        parse({"slug": "a", "where": deep})
    with pytest.raises(Refused):
        parse({"slug": "a", "where": {"all": [{"event": "order"}] * 6000}})


def test_partition_is_ordered_and_other_has_no_rule() -> None:
    defn = parse(
        "{partition: p, base: {event: order}, classes: [{slug: a, where: {all: []}}], other: {slug: z, name: Muut}}"
    )
    assert isinstance(defn, Partition)
    assert [c.slug for c in defn.classes] == ["a"]
    assert defn.other.where == AllOf(())
    assert defn.other.name == (("fi", "Muut"), ("en", "Muut"))
    assert parse(dump(defn)) == defn
    assert mistakes("{partition: p, classes: [], other: {slug: z, where: {all: []}}}") == [
        ("classes", "missing"),
        ("other.where", "unknown_key"),
    ]


def test_unknown_and_windows_are_read() -> None:
    defn = parse(FULL)
    assert isinstance(defn, Segment)
    assert isinstance(defn.where, AllOf)
    event = next(n for n in defn.where.children if isinstance(n, Event) and n.window and n.window.since)
    assert event.window == Window(since=date(2026, 1, 1), until=date(2026, 2, 28))
    rank = defn.where.children[-1]
    assert rank.unknown is Unknown.EXCLUDE  # type: ignore[union-attr]  # the last child is a rank
