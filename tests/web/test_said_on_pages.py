"""What templates say of days, changes and shares."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from osuma.web.words import bar, change, day, span

FI = {"language": "fi", "workspace": SimpleNamespace(zone="Europe/Helsinki")}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-11-22T22:36:00.123+00:00", "23.11.2026"),  # past midnight in Helsinki
        ("2026-11-22T21:59:59+00:00", "22.11.2026"),
        ("2026-11-22", "22.11.2026"),
        (None, "–"),
    ],
)
def test_an_instant_is_of_the_workspaces_day(value: str | None, said: str) -> None:
    assert day(FI, value) == said


def test_an_instant_outside_every_workspace_is_of_its_own_day() -> None:
    assert day({"language": "fi"}, "2026-11-22T22:36:00+00:00") == "22.11.2026"


def test_a_week_names_its_year_once() -> None:
    assert span(FI, "2026-11-13", "2026-11-19") == "13.–19.11.2026"


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [("359", "376", "▼ </span>5 %"), ("49", "38", "▲ </span>29 %"), ("7", "7", "= </span>0 %")],
)
def test_a_change_is_told_by_more_than_a_mark(now: str, before: str, said: str) -> None:
    told = change(FI, now, before).replace("\u00a0", " ")
    assert said in told
    assert ("vähemmän" if "▼" in said else "ennallaan" if "=" in said else "enemmän") in told


def test_nothing_is_compared_with_nothing() -> None:
    assert change(FI, "5", "0") == ""
    assert bar(3, 0) == ""
    assert bar(None, 9) == ""


def test_a_bar_is_as_long_as_its_share() -> None:
    assert 'viewBox="0 0 5029 1"' in bar(1187, 5029)
    assert '<rect width="1187" height="1"/>' in bar(1187, 5029)
