"""Companies for the interpreter: rows that it can judge as it judges people, and what holds of several at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from osuma.engine.segments.interpret.rows import Facts, RowOf
from osuma.engine.segments.interpret.values import compare_plain
from osuma.engine.segments.rule import Across

_DEALS = ("deal_made", "deal_won", "deal_lost")


class _Companies(Facts):
    """The same facts seen from the companies: the key of a row is its account_key."""

    def people(self) -> list[RowOf]:
        return [{**company, "customer_key": company["account_key"]} for company in self.table("accounts")]

    def attribute(self, person: RowOf, name: str) -> Any:
        return person[name]

    def joined(self, key: int) -> set[int]:
        return {c["customer_key"] for c in self.table("contacts") if c["account_key"] == key}

    def _effective(self, event: str) -> list[dict[str, Any]]:
        """A row for each company of the person who did it; a deal is the company's own."""
        rows = super()._effective(event)
        if event in _DEALS:
            return [{**row, "customer_key": row["account_key"]} for row in rows]
        base = {person["customer_key"] for person in super().people()}
        works: dict[Any, set[int]] = defaultdict(set)
        for contact in self.table("contacts"):
            if contact["account_key"] is not None and contact["customer_key"] in base:
                works[contact["customer_key"]].add(contact["account_key"])
        return [{**row, "customer_key": one} for row in rows for one in sorted(works[row["customer_key"]])]


def beyond(facts: Facts) -> Facts:
    """The facts from the other side."""
    kind = Facts if isinstance(facts, _Companies) else _Companies
    return kind(facts.world, facts.settings, facts.as_of, facts.current)


def quantified(leaf: Across, truths: Sequence[bool | None]) -> bool | None:
    """What a condition on several comes to, by trying every way in which the unknown ones could turn out."""
    sure, open_ = truths.count(True), truths.count(None)
    ways = {_holds(leaf, sure + more, len(truths)) for more in range(open_ + 1)}
    return ways.pop() if len(ways) == 1 else None


def _holds(leaf: Across, hits: int, of: int) -> bool | None:
    if leaf.which == "count":
        return compare_plain(leaf.op, hits, leaf.value)
    if of == 0:
        return None
    return {"any": hits > 0, "all": hits == of, "none": hits == 0}[leaf.which]
