"""Work that can wait gives way to people who do: what a thread computes, and the threads that it starts."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

#: Steps of politeness, as `nice` counts them: work for everybody, and a job that nobody looks at.
HELPING, JOB = 5, 10

Made = TypeVar("Made")


def give_way(steps: int) -> None:
    """This thread, and those that it starts from now on, run after others while those have something to do.

    Linux tells threads apart; elsewhere all of the process would wait, so nothing is done. A thread that gave way
    stays so: who may go back is the machine's owner alone.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + steps)


def made_giving_way(make: Callable[[], Made]) -> Made:
    """What `make` gives; the threads that it starts give way, and the one that asks does not."""
    found: list[Made] = []
    problem: list[BaseException] = []

    def run() -> None:
        give_way(HELPING)
        try:
            found.append(make())
        except BaseException as error:
            problem.append(error)

    thread = threading.Thread(target=run, name="make")
    thread.start()
    thread.join()
    if problem:
        raise problem[0]
    return found[0]
