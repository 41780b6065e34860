"""A warehouse in a temporary folder, and loads of hand-written rows into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from staged import START

from osuma.store.checksum import checksums
from osuma.store.loading.load import load
from osuma.store.loading.undo import undo_import
from osuma.store.warehouse import Warehouse
from osuma.store.writing.batch import LoadContext, LoadResult, StagedBatch


class Shop:
    """One workspace under test: loads count up their import ids, a day apart."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.last = 0

    def context(self, **options: Any) -> LoadContext:
        self.last += 1
        return LoadContext(self.last, START + timedelta(days=self.last), **options)

    def load(self, *batches: StagedBatch, **options: Any) -> LoadResult:
        with self.warehouse.transaction() as con:
            return load(con, list(batches), self.context(**options))

    def undo(self, import_id: int) -> dict[str, int]:
        with self.warehouse.transaction() as con:
            return undo_import(con, import_id, self.context())

    def sums(self) -> dict[str, str]:
        con = self.warehouse.cursor()
        try:
            return checksums(con)
        finally:
            con.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.warehouse.rows(sql)

    def people(self) -> list[list[int]]:
        """The identity_keys of each customer, in order."""
        return [
            keys
            for (keys,) in self.rows(
                "SELECT list_sort(list(identity_key)) l FROM identities GROUP BY customer_key ORDER BY l"
            )
        ]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse(tmp_path / "warehouse.duckdb", memory_limit="1GB", threads=2) as opened:
        yield opened


@pytest.fixture
def shop(warehouse: Warehouse) -> Shop:
    return Shop(warehouse)


@pytest.fixture
def reopen(tmp_path: Path) -> Callable[[], Warehouse]:
    return lambda: Warehouse(tmp_path / "warehouse.duckdb").open()
