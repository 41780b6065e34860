"""What facts are about or beside: products, postcode areas, what advertising cost."""

from __future__ import annotations

import duckdb

from osuma.store import schema
from osuma.store.dialect import fold, identifier, literal
from osuma.store.writing import money, rows
from osuma.store.writing.batch import LoadContext, Rows
from osuma.store.writing.staging import Staged


def write(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write products, areas or advertising cost; an area that another source described before is replaced, and so is
    whatever the source said before of a day and campaign that the file names."""
    table = staged.target
    settled = rows.settle(con, table, staged.table, source, context)
    incoming = f"FROM {staged.table} AS i{settled.join}"
    if table == "ad_cost":
        settled.rows.removed = rows.supersede_where(con, table, _restated(staged, source), context)
    if table == "areas":
        settled.rows.removed = rows.supersede_where(
            con, "areas", f"postcode IN (SELECT i.postcode {incoming})", context
        )
    target = schema.columns(con, table)
    given = {c: f"i.{identifier(c)}" for c in staged.columns if c in target}
    given |= {f"{c}_fold": fold(sql) for c, sql in given.items() if f"{c}_fold" in target}
    if table == "ad_cost":
        join = money.rate_join(con, staged.table, "i.day", context)
        given["cost_base"] = money.base("i.cost", join, context)
        incoming += join
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


def _restated(staged: Staged, source: str) -> str:
    """SQL of stored rows whose day and campaign a file tells anew, of which it has no row under the same id: a report
    by ad group replaces one by campaign, and an ad group that is no longer there goes."""
    same = f"n.campaign_id = ad_cost.campaign_id OR {fold('n.campaign')} = ad_cost.campaign_fold"
    return (
        f"source = {literal(source)} AND EXISTS (SELECT 1 FROM {staged.table} n "
        f"WHERE n.day = ad_cost.day AND ({same})) "
        f"AND source_row_id NOT IN (SELECT source_row_id FROM {staged.table})"
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
