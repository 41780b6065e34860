"""Why one company is in a segment: its place among others, sequences, rhythms and chance, said of a company."""

from __future__ import annotations

from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.segments.rule.people import bucket_of

REGISTER = """Y-tunnus;Yritys;Liikevaihto (1000 €);Henkilöstö
0737546-2;Acme Oy;3 000;60
0112038-9;Pinja Ky;200;3
0201256-6;Tyhjä Oy;;
"""
STAFF = """Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Y-tunnus
1;Aino;Aalto;aino@acme.example;0737546-2
2;Eero;Harju;eero@acme.example;0737546-2
3;Kaisu;Lehto;kaisu@pinja.example;0112038-9
"""
#: Acme buys every tenth day, one contact after the other, and then no more; Pinja once.
ORDERS = """Tilausnumero;Asiakasnumero;Tilauspäivä;Summa
T1;1;1.10.2026 12.00;100,00
T2;2;11.10.2026 12.00;50,00
T3;1;21.10.2026 12.00;70,00
T4;3;20.11.2026 12.00;10,00
"""
ACME, PINJA, EMPTY = "0737546-2", "0112038-9", "0201256-6"


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("why_company")
    made = Osuma.create(folder / "osuma")
    for name, text, source in (
        ("rekisteri.csv", REGISTER, None),
        ("staff.csv", STAFF, "crm"),
        ("o.csv", ORDERS, "crm"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        made.load(folder / name, source=source)
    return made


def why(osuma: Osuma, rule: str, company: str) -> dict[str, Any]:
    told = osuma.ask("segments.explain", text=f"osuma: 1\nslug: x\nof: accounts\nwhere: {rule}\n", company=company)
    return dict(told["company"])


def said(told: dict[str, Any], language: str) -> str:
    return " ".join(told["sentences"][language]).replace("\u00a0", " ")


def test_a_place_among_others_is_told_by_its_figure(osuma: Osuma) -> None:
    rule = "{rank: {property: turnover}, top: {n: 1}}"
    first, second, unknown = (why(osuma, rule, one) for one in (ACME, PINJA, EMPTY))
    assert [one["member"] for one in (first, second, unknown)] == [True, False, False]
    assert said(first, "fi") == "Acme Oy kuuluu segmenttiin: liikevaihto on 3 000 000,00 €."
    assert said(second, "en") == "Pinja Ky is not in the segment because turnover is €200,000.00."
    assert unknown["conditions"][0]["truth"] is None
    assert second["conditions"][0]["fi"].startswith("Yritys on ensimmäinen, kun järjestyksen ratkaisee liikevaihto")


def test_a_sequence_is_of_what_its_contacts_did_together(osuma: Osuma) -> None:
    rule = "{sequence: [{event: order}, {event: order}, {event: order}], within: 30 days}"
    told = why(osuma, rule, ACME)
    assert told["member"]
    # the rows of Aino and of Eero, in order
    assert "sen tapahtumat järjestyksessä ovat osto 1.10.2026" in said(told, "fi")
    days = [said(told, "en").index(f"on {day} Oct 2026") for day in (1, 11, 21)]
    assert days == sorted(days)
    assert not why(osuma, rule, PINJA)["member"]


def test_its_rhythm_is_that_of_all_its_contacts(osuma: Osuma) -> None:
    told = why(osuma, "{overdue: order, times: 2}", ACME)
    assert told["member"]
    assert "sen tavallinen väli on 10 päivää ja viimeisestä kerrasta on 30 päivää" in said(told, "fi")
    assert "its usual gap is 10 days and the last time was 30 days ago" in said(told, "en")
    few = why(osuma, "{overdue: order, times: 2}", PINJA)
    assert (few["member"], few["conditions"][0]["truth"]) == (False, None)
    assert "tavallista väliä ei tiedetä (liian vähän ostoja)" in said(few, "fi")


def test_chance_is_told_by_the_number_that_was_drawn(osuma: Osuma) -> None:
    rows = osuma.rows("SELECT business_id, external_id FROM accounts")
    numbers = {business: bucket_of("kevat", external) for business, external in rows}
    rule = f"{{bucket: kevat, from: {numbers[ACME]}, to: {numbers[ACME]}}}"
    own, other = why(osuma, rule, ACME), why(osuma, rule, PINJA)
    assert said(own, "en") == f"Acme Oy is in the segment: its bucket is {numbers[ACME]:,}."
    assert f"sen lokero on {numbers[PINJA]:,}".replace(",", " ") in said(other, "fi")
    drawn = [why(osuma, "{sample: {n: 2}, seed: a}", one) for one in (ACME, PINJA, EMPTY)]
    assert sorted(one["member"] for one in drawn) == [False, True, True]
    assert all("the 2 which the draw “a” picks" in said(one, "en") for one in drawn)


def test_when_a_company_would_leave_is_said_of_a_company(osuma: Osuma) -> None:
    told = why(osuma, "{event: order, op: eq, value: 0, window: {last: 14 days}}", ACME)
    assert said(told, "fi").endswith("Yritys poistuu segmentistä heti, kun ostaa jotain.")
    assert said(told, "en").endswith("The company leaves with its next purchase.")
    one = why(osuma, "{contacts: all, where: {property: email, op: set}}", PINJA)
    assert "there is 1 contact, and it holds for 1 (Kaisu Lehto)" in said(one, "en")
