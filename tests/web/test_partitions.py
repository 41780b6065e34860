"""A partition on one screen: classes in order as rows, everybody in exactly one, and who came into each and left."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from drafted import Drafted, fields_of
from in_house import House, housed, small_shop
from osuma.engine.segments.dump import to_mapping
from osuma.engine.segments.rule import Partition
from osuma.engine.segments.templates import templates
from osuma.web.builder import dividing, drafting
from osuma.web.builder.rows import filled


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with housed(small_shop(tmp_path_factory.mktemp("partitions"))) as at:
        yield at


def definition(draft: Drafted) -> dict[str, object]:
    found = drafting.opened(draft.text)
    assert found is not None
    return found


@pytest.mark.parametrize("slug", sorted(slug for slug, one in templates().items() if isinstance(one, Partition)))
def test_a_ready_partition_comes_back_unchanged_from_its_rows(house: House, slug: str) -> None:
    written = to_mapping(templates()[slug])
    on = drafting.offer(written, house.ask)
    divided = dividing.shown(written, on)
    fields = {key: value for root in divided.roots for key, value in fields_of(root).items()}
    names = {f"{one.path}:{language}": [one.name.get(language, "")] for one in divided.classes
             for language in ("fi", "en")}  # fmt: skip
    assert filled(written, fields, on) == written
    text = drafting.written(written)
    assert drafting.opened(drafting.changed(text, {**fields, **names}, house.ask)) == drafting.opened(text)


def test_a_partition_is_built_on_one_screen(house: House) -> None:
    draft = Drafted(house, {"from": "partition"})
    assert "Uusi jako" in draft.page.plain
    draft.do(**{"about:fi": "Mistä kaupungista", "classes[0]:fi": "Helsinki", "other:fi": "Muualta"})
    draft.do("remove:classes[0].where.all[0]")
    draft.do("add:property:classes[0].where")
    draft.set("classes[0].where.all[0]", property="city", op="in", value=["", "Helsinki"])
    draft.do("class:")
    draft.do(**{"classes[1]:fi": "Ostaneet"})
    draft.do("class:")
    draft.do(**{"classes[2]:fi": "Helsingin ostajat"})
    page = draft.page
    assert draft.count == 4
    assert re.search(r'id="together">4<', page.text)
    counts = [int(one) for one in re.findall(r'id="class-said-[^"]*"><strong>(\d+)</strong>', page.text)]
    assert counts == [2, 1, 0, 1]
    assert "ehdot täyttää myös 1 aikaisempiin luokkiin kuuluvaa" in page.plain
    assert "Luokkaan ei jää ketään: aikaisemmat luokat ottavat kaikki" in page.plain
    assert "Jokainen kuuluu täsmälleen yhteen luokkaan" in page.plain
    assert "Rajaus ottaa" not in page.plain  # a partition of everybody is not too broad

    draft.do("up:classes[2]")
    draft.do("up:classes[1]")
    draft.do("remove:classes[2]")
    assert [one["name"] for one in definition(draft)["classes"]] == [{"fi": "Helsingin ostajat"}, {"fi": "Helsinki"}]
    draft.do("add:reach:base")
    assert definition(draft)["base"] == {"all": [{"reach": "email"}]}
    draft.do("remove:base")
    assert "base" not in definition(draft)

    review = house.get(f"{draft.path}review").plain
    assert "Mistä kaupungista: Helsinki" in review
    assert house.sent(f"{draft.path}save") == "segments/mista-kaupungista/"
    stored = house.ask("segments.count", slug="mista-kaupungista")
    assert stored["classes"] == {"helsingin-ostajat": 2, "helsinki": 1, "muut": 1}


def test_what_is_wrong_in_a_class_is_said_beside_it(house: House) -> None:
    draft = Drafted(house, {"from": "partition"})
    draft.do("add:property:classes[0].where")
    page = draft.page
    assert "Ehdot ovat kesken" in page.plain
    said = re.search(r'id="said-classes-0-where-all-1"(.*?)</div>\s*</div>', page.text, re.DOTALL)
    assert said is not None
    assert "Valitse tai kirjoita arvo." in said[1]
    draft.do("remove:classes[0]")
    assert "Jaossa pitää olla vähintään yksi luokka." in draft.page.plain
    draft.do("undo")
    assert "Luokka 1" in draft.page.plain


def test_a_kept_partition_is_changed_and_keeps_the_slugs_of_its_classes(house: House) -> None:
    text = (
        "osuma: 1\npartition: kolmessa\nclasses:\n- {slug: a, name: {fi: Ensin}, where: {event: order}}\n"
        "other: {slug: loput}\n"
    )
    house.ask("segments.apply", texts=[text])
    assert 'value="edit:kolmessa"' in house.get("segments/kolmessa/").text
    draft = Drafted(house, {"from": "edit:kolmessa"})
    assert "Muuta jakoa" in draft.page.plain
    draft.do(**{"classes[0]:fi": "Ostajat", "other:fi": "Ei ostoja"})
    found = definition(draft)
    assert found["classes"] == [{"slug": "a", "name": {"fi": "Ostajat"}, "where": {"event": "order"}}]
    assert found["other"] == {"slug": "loput", "name": {"fi": "Ei ostoja"}}
    copy = Drafted(house, {"from": "copy:kolmessa"})
    assert definition(copy)["partition"] == drafting.UNNAMED


def test_companies_are_divided_too(house: House) -> None:
    draft = Drafted(house, {"from": "partition"})
    draft.do(**{"about:of": "accounts"})
    draft.do("class:")
    assert definition(draft)["of"] == "accounts"
    assert definition(draft)["classes"][1]["where"] == {"all": [{"property": "headcount", "op": "gte", "value": 10}]}
    draft.do("remove:classes[0]")
    page = draft.page.plain
    assert "Ehdot ovat kesken" not in page
    assert "Kaikki yritykset." in page
    assert "0 yritystä" in page
    assert "Postinumeroalueet" not in page


def test_who_came_into_a_class_and_why_is_told(house: House) -> None:
    text = (
        "osuma: 1\npartition: ostojako\nclasses:\n- {slug: usein, name: {fi: Usein}, where: {event: order, op: gte, "
        "value: 2}}\n- {slug: kerran, name: {fi: Kerran}, where: {event: order}}\nother: {slug: ei}\n"
    )
    house.ask("segments.apply", texts=[text])
    house.ask("segments.refresh", as_of="2026-04-01")
    house.ask("segments.refresh")
    page = house.get("segments/ostojako/")
    assert re.search(r"Usein 1 25 % 1 0 miksi\?", page.plain)
    assert re.search(r"Kerran 1 25 % 0 1 miksi\?", page.plain)
    assert '?class=usein"' in page.text
    course = house.get("segments/ostojako/course?class=usein").plain
    assert "15.11.2026 1 1 0" in course
    told = house.get("segments/ostojako/course?class=usein&from=2026-04-01").plain
    assert "Verrattu: 1.4.2026 (0 asiakasta) ja 15.11.2026 (1 asiakas)." in told
    assert re.search(r"Asiakas on ostanut vähintään 2 kertaa\D* 1 0 ", told)
    assert house.get("segments/ostojako/course?class=olematon").status == 404
