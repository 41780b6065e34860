"""Answers that who asks need not wait for: worked out behind, a few at a time, each once, in the order of asking."""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeAlias

from osuma.workflows.asking.priority import HELPING, give_way

#: How many are worked out at once: one counts on all cores, and another writes its queries meanwhile.
AT_ONCE = 2
#: How many different questions of a workspace are remembered.
REMEMBERED = 24

#: Workspace, question, and how often the workspace was written: who asks after a write is never told from before it.
Key: TypeAlias = tuple[str, str, int]
Work: TypeAlias = Callable[[], dict[str, Any]]


class NotYet(Exception):
    """The answer is being worked out."""


class Soon:
    """What is being worked out behind, and what was asked last."""

    def __init__(self, ended: Callable[[], None], at_once: int = AT_ONCE) -> None:
        """ended: called in a worker's thread after each piece of work."""
        self._ended = ended
        self._at_once = at_once
        self._guard = threading.Lock()
        self._workers: ThreadPoolExecutor | None = None
        self._begun: dict[Key, Future[dict[str, Any]]] = {}
        self._asked: dict[str, OrderedDict[str, tuple[str, dict[str, Any]]]] = {}

    def of(self, key: Key, work: Work, patience: float) -> dict[str, Any]:
        """What `work` gives, begun unless it is already. NotYet where that takes more than `patience` seconds."""
        with self._guard:
            begun = self._begun.get(key)
            if begun is None:
                begun = self._begun[key] = self._pool().submit(self._run, key, work)
        try:
            return copy.deepcopy(begun.result(timeout=patience))
        except TimeoutError:
            if begun.done():
                raise
            raise NotYet from None

    @property
    def busy(self) -> bool:
        """Whether somebody's answer is being worked out."""
        with self._guard:
            return bool(self._begun)

    def remember(self, workspace: str, verb: str, args: Mapping[str, Any]) -> None:
        """Somebody looked at this."""
        with self._guard:
            asked = self._asked.setdefault(workspace, OrderedDict())
            question = repr((verb, sorted(args.items())))
            asked[question] = verb, dict(args)
            asked.move_to_end(question)
            while len(asked) > REMEMBERED:
                asked.popitem(last=False)

    def asked(self, workspace: str) -> list[tuple[str, dict[str, Any]]]:
        """What was looked at, the last first."""
        with self._guard:
            return list(reversed(self._asked.get(workspace, {}).values()))

    def close(self) -> None:
        """Begin nothing more, and wait for what is at work."""
        with self._guard:
            workers, self._workers = self._workers, None
        if workers is not None:
            workers.shutdown(wait=True, cancel_futures=True)

    def _pool(self) -> ThreadPoolExecutor:
        if self._workers is None:
            self._workers = ThreadPoolExecutor(self._at_once, "soon", initializer=give_way, initargs=(HELPING,))
        return self._workers

    def _run(self, key: Key, work: Work) -> dict[str, Any]:
        try:
            return work()
        finally:
            with self._guard:
                self._begun.pop(key, None)
            self._ended()
