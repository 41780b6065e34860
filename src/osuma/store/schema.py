"""DDL of the warehouse, derived from the canonical tables, and the store's own tables beside them."""

from __future__ import annotations

from functools import lru_cache

import duckdb

from osuma.engine.tables import companies, facts, known, months, people
from osuma.engine.tables.schema import INSTANT, Column, Table
from osuma.store.dialect import identifier, literal

_TYPES = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "int8": "TINYINT",
    "boolean": "BOOLEAN",
    "double": "DOUBLE",
    "date": "DATE",
    INSTANT: "TIMESTAMP",
    "array<string>": "VARCHAR[]",
}

#: Tables whose rows have versions; the older ones are in superseded_<table>.
VERSIONED: tuple[Table, ...] = (
    people.PROFILES,
    *facts.EVENT_TABLES.values(),
    facts.EVENT_OTHER,
    facts.PRODUCTS,
    facts.AREAS,
    facts.AD_COST,
    facts.ORDER_STATUS,
    companies.ACCOUNT_PROFILES,
    companies.CONTACTS,
    companies.DEALS,
    companies.DEAL_STAGES,
    facts.RATES,
    people.VISITORS,
)

_PLAIN: tuple[Table, ...] = (
    people.IDENTITIES,
    people.CUSTOMERS,
    people.IDENTITY_LINKS,
    people.IDENTITY_REVIEW,
    people.CUSTOMER_CHANGES,
    people.CONSENTS,
    people.SUPPRESSIONS,
    people.CUSTOMER_CONSENTS,
    facts.LOADS,
    facts.SEGMENTS,
    facts.RUNS,
    facts.RUN_SEGMENTS,
    facts.MEMBERSHIP_NOW,
    facts.MEMBERSHIP_MOVES,
    known.SCORES,
    known.EXPOSURES,
    companies.ACCOUNT_IDENTITIES,
    companies.ACCOUNTS,
    companies.ACCOUNT_LINKS,
    companies.ACCOUNT_CANDIDATES,
    companies.ACCOUNT_CHANGES,
    *months.TABLES,
)

KEY_COUNTERS = Table(
    "key_counters",
    "High-water marks of dense keys, so that a key is never given twice, undone imports included.",
    (
        Column("name", "string", "identity, link, candidate, segment, account or account_link", nullable=False),
        Column("last", "int64", "the largest key ever given", nullable=False),
    ),
    key=("name",),
)
SIGHTINGS = Table(
    "sightings",
    "A later import that brought a row unchanged; the row outlives the undo of the import that wrote it.",
    (
        Column("table_name", "string", "the table of the row", nullable=False),
        Column("source", "string", "source of the row", nullable=False),
        Column("source_row_id", "string", "the row's id in its source", nullable=False),
        Column("content_hash", "string", "its content then", nullable=False),
        Column("import_id", "int64", "the import that saw it again", nullable=False),
    ),
)
RETIREMENTS = Table(
    "link_retirements",
    "Links that an import took back because their identifier turned out to be shared.",
    (
        Column("link_id", "int64", "the link", nullable=False),
        Column("import_id", "int64", "the import that took it back", nullable=False),
    ),
)
CANDIDATES = Table(
    "identity_candidates",
    "Pairs of people who may be one, by likeness; written whole by each search. Who has been joined or kept "
    "apart since is no candidate any longer.",
    (
        Column("candidate_id", "int64", "dense id, never given twice", nullable=False),
        Column("a", "int64", "identity_key that stood for one of them, the smaller", nullable=False),
        Column("b", "int64", "identity_key that stood for the other", nullable=False),
        Column("weight", "double", "log2 of the odds that they are one person", nullable=False),
        Column("probability", "double", "the same odds as a probability, 0 to 1", nullable=False),
        Column(
            "reasons", "string", "JSON: field, how alike (same, near, differs), weight; no values", nullable=False
        ),
        Column("found_at", INSTANT, "when they were looked for (UTC)", nullable=False),
    ),
    key=("candidate_id",),
)
AWAITS = Table(
    "refund_awaits",
    "Refunds of orders that were not known when the refund came; linked when the order comes.",
    (
        Column("source", "string", "source of the refund", nullable=False),
        Column("source_row_id", "string", "the refund's id in its source", nullable=False),
        Column("order_event_id", "string", "the order that it names", nullable=False),
        Column("import_id", "int64", "the load that brought the refund", nullable=False),
    ),
)
RATE_FILLS = Table(
    "rate_fills",
    "Rows whose amount in the workspace's currency was worked out after their import, when a rate came.",
    (
        Column("import_id", "int64", "the load that brought the rate", nullable=False),
        Column("table_name", "string", "event_order, event_order_line or event_refund", nullable=False),
        Column("event_id", "string", "the row", nullable=False),
        Column("content_hash", "string", "its version", nullable=False),
    ),
)
WATERMARKS = Table(
    "watermarks",
    "How far each ledger of the catalog has been projected.",
    (
        Column("name", "string", "consents or suppressions", nullable=False),
        Column("seq", "int64", "position of the last projected entry", nullable=False),
    ),
    key=("name",),
)
INBOX_CONSENTS = Table(
    "inbox_consents",
    "Statements of a load on their way to the catalog's consent ledger.",
    (
        Column("import_id", "int64", "the load", nullable=False),
        Column("identity_key", "int64", "whose", nullable=False),
        Column("source", "string", "which source says so", nullable=False),
        Column("source_id", "string", "the person's id in that source", nullable=False),
        Column("purpose", "string", "marketing, tracking …", nullable=False),
        Column("channel", "string", "email, sms, phone, post", nullable=False),
        Column("state", "string", "granted, refused or unknown", nullable=False),
        Column("ts", INSTANT, "when it was given or refused (UTC)", nullable=False),
        Column("dated", "boolean", "whether the source gave that time itself", nullable=False),
        Column("text_version", "string", "version of the consent text, where known"),
        Column("evidence", "string", "JSON: what the source recorded"),
        Column("method", "string", "code: how it was said, where known"),
        Column("double_opt_in", "boolean", "whether it was confirmed by a link in a message, where known"),
    ),
)
INBOX_SUPPRESSIONS = Table(
    "inbox_suppressions",
    "Suppressed addresses of a load on their way to the catalog's list.",
    (
        Column("import_id", "int64", "the load", nullable=False),
        Column("source", "string", "who says so", nullable=False),
        Column("channel", "string", "email, sms, phone, post", nullable=False),
        Column("address", "string", "folded e-mail or E.164 phone", nullable=False),
        Column("reason", "string", "one of `people.REASONS`", nullable=False),
        Column("ts", INSTANT, "since when (UTC)", nullable=False),
        Column("dated", "boolean", "whether the source gave that time itself; null where it is not known"),
    ),
)
SNAPSHOTS = Table(
    "membership_snapshots",
    "Who was in which segment after every thirtieth run, so that history is read from near.",
    (
        Column("run_id", "int64", "the run", nullable=False),
        Column("segment_id", "int64", "the segment version", nullable=False),
        Column("unit_key", "int64", "customer_key, or account_key of companies", nullable=False),
    ),
    sort=("run_id", "segment_id", "unit_key"),
)
KEPT_FIGURES = Table(
    "kept_figures",
    "The file of figures that the next refresh starts from: at most one row, gone with any write that is not noted.",
    (
        Column("token", "string", "name of the file", nullable=False),
        Column("run_id", "int64", "the run that kept it", nullable=False),
        Column("as_of", INSTANT, "the instant of its numbers (UTC)", nullable=False),
    ),
)
PEOPLE_TOUCHED = Table(
    "people_touched",
    "Whose older rows changed, or who is one person with whom, since figures were kept; they are computed anew.",
    (Column("touched", "int64", "identity_key of a record of theirs; may be there more than once", nullable=False),),
)
_OWN: tuple[Table, ...] = (
    KEY_COUNTERS,
    SIGHTINGS,
    RETIREMENTS,
    CANDIDATES,
    AWAITS,
    RATE_FILLS,
    WATERMARKS,
    INBOX_CONSENTS,
    INBOX_SUPPRESSIONS,
    SNAPSHOTS,
    KEPT_FIGURES,
    PEOPLE_TOUCHED,
)


#: Views of a new warehouse: first runs of segments, and all moves (see `osuma.store.membership.runs`).
VIEWS = (
    "CREATE VIEW membership_first AS SELECT v.segment_id, f.run_id FROM segment_versions v JOIN (SELECT w.slug, "
    "min(s.run_id) AS run_id FROM run_segments s JOIN segment_versions w USING (segment_id) WHERE s.error IS NULL "
    "GROUP BY w.slug) f USING (slug)",
    "CREATE VIEW membership_history AS SELECT run_id, segment_id, unit_key, direction, cause FROM membership_moves "
    "UNION ALL SELECT n.run_id, n.segment_id, n.unit_key, 1::TINYINT, 'first' FROM membership_now n "
    "JOIN membership_first f ON f.segment_id = n.segment_id AND f.run_id = n.run_id",
)


def superseded(table: Table) -> Table:
    """The twin that holds older versions: the same columns and the import that replaced the row."""
    by = Column("superseded_by", "int64", "the import that replaced or removed the row", nullable=False)
    return Table(f"superseded_{table.name}", f"Older versions of {table.name}.", (*table.columns, by))


def event_tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table of events, one of a workspace's own types and `event_other` included; no older versions."""
    found = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE NOT temporary AND starts_with(table_name, 'event_') ORDER BY 1"
    ).fetchall()
    return [str(name) for (name,) in found]


def versioned(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table whose rows have versions, those of a workspace's own event types included."""
    return list(dict.fromkeys([*(table.name for table in VERSIONED), *event_tables(con)]))


def all_tables() -> tuple[Table, ...]:
    """Every table of a new warehouse, in the order in which they are made."""
    twins = tuple(superseded(table) for table in VERSIONED)
    return (*_PLAIN, *VERSIONED, *twins, *_OWN)


def tables_with(con: duckdb.DuckDBPyConnection, *names: str) -> list[str]:
    """The tables of the warehouse that have all of these columns, older versions and own event types too, by name."""
    # DuckDB is asked of own types alone: the first question of duckdb_columns() costs as much as opening the file
    known = _static()
    own = [t for name in event_tables(con) if name not in known for t in (name, f"superseded_{name}")]
    found = [name for name, table in known.items() if table.by_name.keys() >= set(names)]
    return sorted([*found, *(name for name in own if columns(con, name).keys() >= set(names))])


@lru_cache(maxsize=1)
def _static() -> dict[str, Table]:
    return {table.name: table for table in all_tables()}


def sql_type(portable: str) -> str:
    """A portable column type as DuckDB writes it."""
    if portable.startswith("decimal("):
        return portable.upper()
    return _TYPES[portable]


def portable_type(sql: str) -> str:
    """The portable type behind a type of `sql_type`. Raises KeyError for a type that no table of ours has."""
    if sql.startswith("DECIMAL("):
        return sql.lower()
    return {kind: portable for portable, kind in _TYPES.items()}[sql]


#: Texts that hardly ever repeat: looking for a way to compress them costs more than half of an insert (measured:
#: 2.6 to 1.35 s of CPU per million orders, for a file of 134 instead of 50 MB).
_UNIQUE_TEXTS = frozenset({
    "event_id", "source_row_id", "content_hash", "order_id", "order_event_id", "line_event_id", "refund_id",
    "source_id", "external_id", "email", "email_fold", "phone", "deal_key",
})  # fmt: skip


def column_ddl(column: Column) -> str:
    """One column of CREATE TABLE or ALTER TABLE."""
    plain = " USING COMPRESSION uncompressed" if column.name in _UNIQUE_TEXTS else ""
    return f"{identifier(column.name)} {sql_type(column.type)}{'' if column.nullable else ' NOT NULL'}{plain}"


def ddl(table: Table) -> str:
    """CREATE TABLE of one table. Keys are kept unique by the load, not by an index (it halves the speed)."""
    return f"CREATE TABLE {identifier(table.name)} ({', '.join(column_ddl(c) for c in table.columns)})"


def create(con: duckdb.DuckDBPyConnection) -> None:
    """Make every table in an empty warehouse."""
    for table in all_tables():
        con.execute(ddl(table))
    for view in VIEWS:
        con.execute(view)


def columns(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table of the warehouse or a temporary one, with their DuckDB types, in order."""
    described = con.execute(f"SELECT name, type FROM pragma_table_info({literal(identifier(table))})").fetchall()
    return {str(name): str(kind) for name, kind in described}


def exists(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the warehouse has the table."""
    found = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = ? AND NOT temporary", [table]
    ).fetchall()  # a result that is read to its end leaves the connection free
    return bool(found[0][0])


def add_column(con: duckdb.DuckDBPyConnection, table: str, name: str, kind: str) -> None:
    """Widen a table, and its twin of older versions where it has one, by a column that may be null."""
    for target in (table, f"superseded_{table}"):
        if exists(con, target) and name not in columns(con, target):
            con.execute(f"ALTER TABLE {identifier(target)} ADD COLUMN {identifier(name)} {kind}")


def next_keys(con: duckdb.DuckDBPyConnection, name: str, n: int) -> int:
    """Reserve `n` dense keys; gives the number before the first of them."""
    found = con.execute("SELECT last FROM key_counters WHERE name = ?", [name]).fetchall()
    last = int(found[0][0]) if found else 0
    if not found:
        con.execute("INSERT INTO key_counters VALUES (?, ?)", [name, last + n])
    elif n:
        con.execute("UPDATE key_counters SET last = ? WHERE name = ?", [last + n, name])
    return last
