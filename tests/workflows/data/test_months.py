"""Closed months: their figures stay, and what changes them later is a restatement with its cause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from test_late_rows import write

from in_process import Osuma
from osuma.cli.main import run
from osuma.engine.errors import Misuse, Refused
from osuma.store.loading import months as stored
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run as run_verb
from osuma.workflows.installation.upkeep import restore

JANUARY = ("1;5.1.2026;101;40,00;Valmis", "2;9.1.2026;102;25,00;Valmis", "3;30.1.2026;103;60,00;Valmis")
FEBRUARY = ("5;27.2.2026;101;10,00;Valmis", "6;28.2.2026;105;20,00;Valmis", "7;1.3.2026;105;1,00;Valmis")
#: What came late: order 4 of January, another amount for order 2; an order of December that makes 103 no new buyer.
LATE = ("2;9.1.2026;102;20,50;Valmis", "4;28.1.2026;104;15,25;Valmis", "0;28.12.2025;103;5,00;Valmis")


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "osuma")
    made.load(write(folder / "alku.csv", *JANUARY, *FEBRUARY))
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def figures(osuma: Osuma, month: str, side: str = "now") -> dict[str, str]:
    return {name: pair[side] for name, pair in osuma.ask("months.show", month=month)["figures"].items()}


def consistent(osuma: Osuma) -> None:
    """What holds of every closed month is what counting anew gives: nothing changed without being written down."""
    with hold(osuma.folder) as owner, owner.session().warehouse.writer() as con:
        assert stored.closed(con)
        assert stored.unexplained(con) == []


def test_a_month_is_closed_with_its_figures_and_later_rows_are_a_restatement(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("months.close", month="2026-01")
    expected = {"orders": "3", "net_sales": "125", "refunds": "0", "buyers": "3", "new_buyers": "3"}
    assert figures(osuma, "2026-01") == expected
    load = osuma.load(write(tmp_path / "myohassa.csv", *LATE))
    assert figures(osuma, "2026-01", "closed") == expected
    assert figures(osuma, "2026-01") == {**expected, "orders": "4", "net_sales": "135.75", "buyers": "4"}
    shown = osuma.ask("months.show", month="2026-01", rows=True)
    (one,) = shown["restatements"]
    assert one["cause"] == {"fi": "tuonti 3 (myohassa.csv)", "en": "import 3 (myohassa.csv)"}
    assert {c["figure"]: (c["old"], c["new"]) for c in one["changes"]} == {
        "orders": ("3", "4"),
        "net_sales": ("125", "135.75"),
        "buyers": ("3", "4"),
    }
    assert (one["rows"], one["amount"]) == (2, "10.75")
    rows = [(row["record"].rpartition(":")[2], row["old"], row["new"]) for row in shown["rows"]]
    assert rows == [("2", "25", "20.5"), ("4", None, "15.25")]
    assert len(load["restated"]) == 1
    assert load["restated"][0]["fi"].startswith("Suljettu kuukausi 1/2026 oikaistiin: ")
    consistent(osuma)


def test_undo_of_the_late_import_is_a_restatement_too_and_the_figures_return(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("months.close", month="2026-01")
    load = osuma.load(write(tmp_path / "myohassa.csv", *LATE))
    undone = osuma.ask("import.undo", import_id=load["import_id"])
    assert [said["month"] for said in undone["restated"]] == ["2026-01"]
    shown = osuma.ask("months.show", month="2026-01")
    assert all(pair["closed"] == pair["now"] for pair in shown["figures"].values())
    assert [(one["cause"]["en"], one["rows"], one["amount"]) for one in shown["restatements"]] == [
        ("import 3 (myohassa.csv)", 2, "10.75"),
        ("undo of import 3", 2, "-10.75"),
    ]
    assert osuma.ask("months.list")["months"][0]["restated"] is False
    consistent(osuma)


def test_an_older_order_that_makes_a_buyer_no_new_one_is_a_restatement(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("months.close", month="2026-02")
    assert (figures(osuma, "2026-02")["buyers"], figures(osuma, "2026-02")["new_buyers"]) == ("2", "1")
    osuma.load(write(tmp_path / "vanha.csv", "9;3.12.2025;105;8,00;Valmis"))
    assert figures(osuma, "2026-02")["new_buyers"] == "0"
    (one,) = osuma.ask("months.show", month="2026-02")["restatements"]
    assert ([c["figure"] for c in one["changes"]], one["rows"]) == (["new_buyers"], 0)
    consistent(osuma)


def test_rows_gone_merged_people_and_who_is_set_apart_are_restatements(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("months.close", month="2026-01")
    remaining = write(tmp_path / "kokonaan.csv", *JANUARY[:1], *JANUARY[2:], "8;1.1.2026;106;0,00;Valmis")
    osuma.ask("import.run", files=[str(remaining)], complete_for="2026-01", yes=True)
    assert figures(osuma, "2026-01")["net_sales"] == "100"
    osuma.ask("identity.merge", a="101", b="103")
    assert figures(osuma, "2026-01")["buyers"] == "2"
    causes = [one["cause"]["en"] for one in osuma.ask("months.show", month="2026-01")["restatements"]]
    assert [cause.partition(" ")[0] for cause in causes] == ["import", "people"]
    consistent(osuma)


def test_a_file_that_touches_no_closed_month_restates_nothing(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("months.close", month="2026-01")
    load = osuma.load(write(tmp_path / "maaliskuu.csv", "11;2.3.2026;101;99,00;Valmis"))
    assert load["restated"] == []
    assert osuma.ask("months.show", month="2026-01")["restatements"] == []
    tried = osuma.ask("import.run", files=[str(write(tmp_path / "koe.csv", *LATE))], dry_run=True)
    assert tried["loads"][0]["new"] == 2
    assert [said["month"] for said in tried["loads"][0]["restated"]] == ["2026-01"], "a dry run says what it would do"
    assert osuma.table_rows("month_restatements") == 0


@pytest.mark.parametrize("month", ["0001-01", "0206-01", "2026-13", "tammikuu"])
def test_what_is_no_month_is_said_and_closes_nothing(osuma: Osuma, month: str) -> None:
    with pytest.raises(Misuse) as misuse:
        osuma.ask("months.close", month=month, yes=True)
    assert misuse.value.code == "bad_month"
    assert osuma.ask("months.list")["months"] == []


def test_without_a_month_every_full_one_since_the_last_is_closed(osuma: Osuma, tmp_path: Path) -> None:
    assert osuma.ask("months.close")["closed"] == ["2026-02"], "the data ends on the first of March"
    assert osuma.ask("months.close") == {
        "closed": [],
        "sentences": [{"fi": "Suljettavia kuukausia ei ole.", "en": "There is no month to close."}],
    }
    osuma.load(write(tmp_path / "toukokuu.csv", "12;2.5.2026;101;7,00;Valmis"))
    assert osuma.ask("months.close")["closed"] == ["2026-03", "2026-04"]
    assert [one["month"] for one in osuma.ask("months.list")["months"]] == ["2026-02", "2026-03", "2026-04"]


def test_what_cannot_be_closed_is_refused_with_the_way_out(osuma: Osuma, tmp_path: Path) -> None:
    def codes(**given: Any) -> list[str]:
        with pytest.raises(Refused) as refused:
            osuma.ask("months.close", **given)
        return [mistake.code for mistake in refused.value.mistakes]

    assert codes(month="2026-03") == ["data_ends_before"]
    assert osuma.ask("months.close", month="2026-03", yes=True)["closed"] == ["2026-03"]
    assert codes(month="2026-03", yes=True) == ["already_closed"]
    with (
        hold(osuma.folder, lambda: datetime(2026, 2, 28, 21, 59, tzinfo=UTC)) as owner,
        pytest.raises(Refused) as early,
    ):
        run_verb(owner, None, "months.close", {"month": "2026-02"}, lambda *_: None, here("test"))
    assert early.value.mistakes[0].code == "not_over"
    for bad in ("tammikuu", "2026-13"):
        with pytest.raises(Misuse):
            osuma.ask("months.close", month=bad)
    with pytest.raises(Misuse) as misuse:
        osuma.ask("months.show", month="2026-01")
    assert misuse.value.code == "not_closed"


def test_closed_months_are_in_the_change_log_the_backup_and_the_doctors_eyes(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("months.close", month="2026-01")
    osuma.load(write(tmp_path / "myohassa.csv", *LATE))
    osuma.ask("backup.make", to=str(tmp_path / "kopio"))
    restore(tmp_path / "kopio", tmp_path / "palautettu")
    restored = Osuma(tmp_path / "palautettu")
    assert restored.ask("months.show", month="2026-01") == osuma.ask("months.show", month="2026-01")
    assert "months.close" in restored.audit()
    assert osuma.ask("doctor")["ok"]
    with hold(osuma.folder) as owner:
        owner.session().warehouse.run("UPDATE event_order SET amount_base = 1, net_base = 1")
    found = {one["name"]: one for one in osuma.ask("doctor")["checks"]}
    assert not found["months"]["ok"]
    assert "2026-01" in found["months"]["fi"]


def test_a_report_marks_the_month_that_was_restated(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("months.close", month="2026-01")
    osuma.ask("months.close", month="2026-02")
    osuma.load(write(tmp_path / "myohassa.csv", *LATE))
    osuma.ask("report.write", to=str(tmp_path / "raportti.html"))
    text = (tmp_path / "raportti.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert text.count("oikaistu: kun kuukausi suljettiin, nettomyynti oli 125,00 €, nyt 135,75 €") == 1
    assert text.count("oikaistu: kun") == 1, "February is as it was closed"


def test_the_commands_say_it_in_finnish(osuma: Osuma, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*argv: str) -> list[str]:
        with pytest.raises(SystemExit) as left:
            run([*argv, "--dir", str(osuma.folder), "--lang", "fi"])
        assert left.value.code == 0
        return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines() if line.strip()]

    assert said("months", "list") == ["Yhtään kuukautta ei ole suljettu."]
    assert said("months", "close", "2026-01") == [
        "Kuukausi 1/2026 on suljettu. Sen luvut eivät enää muutu; myöhemmät tiedot näkyvät oikaisuina."
    ]
    printed = said("import", str(write(tmp_path / "myohassa.csv", *LATE)))
    assert any(line.startswith("! Suljettu kuukausi 1/2026 oikaistiin: ") for line in printed)
    assert "2026-01 3 → 4 125,00 € → 135,75 € 0,00 € 3 → 4 3 kyllä" in said("months", "list")
    shown = said("months", "show", "2026-01", "--rows")
    assert "nettomyynti 125,00 € 135,75 €" in shown
    assert any("tuonti 3 (myohassa.csv)" in line and "tilauksia 3 → 4" in line for line in shown)
    assert "Tilauksia ja palautuksia 2, vaikutus myyntiin 10,75 €." in shown
    assert any(line.endswith("2 25,00 € 20,50 €") for line in shown)


def test_money_is_exact(osuma: Osuma) -> None:
    osuma.ask("months.close", month="2026-02")
    (value,) = osuma.rows("SELECT value FROM month_figures WHERE slug = '' AND figure = 'net_sales'")[0]
    assert value == Decimal(30)
