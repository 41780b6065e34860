"""Counts, members and unknowns of 47 definitions: written down, by SQL over the raw files, and by Osuma."""

from __future__ import annotations

from typing import Any

import pytest
import raw_truths

pytestmark = [pytest.mark.real, pytest.mark.slow]

CASES = [(name, slug) for name in raw_truths.DATA_SETS for slug in raw_truths.slugs(name)]


def test_there_are_at_least_45_definitions_over_three_data_sets() -> None:
    assert len(CASES) >= 45
    assert {name for name, _ in CASES} == set(raw_truths.DATA_SETS)
    for name in raw_truths.DATA_SETS:
        assert sorted(raw_truths.manifest(name)["definitions"]) == raw_truths.slugs(name)


def _written(name: str, slug: str) -> tuple[dict[str, int], int]:
    known = raw_truths.manifest(name)["definitions"][slug]
    return known.get("classes") or {"": known["members"]}, known["unknown"]


@pytest.mark.parametrize(("name", "slug"), CASES)
def test_the_raw_files_still_say_what_was_written_down(raw: Any, name: str, slug: str) -> None:
    found = raw_truths.truth(raw(name), name, slug)
    assert (found.counts(), len(found.unknown)) == _written(name, slug)


@pytest.mark.parametrize(("name", "slug"), CASES)
def test_osuma_finds_the_same_people(made: Any, name: str, slug: str) -> None:
    real = made(name)
    expected = raw_truths.truth(real.raw, name, slug)
    answer = real.osuma.count(raw_truths.definition(name, slug))
    assert answer["as_of"] == real.manifest["as_of"]
    if "" in expected.members:
        assert real.osuma.members(raw_truths.definition(name, slug)) == expected.members[""]
        assert (answer["count"], answer["unknown"]) == (len(expected.members[""]), len(expected.unknown))
        return
    assert answer["classes"] == expected.counts()
    for klass, ids in expected.members.items():
        assert real.osuma.members(f"{slug}/{klass}") == ids
