"""People whom Osuma itself wrote into a file, come back: what the file only repeats is no news of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from osuma.store import schema
from osuma.store.dialect import fold, identifier, literal
from osuma.store.people import identity
from osuma.store.writing import rows
from osuma.store.writing.batch import LoadContext, LoadResult
from osuma.store.writing.staging import Staged

TARGET = "own_export"
#: The rule of the link between somebody and what an edited export says of them.
RULE = "own_export"
_FIELDS = ("first_name", "last_name", "email", "phone", "postcode", "country")
#: They follow from the postcode, and are news only where it is.
_PLACES = ("municipality", "region")
#: Who is the only one with an address and a first name: files for other programs have no ids of ours.
_BY_MAIL = (
    "SELECT email_fold, coalesce(first_name, '') AS first, min(customer_key) AS own_key FROM customers "
    "WHERE email_fold IS NOT NULL GROUP BY 1, 2 HAVING count(*) = 1"
)


def settle(
    con: duckdb.DuckDBPyConnection,
    staged: Sequence[Staged],
    source: str,
    context: LoadContext,
    result: LoadResult,
) -> tuple[Staged, ...]:
    """The staged rows, with those of an own export as customers: only the rows, and of them only the cells, that say
    something else than is known. An empty cell says nothing. A row whose id its source does not know is refused.

    What is new of a person is a profile under `source`, dated to this load; `link` ties it to the person.
    """
    return tuple(_news(con, one, source, context, result) if one.target == TARGET else one for one in staged)


def _news(
    con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext, result: LoadResult
) -> Staged:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE back AS SELECT s.*, coalesce(i.identity_key, e.own_key) AS known_key, "
        f"coalesce(i.customer_key, e.own_key) AS customer_key FROM {staged.table} s LEFT JOIN identities i "
        f"ON i.source = s.person_source AND i.source_id = s.person_id LEFT JOIN ({_BY_MAIL}) e "
        f"ON s.person_id IS NULL AND e.email_fold = {fold('s.email')} AND e.first = coalesce(s.first_name, '')"
    )
    _refuse_unknown(con)
    given = {f: f"CASE WHEN {_differs(f)} THEN b.{f} END" for f in _FIELDS}
    given |= {f: f"CASE WHEN {_differs('postcode')} THEN b.{f} END" for f in _PLACES}
    con.execute(
        f'CREATE OR REPLACE TEMP TABLE back_news AS SELECT b."row", b.known_key, {_named(source)} AS person, '
        f"{literal(context.recorded_at)} AS source_updated_at, "
        f"NULL::VARCHAR AS full_name, {', '.join(f'{sql} AS {identifier(f)}' for f, sql in given.items())} "
        "FROM back b LEFT JOIN customers c USING (customer_key) WHERE b.known_key IS NULL OR "
        f"{' OR '.join(_differs(f) for f in _FIELDS)}"
    )
    told = result.of("customers")
    told.repeated += staged.repeated.rows
    told.same += rows.number(con, "SELECT (SELECT count(*) FROM back) - (SELECT count(*) FROM back_news)")
    columns = {c: t for c, t in schema.columns(con, "back_news").items() if c not in ("known_key", "person")}
    return replace(
        staged, target="customers", table="back_news", columns={"person_id": "VARCHAR"} | columns, absent=frozenset()
    )


def _refuse_unknown(con: duckdb.DuckDBPyConnection) -> None:
    """An id that its source has not is a damaged one, or of somebody who was taken out: no new person is made of it.
    Where nothing is known of the whole source, the file is of another workspace."""
    stray = "known_key IS NULL AND person_id IS NOT NULL AND person_source IN (SELECT source FROM identities)"
    con.execute(f"INSERT INTO refused SELECT \"row\", '', person_id, 'not_in_source' FROM back WHERE {stray}")
    con.execute(f"DELETE FROM back WHERE {stray}")


def _differs(field: str) -> str:
    """SQL: the cell says something else than is known. A spreadsheet may have taken the zeros of a postcode."""
    said, known = f"b.{field}", f"c.{field}"
    if field == "postcode":
        said, known = f"ltrim({said}, '0')", f"ltrim({known}, '0')"
    return f"(b.{field} IS NOT NULL AND {said} IS DISTINCT FROM {known})"


def _named(source: str) -> str:
    """Under which id the news of somebody are kept: the one that the source already has of them, else their own."""
    earlier = (
        "(SELECT min(e.source_id) FROM identities e WHERE e.customer_key = b.customer_key AND NOT e.is_pseudo "
        f"AND e.source = {literal(source)})"
    )
    own = "CASE WHEN b.person_id IS NOT NULL THEN concat_ws(':', b.person_source, b.person_id) ELSE b.person END"
    return f"coalesce({earlier}, {own})"


def link(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], context: LoadContext) -> int:
    """Tie identities that `people.identify` just made for news of known people to those people; gives how many."""
    if not any(one.table == "back_news" for one in staged):
        return 0
    found = con.execute(
        "SELECT DISTINCT n.known_key, w.identity_key FROM back_news n JOIN who w USING (person) "
        "WHERE w.fresh AND n.known_key IS NOT NULL ORDER BY ALL"
    ).fetchall()
    pairs = [(int(a), int(b), RULE) for a, b in found]
    identity.insert_links(con, pairs, context)
    identity.regroup(con, {key for a, b, _ in pairs for key in (a, b)})
    return len(pairs)
