"""What Osuma exports comes back and changes nothing; what was edited on the way is a correction of that person."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from in_process import Osuma
from osuma.engine.errors import Refused
from osuma.store.checksum import checksums
from osuma.workflows.installation.simulating import simulate

EVERYBODY = "osuma: 1\nslug: everybody\npurpose: Kokeilu\nkpi: orders\nwhere: {property: source, op: ne, value: zz}\n"
#: Names, ids and postcodes at which a spreadsheet, a reader of files or we ourselves could stumble.
ODD = [
    ("007", "=cmd|'/c calc'!A1", "+Oja", "kaava@posti.example", "040 123 4567", "00100"),
    ("0070", "+1", "-x", "", "", "02100"),
    ("-8", "-x", "@a", "miinus@posti.example", "", ""),
    ("@9", "@a", "'t Hooft", "", "", "33100"),
    ("10", "'=1", "''-2", "lainaus@posti.example", "", ""),
    ("11", "", "", "nimeton@posti.example", "", "00530"),
    ("12", "", "", "", "", ""),
    ("13", "Aino", "Virta", "", "", "00100"),
    ("14", "Aino", "Virta", "", "", "00100"),
    ("15", "Aino", "", "aino@posti.example", "", ""),
    ("16", 'Sanoi "hei", ja; lähti', "Rivi\nvaihtui", "", "", ""),
    ("17", "Yhteensä", "Total", "", "", ""),
    ("18", "-", "NULL", "", "", ""),
    ("19", "1E+05", "12.0", "", "", ""),
    ("", "Pelkkä", "Osoite", "pelkka@posti.example", "", ""),
    ("", "", "", "", "050 765 4321", ""),
    ("20", "Øyvind", "Ångström", "=merkki@posti.example", "+46 70 123 45 67", ""),
]
FOREIGN = [
    ("1", "Lars", "Holm", "DK", "1234"),
    ("2", "Jane", "Roe", "GB", "AB10 1XG"),
    ("3", "Ivan", "P", "RU", "101000"),
]


def _begun(folder: Path) -> Osuma:
    """A hand-made workspace whose people come from two sources, some of them from both."""
    made = Osuma.create(folder / "installation")
    listed(folder / "odd.csv", ["Asiakasnumero", "Etunimi", "Sukunimi", "Sähköposti", "Puhelin", "Postinumero"], ODD)
    listed(folder / "muut.csv", ["Asiakasnumero", "Etunimi", "Sukunimi", "Maa", "Postinumero"], FOREIGN)
    crm = [("c1", "Aino", "Toinen", "aino@posti.example", "2024-01-01"), ("007", "Toinen", "Nolla", "", "2024-01-01")]
    listed(folder / "crm.csv", ["Asiakasnumero", "Etunimi", "Sukunimi", "Sähköposti", "Muokattu"], crm)
    for name in ("odd", "muut", "crm"):
        assert made.load(folder / f"{name}.csv", source=name)["refused"] == 0, name
    made.apply(EVERYBODY)
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def listed(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def sums(osuma: Osuma) -> Mapping[str, str]:
    (file,) = osuma.folder.rglob("*.duckdb")
    with duckdb.connect(str(file), read_only=True) as con:
        return checksums(con)


def people(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def edited(path: Path, key: str, **cells: str) -> Path:
    """The exported file again, with cells of one row changed."""
    rows = people(path)
    (row,) = [row for row in rows if row["external_id"] == key]
    row.update(cells)
    return listed(path, list(rows[0]), [tuple(r.values()) for r in rows])


def known(osuma: Osuma, where: str, columns: str = "customer_key, first_name, last_name, email, postcode") -> Any:
    return osuma.rows(f"SELECT {columns} FROM customers WHERE {where} ORDER BY ALL")


def nothing_changes(osuma: Osuma, path: Path, warned: int = 0) -> dict[str, Any]:
    before = sums(osuma)
    load = osuma.load(path)
    assert (load["refused"], load["warned"], load["new"], load["changed"]) == (0, warned, 0, 0)
    assert load["identity"] == {"identities": 0, "links": 0, "reviews": 0}
    assert sums(osuma) == before
    return load


def test_odd_people_come_back_and_nothing_changes(osuma: Osuma, tmp_path: Path) -> None:
    path = osuma.export("everybody", tmp_path / "vienti.csv")
    rows = people(path)
    # Aino of both lists is one person, and so is whoever else is written twice; nobody is lost.
    assert len(rows) == len(ODD) + len(FOREIGN) + 2 - 1 == osuma.table_rows("customers")
    assert not any(row["first_name"][:1] in ("=", "+", "-", "@") for row in rows)
    load = nothing_changes(osuma, path)
    assert load["recognised"]["preset"] == "osuma_export"
    assert load["same"] == load["rows"] == len(rows)


def test_a_spreadsheet_that_takes_the_zeros_of_postcodes_changes_nothing(osuma: Osuma, tmp_path: Path) -> None:
    path = osuma.export("everybody", tmp_path / "vienti.csv")
    rows = [{**row, "postcode": row["postcode"].lstrip("0")} for row in people(path)]
    listed(path, list(rows[0]), [tuple(row.values()) for row in rows])
    nothing_changes(osuma, path, warned=sum(1 for row in people(path) if row["postcode"] in ("100", "2100", "530")))


def test_a_correction_changes_that_person_alone_and_only_what_was_edited(osuma: Osuma, tmp_path: Path) -> None:
    before = sums(osuma)
    path = edited(osuma.export("everybody", tmp_path / "vienti.csv"), "13", last_name="Aalto", postcode="33200")
    (was,) = known(osuma, "external_id = '13'")
    others = known(osuma, "external_id <> '13'", "*")
    load = osuma.load(path)
    assert (load["new"], load["same"], load["refused"]) == (1, load["rows"] - 1, 0)
    assert known(osuma, "external_id = '13'") == [(was[0], "Aino", "Aalto", None, "33200")]
    assert known(osuma, "external_id = '13'", "municipality") == [("837",)]
    assert known(osuma, "external_id <> '13'", "*") == others
    nothing_changes(osuma, path)
    assert known(osuma, "last_name = 'Aalto'", "external_id, source") == [("13", "odd")]
    nothing_changes(osuma, osuma.export("everybody", tmp_path / "uusi.csv"))
    osuma.ask("import.undo", import_id=load["import_id"])
    assert sums(osuma) == before


def test_a_second_correction_goes_to_the_same_person(osuma: Osuma, tmp_path: Path) -> None:
    count = osuma.table_rows("customers")
    for name in ("Ensin", "Sitten"):
        osuma.load(edited(osuma.export("everybody", tmp_path / f"{name}.csv"), "15", last_name=name))
    assert osuma.table_rows("customers") == count
    assert known(osuma, "email = 'aino@posti.example'", "last_name") == [("Sitten",)]


def test_an_empty_cell_says_nothing_and_an_unknown_id_makes_nobody(osuma: Osuma, tmp_path: Path) -> None:
    path = edited(osuma.export("everybody", tmp_path / "vienti.csv"), "16", first_name="")
    nothing_changes(osuma, path)
    before = sums(osuma)
    edited(path, "0070", external_id="70")
    load = osuma.load(path)
    assert load["refused_reasons"][0]["code"] == "not_in_source"
    assert (load["refused"], load["new"]) == (1, 0)
    assert sums(osuma) == before


def test_an_export_is_never_all_that_a_source_has(osuma: Osuma, tmp_path: Path) -> None:
    path = edited(osuma.export("everybody", tmp_path / "vienti.csv"), "13", last_name="Aalto")
    osuma.load(path)
    before = sums(osuma)
    with pytest.raises(Refused, match="complete"):
        osuma.ask("import.run", files=[str(path)], complete_for="all")
    assert sums(osuma) == before


def test_into_another_workspace_the_people_come_once(osuma: Osuma, tmp_path: Path) -> None:
    path = osuma.export("everybody", tmp_path / "vienti.csv")
    other = Osuma.create(tmp_path / "other")
    assert other.load(path)["new"] == len(people(path)) == other.table_rows("customers")
    other.apply(EVERYBODY)
    nothing_changes(other, path)
    again = other.export("everybody", tmp_path / "toinen.csv")
    nothing_changes(other, again)
    names = [{k: row[k] for k in row if k not in ("source", "external_id")} for row in people(path)]
    back = [{k: row[k] for k in row if k not in ("source", "external_id")} for row in people(again)]
    assert sorted(names, key=str) == sorted(back, key=str)


def test_a_line_added_to_the_file_is_somebody_new(osuma: Osuma, tmp_path: Path) -> None:
    path = osuma.export("everybody", tmp_path / "vienti.csv")
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["", "", "Uusi", "Ihminen", "uusi@posti.example", "", "00100", ""])
    count = osuma.table_rows("customers")
    assert osuma.load(path)["new"] == 1
    assert osuma.table_rows("customers") == count + 1
    nothing_changes(osuma, path)


def test_lists_without_people_to_tell_apart_are_not_taken_for_customers(osuma: Osuma, tmp_path: Path) -> None:
    before = sums(osuma)
    ids = "\n".join(osuma.members("everybody"))
    lists = {"jasenet.csv": ids, "alueet.csv": "postcode\n00100\n00530", "ads.csv": f"email_sha256\n{'ab' * 32}\n"}
    for name, text in lists.items():
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
        with pytest.raises(Refused):
            osuma.load(tmp_path / name)
    assert sums(osuma) == before


def test_the_simulated_shop_comes_back_and_nothing_changes(tmp_path: Path) -> None:
    simulate(tmp_path / "shop", "shop", people=400, seed=5)
    osuma = Osuma.create(tmp_path / "installation")
    for name in ("customers_export.csv", "orders_export_1.csv", "audience_export.zip", "postinumeroalueet.csv"):
        osuma.load(tmp_path / "shop" / "first" / name)
    osuma.apply(EVERYBODY)
    path = osuma.export("everybody", tmp_path / "vienti.csv")
    assert len(people(path)) == osuma.table_rows("customers") > 200
    nothing_changes(osuma, path)
