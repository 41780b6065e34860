"""The file: one holder, one writer, clear sentences when something is wrong with it."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from osuma.engine.errors import Conflict, Refused
from osuma.engine.tables import facts
from osuma.store import backup, dialect, migrations, schema
from osuma.store.warehouse import Warehouse

pytestmark = pytest.mark.usefixtures("made_afresh")

_HOLD = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_second_process_is_told_who_is_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    Warehouse(path).open().close()
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Conflict) as held:
            Warehouse(path).open()
        assert held.value.code == "held"
        assert "Toinen ohjelma" in held.value.what.fi
    finally:
        holder.communicate("done\n", timeout=20)
    with Warehouse(path) as opened:
        assert opened.rows("SELECT count(*) FROM customers") == [(0,)]


@pytest.mark.parametrize("damage", ["text", "cut", "flipped"])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "w.duckdb"
    Warehouse(path).open().close()
    bytes_ = bytearray(path.read_bytes())
    if damage == "text":
        bytes_ = bytearray(b"row,amount\n" * 2000)
    elif damage == "cut":
        del bytes_[9000:]
    else:
        for place in range(4096, len(bytes_), 64):
            bytes_[place] ^= 0xFF
    path.write_bytes(bytes_)
    with pytest.raises(Refused) as refused:
        Warehouse(path).open()
    assert refused.value.code == "damaged_warehouse"


def test_a_newer_file_and_a_foreign_one_are_refused(tmp_path: Path) -> None:
    newer = tmp_path / "newer.duckdb"
    with Warehouse(newer) as opened:
        opened.run("INSERT INTO warehouse_version VALUES (?, now()::TIMESTAMP)", [migrations.VERSION + 1])
    with pytest.raises(Refused) as refused:
        Warehouse(newer).open()
    assert refused.value.code == "newer_warehouse"
    foreign = tmp_path / "foreign.duckdb"
    with duckdb.connect(str(foreign)) as con:
        con.execute("CREATE TABLE theirs (a INT)")
    with pytest.raises(Refused) as strange:
        Warehouse(foreign).open()
    assert strange.value.code == "not_a_workspace"
    with duckdb.connect(str(foreign)) as con:
        assert con.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("theirs",)]


def _shape(con: duckdb.DuckDBPyConnection) -> set[tuple[object, ...]]:
    return set(
        con.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    )


def test_a_file_of_the_version_before_becomes_like_a_new_one(tmp_path: Path) -> None:
    before, old = migrations.VERSION - 1, tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as con:
        con.execute((Path(__file__).parent / f"version_{before}.sql").read_text())
        con.execute("INSERT INTO identities VALUES (1, 1, 's', 'A', false, 'person', 1)")
    with Warehouse(old) as migrated, Warehouse(tmp_path / "new.duckdb") as new:
        a, b = migrated.cursor(), new.cursor()
        assert _shape(a) == _shape(b)
        assert migrated.rows("SELECT source_id FROM identities") == [("A",)]
        assert migrated.rows("SELECT version FROM warehouse_version ORDER BY 1") == [(before,), (before + 1,)]
        a.close()
        b.close()


def test_a_file_of_the_first_version_becomes_like_a_new_one(tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as con:
        con.execute((Path(__file__).parent / "version_1.sql").read_text())
        con.execute(
            "INSERT INTO products (product_id, product, source, source_row_id, recorded_at, import_id, content_hash) "
            "VALUES ('P', 'Kenkä', 's', 'r', now()::TIMESTAMP, 1, 'h')"
        )
        con.execute("INSERT INTO rates VALUES ('SEK', DATE '2026-01-01', 0.1, 'ECB')")
        # two links that were taken back: one by a person in load 8, one because its identifier is shared
        con.execute("INSERT INTO identities SELECT n, n, 's', n, false, 'person', 1 FROM range(1, 5) t(n)")
        con.execute(
            "INSERT INTO identity_links SELECT n, n, n + 1, 'email', 1, now(), now() FROM (VALUES (1), (3)) t(n)"
        )
        con.execute("INSERT INTO link_retirements VALUES (3, 1)")
        con.execute("INSERT INTO key_counters VALUES ('link', 3)")
        con.execute("INSERT INTO loads VALUES (8, 'unmerge', now(), NULL, '{\"link_id\": 1, \"moved\": 1}')")
        con.execute("INSERT INTO identity_review VALUES (1, 2, 'email', 'undone', 1), (3, 4, 'email', 'shared', 1)")
    with Warehouse(old) as migrated, Warehouse(tmp_path / "new.duckdb") as new:
        a, b = migrated.cursor(), new.cursor()
        assert _shape(a) == _shape(b)
        assert migrated.rows("SELECT product FROM products") == [("Kenkä",)]
        assert migrated.rows("SELECT version FROM warehouse_version ORDER BY 1") == [
            (n,) for n in range(1, migrations.VERSION + 1)
        ]
        assert migrated.rows("SELECT currency, rate::VARCHAR, source, import_id FROM rates") == [
            ("SEK", "0.10000000", "ECB", 0)
        ]
        noes = "SELECT link_id, a, b, import_id FROM identity_links WHERE rule = 'kept_apart' AND undone_at IS NULL"
        assert migrated.rows(noes) == [(4, 1, 2, 8)]
        assert migrated.rows("SELECT last FROM key_counters WHERE name = 'link'") == [(4,)]
        assert migrated.rows("SELECT why_not FROM identity_review") == [("shared",)]
        a.close()
        b.close()


def test_a_step_that_fails_leaves_the_old_version(tmp_path: Path) -> None:
    def broken(con: duckdb.DuckDBPyConnection) -> None:
        con.execute("ALTER TABLE products ADD COLUMN colour VARCHAR")
        raise RuntimeError("power cut")

    with Warehouse(tmp_path / "w.duckdb") as opened, opened.writer() as con:
        with pytest.raises(RuntimeError):
            migrations.migrate(con, {migrations.VERSION + 1: broken}, migrations.VERSION + 1)
        assert "colour" not in schema.columns(con, "products")
        assert migrations.version_of(con) == migrations.VERSION

        def sound(con: duckdb.DuckDBPyConnection) -> None:
            con.execute("ALTER TABLE products ADD COLUMN colour VARCHAR")

        steps = {migrations.VERSION + 1: sound}
        assert migrations.migrate(con, steps, migrations.VERSION + 1) == [migrations.VERSION + 1]
        assert migrations.migrate(con, steps, migrations.VERSION + 1) == []
        assert "colour" in schema.columns(con, "products")


def test_writers_wait_for_each_other_and_readers_see_only_what_is_committed(warehouse: Warehouse) -> None:
    order: list[str] = []

    def second() -> None:
        with warehouse.transaction() as con:
            order.append("second")
            con.execute("INSERT INTO key_counters VALUES ('b', 2)")

    with warehouse.transaction() as con:
        con.execute("INSERT INTO key_counters VALUES ('a', 1)")
        thread = threading.Thread(target=second)
        thread.start()
        assert warehouse.rows("SELECT count(*) FROM key_counters") == [(0,)]
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert warehouse.rows("SELECT count(*) FROM key_counters") == [(2,)]


def test_an_error_inside_a_transaction_leaves_nothing(warehouse: Warehouse) -> None:
    def half(con: duckdb.DuckDBPyConnection) -> None:
        con.execute("INSERT INTO key_counters VALUES ('a', 1)")
        con.execute("SELECT 'x'::INT")

    with pytest.raises(duckdb.ConversionException), warehouse.transaction() as con:
        half(con)
    assert warehouse.rows("SELECT count(*) FROM key_counters") == [(0,)]


def test_nothing_is_fetched_and_values_cannot_name_files(warehouse: Warehouse) -> None:
    settings = dict(
        warehouse.rows(
            "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions' OR name = 'TimeZone'"
        )
    )
    assert settings == {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "TimeZone": "UTC",
    }


@pytest.mark.parametrize(
    "text", ["ÄITI", "Straße", "İstanbul", "ΣΊΣΥΦΟΣ", "e\u0301", "ASCII", "", "Ünïçødé", "ﬁ", "ǅ", "Ⅷ"]
)
def test_fold_is_pythons(warehouse: Warehouse, text: str) -> None:
    folded = warehouse.rows(f"SELECT {dialect.fold('x')} FROM (SELECT {dialect.literal(text)} AS x)")
    assert folded == [(dialect.fold_text(text),)]


def test_every_letter_that_lower_may_fold_alone_folds_like_python(warehouse: Warehouse) -> None:
    letters = [chr(n) for n in range(1, 0x250) if chr(n) != "'"]
    for letter in letters:
        found = warehouse.rows(f"SELECT {dialect.fold('x')} FROM (SELECT {dialect.literal('a' + letter)} AS x)")
        assert found == [(dialect.fold_text("a" + letter),)], letter


def test_literals_and_names_are_quoted(warehouse: Warehouse) -> None:
    nasty = "'; DROP TABLE customers; --\\ \" é"
    assert warehouse.rows(f"SELECT {dialect.literal(nasty)} AS {dialect.identifier(nasty)}") == [(nasty,)]
    with pytest.raises(TypeError):
        dialect.literal(object())


def test_a_copy_is_whole_and_opens_by_itself(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.run("INSERT INTO key_counters VALUES ('a', 1)")
    backup.copy(warehouse, tmp_path / "copy.duckdb")
    warehouse.run("UPDATE key_counters SET last = 2")
    with Warehouse(tmp_path / "copy.duckdb") as copy:
        assert copy.rows("SELECT * FROM key_counters") == [("a", 1)]
        assert copy.rows("SELECT count(*) FROM membership_history") == [(0,)]
    assert warehouse.rows("SELECT last FROM key_counters") == [(2,)]
    assert not list(tmp_path.glob("*.coming*"))


def test_a_closed_warehouse_says_so(tmp_path: Path) -> None:
    with pytest.raises(Conflict):
        Warehouse(tmp_path / "w.duckdb").cursor()


def test_kept_rows_are_read_again_after_any_write(tmp_path) -> None:
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        asked = "SELECT count(*), random() FROM key_counters"
        first = warehouse.kept_rows(asked)
        assert warehouse.kept_rows(asked) == first
        warehouse.run("INSERT INTO key_counters VALUES ('x', 1)")
        second = warehouse.kept_rows(asked)
        assert (second[0][0], first[0][0]) == (first[0][0] + 1, second[0][0] - 1)
        with pytest.raises(duckdb.Error):
            warehouse.run("INSERT INTO key_counters VALUES ('y', 'no number')")
        assert warehouse.kept_rows(asked)[0][0] == second[0][0]
        with warehouse.writer() as con:
            con.execute("DELETE FROM key_counters")
        assert warehouse.kept_rows(asked)[0][0] == 0


@pytest.mark.parametrize("names", [("identity_key",), ("identity_key", "customer_key"), ("account_key",)])
def test_tables_with_columns_are_those_of_the_file_itself(warehouse: Warehouse, names: tuple[str, ...]) -> None:
    own = replace(facts.EVENT_OTHER, name="event_visit")
    with warehouse.transaction() as con:
        for table in (own, schema.superseded(own)):
            con.execute(schema.ddl(table))
        con.execute("CREATE TABLE event_odd (word VARCHAR)")
        con.execute("CREATE TABLE superseded_event_odd (word VARCHAR)")
        con.execute("CREATE TEMP TABLE beside AS SELECT * FROM identities")
        there = con.execute(
            "SELECT table_name FROM duckdb_columns() WHERE database_name <> 'temp' AND list_contains(?, column_name) "
            "GROUP BY 1 HAVING count(*) = ? ORDER BY 1",
            [list(names), len(names)],
        ).fetchall()
        assert schema.tables_with(con, *names) == [name for (name,) in there]
    assert ("superseded_event_visit",) in there or "account_key" in names
