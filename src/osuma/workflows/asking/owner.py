"""The one process that may open the warehouses of an installation, and how others find it.

The lock file is the truth: the system frees it when its holder dies, however it dies. `owner.json` (pid, address,
token; readable by its user only) says where the holder answers, if it does. A file whose holder does not answer,
or whose process is dead or another's by now, is stale, and goes when somebody else gets the lock.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from osuma.engine.errors import Conflict, Words
from osuma.engine.marker import is_installation
from osuma.workflows.asking.answers import Answers
from osuma.workflows.asking.journal import reconcile
from osuma.workflows.asking.priority import made_giving_way
from osuma.workflows.asking.progress import Progress, quiet
from osuma.workflows.asking.rights import Asker
from osuma.workflows.asking.session import NOBODY, Session
from osuma.workflows.asking.soon import Soon

if TYPE_CHECKING:
    from osuma.catalog.installation import Installation
    from osuma.store.warehouse import Warehouse

LOCK_NAME = "owner.lock"
FILE_NAME = "owner.json"


@dataclass(frozen=True)
class Address:
    """Where an owner answers. host: a loopback address. token: what a caller must know. public: the address by which
    people come, where it is another."""

    pid: int
    host: str
    port: int
    token: str
    public: str | None = None

    @property
    def base(self) -> str:
        """What a link for people begins with."""
        return self.public or f"http://{self.host}:{self.port}"


class Busy(Conflict):
    """Another process holds the installation now."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                fi="Toinen Osuman komento on kesken eikä päättynyt ajoissa. Odota sitä ja aja uudelleen.",
                en="Another command of Osuma is running and did not end in time. Wait for it and run again.",
            ),
            "busy",
        )


class Write:
    """A write at work. brings: whether all that it did is bring data, or count what there is; said before it ends."""

    brings = False


class Owner:
    """The holder of an installation: its warehouses, open once each, and one writer at a time in each."""

    def __init__(self, installation: Installation, clock: Callable[[], datetime] | None = None) -> None:
        self.installation = installation
        self._clock = clock
        self.answers = Answers()
        self.soon = Soon(_let_go)
        self._warehouses: dict[str, Warehouse] = {}
        self._guard = threading.Lock()
        self._opening: dict[str, threading.RLock] = {}
        self._writing: dict[str, threading.Lock] = {}
        self._left: dict[str, frozenset[int]] = {}
        self._serving = False

    def serve(self) -> None:
        """From now on people ask: answers outlast the process, and what computes for all gives way to who asks."""
        self._serving = True

    def session(self, workspace: str | None = None, progress: Progress = quiet, who: Asker = NOBODY) -> Session:
        """A session of the named workspace, or of the only one. Misuse where it cannot be told which."""
        from osuma.catalog import journal, workspaces

        found = workspaces.pick(workspace)
        with self._guard:
            if found.slug not in self._left:
                # Before this session can begin anything: what is unfinished now is what others left.
                self._left[found.slug] = frozenset(load.import_id for load in journal.unfinished(found))

        @contextlib.contextmanager
        def enter(slug: str) -> Iterator[Session]:
            entered = self.session(slug, progress, who)
            with self.writing(entered):
                yield entered

        return Session(self.installation, found, self._warehouse, enter, progress, who, self._clock)

    @contextlib.contextmanager
    def writing(self, session: Session) -> Iterator[Write]:
        """One writer at a time in a workspace; others wait, and are told so."""
        write = Write()
        with self._guard:
            lock = self._writing.setdefault(session.workspace.slug, threading.Lock())
        if not lock.acquire(blocking=False):
            session.progress("waiting")
            lock.acquire()
        try:
            self.answers.begin(session.workspace.slug, session.workspace.folder)
            yield write
        finally:
            self.answers.forget(session.workspace.slug, session.now() if write.brings else None)
            lock.release()

    def settle(self, session: Session) -> None:
        """End what a verb began and did not end; only while no writer is at work in the workspace."""
        from osuma.catalog import journal

        warehouse = self._warehouses.get(session.workspace.slug)
        if warehouse is not None and journal.unfinished(session.workspace):
            reconcile(session, warehouse)

    def close(self) -> None:
        """Close every warehouse and the catalog, after the writers that are at work."""
        from osuma.catalog import installation

        self.soon.close()
        for slug, warehouse in list(self._warehouses.items()):
            with self._writing.get(slug, contextlib.nullcontext()):
                warehouse.close()
        self._warehouses.clear()
        installation.close()

    def _warehouse(self, session: Session) -> Warehouse:
        slug = session.workspace.slug
        with self._guard:
            opening = self._opening.setdefault(slug, threading.RLock())
        # Re-entrant: the finishers that reconciling runs ask for the warehouse too.
        with opening:
            if slug not in self._warehouses:
                warehouse = self._warehouses[slug] = self._opened(session)
                try:
                    self._settled(session, warehouse)
                except BaseException:
                    del self._warehouses[slug]
                    warehouse.close()
                    raise
            return self._warehouses[slug]

    def _settled(self, session: Session, warehouse: Warehouse) -> None:
        slug, folder = session.workspace.slug, session.workspace.folder
        if self._left[slug]:
            self.answers.begin(slug, folder)
        reconcile(session, warehouse, self._left[slug])
        if self._left[slug]:
            self.answers.forget(slug)
        if self._serving:
            self.answers.outlast(slug, folder)

    def _opened(self, session: Session) -> Warehouse:
        from osuma.catalog.modes import private_file

        warehouse = _closed(session)
        if self._serving:
            # the threads with which it helps who asks are started here
            made_giving_way(warehouse.open)
        else:
            warehouse.open()
        private_file(session.workspace.warehouse_file)
        return warehouse


@contextlib.contextmanager
def hold(folder: Path, clock: Callable[[], datetime] | None = None) -> Iterator[Owner]:
    """Own the installation while the block runs. Busy, at once, where another process does."""
    from osuma.catalog import installation

    with locked(folder):
        owner = Owner(installation.open_(folder), clock)
        try:
            yield owner
        finally:
            owner.close()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of the installation, whatever state its files are in. Busy where another process does."""
    from filelock import FileLock, Timeout

    if not is_installation(folder):
        # A lock file in a folder that is no installation would only be litter; opening says what is wrong.
        yield
        return
    lock = FileLock(folder / LOCK_NAME, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise Busy from None
    try:
        # Whoever wrote it did not hold the lock any more.
        (folder / FILE_NAME).unlink(missing_ok=True)
        yield
    finally:
        lock.release()


def announce(folder: Path, host: str, port: int, public: str | None = None) -> Address:
    """Tell others where this owner answers."""
    from osuma.catalog.modes import write_whole

    address = Address(pid=os.getpid(), host=host, port=port, token=secrets.token_urlsafe(32), public=public)
    write_whole(folder / FILE_NAME, json.dumps(asdict(address)))
    return address


def withdraw(folder: Path, address: Address) -> None:
    """Stop telling; a file that another process wrote meanwhile stays."""
    if read(folder) == address:
        (folder / FILE_NAME).unlink(missing_ok=True)


def read(folder: Path) -> Address | None:
    """What `owner.json` says, None where there is none or it makes no sense."""
    try:
        body = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        whole = Address(int(body["pid"]), str(body["host"]), int(body["port"]), str(body["token"]))
        public = body.get("public")
        return whole if public is None else replace(whole, public=str(public))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _let_go() -> None:
    """A thread that worked for somebody lets go of the catalog."""
    from osuma.catalog import installation

    installation.close()


def _closed(session: Session) -> Warehouse:
    from osuma.catalog import settings_store
    from osuma.store.warehouse import Warehouse

    return Warehouse(
        session.workspace.warehouse_file,
        memory_limit=str(settings_store.get(session.workspace, "memory_limit", "4GB")),
        threads=settings_store.get(session.workspace, "threads"),
    )
