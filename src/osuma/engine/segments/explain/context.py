"""What an explanation may know beside the definition: when, where, whose words, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from osuma.engine.errors import Words
from osuma.engine.tables.vocabulary import Vocabulary, canonical


@dataclass(frozen=True)
class Counts:
    """What an evaluation counted at one node; None where it was not counted, and then the sentence says none.

    true, false, unknown: people of the base by the truth of the node before its unknown policy. never: people who
    never did such a thing (filters included) up to `as_of`. pending: people who are in a sequence but for the time
    that has still to pass. ranked: people that a rank compares; border: the
    figure of the last one inside. grounds: people by legal ground of a permission
    (consent, existing_customer, company).
    """

    true: int | None = None
    false: int | None = None
    unknown: int | None = None
    never: int | None = None
    pending: int | None = None
    ranked: int | None = None
    border: int | Decimal | None = None
    grounds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredRun:
    """A run that stored a segment. as_of: aware."""

    run_id: int
    as_of: datetime


NOTHING = Counts()


@dataclass(frozen=True)
class ExplainContext:
    """as_of: aware. counts: by node path (`where.all[0]`). sizes: members by slug (`rfm/champions` for a class).

    titles: names of other definitions by slug (partition classes by `partition/class`, the partition by its slug).
    labels: names of the workspace's own fields and event types. code_names: names of codes by field, such as the
    municipalities. stored: the last run that stored a segment or class, by slug, None where none has.
    unit: of what a rank compares: customers or accounts.
    area_source: where area figures come from ("Tilastokeskus, Paavo 2023").
    """

    as_of: datetime
    zone: ZoneInfo
    currency: str = "EUR"
    vocabulary: Vocabulary = field(default_factory=canonical)
    fiscal_year_start_month: int = 1
    counts: Mapping[str, Counts] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, Words] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    code_names: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    area_source: Words | None = None
    stored: Mapping[str, StoredRun | None] = field(default_factory=dict)
    unit: str = "customers"

    def at(self, path: str) -> Counts:
        """The counts of a node."""
        return self.counts.get(path, NOTHING)
