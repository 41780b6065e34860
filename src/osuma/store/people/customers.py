"""Customers, derived: one row a person, the newest known value of every attribute over the person's identities."""

from __future__ import annotations

from datetime import datetime

import duckdb

from osuma.engine.tables.facts import AREA_COUNTRIES
from osuma.engine.tables.people import ATTRIBUTES, LIST_ATTRIBUTES
from osuma.store import schema
from osuma.store.dialect import fold, fold_list, identifier, literal, local_date
from osuma.store.people import pinned
from osuma.store.people.profiles import GIVEN, own_fields
from osuma.store.writing import rows
from osuma.store.writing.batch import SetApart
from osuma.store.writing.staging import anonymous

_BIRTH = ("birth_date", "birth_year", "birth_month", "birth_day")
#: Areas are Finnish postcodes; whoever is known to live elsewhere has none, whatever their postcode looks like.
_FINNISH = f"coalesce(country, {literal(AREA_COUNTRIES[0])}) IN {AREA_COUNTRIES}"
#: SQL for the orders to count again after `derive`: those of the people whom it set apart, or no longer does.
ORDERS_OF_APART_CHANGED = (
    "SELECT event_id FROM event_order WHERE customer_key IN (SELECT customer_key FROM apart_changed)"
)
#: More than any key, and few enough bits for three ranks in front of one.
_APART_KEYS = 1 << 60
_FOLDED = {c.name for c in ATTRIBUTES if c.name.endswith("_fold")}


def derive(con: duckdb.DuckDBPyConnection, touched: str, apart: SetApart) -> None:
    """Make the customers again whose key is in the temporary table `touched` (customer_key); others stay as they are.

    Leaves in temp table `apart_changed` the customers who went out of the totals or came back.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE apart_before AS SELECT customer_key, set_apart FROM customers "
        f"WHERE set_apart IS NOT NULL AND customer_key IN (SELECT customer_key FROM {touched})"
    )
    con.execute(f"DELETE FROM customers WHERE customer_key IN (SELECT customer_key FROM {touched})")
    _insert(con, "customers", "profiles", touched, apart)
    pinned.derive(con, touched)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE apart_changed AS SELECT customer_key FROM (SELECT c.customer_key, c.set_apart "
        "FROM customers c WHERE c.set_apart IS NOT NULL AND c.customer_key IN (SELECT customer_key FROM "
        f"{touched})) n "
        "FULL JOIN apart_before b USING (customer_key) WHERE (n.set_apart IS NULL) <> (b.set_apart IS NULL)"
    )


def reapply(con: duckdb.DuckDBPyConnection, apart: SetApart) -> None:
    """Make everybody again under another rule of who is set apart; `apart_changed` is left as by `derive`."""
    touch(con, "everybody", "SELECT customer_key FROM identities")
    derive(con, "everybody", apart)


def customers_as_of(con: duckdb.DuckDBPyConnection, as_of: datetime, zone: str) -> None:
    """Make the temporary table `customers` of this cursor: everybody, with attributes as they were at an instant.

    as_of: naive UTC. An attribute is what the profile said then; before the first known value it is unknown. Who is
    the same person, and who is set apart, is as it is known now. The cursor sees this table in the place of the
    warehouse's own until it is closed or the table is dropped.
    """
    moment = literal(as_of)
    own = own_fields(con)
    fields = [*GIVEN, *own]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE then_changes AS SELECT identity_key, origin, field, old FROM customer_changes "
        f"WHERE valid_from > {moment} QUALIFY row_number() OVER (PARTITION BY identity_key, origin, field "
        "ORDER BY valid_from, recorded_at, import_id) = 1"
    )
    changed = [f for (f,) in con.execute("SELECT DISTINCT field FROM then_changes").fetchall() if f in fields]
    joins = "".join(
        f" LEFT JOIN then_changes c{n} ON c{n}.identity_key = p.identity_key AND c{n}.origin = p.origin "
        f"AND c{n}.field = {literal(f)}"
        for n, f in enumerate(changed)
    )
    kinds = schema.columns(con, "profiles")
    plain = {f: _then(f, kinds[f], changed.index(f) if f in changed else None, moment) for f in fields}
    con.execute(
        "CREATE OR REPLACE TEMP TABLE then_given AS SELECT p.identity_key, p.origin, p.source, p.import_id, "
        f"p.source_updated_at, p.known_from, {', '.join(f'{sql} AS {identifier(f)}' for f, sql in plain.items())} "
        f"FROM profiles p{joins}"
    )
    texts = [f for f in own if f"{f}_fold" in kinds]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE then_profiles AS SELECT *, {_derived_columns(zone, texts)} FROM then_given"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE then_apart AS SELECT customer_key, set_apart FROM customers")
    con.execute("CREATE OR REPLACE TEMP TABLE then_everyone AS SELECT DISTINCT customer_key FROM identities")
    kept = schema.columns(con, "customers")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE customers AS SELECT "
        + ", ".join(f"NULL::{kind} AS {identifier(name)}" for name, kind in kept.items())
        + " WHERE false"
    )
    _insert(con, "customers", "then_profiles", "then_everyone", SetApart())
    pinned.derive(con, "then_everyone")
    con.execute(
        "UPDATE customers SET set_apart = a.set_apart FROM then_apart a WHERE a.customer_key = customers.customer_key"
    )


def unknown_then(con: duckdb.DuckDBPyConnection, as_of: datetime) -> tuple[int, int]:
    """Of how many people nothing was known yet at an instant (naive UTC), and how many there are; whoever is set
    apart is in neither. con: a cursor that reads the warehouse's own tables."""
    counted = f"count(*) FILTER (WHERE known_from > {literal(as_of)}), count(*)"
    ((later, everybody),) = con.execute(
        f"SELECT {counted} FROM customers WHERE kind = 'person' AND set_apart IS NULL"
    ).fetchall()
    return int(later), int(everybody)


def _then(field: str, kind: str, change: int | None, moment: str) -> str:
    """The value of a field at the instant; lists are null where they are not known."""
    now = f"CASE WHEN p.{field}_set THEN p.{field} END" if field in LIST_ATTRIBUTES else f"p.{identifier(field)}"
    value = now
    if change is not None:
        old = (
            f"from_json(c{change}.old, '[\"VARCHAR\"]')"
            if field in LIST_ATTRIBUTES
            else f"CAST(c{change}.old AS {kind})"
        )
        value = f"CASE WHEN c{change}.field IS NOT NULL THEN {old} ELSE {now} END"
    return f"CASE WHEN p.known_from <= {moment} THEN {value} END"


def _derived_columns(zone: str, own_texts: list[str]) -> str:
    parts = [f"{fold(identifier(f))} AS {identifier(f + '_fold')}" for f in own_texts]
    for field in GIVEN:
        if field in LIST_ATTRIBUTES:
            parts.append(f"{fold_list(f'coalesce({field}, [])')} AS {field}_fold")
            parts.append(f"{field} IS NOT NULL AS {field}_set")
        elif f"{field}_fold" in _FOLDED:
            parts.append(f"{fold(field)} AS {field}_fold")
    parts.append(f"{local_date('created_at', zone)} AS created_date")
    return ", ".join(parts)


def _attributes(con: duckdb.DuckDBPyConnection) -> list[str]:
    own = [c for c in schema.columns(con, "profiles") if c.startswith("x_")]
    return [c.name for c in ATTRIBUTES] + own


def _insert(con: duckdb.DuckDBPyConnection, target: str, profiles: str, touched: str, apart: SetApart) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE heads AS SELECT i.customer_key, "
        "max(CASE i.kind WHEN 'person' THEN 3 WHEN 'guest' THEN 2 ELSE 1 END) AS strength, "
        f"min({_rank('i')} * {_APART_KEYS} + i.identity_key) & {_APART_KEYS - 1} AS head, "
        "min(i.import_id) AS import_id FROM identities i WHERE i.customer_key IN (SELECT customer_key "
        f"FROM {touched}) "
        "GROUP BY i.customer_key"
    )
    attributes = _known_attributes(con, profiles)
    kept, carried = ("".join(f", {table}.{identifier(a)}" for a in attributes) for table in "pk")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE pieces AS SELECT i.customer_key, p.known_from, {_reason(apart)} AS "
        f"apart{kept}, "
        "count(*) OVER (PARTITION BY i.customer_key) AS n, row_number() OVER (PARTITION BY i.customer_key ORDER BY "
        "p.origin = 'customers' DESC, p.source_updated_at DESC NULLS LAST, p.import_id DESC, p.identity_key) AS nth "
        f"FROM {profiles} p JOIN identities i ON i.identity_key = p.identity_key "
        "WHERE i.customer_key IN (SELECT customer_key FROM heads)"
    )
    single = "".join(f", {identifier(a)}" for a in attributes)
    several = "".join(f", {_newest(a, attributes)} AS {identifier(a)}" for a in attributes)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE known AS SELECT customer_key, known_from, apart{single} "
        f"FROM pieces WHERE n = 1 UNION ALL SELECT customer_key, min(known_from), min(apart){several} "
        "FROM pieces WHERE n > 1 GROUP BY customer_key"
    )
    expressions = {a: _filled(a, a in attributes) for a in _attributes(con)}
    expressions |= {
        "customer_key": "k.customer_key",
        "kind": "CASE k.strength WHEN 3 THEN 'person' WHEN 2 THEN 'guest' ELSE 'anonymous' END",
        "set_apart": "substr(k.apart, 3)",
        "external_id": "k.source_id",
        "source": "k.source",
        "known_from": "coalesce(k.known_from, k.committed_at)",
    }
    ordered = (
        "FROM (SELECT h.customer_key, h.strength, k.apart, i.source_id, i.source, k.known_from, "
        f"l.committed_at{carried} "
        "FROM heads h JOIN identities i ON i.identity_key = h.head LEFT JOIN known k ON k.customer_key = "
        "h.customer_key "
        "LEFT JOIN loads l ON l.import_id = h.import_id ORDER BY h.customer_key) AS k"
    )
    rows.insert(con, target, expressions, ordered)
    if "postcode" in attributes:
        con.execute(
            f"UPDATE {target} SET municipality = a.municipality, region = a.region FROM areas a WHERE "
            f"{target}.municipality IS NULL AND a.municipality IS NOT NULL AND a.postcode = {target}.postcode "
            f"AND {_FINNISH} AND {target}.customer_key IN (SELECT customer_key FROM heads)"
        )


def _rank(alias: str) -> str:
    """Which id stands for a person: one that a source gave, else an e-mail or phone, at last a browser."""
    return f"CASE WHEN NOT {alias}.is_pseudo THEN 0 WHEN {anonymous(alias + '.source_id')} THEN 2 ELSE 1 END"


def in_areas(areas: str) -> str:
    """SQL for the customer_keys of those who live in the postcodes of a query."""
    return f"SELECT customer_key FROM customers WHERE postcode IN ({areas}) AND {_FINNISH}"


def _known_attributes(con: duckdb.DuckDBPyConnection, profiles: str) -> list[str]:
    """Attributes that anybody concerned has at all, with their twins; the rest need not be carried along."""
    attributes = _attributes(con)
    known = {
        a: f"bool_or({a}_set)" if a in LIST_ATTRIBUTES else f"count({identifier(a)}) > 0"
        for a in attributes
        if _base(a) == a
    }
    found = con.execute(
        f"SELECT {', '.join(known.values())} FROM {profiles} p JOIN identities i ON i.identity_key = p.identity_key "
        "WHERE i.customer_key IN (SELECT customer_key FROM heads)"
    ).fetchall()
    held = {a for a, yes in zip(known, found[0], strict=True) if yes}
    return [a for a in attributes if _base(a) in held]


def _base(attribute: str) -> str:
    """The attribute that a twin belongs to."""
    if attribute == "created_date":
        return "created_at"
    bare = attribute.removesuffix("_fold").removesuffix("_set")
    own = attribute.startswith("x_") and attribute.endswith("_fold")
    return bare if own or bare in LIST_ATTRIBUTES or f"{bare}_fold" in _FOLDED else attribute


def _newest(attribute: str, known: list[str]) -> str:
    """The value of the newest profile that knows it; a twin follows its attribute, a birthday stays in one piece."""
    if attribute in ("created_at", "created_date"):
        return f"min({attribute})"
    birth = [a for a in _BIRTH if a in known]
    if attribute in birth:
        after = "CASE WHEN birth_date IS NULL THEN 1000000000 ELSE 0 END" if "birth_date" in birth else "0"
        any_of = " OR ".join(f"{a} IS NOT NULL" for a in birth)
        return f"arg_min({attribute}, nth + {after}) FILTER (WHERE {any_of})"
    base = _base(attribute)
    holds = f"{base}_set" if base in LIST_ATTRIBUTES else f"{identifier(base)} IS NOT NULL"
    return f"arg_min({identifier(attribute)}, nth) FILTER (WHERE {holds})"


def _filled(attribute: str, known: bool) -> str:
    """Lists are never null, also where nothing is known."""
    value = f"k.{identifier(attribute)}" if known else "NULL"
    if _base(attribute) not in LIST_ATTRIBUTES:
        return value
    return f"coalesce({value}, {'false' if attribute.endswith('_set') else '[]::VARCHAR[]'})"


def _reason(apart: SetApart) -> str:
    """Why a profile is set apart, with its precedence in front ('1:employee'): e-mail, then domain, then tag."""
    cases = []
    for email, reason in apart.emails.items():
        cases.append(f"WHEN p.email_fold = {literal(email.casefold())} THEN {literal('1:' + reason)}")
    for domain, reason in apart.domains.items():
        own = domain.casefold().lstrip("@")
        cases.append(
            f"WHEN split_part(p.email_fold, '@', 2) = {literal(own)} "
            f"OR ends_with(p.email_fold, {literal('.' + own)}) THEN {literal('2:' + reason)}"
        )
    for tag, reason in apart.tags.items():
        cases.append(f"WHEN list_contains(p.tags_fold, {literal(tag.casefold())}) THEN {literal('3:' + reason)}")
    return f"CASE {' '.join(cases)} END" if cases else "NULL::VARCHAR"


def touch(con: duckdb.DuckDBPyConnection, name: str, *queries: str) -> int:
    """Make a temporary table of distinct customer_keys from several queries; gives how many."""
    union = " UNION ALL ".join(queries)
    return rows.number(
        con,
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT customer_key FROM ({union}) "
        "WHERE customer_key IS NOT NULL",
    )


def search(con: duckdb.DuckDBPyConnection, text: str, limit: int) -> list[int]:
    """customer_keys of people by a part of their name, or by their e-mail, phone or a source's own id as it is."""
    found = con.execute(
        "SELECT customer_key FROM customers c WHERE kind <> 'anonymous' AND (email_fold = lower($text) "
        "OR phone = $text OR contains(lower(concat_ws(' ', first_name, last_name, full_name)), lower($text)) "
        "OR EXISTS (SELECT 1 FROM identities i WHERE i.customer_key = c.customer_key AND i.source_id = $text)) "
        "ORDER BY last_name, first_name, customer_key LIMIT $limit",
        {"text": text, "limit": limit},
    ).fetchall()
    return [int(key) for (key,) in found]


def find(con: duckdb.DuckDBPyConnection, external: str) -> list[int]:
    """The customer_keys that an external id names: `id`, or `source:id` where several sources use it."""
    found = con.execute(
        "SELECT DISTINCT customer_key FROM identities WHERE source_id = ? OR source || ':' || source_id = ? "
        "ORDER BY 1",
        [external, external],
    ).fetchall()
    return [int(key) for (key,) in found]
