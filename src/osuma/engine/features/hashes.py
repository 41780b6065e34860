"""Hashes of a person's id, alike on every engine and in Python: what chance is made of."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

_HEX = "0123456789abcdef"
#: As `osuma.engine.segments.rule.people` says.
_DIGITS, _BUCKETS = 7, 10_000


def digest(salt: str, key: ir.StringValue) -> ir.StringValue:
    """The hexadecimal SHA-256 of `salt:key`, in lower case."""
    text: Any = ibis.literal(f"{salt}:") + key
    return sha256(text)


def sha256(text: ir.StringValue) -> ir.StringValue:
    """The hexadecimal SHA-256 of the text's UTF-8, in lower case."""
    found: ir.StringValue = text.hexdigest("sha256")
    return found


def bucket_number(salt: str, key: ir.StringValue) -> ir.IntegerValue:
    """0 to 9,999: the first seven digits of the digest as a number, modulo 10,000."""
    found = digest(salt, key)
    # no engine reads a hexadecimal text as the others do: digit by digit
    value: Any = ibis.literal(0, type="int64")
    for place in range(_DIGITS):
        one = found.substr(place, 1).cases(*((digit, n) for n, digit in enumerate(_HEX)), else_=0)
        value = value * ibis.literal(16, type="int64") + one.cast("int64")
    number: ir.IntegerValue = value % ibis.literal(_BUCKETS, type="int64")
    return number
