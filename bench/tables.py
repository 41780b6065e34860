"""Canonical tables filled by a seeded generator: as many customers as asked, 50 events each, two years."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

from bench.workload import AS_OF_UTC, TYPES
from osuma.engine.tables import facts
from osuma.engine.tables.schema import Table
from osuma.store.warehouse import Warehouse

DAYS = 730
#: what every event row needs besides its own properties
COMMON = """
  '{slug}:' || i AS event_id, ts, CAST(ts AS DATE) AS local_date, FALSE AS date_only,
  customer_key AS identity_key, customer_key,
  'bench' AS source, '{slug}:' || i AS source_row_id, TIMESTAMP '{as_of}' AS recorded_at, 1 AS import_id,
  '' AS content_hash
"""
EXTRA = {
    "order_line": """
      'o' || i AS order_id, 'bench:o' || i AS order_event_id, 1 AS line_no, {text}, 1 AS quantity,
      'EUR' AS currency, money AS unit_price, money AS amount, money AS amount_base,
      mix % 50 <> 0 AS counted, money AS net_base""",
    "page_view": "{text}",
    "email_sent": "{text}, 'email' AS channel",
    "email_click": "{text}, 'email' AS channel, FALSE AS machine",
    "attendance": "{text}, 'attended' AS state",
}


def fill_customers(con: duckdb.DuckDBPyConnection, customers: int) -> None:
    con.execute(
        f"""INSERT INTO customers BY NAME
        SELECT range AS customer_key, 'person' AS kind, 'c' || range AS external_id, 'bench' AS source,
               TIMESTAMP '2020-01-01' AS known_from,
               [] AS interests, [] AS interests_fold, FALSE AS interests_set,
               [] AS tags, [] AS tags_fold, FALSE AS tags_set
        FROM range(1, {customers} + 1)"""
    )


def fill_events(con: duckdb.DuckDBPyConnection, slug: str, table: Table, rows: int, customers: int) -> None:
    """Rows spread over customers (a tenth of them hold half) and over two years, sorted by customer."""
    _, prop, values, _ = TYPES[slug]
    listed = ", ".join(f"'{value}'" for value in values)
    text = f"value AS {prop}, value AS {prop}_fold"
    con.execute(
        f"""INSERT INTO {table.name} BY NAME
        WITH drawn AS (
          SELECT i, hash(i * 31 + {len(slug)}) AS mix FROM range({rows}) t(i)
        ), placed AS (
          SELECT i, mix,
            CAST(CASE WHEN mix % 2 = 0 THEN 1 + (mix // 2) % ({customers} // 10)
                      ELSE 1 + (mix // 2) % {customers} END AS BIGINT) AS customer_key,
            TIMESTAMP '{AS_OF_UTC}' - to_seconds(CAST((mix // 1000003) % ({DAYS} * 86400) AS BIGINT)) AS ts,
            [{listed}][1 + CAST((mix // 7919) % {len(values)} AS BIGINT)] AS value,
            CAST(((mix // 104729) % 20000) / 100.0 AS DECIMAL(18,4)) AS money
          FROM drawn
        )
        SELECT {COMMON.format(slug=slug, as_of=AS_OF_UTC)}, {EXTRA[slug].format(text=text)}
        FROM placed ORDER BY customer_key, ts"""
    )


def fill(con: duckdb.DuckDBPyConnection, tables: dict[str, Table], customers: int, per_customer: int = 50) -> None:
    fill_customers(con, customers)
    for slug, (share, *_) in TYPES.items():
        fill_events(con, slug, tables[slug], int(customers * per_customer * share), customers)


def filled(customers: int, folder: Path) -> Path:
    """The file of the warehouse of one size, made where the folder has none yet: by another process, whose memory is
    not that of what is measured."""
    file = folder / f"bench_{customers}.duckdb"
    if not file.exists():
        subprocess.run([sys.executable, "-m", "bench.tables", str(customers), str(file)], check=True)
    return file


def main() -> None:
    customers, file = sys.argv[1:]
    with Warehouse(Path(file), memory_limit="6GB", threads=2) as warehouse, warehouse.writer() as con:
        fill(con, facts.EVENT_TABLES, int(customers))
        con.execute("CHECKPOINT")


if __name__ == "__main__":
    main()
