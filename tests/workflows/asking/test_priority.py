"""Work that can wait gives way, and the thread that asks for it does not."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from osuma.workflows.asking.priority import HELPING, made_giving_way

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells threads apart")


def nice() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_threads_that_are_started_there_give_way_and_ours_does_not() -> None:
    before, seen = nice(), []

    def make() -> str:
        helper = threading.Thread(target=lambda: seen.append(nice()))
        helper.start()
        helper.join()
        return "made"

    assert made_giving_way(make) == "made"
    assert seen == [min(before + HELPING, 19)]
    assert nice() == before


def test_what_goes_wrong_there_is_told_here() -> None:
    with pytest.raises(ZeroDivisionError):
        made_giving_way(lambda: 1 // 0)
