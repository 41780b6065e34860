"""Presets: files known by their headers, with nothing to map, through to the staging rows."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from staging import Staged, stage, staged_file

from osuma.ingestion.planning import PlanSettings
from osuma.ingestion.reading import open_file
from osuma.ingestion.sources import presets, recognise


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def sample(preset: str) -> Path:
    return Path(str(files("osuma.ingestion.sources") / preset / "sample.csv"))


def by(rows: list[dict[str, Any]], key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in rows}


def known(path: Path, work: Path, preset: str, **more: Any) -> Staged:
    (table,) = open_file(path, work)
    mapping = recognise(table)
    assert mapping is not None
    assert mapping.preset == preset
    return stage(table, mapping, **more)


@pytest.mark.parametrize("folder", sorted({p.slug.split("/")[0] for p in presets()}))
def test_every_preset_has_a_sample_that_it_recognises_and_loads_whole(folder: str, work: Path) -> None:
    for path in sorted(p for p in sample(folder).parent.glob("*.csv") if "refused" not in p.stem):
        (table,) = open_file(path, work)
        mapping = recognise(table)
        assert mapping is not None, path.name
        assert str(mapping.preset).split("/")[0] == folder
        staged = stage(table, mapping)
        assert staged.refused == []
        assert all(
            staged.outputs[o.target] for o in staged.plan.outputs if o.target in ("customers", "orders", "areas")
        )
        listed = set(mapping.ignored)
        assert listed.isdisjoint(a.header for o in mapping.outputs for a in o.columns)


def test_shopify_orders(work: Path) -> None:
    staged = known(sample("shopify_orders"), work, "shopify_orders")
    assert staged.plan.source == "shopify"
    assert (staged.refused, staged.warned) == ([], [])
    orders = by(staged.outputs["orders"], "order_id")
    assert list(orders) == ["#1001", "#1002", "#1003", "#1004", "#1005"]
    first = orders["#1001"]
    assert (first["amount"], first["total"], first["shipping"], first["claimed"]) == (
        Decimal(120), Decimal("124.90"), Decimal("4.90"), Decimal("124.90"))  # fmt: skip
    assert first["ts"] == dt.datetime(2026, 5, 1, 8)
    assert first["person_phone"] == "+358401234567"
    assert (orders["#1002"]["status"], orders["#1002"]["refunded"]) == ("completed", Decimal(50))
    assert (orders["#1003"]["status"], orders["#1003"]["status_ts"]) == ("cancelled", dt.datetime(2026, 5, 3, 7))
    assert {o: r["set_apart"] for o, r in orders.items() if r["set_apart"]} == {"#1004": "test"}
    assert orders["#1005"]["refunded"] == Decimal(20)
    lines = [(x["order_id"], x["line_no"], x["quantity"], x["amount"]) for x in staged.outputs["order_lines"]]
    assert lines[:2] == [("#1001", 1, Decimal(1), Decimal(100)), ("#1001", 2, Decimal(2), Decimal(20))]
    people = staged.outputs["customers"]
    assert [(p["postcode"], p["municipality"]) for p in people[:2]] == [("00100", "091"), ("33100", "837")]
    consents = staged.outputs["consents"]
    assert {c["state"] for c in consents} == {"granted"}
    assert "matti@esimerkki.fi" not in {c["person_email"] for c in consents}
    assert json.loads(consents[0]["evidence"]) == {
        "file": "sample.csv", "Name": "#1001", "Accepts Marketing": "yes",
        "Created at": "2026-05-01 10:00:00 +0200"}  # fmt: skip
    assert staged.claim == (5, Decimal("290.80"))


def test_one_bad_line_of_a_shopify_order_refuses_the_order_whole(tmp_path: Path, work: Path) -> None:
    text = sample("shopify_orders").read_text(encoding="utf-8").replace(",2,Sukat,15.00,", ",2,Sukat,viisitoista,")
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    staged = known(path, work, "shopify_orders")
    assert staged.refused == [
        (2, "Name", "#1001", "with_the_rest"), (3, "Lineitem price", "viisitoista", "not_a_number")]  # fmt: skip
    assert "#1001" not in by(staged.outputs["orders"], "order_id")
    assert "#1001" not in {x["order_id"] for x in staged.outputs["order_lines"]}
    assert staged.claim == (5, Decimal("290.80"))


OLDER = (
    "First Name,Last Name,Email,Accepts Email Marketing,Company,Address1,Address2,City,Province,Province Code,"
    "Country,"
    "Country Code,Zip,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt\n"
    "Anna,Virtanen,anna@esimerkki.fi,yes,,Tie 1,,Helsinki,,,Finland,FI,'00100,'+358401234567,no,124.90,1,vip,,no\n"
)


@pytest.mark.parametrize(("text", "ids", "bom"), [(None, ["7001", "7002"], True), (OLDER, [None], False)])
def test_shopify_customers_newer_and_older(
    tmp_path: Path, work: Path, text: str | None, ids: list[str | None], bom: bool
) -> None:
    path = tmp_path / "customers_export.csv"
    newer = sample("shopify_customers").read_text(encoding="utf-8")
    path.write_text(text or newer, encoding="utf-8-sig" if bom else "utf-8")
    staged = known(path, work, "shopify_customers")
    people = staged.outputs["customers"]
    assert [p["person_id"] for p in people] == ids
    assert (people[0]["email"], people[0]["phone"], people[0]["postcode"], people[0]["country"]) == (
        "anna@esimerkki.fi", "+358401234567", "00100", "FI")  # fmt: skip
    assert people[0]["tags"][0] == "vip"
    states = [
        (c["channel"], c["state"]) for c in staged.outputs["consents"] if c["person_email"] == "anna@esimerkki.fi"
    ]
    assert sorted(states) == [("email", "granted"), ("sms", "unknown")]


KINDS = ("subscribed", "unsubscribed", "cleaned")


def a_member(kind: str) -> str:
    """The sample of one of Mailchimp's three files."""
    folder = sample("mailchimp_audience").parent
    return (folder / f"{kind}_sample.csv").read_text(encoding="utf-8")


def test_mailchimps_zip_with_its_three_kinds_and_their_evidence(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "audience_export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for kind in KINDS:
            archive.writestr(f"{kind}_members_export_x.csv", a_member(kind))
    tables = open_file(path, work)
    mappings = [recognise(t) for t in tables]
    assert [m.preset for m in mappings if m] == [
        "mailchimp_audience/subscribed", "mailchimp_audience/unsubscribed", "mailchimp_audience/cleaned"]  # fmt: skip
    granted, refused, cleaned = (stage(t, m) for t, m in zip(tables, mappings, strict=True) if m)
    (person,) = granted.outputs["customers"]
    assert (person["person_id"], person["tags"]) == ("1", ["VIP", "Blogi"])
    (consent,) = granted.outputs["consents"]
    assert (consent["state"], consent["ts"]) == ("granted", dt.datetime(2024, 3, 1, 10, 5))
    evidence = json.loads(consent["evidence"])
    assert (evidence["OPTIN_TIME"], evidence["OPTIN_IP"], evidence["CONFIRM_IP"], evidence["MEMBER_RATING"]) == (
        "2024-03-01 10:00:00", "192.0.2.1", "192.0.2.1", "3")  # fmt: skip
    assert evidence["file"] == "audience_export.zip: subscribed_members_export_x.csv"
    assert "suppressions" not in granted.outputs
    (consent,) = refused.outputs["consents"]
    assert (consent["state"], consent["ts"]) == ("refused", dt.datetime(2025, 2, 2, 8))
    assert json.loads(consent["evidence"])["UNSUB_REASON"] == "NORMAL"
    (suppression,) = refused.outputs["suppressions"]
    assert (suppression["address"], suppression["reason"], suppression["channel"]) == (
        "matti@esimerkki.fi", "unsubscribed", "email")  # fmt: skip
    (suppression,) = cleaned.outputs["suppressions"]
    assert (suppression["address"], suppression["reason"], suppression["ts"]) == (
        "pois@esimerkki.fi", "bounced", dt.datetime(2025, 3, 3, 9))  # fmt: skip
    assert "consents" not in cleaned.outputs


@pytest.mark.parametrize(("name", "kind"), [("cleaned_x.csv", "cleaned"), ("unsubscribed_x.csv", "unsubscribed")])
def test_mailchimp_kinds_by_file_name_where_the_telling_column_is_missing(
    tmp_path: Path, work: Path, name: str, kind: str
) -> None:
    path = tmp_path / name
    path.write_text(a_member("subscribed"), encoding="utf-8")
    staged = known(path, work, f"mailchimp_audience/{kind}_by_name")
    assert len(staged.outputs["suppressions"]) == 1
    assert all(c["state"] == "refused" for c in staged.outputs.get("consents", []))


def test_finnish_orders_as_excel_saves_them(tmp_path: Path, work: Path) -> None:
    text = (
        "Tilausnumero;Sähköposti;Tilauspvm;Summa;Toimituskulut;Tila;Postinumero;Postitoimipaikka;Palautettu\r\n"
        "1;anna@esimerkki.fi;3.2.2025;1 234,50;4,50;valmis;240;HKI;\r\n"
        "2;matti@esimerkki.fi;13.2.2025 klo 9.05;12,00;0,00;peruttu;33100;Tampere;\r\n"
        "3;;14.2.2025;50,00;0,00;valmis;;;20,00\r\n"
        "4;anna@esimerkki.fi;14.2.2025;paljon;0,00;valmis;00240;Helsinki;\r\n"
    )
    path = tmp_path / "tilaukset.csv"
    path.write_bytes(text.encode("cp1252"))
    staged = known(path, work, "finnish_orders")
    orders = by(staged.outputs["orders"], "order_id")
    assert (orders["1"]["amount"], orders["1"]["date_only"]) == (Decimal(1230), True)
    assert (orders["2"]["status"], orders["2"]["ts"]) == ("cancelled", dt.datetime(2025, 2, 13, 7, 5))
    assert (orders["3"]["person_email"], orders["3"]["refunded"]) == (None, Decimal(20))
    assert staged.refused == [(5, "Summa", "paljon", "not_a_number")]
    assert [(w[0], w[1], w[3]) for w in staged.warned] == [(2, "Postinumero", "zeros_restored")]
    assert staged.claim == (3, Decimal("1296.50"))
    people = by(staged.outputs["customers"], "email")
    assert (people["anna@esimerkki.fi"]["postcode"], people["anna@esimerkki.fi"]["municipality"]) == ("00240", "091")


def test_a_preset_leaves_the_workspaces_zone_and_currency_to_settings(work: Path) -> None:
    settings = PlanSettings(zone="Europe/Stockholm", currency="SEK", country="SE")
    staged = staged_file(sample("finnish_orders"), work, settings)
    assert {o["currency"] for o in staged.outputs["orders"]} == {"SEK"}


COMPOSED = {
    "finnish_customers": "Yhteyshenkilön ID;Sukunimi;Etunimi;Titteli;Yritys;Y-tunnus;Sähköposti;Kaupunki\n"
    "1001;Virta;Aino;Toimitusjohtaja;Teräs Oy;0737546-2;aino@teras.example;Espoo\n",
    "finnish_register": "Yrityksen ID;Yritys;Y-tunnus;Toimialakoodi;Henkilöstö;Kaupunki\n"
    "71;Teräs Oy;0737546-2;25110;45;Espoo\n",
}


@pytest.mark.parametrize("preset", COMPOSED)
def test_lists_that_a_crm_s_user_composes_are_read_whole(preset: str, tmp_path: Path, work: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(COMPOSED[preset], encoding="utf-8")
    staged = known(path, work, preset)
    (table,) = open_file(path, work)
    mapping = recognise(table)
    assert mapping is not None
    assert mapping.left_out(table.headers) == ()
    if preset == "finnish_register":
        (company,) = staged.outputs["accounts"]
        assert (company["account_id"], company["business_id"], company["city"]) == ("71", "0737546-2", "Espoo")
    else:
        (person,), (contact,) = staged.outputs["customers"], staged.outputs["contacts"]
        assert (person["person_id"], person["city"]) == ("1001", "Espoo")
        assert (contact["person_id"], contact["account_business_id"]) == ("1001", "0737546-2")
