"""Slow rebuilds, and one bad segment that spoils the rest: pains 1, 2, 3 and 5 of the users of other products.

Pain 4, one broken segment that aborts the others, is in tests/store/test_membership.py:
`test_a_broken_definition_stops_no_other_and_keeps_its_members`.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from in_process import Osuma
from osuma.engine.errors import Refused
from osuma.engine.segments.compile import compile_planes
from osuma.engine.segments.parse import parse
from osuma.engine.segments.settings import Settings


def written(slug: str, rule: str) -> str:
    return f"osuma: 1\nslug: {slug}\nwhere: {rule}\n"


def test_a_hundred_segments_read_the_purchases_in_the_same_few_queries_as_one() -> None:
    """mautic#8113: every segment is a query of its own over everything, 40 minutes each, and the crons overlap."""
    now = datetime(2026, 11, 19, tzinfo=UTC)
    many = [parse(written(f"s{n}", f"{{event: order, window: {{last: {n} days}}}}")) for n in range(1, 101)]
    one = compile_planes(many[:1], {}, Settings(), now)
    all_ = compile_planes(many, {}, Settings(), now)
    assert len(all_.thresholds) == 100
    assert len(all_.totals) <= 4 * len(one.totals)
    assert (len(all_.stages), all_.columns) == (0, {})


def test_a_segment_of_segments_is_not_written_out_again_for_each_that_names_it(shop: Osuma) -> None:
    """mautic#13088: excluding other segments inlines all their queries. Thirty, each naming the one before twice."""
    texts = [written("s0", "{event: order}")]
    for n in range(1, 31):
        before = f"{{member: s{n - 1}}}"
        rule = f"{{all: [{before}, {before}]}}" if n % 2 else f"{{none: [{{not: {before}}}, {{not: {before}}}]}}"
        texts.append(written(f"s{n}", rule))
    shop.apply(*texts)
    assert shop.members("s30") == shop.members("s0") == {"1", "2", "3", "4"}
    assert shop.explain("s30", customer="1")["person"]["member"] is True
    assert {one["count"] for one in shop.refresh()["segments"]} == {4}
    assert len(shop.ask("segments.sql", slug="s30")["sql"]) < 100_000


def test_the_list_of_segments_is_read_and_not_computed(shop: Osuma, monkeypatch: pytest.MonkeyPatch) -> None:
    """mautic#9634: to open a segment takes more than five minutes with 700,000 contacts."""
    shop.apply(written("turku", "{property: city, op: eq, value: Turku}"))
    shop.refresh()

    def computed(*_: object) -> None:
        raise AssertionError("computed")

    monkeypatch.setattr("osuma.workflows.segments.keeping.judged", computed)
    monkeypatch.setattr("osuma.store.evaluation.planes.evaluate_planes", computed)
    monkeypatch.setattr("osuma.store.evaluation.evaluate.evaluate", computed)
    (row,) = shop.ask("segments.list")["segments"]
    assert (row["slug"], row["count"]) == ("turku", 2)


@pytest.mark.parametrize("length", [1, 2, 40])
def test_segments_that_exclude_each_other_are_a_sentence_and_not_an_endless_loop(shop: Osuma, length: int) -> None:
    """mautic#5975: two segments that exclude each other; the memory is exhausted and it never ends."""
    texts = [written(f"s{n}", f"{{not: {{member: s{(n + 1) % length}}}}}") for n in range(length)]
    with pytest.raises(Refused) as refused:
        shop.apply(*texts)
    assert {m.code for m in refused.value.mistakes} == {"cycle"}
    assert "s0 → " in refused.value.mistakes[0].what.en
    assert "Poista jokin" in refused.value.mistakes[0].what.fi
    assert shop.ask("segments.list")["segments"] == []
