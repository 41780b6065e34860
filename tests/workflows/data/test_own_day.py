"""A list without days of its own is given the day on which it was made: what it says is known from then on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused

TURKU = "osuma: 1\nslug: turku\nwhere: {property: city, op: eq, value: Turku}\n"
OLD = "Asiakasnumero;Kaupunki\n1;Turku\n2;Turku\n3;Oulu\n"
NEW = "Asiakasnumero;Kaupunki\n1;Turku\n2;Oulu\n3;Turku\n"
#: A day with data after both lists, so that the past is a past.
ORDERS = "Tilausnumero;Tilauspvm;Asiakasnumero;Summa\n1;1.11.2026;1;10,00\n"


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    made = Osuma.create(tmp_path / "installation")
    (tmp_path / "tilaukset.csv").write_text(ORDERS, encoding="utf-8")
    made.load(tmp_path / "tilaukset.csv", source="kauppa")
    return made


def bring(osuma: Osuma, folder: Path, text: str, day: str | None = None, **more: Any) -> dict[str, Any]:
    file = folder / "asiakkaat.csv"
    file.write_text(text, encoding="utf-8")
    given = {"files": [str(file)], "source": "kauppa", **more, **({"dated": day} if day else {})}
    return osuma.ask("import.run", **given)["loads"][0]


def known(osuma: Osuma, day: str) -> tuple[int, int]:
    told = osuma.count(TURKU, day)
    return told["count"], told["unknown"]


def test_without_a_day_nothing_is_known_before_the_import_and_with_one_from_that_day_on(
    osuma: Osuma, tmp_path: Path
) -> None:
    number = bring(osuma, tmp_path, OLD)["import_id"]
    assert known(osuma, "2026-10-15") == (0, 3)
    # the same file with a day says what to do; after that it is known from the day on, not before
    with pytest.raises(Refused, match=f"osuma import undo {number}"):
        bring(osuma, tmp_path, OLD, "2026-10-01")
    osuma.ask("import.undo", import_id=number)
    bring(osuma, tmp_path, OLD, "2026-10-01")
    assert known(osuma, "2026-09-30") == (0, 3)
    assert known(osuma, "2026-10-01") == (2, 0)
    assert "already" in bring(osuma, tmp_path, OLD, "2026-10-01")


def test_two_lists_with_their_days_tell_what_changed_between_them(osuma: Osuma, tmp_path: Path) -> None:
    bring(osuma, tmp_path, OLD, "2026-09-01")
    second = bring(osuma, tmp_path, NEW, "2026-10-20")["import_id"]
    assert known(osuma, "2026-10-19") == (2, 0)
    assert osuma.members(TURKU, "2026-10-19") == {"1", "2"}
    assert osuma.members(TURKU, "2026-10-20") == {"1", "3"}
    osuma.ask("import.undo", import_id=second)
    assert osuma.members(TURKU, "2026-10-31") == {"1", "2"}


def test_an_older_list_that_comes_later_changes_nothing_of_today(osuma: Osuma, tmp_path: Path) -> None:
    bring(osuma, tmp_path, NEW)
    load = bring(osuma, tmp_path, OLD, "2026-10-01")
    assert (load["changed"], osuma.members(TURKU)) == (0, {"1", "3"})


def test_what_is_no_day_and_what_is_to_come_are_refused(osuma: Osuma, tmp_path: Path) -> None:
    for day, why in (("1.10.2026", "is no day"), ("2999-01-01", "still to come")):
        with pytest.raises(Misuse, match=why):
            bring(osuma, tmp_path, OLD, day)
