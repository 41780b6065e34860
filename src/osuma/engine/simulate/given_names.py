"""Which first and family names people of an age have: common Finnish names by decade of birth, the commonest first.

The lists are typed from general knowledge of Finnish names, not copied from a register. A name's weight falls with
its place in the list: near enough to how names are shared out that the commonest is met often and the last seldom.
"""

from __future__ import annotations

import random
from typing import Literal

Gender = Literal["f", "m"]
Tongue = Literal["fi", "sv"]

_WOMEN = {
    1940: "Ritva Leena Pirkko Marja Tuula Raija Eila Maija Kaarina Liisa Anneli Seija Irja Terttu Aino Helena Maria "
    "Aila Kerttu Sirkka",
    1950: "Tuula Ritva Leena Pirjo Marja Eija Sirpa Liisa Arja Raija Riitta Päivi Maarit Sinikka Merja Seija Anne "
    "Kaija Marjatta Irma",
    1960: "Päivi Anne Tarja Merja Pirjo Sirpa Tiina Kirsi Jaana Satu Sari Ulla Minna Mervi Arja Virpi Heli Outi "
    "Marja Anna",
    1970: "Minna Sari Katja Sanna Tiina Kirsi Mari Johanna Marika Anna Heidi Jaana Nina Satu Hanna Susanna Kati Outi "
    "Maarit Anu",
    1980: "Hanna Laura Sanna Anna Maria Heidi Jenni Mari Riikka Elina Suvi Anu Katja Henna Johanna Jenna Kaisa Tiina "
    "Essi Satu",
    1990: "Laura Anna Jenni Emilia Sara Roosa Jenna Noora Julia Henna Essi Salla Iida Veera Emma Milla Sini Janika "
    "Elina Sofia",
    2000: "Emma Sara Ella Iida Aino Venla Anna Veera Julia Sofia Siiri Aada Vilma Emilia Oona Helmi Nea Ida Pinja "
    "Amanda",
}
_MEN = {
    1940: "Kari Pekka Matti Heikki Seppo Hannu Pertti Jorma Martti Erkki Eero Antti Veikko Raimo Reijo Esko Pentti "
    "Kalevi Olavi Tapio",
    1950: "Kari Jukka Hannu Seppo Pekka Markku Ari Juha Heikki Matti Esa Risto Timo Jorma Ilkka Pertti Raimo Juhani "
    "Reijo Kalevi",
    1960: "Timo Jari Juha Jukka Kari Ari Mika Markku Pasi Arto Harri Petri Vesa Marko Pekka Kimmo "
    "Jouni Esa Tapio Hannu",
    1970: "Mika Marko Jani Petri Sami Janne Mikko Toni Antti Juha Kimmo Pasi Tero Tomi Harri Ville Jari Jarkko Marko "
    "Kai",
    1980: "Mikko Antti Ville Janne Jussi Lauri Tuomas Matti Toni Juha Markus Sami Timo Teemu Jukka Henri Juho Jarno "
    "Tommi Heikki",
    1990: "Ville Joni Niko Juho Aleksi Joonas Lauri Antti Jesse Henri Eetu Jere Santeri Mikko Tuomas Roope Miika "
    "Otto Samuli Atte",
    2000: "Eetu Joona Juho Veeti Aleksi Onni Lauri Niko Elias Leevi Arttu Santeri Valtteri Jesse Oskari Daniel Leo "
    "Aatu Niilo Eemil",
}
_SWEDISH = {
    ("f", 1940): "Gunilla Margareta Birgitta Maj-Britt Christina Anita Marianne Carita Solveig Gun",
    ("f", 1970): "Maria Susanne Camilla Annika Åsa Nina Pia Carina Monica Heidi",
    ("f", 1990): "Emma Sofia Linda Johanna Amanda Ellen Frida Jenny Hanna Ida",
    ("m", 1940): "Bengt Göran Lars Karl-Erik Nils Rolf Håkan Per Börje Stig",
    ("m", 1970): "Kim Johan Mats Anders Tom Fredrik Peter Niklas Jan Patrik",
    ("m", 1990): "Robin Anton Oscar Emil Alexander Filip Sebastian Jonas Viktor Benjamin",
}
_FAMILY = (
    "Korhonen Virtanen Mäkinen Nieminen Mäkelä Hämäläinen Laine Heikkinen Koskinen Järvinen Lehtonen Lehtinen "
    "Saarinen Niemi Salminen Heinonen Heikkilä Kinnunen Salonen Turunen Laitinen Salo Tuominen Rantanen "
    "Karjalainen Jokinen Mattila Savolainen Lahtinen Ahonen Leppänen Väisänen Kallio Hiltunen Ojala Miettinen "
    "Leinonen Pitkänen Aaltonen Manninen Koivisto Hakala Anttila Laaksonen Hirvonen Räsänen Lehto Kemppainen "
    "Peltonen Toivonen Aalto Moilanen Nurmi Halonen Partanen Kettunen Hyvönen Mikkonen Seppälä Lappalainen "
    "Jääskeläinen Väyrynen Pulkkinen Pesonen Sillanpää Ketola Kärkkäinen Öhman Åkerlund Äijälä"
)
_FAMILY_SWEDISH = (
    "Johansson Nyman Lindholm Karlsson Andersson Eriksson Lindqvist Gustafsson Lindström Sundström Nyberg Holmström "
    "Nordström Lindroos Blomqvist Wikström Holm Björklund Forsström Öström Åberg Sjöblom Österholm"
)


def _ranked(text: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    names = tuple(dict.fromkeys(text.split()))
    return names, tuple(1 / (place + 4) for place in range(len(names)))


_FINNISH = {(gender, decade): _ranked(text) for gender, found in (("f", _WOMEN), ("m", _MEN))
            for decade, text in found.items()}  # fmt: skip
_SWEDE = {key: _ranked(text) for key, text in _SWEDISH.items()}
_LAST: dict[Tongue, tuple[tuple[str, ...], tuple[float, ...]]] = {
    "fi": _ranked(_FAMILY),
    "sv": _ranked(_FAMILY_SWEDISH),
}
SHORT = {
    "Aleksi": "Ale", "Johanna": "Jonna", "Katja": "Katju", "Kristiina": "Krisse", "Mikael": "Mika", "Tuomas": "Tuppu",
    "Heikki": "Hessu", "Matti": "Masa", "Marja": "Maikki", "Helena": "Heli", "Maria": "Maiju", "Antti": "Ana",
    "Elina": "Ellu", "Hanna": "Hansu", "Jukka": "Juki", "Markus": "Make", "Lauri": "Late", "Laura": "Lapu",
}  # fmt: skip


def first_names(gender: Gender, born: int, tongue: Tongue = "fi") -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The names of that sex, birth year and mother tongue, and their weights; the nearest list before the year."""
    lists = _SWEDE if tongue == "sv" else _FINNISH
    decades = sorted(decade for sex, decade in lists if sex == gender)
    return lists[gender, max((d for d in decades if d <= born), default=decades[0])]


def choose_name(rng: random.Random, gender: Gender, born: int, tongue: Tongue = "fi") -> tuple[str, str]:
    """A first and a family name; of Swedish speakers one in five has a Finnish family name."""
    first = rng.choices(*first_names(gender, born, tongue))[0]
    family: Tongue = "sv" if tongue == "sv" and rng.random() < 0.8 else "fi"
    return first, rng.choices(*_LAST[family])[0]
