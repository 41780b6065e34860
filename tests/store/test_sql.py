"""Relations in front of a query: written once, in the order in which they read each other, and read as tables."""

from __future__ import annotations

from datetime import datetime

import duckdb
import ibis
import pytest
from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler

from osuma.engine.tables.inner import constants, inner, parts, tables_read
from osuma.engine.tables.joining import beside
from osuma.store.sql import Inners, written
from osuma.store.warehouse import sql_of

_THINGS = ibis.table({"key": "int64", "name": "string"}, name="things")
_SHAPE = {"wish": "int16", "wanted": "string", "reach": "timestamp(6)"}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute("CREATE TABLE things AS SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, NULL)) t(key, name)")
    return made


def test_a_relation_in_a_relation_stands_before_it(con: duckdb.DuckDBPyConnection) -> None:
    named = inner("named", _THINGS.filter(_THINGS.name.notnull()))
    later = inner("later", named.filter(named.key > 1))
    both = later.join(named, later.key > named.key).select(there=later.name, here=named.name)
    sql = sql_of(both)
    assert sql.index('"named" AS (') < sql.index('"later" AS (')
    assert con.execute(sql).fetchall() == [("b", "a")]
    assert con.execute(sql_of(both, pretty=True)).fetchall() == [("b", "a")]
    assert tables_read(both) == {"things"}
    assert len(parts(both)) == 3


def test_a_query_that_has_parts_of_its_own_in_front(con: duckdb.DuckDBPyConnection) -> None:
    named = inner("named", _THINGS.filter(_THINGS.name.notnull()))
    twice = named.mutate(place=ibis.row_number().over(order_by=named.key))
    joined = twice.join(twice.view(), "place").select("name")
    sql = sql_of(joined)
    assert sql.startswith('WITH "named" AS (')
    assert sql.count("WITH ") == 1
    assert sorted(con.execute(sql).fetchall()) == [("a",), ("b",)]


def test_values_are_written_as_each_engine_reads_them(con: duckdb.DuckDBPyConnection) -> None:
    class Compiler(Inners, ClickHouseCompiler):
        pass

    moment = datetime(2026, 3, 29, 1, 2, 3, 4)
    rows = [(0, 'it\'s \\ "b"', moment), (1, "b", moment)]
    given = constants("wishes", _SHAPE, rows)
    assert con.execute(sql_of(given.select("wish", "wanted", "reach"))).fetchall() == rows
    assert " UNION ALL SELECT 1 AS " in written(given.select("wish"), Compiler())
    assert "it''s \\\\ " in written(given.select("wanted"), Compiler())


def test_who_is_not_in_a_table_has_null_beside(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE TABLE first AS SELECT 1 AS key, 10 AS c0; CREATE TABLE second AS SELECT 3 AS key, 30 AS c0")
    shape = {"key": "int64", "c0": "int64"}
    others = [(ibis.table(shape, name=name), {f"{name}__c0": "c0"}) for name in ("first", "second")]
    found = beside(_THINGS.select("key"), "key", others).order_by("key")
    assert con.execute(sql_of(found)).fetchall() == [(1, 10, None), (2, None, None), (3, None, 30)]
    assert beside(_THINGS, "key", []).equals(_THINGS)
