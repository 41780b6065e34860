"""What one call of a verb works with: a workspace, its warehouse, a clock, who asks and who is told."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from osuma.workflows.asking.progress import Progress, quiet
from osuma.workflows.asking.rights import Asker, here

if TYPE_CHECKING:
    from osuma.catalog.installation import Installation
    from osuma.catalog.workspaces import Workspace
    from osuma.store.warehouse import Warehouse

#: Who asks where nobody was named: Osuma itself, on the machine of its user.
NOBODY = here("")


class Session:
    """One call in one workspace; the owner of the installation makes it.

    asker: who asks; who: their name, for the audit. progress: tell how far the work is.
    """

    def __init__(
        self,
        installation: Installation,
        workspace: Workspace,
        open_warehouse: Callable[[Session], Warehouse],
        enter: Callable[[str], AbstractContextManager[Session]],
        progress: Progress = quiet,
        asker: Asker = NOBODY,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.installation = installation
        self.workspace = workspace
        self.progress = progress
        self.asker = asker
        self.who = asker.name
        self._open_warehouse = open_warehouse
        self._enter = enter
        self._clock = clock

    def exclusive(self, slug: str) -> AbstractContextManager[Session]:
        """Another workspace, or this one, with its writers kept out; not for a verb that writes itself."""
        return self._enter(slug)

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return self._clock() if self._clock is not None else datetime.now(UTC)

    @functools.cached_property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(self.workspace.zone)

    @property
    def warehouse(self) -> Warehouse:
        """The workspace's warehouse: opened at first use by the owner, after its loads agree with the journal."""
        return self._open_warehouse(self)
