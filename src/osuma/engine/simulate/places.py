"""Postcode areas of larger Finnish cities: real codes, names and municipalities, invented figures."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One postcode area: five digits, its name in Finnish and Swedish, municipality code and name.

    income: invented median income in euros a year; houses: invented share of small houses, 0 to 1.
    """

    postcode: str
    name: str
    name_sv: str
    municipality: str
    city: str
    income: int
    houses: float


@dataclass(frozen=True)
class AreaFigures:
    """Invented statistics of one area, -1 where the statistics office would have suppressed the cell."""

    place: Place
    inhabitants: int
    mean_age: int
    adults: int
    median_income: int
    dwellings: int
    small_houses: int
    blocks: int
    students: int
    pensioners: int


def _places(municipality: str, city: str, *rows: tuple[str, str, str, int, float]) -> tuple[Place, ...]:
    return tuple(Place(code, name, sv, municipality, city, pay, share) for code, name, sv, pay, share in rows)


PLACES: tuple[Place, ...] = (
    *_places(
        "091", "Helsinki",
        ("00100", "Helsinki keskusta - Etu-Töölö", "Helsingfors centrum - Främre Tölö", 31200, 0.01),
        ("00180", "Kamppi - Ruoholahti", "Kampen - Gräsviken", 31900, 0.01),
        ("00200", "Pohjois-Lauttasaari", "Norra Drumsö", 32800, 0.04),
        ("00240", "Länsi-Pasila", "Västra Böle", 27600, 0.02),
        ("00250", "Taka-Töölö", "Bortre Tölö", 29800, 0.01),
        ("00320", "Etelä-Haaga", "Södra Haga", 27900, 0.09),
        ("00330", "Munkkiniemi", "Munksnäs", 33900, 0.07),
        ("00340", "Kuusisaari - Lehtisaari", "Granö - Lövö", 41500, 0.46),
    ),
    *_places(
        "049", "Espoo",
        ("02100", "Tapiola", "Hagalund", 31600, 0.13),
        ("02150", "Otaniemi", "Otnäs", 14200, 0.01),
        ("02160", "Westend", "Westend", 44800, 0.83),
        ("02230", "Matinkylä", "Mattby", 27100, 0.08),
        ("02610", "Kilo", "Kilo", 28600, 0.38),
    ),
    *_places(
        "092", "Vantaa",
        ("01300", "Tikkurila", "Dickursby", 25900, 0.06),
        ("01350", "Hiekkaharju", "Sandkulla", 27300, 0.29),
        ("01420", "Päiväkumpu", "Lövkulla", 29600, 0.88),
        ("01600", "Myyrmäki", "Myrbacka", 24200, 0.05),
    ),
    *_places(
        "837", "Tampere",
        ("33100", "Tampere Keskus", "Tammerfors centrum", 25800, 0.01),
        ("33250", "Pispala", "Pispala", 27200, 0.55),
        ("33540", "Kaleva", "Kaleva", 24100, 0.02),
        ("33580", "Atala-Linnainmaa", "Atala-Linnainmaa", 28400, 0.63),
        ("33720", "Hervanta", "Hervanta", 19300, 0.08),
    ),
    *_places(
        "853", "Turku",
        ("20100", "Turku Keskus", "Åbo centrum", 24900, 0.01),
        ("20540", "Nummi-Ylioppilaskylä", "Nummisbacken-Studentbyn", 16900, 0.22),
        ("20720", "Vasaramäki", "Hammarbacka", 27900, 0.58),
        ("20880", "Uittamo", "Uittamo", 26800, 0.24),
    ),
    *_places(
        "564", "Oulu",
        ("90100", "Oulu Keskus", "Uleåborg centrum", 24300, 0.02),
        ("90140", "Karjasilta", "Karjasilta", 27100, 0.61),
        ("90420", "Metsokangas", "Metsokangas", 29900, 0.79),
        ("90570", "Kaijonharju-Linnanmaa", "Kaijonharju-Linnanmaa", 15800, 0.21),
    ),
    *_places(
        "179", "Jyväskylä",
        ("40100", "Jyväskylä Keskus", "Jyväskylä centrum", 23400, 0.02),
        ("40520", "Kuokkala-Ristikivi", "Kuokkala-Ristikivi", 24600, 0.31),
        ("40740", "Kortepohja", "Kortepohja", 19900, 0.26),
    ),
    *_places(
        "398", "Lahti",
        ("15110", "Keski-Lahti", "Mellersta Lahtis", 23600, 0.01),
        ("15240", "Mukkula", "Mukkula", 21800, 0.27),
        ("15610", "Laune-Nikkilä", "Laune-Nikkilä", 25100, 0.52),
    ),
    *_places(
        "297", "Kuopio",
        ("70100", "Kuopio Keskus", "Kuopio centrum", 24100, 0.01),
        ("70820", "Litmanen", "Litmanen", 26200, 0.34),
        ("70780", "Jynkkä", "Jynkkä", 25300, 0.49),
    ),
    *_places("609", "Pori", ("28100", "Pori Keskus", "Björneborg centrum", 23300, 0.03)),
    *_places("167", "Joensuu", ("80100", "Joensuu Keskus, Pohjoinen", "Joensuu centrum, norra", 22200, 0.01)),
    *_places("905", "Vaasa", ("65100", "Vaasa Keskus", "Vasa centrum", 25400, 0.02)),
    *_places("698", "Rovaniemi", ("96100", "Rovaniemi Keskus", "Rovaniemi centrum", 23700, 0.04)),
    *_places("405", "Lappeenranta", ("53100", "Lappeenranta keskus", "Villmanstrand centrum", 23900, 0.05)),
    *_places("106", "Hyvinkää", ("05800", "Hyvinkää Keskus", "Hyvinge centrum", 24700, 0.08)),
)  # fmt: skip

SUPPRESSED_INCOME = frozenset({"02150", "80100"})
SUPPRESSED_HOUSES = frozenset({"00240", "02150", "96100"})


def figures(rng: random.Random) -> tuple[AreaFigures, ...]:
    """Invented statistics for every place, some cells suppressed."""
    return tuple(_figures(rng, place) for place in PLACES)


def _figures(rng: random.Random, place: Place) -> AreaFigures:
    inhabitants = rng.randrange(2_400, 19_000)
    dwellings = int(inhabitants / (1.5 + place.houses))
    small = int(dwellings * place.houses)
    hidden_houses = place.postcode in SUPPRESSED_HOUSES
    return AreaFigures(
        place=place,
        inhabitants=inhabitants,
        mean_age=rng.randrange(33, 46),
        adults=int(inhabitants * 0.83),
        median_income=-1 if place.postcode in SUPPRESSED_INCOME else place.income,
        dwellings=dwellings,
        small_houses=-1 if hidden_houses else small,
        blocks=-1 if hidden_houses else int((dwellings - small) * 0.96),
        students=int(inhabitants * rng.uniform(0.06, 0.22)),
        pensioners=int(inhabitants * rng.uniform(0.10, 0.27)),
    )
