"""A running owner mails the week of every workspace, on Monday, to who wants it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.urls import reverse

from osuma.catalog import mondays as kept
from osuma.catalog.users import User
from osuma.catalog.workspaces import Workspace
from osuma.web.rounds import Rounds
from osuma.web.serving import log
from osuma.workflows.access.mailing import Post, week_due
from osuma.workflows.asking import rights, verbs
from osuma.workflows.asking.owner import Owner
from osuma.workflows.asking.progress import quiet

EVERY_SECONDS = 60.0
#: After a mail server that did not answer, so that it is not asked every minute.
PAUSE_SECONDS = 30 * 60.0


def mondays(
    owner: Owner, post: Post, now: Callable[[], datetime] = lambda: datetime.now(UTC), every: float = EVERY_SECONDS
) -> Rounds:
    """Mails the week to whoever wants it, once each; what did not go is tried again half an hour later."""
    paused_until = 0.0

    def look(workspace: Workspace) -> None:
        nonlocal paused_until
        week = week_due(workspace, now())
        if week is None or time.monotonic() < paused_until:
            return
        for user in kept.waiting(workspace, week):
            if not kept.take(workspace, user, week):
                continue
            try:
                send(owner, post, workspace, user)
            except Exception as problem:  # whatever it was, the week is not taken for sent
                kept.give_back(workspace, user)
                paused_until = time.monotonic() + PAUSE_SECONDS
                log("monday.mail", problem)
                return

    return Rounds("monday", every, look)


def send(owner: Owner, post: Post, workspace: Workspace, user: User) -> None:
    """Mail one user the week of a workspace, as they may see it. NotSent."""
    asker = rights.asker(user, workspace)
    if asker is None or user.email is None:
        return
    body = verbs.run(owner, workspace.slug, "monday.mail", {"language": user.language}, quiet, asker)
    post.week(user.email, body, reverse("settings", args=[workspace.slug]), user.language)
