"""S71: one person in three files: a shop, a CRM and a webinar, and people who only look like one another.

Each person is written out by hand: what each file knows of them, and which identities are the same person.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from people import write_rows

SHOP_HEADER = ("Asiakasnumero", "Etunimi", "Sukunimi", "Sähköposti", "Puhelin", "Postinumero")
SHOP = (
    ("S1", "Anna", "Virtanen", "anna.virtanen@example.fi", "040 123 4567", "00100"),
    ("S2", "Matti", "Korhonen", "matti@example.fi", "", "33100"),
    ("S3", "Liisa", "Laine", "liisa.laine@example.fi", "0501112223", "20100"),
    ("S4", "Pekka", "Niemi", "pekka.niemi@example.fi", "", "90100"),
    ("S5", "Anna", "Virtanen", "anna.toinen@example.fi", "", "15100"),  # a namesake of S1, another person
    ("S6", "Kaisa", "Mäki", "info@firma.example", "", "00240"),  # writes from the firm's shared address
    ("S7", "Olli", "Mäki", "olli.maki@example.fi", "09 4242 4242", "00240"),  # the firm's switchboard
    ("S8", "Eeva", "Heikkinen", "eeva@example.fi", "045 765 4321", "40100"),
)
CRM_HEADER = ("Id", "Etunimi", "Sukunimi", "Sähköposti", "Puhelin", "Postinumero", "Vaihe")
CRM = (
    ("C1", "Anna", "Virtanen", "ANNA.VIRTANEN@example.fi", "+358401234567", "00100", "asiakas"),  # S1 by e-mail
    ("C2", "Liisa", "Laine", "", "+358 50 111 2223", "20100", "liidi"),  # S3 by mobile number and family name
    ("C3", "Pekka", "Niemi", "", "", "90100", "prospekti"),  # like S4 by name and postcode: not enough
    ("C4", "Jari", "Salo", "info@firma.example", "", "00240", "liidi"),  # shares S6's role address
    ("C5", "Sanna", "Koski", "sanna@example.fi", "09 4242 4242", "00240", "liidi"),  # shares S7's switchboard
    ("C6", "Toni", "Laine", "", "0501112223", "20100", "prospekti"),  # Liisa's number and family name: the family
    ("C7", "Eeva", "Heikkinen", "", "+358 45 7654321", "40100", "liidi"),  # S8 by mobile number and both names
)
WEBINAR_HEADER = ("Sähköposti", "Nimi", "Webinaari", "Aika", "Osallistui")
WEBINAR = (
    ("anna.virtanen@example.fi", "Anna Virtanen", "Kevään kengät", "12.3.2026 18:00", "kyllä"),  # S1
    ("matti@example.fi", "Matti K.", "Kevään kengät", "12.3.2026 18:00", "ei"),  # S2
    ("uusi@example.fi", "Anna Virtanen", "Kevään kengät", "12.3.2026 18:00", "kyllä"),  # only a name in common
)


@dataclass(frozen=True)
class Truth:
    """same: groups of shop and CRM ids and webinar e-mails that are one person. apart: pairs that are not."""

    same: tuple[frozenset[str], ...]
    apart: tuple[tuple[str, str], ...]


TRUTH = Truth(
    same=(
        frozenset({"S1", "C1", "anna.virtanen@example.fi"}),
        frozenset({"S2", "matti@example.fi"}),
        frozenset({"S8", "C7"}),
    ),
    apart=(
        ("C2", "C6"),
        ("S1", "S5"),
        ("S4", "C3"),
        ("S6", "C4"),
        ("S7", "C5"),
        ("S1", "uusi@example.fi"),
        ("S5", "uusi@example.fi"),
    ),
)


def write(folder: Path) -> tuple[Path, Path, Path]:
    return (
        write_rows(folder / "verkkokauppa.csv", SHOP_HEADER, list(SHOP)),
        write_rows(folder / "crm.csv", CRM_HEADER, list(CRM)),
        write_rows(folder / "webinaari.csv", WEBINAR_HEADER, list(WEBINAR)),
    )
