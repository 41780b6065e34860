"""S71 on the pages: three files dropped, one person of each, a merge decided and taken back."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import three_sources

from in_house import House

NEARLY = re.compile(r'name="a" value="([^"]+)"><input type="hidden" name="b" value="([^"]+)"')
#: A record on a card: its system, and its id there where it has one.
RECORD = re.compile(r"((?:Kauppa|CRM|Webinaari)(?: \w+)?) · tuotu")
CRM = ["customer_id", "first_name", "last_name", "email", "phone", "postcode", ""]


def ended(house: House, job: str) -> str:
    """What came of work, when it has ended."""
    for _ in range(1200):
        page = house.get(job)
        if "hx-trigger" not in page.text:
            return page.plain
        time.sleep(0.05)
    raise AssertionError(f"{job} goes on")


@pytest.fixture(scope="module", autouse=True)
def _dropped(house: House, folder: Path) -> None:
    shop, crm, webinar = three_sources.write(folder)
    assert "8 / 8 riviä tuotu" in house.drop(shop, source="kauppa").plain
    # "Id" may be of anything: that it is the customer's number is told
    with crm.open("rb") as file:
        columns = house.sent("data/files", {"files": [file], "source": "crm", "first": "columns"})
    said = {"kind:0": "customers", **{f"column:0:{n}": one for n, one in enumerate(CRM)}}
    tried = ended(house, house.sent(f"{columns}try", said))
    assert "7 / 7 riviä tulisi" in tried
    assert "7 / 7 riviä tuotu" in ended(house, house.sent(f"{columns}take"))
    assert "3 / 3 riviä tuotu" in house.drop(webinar).plain


def counted(house: House) -> list[int]:
    """Everybody, those of a postcode, and those of a family name."""
    rules = (
        "{all: []}",
        '{property: postcode, op: eq, value: "90100"}',
        "{property: last_name, op: eq, value: Niemi}",
    )
    return [house.ask("segments.count", text=f"{{osuma: 1, slug: koe, where: {one}}}")["count"] for one in rules]


def made_of(house: House, asked: str) -> set[str]:
    """What the card of the only person that a search finds is put together from."""
    (key,) = set(re.findall(r"/customers/(\d+)/", house.post("customers/", {"text": asked}).text))
    told = house.get(f"customers/{key}/").plain
    _, listed = told.split("Koottu näistä (")
    number, records = int(listed[: listed.index(")")]), listed.partition("Yhdistetty, koska")[0]
    found = RECORD.findall(records)
    assert len(found) == number, told
    return set(found)


def log(house: House) -> str:
    return house.get("settings/log/").plain


def test_three_files_make_one_person_and_a_name_makes_none(house: House) -> None:
    # S71.1: on the card
    anna = {"Kauppa S1", "CRM C1", "Webinaari"}
    assert made_of(house, "anna.virtanen@example.fi") == anna
    assert made_of(house, "matti@example.fi") == {"Kauppa S2", "Webinaari"}
    assert made_of(house, "eeva@example.fi") == {"Kauppa S8", "CRM C7"}
    # S71.3: namesakes are people of their own
    assert made_of(house, "anna.toinen@example.fi") == {"Kauppa S5"}
    assert made_of(house, "uusi@example.fi") == {"Webinaari"}
    assert made_of(house, "pekka.niemi@example.fi") == {"Kauppa S4"}
    page = house.get("data/merges/")
    # S71.4: with what speaks for and against
    assert set(NEARLY.findall(page.text)) == {("kauppa:S3", "crm:C6"), ("crm:C2", "crm:C6"), ("kauppa:S6", "crm:C4")}
    assert "Osoite on yhteinen, esimerkiksi info@." in page.plain
    # S71.5: the files
    assert "toi tiedostoja" in log(house)


def test_a_merge_that_a_person_decides_is_taken_back_and_every_count_returns(house: House) -> None:
    before = counted(house)
    house.post("data/merges/decide", {"a": "kauppa:S4", "b": "crm:C3", "same": "yes"})
    assert made_of(house, "pekka.niemi@example.fi") == {"Kauppa S4", "CRM C3"}
    assert counted(house) == [one - 1 for one in before]
    undo = re.search(r"data/merges/\d+/undo", house.get("data/merges/").text)
    assert undo
    house.post(undo[0])
    # S71.2: on the pages
    assert made_of(house, "pekka.niemi@example.fi") == {"Kauppa S4"}
    assert counted(house) == before
    # and no rule joins them later
    apart = house.get("data/merges/").plain.partition("Pidetään erillään")[2]
    assert RECORD.findall(apart) == ["Kauppa S4", "CRM C3"]
    # S71.5: the merge and its undo
    assert "yhdisti kaksi asiakasta" in log(house)
    assert re.search(r"perui yhdistämisen tuonti: \d+ · yhdistäminen: \d+", log(house))
