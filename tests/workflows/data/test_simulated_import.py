"""The simulated worlds through the import: what it takes is what is true; what it cannot read it refuses and says so.

`AS_IT_IS` are the files that are recognised without a question today; it grows as presets and formats come. Every
other file must be refused whole with a sentence, or account for each of its rows.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from in_process import Osuma
from osuma.engine.errors import Mistake, Refused
from osuma.store.checksum import checksums
from osuma.workflows.installation.samples.manifest import mapping
from osuma.workflows.installation.simulating import simulate

AS_IT_IS = {
    "shop": {
        "first/postinumeroalueet.csv": "paavo_areas",
        "first/audience_export.zip": "mailchimp_audience",
        "first/palautukset.csv": "product_returns",
        "first/kysely-riveina.csv": "survey_answers",
        "first/verkkokaynnit.csv": "",
        "first/kysely-sarakkeina.csv": "survey_answers/columns",
        "first/products_export_1.csv": "shopify_products",
        "awkward/kysely.xlsx": "survey_answers/columns",
        "second/kampanja-ryhmat.csv": "campaign_groups",
    },
    "b2b": {
        "first/hubspot-contacts.csv": "",
        "first/webinaarit.csv": "",
        "first/kauppojen-vaiheet.csv": "deal_stages",
    },
}
#: Files whose import other tests below look into.
BELOW = {
    "first/customers_export.csv", "first/orders_export_1.csv", "second/customers_export.csv",
    "second/orders_export_2.csv", "awkward/asiakkaat.csv", "awkward/kassa.xlsx", "first/kanta-asiakkaat.csv",
}  # fmt: skip
TILL = """
osuma_mapping: 1
source: kassa
dialect: {sheet: Myynti, header_row: 4}
outputs:
  - target: orders
    origin: orders
    group_by: Nro
    columns:
      Nro: order_id
      Päivä: {to: ts, format: [iso, d.m.Y]}
      Yhteensä: amount
    constants: {status: completed, channel: store}
  - target: order_lines
    origin: orders
    columns:
      Nro: order_id
      Koodi: product_id
      Nimi: product
      Kpl: quantity
      Hinta: unit_price
      Yhteensä: amount
"""
UNTIDY = """
osuma_mapping: 1
source: lista
outputs:
  - target: customers
    columns:
      Asiakasnumero: person_id
      Etunimi: first_name
      Sukunimi: last_name
      Sähköposti: email
      Puhelin: phone
      Postinumero: postcode
      Postitoimipaikka: city
      Syntymäaika: {to: birth_date, format: [d.m.Y, iso, excel]}
      Asiakas alkaen: {to: created_at, format: d.m.Y}
  - target: consents
    where: [{column: Markkinointilupa, op: not_empty}]
    columns:
      Asiakasnumero: person_id
      Markkinointilupa: state
      Lupa annettu: {to: ts, format: d.m.Y}
    constants: {purpose: marketing, channel: email}
"""


@pytest.fixture(scope="module", params=["shop", "b2b"])
def world(request, tmp_path_factory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("worlds") / request.param
    simulate(folder, request.param, 400, seed=9)
    return request.param, folder


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("shops") / "shop"
    simulate(folder, "shop", 500)
    return folder


def truth(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts(folder: Path) -> Mapping[str, Any]:
    return dict(json.loads((folder / "truth" / "facts.json").read_text(encoding="utf-8")))


def refused_rows(load: Mapping[str, Any]) -> list[int]:
    if not load["refused_file"]:
        return []
    with Path(load["refused_file"]).open(encoding="utf-8-sig", newline="") as file:
        return sorted({int(next(iter(row.values()))) for row in csv.DictReader(file)})


def written(folder: Path, text: str | None) -> Path:
    assert text
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def planted(folder: Path, file: str) -> dict[int, dict[str, str]]:
    return {int(row["row"]): row for row in truth(folder, "awkward") if row["file"] == file}


def attempt(osuma: Osuma, path: Path) -> tuple[dict[str, Any] | None, list[Mistake]]:
    """What came of a file, or the mistakes for which it was refused whole."""
    try:
        return osuma.load(path), []
    except Refused as refused:
        return None, list(refused.mistakes)


def test_each_file_is_taken_as_it_is_or_refused_with_a_sentence(world, tmp_path):
    kind, folder = world
    osuma = Osuma.create(tmp_path / "osuma")
    taken = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.parent.name not in ("truth", kind)):
        name = path.relative_to(folder).as_posix()
        if name in BELOW:
            continue
        load, mistakes = attempt(osuma, path)
        if load is None:
            assert mistakes, name
            assert all(one.what.fi and one.what.en for one in mistakes), name
            continue
        taken[name] = load
        assert load["taken"] + load["refused"] == load["rows"], name
        assert all(why["fi"] and why["en"] for why in load["refused_reasons"]), name
    for name, preset in AS_IT_IS[kind].items():
        assert taken[name]["refused"] == 0, name
        assert preset in str(taken[name]["recognised"].get("preset")), name


def test_the_untidy_list_loses_exactly_the_rows_that_mean_nothing(shop, tmp_path):
    osuma = Osuma.create(tmp_path / "osuma")
    name = "awkward/asiakkaat.csv"
    load = osuma.load(shop / name, mapping=written(tmp_path, UNTIDY))
    known = planted(shop, name)
    assert refused_rows(load) == sorted(row for row, one in known.items() if one["code"])
    reasons = Counter({(why["code"], why["column"]): why["count"] for why in load["refused_reasons"]})
    assert reasons == Counter((one["code"], one["column"]) for one in known.values() if one["code"])


def test_mended_cells_mean_what_the_truth_says(shop, tmp_path):
    osuma = Osuma.create(tmp_path / "osuma")
    name = "awkward/asiakkaat.csv"
    osuma.load(shop / name, mapping=written(tmp_path, UNTIDY))
    found = {
        int(row[0]): row[1:]
        for row in osuma.rows(
            "SELECT i.source_id, p.postcode, p.birth_date, lower(p.email), p.phone FROM profiles p "
            "JOIN identities i USING (identity_key) WHERE i.source = 'lista'"
        )
    }
    mended = {"lost_zeros": 0, "excel_serial": 1, "other_date_form": 1, "spaces_and_case": 2, "phone_form": 3}
    seen: Counter[str] = Counter()
    for row, one in planted(shop, name).items():
        # the file's own number of a row is the row's
        if one["kind"] == "apostrophe_id":
            assert row in found
        elif one["kind"] in mended:
            value = found[row][mended[one["kind"]]]
            meant = one["meant"]
            if one["kind"] in ("excel_serial", "other_date_form"):
                day, month, year = meant.split(".")
                meant = f"{year}-{int(month):02d}-{int(day):02d}"
            assert str(value) == meant.lower(), one
        else:
            continue
        seen[one["kind"]] += 1
    assert set(seen) == {*mended, "apostrophe_id"}


def test_visits_that_name_nobody_are_anonymous_history_and_nobody_is_counted_for_them(shop, tmp_path):
    osuma = Osuma.create(tmp_path / "osuma")
    name = "first/verkkokaynnit.csv"
    with (shop / name).open(encoding="utf-8", newline="") as file:
        visits = list(csv.DictReader(file))
    nameless = [visit for visit in visits if not visit["customer_email"]]
    empty = sums(osuma)
    load = osuma.load(shop / name)
    assert (load["refused"], load["taken"], load["rows"]) == (0, len(visits), len(visits))
    browsers = {visit["visitor_id"] for visit in nameless}
    assert len(nameless) > len(browsers) > 50
    assert load["anonymous"] == {"events": len(nameless), "visitors": len(browsers), "consented": 0, "joined": 0}
    assert any(f"of {len(browsers)} visitors whom nobody knows" in one["en"] for one in load["warnings"])
    people = {visit["customer_email"].casefold() for visit in visits if visit["customer_email"]}
    assert osuma.count("slug: kaikki\nwhere: {property: email, op: set}")["base"] == len(people)
    assert osuma.ask("quality.show")["anonymous"] == {"visitors": len(browsers), "events": len(nameless)}
    osuma.ask("import.undo", import_id=load["import_id"])
    assert sums(osuma) == empty


def test_the_loyalty_list_refuses_the_broken_rows_and_keeps_the_rest(shop, tmp_path):
    osuma = Osuma.create(tmp_path / "osuma")
    name = "first/kanta-asiakkaat.csv"
    load = osuma.load(shop / name, mapping=written(tmp_path, mapping("sportshop", "members")))
    assert refused_rows(load) == sorted(planted(shop, name))


def test_the_tills_workbook_loses_totals_and_remarks_and_nothing_else(shop, tmp_path):
    osuma = Osuma.create(tmp_path / "osuma")
    name = "awkward/kassa.xlsx"
    load = osuma.load(shop / name, mapping=written(tmp_path, TILL))
    kinds = Counter(one["kind"] for one in planted(shop, name).values())
    till = facts(shop)["till"]
    assert load["targets"]["order_lines"]["new"] == load["taken"] == load["rows"] == till["lines"]
    assert [one["sheet"] for one in load["left_out"]] == ["Lue ensin"]
    said = " ".join(one["en"] for one in load["warnings"])
    assert f"Summary rows (totals) skipped: {kinds['total_row']};" in said
    assert f"notes under the table ({kinds['remark']} rows)" in said
    assert f"dates typed as text were read as dates: {kinds['date_as_text']}." in said
    assert osuma.total("event_order", "amount") == Decimal(till["total"])


def test_the_second_delivery_changes_exactly_what_it_should(shop, tmp_path):
    osuma = Osuma.create(tmp_path / "osuma")
    osuma.ask("settings.set", key="set_apart", value={"domains": dict.fromkeys(facts(shop)["set_apart"], "employee")})
    osuma.load(shop / "first/customers_export.csv")
    first = osuma.load(shop / "first/orders_export_1.csv")
    assert first["reconciliation"]["osuma"]["amount"] == facts(shop)["net_customers"]
    customers = osuma.load(shop / "second/customers_export.csv")
    orders = osuma.load(shop / "second/orders_export_2.csv")
    fates = Counter(row["fate"] for row in truth(shop, "second_orders"))
    told = orders["targets"]["orders"]
    assert (told["new"], told["changed"], told["same"]) == (
        fates["new"] + fates["late"], fates["changed"], fates["same"],
    )  # fmt: skip
    moves = truth(shop, "second_customers")
    only_consent = sum(row["columns"] == "Accepts Email Marketing" for row in moves)
    moved = Counter(row["fate"] for row in moves)
    assert customers["targets"]["customers"]["changed"] == moved["changed"] - only_consent
    assert customers["targets"]["customers"]["new"] == moved["new"]
    assert customers["targets"]["consents"]["new"] == only_consent + 2 * moved["new"]
    again = osuma.load(shop / "second/orders_export_2.csv")["targets"]["orders"]
    assert (again["new"], again["changed"]) == (0, 0)


def test_a_delivery_declared_complete_removes_what_is_gone_at_its_source_and_its_undo_brings_it_back(shop, tmp_path):
    osuma = Osuma.create(tmp_path / "osuma")
    osuma.load(shop / "first/customers_export.csv")
    osuma.load(shop / "first/orders_export_1.csv")
    turns = truth(shop, "second_orders")
    gone = {row["order"] for row in turns if row["fate"] == "gone"}
    assert len(gone) > 5
    days = "min(local_date), max(local_date)"
    with (shop / "second/orders_export_2.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["Name"] for row in csv.DictReader(file)}
    osuma.load(shop / "second/orders_export_2.csv")
    ((first, last),) = osuma.rows(
        f"SELECT {days} FROM event_order WHERE '#' || ltrim(order_id, '#') IN {tuple(listed)}"
    )
    before, everything = osuma.rows("SELECT order_id FROM event_order"), sums(osuma)
    net = osuma.total("event_order", "CASE WHEN counted THEN net_base END")
    given = {"files": [str(shop / "second/orders_export_2.csv")], "complete_for": f"{first}..{last}"}
    (dry,) = osuma.ask("import.run", **given, dry_run=True)["loads"]
    assert sums(osuma) == everything
    (load,) = osuma.ask("import.run", **given)["loads"]
    left = {row[0] for row in osuma.rows("SELECT order_id FROM event_order")}
    missing = {row[0] for row in before} - left
    assert {"#" + str(order).lstrip("#") for order in missing} == gone
    assert load["removed"]["targets"]["orders"]["rows"] == load["targets"]["orders"]["removed"] == len(gone)
    assert load["removed"] == dry["removed"]
    after = osuma.total("event_order", "CASE WHEN counted THEN net_base END")
    assert Decimal(load["removed"]["amount"]) == net - after > 0
    assert osuma.rows(
        "SELECT count(*) FROM event_order_line l ANTI JOIN event_order o ON o.event_id = l.order_event_id"
    ) == [(0,)]
    assert load["removed"]["warnings"] == []
    osuma.ask("import.undo", import_id=load["import_id"])
    assert sums(osuma) == everything


def sums(osuma: Osuma) -> dict[str, str]:
    (file,) = osuma.folder.rglob("*.duckdb")
    with duckdb.connect(str(file), read_only=True) as con:
        return checksums(con)
