"""Two changes of one text put together by its outermost keys, comments kept."""

from __future__ import annotations

import pytest

from osuma.engine.segments.merge import ThreeWay, blocks, three_way
from osuma.engine.segments.parse import parse

BASE = """# who buys again
osuma: 1
slug: loyal
owner: anna
# two purchases or more
where:
  all:
  - {event: order, op: gte, value: 2}

  - {property: country, op: eq, value: FI}
"""


def keys(found: ThreeWay) -> tuple[list[str], ...]:
    return tuple([side.key for side in sides] for sides in (found.mine, found.theirs, found.both))


def test_a_text_is_cut_before_its_keys_and_is_whole_again_when_put_together() -> None:
    found = blocks(BASE)
    assert found is not None
    assert list(found) == ["osuma", "slug", "owner", "where"]
    assert found["osuma"] == "# who buys again\nosuma: 1\n"
    assert found["where"].startswith("# two purchases or more\nwhere:\n")
    assert "".join(found.values()) == BASE


def test_changes_of_different_keys_merge_with_the_comments_of_both() -> None:
    mine = BASE.replace("value: 2", "value: 3").replace("# two purchases or more", "# three or more")
    theirs = BASE.replace("owner: anna", "owner: matti") + "kpi: net_sales  # agreed in May\n"
    found = three_way(BASE, mine, theirs)
    assert keys(found) == (["where"], ["owner", "kpi"], [])
    assert found.merged == mine.replace("owner: anna", "owner: matti") + "kpi: net_sales  # agreed in May\n"


def test_a_key_that_one_takes_away_is_gone() -> None:
    found = three_way(BASE, BASE.replace("owner: anna\n", ""), BASE.replace("value: 2", "value: 4"))
    assert keys(found) == (["owner"], ["where"], [])
    assert found.merged == BASE.replace("owner: anna\n", "").replace("value: 2", "value: 4")


def test_the_same_key_changed_by_both_is_a_conflict_unless_both_said_the_same() -> None:
    mine = BASE.replace("owner: anna", "owner: matti")
    found = three_way(BASE, mine, BASE.replace("owner: anna", "owner: liisa"))
    assert keys(found) == ([], [], ["owner"])
    assert found.merged is None
    (side,) = found.both
    assert (side.base, side.mine, side.theirs) == ("owner: anna\n", "owner: matti\n", "owner: liisa\n")
    alike = three_way(BASE, mine, BASE.replace("owner: anna", 'owner: "matti"'))
    assert keys(alike) == ([], [], [])
    assert alike.merged == mine


@pytest.mark.parametrize(
    "text",
    [
        '{"osuma": 1, "slug": "loyal", "owner": "matti", "where": {"event": "order"}}',
        '"osuma": 1\n"slug": loyal\nowner: matti\nwhere: {event: order}\n',
    ],
)
def test_what_cannot_be_cut_is_written_anew_first(text: str) -> None:
    assert blocks(text) is None
    base = "osuma: 1\nslug: loyal\nowner: anna\nwhere: {event: order}\n"
    found = three_way(base, text, base.replace("{event: order}", "{event: order, op: gte, value: 2}"))
    assert keys(found) == (["owner"], ["where"], [])
    assert found.merged is not None
    merged = parse(found.merged)
    assert merged.owner == "matti"
    assert merged == parse(
        base.replace("anna", "matti").replace("{event: order}", "{event: order, op: gte, value: 2}")
    )
