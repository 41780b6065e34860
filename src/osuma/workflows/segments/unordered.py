"""Rows of which only the day is known, under a condition on the order of events: nothing orders those of one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.segments.depends import everywhere
from osuma.engine.segments.explain import explain_node, numbers
from osuma.engine.segments.rule import Chain, Definition
from osuma.engine.tables.company_views import DEAL_EVENTS
from osuma.store.dialect import identifier
from osuma.workflows.asking.instants import AsOf
from osuma.workflows.segments import contexts
from osuma.workflows.segments.definitions import known

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: Event types whose rows come in a table that is not named after them.
_TABLES = {"sale": "event_order", "order_placed": "event_order"}


def unordered(session: Session, defn: Definition, at: AsOf) -> list[dict[str, Any]]:
    """A warning for every sequence of a definition in whose events there are days without a time."""
    chains = [node for _, node, _ in everywhere(defn) if isinstance(node, Chain)]
    dated = {chain: sum(_dated(session, event) for event in _events(chain)) for chain in chains}
    found = {chain: n for chain, n in dated.items() if n}
    if not found:
        return []
    context = contexts.of_names(session, at, known(session, defn))
    return [
        {"code": "unordered", "slug": defn.slug, **_said(explain_node(chain, context).short, n).plain()}
        for chain, n in found.items()
    ]


def _events(chain: Chain) -> set[str]:
    return {step.event for step in chain.steps}


def _dated(session: Session, event: str) -> int:
    if event in DEAL_EVENTS:  # always with a time
        return 0
    table = identifier(_TABLES.get(event, f"event_{event}"))
    ((n,),) = session.warehouse.kept_rows(f"SELECT count(*) FROM {table} WHERE date_only")
    return int(n)


def _said(condition: Words, n: int) -> Words:
    shown = numbers.number(n)
    return Words(
        f"Ehto ”{condition.fi}”: osasta tapahtumia ({shown.fi}) tiedetään vain päivä. Saman päivän tapahtumien "
        "järjestystä ei silloin tiedetä, joten niitä ei lasketa peräkkäisiksi.",
        f"The condition “{condition.en}”: of some events ({shown.en}) only the day is known. Nothing says in which "
        "order those of one day came, so they do not count as one after another.",
    )
