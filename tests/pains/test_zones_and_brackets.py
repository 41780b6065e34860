"""Time zones, brackets, and segments that can be used: pains 16 to 19 of the users of other products."""

from __future__ import annotations

import csv
from pathlib import Path

from in_process import Osuma


def written(slug: str, rule: str) -> str:
    return f"osuma: 1\nslug: {slug}\npurpose: Kokeilu\nkpi: orders\nwhere: {rule}\n"


def test_a_purchase_half_an_hour_into_april_is_of_april(shop: Osuma) -> None:
    """mautic#7967, #7033, #10621, #17319: relative dates are taken in UTC; the day is off by one."""
    assert shop.members(written("x", "{event: order, window: {calendar: this month}}"), "2025-04-30") == {"1", "4"}
    assert shop.members(written("x", "{event: order, window: {calendar: last month}}"), "2025-04-30") == {"2"}
    assert shop.members(written("x", "{event: order, window: {calendar: this month}}"), "2025-04-01") == {"1"}
    one_day = written("x", "{event: order, window: {last: 1 day}}")
    assert shop.members(one_day, "2025-04-01") == {"1"}
    assert shop.members(one_day, "2025-03-31") == frozenset()
    assert "1.4.2025" in shop.sentences(one_day, "fi", "2025-04-01")


def test_the_end_of_a_day_is_the_workspaces_midnight(shop: Osuma) -> None:
    """mautic#10621: what happened late in the evening counts for the day before or after."""
    assert shop.members(written("x", "{event: order, window: {since: 2025-04-30, until: 2025-04-30}}")) == {"4"}
    assert (
        shop.members(written("x", "{event: order, window: {since: 2025-05-01, until: 2025-05-01}}"), "2025-05-02")
        == set()
    )


def test_any_of_three_and_not_refused_mails_nobody_who_refused(shop: Osuma) -> None:
    """mautic#3239, #4793, #6636, #6653, #14662: no brackets; `A or B or C and not unsubscribed` mails them."""
    towns = ", ".join(f"{{property: city, op: eq, value: {town}}}" for town in ("Turku", "Oulu", "Lahti"))
    rule = f"{{all: [{{any: [{towns}]}}, {{none: [{{consent: email, state: refused}}]}}]}}"
    assert shop.members(written("x", rule)) == {"1", "2", "3", "5"}
    said = shop.explain(written("x", rule))["sentences"]["fi"]
    assert said[0] == "Asiakkaat, joista kaikki nämä pitävät paikkansa:"
    assert said[1] == "– Vähintään yksi näistä:"
    assert said[5] == "– Ei mikään näistä:"
    assert [line[:4] for line in said[2:5]] == ["  – "] * 3


def test_a_rule_becomes_a_list_that_can_be_sent_to(shop: Osuma, tmp_path: Path) -> None:
    """listmonk#250, #129, #755, #229, #2727: nothing can be sent to a query; users keep SQL in text files."""
    shop.apply(
        written("big", "{event: order, measure: {sum: amount}, op: gte, value: 60, window: {last: 12 months}}")
    )
    with shop.export("big", tmp_path / "lista.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["external_id"] for row in csv.DictReader(file)} == {"1", "2", "3"}
    assert "big" in str(shop.ask("segments.pull"))


def test_who_came_in_and_who_left_is_told_by_name(shop: Osuma) -> None:
    """PostHog#14097, #18083: nothing tells when someone enters a cohort, so it cannot drive messages."""
    shop.apply(written("recent", "{event: order, window: {last: 30 days}}"))
    shop.refresh("2025-04-05")
    shop.refresh("2025-05-10")
    told = shop.ask("segments.changes", slug="recent", from_="2025-04-05", to="2025-05-10", people=True)
    moved = {(one["customer"], one["direction"]) for one in told["people"]}
    assert moved == {("4", "entered"), ("1", "left"), ("2", "left")}


def test_a_sequence_is_a_live_segment_like_any_other(shop: Osuma, tmp_path: Path) -> None:
    """PostHog#11153: funnels cannot become live cohorts."""
    shop.apply(written("again", "{sequence: [{event: order}, {event: order}], within: 60 days}"))
    assert shop.refresh()["segments"][0]["count"] == 0
    (tmp_path / "lisää.csv").write_text(
        "Tilausnumero;Tilauspvm;Sähköposti;Summa\n9;2.5.2025 10:00;2@posti.example;5,00\n", encoding="utf-8"
    )
    shop.load(tmp_path / "lisää.csv")
    assert [(s["count"], s["entered"]) for s in shop.refresh()["segments"]] == [(1, 1)]
    assert shop.members("again") == {"2"}
