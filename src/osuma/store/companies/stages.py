"""What the stages of a pipeline mean, as people have said: of deals to come and of those that are here already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from osuma.store.companies.deals import TOLD, closing_day
from osuma.store.dialect import literal

#: What a stage can mean.
STATES = ("open", "won", "lost")


@dataclass(frozen=True)
class Unclear:
    """A stage of which nobody has said what it means. deals: how many stand in it now."""

    stage: str
    deals: int


def unclear(con: duckdb.DuckDBPyConnection) -> list[Unclear]:
    """Such stages of deals and of their history, the commonest first."""
    found = con.execute(
        "SELECT min(stage), count(DISTINCT deal_key) FILTER (now) FROM (SELECT stage, stage_fold, deal_key, true AS "
        "now FROM deals WHERE state = 'unknown' UNION ALL SELECT stage, stage_fold, deal_key, false FROM deal_stages "
        "WHERE state = 'unknown') WHERE stage_fold IS NOT NULL GROUP BY stage_fold ORDER BY 2 DESC, 1"
    ).fetchall()
    return [Unclear(str(stage), int(n)) for stage, n in found]


def mean(con: duckdb.DuckDBPyConnection, meanings: Mapping[str, str], zone: str) -> int:
    """Give every version of deals and of their history whose state is unknown what its stage means.

    meanings: state by folded stage. Gives how many deals were told anew. A closed deal whose history was read from
    the deal itself came to its stage on the day of its close.
    """
    told = 0
    for stage, state in meanings.items():
        chosen = f"state = 'unknown' AND stage_fold = {literal(stage)}"
        found = con.execute(f"SELECT count(*) FROM deals WHERE {chosen}").fetchall()
        told += int(found[0][0])
        for table in ("deal_stages", "superseded_deal_stages"):
            if state != "open":
                con.execute(
                    f"UPDATE {table} SET ts = d.day FROM (SELECT deal_key, {closing_day('deals', zone)} AS day FROM "
                    f"deals WHERE expected_close <= recorded_at::DATE AND closed_at IS NULL) d WHERE d.deal_key = "
                    f"{table}.deal_key AND {table}.{chosen} AND NOT {TOLD}"
                )
            con.execute(f"UPDATE {table} SET state = {literal(state)} WHERE {chosen}")
        for table in ("deals", "superseded_deals"):
            con.execute(f"UPDATE {table} SET state = {literal(state)} WHERE {chosen}")
    return told
