"""Values of texts that look like two spellings of one thing."""

from __future__ import annotations

from dataclasses import dataclass

from osuma.engine.tables.people import LIST_ATTRIBUTES
from osuma.store import schema
from osuma.store.dialect import identifier
from osuma.store.quality.fields import PEOPLE, names
from osuma.store.warehouse import Connection

#: Names of people differ by one letter and are right.
_NAMES = {"email", "phone", "first_name", "last_name", "full_name", "postcode"}
#: A text with more values than this is not a classification.
MOST_VALUES = 3_000
#: A spelling slip is rare beside the right one.
RARE = 0.1
SHORTEST = 6
SHOWN = 20


@dataclass(frozen=True)
class Spelling:
    """rare (rows) looks like a slip of common (rows). why: marks (spaces, marks or accents differ), letter."""

    of: str
    rare: str
    rare_rows: int
    common: str
    common_rows: int
    why: str


def spellings(con: Connection) -> list[Spelling]:
    """Pairs of values in the texts and lists of people, and in groups and brands of products; at most 20 a field."""
    kinds = schema.columns(con, "customers")
    sources = {n: f"SELECT {identifier(n)} AS value FROM customers WHERE {PEOPLE}" for n in names(con)
               if kinds[n] == "VARCHAR" and n not in _NAMES and f"{n}_fold" in kinds}  # fmt: skip
    sources |= {n: f"SELECT unnest({identifier(n)}) AS value FROM customers WHERE {PEOPLE}" for n in LIST_ATTRIBUTES}
    sources |= {
        f"order_line.{n}": f"SELECT {n} AS value FROM event_order_line WHERE set_apart IS NULL"
        for n in ("category", "brand")
    }
    return [pair for of, sql in sources.items() for pair in _pairs(con, of, sql)]


def _pairs(con: Connection, of: str, sql: str) -> list[Spelling]:
    bare = "regexp_replace(strip_accents(lower(value)), '[^\\p{L}\\p{N}]', '', 'g')"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE spelled AS SELECT value, count(*) AS n, {bare} AS bare FROM "
        f"(SELECT trim(value) AS value FROM ({sql}) WHERE value IS NOT NULL) WHERE value <> '' GROUP BY value"
    )
    ((values,),) = con.execute("SELECT count(*) FROM spelled").fetchall()
    if not 1 < values <= MOST_VALUES:
        return []
    # a digit makes another thing (size 38, size 39); two letters that change places are one slip
    letters = "regexp_replace(bare, '[^0-9]', '', 'g')"
    found = con.execute(
        "SELECT r.value, r.n, c.value, c.n, CASE WHEN r.bare = c.bare THEN 'marks' ELSE 'letter' END AS why "
        f"FROM (SELECT *, {letters} AS digits FROM spelled) r JOIN (SELECT *, {letters} AS digits FROM spelled) c "
        "ON r.value <> c.value AND (r.n < c.n OR (r.n = c.n AND r.value > c.value)) AND r.digits = c.digits "
        "AND abs(length(r.bare) - length(c.bare)) <= 1 AND ((r.bare = c.bare AND r.bare <> '') OR "
        f"(length(c.bare) >= {SHORTEST} AND r.n <= {RARE} * c.n AND left(r.bare, 1) = left(c.bare, 1) "
        "AND damerau_levenshtein(r.bare, c.bare) = 1)) QUALIFY row_number() OVER (PARTITION BY r.value ORDER BY "
        f"c.n DESC, c.value) = 1 ORDER BY c.n DESC, r.n DESC, r.value LIMIT {SHOWN}"
    ).fetchall()
    return [Spelling(of, str(r), int(rn), str(c), int(cn), str(why)) for r, rn, c, cn, why in found]
