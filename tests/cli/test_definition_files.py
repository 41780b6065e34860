"""Files of definitions as the commands gather them: folders in folders, each once, all that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from osuma.cli.main import run
from osuma.engine.errors import Mistake, Refused, Words
from osuma.workflows.asking import verbs

SLUGS = {"a.yaml": "a", "b2c/b.yml": "b", "b2c/deep/c.json": "c"}


@dataclass(frozen=True)
class Ended:
    code: int
    said: str


@pytest.fixture
def osuma(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ended]:
    """Run a command in this process, in English, beside a tree of definitions and what is none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OSUMA_LANG", "en")
    monkeypatch.setenv("OSUMA_DIR", "/nowhere")
    for name, slug in SLUGS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f'{{"slug": "{slug}"}}', encoding="utf-8")
    for name in (".git/config.yaml", "shop/owner.json", "shop/catalog.sqlite", "readme.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("no definition", encoding="utf-8")

    def ended(*argv: str) -> Ended:
        with pytest.raises(SystemExit) as left:
            run(list(argv))
        out, err = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Ended(left.value.code, out + err)

    return ended


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The arguments that the verbs are asked with; a definition with the slug `b` is refused."""
    seen: list[dict[str, Any]] = []

    def call(folder: Path, workspace: str | None, name: str, args: dict[str, Any], *_: Any, **__: Any) -> Any:
        seen.append(args)
        wrong = [one for one in args["names"] if one.endswith("b.yml")]
        if wrong and name != "segments.pull":
            raise Refused([
                Mistake(f"{wrong[0]}: where", "missing", Words("puuttuu.", "it is missing.")),
                Mistake(f"{wrong[0]}: where.member", "unknown_segment", Words("tuntematon.", "unknown.")),
            ])  # fmt: skip
        return {"segments": [{"slug": "b", "file": "b2c/b.yml", "version": 2, "state": "updated", "text": "new\n"},
                             {"slug": "d", "file": "d.yaml", "version": 1, "state": "new", "text": "d\n"}],
                "changes": [], "effects": []}  # fmt: skip

    monkeypatch.setattr(verbs, "call", call)
    return seen


def test_a_folder_means_what_is_below_it_but_hidden_folders_and_installations(
    osuma: Callable[..., Ended], asked: list[dict[str, Any]]
) -> None:
    osuma("segments", "plan", ".")
    assert asked[-1]["names"] == list(SLUGS)


def test_a_file_that_is_named_twice_is_read_once(osuma: Callable[..., Ended], asked: list[dict[str, Any]]) -> None:
    osuma("segments", "plan", "b2c/deep", ".", "./a.yaml")
    assert asked[-1]["names"] == ["b2c/deep/c.json", "a.yaml", "b2c/b.yml"]


def test_all_files_that_cannot_be_read_are_told_with_what_is_wrong_in_the_others(
    osuma: Callable[..., Ended], asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_bytes(b"name: P\xe4\xe4\n")
    for verb in ("plan", "apply"):
        ended = osuma("segments", verb, ".", "nowhere.yaml")
        assert ended.code == 1
        assert ended.said == (
            f"The file {tmp_path / 'a.yaml'} is not UTF-8 text. Save it as UTF-8.\n"
            "There is no file nowhere.yaml.\n"
            "b2c/b.yml: where: it is missing.\n"
        )  # that a segment is not known may be for the file that cannot be read


def test_a_folder_without_a_definition_is_told(
    osuma: Callable[..., Ended], asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    """With --prune it would archive everything."""
    (tmp_path / "empty").mkdir()
    for more in ([], ["--prune", "--yes"]):
        ended = osuma("segments", "apply", "empty", *more)
        assert ended == Ended(2, "There is no definition (.yaml, .yml or .json) in empty.\n")
    assert asked == []


def test_fetched_definitions_go_to_where_their_files_are(
    osuma: Callable[..., Ended], asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert osuma("segments", "pull", ".").code == 0
    assert asked[-1]["names"] == list(SLUGS)
    assert (tmp_path / "b2c/b.yml").read_text(encoding="utf-8") == "new\n"
    assert (tmp_path / "d.yaml").read_text(encoding="utf-8") == "d\n"
