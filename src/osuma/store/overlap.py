"""How segments overlap: compressed sets of their stored members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
from pyroaring import BitMap

from osuma.store.dialect import values


class Bitmaps:
    """A cache of `membership_now` as compressed sets, kept until a later run is stored."""

    def __init__(self) -> None:
        self._run: int | None = None
        self._sets: dict[str, BitMap] = {}

    def of(self, con: duckdb.DuckDBPyConnection, slugs: Sequence[str]) -> dict[str, BitMap]:
        """The members of each segment; empty for one that was never stored."""
        row = con.execute("SELECT max(run_id) FROM runs").fetchone()
        run = int(row[0]) if row and row[0] is not None else None
        if run != self._run:
            self._run, self._sets = run, {}
        sets = self._sets  # another thread may meanwhile begin anew
        sets |= _read(con, [slug for slug in slugs if slug not in sets])
        return {slug: sets[slug] for slug in slugs}


def _read(con: duckdb.DuckDBPyConnection, slugs: Sequence[str]) -> dict[str, BitMap]:
    sets = {slug: BitMap() for slug in slugs}
    versions = con.execute(f"SELECT slug, segment_id FROM segment_versions WHERE slug IN {values(slugs)}").fetchall()
    for slug, segment in versions:
        found = con.execute(
            "SELECT unit_key::UINTEGER AS key FROM membership_now WHERE segment_id = ?", [segment]
        ).fetchnumpy()
        sets[str(slug)] |= BitMap(found["key"])
    return sets


def matrix(sets: Mapping[str, BitMap]) -> list[list[int]]:
    """The number of people in each pair of segments, in the order of `sets`; the diagonal is the sizes."""
    bitmaps = list(sets.values())
    counts = [[0] * len(bitmaps) for _ in bitmaps]
    for i, one in enumerate(bitmaps):
        counts[i][i] = len(one)
        for j in range(i):
            counts[i][j] = counts[j][i] = one.intersection_cardinality(bitmaps[j])
    return counts
