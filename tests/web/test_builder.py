"""The segment builder: rows lose nothing of a definition, every button is a plain form, saving makes a version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from drafted import Drafted, fields_of
from in_house import House, housed, small_shop
from osuma.catalog import definitions, workspaces
from osuma.engine.segments.dump import to_mapping
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Segment
from osuma.engine.segments.templates import templates
from osuma.web.builder import drafting
from osuma.web.builder.edits import NEW
from osuma.web.builder.rows import filled, shown

SEQUENCE = {"sequence": [{"event": "page_view"}, {"without": "order"}], "within": "7 days"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with housed(small_shop(tmp_path_factory.mktemp("builder"))) as at:
        yield at


@pytest.mark.parametrize("slug", sorted(slug for slug, one in templates().items() if isinstance(one, Segment)))
def test_a_form_sent_untouched_changes_nothing(house: House, slug: str) -> None:
    definition = to_mapping(templates()[slug])
    on = drafting.offer(definition, house.ask)
    assert filled(definition, fields_of(shown(definition, on)), on) == definition


@pytest.mark.parametrize("kind", sorted(NEW))
def test_whatever_can_be_added_is_shown_and_sent_back_as_it_is(house: House, kind: str) -> None:
    definition = {"osuma": 1, "slug": "koe", "where": {"any": [{"none": [NEW[kind]]}, {"not": NEW[kind]}]}}
    on = drafting.offer(definition, house.ask)
    assert filled(definition, fields_of(shown(definition, on)), on) == definition


@pytest.mark.parametrize(
    "leaf",
    [
        {"property": "age", "op": "between", "value": [30, 60], "unknown": "include"},
        {"property": "income", "op": "gte", "value": 1204.5},
        {"property": "postcode", "op": "in", "value": ["00100", "00240"]},
        {"property": "interests", "op": "all", "value": ["golf", "design, taide"]},
        {"property": "birth_date", "op": "lt", "value": "1990-01-31"},
        {"property": "city", "op": "not_set"},
        {"property": "created_at", "op": "lt", "other": "birth_date"},
        {"event": "order_line", "where": [{"property": "category", "op": "in", "value": ["Juoksu"]}],
         "measure": {"sum": "amount"}, "op": "between", "value": [10, 20], "window": {"ago": ["12 months", "1 day"]}},
        {"event": "order", "measure": {"mode": "channel", "by": "amount"}, "op": "eq", "value": "web"},
        {"event": "order", "op": "eq", "value": 0, "window": {"since": "2026-01-01"}},
        {"event": "order", "measure": {"last": "channel"}, "op": "not_in", "value": ["web", "shop"]},
        {"event": "order", "window": {"calendar": "3 months ago"}},
        {"recency": "order", "which": "first", "op": "gt", "value": "1 day",
         "where": [{"property": "amount", "op": "gte", "value": 5}]},
        {"date": "created_at", "window": {"before": "2 weeks"}},
        {"member": "rfm/champions", "unknown": "exclude"},
        {"member": "rfm/champions", "joined": {"last": "30 days"}},
        {"consent": "sms", "state": "refused", "purpose": "surveys"},
        {"reach": "email", "ground": ["consent", "company"]},
        {"reach": "email", "purpose": "surveys"},
        {"consent": "email", "state": "granted", "source": "Mailchimp"},
        {"rank": {"event": "sale", "measure": {"sum": "amount"}}, "order": "asc", "top": {"n": 100}},
        {"rank": {"property": "income"}, "percentile": [95, 100], "per": "city"},
        {"message": "clicked", "did": False, "campaign": "Kevät"},
        {"account": "any", "where": {"property": "country", "op": "eq", "value": "FI"}},
        {"account": "none", "where": {"all": [{"contacts": "any", "where": {"event": "order"}}]}},
        {"account": "count", "op": "gte", "value": 2},
        SEQUENCE,
    ],
)  # fmt: skip
def test_no_condition_of_the_language_is_lost_in_rows(house: House, leaf: dict[str, Any]) -> None:
    definition = {"osuma": 1, "slug": "koe", "where": {"all": [leaf]}}
    read = drafting.opened(drafting.written(definition))
    assert read is not None
    on = drafting.offer(read, house.ask)
    after = filled(read, fields_of(shown(read, on)), on)
    assert after == read
    assert parse(drafting.written(after)) == parse(drafting.written(definition))


def test_a_segment_is_built_of_rows_without_a_script(house: House) -> None:
    draft = Drafted(house)
    assert draft.count == 4
    assert "Ei vielä ehtoja: mukana ovat kaikki." in draft.page.plain
    assert "add:near:where" in draft.page.text
    assert "add:score:where" not in draft.page.text  # no model has said anything that could be chosen

    asked = house.post(f"{draft.path}change", {"turn": "0", "do": "add:property:where"})
    draft.turn, draft.known = "1", None
    assert "Valitse tai kirjoita arvo." in asked.plain
    assert "Ehdot ovat kesken" in asked.plain
    assert re.search(r'type="checkbox"[^>]*value="Helsinki"', asked.text)
    assert 'list="l-where-all-0-more"' not in asked.text  # every value is a box already

    draft.set("where.all[0]", property="city", op="in", value=["", "Helsinki"])
    assert draft.rule == {"all": [{"property": "city", "op": "in", "value": ["Helsinki"]}]}
    page = draft.page.plain
    assert draft.count == 2
    assert "pitää paikkansa 2 · jäljellä 2 · poistaa yksin 2" in page  # Espoo, and the one of whom it is not known
    assert "Paikkakunta on ”Helsinki”. Paikkakunta puuttuu 1 asiakkaalta, eikä häntä lasketa mukaan." in page
    assert "Town is “Helsinki”." in page

    draft.do("add:event:where")
    draft.set("where.all[1]", measure="never")
    draft.set("where.all[1]", when="last", n="90", unit="days")
    assert draft.rule["all"][1] == {"event": "order", "op": "eq", "value": 0, "window": {"last": "90 days"}}
    assert draft.count == 1
    assert "Mukana ovat nekin, jotka eivät ole tehneet sitä koskaan." in draft.page.plain
    draft.do("exclude_never:where.all[1]")
    assert draft.rule["all"][2] == {"event": "order"}
    assert draft.count == 0


def test_the_villa_segment_is_built_of_rows(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:property:where")
    draft.set("where.all[0]", property="age")
    draft.set("where.all[0]", property="age", op="between")
    draft.set("where.all[0]", property="age", op="between", low="30", high="60")
    draft.do("add:any:where")
    draft.do("add:property:where.all[1]")
    draft.set("where.all[1].any[0]", property="income_band")
    draft.set("where.all[1].any[0]", property="income_band", op="eq", value="upper", unknown="include")
    draft.do("add:property:where.all[1]")
    draft.set("where.all[1].any[1]", property="title_role")
    draft.set("where.all[1].any[1]", property="title_role", op="in")
    draft.set("where.all[1].any[1]", property="title_role", op="in", value=["", "ceo", "physician"], more="lawyer")
    draft.do("add:area:where.all[1]")
    draft.set("where.all[1].any[2]", op="eq", value="10")
    assert draft.rule == {
        "all": [
            {"property": "age", "op": "between", "value": [30, 60]},
            {
                "any": [
                    {"property": "income_band", "op": "eq", "value": "upper", "unknown": "include"},
                    {"property": "title_role", "op": "in", "value": ["ceo", "physician", "lawyer"]},
                    {"property": "area_income_decile", "op": "eq", "value": 10},
                ]
            },
        ]
    }
    page = draft.page.plain
    assert draft.count == 2  # 41 and 36 years; their income is not known and is taken in
    assert "Ikä on 30–60 vuotta (30- ja 60-vuotiaat ovat mukana)." in page
    assert "Age is 30 to 60, both included." in page
    assert "Aluetieto kuvaa postinumeroaluetta, ei asiakkaan omaa kotitaloutta." in page


def test_an_amount_is_written_as_a_finn_writes_it(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:event:where")
    draft.set("where.all[0]", measure="sum:amount")
    draft.set("where.all[0]", op="gte", value="99,50", when="")
    assert draft.rule["all"] == [{"event": "order", "measure": {"sum": "amount"}, "op": "gte", "value": 99.5}]
    assert draft.count == 1
    draft.set("where.all[0]", op="gte", value="paljon")
    wrong = draft.page
    assert "Arvo 'paljon' ei käy" in wrong.plain
    assert 'value="paljon"' in wrong.text


def test_undo_and_redo_and_a_reload_lose_nothing(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:consent:where")
    draft.do("add:event:where")
    draft.do("undo")
    assert draft.rule == {"all": [NEW["consent"]]}
    draft.do("redo")
    assert draft.rule == {"all": [NEW["consent"], NEW["event"]]}
    assert draft.page.text.count('class="osuma-row"') == 2
    draft.do("undo")
    draft.do("add:reach:where")
    assert re.search(r'id="redo"[^>]*disabled', draft.page.text)


def test_a_change_from_an_older_page_is_not_made(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:consent:where")
    said = draft.do("add:event:where", turn="0")
    assert draft.rule == {"all": [NEW["consent"]]}
    assert "muutettu toisessa ikkunassa" in said.plain
    draft.do(**{"about:fi": "Uusin nimi"})
    said = draft.do(turn="0", **{"about:fi": "Vanha nimi"})
    assert re.search(r'id="about-fi"[^>]*value="Uusin nimi"[^>]*hx-swap-oob', said.text)


def test_conditions_move_are_grouped_and_go(house: House) -> None:
    draft = Drafted(house)
    for kind in ("consent", "event", "none"):
        draft.do(f"add:{kind}:where")
    draft.do("up:where.all[1]")
    assert [next(iter(one)) for one in draft.rule["all"]] == ["event", "consent", "none"]
    draft.do("alternatives:where.all[1]")
    draft.do("add:reach:where.all[1]")
    draft.do("add:date:where.all[2]")
    assert draft.rule["all"][1:] == [{"any": [NEW["consent"], NEW["reach"]]}, {"none": [NEW["date"]]}]
    page = draft.page.plain
    assert " tai " in page
    assert "tuo yksin" not in page  # of the outermost group only
    draft.set("where", group="any")
    assert set(draft.rule) == {"any"}
    draft.do("remove:where.any[1]")
    draft.do("remove:where.any[1].none[0]")
    assert draft.rule == {"any": [NEW["event"], {"none": []}]}
    draft.do("remove:where.any[7]")
    assert len(draft.rule["any"]) == 2


def test_a_detail_is_asked_of_the_events_that_count(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:event:where")
    draft.do("filter:where.all[0]")
    assert "Valitse tai kirjoita arvo." in draft.page.plain
    path = "where.all[0].where[0]"
    draft.do(**{"where.all[0]:event": "order", f"{path}:property": "amount"})
    draft.do(
        **{"where.all[0]:event": "order", f"{path}:property": "amount", f"{path}:op": "gt", f"{path}:value": "50"}
    )
    assert draft.rule["all"][0]["where"] == [{"property": "amount", "op": "gt", "value": 50}]
    assert draft.count == 1
    draft.set("where.all[0]", event="page_view")
    assert "where" not in draft.rule["all"][0]
    draft.do("filter:where.all[0]")
    draft.do(f"remove:{path}")
    assert "where" not in draft.rule["all"][0]


def test_what_rows_cannot_show_is_its_sentence_and_stays(house: House) -> None:
    draft = Drafted(house)
    odd = {"event": "order", "window": {"last": "90 päivää"}}  # a length of time that no field can hold
    draft.do("yaml", text=drafting.written({"osuma": 1, "slug": "koe", "where": {"all": [odd]}}))
    assert "Muu ehto" in draft.page.plain
    draft.do("add:consent:where")
    assert draft.rule["all"][0] == odd
    draft.set("where.all[0]", yaml="event: sale\nwindow: {last: 90 päivää}\n")
    assert draft.rule["all"][0] == {**odd, "event": "sale"}
    draft.set("where.all[0]", yaml="event: [")
    assert draft.rule["all"][0] == {**odd, "event": "sale"}


def test_the_whole_can_be_written_as_text(house: House) -> None:
    draft = Drafted(house)
    text = "osuma: 1\nslug: koe\nwhere: {property: kaupunki, op: eq, value: Espoo}\n"
    draft.do("yaml", text=text)
    assert "tuntematon tieto ”kaupunki”; tarkoititko ”city”?" in draft.page.plain
    draft.do("yaml", text=text.replace("kaupunki", "city"))
    assert draft.count == 1
    draft.do("add:consent:where")  # a rule of one condition becomes a group
    assert [next(iter(one)) for one in draft.rule["all"]] == ["property", "consent"]
    broken = draft.do("yaml", text="where: [")
    assert "Tekstistä ei saa ehtoja riveiksi." in broken.plain
    draft.do("undo")
    assert 'class="osuma-row"' in draft.page.text
    assert "SELECT" in house.get(f"{draft.path}sql").plain


def test_saving_makes_a_version_after_its_effect_has_been_shown(house: House) -> None:
    draft = Drafted(house)
    draft.do(**{"about:fi": "Espoolaiset ystävät", "about:en": "Friends in Espoo"})
    draft.do("add:property:where")
    draft.set("where.all[0]", property="city", op="in", value=["", "Espoo"])
    review = house.get(f"{draft.path}review").plain
    assert "Uusi segmentti" in review
    assert "Espoolaiset ystävät – 1 1 0" in review
    assert house.sent(f"{draft.path}save", {"note": "kevään kirje"}) == "segments/espoolaiset-ystavat/"
    assert house.get(draft.path).status == 404

    user = Drafted(house)
    user.do("add:member:where")
    user.set("where.all[0]", member="espoolaiset-ystavat")
    user.do(**{"about:fi": "Viittaaja"})
    house.post(f"{user.path}save")

    changed = Drafted(house, {"from": "edit:espoolaiset-ystavat"})
    changed.set("where.all[0]", property="city", op="in", value=["", "Espoo", "Helsinki"])
    review = house.get(f"{changed.path}review").plain
    assert "Ehdot muuttuvat" in review
    assert "Espoolaiset ystävät 1 3 2 0" in review
    assert "Viittaaja (käyttää tätä segmenttiä) 1 3 2 0" in review
    assert "Missä käytössä segmentti Viittaaja" in review
    house.post(f"{changed.path}save", {"note": "mukaan Helsinki"})
    versions = house.ask("segments.history", slug="espoolaiset-ystavat")["versions"]
    assert [one["note"] for one in versions] == ["kevään kirje", "mukaan Helsinki"]
    assert house.ask("segments.count", slug="espoolaiset-ystavat")["count"] == 3


def test_a_draft_of_an_older_version_is_not_saved_over_a_newer_one(house: House) -> None:
    text = "osuma: 1\nslug: {}\nwhere: {{all: [{{consent: email}}]}}\n".format("kahden-muuttama")
    house.ask("segments.apply", texts=[text])
    draft = Drafted(house, {"from": "edit:kahden-muuttama"})
    draft.do("add:event:where")
    house.ask("segments.apply", texts=[text.replace("email", "sms")])
    assert "uuden version" in house.post(f"{draft.path}save").plain
    assert house.ask("segments.history", slug="kahden-muuttama")["versions"][-1]["version"] == 2


def test_what_is_warned_of_is_said_to_be_on_purpose_before_it_is_saved(house: House) -> None:
    draft = Drafted(house)
    draft.do(**{"about:fi": "Turkulaiset"})
    draft.do("add:property:where")
    draft.set("where.all[0]", property="city", op="in", value=["", "Espoo"])
    assert "Jos tämä on tarkoituksella, kerro syy, kun tallennat." in draft.page.plain
    review = house.get(f"{draft.path}review").text
    assert set(re.findall(r'name="meant:(\w+)"', review)) == {"too_small", "demographics_only", "unknowns"}
    said = {"note": "kutsu", "meant:too_small": "Vain avajaisten väki", "meant:demographics_only": " "}
    assert house.sent(f"{draft.path}save", said) == "segments/turkulaiset/"
    told = house.ask("segments.health", slug="turkulaiset")
    assert [(one["code"], one["reason"]) for one in told["on_purpose"]] == [("too_small", "Vain avajaisten väki")]
    course = house.get("segments/turkulaiset/course").plain
    assert "”kutsu · Tarkoituksella: Vain avajaisten väki”" in course

    changed = Drafted(house, {"from": "edit:turkulaiset"})
    changed.set("where.all[0]", property="city", op="in", value=["", "Espoo", "Helsinki"])
    review = house.get(f"{changed.path}review").text
    assert 'value="Vain avajaisten väki"' in review
    house.post(f"{changed.path}save", {"note": "", "meant:too_small": ""})
    assert house.ask("segments.health", slug="turkulaiset")["on_purpose"] == []


def test_what_was_written_is_there_when_saving_is_refused(house: House) -> None:
    text = "osuma: 1\nslug: {}\nwhere: {{all: [{{property: city, op: eq, value: Espoo}}]}}\n".format(
        "kaksi-kirjoittajaa"
    )
    house.ask("segments.apply", texts=[text])
    draft = Drafted(house, {"from": "edit:kaksi-kirjoittajaa"})
    draft.do("add:event:where")
    house.ask("segments.apply", texts=[text.replace("Espoo", "Helsinki")])
    page = house.post(f"{draft.path}save", {"note": "pitkä perustelu", "meant:too_small": "niin on hyvä"})
    assert page.status == 409
    for kept in ("pitkä perustelu", "niin on hyvä"):
        assert f'value="{kept}"' in page.text


def test_what_is_wrong_is_not_saved(house: House) -> None:
    draft = Drafted(house)
    draft.do("add:member:where")
    answer = house.post(f"{draft.path}save")
    assert answer.status == 400
    assert "Valitse tai kirjoita arvo." in answer.plain
    assert draft.page.status == 200


def test_a_template_and_a_copy_begin_a_draft(house: House) -> None:
    page = house.get("build/").text
    assert 0 < page.index('value="template:') < page.index("Mallit, joihin tarvitaan lisää tietoja")
    assert 0 < page.index('value="template:rfm"') < page.index('value="template:inactive"')
    assert "bg-green-lt" not in page[page.index('<div class="text-secondary">') :]
    draft = Drafted(house, {"from": "template:inactive"})
    assert "180" in draft.text
    house.ask("segments.take", slugs=["one-time-buyers"])
    copy = Drafted(house, {"from": "copy:one-time-buyers"})
    assert copy.rule == to_mapping(templates()["one-time-buyers"])["where"]


@pytest.mark.parametrize(
    ("unit", "kind", "field"),
    [("accounts", "yritystä", "Tieto yrityksestä"), ("areas", "postinumeroaluetta", "Tieto alueesta")],
)
def test_companies_and_areas_are_units_too(house: House, unit: str, kind: str, field: str) -> None:
    draft = Drafted(house, {"from": "", "of": unit})
    assert kind in draft.page.plain
    draft.do("add:property:where")
    assert draft.rule["all"][0]["property"] in ("industry_section", "small_house_share")
    assert (field in draft.page.plain, "Tieto asiakkaasta" in draft.page.plain) == (True, False)
    draft.do(**{"about:of": "customers"})
    assert "of:" not in draft.text


def test_a_rule_on_contacts_stands_within_one_on_companies(house: House) -> None:
    draft = Drafted(house, {"from": "", "of": "accounts"})
    draft.do("add:contacts:where")
    draft.set("where.all[0]", which="none")
    draft.do("add:property:where.all[0].where")
    inner = "where.all[0].where.all[0]"
    draft.set(inner, property="city", op="in", value=["", "Helsinki"])
    draft.do("add:event:where.all[0].where")
    rule = {"all": [{"property": "city", "op": "in", "value": ["Helsinki"]}, NEW["event"]]}
    assert draft.rule == {"all": [{"contacts": "none", "where": rule}]}
    assert "Ei yhdestäkään yhteyshenkilöstä" in draft.page.plain
    assert "Ehdot ovat kesken" not in draft.page.plain
    draft.do(f"remove:{inner}")
    draft.do("remove:where.all[0]")
    assert draft.rule == {"all": []}


def test_fields_that_stay_are_not_drawn_anew(house: House) -> None:
    # what is being typed while the answer comes would be lost
    draft = Drafted(house)
    draft.do("add:event:where")
    turn = {"turn": "1"}
    same = house.post(
        f"{draft.path}change",
        {**turn, "where.all[0]:when": "last", "where.all[0]:n": "3", "where.all[0]:unit": "months"},
        HX_Request="true",
    )
    assert same.headers["hx-reswap"] == "none"
    assert 'name="turn" value="2"' in same.text
    other = house.post(f"{draft.path}change", {"turn": "2", "where.all[0]:when": "calendar"}, HX_Request="true")
    assert "hx-reswap" not in other.headers
    told = house.get(f"{draft.path}told").text
    assert 'id="said-where-all-0" hx-swap-oob="true"' in told


def test_a_draft_is_its_makers_own(house: House) -> None:
    draft = Drafted(house)
    assert house.get("build/999/").status == 404
    assert "Uusi segmentti" in house.get("build/").plain
    assert house.sent(f"{draft.path}drop") == "segments/"
    assert draft.page.status == 404


def test_comments_of_a_file_stay_when_rows_change_it(house: House) -> None:
    text = (
        "# sovittu Annan kanssa\nosuma: 1\nslug: kommentoitu\nwhere:\n  all:\n    # vain luvalliset\n"
        "    - reach: email\n    - event: order  # ostajat\n"
    )
    house.ask("segments.apply", texts=[text])
    draft = Drafted(house, {"from": "edit:kommentoitu"})
    draft.do("add:property:where")
    draft.set("where.all[2]", property="city", op="in", value=["", "Espoo"])
    draft.do("up:where.all[1]")
    house.post(f"{draft.path}save")
    (kept,) = [one for one in definitions.list_(workspaces.get("kauppa")) if one.slug == "kommentoitu"]
    assert kept.text.startswith("# sovittu Annan kanssa\n")
    assert "  - event: order  # ostajat\n  # vain luvalliset\n  - reach: email\n" in kept.text
    tuned = house.ask("segments.tuned", text=f"# syksy\n{NUMBERED}", numbers={"where.value": "3"})["yaml"]
    assert tuned == f"# syksy\n{NUMBERED.replace('value: 2', 'value: 3')}"


NUMBERED = "osuma: 1\nslug: numeroitu\nwhere:\n  event: order\n  op: gte\n  value: 2  # vähintään\n"
