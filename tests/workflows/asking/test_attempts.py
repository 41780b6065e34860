"""Who only tries is stopped, by every process and after a restart; the person whose account it is comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from osuma.catalog import access_models, attempts, installation, settings
from osuma.catalog.secret import secret_key
from osuma.workflows.access import attempts as limits
from osuma.workflows.access.attempts import (
    CALM,
    LONGEST,
    OF_ACCOUNT,
    OF_ADDRESS,
    WINDOW,
    Attempts,
    TooMany,
)
from osuma.workflows.asking.owner import hold
from osuma.workflows.installation.upkeep import init

HOME, CAFE = "192.0.2.10", "198.51.100.7"
MAIJA = "maija@kauppa.fi"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    with hold(folder):
        settings.add(SECRET_KEY=secret_key(folder))
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init(tmp_path / "osuma", "kauppa", "Kauppa")
    return tmp_path / "osuma"


def fail(counted: Attempts, times: int, address: str, account: str | None = MAIJA) -> None:
    for _ in range(times):
        counted.refuse(account, address)
        counted.failed(account, address)


def wait(ask: Callable[[], None]) -> int:
    with pytest.raises(TooMany) as stopped:
        ask()
    return stopped.value.seconds


def test_a_restart_forgets_no_failure(folder: Path) -> None:
    clock = Clock()
    with opened(folder):
        fail(Attempts(clock), OF_ACCOUNT - 1, CAFE)
    with opened(folder):
        fail(Attempts(clock), 1, CAFE)
        assert wait(lambda: Attempts(clock).refuse(MAIJA, CAFE)) == WINDOW.total_seconds()
    clock.now += timedelta(minutes=5)
    with opened(folder):
        assert wait(lambda: Attempts(clock).refuse(MAIJA, CAFE)) == timedelta(minutes=10).total_seconds()
        clock.now += timedelta(minutes=10)
        Attempts(clock).refuse(MAIJA, CAFE)


def test_an_outsider_stops_nobody_but_themselves(folder: Path) -> None:
    counted = Attempts(Clock())
    with opened(folder):
        fail(counted, OF_ACCOUNT, CAFE)
        with pytest.raises(TooMany):
            counted.refuse(MAIJA, CAFE)
        counted.refuse(MAIJA, HOME)
        counted.refuse("sami@kauppa.fi", CAFE)


def test_tried_from_everywhere_only_places_that_never_came_in_wait(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OF_ALL_PLACES", 12)
    monkeypatch.setattr(limits, "OF_ADDRESS", 5)
    clock = Clock()
    counted = Attempts(clock)
    with opened(folder):
        counted.passed(MAIJA, HOME)
        for n in range(12):
            fail(counted, 1, f"203.0.113.{n}")
        with pytest.raises(TooMany):
            counted.refuse(MAIJA, CAFE)
        counted.refuse(MAIJA, HOME)
        fail(counted, 5, HOME, account=None)
        counted.refuse(MAIJA, HOME)
        with pytest.raises(TooMany):
            counted.refuse("sami@kauppa.fi", HOME)
        clock.now += WINDOW
        counted.refuse(MAIJA, CAFE)


def test_who_goes_on_waits_twice_as_long_until_a_limit_or_a_calm_day(folder: Path) -> None:
    clock = Clock()
    counted = Attempts(clock)
    waits = []
    with opened(folder):
        for _ in range(6):
            fail(counted, OF_ACCOUNT, CAFE)
            waits.append(timedelta(seconds=wait(lambda: counted.refuse(MAIJA, CAFE))))
            clock.now += waits[-1]
        assert waits == [WINDOW, WINDOW * 2, WINDOW * 4, WINDOW * 8, LONGEST, LONGEST]
        clock.now += CALM
        fail(counted, OF_ACCOUNT, CAFE)
        assert wait(lambda: counted.refuse(MAIJA, CAFE)) == WINDOW.total_seconds()


def test_failures_far_apart_are_nobodys_trying_and_coming_in_ends_them(folder: Path) -> None:
    clock = Clock()
    counted = Attempts(clock)
    with opened(folder):
        fail(counted, OF_ACCOUNT - 1, HOME)
        clock.now += WINDOW
        fail(counted, OF_ACCOUNT - 1, HOME)
        counted.passed(MAIJA, HOME)
        fail(counted, OF_ACCOUNT - 1, HOME)
        counted.refuse(MAIJA, HOME)


def test_a_secret_that_holds_is_never_refused(folder: Path) -> None:
    counted = Attempts(Clock())
    with opened(folder):
        for _ in range(OF_ADDRESS):
            assert counted.find(lambda _: None, "guess", CAFE) is None
        with pytest.raises(TooMany):
            counted.find(lambda _: None, "guess", CAFE)
        assert counted.find(lambda _: "theirs", "right", CAFE) == "theirs"


def test_a_network_of_ipv6_is_one_place(folder: Path) -> None:
    counted = Attempts(Clock())
    with opened(folder):
        for n in range(OF_ADDRESS):
            fail(counted, 1, f"2001:db8:1:2::{n:x}", account=None)
        with pytest.raises(TooMany):
            counted.refuse(None, "2001:db8:1:2:ffff::1")
        counted.refuse(None, "2001:db8:1:3::1")
        fail(counted, OF_ADDRESS, f"::ffff:{CAFE}", account=None)
        with pytest.raises(TooMany):
            counted.refuse(None, CAFE)


def test_neither_account_nor_address_is_kept_and_old_rows_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    counted = Attempts(clock)
    monkeypatch.setattr(attempts, "MOST_NAMES", 5)
    with opened(folder):
        counted.passed(MAIJA, HOME)
        fail(counted, 1, CAFE)
        kept = str(list(access_models.Attempt.objects.values()))
        assert not [told for told in (MAIJA, HOME, CAFE) if told in kept]
        for n in range(4):
            fail(counted, 1, CAFE, account=f"invented {n}")
        assert access_models.Attempt.objects.filter(passed_at=None).count() <= 6
        clock.now += attempts.FAILED_KEPT + timedelta(seconds=1)
        fail(counted, 1, HOME, account=None)
        assert access_models.Attempt.objects.filter(passed_at=None).count() == 1
        assert access_models.Attempt.objects.exclude(passed_at=None).count() == 1
        installation.close()
