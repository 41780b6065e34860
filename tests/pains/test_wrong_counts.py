"""Wrong or opaque membership and counts: pains 9 to 15 of the users of other products."""

from __future__ import annotations

import csv
from pathlib import Path

from in_process import Osuma


def written(slug: str, rule: str) -> str:
    return f"osuma: 1\nslug: {slug}\npurpose: Kokeilu\nkpi: orders\nwhere: {rule}\n"


RECENT = written("recent", "{event: order, window: {last: 30 days}}")
NOT_TURKU = "{property: city, op: ne, value: Turku}"


def exported(shop: Osuma, slug: str, folder: Path, as_of: str | None = None) -> list[str]:
    with shop.export(slug, folder / f"{slug}.csv", as_of).open(encoding="utf-8-sig", newline="") as file:
        return [row["external_id"] for row in csv.DictReader(file)]


def test_who_no_longer_matches_leaves_without_anybody_saving_the_segment_again(shop: Osuma) -> None:
    """parcelvoy#606: dynamic lists only grow until somebody saves them again, the count thrice the database."""
    shop.apply(RECENT)
    assert [(s["count"], s["entered"], s["left"]) for s in shop.refresh("2025-04-05")["segments"]] == [(2, 2, 0)]
    assert [(s["count"], s["entered"], s["left"]) for s in shop.refresh("2025-05-10")["segments"]] == [(1, 1, 2)]
    assert shop.members("recent", "2025-05-10") == {"4"}
    assert shop.table_rows("membership_now") == 1


def test_one_count_everywhere(shop: Osuma, tmp_path: Path) -> None:
    """parcelvoy#582, #438: a count of twice the users, and one of 891 of 1,055."""
    shop.apply(written("buyers", "{event: order}"))
    stored = shop.refresh()["segments"][0]["count"]
    rows = exported(shop, "buyers", tmp_path)
    (listed,) = shop.ask("segments.list")["segments"]
    assert {stored, shop.count("buyers")["count"], listed["count"], len(rows), len(set(rows))} == {4}
    assert shop.members("buyers") == set(rows)


def test_the_same_person_of_two_files_is_counted_once(shop: Osuma, tmp_path: Path) -> None:
    """parcelvoy#582: the count is twice the users."""
    (tmp_path / "uutiskirje.csv").write_text("Sähköposti;Etunimi\n1@posti.example;Aino\n", encoding="utf-8")
    shop.load(tmp_path / "uutiskirje.csv")
    assert shop.count(written("turku", "{property: city, op: eq, value: Turku}"))["count"] == 2
    assert shop.count(written("x", "{event: order}"))["base"] == 6


def test_not_equal_says_what_becomes_of_those_of_whom_it_is_not_known(shop: Osuma) -> None:
    """dittofeed#1822: `not equals` includes people whom it should not; klaviyo 1970: the meaning changed silently."""
    found = shop.count(written("x", NOT_TURKU))
    assert (found["count"], found["unknown"]) == (3, 1)
    assert shop.members(written("x", NOT_TURKU)) == {"3", "4", "5"}
    assert shop.members(written("x", NOT_TURKU.replace("}", ", unknown: include}"))) == {"3", "4", "5", "6"}
    assert "Paikkakunta puuttuu 1 asiakkaalta, eikä häntä lasketa mukaan." in shop.sentences(
        written("x", NOT_TURKU), "fi"
    )


def test_after_every_refresh_no_count_is_zero_where_members_are(shop: Osuma) -> None:
    """dittofeed#1338: after an upgrade the total is always 0 for all segments."""
    shop.apply(written("buyers", "{event: order}"), written("rest", "{none: [{member: buyers}]}"))
    for _ in range(2):
        assert {s["slug"]: s["count"] for s in shop.refresh()["segments"]} == {"buyers": 4, "rest": 2}
        assert {s["slug"]: s["count"] for s in shop.ask("segments.list")["segments"]} == {"buyers": 4, "rest": 2}


def test_one_definition_has_one_size_wherever_it_stands(shop: Osuma) -> None:
    """PostHog#21669: a cohort is half the size of the same definition as an insight."""
    rule = "{event: order, measure: {sum: amount}, op: gte, value: 60}"
    shop.apply(
        written("big", rule),
        written("same", "{member: big}"),
        f"osuma: 1\npartition: sizes\nclasses: [{{slug: large, where: {rule}}}]\nother: {{slug: others}}\n",
    )
    assert shop.count("big")["count"] == shop.count("same")["count"] == 3
    assert shop.count("sizes")["classes"] == {"large": 3, "others": 3}
    assert shop.members("big") == shop.members("same") == shop.members("sizes/large")


def test_a_hundred_segments_of_past_events_are_all_computed_again(shop: Osuma) -> None:
    """unomi#510: the recalculation of past events is silently limited to 50 rules."""
    shop.apply(*(written(f"s{n}", f"{{event: order, window: {{last: {n} days}}}}") for n in range(1, 101)))
    shop.refresh("2025-05-10")
    found = {s["slug"]: s["count"] for s in shop.refresh("2025-06-20")["segments"]}
    assert len(found) == 100
    # the last purchase is of 30 April: 52 days with the 20th of June
    assert {n for n in range(1, 101) if found[f"s{n}"] == 0} == set(range(1, 52))


def test_counts_return_to_zero_when_events_age_out(shop: Osuma, tmp_path: Path) -> None:
    """unomi#340: counts are never reset to 0 when events age out."""
    shop.apply(RECENT)
    shop.refresh("2025-04-05")
    assert [(s["count"], s["left"]) for s in shop.refresh("2026-04-05")["segments"]] == [(0, 2)]
    assert shop.ask("segments.list")["segments"][0]["count"] == 0
    assert exported(shop, "recent", tmp_path, "2026-04-05") == []


def test_why_somebody_is_in_a_segment_and_until_when(shop: Osuma) -> None:
    """mautic#4949, klaviyo 7623: "so that I can understand why a contact is part of a segment"."""
    told = shop.explain(RECENT, "2025-04-30", "1")["person"]
    said = " ".join(told["sentences"]["fi"])
    assert told["member"] is True
    assert "1.4.2025" in said
    assert told["leaves_at"] is not None
    other = shop.explain(RECENT, "2025-04-30", "3")["person"]
    assert other["member"] is False
    assert "10.1.2025" in " ".join(other["sentences"]["fi"])


def test_whom_it_will_reach_is_whom_the_file_has(shop: Osuma, tmp_path: Path) -> None:
    """mautic#15834: the preview says 98,938, 50,536 are mailed; it does not know who has unsubscribed."""
    shop.apply(
        written("known", "{property: city, op: set}"), written("allowed", "{all: [{member: known}, {reach: email}]}")
    )
    told = shop.ask("segments.reach", slug="known")
    assert (told["steps"][0]["count"], told["reachable"]) == (5, 4)
    assert exported(shop, "allowed", tmp_path) == ["1", "2", "3", "5"]
    assert shop.ask("segments.reach", slug="allowed")["reachable"] == shop.count("allowed")["count"] == 4
