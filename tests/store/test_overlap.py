"""Stored members as compressed sets."""

from __future__ import annotations

from collections.abc import Sequence

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
