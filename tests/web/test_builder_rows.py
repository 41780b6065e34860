"""Rows of conditions that ask for more than one field or one figure: each is built of rows, and loses nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args

import pytest

from drafted import Drafted, fields_of
from in_house import House, housed, small_shop
from oracle import companies, rules, wider, worlds
from osuma.engine.segments import operators
from osuma.engine.segments.dump import node_mapping
from osuma.engine.segments.parse.nodes import CONDITION_KEYS
from osuma.engine.segments.rule import Leaf, Rank, Sample
from osuma.engine.segments.rule.accounts import Quantifier
from osuma.store.people.scores import Exposed, Scored, load_exposures, load_scores
from osuma.web.builder import drafting, places, wording
from osuma.web.builder.comparing import BESIDE
from osuma.web.builder.edits import NEW
from osuma.web.builder.offer import Offer
from osuma.web.builder.rows import KINDS, filled, kind_of, shown
from osuma.workflows.asking.owner import hold

RANKED = {key: value for key, value in NEW["rank"].items() if key != "top"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, when = small_shop(tmp_path_factory.mktemp("rows")), datetime(2026, 1, 1)
    with hold(folder) as owner, owner.session().warehouse.transaction() as con:
        load_scores(con, [Scored(1, "clv", Decimal(120), when, "f")])
        load_exposures(con, [Exposed(key, "kevat", arm, when) for key, arm in ((1, "a"), (2, "b"))])
    with housed(folder) as at:
        yield at


def drawn_leaves() -> Iterator[tuple[str, Leaf]]:
    """Some conditions of every kind and operator, as the oracle draws them."""
    for seed in (1, 2):
        rng = random.Random(seed)
        for (node, _), leaves in rules.pool(rng, worlds.draw(seed), 2).items():
            yield from ((node, leaf) for leaf in leaves)
        for (node, _), leaves in wider.pool(rng, wider.world(seed), 2).items():
            yield from ((node, leaf) for leaf in leaves)


def untouched(written: dict[str, Any], on: Offer) -> dict[str, Any]:
    return filled(written, fields_of(shown(written, on)), on)


def test_whatever_can_be_written_is_shown_as_rows_and_comes_back_unchanged(house: House) -> None:
    words = house.ask("fields.words")
    on = Offer("customers", words, lambda *_, **__: {"values": []})
    as_text = set()
    for node, leaf in drawn_leaves():
        where = {"all": [{"none": [node_mapping(leaf)]}, {"not": node_mapping(leaf)}]}
        definition = drafting.opened(drafting.written({"osuma": 1, "slug": "koe", "where": where}))
        assert definition is not None
        assert untouched(definition, on) == definition, node
        written = definition["where"]["all"][1]["not"]
        if kind_of(written) is None and places.side_of(written) is None:
            as_text.add(node)
    assert as_text == set()


def test_every_condition_of_the_language_has_a_row_with_every_key() -> None:
    groups = {*places.GROUPS, "not", *places.SIDES}
    rows = {name: KINDS[name].keys if name in KINDS else frozenset() for name in set(CONDITION_KEYS) - groups}
    assert {
        name: set(CONDITION_KEYS[name]) - keys for name, keys in rows.items() if set(CONDITION_KEYS[name]) - keys
    } == {}
    for side in places.SIDES:
        assert set(wording.ACROSS[side]) == set(get_args(Quantifier)), side
    begun = {next(key for key in CONDITION_KEYS if key in leaf) for leaf in NEW.values()}
    assert begun == set(rows) | set(places.SIDES)  # and each can be added
    assert set(NEW) == {*wording.KINDS, *wording.ADVANCED}


def test_rules_across_companies_and_contacts_come_back_unchanged(house: House) -> None:
    words = house.ask("fields.words")
    as_text = set()
    drawn = companies.pools(random.Random(1), companies.world(1), 2)
    for unit, pool in zip(("accounts", "customers"), drawn, strict=True):
        on = Offer(unit, words, lambda *_, **__: {"values": []})
        for node, leaf in ((node, leaf) for (node, _), leaves in pool.items() for leaf in leaves):
            written = node_mapping(leaf)
            definition = {"osuma": 1, "slug": "koe", "of": unit, "where": {"all": [written]}}
            assert untouched(definition, on) == definition, node
            if kind_of(written) is None and places.side_of(written) is None:
                as_text.add(node)
    assert as_text == set()


def test_every_operator_of_the_language_has_words() -> None:
    for kind, listed in operators.OPERATORS.items():
        assert set(wording.OPERATORS[kind]) == set(listed), kind
        assert set(wording.BESIDE.get(kind, ())) == set(operators.BESIDE[kind]), kind
    assert set(wording.MEASURES) == set(operators.MEASURES) - {"count"}


def test_among_whom_one_stands_is_a_rule_of_rows_too(house: House) -> None:
    on = drafting.offer({}, house.ask)
    among = {"any": [{"event": "order", "window": {"last": "12 months"}}, {"not": {"member": "rfm/champions"}}]}
    for leaf in (
        {"rank": {"property": "income"}, "order": "desc", "tiles": {"of": 10, "in": [1, 2]}, "among": among},
        {"sample": {"percent": 10}, "seed": "kevät", "among": {"consent": "email", "state": "granted"}},
    ):
        definition = {"osuma": 1, "slug": "koe", "where": {"all": [leaf]}}
        assert kind_of(leaf) is not None
        assert untouched(definition, on) == definition
    ranked = [node_mapping(one) for _, one in drawn_leaves() if isinstance(one, Rank | Sample) and one.among]
    assert ranked
    assert [one for one in ranked if kind_of(one) is None] == []


def test_two_fields_are_compared_in_one_row(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:property:where")
    draft.set("where.all[0]", property="income")
    draft.set("where.all[0]", op=f"gt{BESIDE}")
    assert "Valitse tai kirjoita arvo." in draft.page.plain
    offered = re.search(r'<select[^>]*name="where.all\[0\]:other".*?</select>', draft.page.text, re.DOTALL)
    assert offered is not None
    assert re.findall('value="([^"]*)"', offered[0]) == ["", "area_median_income", "area_small_house_share"]
    draft.set("where.all[0]", other="area_median_income")
    assert draft.rule["all"] == [{"property": "income", "op": "gt", "other": "area_median_income"}]
    assert "Ehdot ovat kesken" not in draft.page.plain
    assert "Muu ehto" not in draft.page.plain
    draft.set("where.all[0]", property="area_median_income")
    assert draft.rule["all"] == [{"property": "area_median_income", "op": "gt", "other": ""}]
    draft.do("undo")
    draft.set("where.all[0]", op="gt")
    assert draft.rule["all"] == [{"property": "income", "op": "gt"}]
    draft.set("where.all[0]", property="city")
    assert set(draft.rule["all"][0]) == {"property", "op"}


def test_two_fields_of_a_deed_are_compared_too(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:event:where")
    draft.do("filter:where.all[0]")
    detail = "where.all[0].where[0]"
    draft.do(**{"where.all[0]:event": "order", f"{detail}:property": "amount"})
    row = {"where.all[0]:event": "order"}
    draft.do(**row, **{f"{detail}:property": "amount", f"{detail}:op": f"lt{BESIDE}"})
    draft.do(**row, **{f"{detail}:op": f"lt{BESIDE}", f"{detail}:other": "shipping"})
    assert draft.rule["all"][0]["where"] == [{"property": "amount", "op": "lt", "other": "shipping"}]
    assert "Ehdot ovat kesken" not in draft.page.plain
    draft.set("where.all[0]", event="page_view")
    assert "where" not in draft.rule["all"][0]


def test_whom_a_model_and_an_experiment_name_is_chosen_of_what_there_is(house: House) -> None:
    draft = Drafted(house)
    assert "add:score:where" in draft.page.text
    draft.do("add:score:where")
    assert "Valitse tai kirjoita arvo." in draft.page.plain
    draft.set("where.all[0]", score="clv", op="gte", value="99,5")
    assert draft.rule["all"] == [{"score": "clv", "op": "gte", "value": 99.5}]
    assert draft.count == 1
    draft.do("add:experiment:where")
    draft.set("where.all[1]", experiment="kevat", arm=[""])
    draft.set("where.all[1]", experiment="kevat", arm=["", "b", "a"])
    assert draft.rule["all"][1] == {"experiment": "kevat", "arm": ["b", "a"]}
    draft.set("where.all[1]", experiment="kevat", arm=["", "b"])
    assert draft.rule["all"][1] == {"experiment": "kevat", "arm": "b"}
    assert "Ehdot ovat kesken" not in draft.page.plain
    draft.set("where.all[1]", experiment="kevat", arm=[""])
    assert draft.rule["all"][1] == {"experiment": "kevat"}


def test_how_many_contacts_is_a_row_with_a_rule_of_its_own(house: House) -> None:
    draft = Drafted(house, {"from": "", "of": "accounts"})
    draft.do("add:contacts:where")
    draft.set("where.all[0]", which="count")
    draft.set("where.all[0]", which="count", op="between", value="2")
    draft.set("where.all[0]", which="count", op="between", low="2", high="5", unknown="include")
    draft.do("add:consent:where.all[0].where")
    rule = {"contacts": "count", "where": {"all": [NEW["consent"]]}, "op": "between", "value": [2, 5]}
    assert draft.rule["all"] == [{**rule, "unknown": "include"}]
    assert ">Yhteyshenkilöiden määrä</option>" in draft.page.text
    assert "Ehdot ovat kesken" not in draft.page.plain
    draft.set("where.all[0]", which="all")
    assert draft.rule["all"] == [{"contacts": "all", "where": rule["where"], "unknown": "include"}]
    bare = {"contacts": "count", "op": "gte", "value": 3}
    draft.do("yaml", text=drafting.written({"osuma": 1, "slug": "koe", "of": "accounts", "where": {"all": [bare]}}))
    assert "Ei ehtoja: kaikki lasketaan." in draft.page.plain
    draft.set("where.all[0]", which="count", op="gte", value="4")
    assert draft.rule["all"] == [{**bare, "value": 4}]
    draft.set("where.all[0]", which="any")
    assert draft.rule["all"] == [{"contacts": "any", "where": {"all": []}}]


def test_the_commonest_value_is_told_by_rows_or_by_a_figure(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:event:where")
    draft.set("where.all[0]", event="order_line", measure="did")
    draft.set("where.all[0]", event="order_line", measure="mode:category")
    draft.set("where.all[0]", by="amount", op="eq", value="Juoksu")
    rule = {"event": "order_line", "measure": {"mode": "category", "by": "amount"}, "op": "eq", "value": "Juoksu"}
    assert {key: draft.rule["all"][0][key] for key in rule} == rule
    assert "Ehdot ovat kesken" not in draft.page.plain
    draft.set("where.all[0]", by="", op="set")
    assert draft.rule["all"][0]["measure"] == {"mode": "category"}
    assert draft.rule["all"][0]["op"] == "set"
    draft.set("where.all[0]", by="amount")
    draft.set("where.all[0]", event="page_view")
    assert "measure" not in draft.rule["all"][0]


def test_a_sequence_is_built_of_its_steps(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:sequence:where")
    step = "where.all[0].sequence[{}]"
    draft.set(step.format(0), event="order_line")
    draft.do("filter:" + step.format(0))
    category = {f"{step.format(0)}.where[0]:{name}": one for name, one in (("op", "eq"), ("value", "Juoksu"))}
    draft.do(**{f"{step.format(0)}:event": "order_line"}, **category)
    draft.do("then:where.all[0]")
    draft.set(step.format(2), step="event", event="refund")
    draft.do("up:" + step.format(2))
    draft.set(step.format(2), step="without", event="order_line")
    draft.set("where.all[0]", limit="within", n_within="14", unit_within="days", same=["", "product_id"])
    assert draft.rule["all"] == [
        {
            "sequence": [
                {"event": "order_line", "where": [{"property": "category", "op": "eq", "value": "Juoksu"}]},
                {"event": "refund"},
                {"without": "order_line"},
            ],
            "within": "14 days",
            "same": ["product_id"],
        }
    ]
    page = draft.page.plain
    assert "Ehdot ovat kesken" not in page
    assert "ensin" in page
    assert "eikä sen jälkeen" in page
    assert "vain ne, joiden aika on täynnä" in page
    assert "14 päivän kuluessa" in page
    draft.set("where.all[0]", so_far="so_far", when="last", limit="")
    assert draft.rule["all"][0]["so_far"] is True
    assert "within" not in draft.rule["all"][0]
    assert "kerro missä ajassa" in draft.page.plain
    draft.do("remove:" + step.format(2))
    draft.set("where.all[0]", so_far="")
    assert [next(iter(one)) for one in draft.rule["all"][0]["sequence"]] == ["event", "event"]
    assert "Ehdot ovat kesken" not in draft.page.plain


def test_what_became_of_a_message_is_said_in_one_row(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:message:where")
    draft.set("where.all[0]", message="clicked!", channel="email", campaign="Kevät 2026", human="false")
    assert draft.rule["all"] == [
        {"message": "clicked", "channel": "email", "campaign": "Kevät 2026", "human": False, "did": False,
         "window": {"last": "90 days"}}
    ]  # fmt: skip
    assert "lähetettiin, mutta ei klikattu" in draft.page.plain
    draft.set("where.all[0]", message="unsubscribed!")
    assert draft.rule["all"][0] | {"window": None} == {
        "message": "unsubscribed", "channel": "email", "did": False, "window": None,
    }  # fmt: skip
    draft.set("where.all[0]", message="clicked", campaign="Kevät 2026")
    draft.set("where.all[0]", message="handed_over")
    assert draft.rule["all"] == [{"message": "handed_over", "campaign": "Kevät 2026"}]
    assert 'name="where.all[0]:channel"' not in draft.page.text


def test_standing_among_others_is_told_in_any_way_of_the_language(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:rank:where")
    draft.set("where.all[0]", top="n", many="3", per="city")
    assert draft.rule["all"][0]["top"] == {"n": 3}
    assert draft.rule["all"][0]["per"] == "city"
    draft.set("where.all[0]", top="tiles", per="")
    draft.set("where.all[0]", parts="4", part=["", "1", "2"])
    assert draft.rule["all"][0]["tiles"] == {"of": 4, "in": [1, 2]}
    draft.set("where.all[0]", top="percentile")
    draft.set("where.all[0]", low="50", high="100")
    assert draft.rule["all"][0] == {
        "rank": {"event": "sale", "measure": {"sum": "amount"}, "window": {"last": "12 months"}},
        "percentile": [50, 100],
    }
    draft.do("narrow:where.all[0]")
    assert draft.rule["all"][0]["among"] == {"all": [{"event": "order", "window": {"last": "12 months"}}]}
    assert "Vain näiden joukosta" in draft.page.plain
    assert "Ehdot ovat kesken" not in draft.page.plain
    draft.do("add:property:where.all[0].among")
    draft.set("where.all[0].among.all[1]", property="city", op="in", value=["", "Helsinki"])
    draft.do("remove:where.all[0].among.all[0]")
    assert draft.rule["all"][0]["among"] == {"all": [{"property": "city", "op": "in", "value": ["Helsinki"]}]}
    draft.do("remove:where.all[0].among")
    draft.set("where.all[0]", event="property")
    assert set(draft.rule["all"][0]["rank"]) == {"property"}


@pytest.mark.parametrize(
    ("kind", "fields", "rule"),
    [
        ("joined", {"member": "uudet", "when": "last", "n": "14", "unit": "days"},
         {"member": "uudet", "joined": {"last": "14 days"}}),
        ("joined", {"member": "uudet", "when": ""}, {"member": "uudet"}),
        ("member", {"member": "uudet", "when": "before"}, {"member": "uudet", "joined": {"before": "12 months"}}),
        ("changed", {"from": "Espoo", "to": "Helsinki", "when": "last", "n": "1", "unit": "years"},
         {"changed": "city", "window": {"last": "1 year"}, "from": "Espoo", "to": "Helsinki"}),
        ("overdue", {"times": "1,5", "gaps": "3"}, {"overdue": "order", "times": 1.5, "gaps": 3}),
        ("seasonal", {"percent": "75"}, {"seasonal": "order", "months": 3, "percent": 75, "years": 2}),
        ("sample", {"many": "10", "top": "percent", "seed": "kevät"}, {"sample": {"percent": 10}, "seed": "kevät"}),
        ("bucket", {"bucket": "testi", "low": "0", "high": "4999"}, {"bucket": "testi", "from": 0, "to": 4999}),
        ("suppressed", {"suppressed": "sms", "when": "last"},
         {"suppressed": "sms", "reason": "unsubscribed", "window": {"last": "12 months"}}),
        ("stated", {"when": "", "method": ["", "store"], "twice": "true"},
         {"consent": "email", "state": "granted", "method": "store", "double_opt_in": True}),
        ("stated", {"when": "", "method": ["", "store", "phone"], "source": ["", "shop"], "more": "messut"},
         {"consent": "email", "state": "granted", "source": ["shop", "messut"], "method": ["store", "phone"]}),
        ("reach", {"ground": ["", "consent", "company"]}, {"reach": "email", "ground": ["consent", "company"]}),
        ("reach", {"reach": "sms", "ground": ["", "company"]}, {"reach": "sms"}),
        ("rank", {"top": "tiles"}, {**RANKED, "tiles": {"of": 5, "in": [1]}}),
    ],
)  # fmt: skip
def test_each_other_condition_is_a_row_that_counts(
    house: House, kind: str, fields: dict[str, Any], rule: dict[str, Any]
) -> None:
    house.ask("segments.apply", texts=["osuma: 1\nslug: uudet\nname: {fi: Uudet}\nwhere: {event: order}\n"])
    draft = Drafted(house)
    draft.do(f"add:{kind}:where")
    draft.set("where.all[0]", **fields)
    assert draft.rule["all"] == [rule]
    assert "Ehdot ovat kesken" not in draft.page.plain
    assert "Muu ehto" not in draft.page.plain
    assert draft.count >= 0
