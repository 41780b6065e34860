"""Undo of the import of a file that nobody here made returns every table to what it was."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import duckdb
import pytest
import raw_truths

from osuma.store.checksum import checksums
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import Owner, hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.installation import upkeep

DATA = raw_truths.SHARED_DATA
ROWS = 2_000
#: One after the other into one workspace, so that people of several files are joined.
FILES = (
    "adventureworks/AdventureWorks_Products.csv", "adventureworks/AdventureWorks_Customers.csv",
    "adventureworks/AdventureWorks_Sales_2017.csv", "chinook/Chinook_Sqlite.sqlite",
    "crm_sales_opportunities/accounts.csv", "crm_sales_opportunities/sales_pipeline.csv",
    "fi_paavo_statfi/paavo_2023_helsinki_wide_utf8.csv", "identity/dataset4a.csv", "identity/dataset4b.csv",
    "northwind/northwind_small.sqlite", "online_retail/online_retail.parquet",
)  # fmt: skip

pytestmark = [pytest.mark.real, pytest.mark.skipif(not DATA.is_dir(), reason=f"real data is not here: {DATA.name}")]


def head(path: Path, folder: Path) -> Path:
    """The first rows of a file; a database whole."""
    target = folder / path.name
    if path.suffix == ".parquet":
        with duckdb.connect() as con:
            con.execute(f"COPY (SELECT * FROM '{path.as_posix()}' LIMIT {ROWS}) TO '{target.as_posix()}'")
    elif path.suffix == ".csv":
        with path.open("rb") as file:
            target.write_bytes(b"".join(islice(file, ROWS + 1)))
    else:
        target.write_bytes(path.read_bytes())
    return target


def sums(owner: Owner) -> Mapping[str, str]:
    with owner.session().warehouse.reader() as con:
        return checksums(con)


def test_every_table_is_as_before(tmp_path: Path) -> None:
    upkeep.init(tmp_path / "installation", zone="Europe/Helsinki", currency="EUR")
    done: list[tuple[str, int, Mapping[str, str]]] = []
    with hold(tmp_path / "installation") as owner:
        before = sums(owner)
        for name in FILES:
            path = head(DATA / name, tmp_path)
            (load,) = verbs.run(owner, None, "import.run", {"files": [str(path)]}, quiet, here("test"))["loads"]
            after = sums(owner)
            assert after != before, name
            done.append((name, load["import_id"], before))
            before = after
        for name, import_id, was in reversed(done):
            verbs.run(owner, None, "import.undo", {"import_id": import_id}, quiet, here("test"))
            now = sums(owner)
            assert {t for t in was.keys() | now.keys() if was.get(t) != now.get(t)} == set(), name
