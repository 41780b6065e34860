"""Segments of companies as of past instants: counted, listed and explained by what was told by then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma

REGISTER = """Y-tunnus;Yritys;Liikevaihto (1000 €);Henkilöstö
0737546-2;Acme Oy;3 000;60
0112038-9;Pinja Ky;200;3
0201256-6;Tyhjä Oy;;
"""
GROWN = REGISTER.replace("3 000;60", "300;60").replace("200;3", "2 000;3")
STAFF = """Asiakasnumero;Etunimi;Sukunimi;Titteli;Y-tunnus
1;Aino;Aalto;Toimitusjohtaja;0737546-2
2;Eero;Harju;Ostaja;0112038-9
"""
DEALS = """\
Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Associated Company,Associated Company IDs
801,Varasto,Closed Won,12000,2026-03-02 10:00,2026-04-28 09:00,Teräs Oy,71
802,Lattia,Appointment scheduled,900,2026-05-05 22:30,2027-06-01 09:00,Teräs Oy,71
803,Katto,Closed lost,300,2025-11-03 10:00,2026-10-05 09:00,Laine Oy,72
"""
BIG = "{slug: big, of: accounts, where: {property: turnover, op: gte, value: 1000000}}"
WON = "{slug: won, of: accounts, where: {event: deal_won, window: {last: 90 days}}}"
LOST = "{slug: lost, of: accounts, where: {event: deal_lost}}"
BOSS = "{slug: boss, of: accounts, where: {contacts: any, where: {property: title_role, op: eq, value: ceo}}}"


def told(answer: dict[str, Any], language: str = "en") -> list[str]:
    return [one[language].replace("\u00a0", " ") for one in answer["sentences"]]


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    """Two states of a register (1 March and 1 July), then deals and contacts, of which nobody said of what day."""
    return made_once(_begun, tmp_path)


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "osuma")
    dated = (("a.csv", REGISTER, "2026-03-01"), ("b.csv", GROWN, "2026-07-01"))
    for name, text, day in dated:
        (folder / name).write_text(text, encoding="utf-8")
        made.ask("import.run", files=[str(folder / name)], dated=day)
    for name, text in (("deals.csv", DEALS), ("staff.csv", STAFF)):
        (folder / name).write_text(text, encoding="utf-8")
        made.load(folder / name)
    return made


def test_a_company_is_what_the_files_of_that_day_said(osuma: Osuma) -> None:
    before, then, now = (osuma.count(BIG, as_of=day) for day in ("2026-02-01", "2026-05-01", "2026-10-05"))
    assert (before["count"], before["unknown"]) == (0, 5)
    assert (then["count"], then["unknown"]) == (1, 3)
    assert (now["count"], now["unknown"]) == (1, 3)
    assert osuma.members(BIG, as_of="2026-05-01") == {"business:0737546-2"}
    assert osuma.members(BIG, as_of="2026-10-05") == {"business:0112038-9"}
    assert then["answer"] == "recomputed"
    assert told(then)[1:] == [
        "Companies, 2 of 5: Osuma was told of them only after 1 May 2026, so what they were then is unknown."
    ]
    assert told(before, "fi")[1].startswith("Yrityksistä 5/5: tiedot on kerrottu Osumalle vasta 1.2.2026 jälkeen")
    assert "sentences" not in now


def test_deals_are_where_they_were_and_what_is_only_known_later_is_named(osuma: Osuma) -> None:
    sizes = {day: osuma.count(WON, as_of=day)["count"] for day in ("2026-04-27", "2026-04-28", "2026-09-01")}
    assert sizes == {"2026-04-27": 0, "2026-04-28": 1, "2026-09-01": 0}
    assert [osuma.count(LOST, as_of=day)["count"] for day in ("2026-10-04", "2026-10-05")] == [0, 1]
    large = "{slug: x, of: accounts, where: {event: deal_made, where: [{property: state, op: eq, value: open}]}}"
    found = osuma.count(large, as_of="2026-05-06")
    assert found["count"] == 2
    assert told(found)[1].startswith(
        "Deals open then, 2 of 2: amount and other details are as first told, which was only after 6 May 2026."
    )
    assert "voitettiin tai hävittiin, on oikein" in told(found, "fi")[1]


def test_contacts_are_those_first_told_and_that_is_said(osuma: Osuma) -> None:
    found = osuma.count(BOSS, as_of="2026-05-01")
    # the title came with a file that nobody dated: of that day it is not known, nor who worked where
    assert (found["count"], found["unknown"]) == (0, 5)
    assert told(found)[1].startswith("Contacts, 2 of 2: the company is the one first told")
    assert osuma.ask("segments.members", text=BOSS, as_of="2026-05-01")["sentences"] == found["sentences"]


def test_one_company_is_explained_with_what_was_known_of_it_then(osuma: Osuma) -> None:
    def about(day: str) -> dict[str, Any]:
        return dict(osuma.ask("segments.explain", text=BIG, company="0737546-2", as_of=day))

    then, now = about("2026-05-01"), about("2026-10-05")
    assert (then["company"]["member"], now["company"]["member"]) == (True, False)
    assert "3,000,000" in then["company"]["conditions"][0]["en"]
    assert "300,000" in now["company"]["conditions"][0]["en"]
    assert "Osuma was told of them only after 1 May 2026" in then["sentences"]["en"][-1]
    assert not [line for line in now["sentences"]["en"] if "only after" in line]


def test_as_known_and_recomputed_are_two_answers_of_companies_too(osuma: Osuma, tmp_path: Path) -> None:
    osuma.apply(BIG)
    osuma.refresh(as_of="2026-05-01")
    osuma.refresh()
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(GROWN.replace("300;60", "4 000;60"), encoding="utf-8")
    osuma.ask("import.run", files=[str(corrected)], dated="2026-08-01")
    known = [osuma.ask("segments.known_members", slug="big", known_at=day) for day in ("2026-05-01", "2026-10-05")]
    assert [one["members"] for one in known] == [["business:0737546-2"], ["business:0112038-9"]]
    assert [one["answer"] for one in known] == ["as_known", "as_known"]
    both = {"business:0737546-2", "business:0112038-9"}
    assert osuma.members(BIG, as_of="2026-05-01") == {"business:0737546-2"}
    assert osuma.members(BIG, as_of="2026-09-01") == both
    changes = osuma.ask("segments.changes", slug="big", from_="2026-05-01", people=True)
    assert (changes["entered"], changes["left"]) == (1, 1)
    assert {one["code"] for one in changes["causes"]} <= {"attribute", "late"}
    assert {one["customer"] for one in changes["people"]} == both
    said = " ".join(told(changes))
    assert "1 company has come in" in said
    assert "customer" not in said
    assert "yrityksen tieto muuttui (liikevaihto)" in " ".join(told(changes, "fi"))


def test_without_a_day_in_the_data_nothing_is_past(tmp_path: Path) -> None:
    made, path = Osuma.create(tmp_path / "osuma"), tmp_path / "a.csv"
    path.write_text(REGISTER, encoding="utf-8")
    made.load(path)
    then = made.count(BIG, as_of="2026-01-01")
    assert (made.count(BIG)["count"], then["count"], then["data_end"]) == (1, 1, None)
