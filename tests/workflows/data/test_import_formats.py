"""The same orders in every format come to the same facts, and go as they came."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from in_process import Osuma
from osuma.engine.errors import Refused

HEADERS = ("Tilausnumero", "Tilauspvm", "Sähköposti", "Summa", "Postinumero")
ROWS = [
    ("T-1", "2025-02-03 10:00:00", "aino@posti.example", "129.90", "00100"),
    ("T-2", "2025-02-14 09:30:00", "eero@posti.example", "34.00", "33100"),
    ("T-3", "2025-02-15 11:00:00", "aino@posti.example", "yksi", "00100"),
    ("T-4", "2025-02-16 11:00:00", "aino@posti.example", "1.10", "00100"),
    ("T-5", "2025-02-17 11:00:00", "aino@posti.example", "2.25", "00100"),
]


def _csv(path: Path, delimiter: str) -> None:
    lines = [HEADERS, *ROWS]
    path.write_text("".join(delimiter.join(line) + "\n" for line in lines), encoding="utf-8")


def _jsonl(path: Path) -> None:
    records = (json.dumps(dict(zip(HEADERS, row, strict=True)), ensure_ascii=False) for row in ROWS)
    path.write_text("\n".join(records) + "\n", encoding="utf-8")


def _parquet(path: Path) -> None:
    columns = {h: [row[n] for row in ROWS] for n, h in enumerate(HEADERS)}
    pq.write_table(pa.table(columns), path)


def _sqlite(path: Path) -> None:
    with sqlite3.connect(path) as con:
        con.execute(f"CREATE TABLE tilaukset ({', '.join(HEADERS)})")
        con.executemany("INSERT INTO tilaukset VALUES (?, ?, ?, ?, ?)", ROWS)
    con.close()


#: How a file is made, and the row that a person finds “yksi” in.
FORMATS = {
    "tilaukset.tsv": (lambda p: _csv(p, "\t"), 4),
    "tilaukset.jsonl": (_jsonl, 3),
    "tilaukset.parquet": (_parquet, 3),
    "tilaukset.sqlite": (_sqlite, 3),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_recognised_imported_once_and_undone(tmp_path: Path, name: str) -> None:
    make, bad_row = FORMATS[name]
    path = tmp_path / name
    make(path)
    osuma = Osuma.create(tmp_path / "shop")
    tried = osuma.ask("import.run", files=[str(path)], dry_run=True)["loads"][0]
    assert (tried["new"], tried["refused"], osuma.table_rows("event_order")) == (4, 1, 0)
    first = osuma.load(path)
    assert (first["new"], first["refused"], first["target"]) == (4, 1, "orders")
    refused = Path(first["refused_file"]).read_text(encoding="utf-8-sig").splitlines()
    assert refused[1].startswith(f"{bad_row},Summa,yksi,")
    assert str(osuma.total("event_order", "amount")) == "167.25"
    again = osuma.load(path, again=True)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 4)
    osuma.ask("import.undo", import_id=first["import_id"])
    osuma.ask("import.undo", import_id=again["import_id"])
    assert osuma.table_rows("event_order") == 0


def _shop(path: Path) -> Path:
    _sqlite(path)
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE loki (tapahtuma, koodi, arvo, lisä)")
        con.executemany("INSERT INTO loki VALUES (?, ?, ?, ?)", [("käynnistys", "x9", "q", "z")] * 3)
    con.close()
    return path


def test_tables_that_nobody_knows_are_left_out_by_name_and_the_rest_comes_in(tmp_path: Path) -> None:
    osuma = Osuma.create(tmp_path / "shop")
    load = osuma.load(_shop(tmp_path / "kassa.sqlite"))
    assert load["new"] == 4
    assert [(left["sheet"], left["rows"]) for left in load["left_out"]] == [("loki", 3)]
    assert any("loki" in said["fi"] and "--sheet" in said["fi"] for said in load["warnings"])
    assert load["parts"][0]["read_as"] == {"fi": "SQLite", "en": "SQLite"}


def test_a_chosen_table_is_read_alone_and_refused_where_nobody_knows_it(tmp_path: Path) -> None:
    path, osuma = _shop(tmp_path / "kassa.sqlite"), Osuma.create(tmp_path / "shop")
    load = osuma.ask("import.run", files=[str(path)], dialect={"sheet": "tilaukset"})["loads"][0]
    assert (load["new"], load["left_out"]) == (4, [])
    with pytest.raises(Refused) as refused:
        osuma.ask("import.run", files=[str(path)], dialect={"sheet": "loki"})
    assert [m.code for m in refused.value.mistakes] == ["not_recognised"]


def test_what_is_stated_wins_and_what_cannot_be_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path, osuma = tmp_path / "tilaukset.csv", Osuma.create(tmp_path / "shop")
    path.write_bytes("Tilausnumero;Tilauspvm;Sähköposti;Summa\nT-1;3/2/2025;a@x.example;1.234\n".encode("mac-roman"))
    load = osuma.ask(
        "import.run",
        files=[str(path)],
        dialect={"encoding": "mac-roman", "date_order": "mdy", "decimal": "dot", "delimiter": "semicolon"},
        dry_run=True,
    )["loads"][0]
    assert load["parts"][0]["read_as"]["en"] == (
        "CSV, encoding mac-roman, delimiter “;”, headers in row 1, decimal point"
    )
    assert load["parts"][0]["title"]["en"] == "Order list in Finnish"
    bad = {"decimal": "x", "header_row": -1, "delimiter": "ab", "colour": "red"}
    with pytest.raises(Refused) as refused:
        osuma.ask("import.run", files=[str(path)], dialect=bad)
    assert sorted(m.where for m in refused.value.mistakes) == ["colour", "decimal", "delimiter", "header_row"]


def test_a_dry_run_leaves_no_rows_for_the_next(tmp_path: Path) -> None:
    warned, clean = tmp_path / "a.csv", tmp_path / "b.csv"
    warned.write_text("asiakasnumero,sähköposti,puhelin\n1,a@x.example,ei numeroa\n2,b@x.example,040 123 4567\n")
    clean.write_text("asiakasnumero,sähköposti\n3,c@x.example\n")
    osuma = Osuma.create(tmp_path / "shop")
    for path, warnings in ((warned, 1), (clean, 0), (warned, 1)):
        load = osuma.ask("import.run", files=[str(path)], dry_run=True)["loads"][0]
        assert load["warned"] == warnings
    assert list((tmp_path / "shop").rglob("0-*.csv")) == []
