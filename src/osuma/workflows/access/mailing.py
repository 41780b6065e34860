"""What Osuma writes to its users by mail: an invitation, a link for a new password, the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from osuma.engine.errors import Words
from osuma.messaging import smtp
from osuma.messaging.smtp import Mail, Server

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osuma.catalog.users import User
    from osuma.catalog.workspaces import Workspace

#: When the week is written: Monday from this hour in the workspace's zone; who slept then gets it by the third day.
HOUR, DAYS = 7, 3


@dataclass(frozen=True)
class Post:
    """How Osuma writes to its users. public: the address by which they come; None where only this machine comes, and
    then no link is mailed, for it would lead nobody anywhere."""

    server: Server
    public: str | None = None

    def invitation(self, to: str, company: str, by: str, path: str, language: str, days: int) -> bool:
        """Mail an invitation; False where there is nowhere to invite to. NotSent."""
        return self._linked(
            to,
            Words(f"Kutsu Osumaan: {company}", f"An invitation to Osuma: {company}"),
            Words(
                f"{by} kutsuu sinut työtilaan ”{company}”. Linkki toimii kerran ja on voimassa {days} päivää:",
                f"{by} invites you to the workspace “{company}”. The link works once and is good for {days} days:",
            ),
            path,
            language,
        )

    def reset(self, to: str, path: str, language: str, hours: int) -> bool:
        """Mail a link for a new password; False where links lead nowhere. NotSent."""
        return self._linked(
            to,
            Words("Uusi salasana Osumaan", "A new password for Osuma"),
            Words(
                f"Tällä linkillä annat uuden salasanan. Se toimii kerran ja on voimassa {hours} tuntia. "
                "Jos et pyytänyt sitä, sinun ei tarvitse tehdä mitään:",
                f"With this link you give a new password. It works once and is good for {hours} hours. "
                "If you did not ask for it, there is nothing to do:",
            ),
            path,
            language,
        )

    def week(self, to: str, body: Mapping[str, str], path: str, language: str) -> None:
        """Mail the week, as the verb `monday.mail` says it. NotSent."""
        said = Words("Viestin voi lopettaa omalla tilillä", "This mail can be ended in your account")[language]
        where = f": {self.public}{path}" if self.public else "."
        smtp.send(self.server, Mail(to, body["subject"], f"{body['text']}\n-- \n{said}{where}\n", body["html"]))

    def _linked(self, to: str, subject: Words, said: Words, path: str, language: str) -> bool:
        if self.public is None:
            return False
        smtp.send(self.server, Mail(to, subject[language], f"{said[language]}\n\n{self.public}{path}\n"))
        return True


def week_due(workspace: Workspace, now: datetime) -> str | None:
    """The week that is to be mailed now, such as 2026-W47; None on other days."""
    local = now.astimezone(ZoneInfo(workspace.zone))
    year, week, day = local.isocalendar()
    due = day <= DAYS and (day > 1 or local.hour >= HOUR)
    return f"{year}-W{week:02}" if due else None


def forgotten(post: Post, user: User, language: str) -> bool:
    """Mail a user a link for a new password. NotSent."""
    from osuma.catalog import resets
    from osuma.workflows.access.users import RESET_HOURS

    secret = resets.make(user, RESET_HOURS)
    return post.reset(user.email or "", f"/renew?key={secret}", language, RESET_HOURS)
