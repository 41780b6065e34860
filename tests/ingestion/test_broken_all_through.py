"""A file of which nothing can be read: what is kept of it in memory is bounded, and every row is still told."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from osuma.ingestion.reading import open_file, rewrite
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.rewrite import KEPT, Record
from osuma.ingestion.reading.written import write_records

MANY = 300_000


def bad() -> Iterator[Record]:
    for row in range(2, MANY + 2):
        yield Record(row, [f"rikki {row}", "x" * 20], "broken_quotes")


def test_bad_records_are_written_beside_the_table_and_not_kept(tmp_path: Path) -> None:
    tracemalloc.start()
    found = write_records(tmp_path / "typed.csv", bad(), 2, Limits())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(found.refused), found.unread) == (KEPT, MANY)
    assert most < 12 * 1024 * 1024
    with found.rest.open(encoding="utf-8") as file:
        rest = [int(line.partition(",")[0]) for line in file]
    assert [rest[0], rest[-1], len(rest)] == [KEPT + 2, MANY + 1, MANY - KEPT]


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_every_form_of_file_tells_all_its_unreadable_rows(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewrite, "KEPT", 3)
    names = [*(f"a\x00{n}" for n in range(10)), "Aino"]
    file = tmp_path / f"rikki.{kind}"
    if kind == "parquet":
        parquet.write_table(pa.table({"Etunimi": names, "Asiakasnumero": [str(n) for n in range(11)]}), file)
    else:
        rows = [json.dumps({"Etunimi": name, "Asiakasnumero": str(n)}) for n, name in enumerate(names)]
        file.write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "work").mkdir()
    (table,) = open_file(file, tmp_path / "work")
    assert (table.rows, table.unread, len(table.refused)) == (1, 10, 3)
    assert table.unread_rest is not None
    assert len(table.unread_rest.read_text(encoding="utf-8").splitlines()) == 7
