"""Run as a script: imports a file and says how far the process's memory rose above what it took to start.

python memory_check.py FOLDER FILE MAPPING MEMORY_LIMIT
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from osuma.workflows.asking import verbs
from osuma.workflows.installation import upkeep


def megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(folder: str, file: str, mapping: str, limit: str) -> None:
    upkeep.init(Path(folder), zone="Europe/Helsinki", currency="EUR")
    verbs.call(Path(folder), None, "settings.set", {"key": "memory_limit", "value": limit})
    before, told = megabytes(), [time.monotonic()]
    steps: set[str] = set()

    def progress(step: str, _done: int | None = None, _total: int | None = None, /) -> None:
        told.append(time.monotonic())
        steps.add(step)

    found = verbs.call(Path(folder), None, "import.run", {"files": [file], "map_": mapping}, progress)
    load = found["loads"][0]
    print(
        json.dumps(
            {
                "rose": megabytes() - before,
                "new": load["new"],
                "refused": load["refused"],
                "steps": sorted(steps),
                "unexplained": load["reconciliation"]["unexplained"],
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
