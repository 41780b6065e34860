"""Conditions on the suppression list of which no imported list says anything: nobody would be noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.segments.depends import everywhere
from osuma.engine.segments.explain import explain_node
from osuma.engine.segments.rule import Definition, Suppressed
from osuma.workflows import contexts
from osuma.workflows.definitions import known
from osuma.workflows.instants import AsOf

if TYPE_CHECKING:
    from osuma.workflows.session import Session


def unlisted(session: Session, defn: Definition, at: AsOf) -> list[dict[str, Any]]:
    """A warning for every such condition whose channel and reasons no entry of the list has."""
    asked = [node for _, node, _ in everywhere(defn) if isinstance(node, Suppressed)]
    if not asked:
        return []
    there = session.warehouse.kept_rows("SELECT DISTINCT channel, reason FROM suppressions")
    empty = [
        node
        for node in dict.fromkeys(asked)
        if not any(c == node.suppressed and (not node.reasons or r in node.reasons) for c, r in there)
    ]
    context = contexts.of_names(session, at, known(session, defn))
    return [
        {"code": "unlisted", "slug": defn.slug, **_said(explain_node(node, context).short).plain()} for node in empty
    ]


def _said(condition: Words) -> Words:
    return Words(
        f"Ehto ”{condition.fi}”: estolistalla ei ole yhtään tällaista osoitetta. Ellei mikään tuotu tiedosto kerro "
        "niistä, ehto ei kerro mitään: tuo uutiskirjetyökalun peruneet ja poistetut.",
        f"The condition “{condition.en}”: there is no such address on the suppression list. Unless an imported file "
        "tells of them, the condition says nothing: import the unsubscribed and cleaned of the newsletter tool.",
    )
