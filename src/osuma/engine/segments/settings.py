"""The settings of a workspace that change what a definition means; they are part of its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Settings:
    """zone: IANA name. fiscal_year_start_month: 1 to 12. Weeks are ISO weeks.

    existing_customers: whether buyers were told of messages and could refuse them, so that they may be written to
    without consent; it means something only to rules on reach.
    """

    zone: str = "Europe/Helsinki"
    fiscal_year_start_month: int = 1
    currency: str = "EUR"
    week_start: Literal["monday"] = "monday"
    lexicon_version: int = 1
    language_version: int = 1
    existing_customers: bool = False

    @cached_property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)
