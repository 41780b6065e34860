"""Whose calls tomorrow's are: a salesperson's own first, the unowned beside, all for who leads; some left by lot."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest

from in_house import House, housed
from osuma.catalog import users, workspaces
from osuma.catalog.users import RoleName
from osuma.engine.errors import Misuse
from osuma.engine.segments.rule.people import bucket_of
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import Asker, NotAllowed, Right, here
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import run
from osuma.workflows.installation.upkeep import init
from osuma.workflows.reports import call_owners

NAMES = ("Aino", "Eero", "Iiris", "Onni", "Sylvi", "Urho")
#: Whose company each works at, and who looks after the deal; of the last nobody is known.
OWNERS = (
    ("Sanna Salo", "Sanna Salo"),
    ("Kalle", ""),
    ("Kalle", "Kalle"),
    ("Kalle", "sanna  salo"),
    ("", ""),
    ("", ""),
)
COMPANIES = "Record ID,Company name,Company owner\n" + "".join(
    f"7{n},Yritys {n} Oy,{owner}\n" for n, (owner, _) in enumerate(OWNERS)
)
CONTACTS = "Record ID,First Name,Last Name,Email,Phone Number,Associated Company,Associated Company IDs\n" + "".join(
    f"1{n},{name},Aalto,{name.lower()}@yritys{n}.example,+35840123456{n},Yritys {n} Oy,7{n}\n"
    for n, name in enumerate(NAMES)
)
DEALS = (
    "Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Deal owner,"
    "Associated Company,Associated Company IDs\n"
)
DEALS += "".join(
    f"80{n},Kauppa {n},Appointment scheduled,90,2026-09-30 22:30,2026-12-0{n + 1} 09:00,{owner},Yritys {n} Oy,7{n}\n"
    for n, (_, owner) in enumerate(OWNERS)
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("calls")
    init(folder / "osuma", "myynti", "Jukan yritys")
    with hold(folder / "osuma") as owner:
        for name, text in (("companies.csv", COMPANIES), ("contacts.csv", CONTACTS), ("deals.csv", DEALS)):
            (folder / name).write_text(text, encoding="utf-8")
            asked = {"files": [str(folder / name)]}
            (load,) = run(owner, "myynti", "import.run", asked, quiet, here("test"))["loads"]
            assert load["refused"] == 0, load
    with housed(folder / "osuma", "sales") as at:
        users.grant(workspaces.get("myynti"), users.create("Omistaja", "fi"), "owner")
        yield at


def called_as(name: str, email: str | None = None, role: RoleName = "sales") -> None:
    """What the user who is signed in is called, and may do."""
    workspace = workspaces.get("myynti")
    user = min((one.user for one in users.list_(workspace)), key=lambda user: user.key)
    users.rename(user, name, email)
    users.grant(workspace, user, role)


def listed(house: House, path: str = "calls/") -> list[str]:
    page = house.get(path).text
    return [name for name in NAMES if f">{name} Aalto</a></h2>" in page]


def test_a_salesperson_sees_their_own_first_and_the_unowned_beside(house: House) -> None:
    called_as("Sanna Salo")
    assert listed(house) == ["Aino", "Onni"]  # of the deal, else of the company; written in another way too
    page = house.get("calls/").plain
    assert "Omat (2) Ilman myyjää (2)" in page
    assert "Kalle (" not in page
    assert "Kaikki (" not in page
    assert listed(house, "calls/?list=1") == ["Sylvi", "Urho"]
    assert listed(house, "calls/?list=7") == ["Aino", "Onni"]
    rows = list(csv.DictReader(io.StringIO(house.post("calls/file", {"format": "hubspot", "list": "1"}).text)))
    assert [row["Nimi"] for row in rows] == ["Sylvi Aalto", "Urho Aalto"]


def test_a_salesperson_is_known_by_the_address_too(house: House) -> None:
    called_as("Joku", "kalle")
    assert listed(house) == ["Eero", "Iiris"]


def test_who_leads_sees_every_list_and_who_the_data_does_not_know(house: House) -> None:
    called_as("Jukka")
    everybody = "Kaikki (6) Ilman myyjää (2) Kalle (2) Sanna Salo (2)"
    assert everybody in house.get("calls/").plain
    assert listed(house) == list(NAMES)
    assert listed(house, "calls/?list=2") == ["Eero", "Iiris"]
    called_as("Kalle", role="analyst")
    assert "Omat (2) Ilman myyjää (2) Kaikki (6) Sanna Salo (2)" in house.get("calls/").plain
    assert listed(house) == ["Eero", "Iiris"]


def test_another_salespersons_list_is_not_given_and_who_is_not_there_is_told(house: House) -> None:
    called_as("Sanna Salo")
    assert house.client.get("/w/myynti/calls/?list=2").status_code == 200  # there is no such list: the own one
    assert [one["name"] for one in house.ask("calls.tomorrow", whose="kalle")["calls"]] == [
        "Eero Aalto",
        "Iiris Aalto",
    ]
    with pytest.raises(Misuse, match="no salesperson “Ville”"):
        house.ask("calls.tomorrow", whose="Ville")
    asks = cast(Session, SimpleNamespace(who="Sanna Salo", asker=Asker("Sanna Salo", Right.PEOPLE)))
    for other in ("Kalle", call_owners.ALL):
        with pytest.raises(NotAllowed):
            call_owners.whose(asks, other, ["Kalle", "Sanna Salo"])
    assert call_owners.whose(asks, "SANNA SALO", ["Kalle", "Sanna Salo"]).own == "Sanna Salo"


def test_a_lasting_share_is_left_without_calls_and_told(house: House) -> None:
    called_as("Jukka")
    house.ask("settings.set", key="calls_control", value=50)
    try:
        told = house.ask("calls.tomorrow")
        alone = {one["name"] for one in told["control"]["people"]}
        drawn = {f"{name} Aalto" for n, name in enumerate(NAMES) if bucket_of("calls", f"1{n}") < 5000}
        assert alone == drawn
        assert 0 < len(alone) < len(NAMES)
        assert {one["name"] for one in told["calls"]} == {f"{name} Aalto" for name in NAMES} - alone
        rule = "osuma: 1\nslug: koe\nwhere: {bucket: calls, from: 0, to: 4999}\n"
        assert house.ask("segments.count", text=rule)["count"] == len(alone)  # the same people by a rule
        page = house.get("calls/")
        assert f"Listalta jää pois {len(alone)} henkilöä" in page.plain
        assert page.text.count(">kontrolliryhmä</span>") == len(alone)
        assert "Jätetään soittamatta" not in page.plain  # a salesperson does not decide it
        rows = list(csv.DictReader(io.StringIO(house.post("calls/file", {"format": "hubspot"}).text)))
        assert not alone & {row["Nimi"] for row in rows}
        assert house.post("calls/control", {"percent": "0"}).status == 404
    finally:
        house.ask("settings.set", key="calls_control", value=0)
    assert "Kontrolliryhmä" not in house.get("calls/").plain


def test_an_owner_chooses_the_share_on_the_page(house: House) -> None:
    called_as("Jukka", role="owner")
    try:
        assert "10 % kaikista" in house.post("calls/control", {"percent": "10"}).plain
        house.post("calls/control", {"percent": "99"})
        assert house.ask("calls.tomorrow")["control"]["percent"] == 10
    finally:
        house.ask("settings.set", key="calls_control", value=0)
