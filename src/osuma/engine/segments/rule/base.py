"""What every condition is made of: values, units, and what becomes of its unknown."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Scalar = str | int | Decimal | bool | date | datetime
Value = Scalar | tuple[Scalar, ...] | None
Unit = Literal["customers", "accounts", "areas"]


class Unknown(StrEnum):
    """What an unknown of this condition becomes.

    KEEP: it stays unknown. INCLUDE: the value that lets the person into the whole segment. EXCLUDE: the value
    that keeps them out. ONLY: the condition is true exactly where it would have been unknown, else false.
    """

    KEEP = "keep"
    INCLUDE = "include"
    EXCLUDE = "exclude"
    ONLY = "only"
