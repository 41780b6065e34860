"""Answers that are kept: told again, worked out once, and gone with any write."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from osuma.workflows.asking import verbs
from osuma.workflows.asking.answers import Answers
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.installation.upkeep import init


def counted(answers: Answers, question: str = "q", workspace: str = "a") -> tuple[list[int], dict[str, Any]]:
    worked: list[int] = []

    def work() -> dict[str, Any]:
        worked.append(1)
        return {"rows": [1]}

    return worked, answers.of(workspace, question, work)


def test_it_is_worked_out_once_and_may_be_changed_by_who_got_it() -> None:
    answers = Answers()
    worked, first = counted(answers)
    first["rows"].append(2)
    again, second = counted(answers)
    assert (len(worked), len(again), second) == (1, 0, {"rows": [1]})


def test_a_write_ends_the_answers_of_its_workspace_alone() -> None:
    answers = Answers()
    counted(answers)
    counted(answers, workspace="b")
    answers.forget("a")
    assert len(counted(answers)[0]) == 1
    assert counted(answers, workspace="b")[0] == []


def test_what_was_begun_before_a_write_is_not_kept() -> None:
    answers = Answers()

    def work() -> dict[str, Any]:
        answers.forget("a")
        return {}

    answers.of("a", "q", work)
    assert len(counted(answers)[0]) == 1


def test_many_who_ask_at_once_wait_for_one() -> None:
    answers, worked = Answers(), []

    def work() -> dict[str, Any]:
        worked.append(1)
        time.sleep(0.1)
        return {}

    crowd = [threading.Thread(target=answers.of, args=("a", "q", work)) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(worked) == 1


def test_a_question_that_fails_is_asked_again() -> None:
    answers = Answers()
    with pytest.raises(ZeroDivisionError):
        answers.of("a", "q", lambda: {"x": 1 // 0})
    assert len(counted(answers)[0]) == 1


def test_nothing_is_held_for_questions_that_are_answered() -> None:
    answers = Answers()
    for _ in range(3):
        counted(answers)
    with pytest.raises(ZeroDivisionError):
        answers.of("a", "other", lambda: {"x": 1 // 0})
    assert answers._making == {}


def test_those_asked_for_longest_ago_go_first() -> None:
    answers = Answers(most=3 * len(b'{"rows": [1]}'))
    for question in ("1", "2", "3", "4", "5"):
        counted(answers, question)
        counted(answers, "1")
    assert counted(answers, "1")[0] == []
    assert len(counted(answers, "2")[0]) == 1


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


def test_no_verb_is_kept_that_writes_or_is_told_in_the_change_log() -> None:
    kept = {name for name in verbs.names() if verbs.find(name).kept}
    assert kept >= {"monday.show", "quality.show", "segments.shelf", "sheet.show"}
    assert not [name for name in kept if verbs.find(name).writes]
    assert "segments.preview" not in kept
