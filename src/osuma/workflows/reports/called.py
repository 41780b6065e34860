"""What calling brings: who was on the list when work with it began, who was left out of it by lot, and what both have
bought since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.periods import naive_utc
from osuma.workflows.lists.control import CONTROL, SENT, keep
from osuma.workflows.reports.yearly.results import Sides, measured

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session

#: The name of the draw that leaves some without calls, as a rule says it: `{bucket: calls, from: 0, to: 1999}`; and
#: of the experiment, whose arms rules know too.
DRAW = "calls"
_SIDES = Sides(
    title=Words("Soitot", "Calls"),
    sent=Words("soittolistalla olleista osti", "of those on the call list"),
    none=Words(
        "soittojen jälkeen ei ole vielä tuotu ostoja, joten johtopäätöstä ei vielä ole.",
        "no purchases after the calls have been imported yet, so there is no conclusion yet.",
    ),
)


def began(session: Session, told: Mapping[str, Any], limit: int) -> None:
    """Keep who is on a list that is being rung, whether they answer or not, and who would be on it but for the lot.

    told: as `calls.tomorrow` answers with that limit. Of the control group only those count who come before the last
    that the limit lets in: they would have been rung as well. Nothing is kept where nobody is left out.
    """
    listed, alone = told["calls"], told["control"]["people"]
    if not alone or not listed:
        return
    last = listed[-1]["rank"] if len(listed) == limit else max(row["rank"] for row in (*listed, *alone))
    arms = {row["key"]: SENT for row in listed} | {row["key"]: CONTROL for row in alone if row["rank"] <= last}
    keep(session, DRAW, arms)


def result(session: Session, con: Connection, until: datetime | None = None) -> Words | None:
    """What the called and the control group have bought since, up to an instant in naive UTC; None where nothing was
    kept of both."""
    return measured(session, con, until or naive_utc(session.now()), DRAW, _SIDES)
