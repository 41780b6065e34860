"""The thread of a running owner that watches the folders of its workspaces."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from osuma.catalog import installation, workspaces
from osuma.engine.errors import OsumaError
from osuma.web.serving import log
from osuma.workflows import verbs
from osuma.workflows.owner import Owner
from osuma.workflows.progress import quiet
from osuma.workflows.rights import here
from osuma.workflows.watcher import POLL_SECONDS, Watcher

#: Who the change log says it was.
WHO = here("osuma serve")


class Watching:
    """Looks at the folder of every workspace that has the setting, until it is told to stop."""

    def __init__(self, owner: Owner, every: float = POLL_SECONDS) -> None:
        self._owner = owner
        self._every = every
        self._watchers: dict[str, Watcher] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and wait for an import at work."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopping.wait(self._every):
                self._round()
        finally:
            installation.close()

    def _round(self) -> None:
        """One look at every folder; whatever goes wrong, there is a next one."""
        with _logged():
            for workspace in workspaces.list_():
                with _logged():
                    self._look(workspace.slug)

    def _look(self, slug: str) -> None:
        def ask(verb: str, **args: Any) -> dict[str, Any]:
            return verbs.run(self._owner, slug, verb, args, quiet, WHO)

        # a folder that is Osuma's own is told of where it is set and in its state, not here every few seconds
        with contextlib.suppress(OsumaError):
            self._watchers.setdefault(slug, Watcher(ask)).look()


@contextlib.contextmanager
def _logged() -> Iterator[None]:
    """A fault is said and stops nothing after the block."""
    try:
        yield
    except Exception as problem:
        log("watch", problem)
