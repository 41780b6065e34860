"""Names and patterns by which a mapping says how a value is written."""

from __future__ import annotations

import re
from types import MappingProxyType

#: Names that a mapping may use in place of a strptime pattern.
NAMED = MappingProxyType({
    "iso": "%Y-%m-%d", "d.m.Y": "%d.%m.%Y", "d/m/Y": "%d/%m/%Y", "m/d/Y": "%m/%d/%Y", "d-m-Y": "%d-%m-%Y",
    "m-d-Y": "%m-%d-%Y", "Y/m/d": "%Y/%m/%d", "Ymd": "%Y%m%d", "d.m.y": "%d.%m.%y", "excel": "excel",
    "unix_s": "unix_s", "unix_ms": "unix_ms", "unix_us": "unix_us",
})  # fmt: skip
#: Counts of time since 1970 → microseconds of one.
UNIX = MappingProxyType({"unix_s": 1_000_000, "unix_ms": 1_000, "unix_us": 1})
DECIMALS = ("comma", "dot")
#: What one of a column's amounts is.
SCALES = ("thousands", "millions")
_DIRECTIVES = frozenset("dmYyHMSfzIpbBj%")


def pattern_of(form: str) -> str:
    """The pattern behind a name; patterns stay as they are."""
    return NAMED.get(form, form)


def is_format(form: str) -> bool:
    """Whether a text is a format that can be read by."""
    if form in NAMED or form in DECIMALS or form in SCALES:
        return True
    pieces = form.split("%")[1:]
    return bool(pieces) and all(piece[:1] in _DIRECTIVES and piece for piece in pieces)


_THOUSANDS = re.compile(
    r"\b(?:t€|teur|tuhatta euroa|t\. ?euroa|k€|keur|1[ .,]?000 ?(?:€|eur|e|euroa)\b|1[ .,]?000 ?€)|tuhansia"
)
_MILLIONS = re.compile(r"\b(?:m€|meur|milj\.? ?(?:€|eur|e|euroa)|miljoonaa? euroa|eur million|million euros)")


def scale_of(header: str) -> str | None:
    """The scale that a header of money names: `Liikevaihto (t€)` is in thousands."""
    words = header.casefold()
    if _THOUSANDS.search(words):
        return "thousands"
    return "millions" if _MILLIONS.search(words) else None


def other_order(pattern: str) -> str | None:
    """The same pattern with day and month the other way round; null where that cannot be confused."""
    for one, other in (("%d/%m/", "%m/%d/"), ("%d-%m-", "%m-%d-")):
        if pattern.startswith(one):
            return pattern.replace(one, other, 1)
        if pattern.startswith(other):
            return pattern.replace(other, one, 1)
    return None
