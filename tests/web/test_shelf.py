"""The list of segments, partitions and other units, the course of a segment, and the planner of offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import prepared
from in_house import House, housed, small_shop
from osuma.catalog import comments, workspaces
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run

HELSINKI = """osuma: 1
slug: helsinki
name: {fi: Helsinkiläiset, en: Residents of Helsinki}
purpose: Myymälän kutsut
kpi: repeat_orders
where: {property: city, op: eq, value: Helsinki}
"""
BUYERS = """osuma: 1
slug: ostajat
name: {fi: Ostaneet, en: Buyers}
where: {event: order}
"""
WITHOUT_CITY = """osuma: 1
slug: kaupunki-puuttuu
name: {fi: Kaupunki puuttuu, en: Town not known}
where: {property: city, op: not_set}
"""
PARTITION = """osuma: 1
partition: ostot
name: {fi: Ostojako, en: By purchases}
classes:
  - {slug: often, name: {fi: Usein, en: Often}, where: {event: order, op: gte, value: 2}}
  - {slug: once, name: {fi: Kerran, en: Once}, where: {event: order}}
other: {slug: never, name: {fi: Ei koskaan, en: Never}}
"""
COMPANIES = """osuma: 1
slug: yritykset
name: {fi: Suomalaiset yritykset, en: Finnish companies}
of: accounts
where: {property: country, op: eq, value: FI}
"""
AREAS = """osuma: 1
slug: alueet
name: {fi: Pientaloalueet, en: Areas of small houses}
of: areas
where: {property: small_house_share, op: gte, value: 0.5}
"""


def shop(folder: Path) -> Path:
    """The small shop with segments, which were refreshed in spring and now."""
    place = small_shop(folder)
    with hold(place) as owner:
        for verb, args in (
            ("segments.apply", {"texts": [HELSINKI, BUYERS, WITHOUT_CITY, PARTITION, COMPANIES, AREAS]}),
            ("segments.refresh", {"as_of": "2026-03-01"}),
            ("segments.refresh", {}),
        ):
            run(owner, "kauppa", verb, args, quiet, here("Maija"))
    return place


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with housed(prepared.once(shop, tmp_path)) as at:
        yield at


def row(page: str, slug: str) -> str:
    """One line of the list, as it is read."""
    found = re.search(rf'<tr><td><a href="[^"]*/segments/{slug}/">.*?</tr>', page, re.DOTALL)
    assert found is not None, page
    plain = re.sub(r"<[^>]*>", " ", found[0]).replace("\u00a0", " ")
    return " ".join(plain.split())


def test_the_list_tells_size_share_sales_and_who_answers(house: House) -> None:
    page = house.get("segments/shelf").text
    told = row(page, "ostajat")
    assert re.match(r"Ostaneet ⋯ kansio ja tunnisteet: Ostaneet Siirrä Tallenna 2 50 % 120 € 0 ⚠ \d Maija ", told), (
        told
    )
    assert "<polyline" in page[page.index("/segments/ostajat/") :]
    assert "yritykset" in row(page, "yritykset")
    assert "jako" in row(page, "ostot")
    assert "Tallenna – muutokset – – – " in row(page, "alueet")  # nobody is in a list of areas


def test_a_folder_and_a_word_find_a_segment(house: House) -> None:
    house.post("segments/helsinki/folder", {"folder": "Alueet ja kaupungit"})
    page = house.get("segments/shelf").plain
    assert "Kansio: Alueet ja kaupungit Helsinkiläiset" in page
    for word in ("KUTSUT", "alueet ja", "helsinki"):
        found = house.get(f"segments/shelf?q={word}").plain
        assert "Helsinkiläiset" in found
        assert "Ostaneet" not in found
    assert "Ei tuloksia." in house.get("segments/shelf?q=olematon").plain
    house.post("segments/helsinki/folder", {"folder": " "})
    assert "Kansio:" not in house.get("segments/shelf").plain
    assert house.post("segments/olematon/folder", {"folder": "x"}).status == 400


def names(page: str) -> list[str]:
    """The slugs of the list, in its order."""
    return re.findall(r'<tr><td><a href="[^"]*/segments/([\w-]+)/">', page)


def test_the_list_is_ordered_and_limited_as_asked(house: House) -> None:
    by_name = names(house.get("segments/shelf").text)
    assert by_name.index("helsinki") < by_name.index("kaupunki-puuttuu") < by_name.index("ostajat")
    for order in ("size", "sales", "reach", "review"):
        assert "aria-sort" in house.get(f"segments/shelf?sort={order}").text
    for order in ("size", "sales"):
        largest = names(house.get(f"segments/shelf?sort={order}").text)
        assert largest.index("ostajat") < largest.index("kaupunki-puuttuu")
    partitions = names(house.get("segments/shelf?only=partitions").text)
    assert "ostot" in partitions
    assert "ostajat" not in partitions
    assert names(house.get("segments/shelf?sort=nonsense&only=nonsense").text) == names(
        house.get("segments/shelf").text
    )
    page = house.get("segments/?sort=size&only=partitions").text
    assert 'hx-get="/w/kauppa/segments/shelf?sort=size&amp;only=partitions"' in page


def test_what_was_saved_is_told_once(house: House) -> None:
    assert "Tallennettu." in house.post("segments/helsinki/folder", {"folder": ""}).plain
    assert "Tallennettu." not in house.get("segments/").plain


def test_tags_are_shown_and_found(house: House) -> None:
    house.post("segments/helsinki/tags", {"tags": "Kevät,  kevät , <b>uutiskirje</b>"})
    page = house.get("segments/shelf")
    assert "&lt;b&gt;uutiskirje&lt;/b&gt;" in page.text
    assert "<b>uutiskirje" not in page.text
    (told,) = [one for one in house.ask("segments.shelf")["segments"] if one["slug"] == "helsinki"]
    assert told["tags"] == ["kevät", "<b>uutiskirje</b>"]
    found = house.get("segments/shelf?q=KEVÄT").plain
    assert "Helsinkiläiset" in found
    assert "Ostaneet" not in found
    assert house.post("segments/helsinki/tags", {"tags": ",".join("abcdefghijk")}).status == 400
    house.post("segments/helsinki/tags", {"tags": " "})
    assert house.ask("segments.shelf")["tags"] == []
    done = [one["outcome"] for one in house.ask("audit.list")["audit"] if one["verb"] == "segments.tag"]
    assert done == ["done", "refused", "done"]


def test_a_comment_says_who_wrote_and_when_and_only_they_take_it_away(house: House) -> None:
    part = house.post("segments/ostajat/comment", {"text": "Tarkista <script>alert(1)</script> ennen kirjettä"})
    assert "Tarkista &lt;script&gt;" in part.text
    (one,) = house.ask("segments.comments", slug="ostajat")["comments"]
    assert (one["who"], one["own"]) == ("Maija", True)
    assert "Tarkista" in house.get("segments/ostajat/course").plain
    assert "Ei vielä kommentteja." in house.get("segments/helsinki/comments").plain
    assert house.post("segments/ostajat/comment", {"text": "  "}).status == 400
    assert f'name="remove" value="{one["key"]}"' in house.get("segments/ostajat/comments").text
    comments.remove(workspaces.get("kauppa"), "ostajat", one["key"], "Matti")
    comments.add(workspaces.get("kauppa"), "ostajat", "Toisen oma", "Matti")
    part = house.post("segments/ostajat/comment", {"remove": str(one["key"])}, HX_Request="true")
    assert "Toisen oma" in part.plain
    assert "Tarkista" not in part.plain
    assert 'name="remove"' not in part.text
    assert 'hx-get="/w/kauppa/segments/ostajat/comments"' in house.get("segments/ostajat/").text
    log = [one["verb"] for one in house.ask("audit.list")["audit"]]
    assert {"segments.comment", "segments.uncomment"} <= set(log)
    assert "Tarkista" not in str(house.ask("audit.list"))


def test_a_partition_is_on_one_screen(house: House) -> None:
    page = house.get("segments/ostot/").plain
    assert "Usein 1 25 % 1 0 miksi? 100 €" in page
    assert "Kerran 1 25 % 1 1 miksi? 20 €" in page
    assert "Ei koskaan 2 50 % 0 1 miksi?" in page
    assert "Asiakas on ostanut vähintään 2 kertaa." in page


def test_a_grid_is_five_by_five(house: House) -> None:
    assert house.post("segments/rfm/keep").status == 200
    page = house.get("segments/rfm/")
    cells = re.findall(r'<td class="osuma-shade-(\d)"><strong>(\d+)</strong>', page.text)
    assert len(cells) == 25
    assert sorted(cells)[-2:] == [("5", "1"), ("5", "1")]  # the two who have bought, in two cells
    assert set(cells) == {("0", "0"), ("5", "1")}
    assert "Parhaat" in page.plain


def test_companies_and_areas_have_a_page(house: House) -> None:
    assert "Suomalaiset yritykset yritykset" in house.get("segments/yritykset/").plain
    areas = house.get("segments/alueet/").plain
    assert "Pientaloalueet postinumeroalueet" in areas
    assert "0 postinumeroaluetta" in areas


def test_who_came_and_why_is_told_between_two_days(house: House) -> None:
    page = house.get("segments/ostajat/course").plain
    assert "15.11.2026 2 1 0" in page
    assert "1.3.2026 1 1 0 vertaa tähän" in page
    told = house.get("segments/ostajat/course?from=2026-03-01").plain
    assert "Ketkä tulivat ja poistuivat, ja miksi" in told
    assert "Verrattu: 1.3.2026 (1 asiakas) ja 15.11.2026 (2 asiakasta)." in told
    assert re.search(r"Ehto Tuli Poistui Asiakas on ostanut\D* 1 0 ", told)
    wrong = house.get("segments/ostajat/course?from=eilen")
    assert wrong.status == 200
    assert "”eilen” ei ole päivä" in wrong.plain


def test_a_note_explains_a_day_in_the_picture(house: House) -> None:
    page = house.post("segments/ostajat/note", {"day": "2026-11-15", "text": "Black <Friday>"})
    assert "Black &lt;Friday&gt;" in page.text
    assert re.search(r"<text[^>]*>Black &lt;Friday&gt;</text>", page.text)
    assert "Black <Friday>" in house.get("segments/helsinki/course").plain
    (note,) = house.ask("notes.list")["notes"]
    assert (note["day"], note["text"]) == ("2026-11-15", "Black <Friday>")
    refused = house.post("segments/ostajat/note", {"day": "marraskuu", "text": ""})
    assert refused.status == 400
    assert "Anna päivä" in refused.plain
    assert "Kirjoita 1–200 merkkiä." in refused.plain
    house.post("segments/ostajat/note", {"remove": str(note["key"])})
    assert house.ask("notes.list")["notes"] == []


def test_a_finding_that_is_meant_is_put_aside(house: House) -> None:
    before = row(house.get("segments/shelf").text, "kaupunki-puuttuu")
    page = house.post("segments/kaupunki-puuttuu/meant", {"code": "too_small", "reason": "Vain tarkistusta varten"})
    assert "Tarkoituksella: Vain tarkistusta varten" in page.plain
    after = row(house.get("segments/shelf").text, "kaupunki-puuttuu")
    found = [int(re.search(r"⚠ (\d)", told)[1]) for told in (before, after)]  # type: ignore[index]  # it is there
    assert found[1] == found[0] - 1


def test_too_many_segments_are_remarked_above_the_list_with_those_to_merge(house: House) -> None:
    house.ask("settings.set", key="segment_limit", value=3)
    page = house.get("segments/shelf").plain
    house.ask("settings.set", key="segment_limit", value=10)
    assert re.search(r"Segmenttejä ja jakoja on \d+; yli 3 on vaikea pitää elävinä\.", page)
    named = re.search(r"Lähimpänä toisiaan ovat ”(.*?)” ja ”(.*?)”", page)
    assert named is not None
    assert {"helsinki", "ostajat", "kaupunki-puuttuu"}.isdisjoint(named.groups())  # by their names
    assert "vaikea pitää elävinä" not in house.get("segments/shelf").plain


def test_versions_tell_what_changed(house: House) -> None:
    house.ask(
        "segments.apply", texts=[BUYERS.replace("{event: order}", "{event: order, op: gte, value: 2}")], note="kaksi"
    )
    page = house.get("segments/ostajat/course").plain
    assert "Versio 2" in page
    assert "”kaksi”" in page
    assert "-where: {event: order} +where: {event: order, op: gte, value: 2}" in page
    house.ask("segments.apply", texts=[BUYERS])


def test_offers_are_put_in_order_and_nobody_gets_two(house: House) -> None:
    # S04.1, S04.4: the overlap matrix, and the audience before and after each exclusion
    fields = {"order:ostajat": "1", "order:helsinki": "2", "exclude:kaupunki-puuttuu": "yes"}
    page = house.post("plan/", fields).plain
    assert "Ostaneet 2 100 % 1 50 %" in page
    assert "Helsinkiläiset 1 50 % 2 100 %" in page
    assert "1. Ostaneet" in page
    assert "kuuluu segmenttiin – 2" in page
    assert "rajattu pois: Kaupunki puuttuu 0 2" in page
    assert "saa jo tarjouksen: Ostaneet 1 1" in page
    kept = house.sent("plan/", {**fields, "do": "keep", "slug": "kevaan-tarjoukset"})
    assert kept == "segments/kevaan-tarjoukset/"
    assert "Ostaneet 2 50 %" in house.get(kept).plain
    both = house.post("plan/", {"order:ostajat": "1", "exclude:ostajat": "yes"})
    assert both.status == 400
    assert "sekä tarjouksina että rajattuina pois" in both.plain


def test_names_are_in_the_language_of_who_looks(house: House) -> None:
    names = (("segments/", "Buyers", "Ostaneet"), ("plan/", "Buyers", "Ostaneet"), ("build/", "Buyers", "Ostaneet"))
    house.client.post("/language", {"language": "en", "back": "/"})
    try:
        for path, english, finnish in names:
            page = house.get(path).text
            assert english in page, path
            assert finnish not in page, path
    finally:
        house.client.post("/language", {"language": "fi", "back": "/"})
