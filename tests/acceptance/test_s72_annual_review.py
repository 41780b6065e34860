"""S72: the yearly review of the segments, by a command, on its page and by a program alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from pptx import Presentation

from in_process import Osuma
from in_process_web import browser, serving
from osuma.catalog import api_keys, users, workspaces

#: Anna buys in both halves of the year, Bertta in the first, Cilla and Dora in the second.
ORDERS = (
    "Tilausnumero;Tilauspvm;Sähköposti;Summa;Tila\n"
    "1;10.1.2026;anna@x.example;10,00;Valmis\n2;1.2.2026;bertta@x.example;30,00;Valmis\n"
    "3;1.10.2026;anna@x.example;10,00;Valmis\n4;5.10.2026;cilla@x.example;60,00;Valmis\n"
    "5;19.11.2026;dora@x.example;20,00;Valmis\n"
)
RECENT = """
osuma: 1
slug: recent
name: {{fi: Tuoreet, en: Recent}}
owner: Liisa
purpose: Uutiskirje
kpi: orders
review_by: 2026-06-01
where: {{event: order, window: {{last: {days} days}}}}
"""
IDLE = "osuma: 1\nslug: idle\nname: {fi: Ostaneet, en: Buyers}\nowner: Matti\nwhere: {event: order}\n"
GONE = "osuma: 1\nslug: gone\nname: {fi: Vanha, en: Old}\nwhere: {event: order, op: gte, value: 9}\n"
DAYS = {"since": "2026-02-15", "until": "2026-12-31"}


@pytest.fixture(scope="module")
def year(osuma: Osuma, folder: Path) -> Osuma:
    file = folder / "tilaukset.csv"
    file.write_text(ORDERS, encoding="utf-8")
    osuma.load(file)
    osuma.apply(RECENT.format(days=90), IDLE, GONE)
    osuma.refresh("2026-03-01")
    reason = "Kevään kokeilun jälkeen lyhyempi"
    osuma.ask("segments.apply", texts=[RECENT.format(days=60), IDLE], prune=True, note=reason)
    osuma.refresh("2026-11-19")
    osuma.export("recent", folder / "lista.csv")
    osuma.ask("segments.comment", slug="recent", text="Kampanja toimi")
    osuma.ask("notes.add", day="2026-10-05", text="Syysale")
    ids = sorted(osuma.members("idle"))
    osuma.ask("identity.merge", a=ids[2], b=ids[3])
    return osuma


@pytest.fixture
def visitor(year: Osuma) -> Iterator[Client]:
    """An owner of her own each time: nothing else can be asked while pages are served."""
    with serving(year.folder) as at:
        (workspace,) = workspaces.list_()
        owner = users.create(f"Olga {uuid4()}", "fi")
        users.grant(workspace, owner, "owner")
        yield browser(at, owner)


def of(review: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["slug"]: one for one in review["segments"]}


def test_segments_sizes_drift_results_owners(year: Osuma) -> None:
    found = of(year.ask("review.show", **DAYS))
    recent, idle, gone = (found[slug] for slug in ("recent", "idle", "gone"))
    # S72.1: sizes: Anna and Bertta in March, Anna, Cilla and Dora in November
    assert (recent["then"], recent["now"]) == ({"day": "2026-03-01", "count": 2}, {"day": "2026-11-19", "count": 3})
    assert (recent["stayed"], recent["came"], recent["left"]) == (1, 2, 1)
    # S72.1: drift: 40 of 40 euros then, 100 of the 130 of a year now; Cilla and Dora have since become one person
    drift = {code: (one["then"], one["now"]) for code, one in recent["drift"].items()}
    assert drift["sales"] == ("1", "0.7692")
    assert drift["spent"] == ("20", "50")
    assert drift["silent"] == ("39", "24.5")
    assert drift["age"] == (None, None), "nobody's age is known, so none is made up"
    # S72.1: results as far as they exist
    assert recent["lists"]["count"] == 1
    assert recent["measured"] is False
    assert recent["results"][0]["fi"] == "Tuloksia ei ole vielä mitattu."
    # S72.1: owners
    assert (recent["owner"], recent["review_by"], recent["overdue"]) == ("Liisa", "2026-06-01", True)
    assert (recent["never_used"], idle["never_used"], idle["owner"]) == (False, True, "Matti")
    assert gone["retired"] is not None


def test_what_changed_and_why(year: Osuma) -> None:
    changes = year.ask("review.show", **DAYS)["changes"]
    said = {(one["kind"], one["slug"], one["why"]) for one in changes}
    # S72.2
    assert ("rule", "recent", "Kevään kokeilun jälkeen lyhyempi") in said
    assert ("retired", "gone", "Kevään kokeilun jälkeen lyhyempi") in said
    assert ("comment", "recent", "Kampanja toimi") in said
    assert ("note", None, "Syysale") in said
    (merged,) = (one for one in changes if one["kind"] == "merge")
    assert merged["fi"] == "Kaksi asiakasta yhdistettiin samaksi"
    (imported,) = (one for one in changes if one["kind"] == "import")
    assert imported["en"] == "Imported tilaukset.csv: 5 rows"
    assert [one["day"] for one in changes] == sorted(one["day"] for one in changes)


def test_days_are_picked_and_what_lies_outside_is_not_told(year: Osuma) -> None:
    early = year.ask("review.show", since="2025-01-01", until="2026-03-02")
    assert early["segments"] == [], "nothing had been kept by then"
    assert early["changes"] == []


@pytest.mark.parametrize("language", ["fi", "en"])
def test_the_page_says_it_all(visitor: Client, year: Osuma, language: str) -> None:
    visitor.post("/language", {"language": language, "back": "/"})
    page = visitor.get("/w/main/reports/review/", DAYS)
    text = re.sub(r"<[^>]+>|\s+", " ", page.content.decode())
    for word in {
        "fi": ("Vuosikatsaus", "Tuoreet", "Tuloksia ei ole vielä mitattu", "ei käytetty koskaan", "Syysale", "Liisa"),
        "en": ("Annual review", "Recent", "No results measured yet", "never used", "Syysale", "Liisa"),
    }[language]:
        assert word in text
    wrong = visitor.get("/w/main/reports/review/", {"since": "2027-01-01", "until": "2026-01-01"})
    assert wrong.status_code == 400
    assert b"is-invalid" in wrong.content


def test_it_comes_as_pdf_slides_and_sheets(visitor: Client) -> None:
    files = {
        ending: visitor.get(f"/w/main/reports/review/file.{ending}", DAYS).content
        for ending in ("pdf", "pptx", "xlsx")
    }
    assert files["pdf"].startswith(b"%PDF-")
    assert files["pdf"].count(b"/Type /Page\n") >= 2
    titles = [slide.shapes.title.text for slide in Presentation(BytesIO(files["pptx"])).slides]
    assert titles[0] in ("Vuosikatsaus", "Annual review")
    book = ZipFile(BytesIO(files["xlsx"])).read("xl/workbook.xml").decode()
    assert book.count("<sheet ") == 6


def test_a_program_asks_the_same(visitor: Client) -> None:
    key = api_keys.make(workspaces.get("main"), "ohjelma", "viewer", False, None, 30)[1]

    def asked(name: str, **args: str) -> dict[str, Any]:
        given = {"content_type": "application/json", "headers": {"authorization": f"Bearer {key}"}}
        answer: dict[str, Any] = visitor.post(f"/api/v1/-/{name}", json.dumps(args), **given).json()
        return answer

    assert of(asked("review.show", **DAYS))["recent"]["came"] == 2
    file = asked("review.write", format="pptx", **DAYS)["file"]
    slides = visitor.get(file, headers={"authorization": f"Bearer {key}"})
    assert len(Presentation(BytesIO(b"".join(slides.streaming_content))).slides) > 5
    assert asked("review.write", format="docx")["code"] == "bad_format"
