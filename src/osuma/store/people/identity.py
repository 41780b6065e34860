"""Who is the same person: rules make links, links make components, a component is a customer.

Rules in order: an external id within its source (that is the identity itself); a personal e-mail; a mobile number
with one more matching field (last name, postcode or birth date). Never: a name alone, a role address, a placeholder,
an identifier that more identities share than the setting allows, two different ids of one source, one phone with
different first names. What a rule would have joined and did not is listed in `identity_review`.

A row of `identity_links` whose rule is `kept_apart` says the opposite of a link: a person has said that the two are
not the same. No rule joins what it parts, neither directly nor through a third.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import duckdb
import pyarrow as pa

from osuma.store import schema
from osuma.store.dialect import literal
from osuma.store.writing import identifiers, rows, touched
from osuma.store.writing.batch import LoadContext

#: How many refused pairs of one identifier are listed; a role address of a thousand people is one finding.
REVIEW_LIMIT = 20
#: The rule of a row of identity_links that parts its two ends instead of joining them.
KEPT_APART = "kept_apart"
#: SQL: rows of identity_links that hold, by what they say.
JOINS = f"undone_at IS NULL AND rule <> '{KEPT_APART}'"
PARTS = f"undone_at IS NULL AND rule = '{KEPT_APART}'"


#: Two identities and the rule that speaks for joining them.
Pair: TypeAlias = tuple[int, int, str]


@dataclass(frozen=True)
class Resolved:
    """links: made now. retired: taken back because their identifier is shared. reviews: pairs listed. moved:
    identities whose customer_key changed (they are in temp table `moved`: identity_key, old_key, new_key)."""

    links: int
    retired: int
    reviews: int
    moved: int


def resolve(con: duckdb.DuckDBPyConnection, touched: str, context: LoadContext) -> Resolved:
    """Apply the rules to identities in the temporary table `touched` (identity_key) and to those they may join."""
    if not _groups(con, touched, context):
        return Resolved(0, 0, 0, regroup(con, []))
    retired = _retire_shared(con, context)
    _candidates(con)
    pairs = con.execute("SELECT a, b, rule FROM pairs WHERE why_not IS NULL ORDER BY rule, a, b").fetchall()
    made, refused = _join(con, [(int(a), int(b), str(rule)) for a, b, rule in pairs])
    insert_links(con, made, context)
    reviews = _review(con, refused, context)
    ends = {key for a, b, _ in made for key in (a, b)} | set(retired)
    moved = regroup(con, ends)
    return Resolved(len(made), len(retired) // 2, reviews, moved)


def _groups(con: duckdb.DuckDBPyConnection, touched: str, context: LoadContext) -> bool:
    """Temp table `grouped`: the identities behind each identifier that a touched identity has and others share.

    own: the identity is nothing but this identifier (it has no other id), so it is no evidence of sharing. Gives
    whether anything is shared; if not, there is nothing to join, to retire or to review.
    """
    con.execute(
        "CREATE OR REPLACE TEMP VIEW held AS SELECT identity_key, 'email' AS rule, email_fold AS value, false AS own "
        "FROM profiles WHERE email_fold IS NOT NULL UNION ALL SELECT identity_key, 'phone', phone, false FROM "
        "profiles "
        "WHERE phone IS NOT NULL UNION ALL SELECT identity_key, split_part(source_id, ':', 1), "
        "substr(source_id, strpos(source_id, ':') + 1), true FROM identities "
        "WHERE is_pseudo AND (source_id LIKE 'email:%' OR source_id LIKE 'phone:%')"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE reached AS SELECT DISTINCT rule, value FROM held "
        f"WHERE identity_key IN (SELECT identity_key FROM {touched})"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE grouped AS SELECT rule, value, identity_key, bool_or(own) AS own FROM held "
        "SEMI JOIN reached USING (rule, value) GROUP BY ALL"
    )
    shared = rows.number(
        con,
        "CREATE OR REPLACE TEMP TABLE groups AS SELECT rule, value, count(*) AS n, count(*) FILTER (WHERE NOT own) "
        "AS sharing, min(identity_key) AS first FROM grouped GROUP BY rule, value HAVING count(*) > 1",
    )
    if not shared:
        return False
    mobile = [v for (v,) in con.execute("SELECT value FROM groups WHERE rule = 'phone'").fetchall()]
    con.register(
        "mobile_rows", pa.table({"value": pa.array([v for v in mobile if identifiers.is_mobile(v)], pa.string())})
    )
    why = (
        f"CASE WHEN rule = 'email' AND {identifiers.role_email('value')} THEN 'role_address' "
        f"WHEN rule = 'email' AND {identifiers.placeholder_email('value')} THEN 'placeholder' "
        f"WHEN rule = 'phone' AND {identifiers.placeholder_phone('value')} THEN 'placeholder' "
        f"WHEN sharing > {context.identity.max_shared} THEN 'shared' END"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE groups AS SELECT *, {why} AS why_not FROM groups "
        "WHERE rule = 'email' OR value IN (SELECT value FROM mobile_rows)"
    )
    con.unregister("mobile_rows")
    return True


def _retire_shared(con: duckdb.DuckDBPyConnection, context: LoadContext) -> list[int]:
    """Take back the links of identifiers that have come to be shared; gives both ends of each."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE retired AS SELECT DISTINCT l.link_id, l.a, l.b FROM identity_links l "
        "JOIN grouped x ON x.identity_key = l.a AND x.rule = l.rule "
        "JOIN grouped y ON y.identity_key = l.b AND y.rule = x.rule AND y.value = x.value "
        "JOIN groups g ON g.rule = x.rule AND g.value = x.value AND g.why_not = 'shared' WHERE l.undone_at IS NULL"
    )
    con.execute(
        "UPDATE identity_links SET undone_at = ? WHERE link_id IN (SELECT link_id FROM retired)",
        [context.recorded_at],
    )
    con.execute(f"INSERT INTO link_retirements SELECT link_id, {context.import_id} FROM retired ORDER BY link_id")
    return [int(key) for (key,) in con.execute("SELECT unnest([a, b]) FROM retired").fetchall()]


def _candidates(con: duckdb.DuckDBPyConnection) -> None:
    """Temp table `pairs` (a, b, rule, why_not): everything that a rule says something about."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE pairs AS SELECT g.first AS a, m.identity_key AS b, g.rule, g.why_not, g.value "
        "FROM groups g JOIN grouped m USING (rule, value) WHERE m.identity_key <> g.first "
        "AND (g.rule = 'email' OR g.why_not IS NOT NULL)"
    )
    _part_families(con)
    (first, last), (given, family) = identifiers.names("p"), identifiers.names("q")
    turned = f"coalesce({first} = {family} AND {last} = {given}, false)"
    con.execute(
        "INSERT INTO pairs SELECT x.identity_key, y.identity_key, 'phone', CASE WHEN coalesce(bool_or("
        f"{first} <> {given} AND NOT {turned}), false) OR NOT coalesce(bool_or({last} = {family} OR {turned} "
        "OR p.postcode = q.postcode OR p.birth_date = q.birth_date), false) THEN 'phone_alone' END, g.value "
        "FROM groups g JOIN grouped x USING (rule, value) JOIN grouped y USING (rule, value) "
        "LEFT JOIN profiles p ON p.identity_key = x.identity_key LEFT JOIN profiles q ON q.identity_key = "
        "y.identity_key "
        "WHERE g.rule = 'phone' AND g.why_not IS NULL AND x.identity_key < y.identity_key "
        "GROUP BY x.identity_key, y.identity_key, g.value"
    )


def _part_families(con: duckdb.DuckDBPyConnection) -> None:
    """A mailbox of people with different first names joins only those who have the same one."""
    same = (
        "(a.name = b.name OR (length(least(a.name, b.name)) >= 3 AND (starts_with(a.name, b.name) OR "
        "starts_with(b.name, a.name))) OR (length(a.name) >= 6 AND length(b.name) >= 6 AND "
        "levenshtein(a.name, b.name) <= 1))"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE mailboxes AS SELECT g.value, m.identity_key, (SELECT "
        "strip_accents(arg_min(coalesce(first_name_fold, split_part(full_name_fold, ' ', 1)), origin)) FROM profiles "
        "p WHERE p.identity_key = m.identity_key AND coalesce(first_name_fold, full_name_fold) IS NOT NULL) AS name "
        "FROM groups g JOIN grouped m USING (rule, value) WHERE g.rule = 'email' AND g.why_not IS NULL"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE families AS SELECT DISTINCT a.value FROM mailboxes a JOIN mailboxes b "
        f"ON b.value = a.value AND a.identity_key < b.identity_key WHERE a.name IS NOT NULL AND b.name IS NOT NULL "
        f"AND NOT {same}"
    )
    con.execute(
        "DELETE FROM pairs WHERE rule = 'email' AND why_not IS NULL AND value IN (SELECT value FROM families)"
    )
    con.execute(
        "INSERT INTO pairs SELECT a.identity_key, b.identity_key, 'email', CASE WHEN coalesce("
        f"{same}, false) THEN NULL ELSE 'different_names' END, a.value FROM mailboxes a JOIN mailboxes b "
        "ON b.value = a.value AND a.identity_key < b.identity_key SEMI JOIN families f ON f.value = a.value"
    )


def _join(con: duckdb.DuckDBPyConnection, pairs: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Which pairs join two components, and which may not because one source has two ids among them."""
    if not pairs:
        return [], []
    ends = sorted({key for a, b, _ in pairs for key in (a, b)})
    con.register("end_rows", pa.table({"identity_key": pa.array(ends, pa.int64())}))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE around AS SELECT i.* FROM identities i WHERE i.customer_key IN "
        "(SELECT customer_key FROM identities SEMI JOIN end_rows USING (identity_key))"
    )
    component = {
        int(i): int(c)
        for i, c in con.execute(
            "SELECT identity_key, customer_key FROM around SEMI JOIN end_rows USING (identity_key)"
        ).fetchall()
    }
    con.unregister("end_rows")
    given: dict[int, set[str]] = {}
    for key, source in con.execute("SELECT DISTINCT customer_key, source FROM around WHERE NOT is_pseudo").fetchall():
        given.setdefault(int(key), set()).add(source)
    foes: dict[int, set[int]] = {}
    for one, other in con.execute(
        "SELECT x.customer_key, y.customer_key FROM identity_links l JOIN around x ON x.identity_key = l.a "
        f"JOIN around y ON y.identity_key = l.b WHERE {PARTS}"
    ).fetchall():
        foes.setdefault(int(one), set()).add(int(other))
        foes.setdefault(int(other), set()).add(int(one))
    return _unite(pairs, component, given, foes)


def _unite(
    pairs: list[Pair], component: dict[int, int], given: dict[int, set[str]], foes: dict[int, set[int]]
) -> tuple[list[Pair], list[Pair]]:
    """given: the sources that gave a component an id. foes: the components that a person has kept apart from it."""
    forest = Forest()
    made, refused = [], []
    for a, b, rule in pairs:
        x, y = forest.root(component[a]), forest.root(component[b])
        if x == y:
            continue
        one, other = foes.get(x, set()), foes.get(y, set())
        few, root = (one, y) if len(one) <= len(other) else (other, x)
        if any(forest.root(foe) == root for foe in few):
            continue
        if given.get(x, set()) & given.get(y, set()):
            refused.append((a, b, rule))
            continue
        top = forest.join(x, y)
        given[top] = given.get(x, set()) | given.get(y, set())
        foes[top] = one | other
        made.append((a, b, rule))
    return made, refused


class Forest:
    """Union-find whose root is the smallest key."""

    def __init__(self) -> None:
        self._up: dict[int, int] = {}

    def root(self, key: int) -> int:
        top = key
        while (above := self._up.get(top, top)) != top:
            top = above
        while key != top:
            self._up[key], key = top, self._up.get(key, key)
        return top

    def join(self, a: int, b: int) -> int:
        """Unite two trees; gives the root of both."""
        x, y = self.root(a), self.root(b)
        low, high = min(x, y), max(x, y)
        self._up[high] = low
        return low


def _pair_table(pairs: Sequence[Pair]) -> pa.Table:
    return pa.table(
        {
            "a": pa.array([min(a, b) for a, b, _ in pairs], pa.int64()),
            "b": pa.array([max(a, b) for a, b, _ in pairs], pa.int64()),
            "rule": pa.array([rule for _, _, rule in pairs], pa.string()),
        }
    )


def insert_links(con: duckdb.DuckDBPyConnection, made: Sequence[Pair], context: LoadContext) -> int:
    """Write rows of identity_links that hold from now on; gives the link_id before the first of them."""
    before = schema.next_keys(con, "link", len(made))
    if made:
        numbered = _pair_table(made).append_column("nth", pa.array(range(1, len(made) + 1), pa.int64()))
        con.register("link_rows", numbered)
        con.execute(
            f"INSERT INTO identity_links SELECT {before} + nth, a, b, rule, {context.import_id}, "
            f"{literal(context.recorded_at)}, NULL FROM link_rows ORDER BY nth"
        )
        con.unregister("link_rows")
    return before


def _review(con: duckdb.DuckDBPyConnection, refused: list[Pair], context: LoadContext) -> int:
    """List what was not joined, once per pair and reason."""
    con.register("refused_rows", _pair_table(refused))
    con.execute("INSERT INTO pairs SELECT a, b, rule, 'same_source', NULL FROM refused_rows")
    con.unregister("refused_rows")
    _drop_parted(con)
    return rows.number(
        con,
        "INSERT INTO identity_review SELECT DISTINCT least(a, b), greatest(a, b), rule, why_not, "
        f"{context.import_id} FROM "
        "(SELECT *, row_number() OVER (PARTITION BY rule, value, why_not ORDER BY a, b) AS nth FROM pairs p "
        "WHERE why_not IS NOT NULL AND NOT EXISTS (SELECT 1 FROM identity_review r WHERE r.a = least(p.a, p.b) "
        "AND r.b = greatest(p.a, p.b) AND r.rule = p.rule AND r.why_not = p.why_not)) WHERE value IS NULL OR "
        f"nth <= {REVIEW_LIMIT}",
    )


def _drop_parted(con: duckdb.DuckDBPyConnection) -> None:
    """What a person has said no to is not asked again."""
    con.execute(
        f"DELETE FROM pairs USING (SELECT a, b FROM identity_links WHERE {PARTS}) l "
        "WHERE least(pairs.a, pairs.b) = l.a AND greatest(pairs.a, pairs.b) = l.b"
    )


def regroup(con: duckdb.DuckDBPyConnection, ends: Iterable[int]) -> int:
    """Find the components again around these identities and move what changed; gives how many identities moved."""
    keys = sorted(set(ends))
    con.execute("CREATE OR REPLACE TEMP TABLE moved (identity_key BIGINT, old_key BIGINT, new_key BIGINT)")
    if not keys:
        return 0
    con.register("end_rows", pa.table({"identity_key": pa.array(keys, pa.int64())}))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE around AS SELECT identity_key, customer_key FROM identities WHERE "
        "customer_key IN "
        "(SELECT customer_key FROM identities SEMI JOIN end_rows USING (identity_key))"
    )
    con.unregister("end_rows")
    held = {int(i): int(c) for i, c in con.execute("SELECT identity_key, customer_key FROM around").fetchall()}
    forest = Forest()
    for a, b in con.execute(
        f"SELECT a, b FROM identity_links WHERE {JOINS} AND a IN (SELECT identity_key FROM around)"
    ).fetchall():
        forest.join(int(a), int(b))
    moves = [(i, old, forest.root(i)) for i, old in held.items() if forest.root(i) != old]
    _move(con, moves)
    return len(moves)


def _move(con: duckdb.DuckDBPyConnection, moves: list[tuple[int, int, int]]) -> None:
    """Rewrite customer_key of these identities wherever it is kept."""
    if not moves:
        return
    columns = {
        name: pa.array([m[n] for m in moves], pa.int64())
        for n, name in enumerate(("identity_key", "old_key", "new_key"))
    }
    con.register("move_rows", pa.table(columns))
    con.execute("INSERT INTO moved SELECT * FROM move_rows")
    con.unregister("move_rows")
    for table in schema.tables_with(con, "identity_key", "customer_key"):
        con.execute(
            f"UPDATE {table} SET customer_key = m.new_key FROM moved m WHERE {table}.identity_key = m.identity_key"
        )
    touched.touch(
        con,
        "SELECT identity_key FROM identities WHERE customer_key IN (SELECT unnest([old_key, new_key]) FROM moved)",
    )
