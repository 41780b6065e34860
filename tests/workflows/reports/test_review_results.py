"""What the yearly review says of a control group, against a count by hand."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.segments.difference import difference

PEOPLE = 60
DEFINITION = (
    "osuma: 1\nslug: everybody\nname: {fi: Kaikki, en: Everybody}\npurpose: Kokeilu\nkpi: orders\n"
    "where: {property: country, op: ne, value: zz, unknown: include}\n"
)
NOW = datetime.now(UTC)


def day(after: int) -> str:
    return (NOW + timedelta(days=after)).date().isoformat()


@pytest.fixture
def sent(tmp_path: Path) -> tuple[Osuma, list[str], list[str]]:
    """A list with a control group of half: the installation, who is on the list, and who was left out."""
    osuma = Osuma.create(tmp_path / "shop")
    everybody = [f"m{n}@posti.example" for n in range(PEOPLE)]
    rows = "".join(f"{n};{address};kyllä\n" for n, address in enumerate(everybody))
    (tmp_path / "asiakkaat.csv").write_text(f"Asiakasnumero;Sähköposti;Markkinointilupa\n{rows}", encoding="utf-8")
    osuma.load(tmp_path / "asiakkaat.csv")
    osuma.apply(DEFINITION)
    lista = tmp_path / "lista.csv"
    osuma.ask("segments.export", slug="everybody", to=str(lista), format="mailchimp", control="50%")
    with lista.open(encoding="utf-8", newline="") as file:
        listed = [row["Email Address"] for row in csv.DictReader(file)]
    return osuma, listed, [one for one in everybody if one not in listed]


def bought(osuma: Osuma, orders: list[tuple[str, int, str]]) -> None:
    rows = "".join(f"{n};{day(after)};{who};{euros};Valmis\n" for n, (who, after, euros) in enumerate(orders))
    file = osuma.folder.parent / "tilaukset.csv"
    file.write_text(f"Tilausnumero;Tilauspvm;Sähköposti;Summa;Tila\n{rows}", encoding="utf-8")
    osuma.load(file)


def result(osuma: Osuma) -> tuple[bool, list[dict[str, str]]]:
    told: dict[str, Any] = osuma.ask("review.show", since=day(-30), until=day(9))
    (one,) = (one for one in told["segments"] if one["slug"] == "everybody")
    return one["measured"], [{lang: text.replace("\u00a0", " ") for lang, text in r.items()} for r in one["results"]]


def test_both_groups_are_counted_from_the_day_that_they_were_made(sent: tuple[Osuma, list[str], list[str]]) -> None:
    osuma, listed, left_out = sent
    before = [(who, -5, "500,00") for who in (*listed[:3], *left_out)]
    late = [(left_out[-1], 12, "900,00")]
    after = [(who, 2, "10,00") for who in listed[:20]] + [(listed[0], 3, "30,00"), (left_out[0], 2, "12,00")]
    bought(osuma, before + late + after)
    measured, said = result(osuma)
    assert measured
    a, b = len(listed), len(left_out)
    assert 20 < a < PEOPLE
    by_hand = difference(20, a, 1, b)
    assert by_hand is not None
    text = next(one["en"] for one in said if "control group" in one["en"])
    assert f"(20/{a}, {230 / a:.2f}" in text.replace("€", "").replace("EUR ", "")
    assert f"(1/{b}, {12 / b:.2f}" in text.replace("€", "").replace("EUR ", "")
    assert f"Difference +{by_hand.value * 100:.1f} percentage points" in text
    assert f"(95% interval +{by_hand.low * 100:.1f} to +{by_hand.high * 100:.1f})" in text
    assert not text.endswith("It may be chance.")
    finnish = next(one["fi"] for one in said if "kontrolliryhmästä" in one["fi"])
    assert f"Ero +{by_hand.value * 100:.1f}".replace(".", ",") in finnish


def test_chance_is_said(sent: tuple[Osuma, list[str], list[str]]) -> None:
    osuma, listed, left_out = sent
    bought(osuma, [(who, 2, "10,00") for who in (*listed[:3], *left_out[:2])])
    text = next(one["en"] for one in result(osuma)[1] if "control group" in one["en"])
    assert text.endswith("It may be chance.")


def test_no_purchase_since_is_no_result(sent: tuple[Osuma, list[str], list[str]]) -> None:
    osuma, listed, _ = sent
    bought(osuma, [(listed[0], -5, "10,00")])
    _, said = result(osuma)
    assert any("no purchases after the list have been imported yet" in one["en"] for one in said)
