"""How often somebody may try: a password, a link, a key. Counted in the catalog, for every process and restart.

Who tries a person's account from elsewhere stops themselves, not the person: failures count by account and place
together. Only where an account is tried from many places at once do places wait that it never came in from.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from osuma.engine.errors import OsumaError, Words

if TYPE_CHECKING:
    from osuma.catalog.attempts import Tried

#: Failures within the window: of one account from one place, of one place that many may share, of one account from
#: all places together.
OF_ACCOUNT, OF_ADDRESS, OF_ALL_PLACES = 8, 40, 100
WINDOW = timedelta(minutes=15)
#: Who goes on after the wait waits twice as long the next time, at most so long; a day without a failure ends that.
LONGEST, CALM = timedelta(hours=4), timedelta(days=1)
#: One home or company has at least so many bits of an address of IPv6 to itself.
NETWORK_BITS = 64

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


@dataclass(frozen=True)
class Limit:
    """Failures of one name. doubles: whether each wait is longer than the one before."""

    name: str
    most: int
    doubles: bool = False


class Attempts:
    """Failures of late, by what they were for."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock

    def refuse(self, account: str | None, address: str | None) -> None:
        """TooMany where it was tried too often of late.

        account: None for a secret that names nobody. address: None where the account counts alone, from wherever.
        """
        from osuma.catalog import attempts

        own, *others = _limits(account, address)
        now, tried = self._clock(), attempts.of(own.name)
        waits = [_wait(tried, now)]
        if account is None or tried is None or tried.passed_at is None:
            waits += [_wait(attempts.of(limit.name), now) for limit in others]
        longest = max(waits)
        if longest > timedelta(0):
            raise TooMany(math.ceil(longest.total_seconds()))

    def failed(self, account: str | None, address: str | None) -> None:
        """Count one failure."""
        from osuma.catalog import attempts

        now = self._clock()
        for limit in _limits(account, address):
            attempts.change(limit.name, now, partial(_failed, limit=limit, now=now))

    def find(self, find: Callable[[str], Found | None], secret: str, address: str) -> Found | None:
        """What a link or a key leads to; None is counted as a failure of the address. TooMany.

        A secret that holds is never refused: nobody finds one by trying, and a neighbour's failures are not its own.
        """
        found = find(secret)
        if found is None:
            self.refuse(None, address)
            self.failed(None, address)
        return found

    def passed(self, account: str, address: str | None) -> None:
        """They came in from there: failures of the account there are forgotten, and others' do not stop it there."""
        from osuma.catalog import attempts

        now = self._clock()
        own = _limits(account, address)[0]
        attempts.change(own.name, now, partial(replace, failures=0, rounds=0, until=None, last_at=now, passed_at=now))


def _limits(account: str | None, address: str | None) -> list[Limit]:
    """What is counted, the asker's own first."""
    if address is None:
        return [Limit(f"account {account}", OF_ACCOUNT)]
    place = _place(address)
    here = Limit(f"place {place}", OF_ADDRESS)
    if account is None:
        return [here]
    both = Limit(f"account {account} place {place}", OF_ACCOUNT, doubles=True)
    return [both, here, Limit(f"account {account} all", OF_ALL_PLACES)]


def _place(address: str) -> str:
    """Whoever has the address; of IPv6 the network, for each has countless addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, NETWORK_BITS), strict=False))


def _wait(tried: Tried | None, now: datetime) -> timedelta:
    return timedelta(0) if tried is None or tried.until is None else tried.until - now


def _failed(tried: Tried, limit: Limit, now: datetime) -> Tried:
    fresh = now - tried.began_at >= WINDOW
    failures = 1 if fresh else tried.failures + 1
    rounds = 0 if now - tried.last_at >= CALM else tried.rounds
    noted = replace(tried, began_at=now if fresh else tried.began_at, last_at=now, failures=failures, rounds=rounds)
    if failures < limit.most:
        return noted
    wait = min(WINDOW * 2**rounds, LONGEST) if limit.doubles else WINDOW
    return replace(noted, began_at=now, failures=0, rounds=min(rounds + 1, 10), until=now + wait)
