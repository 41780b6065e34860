"""A running owner watches the folders of its workspaces."""

from __future__ import annotations

import contextlib
from typing import Any

from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import OsumaError
from osuma.web.rounds import WHO, Rounds
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import Owner
from osuma.workflows.asking.progress import quiet
from osuma.workflows.data.watcher import POLL_SECONDS, Watcher


def watching(owner: Owner, every: float = POLL_SECONDS) -> Rounds:
    """Looks at the folder of every workspace that has the setting."""
    watchers: dict[str, Watcher] = {}

    def look(workspace: Workspace) -> None:
        def ask(verb: str, **args: Any) -> dict[str, Any]:
            return verbs.run(owner, workspace.slug, verb, args, quiet, WHO)

        # a folder that is Osuma's own is told of where it is set and in its state, not here every few seconds
        with contextlib.suppress(OsumaError):
            watchers.setdefault(workspace.slug, Watcher(ask)).look()

    return Rounds("watch", every, look)
