"""Mappings as YAML, their mistakes, and what is proposed for a file."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from staging import stage

from osuma.engine.errors import Refused
from osuma.engine.tables.special import CATEGORIES, Category, screen
from osuma.ingestion.mapping import Proposal, dump_mapping, parse_mapping, propose
from osuma.ingestion.mapping.headers import concept_of, slug_of
from osuma.ingestion.reading import open_file
from osuma.ingestion.sources import presets
from osuma.ingestion.tables import SourceTable

WHOLE = """
osuma_mapping: 1
source: verkkokauppa
name: Verkkokaupan tilaukset
whole: Tilaus
dialect: {encoding: cp1252, delimiter: ";", decimal: comma}
outputs:
  - target: orders
    origin: orders
    first_of: Tilaus
    where: [{column: Tyyppi, op: is_not, value: [hyvitys]}]
    columns:
      Tilaus: order_id
      Aika: {to: ts, format: [d.m.Y, iso], zone: Europe/Helsinki}
      Summa: {to: total, format: comma, bad: refuse}
      Rahti: _rahti
      Tila: {to: status, codes: {lähti: completed}}
      Sposti: [person_email, {to: discount_code, bad: warn}]
    constants: {currency: EUR}
    derived: {amount: {minus: [total, _rahti]}}
    cases:
      - {to: set_apart, value: test, any: [{column: Huom, op: has, value: [testi]}]}
    evidence: [Huom]
optional: [Huom]
ignored: [Muu]
"""


def table_of(tmp_path: Path, text: str, name: str = "tiedosto.csv") -> SourceTable:
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return open_file(path, work)[0]


def test_a_mapping_survives_its_yaml() -> None:
    mapping = parse_mapping(WHOLE)
    assert parse_mapping(dump_mapping(mapping)) == mapping
    assert mapping.outputs[0].columns[1].format == ("d.m.Y", "iso")
    assert dump_mapping(parse_mapping(dump_mapping(mapping))) == dump_mapping(mapping)


@pytest.mark.parametrize("preset", [p for p in presets() if not p.refuse], ids=lambda p: p.slug)
def test_presets_survive_their_yaml(preset: object) -> None:
    mapping = preset.mapping  # type: ignore[attr-defined]  # parametrize gives objects
    assert parse_mapping(dump_mapping(mapping)) == mapping


def test_every_mistake_is_told_at_once_with_its_place() -> None:
    text = """
osuma_mapping: 2
source: Iso Kauppa
colour: red
outputs:
  - target: orders
    origin: nowhere
    columns:
      Tilaus: {to: order_idd, fromat: x}
      Aika: {to: ts, format: "%Q"}
      Koko: {to: total, as: sormi}
    derived: {amount: {guess: [total]}}
    where: [{column: A, op: about}]
  - target: people
"""
    with pytest.raises(Refused) as refused:
        parse_mapping(text)
    found = {(m.where, m.code) for m in refused.value.mistakes}
    assert {
        ("osuma_mapping", "bad_version"), ("colour", "unknown_key"), ("source", "bad_source"),
        ("outputs[0].origin", "bad_choice"), ("outputs[0].columns.Tilaus.fromat", "unknown_key"),
        ("outputs[0].where[0].op", "bad_choice"), ("outputs[0].columns.Tilaus", "unknown_field"),
        ("outputs[0].columns.Aika", "unknown_format"), ("outputs[0].columns.Koko", "unknown_type"),
        ("outputs[0].derived.amount", "unknown_recipe"), ("outputs[0].columns", "required_field"),
        ("outputs[1].target", "unknown_target"),
    } <= found  # fmt: skip
    assert all(m.what.fi and m.what.en and m.what.fi != m.what.en for m in refused.value.mistakes)


@pytest.mark.parametrize("text", ["a: [", "- 1\n- 2", "", "outputs: 3\nosuma_mapping: 1\nsource: a"])
def test_what_is_no_mapping(text: str) -> None:
    with pytest.raises(Refused):
        parse_mapping(text)


@pytest.mark.parametrize("text", ["a: 2026-13-45", "[" * 100_000])
def test_what_the_yaml_library_gives_up_on_is_refused_and_ends_no_process(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_mapping(text)
    assert refused.value.mistakes[0].code == "not_yaml"


def test_columns_that_the_file_lacks_are_named(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a;b\n1;2\n")
    mapping = parse_mapping({"osuma_mapping": 1, "source": "t", "outputs": [
        {"target": "products", "columns": {"tuote": "product_id", "b": "product", "x": "brand"}}]})  # fmt: skip
    with pytest.raises(Refused) as refused:
        stage(table, mapping)
    assert [(m.where, m.code) for m in refused.value.mistakes] == [
        ("outputs[0].columns.tuote", "no_such_column"), ("outputs[0].columns.x", "no_such_column")]  # fmt: skip


def test_what_is_optional_may_be_missing(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a;b\n1;2\n")
    mapping = parse_mapping({"osuma_mapping": 1, "source": "t", "optional": ["x"], "outputs": [
        {"target": "products", "columns": {"a": "product_id", "x": "brand"}}]})  # fmt: skip
    assert [p["product_id"] for p in stage(table, mapping).outputs["products"]] == ["1"]


@pytest.mark.parametrize(
    ("header", "concept"),
    [
        ("Sähköposti", "email"), ("E-mail address", "email"), ("e-postadress", "email"),
        ("CustomerKey", "customer_id"),
        ("asiakas_nro", "customer_id"), ("Tilauspvm", "order_date"), ("Beställningsdatum", "order_date"),
        ("UnitPrice", "unit_price"), ("À-hinta", "unit_price"), ("Loppusumma", "total"), ("POSTINUMERO", "postcode"),
        ("Kundnummer", "customer_id"), ("Billing Zip", "postcode"), ("kengän koko", None), ("", None),
    ],
)  # fmt: skip
def test_headers_in_three_languages(header: str, concept: str | None) -> None:
    assert concept_of(header) == concept


def test_slugs_are_ascii_and_short() -> None:
    assert slug_of("Kengän KOKO (EU)") == "kengan_koko_eu"
    assert slug_of("!!!") == "field"
    assert len(slug_of("x" * 200)) <= 45


PROPOSALS = {
    "customers": "Asiakasnumero;Sähköposti;Etunimi;Syntymävuosi;Kengän koko;Uskonto\n"
    "1;a@esimerkki.fi;Anna;1980;38;ev.lut\n2;b@esimerkki.fi;Matti;1975;44;\n",
    "orders": "Ordernummer;Beställningsdatum;Totalt;E-post\n"
    "1;3.2.2025;12,50;a@exempel.fi\n2;13.2.2025;1 200,00;b@exempel.fi\n",
    "order lines": "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
    "1,A,Mug,2,2025-01-03 10:00:00,2.50,7\n",
    "attendance": "Webinaari,Sähköposti,Päivä,Osallistui\nKevät,a@esimerkki.fi,3.2.2025,kyllä\n",
    "page views": "Session ID,Page path,Timestamp,Email\ns1,/kengat,2025-01-03T10:00:00Z,a@esimerkki.fi\n",
    "messages": "Campaign,Event,Email,Timestamp\nKevät,open,a@esimerkki.fi,2025-01-03 10:00:00\n"
    "Kevät,click,a@esimerkki.fi,2025-01-03 10:01:00\n",
    "products": "Tuotenumero;Tuotenimi;Tuoteryhmä;Hinta\nA1;Kenkä;Juoksu;99,90\n",
    "areas": "postinumeroalue,nimi,he_vakiy,hr_mtu\n00100,Keskusta,18000,30000\n00230,Posti,..,..\n",
}
GIVES = {
    "customers": {"customers"},
    "orders": {"customers", "orders"},
    "order lines": {"orders", "order_lines"},
    "attendance": {"customers", "events:attendance"},
    "page views": {"events:page_view"},
    "messages": {"events:email_sent", "events:email_open", "events:email_click", "events:email_bounce"},
    "products": {"products"},
    "areas": {"areas"},
}


@pytest.mark.parametrize("kind", PROPOSALS)
def test_generic_files_are_proposed_and_load(tmp_path: Path, kind: str) -> None:
    table = table_of(tmp_path, PROPOSALS[kind])
    proposal = propose(table)
    assert proposal.kind == kind
    assert {o.target for o in proposal.mapping.outputs} == GIVES[kind]
    staged = stage(table, proposal.mapping)
    assert staged.refused == []
    assert parse_mapping(dump_mapping(proposal.mapping)) == proposal.mapping
    used = {a.header for o in proposal.mapping.outputs for a in o.columns}
    assert used | set(proposal.unmapped) >= set(table.headers) - {"Event"}
    filled = {target: len(rows) for target, rows in staged.outputs.items() if rows}
    assert filled


def test_protected_columns_are_asked_about_and_other_fields_kept(tmp_path: Path) -> None:
    proposal: Proposal = propose(table_of(tmp_path, PROPOSALS["customers"]))
    assert [(q.column, q.code) for q in proposal.questions] == [("Uskonto", "special_category")]
    assert proposal.unmapped == ("Uskonto",)
    custom = {a.to: a.as_ for a in proposal.mapping.outputs[0].columns if a.to.startswith("x_")}
    assert custom == {"x_kengan_koko": "int"}
    assert proposal.confidence == pytest.approx(5 / 6, abs=0.01)


def test_undecided_dates_and_decimals_are_asked_about(tmp_path: Path) -> None:
    table = table_of(
        tmp_path, 'Order ID,Order date,Total,Email\n1,3/4/2025,"1,234",a@b.fi\n2,5/6/2025,"2,345",b@b.fi\n'
    )
    assert [(q.column, q.code) for q in propose(table).questions] == [
        ("Order date", "date_order_undecided"), ("Total", "decimal_undecided")]  # fmt: skip


def test_a_file_about_nothing_we_know_says_so(tmp_path: Path) -> None:
    proposal = propose(table_of(tmp_path, "foo,bar\n1,2\n"))
    assert (proposal.kind, proposal.confidence, proposal.unmapped) == ("unknown", 0.0, ("foo", "bar"))
    assert [q.code for q in proposal.questions] == ["kind_unknown"]


def test_day_numbers_under_a_date_header_are_read_as_dates(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Asiakasnumero;Syntymäaika\n1;27000\n2;30000\n")
    staged = stage(table, propose(table).mapping)
    assert [str(p["birth_date"]) for p in staged.outputs["customers"]] == ["1973-12-02", "1982-02-18"]


def test_every_protected_category_has_its_words() -> None:
    for name in (
        "Uskontokunta",
        "Etninen tausta",
        "terveydentila",
        "Ammattiliitto",
        "sexual_orientation",
        "puoluekanta",
    ):
        category = screen(name)
        assert category is not None
        assert CATEGORIES[category].fi != CATEGORIES[category].en
    assert set(CATEGORIES) == set(get_args(Category))
