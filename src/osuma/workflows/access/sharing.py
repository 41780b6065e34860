"""Reports handed out as links that end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.workflows.access.lasting import days_mistakes
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.catalog.workspaces import Workspace

DAYS, LONGEST_DAYS = 14, 366


@verb("shares.list")
def list_(session: Session) -> dict[str, Any]:
    """The links that work, the newest first; the links themselves are told nowhere."""
    from osuma.catalog import share_links

    return {
        "shares": [
            {
                "key": one.key,
                "report": one.report,
                "who": one.who,
                "created_at": one.created_at,
                "ends_at": one.ends_at,
                "opened": one.opened,
            }
            for one in share_links.list_(session.workspace)
        ],
        "reports": [file.name for file in reports(session.workspace)],
    }


@verb("shares.make", writes=True)
def make(session: Session, report: str, days: int = DAYS) -> dict[str, Any]:
    """A link to one report for whoever holds it. secret: told now and never again; path: after the address."""
    from osuma.catalog import share_links

    mistakes = []
    if report not in [file.name for file in reports(session.workspace)]:
        said = Words("Valitse raportti, joka on tehty.", "Choose a report that there is.")
        mistakes.append(Mistake("report", "no_report", said))
    mistakes += days_mistakes(days, LONGEST_DAYS)
    if mistakes:
        raise Refused(mistakes)
    key, secret = share_links.make(session.workspace, report, session.who, days)
    return {"key": key, "secret": secret, "path": f"/shared/{secret}", "days": days}


@verb("shares.withdraw", writes=True)
def withdraw(session: Session, key: int) -> dict[str, Any]:
    """Let a link work no more."""
    from osuma.catalog import share_links

    if not share_links.withdraw(session.workspace, key):
        raise Misuse(Words("Tällaista toimivaa linkkiä ei ole.", "There is no such link that works."), "no_share")
    return {"key": key}


def reports(workspace: Workspace) -> list[Path]:
    """The reports that there are."""
    if not workspace.reports.is_dir():
        return []
    files = workspace.reports.glob("*.html")
    return sorted(file for file in files if file.is_file() and not file.is_symlink())
