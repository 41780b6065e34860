"""Where conditions lead that go from one unit to the other, and how many of what is there must meet a rule."""

from __future__ import annotations

from typing import Literal

from osuma.engine.segments.rule.base import Unit

Side = Literal["account", "contacts"]
Quantifier = Literal["any", "all", "none", "count"]

#: The unit of the rule inside, by where the condition leads.
INSIDE: dict[Side, Unit] = {"account": "accounts", "contacts": "customers"}
#: The unit of the segment in which it can stand.
OUTSIDE: dict[Side, Unit] = {"account": "customers", "contacts": "accounts"}
