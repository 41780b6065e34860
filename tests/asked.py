"""Verbs that only tests have, and programs that serve them or ask for them from processes of their own.

The one owns a folder and answers; the other asks and prints the answer with the seconds between which the verb ran.
"""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import forked
from forked import Program
from osuma.engine.errors import Mistake, OsumaError, Refused, Words
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import call, verb

SECRET = "matti.meikalainen@example.fi"


@verb("test.echo")
def echo(session: Session, value: Any, optional: int = 1) -> dict[str, Any]:
    session.progress("reading", 1, 2)
    session.progress("reading", 2, 2)
    return {"value": value, "optional": optional, "pid": os.getpid(), "who": session.who, "at": session.now()}


@verb("test.read")
def read(session: Session) -> dict[str, Any]:
    return {"loads": session.warehouse.rows("SELECT count(*) FROM loads")[0][0], "pid": os.getpid()}


@verb("test.write", writes=True)
def write(session: Session, seconds: float) -> dict[str, Any]:
    began = time.time()
    session.progress("writing")
    time.sleep(seconds)
    return {"began": began, "ended": time.time(), "pid": os.getpid()}


@verb("test.threads")
def threads(session: Session) -> dict[str, Any]:
    return {"names": [thread.name for thread in threading.enumerate()]}


@verb("test.signal")
def signal_here(session: Session) -> dict[str, Any]:
    """SIGTERM as the system may hand it out: to the thread that answers, while the main thread sleeps."""
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    return {"pid": os.getpid()}


@verb("test.refuse")
def refuse(session: Session) -> dict[str, Any]:
    raise Refused(
        [
            Mistake("where.all[0]", "unknown_field", Words("kenttää ”ikä” ei ole", "there is no field “ikä”")),
            Mistake("", "empty", Words("tyhjä", "empty")),
        ]
    )


@verb("test.fault")
def fault(session: Session) -> dict[str, Any]:
    raise ValueError(f"cannot convert {SECRET}")


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Program, str]]:
    """A process that serves the folder, and its address."""
    process = forked.start(_serve, folder)
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.communicate()
        yield process, address
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def asking(folder: Path, name: str, timeout: float = 60.0, **args: Any) -> Program:
    """A process that asks for a verb."""
    return forked.start(_ask, folder, name, args, timeout)


def answer(process: Program) -> dict[str, Any]:
    """What it printed: the result, or `{"error": code}`."""
    out, err = process.communicate(timeout=60)
    assert out, err
    return dict(json.loads(out))


def _serve(folder: Path) -> None:
    from osuma.web.server import serve

    serve(folder, 0, lambda address, _: print(address, flush=True))


def _ask(folder: Path, name: str, args: dict[str, Any], timeout: float) -> None:
    steps: list[str] = []
    try:
        result = call(folder, None, name, args, lambda step, *_: steps.append(step), timeout=timeout)
    except OsumaError as error:
        result = {"error": error.code}
    print(json.dumps({**result, "steps": steps}))
