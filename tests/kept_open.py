"""The warehouse of the question before, left open for the next question that this process asks of the same file.

A command line opens the file once a process; tests ask many questions in one process, and opening takes longer than
most answers. What is left open is as good as closed: all that it holds is in the file, and whoever else comes to it
(a program, a fork, a connection beside, somebody who changes or moves it) makes it be closed first, or opened anew.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from unittest import mock

import duckdb

from osuma.store.warehouse import Connection, Warehouse
from osuma.workflows.asking import owner
from osuma.workflows.asking.session import Session

_CONNECT, _BEGIN, _CLOSED = duckdb.connect, subprocess.Popen.__init__, owner._closed


class _LeftOpen(Warehouse):
    """Closed, it stays open for who asks next."""

    def open(self) -> Self:
        global _left
        if self._con is not None or _left is None:
            return super().open()
        if self.path != _left.path or (_left.config, _left.stamp) != (self._config(), _stamp(self.path)):
            _let_go()
            return super().open()
        self._con, _left = _left.con, None
        return self

    def close(self) -> None:
        global _left
        con = self._con
        if con is None or not _alone:
            return super().close()
        with self._writer, suppress(duckdb.Error, OSError):  # somebody still reads, or the file is gone
            con.execute("CHECKPOINT")
            kept = _Left(con, self.path, self._config(), _stamp(self.path))
            self._con = con.cursor()  # closed in its place: with `con` go all the cursors that it gave
            super().close()
            _let_go()
            _left = kept
            return None
        return super().close()


@dataclass(frozen=True)
class _Left:
    """A connection that nobody uses, how it was opened, and the file as it was then."""

    con: Connection
    path: Path
    config: dict[str, Any]
    stamp: tuple[int, int, int] | None


_left: _Left | None = None
_alone = False


@contextmanager
def left() -> Iterator[None]:
    """Inside it the warehouses of those who ask stay open."""
    os.register_at_fork(before=among_others)
    with (
        mock.patch.object(owner, "_closed", _closed),
        mock.patch.object(duckdb, "connect", _connect),
        mock.patch.object(subprocess.Popen, "__init__", _begun),
    ):
        yield
        among_others()


def alone() -> None:
    """A test begins: no program of its own runs beside it."""
    global _alone
    _let_go()
    _alone = True


def among_others() -> None:
    """Programs that may want the file run from now on, until the test ends."""
    global _alone
    _alone = False
    _let_go()


def _let_go() -> None:
    global _left
    if _left is not None:
        _left.con.close()
        _left = None


def _closed(session: Session) -> Warehouse:
    made = _CLOSED(session)
    made.__class__ = _LeftOpen
    return made


def _begun(self: subprocess.Popen[Any], *args: Any, **more: Any) -> None:
    among_others()
    _BEGIN(self, *args, **more)


def _connect(database: Any = ":memory:", *args: Any, **more: Any) -> Connection:
    """Whoever opens a file beside a warehouse gets it as it is on the disk."""
    if str(database) != ":memory:":
        _let_go()
    return _CONNECT(database, *args, **more)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    if not file.exists():
        return None
    found = file.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size
