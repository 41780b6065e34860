"""Tiedot through the pages: an unknown file mapped, refused rows mended, merges, fields, choices, guides, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_visitor import Answer, Served, Visitor, served

from osuma.workflows.installation.upkeep import init

HEADER = "Kuitti;Kassapvm;Kortti;Euroa;Myymälä\n"
TILL = HEADER + "1;1.10.2026;A1;10,00;Kamppi\n2;ei päivää;A2;20,50;Tripla\n"
SAID = {
    "kind:0": "orders",
    "column:0:0": "order_id",
    "column:0:1": "order_date",
    "column:0:2": "customer_id",
    "column:0:3": "total",
    "column:0:4": "",
}
PEOPLE = (
    "asiakasnumero;etunimi;sukunimi;sähköposti;puhelin;kenkä\n"
    "1;Anna;Aho;perhe@posti.example;040 1234567;42\n2;Matti;Aho;perhe@posti.example;;44\n"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("data") / "osuma"
    init(folder, "main")
    with served(folder) as at:
        yield at


@pytest.fixture(scope="module")
def owner(site: Served) -> Visitor:
    visitor = site.visitor()
    visitor.get(site.link.removeprefix(site.address.rstrip("/")))
    visitor.post("/first", {"company": "Kauppa", "language": "fi"})
    return visitor


def dropped(owner: Visitor, files: dict[str, str], **fields: str) -> Answer:
    return owner.upload("/w/main/data/files", {name: text.encode() for name, text in files.items()}, fields)


def mapped(owner: Visitor, name: str, text: str) -> str:
    """A file with its columns told; the address of what came of it."""
    columns = dropped(owner, {name: text}, first="columns").to
    tried = owner.ended(owner.post(f"{columns}try", SAID).to)
    assert "riviä tulisi" in tried.text
    job = owner.post(f"{columns}take").to
    assert "riviä tuotu" in owner.ended(job).text
    return job


def test_an_unknown_file_waits_and_is_mapped_tried_and_taken(owner: Visitor) -> None:
    # headers of its own: those of another test may have been told already
    done = owner.ended(dropped(owner, {"kassa.csv": TILL.replace("Myymälä", "Kassapiste")}).to)
    assert "Tiedostoa ei tunnistettu" in done.text
    columns = re.search(r'href="(/w/main/data/columns/\w+/)"', done.text)
    assert columns
    assert "kassa.csv" in owner.get("/w/main/data/").text
    page = owner.get(f"{columns[1]}?kind:0=orders").text
    assert "20,50" in page
    assert '<option value="total"' in page
    assert "Jokaisella rivillä pitää olla: tilausnumero, päivä ja summa." in page

    wrong = owner.post(f"{columns[1]}try", {**SAID, "column:0:3": ""})
    assert wrong.status == 400
    assert "rivistä pitää tietää tilausnumero, päivä ja summa" in wrong.text
    assert re.search(r'<option value="customer_id"\s+selected', wrong.text), "what was chosen is kept"

    tried = owner.ended(owner.post(f"{columns[1]}try", SAID).to)
    assert "1 / 2 riviä tulisi" in tried.text
    assert "kassa.csv" not in re.sub(r"(?s).*Tuodut tiedostot", "", owner.get("/w/main/data/").text)
    done = owner.ended(owner.post(f"{columns[1]}take").to)
    assert "1 / 2 riviä tuotu" in done.text
    assert owner.get(columns[1]).status == 404, "the copy is gone"


def test_an_import_shows_its_columns_and_takes_its_rows_back_mended(owner: Visitor) -> None:
    done = owner.get(mapped(owner, "toinen.csv", TILL.replace("\n1;", "\n11;").replace("\n2;", "\n12;")))
    key = re.search(r"/data/(\d+)/", done.text)
    assert key
    page = owner.get(f"/w/main/data/{key[1]}/").text
    assert re.search(r"Kassapvm</td><td>päivä tai aika", page)
    assert "Rivit 3" in page
    sheet = owner.get(f"/w/main/data/{key[1]}/mend")
    assert sheet.status == 200
    assert "toinen" in sheet.headers["content-disposition"]
    mended = HEADER + "12;2.10.2026;A2;20,50;Tripla\n"
    again = owner.ended(owner.upload(f"/w/main/data/{key[1]}/mended", {"korjattu.csv": mended.encode()}).to)
    assert "1 / 1 riviä tuotu" in again.text
    assert owner.post(f"/w/main/data/{key[1]}/undo").to == "/w/main/data/"
    assert "peruttu" in owner.get(f"/w/main/data/{key[1]}/").text


def test_a_file_that_osuma_knows_is_shown_and_taken_as_it_knows_it(owner: Visitor) -> None:
    others = PEOPLE.replace("\n1;", "\n3;").replace("\n2;", "\n4;").replace("perhe", "muu")
    columns = dropped(owner, {"tutut.csv": others}, first="columns").to
    page = owner.get(columns).text
    assert "Osuma tuntee tiedoston: Asiakasluettelo" in page
    assert re.search(r'<option value="own"\s+selected', page), "what a preset leaves out may be kept"
    done = owner.ended(owner.post(f"{columns}take", {"as": "known"}).to)
    assert "Asiakasluettelo" in done.text
    assert "2 / 2 riviä tuotu" in done.text


def test_a_file_that_nobody_wants_is_left_out(owner: Visitor) -> None:
    columns = dropped(owner, {"turha.csv": "a;b\n1;2\n"}, first="columns").to
    assert "turha.csv" in owner.get(columns).text
    assert owner.post(f"{columns}leave").to == "/w/main/data/"
    assert "turha.csv" not in owner.get("/w/main/data/").text
    assert owner.get("/w/main/data/columns/0123456789abcdef/").status == 404
    assert owner.get("/w/main/data/columns/..%2f..%2fx/").status == 404


def test_people_who_were_nearly_merged_are_decided_on(owner: Visitor) -> None:
    assert "riviä tuotu" in owner.ended(dropped(owner, {"asiakkaat.csv": PEOPLE}).to).text
    page = owner.get("/w/main/data/merges/").text
    assert "Sama postilaatikko, eri etunimet" in page
    for name in ("Anna Aho", "Matti Aho"):
        assert f'<strong class="text-break">{name}</strong> <span class="text-break">perhe@' in page
    assert re.search(r"Asiakaslista <span[^>]*>1</span> · tuotu \d+\.\d+\.\d{4}", page)
    assert 'Sama henkilö<span class="visually-hidden">: Anna Aho, Matti Aho</span>' in page
    pair = {"a": "asiakkaat:1", "b": "asiakkaat:2"}
    assert owner.post("/w/main/data/merges/decide", {**pair, "same": "yes"}).to == "/w/main/data/merges/"
    link = re.search(r"/merges/(\d+)/undo", owner.get("/w/main/data/merges/").text)
    assert link
    assert "Melkein yhdistetyt" in page
    owner.post(f"/w/main/data/merges/{link[1]}/undo")
    assert "Ketään ei ole yhdistetty" in owner.get("/w/main/data/merges/").text


def test_a_field_is_marked_special_and_back(owner: Visitor) -> None:
    assert "Merkitse tavalliseksi" not in owner.get("/w/main/data/fields/").text
    assert owner.post("/w/main/data/fields/class", {"field": "income", "special": "yes"}).status == 302
    assert "Merkitse tavalliseksi" in owner.get("/w/main/data/fields/").text
    owner.post("/w/main/data/fields/class", {"field": "income", "special": "no"})
    assert "Merkitse tavalliseksi" not in owner.get("/w/main/data/fields/").text
    assert owner.post("/w/main/data/fields/class", {"field": "email", "special": "yes"}).status == 400


def test_own_people_and_the_watched_folder_are_chosen(owner: Visitor, tmp_path: Path) -> None:
    said = {"domains:employee": "@oma.example\n", "emails:test": "Testi@Posti.example"}
    assert owner.post("/w/main/data/choices/apart", said).to == "/w/main/data/choices/"
    page = owner.get("/w/main/data/choices/").text
    assert "oma.example</textarea>" in page
    assert "testi@posti.example</textarea>" in page
    refused = owner.post("/w/main/data/choices/watch", {"folder": "ei/koko/polku"})
    assert refused.status == 400
    assert "kansion koko polku" in refused.text
    owner.post("/w/main/data/choices/watch", {"folder": str(tmp_path), "move": "yes"})
    assert str(tmp_path) in owner.get("/w/main/data/choices/").text
    owner.post("/w/main/data/choices/watch", {"folder": ""})
    assert str(tmp_path) not in owner.get("/w/main/data/choices/").text


def test_how_to_export_is_told_in_the_product(owner: Visitor) -> None:
    listed = owner.get("/w/main/data/guides/").text
    slugs = re.findall(r'href="/w/main/data/guides/([\w-]+)/"', listed)
    assert len(slugs) >= 18
    page = owner.get("/w/main/data/guides/shopify/").text
    assert "Tilaukset &gt; Vie" in page
    assert "Pudota tiedosto sitten" in page, "a Finn reads it in Finnish"
    assert owner.get("/w/main/data/guides/README/").status == 404
    for slug in slugs:
        for link in re.findall(r'href="\.\./([\w-]+)/"', owner.get(f"/w/main/data/guides/{slug}/").text):
            assert link in slugs


def test_the_quality_of_the_data_has_a_page(owner: Visitor) -> None:
    page = owner.get("/w/main/data/quality/").text
    assert "Mikä näyttää väärältä" in page
    assert "osuma identity" not in page


def test_a_list_that_was_downloaded_is_fetched_again_and_deleted(owner: Visitor) -> None:
    people = "asiakasnumero;etunimi;sähköposti;markkinointilupa\n7;Oona;oona@posti.example;kyllä\n"
    owner.ended(dropped(owner, {"lupalista.csv": people}).to)
    said = {"format": "csv", "purpose": "Kirje", "kpi": "myynti"}
    taken = owner.post("/w/main/segments/newsletter-consent/download", said)
    assert taken.headers["content-disposition"].endswith('"newsletter-consent-csv.csv"')
    assert "oona@posti.example" in taken.text
    page = owner.get("/w/main/data/lists/").text
    key = re.search(r'href="(/w/main/data/lists/\d+)"', page)
    assert key, page
    assert owner.get(key[1]).text == taken.text
    assert owner.post(f"{key[1]}/delete").to == "/w/main/data/lists/"
    assert owner.get(key[1]).status == 404
    assert "tiedosto ei ole täällä" in owner.get("/w/main/data/lists/").text
