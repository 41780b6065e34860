"""What `compile_` gives to the store: expressions to materialise in order, and the flags to read at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import ibis.expr.types as ir

from osuma.engine.features.aggregates import FeatureQuery

__all__ = ["FALSE", "OUTSIDE", "TRUE", "UNKNOWN", "FeatureQuery", "Plan"]

#: Truth as the engines return it.
FALSE, TRUE, UNKNOWN = 0, 1, 2
#: Value of a partition's column for people outside its base.
OUTSIDE = -1


@dataclass(frozen=True)
class Plan:
    """Everything of one evaluation. Materialise `features`, then `ranks`, each in order, then read `flags`.

    flags: one row per person of the base (kind person, not set apart): `customer_key` and one column per slug.
    columns: slug -> column of `flags`. A segment's column is int8: 1 true, 0 false, 2 unknown. A partition's is
    int16: index of the class, number of classes for other, -1 outside its base; `partition/class` is int8, 0 or 1.
    A rank may read features and the ranks before it, never the other way round. unit: of what the definitions are;
    where it is accounts, a row is a company and `customer_key` holds its account_key.
    """

    features: tuple[FeatureQuery, ...]
    ranks: tuple[FeatureQuery, ...]
    flags: ir.Table
    columns: dict[str, str]
    unit: Literal["customers", "accounts"] = "customers"

    @property
    def stages(self) -> tuple[FeatureQuery, ...]:
        """All temporary tables in the order in which they are made."""
        return self.features + self.ranks
