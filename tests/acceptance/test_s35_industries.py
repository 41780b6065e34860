"""S35: prospects by the industry of their company. What is written to each is a message, which is not built yet."""

from __future__ import annotations

from pathlib import Path

import people
import pytest

from in_process import Osuma

COMPANIES = ("Y-tunnus", "Yritys", "TOL 2008")
PROSPECTS = ("Asiakasnumero", "Etunimi", "Sukunimi", "Sähköposti", "Y-tunnus")
#: Y-tunnus, name, industry → whose contents its people get. A code that is none is as unknown as no code.
FIRMS = (
    (("0737546-2", "Teräs Oy", "25110"), "manufacturing"),
    (("2077474-0", "Talo Oy", "41200"), "construction"),
    (("0112038-9", "Kauppa Oy", "47190"), "default"),
    (("0201256-6", "Vaitelias Oy", ""), "default"),
    (("1572860-0", "Outo Oy", "99999"), "default"),
)
NOWHERE = "9"
OFFERS = """
osuma: 1
partition: industry-offers
classes:
  - slug: manufacturing
    where: {account: any, where: {property: industry_section, op: eq, value: C}}
  - slug: construction
    where: {account: any, where: {property: industry_section, op: eq, value: F}}
other: {slug: default}
"""


@pytest.fixture(scope="module")
def seller(osuma: Osuma, folder: Path) -> Osuma:
    osuma.load(people.write_rows(folder / "yritykset.csv", COMPANIES, [row for row, _ in FIRMS]))
    staff = [(str(n), f"Etu{n}", f"Suku{n}", f"{n}@firma{n}.example", row[0]) for n, (row, _) in enumerate(FIRMS)]
    staff.append((NOWHERE, "Etu9", "Suku9", "9@firma9.example", ""))
    osuma.load(people.write_rows(folder / "prospektit.csv", PROSPECTS, staff))
    osuma.apply(OFFERS)
    return osuma


def test_every_prospect_is_in_one_class_by_the_section_and_the_default_takes_the_unknown(seller: Osuma) -> None:
    classes = ("manufacturing", "construction", "default")
    found = [(member, slug) for slug in classes for member in seller.members(f"industry-offers/{slug}")]
    # S35.1 S35.3
    assert sorted(found) == [*((str(n), slug) for n, (_, slug) in enumerate(FIRMS)), (NOWHERE, "default")]
