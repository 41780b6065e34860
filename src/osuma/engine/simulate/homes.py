"""Where people live: municipalities by their size and their Swedish speakers, with some of their real postcodes.

Names and codes are facts; inhabitants are rounded to thousands, shares of Swedish speakers to about a per cent.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from osuma.engine.simulate.places import PLACES, Place

#: code, name, inhabitants in thousands, share of Swedish speakers, postcodes with names beside those of `PLACES`.
_ROWS = """
091|Helsinki|675|.056|00530 Kallio/Berghäll, 00700 Malmi/Malm, 00840 Laajasalo/Degerö, 00930 Itäkeskus/Östra centrum
049|Espoo|315|.066|02600 Leppävaara/Alberga, 02770 Espoon keskus/Esbo centrum
092|Vantaa|248|.023|01450 Korso/Korso
837|Tampere|255|.005|
853|Turku|202|.057|
564|Oulu|215|.002|
179|Jyväskylä|148|.002|
398|Lahti|121|.003|
297|Kuopio|125|.001|
609|Pori|83|.005|
167|Joensuu|78|.001|
905|Vaasa|69|.24|
698|Rovaniemi|65|.002|
405|Lappeenranta|73|.002|
106|Hyvinkää|47|.01|
286|Kouvola|79|.003|45100 Kouvola/Kouvola
109|Hämeenlinna|68|.004|13100 Hämeenlinna/Tavastehus
743|Seinäjoki|66|.002|60100 Seinäjoki/Seinäjoki
491|Mikkeli|52|.002|50100 Mikkeli/S:t Michel
638|Porvoo|51|.28|06100 Porvoo/Borgå
734|Salo|51|.012|24100 Salo/Salo
285|Kotka|50|.008|48100 Kotka/Kotka
272|Kokkola|48|.125|67100 Kokkola/Karleby
186|Järvenpää|46|.011|04400 Järvenpää/Träskända
444|Lohja|45|.033|08100 Lohja/Lojo
543|Nurmijärvi|45|.011|01900 Nurmijärvi/Nurmijärvi
858|Tuusula|42|.015|04300 Tuusula/Tusby
257|Kirkkonummi|41|.16|02400 Kirkkonummi/Kyrkslätt
684|Rauma|39|.003|26100 Rauma/Raumo
245|Kerava|38|.011|04200 Kerava/Kervo
205|Kajaani|36|.001|87100 Kajaani/Kajana
202|Kaarina|36|.05|20780 Kaarina/S:t Karins
536|Nokia|36|.003|37100 Nokia/Nokia
740|Savonlinna|32|.001|57100 Savonlinna/Nyslott
694|Riihimäki|29|.004|11100 Riihimäki/Riihimäki
710|Raasepori|27|.64|10600 Tammisaari/Ekenäs
153|Imatra|25|.001|55100 Imatra/Imatra
680|Raisio|25|.012|21200 Raisio/Reso
678|Raahe|24|.002|92100 Raahe/Brahestad
851|Tornio|21|.004|95400 Tornio/Torneå
140|Iisalmi|20|.001|74100 Iisalmi/Idensalmi
499|Mustasaari|20|.69|65610 Mustasaari/Korsholm
240|Kemi|20|.002|94100 Kemi/Kemi
598|Pietarsaari|19|.55|68600 Pietarsaari/Jakobstad
244|Kempele|19|.002|90440 Kempele/Kempele
111|Heinola|18|.004|18100 Heinola/Heinola
061|Forssa|17|.004|30100 Forssa/Forssa
445|Parainen|15|.54|21600 Parainen/Pargas
305|Kuusamo|15|.001|93600 Kuusamo/Kuusamo
478|Maarianhamina|12|.81|22100 Maarianhamina/Mariehamn
545|Närpiö|10|.75|64200 Närpiö/Närpes
235|Kauniainen|10|.32|02700 Kauniainen/Grankulla
"""


@dataclass(frozen=True)
class Municipality:
    """One municipality. thousands: inhabitants; swedish: share of Swedish speakers, 0 to 1."""

    code: str
    city: str
    thousands: int
    swedish: float
    places: tuple[Place, ...]


def _municipality(line: str) -> Municipality:
    code, city, thousands, swedish, listed = line.split("|")
    more = (part.strip().partition(" ") for part in listed.split(",") if part.strip())
    places = [place for place in PLACES if place.municipality == code]
    for postcode, _, names in more:
        name, _, name_sv = names.partition("/")
        places.append(Place(postcode, name, name_sv, code, city, 23_500, 0.4))
    return Municipality(code, city, int(thousands), float(swedish), tuple(places))


MUNICIPALITIES: tuple[Municipality, ...] = tuple(_municipality(line) for line in _ROWS.strip().splitlines())
_SIZES = tuple(m.thousands for m in MUNICIPALITIES)
#: How people write a city: the official name is always among what is meant.
SPELLINGS = {
    "Helsinki": ("Helsinki", "HELSINKI", "Hki", "helsinki", "Helsingfors", "Helsinki "),
    "Tampere": ("Tampere", "TAMPERE", "Tre", "Tammerfors"),
    "Turku": ("Turku", "TURKU", "Tku", "Åbo"),
    "Espoo": ("Espoo", "ESPOO", "Esbo"),
    "Jyväskylä": ("Jyväskylä", "JYVÄSKYLÄ", "Jkl", "Jyvaskyla"),
    "Vaasa": ("Vaasa", "VAASA", "Vasa"),
    "Oulu": ("Oulu", "OULU", "Uleåborg"),
}


def choose_home(rng: random.Random) -> tuple[Municipality, Place]:
    """A municipality by its size, and one of its postcodes."""
    municipality = rng.choices(MUNICIPALITIES, _SIZES)[0]
    return municipality, rng.choice(municipality.places)


def spelled(rng: random.Random, city: str, often: float = 0.35) -> str:
    """The city as somebody types it: of `often` of those that have other spellings, one of them."""
    return rng.choice(SPELLINGS[city][1:]) if city in SPELLINGS and rng.random() < often else city
