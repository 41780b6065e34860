"""Conditions of which nothing that was imported says anything: nobody would be noticed, and "not" is everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.segments.depends import everywhere
from osuma.engine.segments.explain import explain_node
from osuma.engine.segments.rule import Changed, Definition, Experiment, Suppressed
from osuma.workflows.asking.instants import AsOf
from osuma.workflows.segments import contexts
from osuma.workflows.segments.definitions import known

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

Asked = Suppressed | Changed | Experiment
#: What there is anything of, of each: its rows, each thing once.
_THERE: Mapping[type[Asked], str] = {
    Suppressed: "SELECT DISTINCT channel, reason FROM suppressions",
    Changed: "SELECT DISTINCT field FROM customer_changes",
    Experiment: "SELECT DISTINCT experiment FROM exposures",
}
_SAID: Mapping[type[Asked], Words] = {
    Suppressed: Words(
        "estolistalla ei ole yhtään tällaista osoitetta. Ellei mikään tuotu tiedosto kerro niistä, ehto ei kerro "
        "mitään: tuo uutiskirjetyökalun peruneet ja poistetut.",
        "there is no such address on the suppression list. Unless an imported file tells of them, the condition says "
        "nothing: import the unsubscribed and cleaned of the newsletter tool.",
    ),
    Changed: Words(
        "tiedon muutoksia ei ole vielä yhtään. Muutos näkyy, kun asiakkaat tuodaan samasta lähteestä uudelleen.",
        "no change of the field is known yet. A change shows when customers are imported from the same source again.",
    ),
    Experiment: Words(
        "kokeessa ei ole ketään. Tarkista kokeen tunnus; kokeeseen tulee väkeä, kun listan lataa niin, että osa jää "
        "kontrolliryhmäksi (--control).",
        "nobody is in the experiment. Check its slug; people come into one when a list is exported with a control "
        "group (--control).",
    ),
}


def untold(session: Session, defn: Definition, at: AsOf) -> list[dict[str, Any]]:
    """A warning for every such condition."""
    asked = [node for _, node, _ in everywhere(defn) if isinstance(node, Suppressed | Changed | Experiment)]
    there = {kind: session.warehouse.kept_rows(_THERE[kind]) for kind in {type(node) for node in asked}}
    empty = [node for node in dict.fromkeys(asked) if not any(map(_tells(node), there[type(node)]))]
    if not empty:
        return []
    context = contexts.of_names(session, at, known(session, defn))
    return [
        {"code": "untold", "slug": defn.slug, **_said(node, explain_node(node, context).short).plain()}
        for node in empty
    ]


def _tells(node: Asked) -> Callable[[tuple[Any, ...]], bool]:
    """Whether a row is of what the condition asks."""
    match node:
        case Suppressed():
            return lambda row: row[0] == node.suppressed and (not node.reasons or row[1] in node.reasons)
        case Changed():
            return lambda row: bool(row[0] == node.changed)
        case Experiment():
            return lambda row: bool(row[0] == node.experiment)


def _said(node: Asked, condition: Words) -> Words:
    said = _SAID[type(node)]
    return Words(f"Ehto ”{condition.fi}”: {said.fi}", f"The condition “{condition.en}”: {said.en}")
