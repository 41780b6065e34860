"""Programs in processes of their own, forked from one that has loaded all of Osuma and opened nothing.

Loading costs three seconds of a processor, a fork none. Who is forked is a process like any other, with memory,
signals and an end of its own; how a process comes up from nothing is for the tests of starting
(tests/cli/test_startup.py, test_commands.py).
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import pkgutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any, TextIO

import kept_open
import osuma.workflows


class Program:
    """A running process, asked as `subprocess.Popen` is."""

    def __init__(self, process: Any, out: TextIO, err: TextIO) -> None:
        self._process = process
        self.stdout, self.stderr = out, err
        self.pid = int(process.pid)

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        code = self._process.exitcode
        return None if code is None else int(code)

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("osuma", timeout or 0)
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it wrote that nobody has read, once it has ended."""
        told = {"out": "", "err": ""}
        readers = [
            threading.Thread(target=_read, args=(told, *of)) for of in (("out", self.stdout), ("err", self.stderr))
        ]
        for reader in readers:
            reader.start()
        self.wait(timeout)
        for reader in readers:
            reader.join(timeout)
        self.stdout.close()
        self.stderr.close()
        return told["out"], told["err"]

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(
    work: Callable[..., object], *args: object, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Program:
    """A process that does the work, a function of a module, and ends; environ: beside what this process has."""
    kept_open.among_others()
    out, err = os.pipe(), os.pipe()
    place = _Place(cwd or Path.cwd(), {**os.environ, **(environ or {})})
    process = _context().Process(target=_run, args=(work, args, DupFd(out[1]), DupFd(err[1]), place))
    process.start()
    os.close(out[1])
    os.close(err[1])
    return Program(process, os.fdopen(out[0], encoding="utf-8"), os.fdopen(err[0], encoding="utf-8"))


def osuma_command(*words: str, environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> Program:
    """`osuma WORDS`"""
    return start(_command, words, environ=environ, cwd=cwd)


def ended(program: Program, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """The program as it was when it ended."""
    out, err = program.communicate(timeout)
    return subprocess.CompletedProcess("osuma", program.wait(), out, err)


@functools.cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    verbs = [module.name for module in pkgutil.walk_packages(osuma.workflows.__path__, "osuma.workflows.")]
    context.set_forkserver_preload([*verbs, "osuma.web.server", "osuma.cli.main", "ibis.backends.duckdb"])
    return context


@dataclass(frozen=True)
class _Place:
    """Where a process runs, and its whole environment."""

    cwd: Path
    environ: dict[str, str]


def _run(work: Callable[..., object], args: tuple[object, ...], out: Any, err: Any, place: _Place) -> None:
    for passed, own in ((out, 1), (err, 2)):
        given = passed.detach()
        os.dup2(given, own)
        os.close(given)
    os.chdir(place.cwd)
    os.environ.clear()
    os.environ.update(place.environ)
    work(*args)


def _command(words: tuple[str, ...]) -> None:
    from osuma.cli.main import run

    sys.argv = ["osuma", *words]
    run()


def _read(told: dict[str, str], name: str, stream: TextIO) -> None:
    if not stream.closed:
        told[name] = stream.read()
