"""In which currency the sums in a workspace's own fields are, as the file that brings them tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osuma.ingestion.mapping.currencies import currency_of
from osuma.workflows.asking import options

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session
    from osuma.workflows.data.preparing import Job, Part


def keep(session: Session, job: Job) -> None:
    """Keep what the file tells of its own fields; of one that comes in two currencies it is not known any more."""
    said = options.own_money(session.workspace)
    told = {field: code for part in job.parts for field, code in _told(part).items()}
    kept = {field: code if said.get(field, code) == code else None for field, code in told.items()}
    if kept.items() - said.items():
        options.keep_own_money(session.workspace, kept)


def _told(part: Part) -> dict[str, str]:
    """The currency of each own field of which a table tells one."""
    columns = {one.name: one for one in part.table.columns}
    own = {
        a.to: currency_of(columns[a.header])
        for output in part.recognised.mapping.outputs
        for a in output.columns
        if a.to.startswith("x_") and a.header in columns
    }
    return {field: code for field, code in own.items() if code is not None}
