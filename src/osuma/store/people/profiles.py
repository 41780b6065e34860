"""Identities of a load, and what it says of each: profiles with their versions and changes."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from osuma.engine.tables.people import ATTRIBUTES, LIST_ATTRIBUTES
from osuma.store import schema
from osuma.store.dialect import content_hash, fold, fold_list, identifier, literal, local_date
from osuma.store.writing import rows
from osuma.store.writing.batch import LoadContext, Rows
from osuma.store.writing.staging import Staged, anonymous

#: Attributes as a staged row gives them: no twins, nothing derived. Lists are null where they are not known.
GIVEN: tuple[str, ...] = tuple(
    c.name for c in ATTRIBUTES if not c.name.endswith(("_fold", "_set")) and c.name != "created_date"
)
_KIND = "CASE strength WHEN 3 THEN 'person' WHEN 2 THEN 'guest' ELSE 'anonymous' END"


def identify(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, context: LoadContext) -> int:
    """Give every person named in staged rows an identity; leaves them in temp table `who`. Gives how many are new.

    who: person, identity_key, customer_key, fresh (made now), risen (was anonymous or a guest and is a person now).
    """
    named = [s for s in staged if s.names_people]
    parts = [
        f'SELECT person, {n} AS part, min("row") AS first_row, {_strength(s)} AS strength '
        f"FROM {s.table} WHERE person IS NOT NULL GROUP BY person"
        for n, s in enumerate(named)
    ] or ["SELECT NULL::VARCHAR AS person, 0 AS part, 0 AS first_row, 0 AS strength WHERE false"]
    people = rows.number(
        con,
        "CREATE OR REPLACE TEMP TABLE named AS SELECT person, min(part) AS part, arg_min(first_row, part) AS "
        "first_row, "
        "max(strength) AS strength, person LIKE 'email:%' OR person LIKE 'phone:%' OR person LIKE 'content:%' "
        f"OR {anonymous('person')} AS pseudo "
        f"FROM ({' UNION ALL '.join(parts)}) GROUP BY person",
    )
    made = rows.number(
        con,
        "CREATE OR REPLACE TEMP TABLE fresh AS SELECT n.*, row_number() OVER (ORDER BY part, first_row, "
        "person) AS nth "
        f"FROM named n ANTI JOIN identities i ON i.source = {literal(source)} AND i.source_id = n.person",
    )
    before = schema.next_keys(con, "identity", made)
    con.execute(
        f"INSERT INTO identities SELECT {before} + nth, {before} + nth, {literal(source)}, person, pseudo, "
        f"{_KIND}, {context.import_id} FROM fresh ORDER BY nth"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE who AS SELECT n.person, i.identity_key, i.customer_key, "
        f"i.identity_key > {before} AS fresh, n.strength > {_rank('i.kind')} AS risen "
        f"FROM named n JOIN identities i ON i.source = {literal(source)} AND i.source_id = n.person"
    )
    if made < people:
        con.execute(
            f"UPDATE identities SET kind = {_KIND} "
            "FROM (SELECT identity_key, n.strength FROM who JOIN named n USING (person) WHERE risen) w "
            "WHERE identities.identity_key = w.identity_key"
        )
    return made


def _strength(staged: Staged) -> str:
    """3 person, 2 guest, 1 anonymous: what rows of this target make of an identity."""
    if staged.target == "customers":
        named = " OR ".join(f"{c} IS NOT NULL" for c in ("first_name", "last_name", "full_name"))
        return f"max(CASE WHEN person LIKE 'content:%' AND NOT ({named}) THEN 2 ELSE 3 END)"
    if staged.makes_people:
        return f"max(CASE WHEN {anonymous('person')} THEN 1 ELSE 3 END)"
    return "max(CASE WHEN person LIKE 'email:%' OR person LIKE 'phone:%' THEN 3 ELSE 1 END)"


def _rank(kind: str) -> str:
    return f"CASE {kind} WHEN 'person' THEN 3 WHEN 'guest' THEN 2 ELSE 1 END"


def describe(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, context: LoadContext) -> Rows:
    """Write what the load says of people. Identities whose profile changed are left in temp table `described`."""
    con.execute("CREATE OR REPLACE TEMP TABLE described (identity_key BIGINT)")
    told = Rows()
    said = [s for s in staged if s.target == "customers"]
    for origin in ("customers", "orders"):
        tables = [s for s in said if s.origin == origin]
        if tables:
            union = " UNION ALL BY NAME ".join(f"SELECT * FROM {s.table}" for s in tables)
            con.execute(f"CREATE OR REPLACE TEMP VIEW said_rows AS {union}")
            told.add(_write(con, "said_rows", origin, source, context))
    if _glean(con, staged, said):
        _write(con, "gleaned", "orders", source, context)
    return told


def _glean(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], said: Sequence[Staged]) -> bool:
    """E-mails and phones that other rows carry are something said of people, where nothing else is."""
    parts = [
        "SELECT person, person_email AS email, person_phone AS phone, "
        f"{'max(ts)' if 'ts' in s.columns else 'NULL::TIMESTAMP'} AS source_updated_at, "
        f'max("row") AS "row" FROM {s.table} WHERE person IS NOT NULL AND (person_email IS NOT NULL '
        "OR person_phone IS NOT NULL) GROUP BY person, person_email, person_phone"
        for s in staged
        if s.names_people and "person_email" in s.columns
    ]
    if not parts:
        return False
    known = "".join(f" ANTI JOIN {s.table} AS c{n} ON c{n}.person = g.person" for n, s in enumerate(said))
    made = f"CREATE OR REPLACE TEMP TABLE gleaned AS SELECT * FROM ({' UNION ALL '.join(parts)}) g{known}"
    return rows.number(con, made) > 0


def _write(con: duckdb.DuckDBPyConnection, incoming: str, origin: str, source: str, context: LoadContext) -> Rows:
    columns = schema.columns(con, incoming)
    own = _own_fields(con, columns)
    given = rows.filled(con, incoming, [f for f in (*GIVEN, *own) if f in columns])
    repeated, met = _said(con, incoming, given, columns, context)
    recalled = met and _recall(con, origin, source)
    stored = _stored_fields(con, own) if recalled else set()
    known = [f for f in (*GIVEN, *own) if f in given or f in stored]
    merged = _merge(con, known, given, origin, context, recalled)
    if recalled:
        settled = rows.settle(con, "profiles", "merged", source, context, clock=True)
        _changes(con, known, settled.join, origin, source, context)
    else:
        settled = rows.Settled(Rows(new=merged), "")
    settled.rows.repeated = repeated
    folded = {c for c in schema.columns(con, "profiles") if c.endswith("_fold")}
    expressions = {f: _stored(f) for f in known} | _twins(known, folded) | _unknown_lists(known)
    if "created_at" in known:
        expressions["created_date"] = local_date("i.created_at", context.zone)
    expressions |= {"identity_key": "i.identity_key", "origin": literal(origin)}
    expressions |= {"source_updated_at": "i.source_updated_at", "known_from": "i.known_from"}
    expressions |= rows.origin(source, context)
    ordered = f"FROM (SELECT i.* FROM merged AS i{settled.join} ORDER BY i.identity_key) AS i"
    rows.insert(con, "profiles", expressions, ordered)
    con.execute(f"INSERT INTO described SELECT i.identity_key FROM merged AS i{settled.join}")
    if settled.rows.stale:
        rows.keep_stale(con, "profiles", "merged", expressions, context)
    return settled.rows


def _own_fields(con: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> list[str]:
    """The workspace's own fields; new ones widen the tables."""
    for name, kind in columns.items():
        if name.startswith("x_"):
            for column in (name, f"{name}_fold") if kind == "VARCHAR" else (name,):
                schema.add_column(con, "profiles", column, kind)
                schema.add_column(con, "customers", column, kind)
    return own_fields(con)


def own_fields(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The workspace's own fields of profiles, without the twins of texts."""
    return [c for c in schema.columns(con, "profiles") if c.startswith("x_") and not c.endswith("_fold")]


def _recall(con: duckdb.DuckDBPyConnection, origin: str, source: str) -> bool:
    """Put the stored profiles of those whom the load speaks of into temp table `prior`; whether there are any."""
    found = rows.number(
        con,
        f"CREATE OR REPLACE TEMP TABLE prior AS SELECT * FROM profiles WHERE origin = {literal(origin)} "
        f"AND source = {literal(source)} AND identity_key IN (SELECT identity_key FROM said WHERE NOT fresh)",
    )
    return found > 0


def _stored_fields(con: duckdb.DuckDBPyConnection, own: list[str]) -> set[str]:
    """The fields that any of the stored profiles knows."""
    plain = rows.filled(con, "prior", [f for f in (*GIVEN, *own) if f not in LIST_ATTRIBUTES])
    ever = ", ".join(f"coalesce(bool_or({f}_set), false)" for f in LIST_ATTRIBUTES)
    (lists,) = con.execute(f"SELECT {ever} FROM prior").fetchall()
    return {*plain, *(f for f, known in zip(LIST_ATTRIBUTES, lists, strict=True) if known)}


def _said(
    con: duckdb.DuckDBPyConnection, incoming: str, given: list[str], columns: dict[str, str], context: LoadContext
) -> tuple[int, bool]:
    """One row per identity in temp table `said`: of several rows, the newest value of each column. Gives how many
    rows were left out, and whether the load speaks of anybody who was known before."""
    updated = rows.said_at(columns, context)
    fields = ", ".join(identifier(f) for f in given)
    con.execute(
        f'CREATE OR REPLACE TEMP TABLE said AS SELECT w.identity_key, {updated} AS source_updated_at, "row", '
        f"w.fresh{', ' + fields if fields else ''} FROM {incoming} JOIN who w USING (person)"
    )
    counted = "SELECT count(*), count(DISTINCT identity_key), count(*) FILTER (WHERE NOT fresh) FROM said"
    ((total, people, met),) = con.execute(counted).fetchall()
    if total == people:
        return 0, met > 0
    con.execute(
        "CREATE OR REPLACE TEMP TABLE said AS SELECT *, row_number() OVER (PARTITION BY identity_key ORDER BY "
        'source_updated_at NULLS FIRST, "row") AS nth FROM said'
    )
    newest = "".join(
        f", min({identifier(f)}) AS {identifier(f)}"
        if f == "created_at"
        else f", arg_max({identifier(f)}, nth) FILTER (WHERE {identifier(f)} IS NOT NULL) AS {identifier(f)}"
        for f in given
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE said AS SELECT identity_key, max(source_updated_at) AS source_updated_at, "
        f'max("row") AS "row", bool_or(fresh) AS fresh{newest} FROM said GROUP BY identity_key'
    )
    return int(total - people), met > 0


def _merge(
    con: duckdb.DuckDBPyConnection,
    fields: list[str],
    given: list[str],
    origin: str,
    context: LoadContext,
    recalled: bool,
) -> int:
    """Temp table `merged`: the fields, what is not given carried over from the stored profile, with their hash.
    Gives how many rows it has. recalled: whether there is a stored profile of anybody (temp table `prior`)."""
    values = {f: _carried(f, f in given, origin, _old(f) if recalled else "NULL") for f in fields}
    selected = "".join(f", {sql} AS {identifier(f)}" for f, sql in values.items())
    now = literal(context.recorded_at)
    known = f"coalesce({'p.known_from, ' if recalled else ''}least(s.source_updated_at, {now}), {now})"
    merged = (
        f"SELECT s.identity_key, {literal(origin + ':')} || d.source_id AS source_row_id, s.source_updated_at, "
        f"{known} AS known_from{selected} FROM said s JOIN identities d ON d.identity_key = s.identity_key"
        f"{' LEFT JOIN prior p ON p.identity_key = s.identity_key' if recalled else ''}"
    )
    hashed = content_hash({"origin": literal(origin)} | {f: identifier(f) for f in fields})
    made = f"CREATE OR REPLACE TEMP TABLE merged AS SELECT *, {hashed} AS content_hash FROM ({merged})"
    return rows.number(con, made)


def _carried(field: str, given: bool, origin: str, old: str) -> str:
    """A field of the new version: from the file, or as it was (SQL of `old`).

    A row of customers that leaves a given field empty says that it is empty; an order without a phone does not say
    that there is none.
    """
    if not given:
        return old
    new = f"s.{identifier(field)}"
    if field == "created_at":
        return f"least({new}, {old})"
    if field in ("email", "first_name", "last_name", "full_name", "city"):
        new = f"nullif(trim(nfc_normalize({new})), '')"
    return new if origin == "customers" else f"coalesce({new}, {old})"


def _old(field: str) -> str:
    if field in LIST_ATTRIBUTES:
        return f"CASE WHEN p.{field}_set THEN p.{field} END"
    return f"p.{identifier(field)}"


def _stored(field: str) -> str:
    return f"coalesce(i.{field}, [])" if field in LIST_ATTRIBUTES else f"i.{identifier(field)}"


def _twins(fields: list[str], folded: set[str]) -> dict[str, str]:
    twins: dict[str, str] = {}
    for field in fields:
        if field in LIST_ATTRIBUTES:
            twins[f"{field}_fold"] = fold_list(f"coalesce(i.{field}, [])")
            twins[f"{field}_set"] = f"i.{field} IS NOT NULL"
        elif f"{field}_fold" in folded:
            twins[f"{field}_fold"] = fold(f"i.{identifier(field)}")
    return twins


def _unknown_lists(known: list[str]) -> dict[str, str]:
    """Lists of which nothing is known in the whole load: empty, not null."""
    empty: dict[str, str] = {}
    for field in set(LIST_ATTRIBUTES) - set(known):
        empty |= {field: "[]::VARCHAR[]", f"{field}_fold": "[]::VARCHAR[]", f"{field}_set": "false"}
    return empty


def _text(field: str, value: str) -> str:
    return f"to_json({value})::VARCHAR" if field in LIST_ATTRIBUTES else f"({value})::VARCHAR"


def _changes(
    con: duckdb.DuckDBPyConnection, fields: list[str], join: str, origin: str, source: str, context: LoadContext
) -> None:
    """A row of customer_changes for each field whose value differs from the version just superseded."""
    if not join:
        return
    pairs = ", ".join(
        f"{{'field': {literal(f)}, 'old': {_text(f, _old(f))}, 'new': {_text(f, 'i.' + identifier(f))}}}"
        for f in fields
    )
    con.execute(
        "INSERT INTO customer_changes SELECT identity_key, customer_key, "
        f"{literal(origin)}, c.field, c.old, c.new, valid_from, {literal(context.recorded_at)}, {literal(source)}, "
        f"{context.import_id}, {fold('c.old')}, {fold('c.new')} "
        f"FROM (SELECT i.identity_key, d.customer_key, coalesce(least(i.source_updated_at, "
        f"{literal(context.recorded_at)}), {literal(context.recorded_at)}) AS valid_from, unnest([{pairs}]) AS c "
        f"FROM merged AS i{join} JOIN identities d ON d.identity_key = i.identity_key "
        "JOIN prior p ON p.identity_key = i.identity_key) WHERE c.old IS DISTINCT FROM c.new"
    )
