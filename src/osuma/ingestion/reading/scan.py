"""One pass over a text table: is every record well formed, how many are there, what do some of them look like."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from osuma.ingestion.reading import refusals
from osuma.ingestion.reading.limits import MEGABYTE
from osuma.ingestion.reading.source import Report

_BLOCK = 8 * MEGABYTE
_NEWLINE, _RETURN, _SPACE = 10, 13, 32
_RARE_SPACES = tuple(c.encode() for c in "\t\v\f\u2007\u2009\u202f\u00a0")
_RARE_ASCII = tuple(rare for rare in _RARE_SPACES if rare.isascii())
_PER_BLOCK = 64

Bytes = npt.NDArray[np.uint8]


@dataclass
class Scan:
    """What the pass found. strict: whether a strict reader takes every record as it is. records counts all of
    them, headers too. sample: bytes of some records over the whole file. padded: whether any cell begins or ends
    with white space."""

    strict: bool = True
    padded: bool = False
    records: int = 0
    longest: int = 0
    sample: list[bytes] = field(default_factory=list)


@dataclass
class _State:
    inside: int = 0
    cells: int = 0
    length: int = 0
    blank: bool = False
    returns: set[bool] = field(default_factory=set)


def blocks(path: Path, most: int, where: str, report: Report | None = None) -> Iterator[bytes]:
    """The file in blocks that end at a line break. Raises Refused for a line longer than `most` bytes."""
    lines = 0
    with path.open("rb") as file:
        rest = b""
        while block := file.read(_BLOCK):
            if report:
                report(len(block))
            cut = block.rfind(b"\n")
            if cut < 0:
                rest += block
                if len(rest) > most and b"\r" not in rest:
                    raise refusals.too_long(where, lines + 1, most // MEGABYTE)
                continue
            whole = rest + block[: cut + 1]
            rest = block[cut + 1 :]
            lines += whole.count(b"\n")
            yield whole
        if rest:
            yield rest


def scan(
    path: Path, width: int, delimiter: str, quote: str, most: int, where: str, report: Report | None = None
) -> Scan:
    """Scan a UTF-8 file of `width` columns. A file that is not strict is scanned only as far as that shows."""
    found, state, rng = Scan(), _State(), random.Random(0)  # noqa: S311  (a sample, not a secret)
    if len(delimiter.encode()) != 1 or len(quote.encode()) != 1:
        return Scan(strict=False)
    for block in blocks(path, most, where, report):
        found.strict = _check(block, width, ord(delimiter), ord(quote), found, state, rng)
        if not found.strict or max(state.length, found.longest) > most:
            found.strict = False
            return found
    open_record = state.length > 0
    if state.inside or (open_record and (state.cells != width - 1 or state.blank)):
        found.strict = False
    found.records += int(open_record)
    found.longest = max(found.longest, state.length)
    return found


def _check(
    block: bytes, width: int, delimiter: int, quote: int, found: Scan, state: _State, rng: random.Random
) -> bool:
    data: Bytes = np.frombuffer(block, np.uint8)
    if not _plain(block, data) or not _quotes_fit(data, block, quote, delimiter, state):
        return False
    newline, mark = data == _NEWLINE, data == delimiter
    outside = _outside(data, block, quote, state)
    if outside is not None:
        newline &= outside
        mark &= outside
    ends = np.flatnonzero(newline)
    found.padded = found.padded or _pads(data, block, quote, delimiter)
    fits = _records(data, ends, np.flatnonzero(mark), width, found, state)
    _pick(block, ends, found, rng)
    return fits


def _plain(block: bytes, data: Bytes) -> bool:
    """UTF-8 without NUL bytes or carriage returns that end no line."""
    if b"\x00" in block:
        return False
    if b"\r" in block:
        after = np.flatnonzero(data == _RETURN) + 1
        if after[-1] == len(data) or not bool((data[after] == _NEWLINE).all()):
            return False
    return block.isascii() or _decodes(block)


def _decodes(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _outside(data: Bytes, block: bytes, quote: int, state: _State) -> npt.NDArray[np.bool_] | None:
    """Which bytes are outside quotes; null where all of them are."""
    if quote not in block:
        return np.zeros(len(data), np.bool_) if state.inside else None
    parity = np.bitwise_xor.accumulate((data == quote).view(np.uint8))
    outside: npt.NDArray[np.bool_] = parity == state.inside
    state.inside ^= int(parity[-1])
    return outside


def _quotes_fit(data: Bytes, block: bytes, quote: int, delimiter: int, state: _State) -> bool:
    """Whether quotes open only at the start of a cell and close only at its end."""
    if quote not in block:
        return True
    places = np.flatnonzero(data == quote)
    turn = (np.arange(len(places)) + state.inside) & 1
    opening, closing = places[turn == 0], places[turn == 1]
    before = np.where(opening > 0, data[opening - 1], _NEWLINE)
    last = closing == len(data) - 1
    after = data[np.minimum(closing + 1, len(data) - 1)]
    starts = (before == delimiter) | (before == _NEWLINE) | (before == quote)
    finishes = last | (after == delimiter) | (after == _NEWLINE) | (after == _RETURN) | (after == quote)
    return bool(starts.all() and finishes.all())


def _pads(data: Bytes, block: bytes, quote: int, delimiter: int) -> bool:
    """Whether white space stands next to the edge of a cell. Rare kinds of it count wherever they stand."""
    rare_ones = _RARE_ASCII if block.isascii() else _RARE_SPACES
    if any(rare in block for rare in rare_ones if rare[0] != delimiter):
        return True
    spaces = np.flatnonzero(data == _SPACE)
    before = data[np.maximum(spaces - 1, 0)]
    after = data[np.minimum(spaces + 1, len(data) - 1)]
    edges = np.array([delimiter, quote, _NEWLINE, _RETURN], np.uint8)
    first = bool(len(spaces)) and (spaces[0] == 0 or spaces[-1] == len(data) - 1)
    return bool(first or np.isin(before, edges).any() or np.isin(after, edges).any())


def _records(
    data: Bytes,
    ends: npt.NDArray[np.intp],
    cells: npt.NDArray[np.intp],
    width: int,
    found: Scan,
    state: _State,
) -> bool:
    """Count the records that end in this block; whether each is well formed."""
    if not len(ends):
        state.cells += len(cells)
        state.length += len(data)
        return True
    per = np.diff(np.searchsorted(cells, ends), prepend=0)
    per[0] += state.cells
    lengths = np.diff(ends, prepend=-1)
    lengths[0] += state.length
    returns = np.where(ends > 0, data[ends - 1] == _RETURN, False)
    state.returns.update(np.unique(returns[lengths > 1]).tolist())
    blank = lengths <= 1 + returns
    gap = (state.blank and not blank[0]) or bool((blank[:-1] & ~blank[1:]).any())
    ragged = bool((per[~blank] != width - 1).any())
    state.blank = bool(blank[-1])
    found.records += int((~blank).sum())
    found.longest = max(found.longest, int(lengths.max()))
    tail = int(ends[-1]) + 1
    state.cells = int(len(cells) - np.searchsorted(cells, tail))
    state.length = len(data) - tail
    return not (gap or ragged or len(state.returns) > 1)


def _pick(block: bytes, ends: npt.NDArray[np.intp], found: Scan, rng: random.Random) -> None:
    if len(ends) < 2:
        return
    for turn in sorted(rng.sample(range(1, len(ends)), min(_PER_BLOCK, len(ends) - 1))):
        found.sample.append(block[int(ends[turn - 1]) + 1 : int(ends[turn]) + 1])
