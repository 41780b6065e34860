"""docs/reference/refresh.md: what the random streams held, written by the run that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from stream_happenings import HAPPENINGS
from streams import CLOCKS, PEOPLE, STEPS, Stream

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "refresh.md"
NOTE = "<!-- Written by a run of `make streams`; do not edit. -->"
INTRODUCTION = f"""\
# What a refresh by differences was compared with

A refresh keeps the figures of the last one and works out only what came into each window since and what left it.
A stream is a warehouse of {len(PEOPLE)} people with drawn segments, a partition of them and a segment of companies.
Something that is drawn happens in it {STEPS} times; rows lie at any moment of a day, at its edges, or have no clock.
Some days go by after each time, in spring and in autumn over a night on which clocks change. Then the members are
worked out by differences and in full; both, and what is stored, must be the same for every segment.

`make streams N=500 WRITE=1` runs it and writes this page, if nothing differs.
"""


def page(seeds: range, told: Mapping[str, int], day: date) -> str:
    """The whole page. told: what all the streams held."""
    lines = [
        f"{day.isoformat()}: {len(seeds):,} streams, numbers {seeds[0]} to {seeds[-1]}; "
        f"{told['differences']:,} refreshes by differences, {told[CLOCKS]:,} of them over a change of clocks, and "
        f"{told['full']:,} in full, because nothing was kept that still held: **0 differ**.",
        "", "| what is worked out | by differences | in full |", "|---|--:|--:|",
        f"| counts and sums in a window | {told['numbers from differences']:,} | {told['numbers whole']:,} |",
        f"| first, last, least, most, average, distinct, most common, sequences, rhythm | "
        f"{told['values by touched people']:,} | {told['values whole']:,} |",
        "", "| what happened | times |", "|---|--:|",
        *(f"| {what} | {told[name]:,} |" for name, what in happenings().items()),
    ]  # fmt: skip
    return "\n\n".join([NOTE, INTRODUCTION.strip(), "\n".join(lines)]) + "\n"


def happenings() -> dict[str, str]:
    """What can happen in a stream, by the name under which it is counted: the first sentence of its docstring."""
    found = (*Stream.actions(), *HAPPENINGS)
    return {one.__name__: (one.__doc__ or "").split(".\n")[0].split("\n\n")[0].strip().rstrip(".") for one in found}
