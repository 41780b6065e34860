"""Sequences over imported files: counts, whose time is not over, one person, and days without a time."""

from __future__ import annotations

import pytest

from in_process import Osuma

AGAIN = "{sequence: [{event: order}, {event: order}], within: 7 days}"
ONCE = "{sequence: [{event: order}, {without: order}], within: 7 days}"
#: Data ends on 2 November: the last days of customers 3 and 4 are not over. Customer 2 bought twice on one day.
ORDERS = """Tilausnumero;Tilauspvm;Asiakasnumero;Summa
T1;1.10.2026;1;10,00
T2;5.10.2026;1;20,00
T3;1.10.2026;2;5,00
T4;1.10.2026;2;5,00
T5;30.10.2026;3;5,00
T6;2.11.2026;4;5,00
"""


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("sequences")
    made = Osuma.create(folder / "installation")
    (folder / "tilaukset.csv").write_text(ORDERS, encoding="utf-8")
    made.load(folder / "tilaukset.csv")
    return made


def rule(where: str) -> str:
    return f"osuma: 1\nslug: asked\nwhere: {where}\n"


def test_counts(osuma: Osuma) -> None:
    assert osuma.count(rule(AGAIN))["count"] == 1
    assert osuma.count(rule(ONCE))["count"] == 2
    assert osuma.count(rule(ONCE.replace("7 days", "7 days, so_far: true")))["count"] == 4


def test_those_whose_time_is_not_over_are_numbered(osuma: Osuma) -> None:
    assert "2 asiakkaalla aika on vielä kesken" in osuma.sentences(rule(ONCE), "fi")
    assert "2 are still in time" in osuma.sentences(rule(ONCE), "en")


def test_days_without_a_time_are_warned_of(osuma: Osuma) -> None:
    warnings = [one for one in osuma.count(rule(AGAIN))["warnings"] if one["code"] == "unordered"]
    assert [one["slug"] for one in warnings] == ["asked"]
    assert "osasta tapahtumia (6) tiedetään vain päivä" in warnings[0]["fi"]
    told = osuma.count(rule("{event: order}"))["warnings"]
    assert [one for one in told if one["code"] == "unordered"] == []


def test_one_person(osuma: Osuma) -> None:
    told = osuma.explain(rule(AGAIN), customer="1")["person"]
    assert told["member"]
    assert "osto 1.10.2026 (tilaus T1" in told["sentences"]["fi"][0].replace("\u00a0", " ")
    assert "osto 5.10.2026 (tilaus T2" in told["sentences"]["fi"][0].replace("\u00a0", " ")
    waiting = osuma.explain(rule(ONCE), customer="4")["person"]
    assert not waiting["member"]
    assert "aika päättyy 9.11.2026" in waiting["sentences"]["fi"][0].replace("\u00a0", " ")
