"""What the data is worth, of files in which every defect was planted and counted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse
from osuma.engine.segments.templates import ready_made

PEOPLE = 400
OLD = "1901-01-01"


def mail_of(n: int) -> str:
    return "yhteinen@posti.example" if n in (30, 32) else f"{n}@posti.example"


def customers() -> str:
    """400 people: half of them from Tampere buy; four wrong towns, one impossible birth date, two incomes far out."""
    lines = ["Asiakasnumero;Sähköposti;Etunimi;Sukunimi;Postitoimipaikka;Syntymäaika;Vuositulot;Markkinointilupa"]
    for n in range(PEOPLE):
        town = "Tampere" if n % 2 else "Jyväskylä"
        town = {0: "Jyvaskyla", 2: "Jyväskyylä", 4: "JYVÄSKYLÄ ", 6: "Jyväskylä."}.get(n, town)
        born = OLD if n == 10 else f"19{50 + n % 50}-0{1 + n % 9}-11" if n < 300 else ""
        income = {20: 9_000_000, 21: 3}.get(n, 30_000 + 100 * (n % 97))
        lines.append(f"{n};{mail_of(n)};Etu{n};Suku{n};{town};{born};{income};{'kyllä' if n < 40 else ''}")
    return "\n".join(lines) + "\n"


def orders() -> str:
    lines = ["Tilausnumero;Tilauspvm;Sähköposti;Summa"]
    for n in range(1, PEOPLE, 2):
        day = date(2026, 11, 1) - timedelta(days=n % 200)
        lines.append(f"{n};{day.isoformat()};{mail_of(n)};{'99999,00' if n == 51 else f'{20 + n % 30},00'}")
    return "\n".join(lines) + "\n"


#: 3 said yes to the shop, and left the newsletter: the sources disagree.
LEFT = (
    "Email Address,MEMBER_RATING,LEID,EUID,UNSUB_TIME,UNSUB_REASON,OPTIN_TIME,LAST_CHANGED\n"
    "3@posti.example,3,77,e77,2025-03-03 09:00:00,NORMAL,2024-01-01 00:00:00,2025-03-03 09:00:00\n"
)


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder: Path = tmp_path_factory.mktemp("quality")
    made = Osuma.create(folder / "installation")
    for name, text in {
        "asiakkaat.csv": customers(),
        "tilaukset.csv": orders(),
        "unsubscribed_segment_export_1.csv": LEFT,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
        made.load(folder / name)
    return made


@pytest.fixture(scope="module")
def quality(osuma: Osuma) -> dict[str, Any]:
    return osuma.ask("quality.show")


def test_it_leads_with_three_sentences_and_the_reconciliation(quality: dict[str, Any]) -> None:
    assert len(quality["sentences"]) == 3
    assert "400 asiakasta ja 200 ostoa" in quality["sentences"][0]["fi"].replace("\u00a0", " ")
    (money,) = quality["reconciliation"]
    assert money["file"]["orders"] == 200
    assert money["unexplained"] == {"orders": 0, "amount": "0.00"}


def test_each_field_has_its_coverage_its_source_and_its_day(quality: dict[str, Any]) -> None:
    found = {one["field"]: one for one in quality["fields"]}
    assert (found["birth_date"]["known"], found["birth_date"]["base"]) == (300, 400)
    assert found["birth_date"]["share"] == 0.75
    assert found["city"]["known"] == 400
    assert {said["source"] for said in found["email"]["said"]} == {"asiakkaat", "mailchimp", "tilaukset"}
    newest = {said["source"]: said["newest"] for said in found["email"]["said"]}
    assert newest["mailchimp"] == "2025-03-03"
    assert "gender" not in found


def test_spellings_of_one_town_are_paired_with_the_usual_one(quality: dict[str, Any]) -> None:
    found = {one["rare"]: one for one in quality["spellings"] if one["of"] == "city"}
    assert set(found) == {"Jyvaskyla", "Jyväskyylä", "JYVÄSKYLÄ", "Jyväskylä."}
    assert {one["common"] for one in found.values()} == {"Jyväskylä"}
    assert {rare: one["why"] for rare, one in found.items() if one["why"] == "letter"} == {"Jyväskyylä": "letter"}


def test_what_cannot_be_and_what_is_far_out_is_counted(quality: dict[str, Any]) -> None:
    found = {one["of"]: one["count"] for one in quality["outliers"]}
    assert found == {"birth_date": 1, "income": 2, "order.amount": 1}


def test_people_who_share_an_address_are_counted(quality: dict[str, Any]) -> None:
    assert {"of": "email", "values": 1, "people": 2} in quality["doubles"]


def test_the_town_tells_who_buys_and_the_birth_date_does_not(quality: dict[str, Any]) -> None:
    strength = {one["field"]: one["strength"] for one in quality["relevance"]}
    assert strength["city"] > 0.9
    assert strength["income"] < 0.3
    assert {one["field"] for one in quality["relevance"][:3]} == {"city", "municipality", "region"}
    assert "email" not in strength


def test_what_cannot_be_answered_says_where_it_would_come_from(quality: dict[str, Any]) -> None:
    cannot = {one["slug"]: one["lacks"] for one in quality["unanswerable"]}
    assert {lack["name"] for lack in cannot["category-buyers"]} == {"order_line"}
    assert "interests" in {lack["name"] for lack in cannot["interest-yoga"]}
    assert "big-spenders" not in cannot
    assert "birthday-soon" not in cannot
    assert all(lack["fi"] and lack["en"] for lacks in cannot.values() for lack in lacks)
    assert quality["answerable"] + len(cannot) == len(ready_made())


def test_contradictory_consents_are_counted_and_the_refusal_holds(osuma: Osuma, quality: dict[str, Any]) -> None:
    assert quality["consents"] == {"contradictory": 1, "by_sources": {"email: mailchimp": 1}}
    assert "Noudatamme kieltoa" in quality["findings"][0]["fi"]
    rows = osuma.rows("SELECT state FROM customer_consents WHERE contradicts")
    assert rows == [("refused",)]


def test_the_question_of_existing_customers_is_asked_once_and_its_answer_is_evidence(osuma: Osuma) -> None:
    (question,) = osuma.ask("questions.list")["questions"]
    assert question["key"] == "soft_opt_in"
    # 200 buyers, of whom the 20 odd ones among the first 40 have said something
    assert question["concerns"] == 180
    with pytest.raises(Misuse, match="--evidence"):
        osuma.ask("questions.answer", key="soft_opt_in", yes=True)
    osuma.ask("questions.answer", key="soft_opt_in", yes=True, evidence="Kassan teksti 3.1.2025")
    told = osuma.ask("questions.list")
    assert told["questions"] == []
    assert told["answers"][0]["evidence"] == "Kassan teksti 3.1.2025"
    assert told["answers"][0]["answered_by"]
    assert "questions.answer" in osuma.audit()
    assert osuma.ask("quality.show")["questions"] == []


def test_a_no_is_kept_as_a_no_and_opens_nothing(tmp_path: Path) -> None:
    made = Osuma.create(tmp_path / "installation")
    (tmp_path / "tilaukset.csv").write_text(orders(), encoding="utf-8")
    made.load(tmp_path / "tilaukset.csv")
    told = made.ask("questions.answer", key="soft_opt_in", yes=False)
    assert told["answers"][0]["allowed"] is False
    made.apply("osuma: 1\nslug: buyers\nwhere: {event: order}\n")
    assert made.ask("segments.reach", slug="buyers")["grounds"] == {"consent": 0, "existing_customer": 0}
    assert made.ask("questions.list")["questions"] == []
