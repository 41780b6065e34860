"""A table laid out to a width: how wide its columns are, how its cells wrap, which of its rows go on which page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Measure = Callable[[str, float, bool], float]
#: Lines of a cell at most; what is longer ends in an ellipsis.
LINES = 8


@dataclass(frozen=True)
class Laid:
    """widths: of the columns. cells: each cell as its lines, the header first. size: of the letters; pad: at each
    side of a cell."""

    widths: tuple[float, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]
    size: float
    pad: float

    @property
    def line(self) -> float:
        """The height of a line."""
        return self.size * 1.25

    def height(self, row: int) -> float:
        """How high a row is; the header is 0."""
        return max(len(cell) for cell in self.cells[row]) * self.line + 2 * self.pad

    def pages(self, first: float, others: float) -> list[range]:
        """The rows of each page, without the header that stands on each. first, others: the room of the first page
        and of those after it."""
        found, begun, room = [], 1, first - self.height(0)
        for n in range(1, len(self.cells)):
            if self.height(n) > room and n > begun:
                found.append(range(begun, n))
                begun, room = n, others - self.height(0)
            room -= self.height(n)
        return [*found, range(begun, len(self.cells))]


def laid(rows: Sequence[Sequence[str]], room: float, size: float, measure: Measure, pad: float = 3.0) -> Laid:
    """The table in a room; columns of short cells get what they need, and those of long ones share the rest."""
    columns = list(zip(*rows, strict=True))
    wanted = [max(measure(cell, size, n == 0) for n, cell in enumerate(column)) + 2 * pad for column in columns]
    least = [max(_longest_word(column, size, measure) + 2 * pad, 3 * size) for column in columns]
    widths = _shared(wanted, least, room)
    cells = tuple(
        tuple(
            tuple(wrapped(cell, width - 2 * pad, size, measure, LINES, bold=n == 0))
            for cell, width in zip(row, widths, strict=True)
        )
        for n, row in enumerate(rows)
    )
    return Laid(tuple(widths), cells, size, pad)


def _longest_word(column: Sequence[str], size: float, measure: Measure) -> float:
    words = [(word, n == 0) for n, cell in enumerate(column) for word in cell.split(" ")]
    return max((measure(word, size, bold) for word, bold in words), default=0.0)


def _shared(wanted: list[float], least: list[float], room: float) -> list[float]:
    """What is wanted where there is room; else the least of each, and more by how much more each wants."""
    if sum(wanted) <= room:
        spare = (room - sum(wanted)) / len(wanted)
        return [width + spare for width in wanted]
    if sum(least) >= room:
        return [width * room / sum(least) for width in least]
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    share = (room - sum(least)) / sum(more)
    return [low + extra * share for low, extra in zip(least, more, strict=True)]


def wrapped(text: str, width: float, size: float, measure: Measure, most: int, *, bold: bool = False) -> list[str]:
    """Words on at most so many lines of a width; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if measure(longer, size, bold) <= width or not line:
            line = longer
        else:
            lines.append(line)
            line = word
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    return [fitted(one, width, size, measure, bold=bold) for one in lines]


def fitted(text: str, width: float, size: float, measure: Measure, *, bold: bool = False) -> str:
    """A line cut to a width, ended by an ellipsis where it is."""
    if measure(text, size, bold) <= width:
        return text
    kept = text.removesuffix(" …")
    while kept and measure(f"{kept}…", size, bold) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
