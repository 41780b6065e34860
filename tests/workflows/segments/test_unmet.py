"""Values that a condition names and nobody has are told of, with those that the data has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from in_process import Osuma

PEOPLE = """Asiakasnumero;Etunimi;Sähköposti;Paikkakunta;Sukupuoli
1;Aino;aino@posti.example;Helsinki;nainen
2;Eero;eero@posti.example;Turku;mies
3;Iiris;iiris@posti.example;HELSINKI;nainen
4;Onni;onni@posti.example;;mies
"""


def _shop(folder: Path) -> Osuma:
    osuma = Osuma.create(folder / "osuma")
    (folder / "asiakkaat.csv").write_text(PEOPLE, encoding="utf-8")
    osuma.load(folder / "asiakkaat.csv", source="kassa")
    return osuma


@pytest.fixture
def shop(tmp_path: Path, made_once: Callable[[Callable[[Path], Osuma], Path], Osuma]) -> Osuma:
    return made_once(_shop, tmp_path)


def told(shop: Osuma, where: str) -> list[str]:
    found = shop.count(f"osuma: 1\nslug: a\nwhere: {where}")["warnings"]
    return [one["en"].replace("\u00a0", " ") for one in found if one["code"] == "unmet"]


def test_a_value_that_nobody_has_is_told_of_with_those_that_are_like_it_or_common(shop: Osuma) -> None:
    (said,) = told(shop, "{property: city, op: eq, value: Turkku}")
    assert "nobody has the value “Turkku”. The data has, for example: Turku." in said
    (said,) = told(shop, "{property: gender, op: eq, value: female}")
    assert "nobody has the value “female”. The data has, for example: f (" in said
    assert ", m (" in said


@pytest.mark.parametrize(
    "where",
    [
        "{property: city, op: ne, value: Turkku}",
        "{property: city, op: in, value: [Helsinki, Turkku]}",
        "{none: [{property: city, op: eq, value: Turkku}]}",
    ],
)
def test_also_where_it_would_let_everybody_in_or_is_one_of_several(shop: Osuma, where: str) -> None:
    (said,) = told(shop, where)
    assert "“Turkku”." in said


@pytest.mark.parametrize(
    "where",
    [
        "{property: city, op: eq, value: helsinki}",
        "{property: gender, op: in, value: [f, m]}",
        "{property: city, op: contains, value: rkku}",
        "{property: email, op: eq, value: matti@posti.example}",  # values that name people are not told
        "{property: country, op: eq, value: FI}",  # of which nothing is known at all
    ],
)
def test_nothing_is_told_of_what_somebody_has_or_nobody_can_know(shop: Osuma, where: str) -> None:
    assert told(shop, where) == []
