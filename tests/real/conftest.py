"""One installation per data set, made from its raw files the way a user makes one, once per session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import raw_truths

from in_process import Osuma

MAPPINGS = Path(__file__).resolve().parent / "mappings"
#: Parquet files are exported to CSV first. The grocer's cents are binary fractions there (1.776357e-15 for nothing),
#: which no till prints.
TRANSACTIONS = """
select t.* replace (cast(t.sales_value as decimal(18, 2)) as sales_value),
       p.product_category, p.product_type, p.brand, p.department
from read_parquet('{data}/transactions.parquet') t
left join read_parquet('{data}/products.parquet') p using (product_id)
order by t.transaction_timestamp, t.basket_id, t.product_id
"""
INVOICES = "select * from read_parquet('{data}/online_retail.parquet')"


@dataclass
class RealSet:
    """A data set: the raw files, the hand-written queries over them, and Osuma with the same files imported."""

    name: str
    raw: duckdb.DuckDBPyConnection
    osuma: Osuma
    imports: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def manifest(self) -> dict[str, Any]:
        return raw_truths.manifest(self.name)

    def value(self, query: str) -> Decimal:
        """One number of the raw files."""
        found = self.raw.execute(query).fetchone()
        assert found is not None
        return Decimal(str(found[0]))


def exported(query: str, data: Path, target: Path) -> Path:
    """A CSV with a header, as a program exports one."""
    sql = query.replace("{data}", data.as_posix())
    with duckdb.connect() as con:
        con.execute(f"COPY ({sql}) TO '{target.as_posix()}' (HEADER, DELIMITER ',')")
    return target


def files_of(name: str, data: Path, folder: Path) -> dict[str, tuple[Path, ...]]:
    """mapping → the files that it reads, in the order in which they are imported."""
    match name:
        case "completejourney":
            return {"completejourney_transactions": (exported(TRANSACTIONS, data, folder / "transactions.csv"),)}
        case "online_retail":
            return {"online_retail": (exported(INVOICES, data, folder / "online_retail.csv"),)}
        case _:
            return {
                "adventureworks_products": (data / "AdventureWorks_Products.csv",),
                "adventureworks_customers": (data / "AdventureWorks_Customers.csv",),
                "adventureworks_sales": tuple(sorted(data.glob("AdventureWorks_Sales_*.csv"))),
            }


@pytest.fixture(scope="session")
def raw() -> Iterator[Callable[[str], duckdb.DuckDBPyConnection]]:
    """name → the raw files under their short names; skips where they are not on this machine."""
    with ExitStack() as stack:

        @cache
        def connect(name: str) -> duckdb.DuckDBPyConnection:
            return stack.enter_context(raw_truths.connect(name, _data(name)))

        yield connect


@pytest.fixture(scope="session")
def made(
    raw: Callable[[str], duckdb.DuckDBPyConnection], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], RealSet]:
    """name → the same files in Osuma, imported when they are first asked for."""

    @cache
    def make(name: str) -> RealSet:
        folder = tmp_path_factory.mktemp(name)
        known = raw_truths.manifest(name)
        osuma = Osuma.create(folder / "installation", zone=known["zone"], currency=known["currency"])
        real = RealSet(name, raw(name), osuma)
        for mapping, files in files_of(name, _data(name), folder).items():
            for file in files:
                real.imports[file.stem] = osuma.load(file, mapping=MAPPINGS / f"{mapping}.yaml")
        osuma.apply(*(raw_truths.definition(name, slug) for slug in raw_truths.slugs(name)))
        return real

    return make


def _data(name: str) -> Path:
    data = raw_truths.folder(name)
    if data is None:
        pytest.skip(f"the raw files of {name} are not on this machine")
    return data
