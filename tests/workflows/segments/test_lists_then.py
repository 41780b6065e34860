"""A workspace of lists alone, asked about a past day: what is history there, and what is said where nothing is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma

LIST = "Asiakasnumero;Etunimi;Sukunimi;Paikkakunta\n1;Aino;Aalto;Turku\n2;Eero;Harju;Oulu\n"
TURKU = "{slug: turku, where: {property: city, op: eq, value: Turku}}"


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    return Osuma.create(tmp_path / "osuma")


def _import(osuma: Osuma, folder: Path, text: str, **options: Any) -> None:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    osuma.ask("import.run", files=[str(folder / "list.csv")], **options)


def _said(answer: dict[str, Any], language: str) -> list[str]:
    return [one[language].replace("\u00a0", " ") for one in answer["sentences"]]


def test_before_anything_was_told_today_is_counted_and_that_is_said(osuma: Osuma, tmp_path: Path) -> None:
    _import(osuma, tmp_path, LIST)
    then, now = osuma.count(TURKU, as_of="2026-01-31"), osuma.count(TURKU)
    assert (then["count"], then["unknown"], then["answer"]) == (1, 0, "current")
    (fi,), (en,) = _said(then, "fi"), _said(then, "en")
    assert fi.startswith("Tämä ei ole tilanne 31.1.2026: mitään ei tiedetä ajalta ennen ")
    assert en.startswith("This is not how it was on 31 Jan 2026: nothing is known of the time before ")
    assert osuma.ask("segments.members", text=TURKU, as_of="2026-01-31")["sentences"] == then["sentences"]
    assert en in [line.replace("\u00a0", " ") for line in osuma.explain(TURKU, as_of="2026-01-31")["sentences"]["en"]]
    assert "sentences" not in now
    assert "sentences" not in osuma.count(TURKU, as_of="2999-12-31")


def test_lists_that_were_given_their_days_are_history(osuma: Osuma, tmp_path: Path) -> None:
    _import(osuma, tmp_path, LIST, dated="2026-03-01")
    _import(osuma, tmp_path, LIST.replace("Oulu", "Turku") + "3;Ville;Laine;Turku\n", dated="2026-07-01")
    days = ("2026-02-01", "2026-05-01", "2026-07-01")
    before, then, now = (osuma.count(TURKU, as_of=day) for day in days)
    assert [one["count"] for one in (before, then, now)] == [3, 1, 3]
    assert [one["unknown"] for one in (before, then, now)] == [0, 1, 0]
    assert before["answer"] == "current"
    assert _said(before, "en")[0].startswith("This is not how it was on 1 Feb 2026: nothing is known of the time")
    assert then["answer"] == "recomputed"
    assert _said(then, "fi")[1] == (
        "Asiakkaista 1/3: tiedot on kerrottu Osumalle vasta 1.5.2026 jälkeen, joten silloisia ei tiedetä."
    )
    assert "sentences" not in now


def test_every_answer_about_a_day_before_anything_says_so(osuma: Osuma, tmp_path: Path) -> None:
    """Lists that leave, runs that are kept and plans of changes too: their day is not how it was then."""
    _import(osuma, tmp_path, LIST, dated="2026-03-01")
    osuma.apply(TURKU)
    osuma.ask("segments.describe", slug="turku", purpose="a letter", kpi="replies")
    said = "This is not how it was on 1 Feb 2026: nothing is known of the time before 1 Mar 2026"
    asked: list[tuple[str, dict[str, Any]]] = [
        ("segments.reach", {"slug": "turku", "channel": "post"}),
        ("segments.export", {"slug": "turku", "to": str(tmp_path / "turku.csv")}),
        ("segments.refresh", {}),
    ]
    for verb, given in asked:
        assert osuma.ask(verb, as_of="2026-02-01", **given)["dated"]["en"].replace("\u00a0", " ").startswith(said), (
            verb
        )
        assert not osuma.ask(verb, as_of="2026-03-01", **given)["dated"]["en"].startswith("This is not"), verb
    planned = osuma.ask("segments.plan", texts=[TURKU.replace("Turku", "Oulu")], names=["a.yaml"], as_of="2026-02-01")
    assert _said(planned, "en")[0].startswith(said)
