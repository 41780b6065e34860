"""Staged rows: what a file says, with the person named, the row's id and the hash of its content beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from osuma.engine.tables.facts import EVENT_TABLES
from osuma.store import identifiers
from osuma.store.batch import Batch
from osuma.store.dialect import content_hash, fold, identifier, literal

#: Staging columns that are not content: they may differ between two exports of the same thing, or follow from `ts`.
_NOT_CONTENT = {"row", "source_updated_at", "claimed", "local_date", "date_only"}
_PERSON = {"person_id", "person_email", "person_phone"}
#: What names a company: in a row of companies, and in a row that refers to one.
_OWN_COMPANY = ("business_id", "name", "domain")
_OTHER_COMPANY = ("account_business_id", "account_name", "account_domain")
#: Events that alone do not make a person of a visitor id; no more do those of a type that is not ours.
_ANONYMOUS = {"page_view"}
_IDS = {
    "orders": "'order:' || order_id",
    "order_lines": "'order_line:' || order_id || '/' || line_no",
    "products": "'product:' || product_id",
    "areas": "'area:' || postcode",
    "accounts": "'account:' || account",
    "contacts": "'contact:' || coalesce(person, '') || '/' || account",
    "deals": "'deal:' || deal_id",
    "ad_cost": "concat_ws('/', 'ad_cost:' || day, coalesce(campaign_id, campaign, ''), coalesce(ad_group_id, "
    "ad_group, ''), coalesce(ad, ''), currency)",
    "rates": "'rate:' || currency || '/' || day",
}


@dataclass(frozen=True)
class LeftOut:
    """Staged rows that gave way to another with the same id. amount: what their source counts for them, in the
    file's own currency; 0 where they are not orders or lines."""

    rows: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Staged:
    """One temporary table of staged rows: `person`, `source_row_id` and `content_hash` follow the staging columns.

    repeated: rows left out because a later row of the file has the same id; contradicting: those left out although
    they say other things than the row that was kept.
    """

    target: str
    origin: str
    table: str
    columns: dict[str, str]
    repeated: LeftOut
    contradicting: LeftOut

    @property
    def names_people(self) -> bool:
        return "person_id" in self.columns

    @property
    def names_companies(self) -> bool:
        return "account_id" in self.columns

    @property
    def makes_people(self) -> bool:
        kind, _, slug = self.target.partition(":")
        acts = kind != "events" or slug in EVENT_TABLES.keys() - _ANONYMOUS
        return self.names_people and acts


def stage(con: duckdb.DuckDBPyConnection, batch: Batch, raw: str) -> tuple[Staged, ...]:
    """Make the raw table and one staged table per output of the batch."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {raw} AS {batch.raw_sql}")
    return tuple(_staged(con, batch, raw, n) for n in range(len(batch.outputs)))


def _staged(con: duckdb.DuckDBPyConnection, batch: Batch, raw: str, n: int) -> Staged:
    output = batch.outputs[n]
    table = f"staged_{n}"
    inner = output.sql.format(raw=raw)
    described = con.execute(f"SELECT column_name, column_type FROM (DESCRIBE {inner})").fetchall()
    columns = {str(name): str(kind) for name, kind in described}
    extra = ", ".join(f"{sql} AS {name}" for name, sql in _extras(output.target, columns))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * EXCLUDE (email_key), {extra} "
        f"FROM (SELECT *, {_email_key(output.target, columns)} AS email_key FROM ({inner})) AS given"
    )
    repeated = _keep_last(con, table, output.target, columns)
    return Staged(output.target, output.origin, table, columns, *repeated)


def _extras(target: str, columns: dict[str, str]) -> Iterator[tuple[str, str]]:
    content = {c: identifier(c) for c in columns if c not in _NOT_CONTENT | _PERSON}
    person = _person(target) if "person_id" in columns else "NULL::VARCHAR"
    if target == "customers":
        person = f"coalesce({person}, 'content:' || {content_hash(content)})"
    yield "person", person
    if "account_id" in columns:
        yield "account", _company(_OWN_COMPANY if target == "accounts" else _OTHER_COMPANY)
    yield "content_hash", content_hash({**content, "person": person} if "person_id" in columns else content)
    yield "source_row_id", _row_id(target)


def _email_key(target: str, columns: dict[str, str]) -> str:
    """The folded e-mail where it has to stand in for an id."""
    if "person_id" not in columns:
        return "NULL::VARCHAR"
    email = f"trim({'email' if target == 'customers' else 'person_email'})"
    return f"CASE WHEN coalesce(trim(person_id), '') = '' THEN {fold(email)} END"


def _person(target: str) -> str:
    phone = "phone" if target == "customers" else "person_phone"
    return (
        "CASE WHEN trim(person_id) <> '' THEN trim(person_id) "
        f"WHEN email_key IS NOT NULL AND NOT {identifiers.placeholder_email('email_key')} THEN 'email:' || email_key "
        f"WHEN {phone} IS NOT NULL AND NOT {identifiers.placeholder_phone(phone)} THEN 'phone:' || {phone} END"
    )


def _company(named: tuple[str, str, str]) -> str:
    """The id of a company in its source, or what stands in for one."""
    business, name, domain = named
    return (
        f"CASE WHEN trim(account_id) <> '' THEN trim(account_id) WHEN {business} IS NOT NULL THEN 'business:' || "
        f"{business} WHEN trim({name}) <> '' THEN 'name:' || {fold(f'trim({name})')} "
        f"WHEN {domain} IS NOT NULL THEN 'domain:' || {domain} END"
    )


def _row_id(target: str) -> str:
    if target in _IDS:
        return _IDS[target]
    if target == "refunds":
        return "'refund:' || coalesce(refund_id, content_hash) || coalesce('/' || line_no, '')"
    if target.startswith("events:"):
        return f"{literal(target.removeprefix('events:') + ':')} || coalesce(event_id, content_hash)"
    return "person" if target == "customers" else "content_hash"


def _keep_last(
    con: duckdb.DuckDBPyConnection, table: str, target: str, columns: dict[str, str]
) -> tuple[LeftOut, LeftOut]:
    """Settle rows of one file that have the same id; customers are merged later, column by column. Gives what was
    left out: alike or older, and what contradicts the row that was kept."""
    if target == "order_lines":
        _number_lines(con, table)
    counted = con.execute(f"SELECT count(*), count(DISTINCT hash(source_row_id)) FROM {table}").fetchall()
    if target == "customers" or counted[0][0] == counted[0][1]:
        return LeftOut(), LeftOut()
    if target.startswith("events:"):
        _number_twins(con, table, "event_id IS NULL")
    elif target in ("refunds", "consents", "suppressions"):
        _number_twins(con, table, "true")
    newest = "source_updated_at DESC NULLS LAST, " if "source_updated_at" in columns else ""
    told = _left_out(con, table, target, columns, newest)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM {table} "
        f'QUALIFY row_number() OVER (PARTITION BY source_row_id ORDER BY {newest}"row" DESC) = 1'
    )
    return told


#: What a row of these is worth to its source. Of them, two rows of one id in one file are two statements of one sale.
_WORTH = {"orders": ("claimed", "total", "amount"), "order_lines": ("amount",)}


def _left_out(
    con: duckdb.DuckDBPyConnection, table: str, target: str, columns: dict[str, str], newest: str
) -> tuple[LeftOut, LeftOut]:
    """What will be left out. A row that its source dates is an older version and contradicts nothing."""
    worth = [c for c in _WORTH.get(target, ()) if c in columns]
    value = f"coalesce({', '.join(worth)}, 0)" if worth else "0"
    dated = "source_updated_at IS NOT NULL" if newest else "false"
    other = f"content_hash <> kept AND NOT {dated}" if target in _WORTH else "false"
    found = con.execute(
        f"SELECT {other} AS other, count(*), sum({value}) FROM (SELECT *, row_number() OVER settled AS place, "
        f"first_value(content_hash) OVER settled AS kept FROM {table} WINDOW settled AS (PARTITION BY source_row_id "
        f'ORDER BY {newest}"row" DESC)) WHERE place > 1 GROUP BY 1'
    ).fetchall()
    told = {bool(other): LeftOut(int(rows), Decimal(amount)) for other, rows, amount in found}
    return told.get(False, LeftOut()), told.get(True, LeftOut())


def _number_lines(con: duckdb.DuckDBPyConnection, table: str) -> None:
    missing = con.execute(f"SELECT count(*) FROM {table} WHERE line_no IS NULL").fetchone()
    if missing and missing[0]:
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * REPLACE ("
            "'order_line:' || order_id || '/' || line_no AS source_row_id) FROM (SELECT * REPLACE (coalesce(line_no, "
            f'row_number() OVER (PARTITION BY order_id ORDER BY "row")) AS line_no) FROM {table})'
        )


def _number_twins(con: duckdb.DuckDBPyConnection, table: str, where: str) -> None:
    """Rows without an id of their own that are alike to the letter are separate happenings: ~2, ~3 …"""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * EXCLUDE (twin) REPLACE (CASE WHEN {where} AND twin > 1 "
        "THEN source_row_id || '~' || twin ELSE source_row_id END AS source_row_id) FROM (SELECT *, row_number() "
        f'OVER (PARTITION BY source_row_id ORDER BY content_hash, "row") AS twin FROM {table})'
    )
