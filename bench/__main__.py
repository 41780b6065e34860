"""`make bench`: the import row, the evaluation rows and the counting row, each as ratios within its own run.

`python -m bench identity`: how well it is told who is one person.
"""

from __future__ import annotations

import json
import subprocess
import sys

from bench import identity

ROWS = (
    ("import, 1 M orders", ["-m", "bench.importing", "--rows", "1000000"]),
    ("evaluation, 200 segments, 1 M customers, 50 M events", ["-m", "bench.evaluation"]),
    ("evaluation, 1,000 segments", ["-m", "bench.evaluation", "--segments", "1000", "--distinct", "480"]),
    ("count of one rule, 200,000 customers, 10 M events", ["-m", "bench.counting"]),
)


def main() -> None:
    if sys.argv[1:2] == ["identity"]:
        identity.main()
        return
    for title, command in ROWS:
        print(f"== {title}", flush=True)
        done = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True)
        for name, value in json.loads(done.stdout).items():
            print(f"  {name}: {value}")


if __name__ == "__main__":
    main()
