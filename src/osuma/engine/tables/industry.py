"""Industry codes: which section a code belongs to, in the version that it is of.

TOL 2008 is NACE Rev. 2 and TOL 2025 is NACE Rev. 2.1 down to four digits. The letters moved between them (K is
finance in the former, telecommunication and computing in the latter), so that a section means nothing without its
version.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from osuma.engine.errors import Words

#: Version → the revision of NACE whose sections it has.
REVISION: Mapping[str, str] = MappingProxyType({"tol2008": "2", "nace2": "2", "tol2025": "2.1", "nace21": "2.1"})

#: Revision → section → first and last two-digit division of it.
DIVISIONS: Mapping[str, Mapping[str, tuple[int, int]]] = MappingProxyType({
    "2": MappingProxyType({
        "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (45, 47),
        "H": (49, 53), "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68), "M": (69, 75), "N": (77, 82),
        "O": (84, 84), "P": (85, 85), "Q": (86, 88), "R": (90, 93), "S": (94, 96), "T": (97, 98), "U": (99, 99),
    }),
    "2.1": MappingProxyType({
        "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (46, 47),
        "H": (49, 53), "I": (55, 56), "J": (58, 60), "K": (61, 63), "L": (64, 66), "M": (68, 68), "N": (69, 75),
        "O": (77, 82), "P": (84, 84), "Q": (85, 85), "R": (86, 88), "S": (90, 93), "T": (94, 96), "U": (97, 98),
        "V": (99, 99),
    }),
})  # fmt: skip

_SAME = {
    "A": Words("Maatalous, metsätalous ja kalatalous", "Agriculture, forestry and fishing"),
    "B": Words("Kaivostoiminta ja louhinta", "Mining and quarrying"),
    "C": Words("Teollisuus", "Manufacturing"),
    "D": Words("Sähkö-, kaasu- ja lämpöhuolto", "Electricity, gas, steam and air conditioning"),
    "E": Words("Vesihuolto, viemäri- ja jätevesihuolto", "Water supply, sewerage and waste management"),
    "F": Words("Rakentaminen", "Construction"),
    "G": Words("Tukku- ja vähittäiskauppa", "Wholesale and retail trade"),
    "H": Words("Kuljetus ja varastointi", "Transportation and storage"),
    "I": Words("Majoitus- ja ravitsemistoiminta", "Accommodation and food service"),
}
_FINANCE = Words("Rahoitus- ja vakuutustoiminta", "Finance and insurance")
_ESTATE = Words("Kiinteistöala", "Real estate")
_EXPERTS = Words("Ammatillinen, tieteellinen ja tekninen toiminta", "Professional, scientific and technical")
_SUPPORT = Words("Hallinto- ja tukipalvelut", "Administrative and support services")
_PUBLIC = Words("Julkinen hallinto ja maanpuolustus", "Public administration and defence")
_TEACHING = Words("Koulutus", "Education")
_CARE = Words("Terveys- ja sosiaalipalvelut", "Human health and social work")
_ARTS = Words("Taiteet, viihde ja virkistys", "Arts, entertainment and recreation")
_OTHER = Words("Muu palvelutoiminta", "Other services")
_HOMES = Words("Kotitaloudet työnantajina", "Households as employers")
_ABROAD = Words("Kansainvälisten organisaatioiden toiminta", "Extraterritorial organisations")

#: Revision → section → its name for people.
SECTIONS: Mapping[str, Mapping[str, Words]] = MappingProxyType({
    "2": MappingProxyType({
        **_SAME, "J": Words("Informaatio ja viestintä", "Information and communication"), "K": _FINANCE,
        "L": _ESTATE, "M": _EXPERTS, "N": _SUPPORT, "O": _PUBLIC, "P": _TEACHING, "Q": _CARE, "R": _ARTS,
        "S": _OTHER, "T": _HOMES, "U": _ABROAD,
    }),
    "2.1": MappingProxyType({
        **_SAME, "J": Words("Kustannus-, lähetys- ja sisältötoiminta", "Publishing, broadcasting and content"),
        "K": Words("Televiestintä, ohjelmointi ja tietopalvelut", "Telecommunication, computing and information"),
        "L": _FINANCE, "M": _ESTATE, "N": _EXPERTS, "O": _SUPPORT, "P": _PUBLIC, "Q": _TEACHING, "R": _CARE,
        "S": _ARTS, "T": _OTHER, "U": _HOMES, "V": _ABROAD,
    }),
})  # fmt: skip


def section(code: str, version: str | None) -> str | None:
    """The section of a code of digits (62010) or of a letter, null where there is none.

    Without a version the section is known only where all versions agree on what it covers.
    """
    revisions = DIVISIONS if version is None else (REVISION[version],)
    found = {_within(revision, code) for revision in revisions}
    letter = found.pop() if len(found) == 1 else None
    same = letter is None or len({DIVISIONS[revision].get(letter) for revision in revisions}) == 1
    return letter if same or code.isdigit() else None


def _within(revision: str, code: str) -> str | None:
    ranges = DIVISIONS[revision].items()
    if not code[:2].isdigit() or len(code) < 2:
        return code if code in DIVISIONS[revision] else None
    division = int(code[:2])
    return next((letter for letter, (low, high) in ranges if low <= division <= high), None)


def section_table() -> list[tuple[str, str | None, str]]:
    """Every (two digits or a letter, version or null, section): what `section` says, as rows."""
    divisions = [*(f"{n:02}" for n in range(1, 100)), *DIVISIONS["2.1"]]
    versions = [None, *REVISION]
    found = [(d, v, section(d, v)) for d in divisions for v in versions]
    return [(d, v, letter) for d, v, letter in found if letter is not None]
