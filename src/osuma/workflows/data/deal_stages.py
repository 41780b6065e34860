"""Stages of a home-made pipeline: which nobody has explained, and what people say that they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.store.companies.stages import STATES, mean, unclear
from osuma.store.dialect import fold_text
from osuma.workflows.asking import options
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@verb("deals.stages")
def stages(session: Session) -> dict[str, Any]:
    """Stages of which nobody has said whether a deal there is open, won or lost, with the deals that stand there."""
    with session.warehouse.reader() as con:
        found = unclear(con)
    return {
        "unclear": [{"stage": one.stage, "deals": one.deals} for one in found],
        "known": options.stages(session.workspace),
    }


@verb("deals.explain_stages", writes=True)
def explain_stages(session: Session, meanings: Mapping[str, str]) -> dict[str, Any]:
    """Say what stages mean: open, won or lost by stage. It holds for the deals that are here and for those to come.

    Misuse for anything else that a stage could mean.
    """
    from osuma.catalog import settings_store

    wrong = sorted(set(meanings.values()) - set(STATES))
    if wrong:
        said = ", ".join(STATES)
        raise Misuse(
            Words(f"Vaihe tarkoittaa jotakin näistä: {said}.", f"A stage means one of {said}."), "stage_means"
        )
    folded = {fold_text(stage.strip()): state for stage, state in meanings.items()}
    settings_store.put(session.workspace, options.STAGES, options.stages(session.workspace) | folded)
    with session.warehouse.transaction() as con:
        told = mean(con, folded, session.workspace.zone)
    return {"deals": told, **stages(session)}
