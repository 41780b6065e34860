"""Staged rows: what a file says, with the person named, the row's id and the hash of its content beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from osuma.engine.tables.facts import EVENT_TABLES
from osuma.store import schema
from osuma.store.dialect import content_hash, fold, identifier, literal, names
from osuma.store.writing import identifiers
from osuma.store.writing.batch import Batch, Output

#: Staging columns that are not content: they may differ between two exports of the same thing, or follow from `ts`.
_NOT_CONTENT = {"row", "source_updated_at", "claimed", "local_date", "date_only", "cookie_consent"}
_PERSON_COLUMNS = {"person_id", "person_email", "person_phone", "visitor_id"}
#: What names a company: in a row of companies, and in a row that refers to one.
_OWN_COMPANY = ("business_id", "name", "domain")
_OTHER_COMPANY = ("account_business_id", "account_name", "account_domain")
#: What is worked out of a row's columns, and columns that it is worked out of.
_KEYS = ("person", "account", "content_hash")
_NAMING = (
    "person_id",
    "person_email",
    "person_phone",
    "email",
    "phone",
    "visitor_id",
    "cookie_consent",
    "account_id",
    *_OWN_COMPANY,
    *_OTHER_COMPANY,
)
#: Lists of people, whose own columns say how to reach them.
_LISTS = ("customers", "own_export")
#: What a visitor id becomes where the row names nobody else: with cookies accepted, and without knowing that.
JOINABLE, UNCONSENTED = ANONYMOUS = ("visitor:", "unconsented:")
#: Events that alone do not make a person of a visitor id; no more do those of a type that is not ours.
_ANONYMOUS = {"page_view"}
#: What is many rows as a rule, and from which no step of a load takes rows away.
_VIEWED = {"orders", "customers", *(f"events:{slug}" for slug in EVENT_TABLES)}
#: How the id of a row begins that tells when a deal came to a stage.
STAGE = "deal_stage:"
_IDS = {
    "orders": "'order:' || order_id",
    "order_lines": "'order_line:' || order_id || '/' || line_no",
    "products": "'product:' || product_id",
    "areas": "'area:' || postcode",
    "accounts": "'account:' || account",
    "contacts": "'contact:' || coalesce(person, '') || '/' || account",
    "deals": "'deal:' || deal_id",
    "deal_stages": f"concat_ws('/', {literal(STAGE)} || deal_id, {fold('stage')}, ts)",
    "ad_cost": "concat_ws('/', 'ad_cost:' || day, coalesce(campaign_id, campaign, ''), coalesce(ad_group_id, "
    "ad_group, ''), coalesce(ad, ''), currency)",
    "rates": "'rate:' || currency || '/' || day",
}


def anonymous(column: str) -> str:
    """SQL that is true where a person's id was made from a visitor id."""
    return "(" + " OR ".join(f"starts_with({column}, {literal(prefix)})" for prefix in ANONYMOUS) + ")"


@dataclass(frozen=True)
class LeftOut:
    """Staged rows that gave way to another with the same id. amount: what their source counts for them, in the
    file's own currency; 0 where they are not orders or lines."""

    rows: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Staged:
    """One temporary table or view of staged rows: `person`, `source_row_id` and `content_hash` follow the columns.

    absent: columns in which no row has anything. rows: how many there were when it was made. repeated: rows left
    out because a later row of the file has the same id; contradicting: those left out although they say other
    things than the row that was kept.
    """

    target: str
    origin: str
    table: str
    columns: dict[str, str]
    absent: frozenset[str]
    repeated: LeftOut
    contradicting: LeftOut
    rows: int = 0

    def gives(self, column: str) -> bool:
        """Whether any row may have something in the column."""
        return column in self.columns and column not in self.absent

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
    """Make the raw table, and of it what each output of the batch has.

    Where a row of the raw table is a row of an output by itself, the output is a view, and what is dear to compute
    (the person, the hash) stands in the raw table: the rows are written once. Else it is a table of its own.
    """
    sql = batch.raw_sql
    for n, output in enumerate(batch.outputs):
        if _is_view(output):
            sql = _with_keys(sql, output, n)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {raw} AS {sql}")
    return tuple(_staged(con, batch, raw, n) for n in range(len(batch.outputs)))


def drop(con: duckdb.DuckDBPyConnection, batch: Batch, raw: str) -> None:
    """Forget what `stage` made."""
    for n, output in enumerate(batch.outputs):
        con.execute(f"DROP {'VIEW' if _is_view(output) else 'TABLE'} {raw}_{n}")
        con.execute(f"DROP TABLE IF EXISTS {raw}_{n}_rows")
    con.execute(f"DROP TABLE {raw}")


def _is_view(output: Output) -> bool:
    return bool(output.fields) and output.target in _VIEWED


def _with_keys(sql: str, output: Output, n: int) -> str:
    """The raw table with what is worked out of each row of one output beside."""
    given = {c: f"{n}.{c}" for c in output.fields if c not in output.absent}
    typed = ", ".join(f"{output.fields[c]} AS {identifier(name)}" for c, name in given.items())
    keyed = _keyed(f"SELECT *, {typed} FROM ({sql})", output.target, given, output.fields)
    dropped = names([*given.values(), "email_key", *_KEYS])
    kept = ", ".join(f"{key} AS {key}_{n}" for key in _KEYS)
    return f"SELECT * EXCLUDE ({dropped}), {kept} FROM ({keyed})"


def _staged(con: duckdb.DuckDBPyConnection, batch: Batch, raw: str, n: int) -> Staged:
    output, table = batch.outputs[n], f"{raw}_{n}"
    if _is_view(output):
        fields = ", ".join(f"{sql} AS {identifier(c)}" for c, sql in output.fields.items())
        keys = ", ".join(f"{key}_{n} AS {key}" for key in _KEYS)
        keyed = f'SELECT "row", {fields}, {keys} FROM {batch.numbered_sql.format(raw=raw)} WHERE {output.where}'
    else:
        inner = output.sql.format(raw=raw)
        own = {c: c for (c,) in con.execute(f"SELECT column_name FROM (DESCRIBE {inner})").fetchall()}
        keyed = f"SELECT * EXCLUDE (email_key) FROM ({_keyed(inner, output.target, own, own)})"
    kind = "VIEW" if _is_view(output) else "TABLE"
    con.execute(
        f"CREATE OR REPLACE TEMP {kind} {table} AS SELECT *, {_row_id(output.target)} AS source_row_id FROM ({keyed})"
    )
    columns = {c: t for c, t in schema.columns(con, table).items() if c not in (*_KEYS, "source_row_id")}
    kept, left, repeated, contradicting = _keep_last(con, table, output.target, columns)
    return Staged(output.target, output.origin, kept, columns, output.absent, repeated, contradicting, left)


def _keyed(inner: str, target: str, columns: Mapping[str, str], all_of: Collection[str]) -> str:
    """Rows with `email_key`, `person`, `account` and `content_hash`.

    columns: staging column → its name in `inner`, of those that the file gives; all_of: every staging column.
    """
    content = {c: identifier(name) for c, name in columns.items() if c not in _NOT_CONTENT | _PERSON_COLUMNS}
    named = {c: identifier(columns[c]) if c in columns else "NULL::VARCHAR" for c in _NAMING}
    person = email_key = account = "NULL::VARCHAR"
    if "person_id" in all_of:
        person, email_key = _person(target, named), _email_key(target, named)
    if target in _LISTS:
        person = f"coalesce({person}, 'content:' || {content_hash(content)})"
    if "account_id" in all_of:
        account = _company(named, _OWN_COMPANY if target == "accounts" else _OTHER_COMPANY)
    hashed = content_hash(content | ({"person": "person"} if "person_id" in all_of else {}))
    if "visitor_id" in columns:
        hashed = _hash_of_visitors(content)
    return (
        f"SELECT *, {hashed} AS content_hash FROM (SELECT *, {person} AS person, {account} AS account FROM "
        f"(SELECT *, {email_key} AS email_key FROM ({inner})))"
    )


def _hash_of_visitors(content: Mapping[str, str]) -> str:
    """The content of rows that may be a visitor's: with consent it is another version (+) of the same row."""
    bare = f"substr(person, {len(UNCONSENTED) + 1})"
    alike = (
        f"CASE WHEN starts_with(person, {literal(UNCONSENTED)}) THEN {literal(JOINABLE)} || {bare} ELSE person END"
    )
    joinable = f"CASE WHEN starts_with(person, {literal(JOINABLE)}) THEN '+' ELSE '' END"
    return f"({content_hash(dict(content) | {'person': alike})} || {joinable})"


def _email_key(target: str, named: Mapping[str, str]) -> str:
    """The folded e-mail where it has to stand in for an id."""
    email = f"trim({named['email' if target in _LISTS else 'person_email']})"
    return f"CASE WHEN coalesce(trim({named['person_id']}), '') = '' THEN {fold(email)} END"


def _person(target: str, named: Mapping[str, str]) -> str:
    phone, given = named["phone" if target in _LISTS else "person_phone"], f"trim({named['person_id']})"
    visitor = f"trim({named['visitor_id']})"
    return (
        f"CASE WHEN {given} <> '' THEN {given} "
        f"WHEN email_key IS NOT NULL AND NOT {identifiers.placeholder_email('email_key')} THEN 'email:' || email_key "
        f"WHEN {phone} IS NOT NULL AND NOT {identifiers.placeholder_phone(phone)} THEN 'phone:' || {phone} "
        f"WHEN {visitor} <> '' THEN CASE {named['cookie_consent']} WHEN 'granted' THEN {literal(JOINABLE)} "
        f"ELSE {literal(UNCONSENTED)} END || {visitor} END"
    )


def _company(named: Mapping[str, str], which: tuple[str, str, str]) -> str:
    """The id of a company in its source, or what stands in for one."""
    business, name, domain = (named[c] for c in which)
    own = f"trim({named['account_id']})"
    return (
        f"CASE WHEN {own} <> '' THEN {own} WHEN {business} IS NOT NULL THEN 'business:' || "
        f"{business} WHEN trim({name}) <> '' THEN 'name:' || {fold(f'trim({name})')} "
        f"WHEN {domain} IS NOT NULL THEN 'domain:' || {domain} END"
    )


def _row_id(target: str) -> str:
    if target in _IDS:
        return _IDS[target]
    if target == "refunds":
        return "'refund:' || coalesce(refund_id, content_hash) || coalesce('/' || line_no, '')"
    if target.startswith("events:"):
        return f"{literal(target.removeprefix('events:') + ':')} || coalesce(event_id, rtrim(content_hash, '+'))"
    return "person" if target == "customers" else "content_hash"


def _keep_last(
    con: duckdb.DuckDBPyConnection, table: str, target: str, columns: dict[str, str]
) -> tuple[str, int, LeftOut, LeftOut]:
    """Settle rows of one file that have the same id; customers are merged later, column by column.

    Gives the table that has what is left, how many rows that is, and what was left out: alike or older, and what
    contradicts the row that was kept.
    """
    if target == "order_lines":
        _number_lines(con, table)
    ((total, ids),) = con.execute(f"SELECT count(*), count(DISTINCT hash(source_row_id)) FROM {table}").fetchall()
    if target == "customers" or total == ids:
        return table, int(total), LeftOut(), LeftOut()
    kept = f"{table}_rows"
    con.execute(f"CREATE OR REPLACE TEMP TABLE {kept} AS SELECT * FROM {table}")
    if target.startswith("events:"):
        _number_twins(con, kept, "event_id IS NULL")
    elif target in ("refunds", "consents", "suppressions"):
        _number_twins(con, kept, "true")
    newest = "source_updated_at DESC NULLS LAST, " if "source_updated_at" in columns else ""
    told = _left_out(con, kept, target, columns, newest)
    left = con.execute(
        f"CREATE OR REPLACE TEMP TABLE {kept} AS SELECT * FROM {kept} "
        f'QUALIFY row_number() OVER (PARTITION BY source_row_id ORDER BY {newest}"row" DESC) = 1'
    ).fetchall()
    return kept, int(left[0][0]), *told


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
