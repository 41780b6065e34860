"""A second list under a source that is taken: other people under its ids are refused, other ids are asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.errors import Refused

HEAD = "Asiakasnumero;Sähköposti;Etunimi;Sukunimi"
NAMES = ("Aino", "Eero", "Helmi", "Onni", "Siiri", "Tapio", "Venla", "Urho")


def people(
    numbers: range, host: str = "posti", names: tuple[str, ...] = NAMES, family: str = "Suku", more: str = ""
) -> str:
    rows = [f"{n};{n}@{host}.example;{names[n % len(names)]};{family}{n % 7}{';x' if more else ''}" for n in numbers]
    return "\n".join([HEAD + more, *rows]) + "\n"


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    made = Osuma.create(tmp_path / "installation")
    bring(made, tmp_path, people(range(100, 130)))
    return made


def bring(osuma: Osuma, folder: Path, text: str, **given: Any) -> dict[str, Any]:
    file = folder / "asiakkaat uusi.csv"
    file.write_text(text, encoding="utf-8")
    return osuma.ask("import.run", files=[str(file)], **given)["loads"][0]


def test_the_same_numbers_of_other_people_overwrite_nobody(osuma: Osuma, tmp_path: Path) -> None:
    other = people(range(110, 140), "kanta", ("Ilta", "Pilvi", "Ruusa", "Veli"), "Muu")
    with pytest.raises(Refused) as refused:
        bring(osuma, tmp_path, other)
    assert refused.value.code == "other_people"
    said = refused.value.what
    assert "20 verratusta tunnuksesta 20 on eri ihmisellä. Mitään ei tuotu." in said.fi
    assert "asiakkaat uusi.csv' --source asiakkaat-2" in said.en
    assert osuma.rows("SELECT count(*) FROM customers") == [(30,)]
    # whoever says which system it is, is believed
    assert bring(osuma, tmp_path, other, source="asiakkaat-2")["new"] == 30
    assert osuma.rows("SELECT count(*) FROM customers") == [(60,)]


def test_new_addresses_and_new_names_of_the_same_people_are_changes(osuma: Osuma, tmp_path: Path) -> None:
    assert bring(osuma, tmp_path, people(range(100, 130), "uusi"))["changed"] == 30
    told = bring(osuma, tmp_path, people(range(100, 130), "uusi", tuple(reversed(NAMES))))
    assert (told["changed"], told["questions"]) == (30, [])


def test_other_ids_in_other_columns_are_asked_about(osuma: Osuma, tmp_path: Path) -> None:
    def questions(text: str) -> list[str]:
        return [q["fi"] for q in bring(osuma, tmp_path, text)["questions"]]

    # next month's new customers: other ids, the same columns
    assert questions(people(range(200, 230))) == []
    (said,) = questions(people(range(1000, 1030), more=";Jakso"))
    assert said.startswith("Tiedostossa ei ole yhtään lähteen ”asiakkaat” asiakastunnusta")
    assert "osuma import undo" in said
    # few people tell nothing
    assert questions(people(range(5000, 5003), more=";Ryhmä")) == []
