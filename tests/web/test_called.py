"""What calling brings: the list that is rung beside those who are left without by lot, against a count by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from in_house import House, housed
from osuma.engine.segments.difference import difference
from osuma.workflows.installation.upkeep import init

PEOPLE = 30
#: In the workspace's zone.
TODAY = datetime.now(ZoneInfo("Europe/Helsinki")).date()


def ordered(house: House, folder: Path, name: str, rows: list[tuple[int, date]]) -> None:
    """Orders of 10 euros: whose, and on which day."""
    lines = [f"{name}{n};{day.day}.{day.month}.{day.year};{who};10,00" for n, (who, day) in enumerate(rows)]
    file = folder / f"{name}.csv"
    file.write_text("\n".join(["Tilausnumero;Tilauspvm;Asiakasnumero;Summa", *lines]) + "\n", encoding="utf-8")
    (load,) = house.ask("import.run", files=[str(file)], source="kauppa")["loads"]
    assert load["refused"] == 0, load


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A shop whose good buyers have been silent since 100 days; a half is left without calls."""
    init(tmp_path / "osuma", "kauppa", "Maijan kauppa")
    people = [f"{n};Etu{n};Suku{n};s{n}@x.fi;+3584012340{n:02}" for n in range(PEOPLE)]
    file = tmp_path / "asiakkaat.csv"
    header = "Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Puhelin"
    file.write_text("\n".join([header, *people, f"{PEOPLE};Uusi;Ostaja;u@x.fi;"]) + "\n", encoding="utf-8")
    with housed(tmp_path / "osuma") as at:
        at.ask("import.run", files=[str(file)], source="kauppa")
        before = TODAY - timedelta(days=100)
        ordered(at, tmp_path, "A", [*((n, before) for n in range(PEOPLE)), (PEOPLE, TODAY)])
        at.ask("settings.set", key="calls_control", value=50)
        yield at


def arms(house: House) -> dict[str, int]:
    """How many are in each arm, as a rule counts them."""
    rule = "{osuma: 1, slug: koe, where: {experiment: calls, arm: %s}}"
    return {arm: house.ask("segments.count", text=rule % arm)["count"] for arm in ("sent", "control")}


def test_the_called_are_compared_with_those_left_out_by_lot(house: House, tmp_path: Path) -> None:
    told = house.ask("calls.tomorrow")
    listed, alone = told["calls"], told["control"]["people"]
    assert min(len(listed), len(alone)) > 5
    assert told["control"]["result"] is None
    house.post(f"calls/{listed[0]['key']}/outcome", {"outcome": "no_answer"})
    # all who were on the list count, whether they have been reached or not
    assert arms(house) == {"sent": len(listed), "control": len(alone)}
    assert "Soitot: soittojen jälkeen ei ole vielä tuotu ostoja" in house.get("calls/").plain

    number = {one["key"]: int(one["name"].split("Suku")[1]) for one in (*listed, *alone)}
    after = TODAY + timedelta(days=1)
    bought = [number[one["key"]] for one in (*listed[:6], alone[0])]
    ordered(house, tmp_path, "B", [(who, after) for who in bought])
    by_hand = difference(6, len(listed), 1, len(alone))
    assert by_hand is not None
    until = (TODAY + timedelta(days=2)).isoformat()
    said = [one["fi"].replace("\u00a0", " ") for one in house.ask("review.show", until=until)["sentences"]]
    (text,) = [one for one in said if one.startswith("Soitot:")]
    points = f"{by_hand.value * 100:.1f}".replace(".", ",")
    assert f"soittolistalla olleista osti {6 * 100 / len(listed):.1f}".replace(".", ",") in text
    assert f"(6/{len(listed)}," in text
    assert f"(1/{len(alone)}," in text
    assert f"Ero +{points} prosenttiyksikköä (95 %:n väli" in text
    assert ("Ei vielä johtopäätöstä." in text) is not by_hand.clear


def test_only_those_who_would_have_been_rung_too_are_compared(house: House, tmp_path: Path) -> None:
    everybody = house.ask("calls.tomorrow", limit=200)
    house.ask("calls.write", to=str(tmp_path / "lista.xlsx"), limit=3)
    last = everybody["calls"][2]["rank"]
    before = [one for one in everybody["control"]["people"] if one["rank"] < last]
    assert len(before) < len(everybody["control"]["people"])
    assert arms(house) == {"sent": 3, "control": len(before)}
