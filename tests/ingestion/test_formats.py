"""Parquet, JSON and SQLite: what their types say is kept, and what a cell cannot hold is said."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from staging import stage

from osuma.engine.errors import Refused
from osuma.ingestion.mapping import parse_mapping
from osuma.ingestion.reading import Limits, open_file
from osuma.ingestion.tables import SourceTable


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def one(path: Path, work: Path, **more: object) -> SourceTable:
    (table,) = open_file(path, work, **more)  # type: ignore[arg-type]  # keyword arguments of the tests
    return table


def said(table: SourceTable) -> str:
    return " ".join(note.en for note in table.notes)


def cells(table: SourceTable) -> list[list[str]]:
    """What was written for the rest of reading, row number first."""
    import csv

    with table.path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


HELSINKI = ZoneInfo("Europe/Helsinki")


def parquet(tmp_path: Path, columns: dict[str, object]) -> Path:
    path = tmp_path / "tilaukset.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet_keeps_what_its_types_say(tmp_path: Path, work: Path) -> None:
    path = parquet(
        tmp_path,
        {
            "id": pa.array([1, 2, None]),
            "sum": pa.array([Decimal("1.234"), Decimal("-5.600"), None]),
            "float": pa.array([1.5, float("nan"), 1e-7]),
            "at": pa.array([dt.datetime(2025, 7, 1, 12, tzinfo=HELSINKI)] * 3, pa.timestamp("us", "Europe/Helsinki")),
            "local": pa.array([dt.datetime(2025, 7, 1, 12, 0, 0, 250_000)] * 3, pa.timestamp("ns")),
            "day": pa.array([dt.date(2025, 7, 1), None, dt.date(2024, 2, 29)]),
            "yes": pa.array([True, False, None]),
            "name": pa.array(['Åke, "x"', "00100", ""]).dictionary_encode(),
            "tags": pa.array([["a,b", "c"], [], None]),
        },
    )
    table = one(path, work)
    assert cells(table) == [
        ["1", "1", "1.234", "1.5", "2025-07-01 09:00:00+00:00", "2025-07-01 12:00:00.250000", "2025-07-01", "true",
         'Åke, "x"', '"a,b", "c"'],
        ["2", "2", "-5.600", "", "2025-07-01 09:00:00+00:00", "2025-07-01 12:00:00.250000", "", "false", "00100", ""],
        ["3", "", "", "0.0000001", "2025-07-01 09:00:00+00:00", "2025-07-01 12:00:00.250000", "2024-02-29", "", "",
         ""],
    ]  # fmt: skip
    shapes = [c.guess.shape for c in table.columns]
    assert shapes == ["integer", "decimal", "decimal", "instant", "instant", "date", "bool", "text", "list"]
    assert all(c.guess.decided for c in table.columns)
    assert (table.rows, table.dialect.form, table.notes) == (3, "Parquet", ())


def test_parquet_through_a_plan_gives_the_instants_amounts_and_days_that_were_stored(
    tmp_path: Path, work: Path
) -> None:
    at = dt.datetime(2025, 7, 1, 0, 30, tzinfo=HELSINKI)
    path = parquet(
        tmp_path,
        {"n": ["A1"], "at": pa.array([at], pa.timestamp("ms", "UTC")), "sum": [Decimal("1.234")], "who": ["7"]},
    )
    mapping = parse_mapping(
        "osuma_mapping: 1\nsource: shop\noutputs:\n  - target: orders\n    origin: orders\n"
        "    columns: {n: order_id, at: ts, sum: amount, who: person_id}\n    constants: {status: completed}\n"
    )
    order = stage(one(path, work), mapping).outputs["orders"][0]
    assert order["ts"] == dt.datetime(2025, 6, 30, 21, 30)
    assert order["local_date"] == dt.date(2025, 7, 1)
    assert order["amount"] == Decimal("1.2340")


def test_records_are_flattened_and_lists_of_records_are_named_as_left_out(tmp_path: Path, work: Path) -> None:
    path = parquet(
        tmp_path,
        {
            "id": [1, 2],
            "address": pa.array([{"city": "Oulu", "geo": {"lat": 65.0}}, None]),
            "lines": pa.array([[{"sku": "a"}], None]),
            "blob": pa.array([b"\xff\xfe", None]),
        },
    )
    table = one(path, work)
    assert table.headers == ("id", "address.city", "address.geo.lat")
    assert cells(table) == [["1", "1", "Oulu", "65"], ["2", "2", "", ""]]
    assert "address" in said(table)
    assert "lines, blob" in said(table)


def test_a_cell_with_a_nul_byte_refuses_its_row_alone(tmp_path: Path, work: Path) -> None:
    table = one(parquet(tmp_path, {"name": ["a", "b\0c", "d"], "n": [1, 2, 3]}), work)
    assert [r[0] for r in cells(table)] == ["1", "3"]
    assert [(r.row, r.code) for r in table.refused] == [(2, "control_characters")]


@pytest.mark.parametrize("cut", [5, 60, 200])
def test_a_damaged_parquet_is_refused_with_a_sentence(tmp_path: Path, work: Path, cut: int) -> None:
    path = parquet(tmp_path, {"n": list(range(1000))})
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(Refused) as refused:
        open_file(path, work)
    assert refused.value.code == "damaged"


def test_parquet_that_unpacks_to_too_much_is_refused(tmp_path: Path, work: Path) -> None:
    path = parquet(tmp_path, {"n": ["x" * 1000 + str(i) for i in range(1000)]})
    with pytest.raises(Refused) as refused:
        open_file(path, work, Limits(unpacked_bytes=10_000))
    assert refused.value.code == "unpacks_too_big"


LINES = (
    '{"id": 1, "address": {"city": "Oulu"}, "sum": 1.234, "tags": ["a", "b;c"], "ok": true}\n'
    "\n"
    '{"id": 2, "sum": "1 234,50", "lines": [{"sku": 1}], "late": "x"}\n'
    '{"id": 3, broken\n'
    '["not", "a", "record"]\n'
    '{"id": 4, "sum": null, "address": {"city": "Åbo", "zip": "20100"}}\n'
)


def test_json_lines_are_flattened_and_broken_lines_are_named_by_their_line(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\ufeff" + LINES, encoding="utf-8")
    table = one(path, work)
    assert table.headers == ("id", "address.city", "sum", "tags", "ok", "late", "address.zip")
    assert cells(table) == [
        ["1", "1", "Oulu", "1.2340", '"a", "b;c"', "true", "", ""],
        ["3", "2", "", "1 234,50", "", "", "x", ""],
        ["6", "4", "Åbo", "", "", "", "", "20100"],
    ]
    assert [(r.row, r.code) for r in table.refused] == [(4, "not_json"), (5, "not_json")]
    assert "address" in said(table)
    assert "lines" in said(table)
    assert table.dialect.form == "JSON Lines"


def test_a_json_array_is_read_one_record_at_a_time(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "x.json"
    records = [{"n": i, "name": "Å" * 300} for i in range(9_000)]
    path.write_text(
        "\n[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in records) + "\n]\n", encoding="utf-8"
    )
    table = one(path, work)
    assert table.rows == 9_000
    assert cells(table)[-1][:2] == ["9000", "8999"]


def test_json_arrays_in_an_envelope_are_tables_and_a_single_record_is_one_row(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"total": 2, "companies": [{"id": "1"}, {"id": "2"}]}')
    assert one(path, work).rows == 2
    path.write_text('{"customers": [{"id": 1}], "orders": [{"no": 5}, {"no": 6}]}')
    assert [(t.dialect.sheet, t.rows) for t in open_file(path, work)] == [("customers", 1), ("orders", 2)]
    path.write_text('{"FI": {"name": "Suomi"}, "SE": {"name": "Ruotsi"}}')
    assert cells(one(path, work)) == [["1", "FI", "Suomi"], ["2", "SE", "Ruotsi"]]
    path.write_text('{\n "id": 7, "name": "x", "a": 1, "b": 2, "c": 3, "lines": [{"sku": 1}]\n}')
    assert cells(one(path, work)) == [["1", "7", "x", "1", "2", "3"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"a": 1}, {"a": ', "broken_json"),
        ('{"a": {', "broken_json"),
        ("[" * 100_000, "broken_json"),
        ('{"a":' * 50_000, "broken_json"),
        ("[]", "broken_json"),
        ('[{"a": 1}, {"a": 2}]\n[{"a": 3}, {"a": 4}]', "broken_json"),
        ('[{"a": 1}, {"a": 2}] {"a": 3}', "broken_json"),
        ('[{"a": []}]', "header_only"),
    ],
)
def test_json_that_is_no_table_is_refused_with_a_sentence(tmp_path: Path, work: Path, text: str, code: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(Refused) as refused:
        open_file(path, work)
    assert refused.value.code == code


def test_json_in_utf16_and_a_csv_that_begins_with_a_bracket(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes('[{"nimi": "Päivi"}]'.encode("utf-16"))
    assert cells(one(path, work)) == [["1", "Päivi"]]
    path.write_text("[id],nimi\n1,a\n2,b\n")
    assert one(path, work).headers == ("[id]", "nimi")


def database(tmp_path: Path, *statements: str) -> Path:
    path = tmp_path / "kassa.sqlite"
    with sqlite3.connect(path) as con:
        for statement in statements:
            con.execute(statement)
    con.close()
    return path


def test_every_table_of_sqlite_is_offered_and_one_can_be_chosen(tmp_path: Path, work: Path) -> None:
    path = database(
        tmp_path,
        'CREATE TABLE "as""iakkaat; DROP TABLE x" (id INTEGER, nimi TEXT, kuva BLOB, summa REAL)',
        "INSERT INTO \"as\"\"iakkaat; DROP TABLE x\" VALUES (1, 'Päivi', x'ff00', 1.234), (2, NULL, NULL, 10)",
        "CREATE TABLE tyhja (id INTEGER)",
        "CREATE TABLE toinen (a, b)",
        "INSERT INTO toinen VALUES (1, 2)",
        "CREATE VIEW nakyma AS SELECT a FROM toinen",
    )
    before = path.read_bytes()
    first, second = open_file(path, work)
    assert first.dialect.sheet == 'as"iakkaat; DROP TABLE x'
    assert cells(first) == [["1", "1", "Päivi", "", "1.2340"], ["2", "2", "", "", "10"]]
    assert second.rows == 1
    assert all(word in said(first) for word in ("kuva", "tyhja", "nakyma"))
    assert one(path, work, dialect={"sheet": "nakyma"}).headers == ("a",)
    with pytest.raises(Refused) as refused:
        open_file(path, work, dialect={"sheet": "puuttuu"})
    assert refused.value.code == "no_such_sheet"
    assert path.read_bytes() == before


def test_text_that_is_not_utf8_and_nul_bytes_refuse_their_rows(tmp_path: Path, work: Path) -> None:
    path = database(
        tmp_path,
        "CREATE TABLE t (id INTEGER, nimi TEXT)",
        "INSERT INTO t VALUES (1, 'ok'), (2, CAST(x'4de47274' AS TEXT)), (3, CAST(x'610062' AS TEXT))",
    )
    table = one(path, work)
    assert [(r.row, r.code) for r in table.refused] == [(2, "undecodable"), (3, "control_characters")]


def test_a_view_that_never_ends_and_a_damaged_database_are_refused(tmp_path: Path, work: Path) -> None:
    path = database(
        tmp_path,
        "CREATE VIEW loputon AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT max(i) AS m FROM n",
    )
    with pytest.raises(Refused) as refused:
        open_file(path, work, Limits(database_seconds=0), dialect={"sheet": "loputon"})
    assert refused.value.code == "damaged"
    path.write_bytes(path.read_bytes()[:1500])
    with pytest.raises(Refused):
        open_file(path, work)
