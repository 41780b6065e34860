"""Numbered, forward-only steps from one version of the warehouse to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import duckdb

from osuma.engine.errors import Mistake, Refused, Words
from osuma.store import schema
from osuma.store.migrations import to_2, to_3, to_4, to_5, to_6, to_7, to_8, to_9, to_10, to_11, to_12, to_13

Step = Callable[[duckdb.DuckDBPyConnection], None]

#: The step that leads to each version from the one before it.
STEPS: Mapping[int, Step] = {
    2: to_2.apply,
    3: to_3.apply,
    4: to_4.apply,
    5: to_5.apply,
    6: to_6.apply,
    7: to_7.apply,
    8: to_8.apply,
    9: to_9.apply,
    10: to_10.apply,
    11: to_11.apply,
    12: to_12.apply,
    13: to_13.apply,
}
VERSION = 13

NEWER = Words(
    fi="Tämän työtilan tiedot on tallennettu uudemmalla Osumalla. Päivitä Osuma ja yritä uudelleen.",
    en="This workspace was written by a newer Osuma. Upgrade Osuma and try again.",
)
FOREIGN = Words(
    fi="Tiedosto on DuckDB-tietokanta, mutta ei Osuman työtila. Tarkista kansio tai palauta varmuuskopio.",
    en="The file is a DuckDB database but not an Osuma workspace. Check the folder or restore a backup.",
)


def version_of(con: duckdb.DuckDBPyConnection) -> int | None:
    """The version of an open file; None where it is empty. Raises Refused where it is not ours."""
    try:
        # asked at once: listing the tables makes DuckDB build its own views first, a quarter of the time of opening
        row = con.execute("SELECT max(version) FROM warehouse_version").fetchone()
    except duckdb.CatalogException:
        if con.execute("SELECT 1 FROM duckdb_tables() WHERE NOT temporary").fetchall():
            raise Refused([Mistake("", "not_a_workspace", FOREIGN)], FOREIGN, "not_a_workspace") from None
        return None
    return int(row[0]) if row and row[0] is not None else 0


def migrate(con: duckdb.DuckDBPyConnection, steps: Mapping[int, Step] = STEPS, target: int = VERSION) -> list[int]:
    """Bring an open file to `target`: a new one at once, an older one step by step in one transaction.

    Gives the versions that were applied. Raises Refused for a file newer than the code.
    """
    found = version_of(con)
    if found is not None and found > target:
        raise Refused([Mistake("", "newer_warehouse", NEWER)], NEWER, "newer_warehouse")
    if found == target:
        return []
    con.execute("BEGIN")
    try:
        applied = _create(con, target) if found is None else _advance(con, found, target, steps)
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
    return applied


def _create(con: duckdb.DuckDBPyConnection, target: int) -> list[int]:
    con.execute("CREATE TABLE warehouse_version (version BIGINT NOT NULL, applied_at TIMESTAMP NOT NULL)")
    schema.create(con)
    _note(con, target)
    return [target]


def _advance(con: duckdb.DuckDBPyConnection, found: int, target: int, steps: Mapping[int, Step]) -> list[int]:
    applied = list(range(found + 1, target + 1))
    for version in applied:
        steps[version](con)
        _note(con, version)
    return applied


def _note(con: duckdb.DuckDBPyConnection, version: int) -> None:
    con.execute("INSERT INTO warehouse_version VALUES (?, ?)", [version, datetime.now(UTC).replace(tzinfo=None)])
