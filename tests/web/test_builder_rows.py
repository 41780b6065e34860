"""Rows of conditions that ask for more than one field or one figure: each is built of rows, and loses nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from drafted import Drafted, fields_of
from in_house import House, housed, small_shop

from oracle import rules, wider, worlds
from osuma.engine.segments.dump import node_mapping
from osuma.engine.segments.rule import Across, Leaf, Rank, Sample
from osuma.web.builder import drafting
from osuma.web.builder.offer import Offer
from osuma.web.builder.rows import filled, kind_of, shown

#: Conditions that are shown as their sentence: a comparison of two fields, a model, an experiment, several grounds,
#: the value that weighs most.
ONLY_SAID = {"beside", "score", "experiment", "reach", "stated", "unseen", "heaviest"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with housed(small_shop(tmp_path_factory.mktemp("rows"))) as at:
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
        of_two = any("other" in one for one in written.get("where", ()) if isinstance(one, dict))
        if kind_of(written) is None and not of_two and not isinstance(leaf, Across):
            as_text.add(node)
    assert as_text <= ONLY_SAID


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
        ("stated", {"when": "", "method": "store", "twice": "true"},
         {"consent": "email", "state": "granted", "method": "store", "double_opt_in": True}),
    ],
)  # fmt: skip
def test_each_other_condition_is_a_row_that_counts(
    house: House, kind: str, fields: dict[str, str], rule: dict[str, Any]
) -> None:
    house.ask("segments.apply", texts=["osuma: 1\nslug: uudet\nname: {fi: Uudet}\nwhere: {event: order}\n"])
    draft = Drafted(house)
    draft.do(f"add:{kind}:where")
    draft.set("where.all[0]", **fields)
    assert draft.rule["all"] == [rule]
    assert "Ehdot ovat kesken" not in draft.page.plain
    assert "Muu ehto" not in draft.page.plain
    assert draft.count >= 0
