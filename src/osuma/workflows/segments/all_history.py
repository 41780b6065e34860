"""Conditions such as "exactly once" that count everything since the beginning: what a reader is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain import explain_node
from osuma.engine.segments.growing import growing
from osuma.engine.segments.rule import Definition
from osuma.workflows.asking.instants import AsOf
from osuma.workflows.segments import contexts
from osuma.workflows.segments.definitions import known

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


def counts_all(session: Session, defn: Definition, at: AsOf) -> list[dict[str, Any]]:
    """A note for every count with an upper bound and without a window that moves."""
    found = growing(defn)
    if not found:
        return []
    context = contexts.of_names(session, at, known(session, defn))
    return [
        {"code": "counts_all", "slug": defn.slug, **_said(explain_node(node, context).short).plain()}
        for node in found
    ]


def _said(condition: Words) -> Words:
    return Words(
        f"Ehto ”{condition.fi}” laskee koko historian. Kun vanhempia tapahtumia tuodaan lisää, osa asiakkaista jää "
        "joukosta pois, vaikka he eivät tekisi mitään. Jos tarkoitat tiettyä aikaa, rajaa ehto siihen (window).",
        f"The condition “{condition.en}” counts all history. As older events are imported, some customers fall out "
        "though they do nothing. If you mean a certain time, limit the condition to it (window).",
    )
