"""Pairs of people who may be one: looked for by likeness, stored, and left for a person to decide."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from osuma.engine.errors import Mistake, Refused, Words
from osuma.store import schema
from osuma.store.dialect import literal, values
from osuma.store.people import review
from osuma.store.people.likeness import Likeness
from osuma.store.writing import identifiers


@dataclass(frozen=True)
class Candidate:
    """One pair that nobody has decided on. weight: log2 of the odds that they are one person.

    reasons: per field that both have, how alike (same, near, differs) and the weight. pair: the two as they are now.
    """

    candidate_id: int
    probability: float
    weight: float
    reasons: Sequence[Mapping[str, Any]]
    pair: review.Pair


def people(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Every person as `likeness.alike` takes them; an address of a role or a placeholder is none."""
    email = (
        f"CASE WHEN NOT {identifiers.role_email('email_fold')} AND NOT {identifiers.placeholder_email('email_fold')} "
        "THEN email_fold END"
    )
    phone = f"CASE WHEN NOT {identifiers.placeholder_phone('phone')} THEN phone END"
    first, last = identifiers.names()
    found: pa.Table = con.sql(
        f"SELECT customer_key AS key, strip_accents({first}) AS first_name, strip_accents({last}) AS last_name, "
        "birth_date::VARCHAR AS birth_date, postcode, strip_accents(city_fold) AS city, "
        f"{phone} AS phone, {email} AS email FROM customers WHERE kind = 'person' ORDER BY customer_key"
    ).to_arrow_table()
    return found


def store(con: duckdb.DuckDBPyConnection, found: Sequence[Likeness], at: datetime) -> int:
    """Write what a search found in the place of what the last one did; gives how many nobody has decided on.

    Inside the caller's transaction; at: naive UTC.
    """
    con.execute("DELETE FROM identity_candidates")
    before = schema.next_keys(con, "candidate", len(found))
    table = pa.table(
        {
            "nth": pa.array(range(1, len(found) + 1), pa.int64()),
            "a": pa.array([one.a for one in found], pa.int64()),
            "b": pa.array([one.b for one in found], pa.int64()),
            "weight": pa.array([one.weight for one in found], pa.float64()),
            "probability": pa.array([one.probability for one in found], pa.float64()),
            "reasons": pa.array([one.reasons for one in found], pa.string()),
        }
    )
    con.register("found_rows", table)
    con.execute(
        f"INSERT INTO identity_candidates SELECT {before} + nth, a, b, weight, probability, reasons, {literal(at)} "
        "FROM found_rows ORDER BY nth"
    )
    con.unregister("found_rows")
    return waiting(con)


def _open() -> str:
    return (
        "FROM identity_candidates c JOIN identities x ON x.identity_key = c.a JOIN identities y ON y.identity_key = "
        "c.b WHERE x.customer_key <> y.customer_key AND " + review.undecided("x.customer_key", "y.customer_key")
    )


def waiting(con: duckdb.DuckDBPyConnection) -> int:
    """How many candidates nobody has decided on."""
    return int(con.execute(f"SELECT count(*) {_open()}").fetchall()[0][0])


def listed(con: duckdb.DuckDBPyConnection, limit: int = 100) -> list[Candidate]:
    """Candidates that nobody has decided on, the likeliest first."""
    found = con.execute(
        f"SELECT c.candidate_id, c.probability, c.weight, c.reasons, x.customer_key, y.customer_key {_open()} "
        "ORDER BY c.weight DESC, c.candidate_id LIMIT ?",
        [limit],
    ).fetchall()
    if not found:
        return []
    keys = sorted({int(key) for row in found for key in row[4:]})
    columns = ", ".join(f"{field}::VARCHAR" for field in review.FIELDS)
    told = {
        int(key): {field: {value} for field, value in zip(review.FIELDS, said, strict=True) if value is not None}
        for key, *said in con.execute(
            f"SELECT customer_key, {columns} FROM customers WHERE customer_key IN {values(keys)}"
        ).fetchall()
    }
    leading = dict(
        con.execute(
            "SELECT c.customer_key, i.identity_key FROM customers c JOIN identities i ON i.customer_key = "
            "c.customer_key AND i.source = c.source AND i.source_id = c.external_id WHERE c.customer_key IN "
            f"{values(keys)}"
        ).fetchall()
    )
    records = review.records(con, leading.values())
    people = {key: replace(records[int(leading[key])], said=told[key]) for key in keys}
    return [
        Candidate(
            int(number), float(chance), float(weight), json.loads(why),
            review.compare(people[int(a)], people[int(b)]),
        )
        for number, chance, weight, why, a, b in found
    ]  # fmt: skip


def ends(con: duckdb.DuckDBPyConnection, candidate_id: int) -> tuple[int, int]:
    """The two identities of a candidate; Refused where there is none, or it has been decided on."""
    found = con.execute(f"SELECT c.a, c.b {_open()} AND c.candidate_id = ?", [candidate_id]).fetchall()
    if not found:
        words = Words(
            fi=f"Ehdotusta {candidate_id} ei ole, tai se on ratkaistu. Katso: osuma identity candidates --stored",
            en=f"There is no candidate {candidate_id}, or it is decided. See: osuma identity candidates --stored",
        )
        raise Refused([Mistake("", "no_such_candidate", words)], code="no_such_candidate")
    return int(found[0][0]), int(found[0][1])
