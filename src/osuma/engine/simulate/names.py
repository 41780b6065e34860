"""Common Finnish given and family names; a person of the simulation draws one of each at random."""

from __future__ import annotations

_WOMEN = """
Aada Aino Anna Anne Anneli Anni Anu Arja Auli Eeva Eija Eila Elina Ella Elli Emilia Emma Essi Eveliina Hanna
Hannele Heidi Heli Helena Henna Hilla Iida Inka Irma Jaana Jenna Jenni Johanna Julia Kaarina Kaisa Kati Katja
Katri Kirsi Kristiina Krista Laura Leena Liisa Lotta Maija Mari Maria Marja Marjo Minna Miia Mirja Mirva Nea
Niina Noora Oona Outi Paula Petra Pia Päivi Pirjo Raija Reetta Riikka Riitta Roosa Saana Salla Sanna Sari Satu
Senja Sini Sirpa Sofia Suvi Taina Taru Tiina Tuija Tuula Tytti Ulla Venla Veera Vilma
"""
_MEN = """
Aapo Aatu Aleksi Antero Antti Anton Ari Arto Arttu Asko Atte Eero Eemeli Eetu Eino Elias Erkki Esa Hannu
Harri Heikki Henri Iiro Ilkka Ilmari Jaakko Jani Janne Jari Jarkko Jarno Jere Jesse Joel Joni Joonas Jorma Jouni
Juha Juho Jukka Jussi Kaarlo Kai Kalle Kari Kimmo Konsta Lasse Lauri Leevi Leo Marko Markku Markus Matias Matti
Miika Mika Mikael Mikko Niko Niilo Oiva Olli Onni Oskari Otso Otto Panu Pasi Patrik Pauli Pekka Pentti Petri
Pertti Rami Risto Roope Sakari Sami Samuli Santeri Seppo Tapio Teemu Tero Timo Toni Tommi Tuomas Urho Veikko
Vesa Ville Väinö
"""
_FAMILY_NAMES = """
Aalto Aaltonen Ahlroth Aho Ahola Ahonen Alanko Anttila Autio Eklund Elo Eloranta Eskola Forsman Haapala
Haapanen Haapasalo Hakala Hakkarainen Halonen Harju Heikkilä Heikkinen Heino Heinonen Hietala Hiltunen Hirvonen
Holopainen Honkanen Huhtala Huttunen Hyvönen Hämäläinen Häkkinen Ikonen Jaakkola Jokela Jokinen Juntunen
Järvinen Kallio Karhu Karjalainen Karppinen Kauppinen Kemppainen Keskitalo Kettunen Kinnunen Koivisto Koivula
Kokkonen Korhonen Koskela Koskinen Kukkonen Kuusela Kärkkäinen Laaksonen Lahtinen Laine Laitinen Lampinen
Latvala Lehtinen Lehtonen Leino Leppänen Lindberg Lindholm Lindqvist Lindström Luoma Manninen Mattila Miettinen
Mustonen Mäkelä Mäki Mäkinen Mäntylä Niemelä Niemi Nieminen Nurmi Nyberg Nykänen Närhi Ojala Oksanen Ollila
Paananen Partanen Peltola Peltonen Penttilä Pesonen Pitkänen Pulkkinen Rantala Rantanen Rautio Repo Räsänen
Saarela Saarinen Salmi Salminen Salo Salonen Savolainen Sipilä Sundström Suominen Tamminen Tanskanen Tikkanen
Toivonen Tuominen Turunen Uusitalo Vainio Vuorinen Vuori Väisänen Väyrynen Wikström Virtanen Ylönen
"""

WOMEN = tuple(_WOMEN.split())
MEN = tuple(_MEN.split())
FAMILY_NAMES = tuple(_FAMILY_NAMES.split())
