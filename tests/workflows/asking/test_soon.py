"""Pages need not wait: what takes long is worked out behind, once, and what was before data came is told as that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from in_house import small_shop
from osuma.engine.errors import Misuse, OsumaError, Words
from osuma.workflows.asking import verbs
from osuma.workflows.asking.answers import Earlier
from osuma.workflows.asking.owner import Owner, hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.soon import REMEMBERED, NotYet, Soon

WHO = here("Maija")
LONG = 30.0
MORE = "Tilausnumero;Päivä;Asiakasnumero;Sähköposti;Summa\n103;16.11.2026;2;eero@kauppa.example;15,00\n"
UNSUBSCRIBED = "Sähköposti,Syy,Aika\naino@kauppa.example,unsubscribed,2026-11-10T10:00:00Z\n"
SUPPRESSIONS = """
osuma_mapping: 1
source: kirje
outputs:
  - target: suppressions
    columns: {Sähköposti: address, Syy: reason, Aika: ts}
    constants: {channel: email}
"""


class Held:
    """Work that goes on until it is let go."""

    def __init__(self, answer: dict[str, Any] | None = None) -> None:
        self.answer = answer or {"rows": [1]}
        self.times = 0
        self.go = threading.Event()

    def __call__(self) -> dict[str, Any]:
        self.times += 1
        assert self.go.wait(LONG)
        return self.answer


@pytest.fixture
def soon() -> Iterator[Soon]:
    made = Soon(lambda: None)
    yield made
    made.close()


def test_who_asks_meanwhile_begins_nothing_and_gets_an_answer_of_their_own(soon: Soon) -> None:
    work = Held()
    for _ in range(3):
        with pytest.raises(NotYet):
            soon.of(("a", "q", 0), work, 0)
    assert soon.busy
    got: list[dict[str, Any]] = []
    crowd = [threading.Thread(target=lambda: got.append(soon.of(("a", "q", 0), work, LONG))) for _ in range(4)]
    for one in crowd:
        one.start()
    while len([one for one in crowd if one.is_alive()]) < 4:
        time.sleep(0.01)
    time.sleep(0.2)  # all of them wait by now
    work.go.set()
    for one in crowd:
        one.join()
    assert (work.times, got) == (1, [{"rows": [1]}] * 4)
    got[0]["rows"].append(2)
    assert got[1] == {"rows": [1]}
    assert not soon.busy


def test_who_asks_after_a_write_is_not_told_what_was_begun_before_it(soon: Soon) -> None:
    before, after = Held({"n": 1}), Held({"n": 2})
    with pytest.raises(NotYet):
        soon.of(("a", "q", 0), before, 0)
    after.go.set()
    assert soon.of(("a", "q", 1), after, LONG) == {"n": 2}
    before.go.set()


def test_what_goes_wrong_is_told_to_who_waits_and_tried_again(soon: Soon) -> None:
    times: list[int] = []

    def work() -> dict[str, Any]:
        times.append(1)
        raise Misuse(Words("ei", "no"), "no")

    for _ in range(2):
        with pytest.raises(Misuse):
            soon.of(("a", "q", 0), work, LONG)
    assert len(times) == 2


def test_the_last_questions_are_remembered_the_last_first(soon: Soon) -> None:
    for n in range(REMEMBERED + 5):
        soon.remember("a", "segments.preview", {"text": n})
    soon.remember("a", "segments.preview", {"text": REMEMBERED})
    asked = [args["text"] for _, args in soon.asked("a")]
    assert (asked[:2], len(asked)) == ([REMEMBERED, REMEMBERED + 4], REMEMBERED)
    assert soon.asked("b") == []


@contextmanager
def shop(tmp_path: Path) -> Iterator[tuple[Owner, Callable[..., dict[str, Any]]]]:
    """The small shop, and a way to ask its verbs."""
    with hold(small_shop(tmp_path)) as owner:

        def ask(name: str, **args: Any) -> dict[str, Any]:
            return verbs.run(owner, "kauppa", name, args, quiet, WHO)

        yield owner, ask


def looked(owner: Owner, name: str, patience: float = LONG) -> dict[str, Any] | Earlier:
    return verbs.soon(owner, "kauppa", name, {}, WHO, patience)


def brought(ask: Callable[..., dict[str, Any]], folder: Path, text: str, **args: Any) -> None:
    file = folder / "lisaa.csv"
    file.write_text(text, encoding="utf-8")
    assert not ask("import.run", files=[str(file)], **args)["failed"]


def orders(found: dict[str, Any]) -> str:
    return next(str(one["value"]) for one in found["figures"] if one["code"] == "orders")


def slow(monkeypatch: pytest.MonkeyPatch, name: str) -> tuple[threading.Event, list[str]]:
    """The verb waits until it is let go; how often it began."""
    found, go, times = verbs.find(name), threading.Event(), []

    def work(session: Any, **args: Any) -> dict[str, Any]:
        times.append(name)
        assert go.wait(LONG)
        return found.function(session, **args)

    monkeypatch.setitem(verbs._VERBS, name, replace(found, function=work))
    return go, times


def test_after_data_came_the_earlier_answer_is_told_with_its_time_until_the_new_one_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop(tmp_path) as (owner, ask):
        before = looked(owner, "monday.show")
        assert isinstance(before, dict)
        brought(ask, tmp_path, MORE, source="kassa")
        go, times = slow(monkeypatch, "monday.show")
        first, again = looked(owner, "monday.show", 0), looked(owner, "monday.show", 0)
        assert isinstance(first, Earlier)
        assert isinstance(again, Earlier)
        assert first.answer == again.answer == before
        assert first.until <= owner.session().now()
        go.set()
        new = looked(owner, "monday.show")
        assert isinstance(new, dict)
        assert orders(new) != orders(before)
        assert len(times) == 1
        assert looked(owner, "monday.show", 0) == new


def test_who_looks_after_a_write_gets_what_was_begun_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop(tmp_path) as (owner, ask):
        go, times = slow(monkeypatch, "monday.show")
        with pytest.raises(NotYet):
            looked(owner, "monday.show", 0)
        while not times:
            time.sleep(0.01)
        brought(ask, tmp_path, MORE, source="kassa")
        with pytest.raises(NotYet):
            looked(owner, "monday.show", 0)
        go.set()
        new = looked(owner, "monday.show")
        assert isinstance(new, dict)
        assert (orders(new), len(times)) == (orders(ask("monday.show")), 2)


def test_who_decides_is_never_told_an_earlier_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`run` is what exports, counts before saving, programs and the command line ask by."""
    with shop(tmp_path) as (owner, ask):
        before = looked(owner, "monday.show")
        brought(ask, tmp_path, MORE, source="kassa")
        assert isinstance(before, dict)
        go, _ = slow(monkeypatch, "monday.show")
        assert isinstance(looked(owner, "monday.show", 0), Earlier)
        go.set()
        assert orders(ask("monday.show")) != orders(before)


def test_what_names_people_or_is_decided_by_is_never_lasting() -> None:
    lasting = {name for name in verbs.names() if verbs.find(name).lasting}
    assert lasting == {
        "monday.show", "one_page.show", "pictures.show", "review.show", "segments.shelf", "segments.templates",
        "sheet.show",
    }  # fmt: skip
    assert all(verbs.find(name).kept for name in lasting)
    assert {name for name in verbs.names() if verbs.find(name).brings} == {
        "import.run", "segments.refresh", "watch.take",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "args"),
    [
        ("settings.set", {"key": "watch_settle_seconds", "value": 1}),
        ("import.undo", {"import_id": 1}),
    ],
)
def test_any_other_write_leaves_nothing_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str, args: dict[str, Any]
) -> None:
    with shop(tmp_path) as (owner, ask):
        looked(owner, "monday.show")
        brought(ask, tmp_path, MORE, source="kassa")
        ask(verb, **args)
        nothing_before(owner, monkeypatch, "monday.show")


def test_a_word_on_who_may_not_be_written_to_leaves_nothing_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "map.yaml").write_text(SUPPRESSIONS, encoding="utf-8")
    with shop(tmp_path) as (owner, ask):
        looked(owner, "segments.shelf")
        brought(ask, tmp_path, UNSUBSCRIBED, map_=str(tmp_path / "map.yaml"))
        nothing_before(owner, monkeypatch, "segments.shelf")


def test_a_write_that_fails_leaves_nothing_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with shop(tmp_path) as (owner, ask):
        looked(owner, "monday.show")
        with pytest.raises(OsumaError):
            ask("import.run", files=[str(tmp_path / "no such file.csv")])
        nothing_before(owner, monkeypatch, "monday.show")


def nothing_before(owner: Owner, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    go, _ = slow(monkeypatch, name)
    with pytest.raises(NotYet):
        looked(owner, name, 0)
    go.set()


def test_the_log_tells_who_looked_and_not_who_prepared(tmp_path: Path) -> None:
    text = "osuma: 1\nslug: ostajat\nwhere: {event: order}\n"
    with shop(tmp_path) as (owner, ask):
        verbs.prepare(owner, "kauppa", "segments.preview", {"text": text}, here("osuma serve"))
        verbs.soon(owner, "kauppa", "segments.preview", {"text": text}, WHO, LONG)
        acts = ask("audit.list", verb="segments.preview")["audit"]
    assert [one["who"] for one in acts] == ["Maija"]
