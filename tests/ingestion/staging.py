"""Runs a plan in DuckDB as the store does, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from osuma.ingestion.mapping import Mapping, propose
from osuma.ingestion.planning import LoadPlan, PlanSettings, plan
from osuma.ingestion.reading import open_file
from osuma.ingestion.sources import recognise
from osuma.ingestion.tables import SourceTable


@dataclass
class Staged:
    """What a plan gave. outputs: per target the rows as dicts; a target that is given twice is joined."""

    plan: LoadPlan
    outputs: dict[str, list[dict[str, Any]]]
    refused: list[tuple[int, str, str, str]]
    warned: list[tuple[int, str, str, str]]
    claim: tuple[int, Any] | None
    columns: dict[str, list[tuple[str, str]]]


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def stage(
    table: SourceTable,
    mapping: Mapping,
    settings: PlanSettings | None = None,
    con: duckdb.DuckDBPyConnection | None = None,
    **more: Any,
) -> Staged:
    made = plan(table, mapping, settings, **more)
    con = con or duckdb.connect()
    for name, function in made.functions.items():
        con.create_function(name, function, ["VARCHAR"], "VARCHAR")
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw_1 AS {made.raw_sql}")
    outputs: dict[str, list[dict[str, Any]]] = {}
    columns: dict[str, list[tuple[str, str]]] = {}
    for output in made.outputs:
        sql = output.sql.format(raw="raw_1")
        described = rows(con, f"DESCRIBE {sql}")
        columns[output.target] = [(r[0], r[1]) for r in described]
        names = [r[0] for r in described]
        found = [dict(zip(names, r, strict=True)) for r in rows(con, f"SELECT * FROM ({sql}) ORDER BY row")]
        outputs.setdefault(output.target, []).extend(found)
    claim = rows(con, made.claims["orders"][0].format(raw="raw_1"))[0] if "orders" in made.claims else None
    return Staged(
        made,
        outputs,
        rows(con, made.refused_sql.format(raw="raw_1")),
        rows(con, made.warnings_sql.format(raw="raw_1")),
        claim,
        columns,
    )


def staged_file(path: Path, work: Path, settings: PlanSettings | None = None, **more: Any) -> Staged:
    """A file through its preset, or through the proposed mapping."""
    (table,) = open_file(path, work)
    mapping = recognise(table) or propose(table).mapping
    return stage(table, mapping, settings, **more)
