"""Files for other programs: their own headers, only people who may be contacted, and a control group that is kept."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse
from osuma.engine.segments.rule.people import bucket_of
from osuma.store.checksum import checksums
from osuma.store.people.scores import arms

EVERYBODY = (
    "osuma: 1\nslug: everybody\nname: {fi: Kaikki, en: Everybody}\npurpose: Kokeilu\nkpi: orders\n"
    "where: {property: country, op: ne, value: zz, unknown: include}\n"
)
#: 1 may be written to; 2 refused; 3 said nothing; 4 shares the mailbox of 2; 5 and 6 share one and both may.
CUSTOMERS = """Asiakasnumero;Sähköposti;Etunimi;Sukunimi;Puhelin;Markkinointilupa
1;lupa@posti.example;Aino;Virta;040 123 4567;kyllä
2;koti@posti.example;Eero;Niemi;;ei
3;vaiti@posti.example;Liisa;Koski;;
4;koti@posti.example;Ville;Niemi;;kyllä
5;yhdessä@posti.example;Tiina;Lehto;;kyllä
6;yhdessä@posti.example;Sanna;Lehto;;kyllä
"""


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "installation")
    (folder / "asiakkaat.csv").write_text(CUSTOMERS, encoding="utf-8")
    made.load(folder / "asiakkaat.csv", source="kauppa")
    made.apply(EVERYBODY)
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def export(osuma: Osuma, path: Path, **given: Any) -> tuple[dict[str, Any], list[dict[str, str]]]:
    told = osuma.ask("segments.export", slug="everybody", to=str(path), **given)
    with path.open(encoding="utf-8", newline="") as file:
        return told, list(csv.DictReader(file))


def test_a_list_for_mailchimp_holds_one_row_an_address_of_those_who_may_be_written_to(
    osuma: Osuma, tmp_path: Path
) -> None:
    told, rows = export(osuma, tmp_path / "mc.csv", format="mailchimp", as_of="2026-11-19")
    assert [list(row.values()) for row in rows] == [
        ["lupa@posti.example", "Aino", "Virta", "+358401234567", "Osuma: Kaikki 19.11.2026"],
        ["yhdessä@posti.example", "Tiina", "Lehto", "", "Osuma: Kaikki 19.11.2026"],
    ]
    assert list(rows[0]) == ["Email Address", "First Name", "Last Name", "Phone Number", "TAGS"]
    assert {why: n for why, n in told["left_out"].items() if n} == {"refused": 2, "no_ground": 1}
    assert told["sentences"][0]["fi"] == (
        "Segmentin 6 asiakkaasta 3 saa tavoittaa sähköpostilla. Muut jäivät pois: kieltänyt markkinoinnin 2, "
        "ei lupaa 1. Samassa osoitteessa on 1 muuta."
    )
    (line,) = [one for one in osuma.ask("audit.list")["audit"] if one["verb"] == "segments.export"]
    assert (line["format"], line["channel"]) == ("mailchimp", "email")


HEADERS = {
    "shopify": ["First Name", "Last Name", "Email", "Phone", "Tags"],
    "hubspot": ["Email", "First Name", "Last Name", "Phone Number", "Osuma"],
    "pipedrive": ["Person - ID", "Person - Name", "Person - Email - Work", "Person - Phone - Work", "Person - Osuma"],
}


def test_every_tool_has_its_own_headers_and_the_same_people(osuma: Osuma, tmp_path: Path) -> None:
    for name, headers in HEADERS.items():
        _, rows = export(osuma, tmp_path / "ulos.csv", format=name)
        assert list(rows[0]) == headers
        mails = [row.get("Email") or row.get("Person - Email - Work") for row in rows]
        assert mails == ["lupa@posti.example", "yhdessä@posti.example"]


def test_a_person_whom_pipedrive_knows_goes_back_under_its_id(osuma: Osuma, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Person - ID,Person - Name,Person - Email - Work\n21,Aino Virta,lupa@posti.example\n", "utf-8")
    osuma.load(file)
    _, rows = export(osuma, tmp_path / "ulos.csv", format="pipedrive")
    assert [(row["Person - ID"], row["Person - Name"]) for row in rows] == [("21", "Aino Virta"), ("", "Tiina Lehto")]


def test_a_workbook_holds_what_the_table_holds(osuma: Osuma, tmp_path: Path) -> None:
    _, rows = export(osuma, tmp_path / "ulos.csv")
    osuma.ask("segments.export", slug="everybody", to=str(tmp_path / "ulos.xlsx"), format="xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ulos.xlsx").active
    cells = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == [list(rows[0]), *(list(row.values()) for row in rows)]
    assert len(rows) == 6


def test_a_table_asked_for_a_channel_holds_those_alone_who_may_be_contacted_on_it(
    osuma: Osuma, tmp_path: Path
) -> None:
    told, rows = export(osuma, tmp_path / "ulos.csv", channel="email")
    assert [row["external_id"] for row in rows] == ["1", "5"]
    assert told["same_address"] == 1
    with pytest.raises(Misuse, match="email"):
        export(osuma, tmp_path / "ulos.csv", format="mailchimp", channel="phone")
    with pytest.raises(Misuse, match="csv, xlsx, mailchimp"):
        export(osuma, tmp_path / "ulos.csv", format="excel")


def test_our_list_for_mailchimp_comes_back_known_and_changes_nothing(osuma: Osuma, tmp_path: Path) -> None:
    export(osuma, tmp_path / "mc.csv", format="mailchimp")
    before = sums(osuma)
    load = osuma.load(tmp_path / "mc.csv")
    assert load["recognised"]["preset"] == "osuma_export/mailchimp"
    assert (load["refused"], sums(osuma)) == (0, before)
    # and says nothing of consent: the next list is the same
    assert len(export(osuma, tmp_path / "mc2.csv", format="mailchimp")[1]) == 2


def sums(osuma: Osuma) -> dict[str, str]:
    (file,) = osuma.folder.rglob("*.duckdb")
    with duckdb.connect(str(file), read_only=True) as con:
        return {name: value for name, value in checksums(con).items() if name != "loads"}


def many(osuma: Osuma, folder: Path) -> None:
    rows = "".join(f"M{n};m{n}@posti.example;Nimi;kyllä\n" for n in range(200))
    file = folder / "monta.csv"
    file.write_text("Asiakasnumero;Sähköposti;Etunimi;Markkinointilupa\n" + rows, encoding="utf-8")
    osuma.load(file, source="monta")


def test_a_control_group_is_left_out_stays_left_out_and_can_be_named_by_a_rule(osuma: Osuma, tmp_path: Path) -> None:
    many(osuma, tmp_path)
    told, rows = export(osuma, tmp_path / "a.csv", format="mailchimp", control="10%", experiment="kevat")
    out = told["control"]["people"]
    assert told["control"] == {"experiment": "kevat", "people": out, "of": 202}
    assert 8 <= out <= 35
    assert len(rows) == 202 - out
    expected = {f"m{n}@posti.example" for n in range(200) if bucket_of("kevat", f"M{n}") >= 1000}
    assert {row["Email Address"] for row in rows} >= expected
    assert len(expected) >= len(rows) - 2
    # another day, and even another share: who was left out stays left out
    again, later = export(osuma, tmp_path / "b.csv", format="mailchimp", control="50", experiment="kevat")
    assert (again["control"]["people"], later) == (out, rows)
    (audit, *_) = [one for one in osuma.ask("audit.list")["audit"] if one["verb"] == "segments.export"]
    assert (audit["experiment"], audit["control"]) == ("kevat", "50")
    rule = "osuma: 1\nslug: out\nwhere: {experiment: kevat, arm: control}\n"
    assert osuma.count(rule, as_of="2099-01-01")["count"] == out
    assert osuma.table_rows("exposures") == 202
    given = "osuma: 1\nslug: given\nwhere: {message: handed_over, campaign: kevat}\n"
    assert osuma.count(given, as_of="2099-01-01")["count"] == len(rows)


def test_who_is_joined_later_stays_in_the_arm_that_they_were_put_into_first(osuma: Osuma, tmp_path: Path) -> None:
    many(osuma, tmp_path)
    _, rows = export(osuma, tmp_path / "a.csv", format="mailchimp", control="50%")
    sent = next(row["Email Address"] for row in rows if row["Email Address"].startswith("m"))
    who = "M" + sent.removeprefix("m").partition("@")[0]
    osuma.ask("identity.merge", a=who, b="kauppa:3")
    (file,) = osuma.folder.rglob("*.duckdb")
    with duckdb.connect(str(file), read_only=True) as con:
        (key,) = con.execute("SELECT customer_key FROM identities WHERE source_id = ?", [who]).fetchall()[0]
        assert arms(con, "everybody")[key] == "sent"


def test_a_share_that_is_none_and_options_that_do_not_go_together_are_refused(osuma: Osuma, tmp_path: Path) -> None:
    path = tmp_path / "ulos.csv"
    for share in ("0", "100%", "puolet", "-5", "0,001%"):
        with pytest.raises(Misuse, match="share"):
            export(osuma, path, control=share)
    with pytest.raises(Misuse, match="--control"):
        export(osuma, path, experiment="kevat")
    with pytest.raises(Misuse, match="--for ads"):
        export(osuma, path, for_="ads", control="10%")
    assert not path.exists()
    assert osuma.table_rows("exposures") == 0


def test_a_file_that_is_not_logged_is_not_there(
    osuma: Osuma, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise RuntimeError("the machine stops")

    path = tmp_path / "ulos.csv"
    for step in ("osuma.catalog.exports.record", "osuma.workflows.lists.exporting.keep"):
        with monkeypatch.context() as broken:
            broken.setattr(step, stop)
            with pytest.raises(RuntimeError):
                export(osuma, path, format="mailchimp", control="50%")
        assert list(tmp_path.glob("ulos*")) == []
        assert osuma.table_rows("exposures") == 0
    assert export(osuma, path, format="mailchimp", control="50%")[0]["rows"] >= 0


def test_the_refresh_after_an_export_with_a_control_group_goes_by_differences(osuma: Osuma, tmp_path: Path) -> None:
    many(osuma, tmp_path)
    osuma.apply("osuma: 1\nslug: out\nwhere: {experiment: everybody, arm: control}\n")
    assert osuma.ask("segments.refresh", as_of="2099-01-01")["how"] == "nothing_kept"
    told, _ = export(osuma, tmp_path / "a.csv", format="mailchimp", control="50%")
    after = osuma.ask("segments.refresh", as_of="2099-01-02")
    assert after["how"] == "differences"
    (out,) = [one for one in after["segments"] if one["slug"] == "out"]
    assert out["count"] == told["control"]["people"] > 0
