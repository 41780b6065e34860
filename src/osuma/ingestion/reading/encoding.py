"""Which encoding a text file is in, and its copy in UTF-8."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from osuma.ingestion.reading import refusals
from osuma.ingestion.reading.limits import MEGABYTE
from osuma.ingestion.reading.source import Report

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 4 * MEGABYTE
_CLEARLY = 3
#: å ä ö Å Ä Ö é beside an ASCII letter, as each encoding writes them.
_WORDS = {
    name: re.compile(
        b"(?<=[A-Za-z])["
        + re.escape("åäöé".encode(name))
        + b"](?![\x80-\xff])|(?<![A-Za-z\x80-\xff])["
        + re.escape("ÅÄÖåäö".encode(name))
        + b"](?=[a-z])"
    )
    for name in ("cp1252", "mac_roman", "cp850")
}
_LATIN_15 = re.compile(rb"(?<=\d)[ \xa0]?\xa4|\xa4(?=[ \xa0]?\d)")


def of_head(head: bytes) -> str | None:
    """The encoding that the first bytes decide; null where they leave UTF-8 and cp1252 open."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    return _utf16_without_bom(head)


def _utf16_without_bom(head: bytes) -> str | None:
    sample = head[:4096]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return None


@dataclass(frozen=True)
class Body:
    """What a whole file says. name: its encoding. mixed: whether some lines are UTF-8 all the same."""

    name: str
    mixed: bool = False


def of_body(path: Path, report: Report | None = None) -> Body:
    """`utf-8` where the file is UTF-8 but for a few rows, else the encoding of one byte a letter that its words speak
    for. Reads the whole file as a stream."""
    damaged = letters = 0
    votes: Counter[str] = Counter()
    with path.open("rb") as file:
        rest = b""
        while block := file.read(_BLOCK):
            if report:
                report(len(block))
            if block.isascii() and not rest:
                continue
            data = rest + block
            cut = _complete(data)
            rest = data[cut:]
            text = data[:cut].decode("utf-8", "surrogateescape")
            bad = sum(1 for c in text if "\udc80" <= c <= "\udcff") if not _valid(data[:cut]) else 0
            damaged += bad
            letters += sum(1 for c in text if c > "\x7f") - bad
            if bad:
                _vote(data[:cut], votes)
        damaged += len(rest)
    if damaged == 0 or letters > 10 * damaged:
        return Body("utf-8")
    return Body(_elected(votes), mixed=letters > 0)


def _vote(data: bytes, votes: Counter[str]) -> None:
    """Letters of Nordic words, as each encoding writes them, between other letters; the euro sign beside digits."""
    for name, form in _WORDS.items():
        votes[name] += len(form.findall(data))
    votes["euro"] += len(_LATIN_15.findall(data))
    votes["windows"] += data.count(b"\x80")


def _elected(votes: Counter[str]) -> str:
    """cp1252 unless another speaks up clearly."""
    for name in ("mac_roman", "cp850"):
        if votes[name] >= _CLEARLY and votes[name] > 4 * max(votes[n] for n in _WORDS if n != name):
            return name
    return "iso8859_15" if votes["euro"] >= _CLEARLY and not votes["windows"] else "cp1252"


def _valid(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _complete(data: bytes) -> int:
    """Where the last whole UTF-8 character of a block ends."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            return len(data)
        if byte >= 0xC0:
            needs = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) - back if needs > back else len(data)
    return len(data)


def lookup(where: str, name: str) -> str:
    """Python's name of an encoding; raises Refused for one that does not exist."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise refusals.unknown_encoding(where, name) from None


def transcode_mixed(source: Path, target: Path, encoding: str) -> int:
    """Write the file again as UTF-8, each line that is UTF-8 as it is and the others from `encoding`. Gives how many
    lines were UTF-8 and not plain ASCII."""
    count = 0
    with source.open("rb") as file, target.open("wb") as out:
        while line := file.readline(_BLOCK):
            if not line.isascii() and _valid(line):
                count += 1
                out.write(line)
            else:
                out.write(line.decode(encoding, "replace").encode("utf-8"))
    return count


def transcode(source: Path, target: Path, encoding: str, where: str, report: Report | None = None) -> None:
    """Write the file again as UTF-8, a block at a time. Bytes that cp1252 leaves undefined become U+FFFD."""
    errors = "replace" if encoding == "cp1252" else "strict"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with source.open("rb") as file, target.open("wb") as out:
        try:
            while block := file.read(_BLOCK):
                if report:
                    report(len(block))
                out.write(decoder.decode(block).encode("utf-8"))
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
        except UnicodeError:
            raise refusals.not_utf8(where, encoding) from None
