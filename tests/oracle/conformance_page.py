"""docs/reference/conformance.md: a section for each engine, written by the run that it tells of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from oracle.asked import DENSE, TREES

if TYPE_CHECKING:
    from oracle.conformance import Told

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "conformance.md"
ENGINES = ("DuckDB", "ClickHouse", "Spark")
NOTE = "<!-- Each section is written by a run of `make conformance`; do not edit. -->"
INTRODUCTION = """\
# What was compared on each engine

A definition is drawn for every condition, operator and treatment of unknown of the language: alone, under a
`none`, and in trees of many. It is evaluated over a drawn world of hostile rows (the edges of windows, both nights
on which clocks change, equal times, letters that fold, missing values), on the engine and by a slow interpreter in
plain Python that shares nothing with the compiler but the parsed rule. The two must agree on everybody. A cell is
a condition, an operator and a treatment of unknown; a pair is a definition and a world.

`make conformance ENGINE=chdb: WORLDS=14 WRITE=1` runs it and writes the engine's section here, if nothing differs.
`SAMPLE=1` takes one definition for every condition and operator of each world, ten trees and a partition of people,
companies and contacts each, and four sequences: four worlds have every cell.
"""


def section(told: Told) -> str:
    """The section of a run, from its heading on."""
    rows = told.rows
    cells = sum(len(drawn) for _, _, drawn, _ in rows)
    least = min(n for _, _, drawn, _ in rows for n in drawn)
    often = "once" if least == 1 else f"{least} times"
    by_node: dict[str, list[tuple[str, list[int]]]] = {}
    for node, op, drawn, _ in rows:
        by_node.setdefault(node, []).append((op, drawn))
    lines = [
        f"## {told.engine}", "",
        f"{told.engine} {told.version}, {told.day.isoformat()}: {told.pairs.total():,} pairs over {told.worlds} "
        f"{'world' if told.worlds == 1 else 'worlds'}, **{told.wrong.total()} differ**. {cells} cells, each drawn at "
        f"least {often}; {told.pairs[TREES]:,} of the pairs are trees and partitions, {told.pairs[DENSE]:,} "
        "sequences among people who do much in few days.",
        "", "| condition | operators and forms | cells | drawn | least |", "|---|---|--:|--:|--:|",
    ]  # fmt: skip
    for node, found in by_node.items():
        counts = [n for _, drawn in found for n in drawn]
        ops = ", ".join(op for op, _ in found)
        lines.append(f"| {node} | {ops} | {len(counts)} | {sum(counts):,} | {min(counts)} |")
    return "\n".join(lines) + "\n"


def sections(text: str) -> dict[str, str]:
    """The sections of a page by the names of their engines."""
    return {found[1]: found[0] for found in re.finditer(r"^## (\w+)\n(?:(?!^## ).*\n?)*", text, re.MULTILINE)}


def page(found: Mapping[str, str]) -> str:
    """The whole page, engines in order."""
    told = [found[engine].strip() for engine in ENGINES if engine in found]
    return "\n\n".join([NOTE, INTRODUCTION.strip(), *told]) + "\n"


def write(engine: str, text: str) -> None:
    """Put the section of an engine in the place of its last one."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(page({**sections(before), engine: text}), encoding="utf-8")
