"""Text that was UTF-8, read as cp1252 and saved again (Ã¤ for ä): counted, and mended where it is beyond doubt."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from osuma.engine.errors import Words
from osuma.ingestion.reading.limits import MEGABYTE

_BLOCK = 4 * MEGABYTE
_SIGNS = ("Ã".encode(), "Â".encode())
_FORM = re.compile("[ÃÂ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")
#: The five bytes that cp1252 has no letter for stand as they are in what was broken so.
_BARE = {chr(byte): bytes([byte]) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}

Write = Callable[[list[str]], object]


@dataclass(frozen=True)
class Column:
    """One column with broken letters, by its place from 0. whole: whether every value with other than plain ASCII is
    broken alike, so that mending is sure."""

    place: int
    header: str
    broken: int
    whole: bool

    @property
    def words(self) -> Words:
        """What was noticed, and done."""
        name, n = mended(self.header) or self.header, self.broken
        if self.whole:
            return Words(
                fi=f"{name}: rikkoutuneita kirjaimia (kuten Ã¤, kun pitäisi olla ä) korjattiin: {n} arvoa.",
                en=f"{name}: broken letters (such as Ã¤ for ä) were mended: {n} values.",
            )
        return Words(
            fi=f"{name}: rikkoutuneita kirjaimia (kuten Ã¤, kun pitäisi olla ä) on näin monessa arvossa: {n}. Niitä "
            "ei korjattu, koska osa arvoista on ehjiä. Vie tiedosto uudelleen merkistönä UTF-8.",
            en=f"{name}: values with broken letters (such as Ã¤ for ä): {n}. They were not mended, because other "
            "values are whole. Export the file again as UTF-8.",
        )


def suspected(path: Path) -> bool:
    """Whether a UTF-8 file has the letters that broken text is full of. Reads it as a stream."""
    with path.open("rb") as file:
        last = b""
        while block := file.read(_BLOCK):
            if any(sign in last + block for sign in _SIGNS):
                return True
            last = block[-1:]
    return False


def mended(value: str) -> str | None:
    """The value before it was broken; null where it cannot have been."""
    try:
        return b"".join(_BARE.get(c) or c.encode("cp1252") for c in value).decode("utf-8")
    except UnicodeError:
        return None


def find(path: Path, delimiter: str, quote: str, header_row: int) -> list[Column]:
    """The columns with broken letters; none where the file's quotes do not let it be read so."""
    broken: Counter[int] = Counter()
    odd: Counter[int] = Counter()
    headers: list[str] = []
    try:
        for number, row in enumerate(_records(path, delimiter, quote), start=1):
            headers = row if number == header_row else headers
            for place, value in enumerate(row):
                if not value.isascii():
                    broken[place] += bool(_FORM.search(value))
                    odd[place] += mended(value) is None
    except csv.Error:
        return []
    names = dict(enumerate(headers))
    return [Column(p, names.get(p, str(p + 1)), n, not odd[p]) for p, n in sorted(broken.items()) if n]


def mend(path: Path, target: Path, delimiter: str, quote: str, columns: list[Column]) -> None:
    """A copy of the file with the values of those columns as they were before."""
    places = {column.place for column in columns}
    with target.open("w", encoding="utf-8", newline="") as out:
        write: Write = csv.writer(out, delimiter=delimiter, quotechar=quote, lineterminator="\n").writerow
        for row in _records(path, delimiter, quote):
            write([(mended(v) or v) if p in places else v for p, v in enumerate(row)])


def _records(path: Path, delimiter: str, quote: str) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        yield from csv.reader(file, delimiter=delimiter, quotechar=quote, strict=True)
