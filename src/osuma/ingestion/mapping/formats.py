"""Names and patterns by which a mapping says how a value is written."""

from __future__ import annotations

from types import MappingProxyType

#: Names that a mapping may use in place of a strptime pattern.
NAMED = MappingProxyType({
    "iso": "%Y-%m-%d", "d.m.Y": "%d.%m.%Y", "d/m/Y": "%d/%m/%Y", "m/d/Y": "%m/%d/%Y", "d-m-Y": "%d-%m-%Y",
    "m-d-Y": "%m-%d-%Y", "Y/m/d": "%Y/%m/%d", "Ymd": "%Y%m%d", "d.m.y": "%d.%m.%y", "excel": "excel",
})  # fmt: skip
DECIMALS = ("comma", "dot")
_DIRECTIVES = frozenset("dmYyHMSfzIpbBj%")


def pattern_of(form: str) -> str:
    """The pattern behind a name; patterns stay as they are."""
    return NAMED.get(form, form)


def is_format(form: str) -> bool:
    """Whether a text is a format that can be read by."""
    if form in NAMED or form in DECIMALS:
        return True
    pieces = form.split("%")[1:]
    return bool(pieces) and all(piece[:1] in _DIRECTIVES and piece for piece in pieces)


def other_order(pattern: str) -> str | None:
    """The same pattern with day and month the other way round; null where that cannot be confused."""
    for one, other in (("%d/%m/", "%m/%d/"), ("%d-%m-", "%m-%d-")):
        if pattern.startswith(one):
            return pattern.replace(one, other, 1)
        if pattern.startswith(other):
            return pattern.replace(other, one, 1)
    return None
