"""What is measured for docs/explanation/speed.md: each `python -m bench record` is one run more.

The runs are kept in bench/figures.json with their day and machine, the newest two; `python -m bench page` writes the
page and its picture from them alone.
"""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench import importing, pages, peers

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "bench" / "figures.json"
PAGE = ROOT / "docs" / "explanation" / "speed.md"
PICTURE = ROOT / "docs" / "pictures" / "speed.svg"
SIZES = (10_000, 100_000, 1_000_000)
KEPT = 2
#: name → how the page calls it
NAMES = {
    "osuma": "Osuma",
    "osuma on chdb": "Osuma's plan on ClickHouse (chDB)",
    "duckdb": "DuckDB, one well-written query per segment",
    "postgres": "PostgreSQL 18, the same queries, indexed",
    "chdb": "ClickHouse (chDB), the same queries",
    "pandas": "pandas, filter and group by per condition",
    "floor": "the floor: scan and group by alone",
}
#: Rows that stand for themselves: title → command, what is told of it
SINGLE: dict[str, tuple[list[str], str]] = {
    "1,000 segments, 1 M customers": (
        ["-m", "bench.evaluation", "--segments", "1000", "--distinct", "480"],
        "{seconds} s, {times_faster} times one well-written query each, {peak_gb} GB",
    ),
    "exact count of a rule while it is edited, 200,000 customers": (
        ["-m", "bench.counting"],
        "p50 {p50_ms} ms, p95 {p95_ms} ms over {rules} rules",
    ),
    "overlap of 200 segments, 1 M customers, from the cache": (
        ["-m", "bench.overlap"],
        "{from_cache_s} s (first time {first_s} s)",
    ),
}

#: What profiles of the first row and of a refresh told, and what was tried without gain.
SPENT = (
    "## Where the time goes",
    "",
    "On one thread 200 segments of 1 M customers take 5.4 processor seconds (`python -m bench.limit`, 22 November",
    "2026, a busy machine): the ten queries in which DuckDB reads and groups 50 M rows 3.5, the rest (numbers by",
    "position, other conditions, compiling, storing the members) 1.9. On both cores at once it was 9.2, 6.7 of them",
    "the queries: the two share what they read with. What was tried to come to six times the well-written queries,",
    "which is the aim: four counts packed into one whole number take 0.5 off, a tenth of all. One count a customer",
    "and event type, the floor, takes 0.7; the 145 aggregates cost five times that, for each row is looked at for",
    "its windows and its values. Rows exported once and counted by position by compiled code took 2.7 seconds in",
    "all when that was measured, and need a compiler on every machine. The aim was set beside queries that took 60",
    "seconds; the well-written ones have come down to 13.5, and six times that is below the exported rows. So it",
    "stands at three to five times.",
    "",
    "A refresh by differences (`python -m bench.refresh`) took 1.9 of 8.8 processor seconds in a run of the same",
    "evening, 21 %; alone on the machine 27 % of the seconds, since what is left of it (storing, judging) runs on",
    "one core while the full evaluation keeps both at work. Reading the rows of the slices of time is 0.9 of it,",
    "numbers by position 0.4, storing who moved 0.5, judging 0.1. Which rows are in the slices is asked by the hour:",
    "for 20 M rows 0.20 seconds; by the local day first 0.17, by a list of days 0.23, by the bounds themselves 0.50,",
    "so that all five event types would gain 0.07. The aim of 20 % is missed by that which is the same in both:",
    "a member who moves costs the same to store, however the move was found.",
)


def machine() -> str:
    """The machine's processor, cores, memory and Python."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def record(folder: Path) -> None:
    """Measure everything once more, and keep it beside the run before it."""
    run = {"day": date.today().isoformat(), "machine": machine(), **dict(_once(folder))}
    runs = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else []
    FIGURES.write_text(json.dumps([*runs, run][-KEPT:], indent=1, default=float) + "\n", encoding="utf-8")


def _once(folder: Path) -> Iterator[tuple[str, Any]]:
    compared = []
    for customers in SIZES:
        for row in peers.compared(customers, folder, list(NAMES)):
            print(row, flush=True)
            compared.append(row)
    yield "compared", compared
    for title, (command, _) in SINGLE.items():
        done = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True)
        print(title, done.stdout, flush=True)
        yield title, json.loads(done.stdout)


def write() -> None:
    """The page and its picture from the kept figures."""
    runs = json.loads(FIGURES.read_text(encoding="utf-8"))
    PAGE.write_text(page(runs), encoding="utf-8")
    PICTURE.write_text(picture(runs), encoding="utf-8")


def page(runs: Sequence[dict[str, Any]]) -> str:
    rows = [_row(name, runs) for name in NAMES]
    single = [
        f"| {title} | " + " · ".join(form.format(**run[title]) for run in runs) + " |"
        for title, (_, form) in SINGLE.items()
    ]
    return "\n".join(
        [
            "# How fast it is",
            "",
            "Each run by `python -m bench record`: "
            + "; ".join(f"{run['day']}, {run['machine']}" for run in runs)
            + ". Every run is shown.",
            "What counts are the ratios within a run: they carry over to other machines, seconds do not.",
            "",
            "## 200 segments at once",
            "",
            "200 segments of one to three conditions each (145 different aggregates over windows of 7 to 365 days),",
            "50 events a customer, to stored membership. Seconds, and how many times as long as Osuma it takes.",
            "All find the same members.",
            "",
            "| | " + " | ".join(f"{size:,} customers" for size in SIZES) + " |",
            "|---|" + "---:|" * len(SIZES),
            *rows,
            "",
            "![Seconds by number of customers](../pictures/speed.svg)",
            "",
            f"DuckDB, PostgreSQL, ClickHouse and pandas answered {peers.SAMPLE} of the 200, spread over all; their",
            "seconds are scaled. PostgreSQL had 1 GB to work in and, for each event type, an index that answers a",
            "condition by itself. pandas keeps everything in memory and stores nothing. Bringing the rows in is not",
            "counted for anybody.",
            "",
            "Memory of Osuma's process at its peak: "
            + "; ".join(f"{_of(runs[-1], 'osuma', size)['peak_gb']:.1f} GB at {size:,}" for size in SIZES)
            + ".",
            "",
            "## The rest",
            "",
            "| work | reached, run by run |",
            "|---|---|",
            *single,
            "",
            *SPENT,
            "",
            *_imports(),
            "",
            *_pages(),
            "",
        ]
    )


def _of(run: dict[str, Any], name: str, customers: int) -> dict[str, Any]:
    return next(row for row in run["compared"] if row["name"] == name and row["customers"] == customers)


def _imports() -> list[str]:
    """The kept rows of `bench.importing`, with what the library underneath takes for its part."""
    return [
        "## Imports",
        "",
        "A file of orders to committed rows of identified people, one in two hundred refused with its reason. Each",
        "by `python -m bench.importing --form FORM --rows N --keep`; in brackets what the library underneath takes",
        "to read the file and insert it as it is (DuckDB for CSV and Parquet, calamine for XLSX). A sheet of Excel",
        "holds 1,048,576 rows, so there is no XLSX of 10 M. Where the machine had other work (its load before was",
        "above 1), seconds say little; the processor seconds and their ratio hold.",
        "",
        "| file | rows | MB | seconds | processor seconds | ratio | memory | load before | day |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---|",
        *(_import_row(one) for one in importing.kept()),
    ]


def _pages() -> list[str]:
    """The kept rows of `bench.pages`: the pages one at a time, people at once, and pages right after an import."""
    alone = [one for one in pages.kept() if "pages" in one and "people" not in one]
    crowds = [one for one in pages.kept() if one.get("people")]
    after = [one for one in pages.kept() if "after" in one]
    names = list(dict.fromkeys(name for one in alone for name in one["pages"]))
    return [
        "## Pages",
        "",
        f"{len(pages.PAGES)} pages of a workspace with {pages.PER_CUSTOMER} events a customer and "
        f"{pages.TEMPLATES} ready-made segments, answers worked out, each by",
        "`python -m bench.pages --customers N --keep`: milliseconds of the server, in brackets of its processor.",
        "Where the machine had other work (its load before was above 1), the first say little; the processor's hold.",
        "",
        "| | " + " | ".join(f"{one['customers']:,} customers (load {one['load']})" for one in alone) + " |",
        "|---|" + "---:|" * len(alone),
        "| p50 | " + " | ".join(f"{one['p50_ms']:,}" for one in alone) + " |",
        "| p95 | " + " | ".join(f"{one['p95_ms']:,}" for one in alone) + " |",
        *(f"| {name} | " + " | ".join(_page_cell(one["pages"].get(name)) for one in alone) + " |" for name in names),
        *(_crowds(crowds) if crowds else ()),
        *(line for one in after for line in _after(one)),
    ]


def _crowds(crowds: Sequence[dict[str, Any]]) -> list[str]:
    return [
        "",
        "People at once, each opening page after page with a second between, at a server just started:",
        "`python -m bench.pages --people 20 --rows N`. *First*: nothing was ever worked out; *again*: the answers of",
        "the server before lie in their files. A page comes without figures that take long, and comes back for them:",
        "*page* is when it is there, *figures* when all its figures are. Load: what else the two cores had to do.",
        "",
        "| customers | people | beside | start | pages | page p50 ms | p95 | figures p50 ms | p95 | load | day |",
        "|---:|---:|---|---|---:|---:|---:|---:|---:|---:|---|",
        *(_crowd_row(one) for one in crowds),
    ]


def _after(one: dict[str, Any]) -> list[str]:
    return [
        "",
        f"One after another when an import of {one['rows']:,} orders had just ended ({one['customers']:,} customers,",
        f"load {one['load']}, {one['day']}; `python -m bench.pages --after`). Milliseconds until the page is there,",
        "until it shows figures (of the first page, the list of segments and reports those from before the import,",
        "and it says so), and until the newest.",
        "",
        "| | page | figures | newest |",
        "|---|---:|---:|---:|",
        *(
            f"| {page} | {at['there']:,} | {at['figures']:,} | {at['newest']:,} |"
            for page, at in one["after"].items()
        ),
    ]


def _page_cell(found: dict[str, Any] | None) -> str:
    return "–" if found is None else f"{found['ms']:,} ({found['cpu_ms']:,})"


def _crowd_row(one: dict[str, Any]) -> str:
    beside = f"import of {one['rows']:,} orders, {one['seconds']:,.0f} s" if one["rows"] else "nothing"
    cells = (
        f"{one['customers']:,}", one["people"], beside, one["start"], f"{one['pages']:,}", f"{one['p50_ms']:,}",
        f"{one['p95_ms']:,}", *(f"{one.get(f'newest_{at}_ms', one[f'{at}_ms']):,}" for at in ("p50", "p95")),
        one["load"], one["day"],
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def _import_row(one: dict[str, Any]) -> str:
    cells = (
        one["form"],
        f"{one['rows']:,}",
        f"{one['megabytes']:,.0f}",
        f"{one['seconds']:,.1f} ({one['floor_seconds']:.1f})",
        f"{one['cpu_seconds']:,.1f} ({one['floor_cpu_seconds']:.1f})",
        f"{one['cpu_seconds'] / one['floor_cpu_seconds']:.1f}×",
        f"{one['peak_mb'] / 1024:.1f} GB ({one['floor_peak_mb'] / 1024:.1f})",
        "not noted, busy" if one["load"] is None else str(one["load"]),
        one["day"],
    )
    return f"| {' | '.join(cells)} |"


def _row(name: str, runs: Sequence[dict[str, Any]]) -> str:
    cells = []
    for size in SIZES:
        found = [_of(run, name, size)["seconds"] for run in runs]
        times = [s / _of(run, "osuma", size)["seconds"] for s, run in zip(found, runs, strict=True)]
        ratio = "" if name == "osuma" else " (" + ", ".join(f"{t:.2g}×" for t in times) + ")"
        cells.append(", ".join(f"{s:.3g}" for s in found) + ratio)
    return f"| {NAMES[name]} | " + " | ".join(cells) + " |"


WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 860, 400, 60, 20, 320, 50
COLOURS = ("#0b5fff", "#00857a", "#b04a00", "#7a3e9d", "#c2185b", "#5d6d7e", "#9aa5b1")


def picture(runs: Sequence[dict[str, Any]]) -> str:
    """Both axes in powers of ten; the mean of the runs."""
    found = {
        name: [sum(_of(run, name, size)["seconds"] for run in runs) / len(runs) for size in SIZES] for name in NAMES
    }
    every = [s for line in found.values() for s in line]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))

    def at(size: float, seconds: float) -> tuple[float, float]:
        across = (math.log10(size) - math.log10(SIZES[0])) / (math.log10(SIZES[-1]) - math.log10(SIZES[0]))
        up = (math.log10(seconds) - low) / (high - low)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12"><rect width="100%" height="100%" fill="white"/>'
    ]
    for power in range(low, high + 1):
        x, y = at(SIZES[0], 10.0**power)
        parts.append(f'<path d="M{x} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    for size in SIZES:
        x, _ = at(size, 10.0**low)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size:,}</text>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}">customers, 50 events each</text>')
    ends = _apart({name: at(SIZES[-1], line[-1])[1] for name, line in found.items()})
    for colour, (name, line) in zip(COLOURS, found.items(), strict=True):
        points = " ".join("{:.1f},{:.1f}".format(*at(size, s)) for size, s in zip(SIZES, line, strict=True))
        heavy = 3 if name == "osuma" else 1.5
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{heavy}"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{ends[name] + 4:.1f}" fill="{colour}">{NAMES[name]}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _apart(ends: dict[str, float], least: float = 16) -> dict[str, float]:
    """Heights of labels, none nearer to another than `least`."""
    placed: dict[str, float] = {}
    for name, y in sorted(ends.items(), key=lambda one: one[1]):
        placed[name] = max(y, max(placed.values(), default=-least) + least)
    return placed


def folder() -> Path:
    """Where the generated warehouses are kept between runs."""
    kept = Path(tempfile.gettempdir()) / "osuma-bench"
    kept.mkdir(exist_ok=True)
    return kept
