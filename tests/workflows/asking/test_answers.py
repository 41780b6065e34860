"""Answers that are kept: told again, worked out once, and gone with any write."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from osuma.catalog import workspaces
from osuma.workflows.asking import answers, verbs
from osuma.workflows.asking.answers import Answers
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.installation.upkeep import init


def counted(kept: Answers, question: str = "q", workspace: str = "a") -> tuple[list[int], dict[str, Any]]:
    worked: list[int] = []

    def work() -> dict[str, Any]:
        worked.append(1)
        return {"rows": [1]}

    return worked, kept.of(workspace, question, work)


def test_it_is_worked_out_once_and_may_be_changed_by_who_got_it() -> None:
    kept = Answers()
    worked, first = counted(kept)
    first["rows"].append(2)
    again, second = counted(kept)
    assert (len(worked), len(again), second) == (1, 0, {"rows": [1]})


def test_a_write_ends_the_answers_of_its_workspace_alone() -> None:
    kept = Answers()
    counted(kept)
    counted(kept, workspace="b")
    kept.forget("a")
    assert len(counted(kept)[0]) == 1
    assert counted(kept, workspace="b")[0] == []


def test_what_was_begun_before_a_write_is_not_kept() -> None:
    kept = Answers()

    def work() -> dict[str, Any]:
        kept.forget("a")
        return {}

    kept.of("a", "q", work)
    assert len(counted(kept)[0]) == 1


def test_many_who_ask_at_once_wait_for_one() -> None:
    kept, worked = Answers(), []

    def work() -> dict[str, Any]:
        worked.append(1)
        time.sleep(0.1)
        return {}

    crowd = [threading.Thread(target=kept.of, args=("a", "q", work)) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(worked) == 1


def test_a_question_that_fails_is_asked_again() -> None:
    kept = Answers()
    with pytest.raises(ZeroDivisionError):
        kept.of("a", "q", lambda: {"x": 1 // 0})
    assert len(counted(kept)[0]) == 1


def test_nothing_is_held_for_questions_that_are_answered() -> None:
    kept = Answers()
    for _ in range(3):
        counted(kept)
    with pytest.raises(ZeroDivisionError):
        kept.of("a", "other", lambda: {"x": 1 // 0})
    assert kept._making == {}


def test_those_asked_for_longest_ago_go_first() -> None:
    kept = Answers(most=3 * len(b'{"rows": [1]}'))
    for question in ("1", "2", "3", "4", "5"):
        counted(kept, question)
        counted(kept, "1")
    assert counted(kept, "1")[0] == []
    assert len(counted(kept, "2")[0]) == 1


def test_a_verb_that_is_kept_runs_again_after_a_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init(tmp_path / "osuma")
    asked: list[str] = []
    with hold(tmp_path / "osuma") as owner:
        found = verbs.find("monday.show")
        assert found.kept

        def ask(name: str, **args: Any) -> dict[str, Any]:
            return verbs.run(owner, None, name, args, quiet, here("test"))

        real = found.function
        monkeypatch.setitem(
            verbs._VERBS,
            "monday.show",
            verbs.Verb("monday.show", lambda session: asked.append("x") or real(session), False, True, frozenset(),
                       frozenset()),
        )  # fmt: skip
        assert ask("monday.show") == ask("monday.show")
        assert len(asked) == 1
        ask("settings.set", key="watch_settle_seconds", value=1)
        ask("monday.show")
        assert len(asked) == 2


def test_who_is_told_a_kept_answer_is_in_the_change_log_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path / "osuma")
    worked: list[str] = []
    found = verbs.find("segments.preview")
    assert found.kept

    def work(session: Any, **args: Any) -> dict[str, Any]:
        worked.append("x")
        return {"slug": "new", "count": 7, "as_of": "2026-11-19", "people": ["Aino Oja"]}

    monkeypatch.setitem(verbs._VERBS, found.name, replace(found, function=work))
    with hold(tmp_path / "osuma") as owner:

        def ask(name: str, who: str, **args: Any) -> dict[str, Any]:
            return verbs.run(owner, None, name, args, quiet, here(who))

        assert ask("segments.preview", "maija", text="x") == ask("segments.preview", "matti", text="x")
        acts = ask("audit.list", "maija", verb="segments.preview")["audit"]
    assert len(worked) == 1
    assert [one.pop("who") for one in acts] == ["matti", "maija"]
    assert all(one.pop("at") and one.pop("told") for one in acts)
    assert acts == [{"verb": "segments.preview", "slug": "new", "count": 7, "as_of": "2026-11-19"}] * 2


def test_no_verb_is_kept_that_writes() -> None:
    kept = {name for name in verbs.names() if verbs.find(name).kept}
    assert kept >= {"monday.show", "quality.show", "segments.shelf", "sheet.show"}
    assert not [name for name in kept if verbs.find(name).writes]


def test_a_server_started_again_has_the_answers_and_no_write_leaves_one(tmp_path: Path) -> None:
    first, second, third = Answers(), Answers(), Answers()
    first.outlast("a", tmp_path)
    counted(first)
    second.outlast("a", tmp_path)
    assert counted(second)[0] == []
    # the process ends in the middle of a write: whatever it had time for, nothing is taken for true
    second.begin("a", tmp_path)
    counted(second, "asked meanwhile")
    third.outlast("a", tmp_path)
    assert [len(counted(third, question)[0]) for question in ("q", "asked meanwhile")] == [1, 1]


def test_answers_lie_where_a_server_said_alone_and_only_its_owner_reads_them(tmp_path: Path) -> None:
    quiet_one, lasting = Answers(), Answers()
    counted(quiet_one)
    assert not (tmp_path / answers.FOLDER).exists()
    lasting.outlast("a", tmp_path)
    counted(lasting)
    (file,) = (tmp_path / answers.FOLDER).iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    quiet_one.begin("a", tmp_path)
    assert list((tmp_path / answers.FOLDER).iterdir()) == []


def test_files_take_no_more_room_than_what_is_kept(tmp_path: Path) -> None:
    few = Answers(most=25)
    few.outlast("a", tmp_path)
    for question in ("q", "r", "s"):
        few.of("a", question, lambda: {"text": "x" * 8})
    few.of("a", "whole", lambda: {"text": "x" * 80})
    assert not list((tmp_path / answers.FOLDER).iterdir()), "the last one was larger than all that may be kept"
    few.of("a", "t", lambda: {"text": "y"})
    assert len(list((tmp_path / answers.FOLDER).iterdir())) == 1
    again = Answers()
    again.outlast("a", tmp_path)
    assert again.of("a", "t", dict) == {"text": "y"}


@pytest.mark.parametrize("spoiled", ["old", "damaged", "another program"])
def test_what_cannot_be_relied_on_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoiled: str) -> None:
    first, second = Answers(), Answers()
    first.outlast("a", tmp_path)
    counted(first)
    (file,) = (tmp_path / answers.FOLDER).iterdir()
    if spoiled == "old":
        os.utime(file, (0, 0))
    elif spoiled == "damaged":
        file.write_bytes(file.read_bytes()[:-3])
    else:
        monkeypatch.setattr(answers, "_program", lambda: "another")
    second.outlast("a", tmp_path)
    assert list((tmp_path / answers.FOLDER).iterdir()) == []
    assert len(counted(second)[0]) == 1


def test_an_owner_that_serves_lays_answers_down_and_every_write_takes_them_away(tmp_path: Path) -> None:
    init(tmp_path / "osuma")
    with hold(tmp_path / "osuma") as owner:
        owner.serve()
        verbs.run(owner, None, "monday.show", {}, quiet, here("test"))
        lying = workspaces.pick(None).folder / answers.FOLDER
        assert len(list(lying.iterdir())) == 1
    with hold(tmp_path / "osuma") as owner:
        verbs.run(owner, None, "settings.set", {"key": "watch_settle_seconds", "value": 1}, quiet, here("test"))
        assert list(lying.iterdir()) == []
