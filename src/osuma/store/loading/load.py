"""A load: staged rows into the canonical tables, everything in the one transaction of the caller."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import duckdb
import pyarrow as pa

from osuma.store import dialect
from osuma.store.companies import deals, loading
from osuma.store.dialect import literal
from osuma.store.loading import (
    complete,
    events,
    orders,
    own_export,
    rates,
    reconcile,
    reference,
    refunds,
    same_refunds,
    strangers,
    visitors,
)
from osuma.store.people import consents, customers, identity
from osuma.store.people import profiles as people
from osuma.store.writing import touched
from osuma.store.writing.batch import Batch, LoadContext, LoadResult, Rows
from osuma.store.writing.rejects import rows_beside, write_out, write_rows
from osuma.store.writing.rows import number
from osuma.store.writing.staging import Staged, drop, stage
from osuma.store.writing.watch import watched

#: Later ones read what earlier ones wrote.
_ORDER = ("products", "orders", "order_lines", "refunds", "deals", "deal_stages")


def load(con: duckdb.DuckDBPyConnection, batches: Batch | Sequence[Batch], context: LoadContext) -> LoadResult:
    """Write one import, of one table or several, through a connection inside `Warehouse.transaction()`.

    A row whose id and content are known changes nothing; other content under the same id is a new version. Refused
    rows go to `context.refused_path`. The catalog's journal must know `context.import_id` before the commit.
    """
    parts = batches if isinstance(batches, Sequence) else (batches,)
    result = LoadResult(context.import_id)
    ledgers = reconcile.Ledgers()
    con.execute("INSERT INTO loads VALUES (?, 'import', ?, NULL, '{}')", [context.import_id, context.recorded_at])
    for name in ("refused", "warned"):
        con.execute(
            f'CREATE OR REPLACE TEMP TABLE {name} ("row" BIGINT, "column" VARCHAR, value VARCHAR, code VARCHAR)'
        )
    if context.complete is not None:
        complete.start(con)
    for n, batch in enumerate(parts):
        with ExitStack() as stack:
            stack.enter_context(dialect.functions(con, batch.functions))
            _load_one(con, batch, n, context, result, ledgers)
        context.step("staged", n + 1, len(parts))
    if context.complete is not None:
        complete.remove(con, context.complete, context, result)
    with watched(con, context, "refused"):
        result.refused = write_out(con, "refused", context.refused_path)
        result.warnings = write_out(con, "warned", context.warnings_path)
    result.reconciliation, result.reconciliation_of_refunds = ledgers.told()
    result.anonymous = visitors.brought(con, context)
    result.refunds_elsewhere = refunds.elsewhere(con, context)
    result.stages_astray = deals.astray(con, context)
    result.companies_elsewhere = loading.elsewhere(con, context)
    touched.by_load(con, context.import_id)
    con.execute("UPDATE loads SET detail = ? WHERE import_id = ?", [json.dumps(result.as_dict()), context.import_id])
    context.step("loaded")
    return result


def _load_one(
    con: duckdb.DuckDBPyConnection,
    batch: Batch,
    n: int,
    context: LoadContext,
    result: LoadResult,
    ledgers: reconcile.Ledgers,
) -> None:
    raw = f"raw_{n}"
    with watched(con, context, "checking"):
        staged = stage(con, batch, raw)
        noted = number(con, "SELECT count(*) FROM refused")
        if _note_refused(con, batch, raw) and context.refused_path is not None:
            write_rows(con, batch.numbered_sql.format(raw=raw), noted, rows_beside(context.refused_path, n))
        reconcile.claim(con, batch, raw, ledgers)
    for areas in (one for one in staged if one.target == "areas"):
        result.of("areas").add(reference.write(con, areas, batch.source, context))
    with watched(con, context, "people"):
        news = own_export.settle(con, staged, batch.source, context, result)
        _load_people(con, news, batch.source, context, result)
        loading.load(con, news, batch.source, context, result)
    with watched(con, context, "storing"):
        _load_facts(con, news, batch.source, context, result)
        reconcile.explain(con, news, batch.source, context, ledgers)
    if context.complete is not None:
        complete.note(con, staged, batch.source, context.complete)
    drop(con, batch, raw)


def _note_refused(con: duckdb.DuckDBPyConnection, batch: Batch, raw: str) -> bool:
    """Write down what was refused and what was warned of; whether anything was refused."""
    written = {"refused": 0, "warned": 0}
    for table, sql in (("refused", batch.refused_sql), ("warned", batch.warnings_sql)):
        if sql:
            told = f'SELECT "row", "column", value, code FROM ({sql.format(raw=raw)})'
            written[table] = number(con, f"INSERT INTO {table} {told}")
    early = batch.refused_early
    if early:
        columns: dict[str, Any] = {"row": pa.array([r.row for r in early], pa.int64())}
        columns |= {c: pa.array([getattr(r, c) for r in early], pa.string()) for c in ("column", "value", "code")}
        con.register("early_rows", pa.table(columns))
        con.execute("INSERT INTO refused SELECT * FROM early_rows")
        con.unregister("early_rows")
    if batch.refused_rest is not None:
        kinds = "{'row': 'BIGINT', 'column': 'VARCHAR', 'value': 'VARCHAR', 'code': 'VARCHAR'}"
        con.execute(
            f"INSERT INTO refused SELECT * FROM read_csv({literal(str(batch.refused_rest))}, columns = {kinds}, "
            "header = false, auto_detect = false)"
        )
    return bool(written["refused"] or early or batch.refused_rest)


def _load_people(
    con: duckdb.DuckDBPyConnection,
    staged: Sequence[Staged],
    source: str,
    context: LoadContext,
    result: LoadResult,
) -> None:
    """Identities, profiles, links and customers, so that facts are written with their final person.

    Those who live in the areas of this load are made again: their municipality may be known by the postcode now.
    """
    result.identities += people.identify(con, staged, source, context)
    result.links += own_export.link(con, staged, context)
    visitors.note(con, staged, source, context)
    if found := strangers.compared(con, staged, source):
        result.strangers.append(found)
    told = people.describe(con, staged, source, context)
    for target in {s.target for s in staged} & {"customers"}:
        result.of(target).add(told)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE met AS SELECT identity_key FROM described UNION "
        "SELECT identity_key FROM who WHERE fresh"
    )
    resolved = identity.resolve(con, "met", context)
    result.links += resolved.links
    result.reviews += resolved.reviews
    con.execute("CREATE OR REPLACE TEMP TABLE resolved AS SELECT * FROM moved")
    near = " UNION ".join(f"SELECT identity_key FROM {name}" for name in ("met", "noted", "resolved"))
    result.links += visitors.join(con, near, context)
    result.touched += customers.touch(
        con,
        "touched",
        "SELECT customer_key FROM identities SEMI JOIN met USING (identity_key)",
        "SELECT customer_key FROM identities i SEMI JOIN (SELECT identity_key FROM who WHERE risen) w USING "
        "(identity_key)",
        "SELECT unnest([old_key, new_key]) FROM resolved",
        "SELECT unnest([old_key, new_key]) FROM moved",
        customers.in_areas(reference.touched_areas(context.import_id)),
    )
    customers.derive(con, "touched", context.set_apart)
    consents.derive(con, "touched")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE who AS SELECT w.person, w.identity_key, i.customer_key, c.set_apart IS "
        "NOT NULL AS "
        "apart FROM who w JOIN identities i USING (identity_key) LEFT JOIN customers c ON c.customer_key = "
        "i.customer_key"
    )


def _load_facts(
    con: duckdb.DuckDBPyConnection,
    staged: Sequence[Staged],
    source: str,
    context: LoadContext,
    result: LoadResult,
) -> None:
    written = {"lines": "order_event_id", "refunds": "order_event_id", "list": "source_row_id"}
    for name, column in written.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE written_{name} ({column} VARCHAR)")
    con.execute("CREATE OR REPLACE TEMP TABLE written_orders (event_id VARCHAR, source_row_id VARCHAR, fate VARCHAR)")
    known = {s.target for s in staged}
    for one in sorted(staged, key=lambda s: _ORDER.index(s.target) if s.target in _ORDER else len(_ORDER)):
        _write(con, one, source, context, result, whole="orders" in known)
    _settle_refunds(con, context, result)


#: Targets that need nothing but to be written; what is not named anywhere is an event type.
_WRITERS: Mapping[str, Callable[[duckdb.DuckDBPyConnection, Staged, str, LoadContext], Rows]] = {
    "contacts": deals.write_contacts,
    "deals": deals.write_deals,
    "deal_stages": deals.write_stages,
    "refunds": refunds.write,
    "products": reference.write,
    "ad_cost": reference.write,
}


def _write(
    con: duckdb.DuckDBPyConnection,
    staged: Staged,
    source: str,
    context: LoadContext,
    result: LoadResult,
    *,
    whole: bool,
) -> None:
    told = result.of(staged.target)
    told.repeated += staged.repeated.rows
    if staged.contradicting.rows:
        result.contradict(staged.target, staged.contradicting.rows, staged.contradicting.amount)
    match staged.target:
        case "customers" | "accounts" | "areas":
            return
        case "orders":
            told.add(orders.write(con, staged, source, context))
            refunds.link_waiting(con)  # what a list told of an order before is no part of what its own file adds
            result.of("refunds").add(refunds.from_orders(con, staged, source, context))
        case "order_lines":
            told.add(orders.write_lines(con, staged, source, context, whole=whole))
        case "rates":
            told.add(rates.write(con, staged, source, context))
            for table, n in rates.fill(con, context).items():
                result.filled[table] = result.filled.get(table, 0) + n
        case "consents":
            told.add(consents.write_consents(con, staged, source, context, _moment(context)))
            result.consents = _arrived(con, "inbox_consents", context)
        case "suppressions":
            told.add(consents.write_suppressions(con, staged, source, context, _moment(context)))
            result.suppressions = _arrived(con, "inbox_suppressions", context)
        case target:
            told.add(_WRITERS.get(target, events.write)(con, staged, source, context))


def _moment(context: LoadContext) -> str:
    return literal(context.file_at or context.recorded_at)


def _arrived(con: duckdb.DuckDBPyConnection, table: str, context: LoadContext) -> int:
    row = con.execute(f"SELECT count(*) FROM {table} WHERE import_id = ?", [context.import_id]).fetchone()
    return int(row[0]) if row else 0


def _settle_refunds(con: duckdb.DuckDBPyConnection, context: LoadContext, result: LoadResult) -> None:
    """Split refunds over lines, then count again whatever a refund, a change or a setting touched."""
    written = f"SELECT order_event_id FROM event_refund WHERE import_id = {context.import_id}"
    con.execute(
        f"INSERT INTO written_refunds SELECT order_event_id FROM ({written}) WHERE order_event_id IS NOT NULL "
        "UNION SELECT order_event_id FROM written_lines "
        "UNION SELECT event_id FROM written_orders WHERE event_id IN (SELECT order_event_id FROM event_refund)"
    )
    refunds.allocate(con, context)
    told_twice = same_refunds.settle(con, context)
    result.same_refunds = same_refunds.brought(con, context) or result.same_refunds
    orders.recount(
        con,
        f"{told_twice} UNION ALL SELECT event_id FROM written_orders WHERE fate = 'changed' "
        "UNION ALL SELECT order_event_id FROM written_refunds WHERE order_event_id IN (SELECT order_event_id "
        f"FROM event_refund) UNION ALL {customers.ORDERS_OF_APART_CHANGED}",
    )
