"""A sample of a stream: its beginning, and an even choice of the rest."""

from __future__ import annotations

import random


class Reservoir:
    """Keeps at most `most` records: the first half as they come, the other half chosen evenly (Algorithm R)."""

    def __init__(self, most: int) -> None:
        self.most, self.seen = most, 0
        self.kept: list[list[str]] = []
        self._rng = random.Random(0)  # noqa: S311  (a sample, not a secret)

    def offer(self, record: list[str]) -> None:
        self.seen += 1
        if len(self.kept) < self.most:
            self.kept.append(record)
            return
        head = self.most // 2
        place = int(self._rng.random() * (self.seen - head))
        if place < self.most - head:
            self.kept[head + place] = record
