"""Verbs asked over HTTP: each runs in a thread of its own, its progress streamed, and is ended before we stop."""

from __future__ import annotations

import queue
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from osuma.catalog import installation
from osuma.engine.errors import OsumaError
from osuma.web.address import Reach
from osuma.web.links import Links
from osuma.workflows.access.attempts import Attempts
from osuma.workflows.access.mailing import Post
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import Address, Owner
from osuma.workflows.asking.priority import JOB, give_way
from osuma.workflows.asking.rights import Asker
from osuma.workflows.asking.wire import dumps, error_to_json, unexpected

BEAT_SECONDS = 5.0


@dataclass(frozen=True)
class Asked:
    """One request for a verb. workspace: None means the only one."""

    name: str
    workspace: str | None
    args: Mapping[str, Any]
    who: Asker


class Serving:
    """What the views of one server know: the owner, its address, how it writes to users, and the verbs at work."""

    def __init__(self, owner: Owner, address: Address, reach: Reach, post: Post | None = None) -> None:
        self.owner = owner
        self.address = address
        self.reach = reach
        self.post = post
        self.links = Links()
        self.attempts = Attempts()
        self._at_work = 0
        self._stopping = False
        self._changed = threading.Condition()

    @property
    def mails(self) -> bool:
        """Whether links can be mailed to users, and lead them here."""
        return self.post is not None and self.post.public is not None

    def link(self) -> str:
        """A new link that signs a browser in once."""
        return self.reach.link(self.address.port, f"enter?key={self.links.make()}")

    def begin(self, asked: Asked) -> Iterator[bytes] | None:
        """Run the verb; lines of progress, then one of result or error. None where the server is stopping.

        The verb runs to its end even if nobody reads the lines any more.
        """
        if not self.enter(2):  # the verb, and the lines that are still to be read
            return None
        messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._run, args=(asked, messages), name=asked.name).start()
        return Lines(messages, self.leave)

    def stop(self) -> None:
        """Take no more verbs, and wait for those at work."""
        with self._changed:
            self._stopping = True
            self._changed.wait_for(lambda: self._at_work == 0)

    def enter(self, pieces: int = 1) -> bool:
        """Be counted as at work until `leave`; False where the server is stopping and nothing may begin."""
        with self._changed:
            if not self._stopping:
                self._at_work += pieces
            return not self._stopping

    def leave(self) -> None:
        """One piece of work has ended."""
        with self._changed:
            self._at_work -= 1
            self._changed.notify_all()

    def _run(self, asked: Asked, messages: queue.SimpleQueue[dict[str, Any]]) -> None:
        def progress(step: str, done: int | None = None, total: int | None = None, /) -> None:
            messages.put({"progress": [step, done, total]})

        try:
            if verbs.find(asked.name).writes:
                give_way(JOB)
            result = verbs.run(self.owner, asked.workspace, asked.name, asked.args, progress, asked.who)
            messages.put({"result": result})
        except OsumaError as error:
            messages.put({"error": error_to_json(error)})
        except Exception as problem:
            log(asked.name, problem)
            messages.put({"error": error_to_json(unexpected(problem))})
        finally:
            installation.close()
            self.leave()


class Lines:
    """The messages of one verb as lines of JSON; `closed` is told once, when they end or nobody wants more."""

    def __init__(self, messages: queue.SimpleQueue[dict[str, Any]], closed: Any) -> None:
        self._messages = messages
        self._closed = closed
        self._ended = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._ended:
            raise StopIteration
        try:
            message = self._messages.get(timeout=BEAT_SECONDS)
        except queue.Empty:
            message = {"beat": True}
        self._ended = "result" in message or "error" in message
        return line(message)

    def close(self) -> None:
        self._ended = True
        told, self._closed = self._closed, None
        if told is not None:
            told()


def line(message: Mapping[str, Any]) -> bytes:
    """One message as a line of JSON."""
    return dumps(message).encode() + b"\n"


def log(name: str, problem: Exception) -> None:
    """Where it went wrong, without the message: a database quotes values in those."""
    frames = traceback.extract_tb(problem.__traceback__)
    where = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames))
    sys.stderr.write(f"osuma: {name}: {type(problem).__name__} in {where}\n")
