"""Stages of a home-made pipeline mean what people say, for the deals that are here and for those to come."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse

DEALS = """\
Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Associated Company,Associated Company IDs
801,Varasto,Kauppa tuli,12000,2026-03-02 10:00,2026-04-28,Teräs Oy,71
802,Lattia,Kauppa kuollut,900,2026-05-05 22:30,2026-06-01,Teräs Oy,71
803,Katto,Liidi,300,2026-09-03 10:00,2027-10-05,Laine Oy,72
"""
MEANINGS = {"Kauppa tuli": "won", "KAUPPA KUOLLUT": "lost", "Liidi": "open"}
HISTORY = "SELECT deal_key, state, ts::DATE::VARCHAR FROM deal_stages ORDER BY deal_key"
TOLD = [
    ("crm:deal:801", "won", "2026-04-27"), ("crm:deal:802", "lost", "2026-05-31"),
    ("crm:deal:803", "open", "2026-09-03"),
]  # fmt: skip


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    return Osuma.create(tmp_path / "osuma")


def load(osuma: Osuma, tmp_path: Path, text: str = DEALS, name: str = "deals.csv") -> dict[str, int]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return dict(osuma.load(tmp_path / name)["targets"]["deals"])


def test_what_is_said_holds_for_the_deals_that_are_here(osuma: Osuma, tmp_path: Path) -> None:
    load(osuma, tmp_path)
    asked = osuma.ask("deals.stages")["unclear"]
    assert [(one["stage"], one["deals"]) for one in asked] == [
        ("Kauppa kuollut", 1),
        ("Kauppa tuli", 1),
        ("Liidi", 1),
    ]
    assert osuma.ask("companies.industries")["industries"] == []
    assert osuma.ask("deals.explain_stages", meanings=MEANINGS)["deals"] == 3
    assert osuma.rows(HISTORY) == TOLD  # midnight in Helsinki is the evening before in UTC
    assert osuma.ask("deals.stages")["unclear"] == []
    (row,) = osuma.ask("companies.industries")["industries"]
    assert (row["closed"], row["won"]) == (2, 1)


def test_and_for_those_to_come_as_if_they_had_always_been_known(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("deals.explain_stages", meanings=MEANINGS)
    load(osuma, tmp_path)
    assert osuma.rows(HISTORY) == TOLD
    again = load(osuma, tmp_path, DEALS + "804,Ovi,Kauppa tuli,5,2026-09-03 10:00,2026-10-05,Laine Oy,72\n", "b.csv")
    assert (again["new"], again["same"], again["changed"]) == (1, 3, 0)
    assert osuma.table_rows("deal_stages") == 4


def test_a_deal_that_came_before_the_answer_is_the_same_after_it(osuma: Osuma, tmp_path: Path) -> None:
    load(osuma, tmp_path)
    osuma.ask("deals.explain_stages", meanings=MEANINGS)
    again = load(osuma, tmp_path, DEALS + "804,Ovi,Liidi,5,2026-09-03 10:00,2027-10-05,Laine Oy,72\n", "b.csv")
    assert (again["new"], again["same"], again["changed"]) == (1, 3, 0)
    assert osuma.rows(HISTORY)[:3] == TOLD


def test_what_is_no_meaning_is_refused(osuma: Osuma) -> None:
    with pytest.raises(Misuse, match="open, won, lost"):
        osuma.ask("deals.explain_stages", meanings={"Liidi": "ehkä"})
