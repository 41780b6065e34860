"""A table of PostgreSQL comes in by the same path as a file, and the password is nowhere kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Refused
from osuma.ingestion.reading import called, open_named
from osuma.ingestion.reading.database import address
from postgres import PASSWORD, Server, server

ORDERS = """CREATE TABLE orders (order_id text, created_at timestamptz, email text, total numeric(12,2),
 postcode varchar(5), note jsonb)"""
ROWS = """INSERT INTO orders VALUES
 ('T-1', '2025-07-01 00:30+03', 'aino@posti.example', 129.90, '00100', '{"a": 1}'),
 ('T-2', '2025-07-14 09:30+03', 'eero@posti.example', 34.00, '33100', NULL),
 ('T-3', NULL, 'aino@posti.example', 5.00, '00100', NULL)"""
MAPPING = """osuma_mapping: 1
source: crm
outputs:
  - target: orders
    origin: orders
    columns: {order_id: order_id, created_at: ts, email: person_email, total: amount}
    constants: {status: completed}
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as found:
        found.run(ORDERS, ROWS, "CREATE TABLE other (a int)", "CREATE SCHEMA crm")
        yield found


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSUMA_DATABASE_PASSWORD", PASSWORD)


def test_a_table_is_imported_once_and_undone(tmp_path: Path, running: Server) -> None:
    osuma, mapping = Osuma.create(tmp_path / "shop"), tmp_path / "m.yaml"
    mapping.write_text(MAPPING)
    args = {"files": [running.address("orders")], "map_": str(mapping)}
    assert osuma.ask("import.run", **args, dry_run=True)["loads"][0]["new"] == 2
    (load,) = osuma.ask("import.run", **args)["loads"]
    assert (load["file"], load["new"], load["refused"]) == ("kauppa.orders", 2, 1)
    assert load["parts"][0]["read_as"]["fi"] == "PostgreSQL"
    refused = Path(load["refused_file"]).read_text(encoding="utf-8-sig").splitlines()
    assert refused[1].startswith("3,created_at,")
    assert osuma.rows("SELECT ts, local_date, amount FROM event_order ORDER BY ts") == [
        (dt.datetime(2025, 6, 30, 21, 30), dt.date(2025, 7, 1), Decimal("129.9000")),
        (dt.datetime(2025, 7, 14, 6, 30), dt.date(2025, 7, 14), Decimal("34.0000")),
    ]
    (again,) = osuma.ask("import.run", **args, again=True)["loads"]
    assert (again["new"], again["same"]) == (0, 2)
    for one in (load, again):
        osuma.ask("import.undo", import_id=one["import_id"])
    assert osuma.table_rows("event_order") == 0
    kept = b"".join(path.read_bytes() for path in osuma.folder.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in kept
    assert b"127.0.0.1:" + str(running.port).encode() not in kept


def test_types_that_only_the_database_has_come_as_text(tmp_path: Path, running: Server) -> None:
    (table,) = open_named(running.address("orders"), tmp_path)
    assert [c.guess.shape for c in table.columns][1:5] == ["instant", "email", "decimal", "postcode"]
    assert '"{""a"": 1}"' in table.path.read_text(encoding="utf-8")


def test_nothing_is_written_even_where_the_user_may(tmp_path: Path, running: Server) -> None:
    running.run(
        "CREATE OR REPLACE FUNCTION sly() RETURNS int AS $$ INSERT INTO other VALUES (1) RETURNING a $$ LANGUAGE sql",
        "CREATE OR REPLACE VIEW sly_view AS SELECT sly() AS a",
    )
    with pytest.raises(Refused) as refused:
        open_named(running.address("sly_view"), tmp_path)
    assert refused.value.code == "table_unreadable"
    running.run("DO $$ BEGIN ASSERT (SELECT count(*) FROM other) = 0; END $$")


def test_without_a_table_the_tables_are_listed(tmp_path: Path, running: Server) -> None:
    with pytest.raises(Refused) as refused:
        open_named(running.address(), tmp_path)
    assert refused.value.code == "which_table"
    assert "orders, other" in refused.value.mistakes[0].what.fi
    (table,) = open_named(running.address(), tmp_path, dialect={"sheet": "orders"})
    assert table.rows == 3


def test_a_wrong_password_and_a_dead_server_are_told_without_the_secret(
    tmp_path: Path, running: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSUMA_DATABASE_PASSWORD", "väärä-salaisuus")
    for name in (running.address("orders"), f"postgres://osuma@127.0.0.1:{running.port + 1}/kauppa?table=orders"):
        with pytest.raises(Refused) as refused:
            open_named(name, tmp_path)
        assert refused.value.code == "no_connection"
        assert "väärä-salaisuus" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("postgres://u:salaisuus@host/db?table=t", "password_in_address"),
        ("postgres://u@host/db?table=t&password=salaisuus", "password_in_address"),
        ("duckdb:///etc/x", "unknown_database"),
        ("file:///etc/passwd", "unknown_database"),
        ("https://user:salaisuus@example/x.csv", "unknown_database"),
    ],
)
def test_addresses_that_are_refused_are_not_said_again(name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        address(name)
    assert refused.value.code == code
    assert "salaisuus" not in str(refused.value)
    assert "salaisuus" not in called(name)
