"""A list that leaves Osuma: its rows, who was left out of it and why, and the file that holds it."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.explain import numbers
from osuma.engine.simulate.exports import Grid
from osuma.engine.system import unwritable
from osuma.store.reach import Reach
from osuma.workflows import xlsx
from osuma.workflows.asking.instants import AsOf
from osuma.workflows.lists.control import CONTROL
from osuma.workflows.lists.destinations import Destination
from osuma.workflows.lists.reach_words import CHANNELS, LEFT_OUT

_FORMULA = re.compile(r"'*[=+@\t\r-]")
#: Headers of telephone numbers, which begin with + and are left as they are.
_PHONES = frozenset({"phone", "Phone", "Phone Number", "Person - Phone - Work"})
#: Rows of a worksheet, the header among them.
SHEET_ROWS = 1_048_576


@dataclass(frozen=True)
class Wanted:
    """What was asked for. channel: None for everybody. taken: buckets of the control group, 0 for none."""

    to: Destination
    channel: str | None
    taken: int
    experiment: str


@dataclass(frozen=True)
class List:
    """rows: one a person. at: the instant of the members. reach: how they came down to those who may be contacted,
    None where everybody is in. arms: who is in the control group and who is not, by customer_key. said: what else is
    to be known."""

    header: Sequence[str]
    rows: Sequence[tuple[Any, ...]]
    at: AsOf
    reach: Reach | None = None
    arms: Mapping[int, str] = field(default_factory=dict)
    said: tuple[Words, ...] = ()


def told(found: List, wanted: Wanted) -> dict[str, Any]:
    """Who was left out, as figures and as sentences."""
    answer: dict[str, Any] = {}
    sentences = [*found.said]
    if found.reach is not None:
        answer["left_out"] = {name: getattr(found.reach, name) for name in LEFT_OUT}
        answer["same_address"] = found.reach.reachable - found.reach.addresses if wanted.channel != "post" else 0
        sentences.append(_left_out(found.reach, wanted.channel or "", answer["same_address"]))
    if wanted.taken:
        n = sum(arm == CONTROL for arm in found.arms.values())
        answer["control"] = {"experiment": wanted.experiment, "people": n, "of": len(found.arms)}
        sentences.append(_control(n, len(found.arms), wanted.experiment))
    return {**answer, "sentences": [one.plain() for one in sentences]}


def _left_out(reach: Reach, channel: str, doubles: int) -> Words:
    parts = [(name, n) for name in LEFT_OUT if (n := getattr(reach, name))]
    out = reach.members - reach.reachable
    left, of, how = numbers.number(reach.reachable), numbers.number(reach.members), CHANNELS[channel]
    fi, en = (
        ", ".join(f"{LEFT_OUT[name][language]} {numbers.number(n)[language]}" for name, n in parts)
        for language in ("fi", "en")
    )
    same = numbers.number(doubles)
    why = Words(f" Muut jäivät pois: {fi}.", f" The rest were left out: {en}.") if out else Words("", "")
    shared = (
        Words(f" Samassa osoitteessa on {same.fi} muuta.", f" {same.en} more share an address.")
        if doubles
        else Words("", "")
    )
    return Words(
        f"Segmentin {of.fi} asiakkaasta {left.fi} saa tavoittaa {how.fi}.{why.fi}{shared.fi}",
        f"{left.en} of the {of.en} customers may be contacted {how.en}.{why.en}{shared.en}",
    )


def _control(n: int, of: int, experiment: str) -> Words:
    left, whole = numbers.number(n), numbers.number(of)
    return Words(
        f"Kontrolliryhmässä on {left.fi} asiakasta (yhteensä {whole.fi}). He eivät ole tiedostossa; koe on "
        f"”{experiment}”.",
        f"The control group has {left.en} customers (of {whole.en}). They are not in the file; the experiment is "
        f"“{experiment}”.",
    )


def write(path: Path, header: Sequence[str], rows: Sequence[tuple[Any, ...]], *, sheet: bool) -> str:
    """A whole file or none; nothing in it is taken for a formula by a spreadsheet. Gives the SHA-256 of its bytes."""
    with written(path, header, rows, sheet=sheet) as digest:
        return digest


@contextmanager
def written(path: Path, header: Sequence[str], rows: Sequence[tuple[Any, ...]], *, sheet: bool) -> Iterator[str]:
    """As `write`, but the file gets its name at the end of the block, and goes where an error leaves that."""
    if not path.parent.is_dir():
        raise Misuse(Words(f"Kansiota {path.parent} ei ole.", f"There is no folder {path.parent}."), "no_folder")
    if sheet and len(rows) >= SHEET_ROWS:
        raise Misuse(
            Words(
                f"Taulukkoon mahtuu {SHEET_ROWS - 1} riviä, listalla on {len(rows)}. Vie se muodossa csv.",
                f"A worksheet holds {SHEET_ROWS - 1} rows, the list has {len(rows)}. Export it as csv.",
            ),
            "too_many_rows",
        )
    part = path.with_name(path.name + ".part")
    try:
        yield _part(part, header, rows, sheet=sheet)
        part.replace(path)
    except OSError as problem:
        raise unwritable(path, problem) from None
    finally:
        part.unlink(missing_ok=True)


def _part(part: Path, header: Sequence[str], rows: Sequence[tuple[Any, ...]], *, sheet: bool) -> str:
    if sheet:
        xlsx.write(part, [Grid("Osuma", (tuple(header), *_cells(header, rows)))])
    else:
        with part.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(header)
            out.writerows(_cells(header, rows))
    with part.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cells(header: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(_harmless(name, value) for name, value in zip(header, row, strict=True))


def _harmless(name: str, value: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe; a phone begins with + and is left alone.

    Text that could be mistaken for such gets one more, so that the preset of our own exports takes off what was put.
    """
    if isinstance(value, str) and _FORMULA.match(value) and name not in _PHONES:
        return f"'{value}"
    return value
