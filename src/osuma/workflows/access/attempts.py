"""How often somebody may try: a password, a link, a key."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from osuma.engine.errors import OsumaError, Words

#: Failures within the window, for one account and for one address that many may share.
OF_ACCOUNT, OF_ADDRESS = 8, 40
WINDOW_SECONDS = 15 * 60.0
#: More names than this are not remembered; the oldest go, so that nobody fills the memory by inventing names.
MOST_NAMES = 20_000

Found = TypeVar("Found")


class TooMany(OsumaError):
    """Tried too often; `seconds` until the next try."""

    def __init__(self, seconds: int) -> None:
        minutes = math.ceil(seconds / 60)
        super().__init__(
            Words(
                f"Liian monta yritystä. Yritä uudelleen {minutes} minuutin kuluttua.",
                f"Too many tries. Try again in {minutes} minutes.",
            ),
            "too_many",
        )
        self.seconds = seconds


class Attempts:
    """Failures of late, by what they were for; in memory, since one process serves."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[str, deque[float]] = {}
        self._guard = threading.Lock()

    def refuse(self, account: str | None, address: str) -> None:
        """TooMany where either has failed too often of late. account: None for a secret that names nobody."""
        with self._guard:
            wait = max(self._wait(name, most) for name, most in _names(account, address))
        if wait > 0:
            raise TooMany(math.ceil(wait))

    def failed(self, account: str | None, address: str) -> None:
        """Count one failure for both."""
        with self._guard:
            for name, most in _names(account, address):
                times = self._failed.pop(name, deque(maxlen=most))
                times.append(self._clock())
                self._failed[name] = times  # the newest last
            while len(self._failed) > MOST_NAMES:
                self._failed.pop(next(iter(self._failed)))

    def find(self, find: Callable[[str], Found | None], secret: str, address: str) -> Found | None:
        """What a link or a key leads to; None is counted as a failure of the address. TooMany."""
        self.refuse(None, address)
        found = find(secret)
        if found is None:
            self.failed(None, address)
        return found

    def passed(self, account: str) -> None:
        """The account's failures are forgotten; those of the address are not, for it may be many people's."""
        with self._guard:
            self._failed.pop(f"account {account}", None)

    def _wait(self, name: str, most: int) -> float:
        times = self._failed.get(name)
        if times is None or len(times) < most:
            return 0.0
        return times[0] + WINDOW_SECONDS - self._clock()


def _names(account: str | None, address: str) -> list[tuple[str, int]]:
    of_account = [] if account is None else [(f"account {account}", OF_ACCOUNT)]
    return [*of_account, (f"address {address}", OF_ADDRESS)]
