"""What was evaluated of people and of companies, to be stored in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from osuma.store.evaluation.evaluate import Count, Evaluation
from osuma.store.evaluation.figures import Keeping
from osuma.store.evaluation.numbers import Keys
from osuma.store.evaluation.planes import Judged
from osuma.store.warehouse import Connection

_FOUND = "osuma_companies_found"


@dataclass(frozen=True)
class Together:
    """Two evaluations as one; see `osuma.store.membership.runs.Outcome`. The reader is that of the people."""

    people: Judged | Evaluation
    companies: Evaluation

    @property
    def con(self) -> Connection:
        return self.people.con

    @property
    def slugs(self) -> Iterable[str]:
        return [*self.people.slugs, *self.companies.slugs]

    @property
    def counts(self) -> Mapping[str, Count]:
        return {**self.people.counts, **self.companies.counts}

    @property
    def errors(self) -> Mapping[str, str]:
        return {**self.people.errors, **self.companies.errors}

    @property
    def partitions(self) -> Set[str]:
        return self.people.partitions | self.companies.partitions

    @property
    def keeping(self) -> Keeping | None:
        return self.people.keeping

    def turned(self, slug: str) -> tuple[Keys, Keys] | None:
        """Who came in and who left a segment of people, where it is known without comparing."""
        return self.people.turned(slug)

    def found(self, wanted: Sequence[tuple[int, str]]) -> str:
        """SQL of segment_id and unit_key for the members of slugs, each under its number."""
        own = [(number, slug) for number, slug in wanted if slug in self.companies.columns]
        others = [one for one in wanted if one not in own]
        parts = [self.people.found(others)] if others or not own else []
        if own:
            members = [(number, self.companies.members(slug)) for number, slug in own]
            ids = np.repeat(np.array([n for n, _ in members], dtype=np.int64), [len(keys) for _, keys in members])
            keys = np.array([key for _, found in members for key in found], dtype=np.int64)
            self.con.register(_FOUND, pa.table({"segment_id": ids, "unit_key": keys}))
            parts.append(f"SELECT segment_id, unit_key FROM {_FOUND}")
        return " UNION ALL ".join(parts)
