"""What a running owner looks at again and again, in a thread of its own: every workspace in turn."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from osuma.catalog import installation, workspaces
from osuma.catalog.workspaces import Workspace
from osuma.web.serving import log
from osuma.workflows.asking.priority import HELPING, give_way
from osuma.workflows.asking.rights import here

#: Who the change log says it was.
WHO = here("osuma serve")


class Rounds:
    """Looks at every workspace, until it is told to stop. name: in the log of faults. every: seconds between."""

    def __init__(self, name: str, every: float, look: Callable[[Workspace], None]) -> None:
        self._name = name
        self._every = every
        self._look = look
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and wait for what is at work."""
        self._stopping.set()
        self._thread.join()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping.is_set()

    def _run(self) -> None:
        give_way(HELPING)
        try:
            while not self._stopping.wait(self._every):
                self._round()
        finally:
            installation.close()

    def _round(self) -> None:
        """One look at each; whatever goes wrong, there is a next one."""
        with self._logged():
            for workspace in workspaces.list_():
                with self._logged():
                    self._look(workspace)

    @contextlib.contextmanager
    def _logged(self) -> Iterator[None]:
        """A fault is said and stops nothing after the block."""
        try:
            yield
        except Exception as problem:
            log(self._name, problem)
