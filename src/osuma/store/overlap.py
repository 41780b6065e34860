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


#: Sets that hold less than the one and more than the other share of everybody are counted by who is not in them.
_SPARSE, _SPARSEST = 1 / 16, 1 / 256


def matrix(sets: Mapping[str, BitMap]) -> list[list[int]]:
    """The number of people in each pair of segments, in the order of `sets`; the diagonal is the sizes.

    A compressed set lists its members where they are few and is a row of bits where they are many; two rows of bits
    are compared in a tenth of the time of two long lists. So those with long lists give way to their complements.
    """
    members = list(sets.values())
    sizes = [len(one) for one in members]
    end = max((one.max() + 1 for one in members if one), default=0)
    turned = [_SPARSEST * end < size < _SPARSE * end for size in sizes]
    bits = [one.flip(0, end) if flip else one for one, flip in zip(members, turned, strict=True)]
    counts = [[0] * len(bits) for _ in bits]
    for i, one in enumerate(bits):
        counts[i][i] = sizes[i]
        for j in range(i):
            both = one.intersection_cardinality(bits[j])
            if turned[i] and turned[j]:
                both += sizes[i] + sizes[j] - end
            elif turned[i] or turned[j]:
                both = sizes[j if turned[i] else i] - both
            counts[i][j] = counts[j][i] = both
    return counts
