"""`make bench`: the import rows, the evaluation rows and the counting row, each as ratios within its own run.

`python -m bench import [--large]`: the import rows alone; with --large also those of 10 million.
`python -m bench identity`: how well it is told who is one person.
`python -m bench record`: the evaluation beside pandas, PostgreSQL and chDB, once more (docs/explanation/speed.md).
`python -m bench refresh`: a refresh after a day of events, from differences and in full.
`python -m bench page`: that page anew from the figures that were kept.
"""

from __future__ import annotations

import json
import subprocess
import sys

from bench import identity, orders, record

SIZES, LARGE = (100_000, 1_000_000), 10_000_000
REFRESH = [
    (f"refresh after a day, 200 segments, {n:,} customers", ["-m", "bench.refresh", "--customers", str(n)])
    for n in SIZES
]
ROWS = (
    ("evaluation, 200 segments, 1 M customers, 50 M events", ["-m", "bench.evaluation"]),
    ("evaluation, 1,000 segments", ["-m", "bench.evaluation", "--segments", "1000", "--distinct", "480"]),
    ("count of one rule, 200,000 customers, 10 M events", ["-m", "bench.counting"]),
    ("overlap, 200 segments, 1 M customers", ["-m", "bench.overlap"]),
    *REFRESH,
)


def imports(*, large: bool) -> list[tuple[str, list[str]]]:
    """The import rows by size and form."""
    return [
        (f"import, {rows:,} orders, {form}", ["-m", "bench.importing", "--rows", str(rows), "--form", form])
        for rows in (*SIZES, *((LARGE,) if large else ()))
        for form in orders.FORMS
    ]


def main() -> None:
    match sys.argv[1:]:
        case ["identity"]:
            identity.main()
        case ["record"]:
            record.record(record.folder())
            record.write()
        case ["refresh"]:
            show(REFRESH)
        case ["page"]:
            record.write()
        case ["import", *more]:
            show(imports(large="--large" in more))
        case _:
            show([*imports(large=False), *ROWS])


def show(rows: list[tuple[str, list[str]]]) -> None:
    for title, command in rows:
        print(f"== {title}", flush=True)
        done = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True)
        for name, value in json.loads(done.stdout).items():
            print(f"  {name}: {value}")


if __name__ == "__main__":
    main()
