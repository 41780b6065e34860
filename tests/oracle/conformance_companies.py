"""Run as a script: the conditions on companies and contacts on an engine against the interpreter.

    python -m oracle.conformance_companies chdb: 3        ADDRESS WORLDS, from the folder `tests`

Ends with 1 where anything differs.
"""

from __future__ import annotations

import sys

from oracle import companies, elsewhere
from osuma.engine.segments.rule import Unit
from osuma.store.engines import address

UNITS: tuple[Unit, ...] = ("accounts", "customers")


def main(url: str, worlds: int) -> int:
    """Print, per world and unit, how many definitions were run and which differ; 0 where none does."""
    wrong = 0
    with address.connect(address.parse(url)) as engine:
        for seed in range(worlds):
            for unit in UNITS:
                pair = companies.pair(seed, unit)
                elsewhere.fill(engine, pair)
                differ = elsewhere.wrong_slugs(engine, pair)
                wrong += len(differ)
                print(
                    f"world {seed}, {unit}: {len(pair.expected)} definitions, {len(differ)} differ {differ[:5] or ''}"
                )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
