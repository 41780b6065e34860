"""Rows that come late and rows that are corrected: the next figures have them, what was stored before stays."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused

HEAD = "Tilausnumero;Tilauspvm;Asiakasnumero;Summa;Tila\n"
JANUARY = ("1;5.1.2026;101;40,00;Valmis", "2;9.1.2026;102;25,00;Valmis", "3;30.1.2026;103;60,00;Valmis")
#: A month later: order 4 of January comes, order 2 has another amount.
LATER = ("2;9.1.2026;102;20,00;Valmis", "3;30.1.2026;103;60,00;Valmis", "4;28.1.2026;104;15,00;Valmis",
         "5;27.2.2026;101;10,00;Valmis")  # fmt: skip
SPENT = (
    "osuma: 1\nslug: spent\nwhere: {event: order, measure: {sum: amount}, op: gte, value: 15, "
    "window: {since: 2026-01-01, until: 2026-01-31}}\n"
)


def write(path: Path, *rows: str) -> Path:
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    made = Osuma.create(tmp_path / "osuma")
    made.load(write(tmp_path / "tammikuu.csv", *JANUARY))
    made.apply(SPENT)
    return made


def january(osuma: Osuma) -> Decimal:
    return osuma.total("event_order", "CASE WHEN counted AND local_date < DATE '2026-02-01' THEN net_base END")


def test_late_and_corrected_rows_count_and_the_earlier_run_stays_as_it_was(osuma: Osuma, tmp_path: Path) -> None:
    osuma.refresh()
    load = osuma.load(write(tmp_path / "helmikuu.csv", *LATER))
    counts = load["targets"]["orders"]
    assert (counts["new"], counts["changed"], counts["same"]) == (2, 1, 1)
    assert january(osuma) == Decimal(40 + 20 + 60 + 15)
    assert osuma.members("spent") == {"101", "102", "103", "104"}
    osuma.refresh()
    runs = osuma.rows("SELECT members FROM run_segments ORDER BY run_id")
    assert runs == [(3,), (4,)]
    osuma.ask("import.undo", import_id=load["import_id"])
    assert january(osuma) == 125


def test_the_period_is_said_in_one_of_three_ways_and_for_one_file(osuma: Osuma, tmp_path: Path) -> None:
    file = write(tmp_path / "uusi.csv", *JANUARY[1:])
    for given in ("tammikuu", "2026-13", "2026-02-01..2026-01-01", ""):
        with pytest.raises(Misuse) as misuse:
            osuma.ask("import.run", files=[str(file)], complete_for=given)
        assert misuse.value.code == "bad_period"
    with pytest.raises(Misuse, match="one file at a time"):
        osuma.ask("import.run", files=[str(file), str(tmp_path / "tammikuu.csv")], complete_for="all")
    (load,) = osuma.ask("import.run", files=[str(file)], complete_for="2026-01-05..2026-01-31")["loads"]
    assert (load["removed"]["orders"], load["removed"]["amount"]) == (1, "40.00")
    assert [said["en"].replace("\u00a0", " ") for said in load["removed"]["warnings"]] == [
        "The first row of the file is of 9 Jan 2026, but the period begins on 5 Jan 2026. "
        "Is something lacking? If so, undo the import."
    ]
    assert "2026-01-05..2026-01-31" in osuma.audit_text()


def test_a_refused_row_of_a_complete_file_removes_nothing_until_it_is_said(osuma: Osuma, tmp_path: Path) -> None:
    file = write(tmp_path / "rikki.csv", JANUARY[0], "2;eilen;102;25,00;Valmis", JANUARY[2])
    with pytest.raises(Refused) as refused:
        osuma.ask("import.run", files=[str(file)], complete_for="2026-01")
    assert refused.value.code == "refused_in_complete"
    assert january(osuma) == 125
    osuma.ask("import.run", files=[str(file)], complete_for="2026-01", yes=True)
    assert january(osuma) == 100
