"""What facts are about: products and postcode areas."""

from __future__ import annotations

import duckdb

from osuma.store import rows, schema
from osuma.store.batch import LoadContext, Rows
from osuma.store.dialect import fold, identifier
from osuma.store.staging import Staged


def write(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write products or areas; an area that another source described before is replaced."""
    table = staged.target
    settled = rows.settle(con, table, staged.table, source, context)
    incoming = f"FROM {staged.table} AS i{settled.join}"
    if table == "areas":
        settled.rows.removed = rows.supersede_where(
            con, "areas", f"postcode IN (SELECT i.postcode {incoming})", context
        )
    target = schema.columns(con, table)
    given = {c: f"i.{identifier(c)}" for c in staged.columns if c in target}
    given |= {f"{c}_fold": fold(sql) for c, sql in given.items() if f"{c}_fold" in target}
    rows.insert(con, table, given | rows.origin(source, context), incoming)
    if table == "areas":
        derive_areas(con)
    return settled.rows


def touched_areas(import_id: int) -> str:
    """SQL for the postcodes whose row a load wrote or replaced."""
    return (
        f"SELECT postcode FROM areas WHERE import_id = {import_id} UNION "
        f"SELECT postcode FROM superseded_areas WHERE {import_id} IN (import_id, superseded_by)"
    )


def derive_areas(con: duckdb.DuckDBPyConnection) -> None:
    """Share of small houses, and the income decile among areas whose income is known (ties share)."""
    con.execute(
        "UPDATE areas SET small_house_share = CASE WHEN dwellings > 0 THEN (small_houses / "
        "dwellings)::DECIMAL(18,4) END, "
        "income_decile = n.decile FROM (SELECT a.postcode, CASE WHEN a.median_income IS NOT NULL THEN "
        "(rank() OVER (PARTITION BY a.median_income IS NULL ORDER BY a.median_income) - 1) * 10 "
        "// count(a.median_income) OVER () + 1 END AS decile FROM areas a) n WHERE n.postcode = areas.postcode"
    )
