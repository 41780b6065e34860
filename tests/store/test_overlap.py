"""Stored members as compressed sets."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from pyroaring import BitMap
from test_retention import store

from osuma.store import overlap
from osuma.store.warehouse import Connection, Warehouse


def test_a_run_stored_while_another_reads_leaves_nothing_stale(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(warehouse, 1, 0, {"a": {1}, "b": {2}})
    read, bitmaps = overlap._read, warehouse.bitmaps

    def meanwhile(con: Connection, slugs: Sequence[str]) -> dict[str, BitMap]:
        monkeypatch.setattr(overlap, "_read", read)
        store(warehouse, 2, 1, {"a": {1, 3}, "b": {2}})
        with warehouse.reader() as other:
            bitmaps.of(other, ["b"])
        return read(con, slugs)

    with warehouse.reader() as con:
        bitmaps.of(con, ["a"])
        monkeypatch.setattr(overlap, "_read", meanwhile)
        assert set(bitmaps.of(con, ["a", "b"])) == {"a", "b"}
        assert bitmaps.of(con, ["a"]) == {"a": BitMap([1, 3])}


def test_pairs_of_sets_of_every_density_are_counted_as_one_counts_them() -> None:
    shares = (0, 1, 3, 40, 300, 1_000, 3_000, 9_000, 30_000, 99_000, 100_000)
    sets = {f"s{n}": set(Random(n).sample(range(7, 100_007), n)) for n in shares}
    counted = overlap.matrix({slug: BitMap(keys) for slug, keys in sets.items()})
    assert counted == [[len(one & other) for other in sets.values()] for one in sets.values()]
    assert overlap.matrix({"a": BitMap(), "b": BitMap()}) == [[0, 0], [0, 0]]
    assert overlap.matrix({}) == []
