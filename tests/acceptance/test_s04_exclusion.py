"""S04: a villa campaign that leaves out chosen segments and owners, and house offers of which nobody gets two."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from test_s01_villa import VILLA
from test_s02_cottage import WITHOUT_VISIT as COTTAGE
from test_s03_garage import GARAGE

from in_process import Osuma
from osuma.engine.errors import Misuse

REMAINS: dict[str, str] = {}
AS_OF = "2026-10-15"
OWNERS = """
osuma: 1
slug: owners
name: {fi: Huvilan omistajat, en: Villa owners}
where: {property: tags, op: any, value: [huvila]}
"""
HEADER = (
    "Asiakasnumero;Sähköposti;Syntymäaika;Titteli;Tuloluokka;Työtilanne;Parisuhde;Postinumero;Asumismuoto;Tunnisteet"
)
# id: birth date, title, income, work, relationship, home, tags; and the segments that they are in, by hand
ROWS: dict[str, tuple[str, str]] = {
    "v": ("1.1.1980;toimitusjohtaja;alempi;eläkeläinen;sinkku;00100;kerrostalo;x", "villa"),
    "v-owner": ("1.1.1980;lääkäri;alempi;eläkeläinen;sinkku;00100;kerrostalo;huvila", "villa owners"),
    "vc": ("1.1.1980;juristi;keskitaso;työssä;naimisissa;00100;kerrostalo;x", "villa cottage"),
    "vcg": ("1.1.1980;CEO;keskitaso;työssä;avoliitossa;00100;omakotitalo;x", "villa cottage garage"),
    "vg-owner": ("1.1.1980;CEO;ylempi;työssä;sinkku;00100;omakotitalo;huvila", "villa garage owners"),
    "c": ("1.1.1960;myyjä;keskitaso;työssä;naimisissa;00100;kerrostalo;x", "cottage"),
    "c-unknown-tags": ("1.1.1960;myyjä;keskitaso;työssä;naimisissa;00100;kerrostalo;", "cottage"),
    "cg": ("1.1.1960;myyjä;keskitaso;työssä;naimisissa;00100;omakotitalo;x", "cottage garage"),
    "g": ("1.1.2000;myyjä;alempi;työssä;sinkku;00100;omakotitalo;x", "garage"),
    "owner": ("1.1.1950;myyjä;alempi;eläkeläinen;sinkku;00100;kerrostalo;huvila", "owners"),
    "nobody": ("1.1.2000;myyjä;alempi;opiskelija;sinkku;00100;kerrostalo;x", ""),
}
HOUSES = ("villa", "cottage", "garage")


def those_in(*slugs: str) -> set[str]:
    return {who for who, (_, held) in ROWS.items() if set(slugs) <= set(held.split())}


@pytest.fixture(scope="module", autouse=True)
def _world(osuma: Osuma, folder: Path) -> None:
    file = folder / "asiakkaat.csv"
    rows = [f"{who};{who}@posti.example;{row}" for who, (row, _) in ROWS.items()]
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    osuma.load(file)
    osuma.apply(VILLA, COTTAGE, GARAGE, OWNERS)
    osuma.refresh(AS_OF)


def plan(osuma: Osuma, *segments: str, **given: Any) -> dict[str, Any]:
    return osuma.ask("segments.prioritise", segments=list(segments), as_of=AS_OF, **given)


def exported(osuma: Osuma, slug: str, path: Path) -> set[str]:
    osuma.ask("segments.describe", slug=slug.split("/")[0], purpose="Talotarjous", kpi="orders")
    with osuma.export(slug, path, AS_OF).open(encoding="utf-8", newline="") as file:
        return {row["external_id"] for row in csv.DictReader(file)}


def test_the_matrix_is_three_by_three(osuma: Osuma) -> None:
    told = osuma.ask("segments.overlap", slugs=list(HOUSES))
    # S04.1
    assert told["slugs"] == list(HOUSES)
    assert (
        told["matrix"] == [[len(those_in(a, b)) for b in HOUSES] for a in HOUSES] == [[5, 2, 2], [2, 5, 2], [2, 2, 4]]
    )


def test_a_campaign_excludes_segments_and_owners_step_by_step(osuma: Osuma, folder: Path) -> None:
    told = plan(osuma, "villa", slug="villa-campaign", exclude=["cottage", "garage", "owners"])
    (offer,) = told["offers"]
    # S04.2
    osuma.apply(told["yaml"])
    assert osuma.members("villa-campaign/villa", AS_OF) == {"v"}
    # S04.4
    assert [(s["fi"], s["removed"], s["count"]) for s in offer["steps"]] == [
        ("kuuluu segmenttiin", None, 5),
        ("rajattu pois: Mökki", 2, 3),
        ("rajattu pois: Autotalli", 1, 2),
        ("rajattu pois: Huvilan omistajat", 1, 1),
    ]
    out = exported(osuma, "villa-campaign/villa", folder / "villa.csv")
    # S04.5
    assert out == {"v"}
    assert not out & (those_in("cottage") | those_in("garage") | those_in("owners"))


def test_nobody_gets_two_house_offers(osuma: Osuma, folder: Path) -> None:
    told = plan(osuma, *HOUSES, slug="house-offers", exclude=["owners"])
    osuma.apply(told["yaml"])
    osuma.refresh(AS_OF)
    given = {one: exported(osuma, f"house-offers/{one}", folder / f"{one}.csv") for one in HOUSES}
    owners = those_in("owners")
    # S04.3
    assert given == {
        "villa": those_in("villa") - owners,
        "cottage": those_in("cottage") - those_in("villa") - owners,
        "garage": those_in("garage") - those_in("villa") - those_in("cottage") - owners,
    }
    assert sum(map(len, given.values())) == len(set.union(*given.values())) == 7
    stored = osuma.ask("segments.overlap", slugs=[f"house-offers/{one}" for one in HOUSES])["matrix"]
    assert stored == [[3, 0, 0], [0, 3, 0], [0, 0, 1]]
    # S04.5
    assert not set.union(*given.values()) & owners
    # who is not known to own is not left out
    assert "c-unknown-tags" in given["cottage"]
    assert told["sentences"][1]["fi"] == (
        "1 asiakkaasta ei tiedetä, kuuluuko hän segmenttiin ”Huvilan omistajat”; häntä ei ole rajattu pois."
    )
    assert (told["people"], told["excluded"]) == (9, 2)
    assert told["sentences"][0]["fi"] == (
        "Segmenteissä on yhteensä 9 eri asiakasta (yhteenlaskettuna 14). Tarjouksen saa 7, kukin vain yhden."
    )
    # S04.4
    assert [[(s["removed"], s["count"]) for s in offer["steps"]] for offer in told["offers"]] == [
        [(None, 5), (2, 3)],
        [(None, 5), (0, 5), (2, 3)],
        [(None, 4), (1, 3), (1, 2), (1, 1)],
    ]


def test_what_is_offered_is_not_excluded_and_classes_have_names(osuma: Osuma) -> None:
    osuma.apply(plan(osuma, "villa", "garage", slug="two-offers")["yaml"])
    with pytest.raises(Misuse, match="both offered and excluded: villa"):
        plan(osuma, "villa", "garage", slug="x", exclude=["villa"])
    with pytest.raises(Misuse, match="There are: two-offers/villa, two-offers/garage"):
        plan(osuma, "two-offers/nobody", slug="x")
    again = plan(osuma, "two-offers/garage", "villa", slug="x")
    assert [offer["class"] for offer in again["offers"]] == ["two-offers-garage", "villa"]
