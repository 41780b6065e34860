"""Finnish business IDs: one form of them, and the check digit."""

from __future__ import annotations

import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_MARKS = re.compile(r"[\s\u00a0\u2009\u202f._-]+")
_DASHES = re.compile(r"[‐‑‒–—−]")
_SHAPE = re.compile(r"(?:FIFPRO|FI|0037)?(\d{7,8})")


def check_digit(seven: str) -> int | None:
    """The check digit of seven digits; null where the sum leaves 1, for which no ID is ever given.

    The weighted sum modulo 11: 0 stays, 1 is never issued, anything else is taken from 11.
    """
    rest = sum(w * int(d) for w, d in zip(_WEIGHTS, seven, strict=True)) % 11
    return None if rest == 1 else (11 - rest) % 11


def normalise(text: str) -> str | None:
    """A business ID as `0737546-2`, null where it is none or its check digit is wrong.

    Taken: spaces, a lost leading zero (`737546-2`), a lost hyphen, the VAT form `FI07375462`, the EUID and the
    e-invoice address (`0037…`).
    """
    bare = _MARKS.sub("", _DASHES.sub("-", text)).upper()
    shape = _SHAPE.fullmatch(bare)
    if shape is None:
        return None
    digits = shape[1].zfill(8)
    return f"{digits[:7]}-{digits[7]}" if check_digit(digits[:7]) == int(digits[7]) else None
