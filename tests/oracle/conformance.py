"""Run as a script: every cell of the grid on an engine against the interpreter, world by world, printed as a table.

    python -m oracle.conformance chdb: 14        ADDRESS WORLDS, from the folder `tests`

Ends with 1 where anything differs.
"""

from __future__ import annotations

import sys
from collections import Counter

from oracle import elsewhere
from oracle.rules import Cell
from osuma.store.engines import address


def main(url: str, worlds: int) -> int:
    """Print, per node and operator, how many (rule, world) pairs were run and how many differ; 0 where none does."""
    drawn: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    with address.connect(address.parse(url)) as engine:
        for seed in range(worlds):
            pair, cells = elsewhere.every_cell(seed)
            elsewhere.fill(engine, pair)
            differ = elsewhere.wrong_slugs(engine, pair)
            drawn.update(_row(cells.get(slug)) for slug in pair.expected)
            wrong.update(_row(cells.get(slug)) for slug in differ)
            print(f"world {seed}: {len(pair.expected)} pairs, {len(differ)} differ {differ[:5] or ''}", flush=True)
    for row, n in sorted(drawn.items()):
        print(f"{row[0]:10} {row[1]:24} {n:6} {wrong[row]:6}")
    print(f"{'all':35} {drawn.total():6} {wrong.total():6}")
    return 1 if wrong else 0


def _row(cell: Cell | None) -> tuple[str, str]:
    return cell[:2] if cell else ("trees", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
