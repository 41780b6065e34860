"""Every command answers in a second process while a server owns the installation."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import forked
from osuma.workflows.asking import verbs
from osuma.workflows.installation import upkeep
from osuma.workflows.installation.samples.manifest import definitions
from osuma.workflows.installation.samples.sportshop.files import write_sportshop

RUNNERS = (
    "slug: quick\nname: {fi: Pika, en: Quick}\npurpose: A letter\nkpi: orders\n"
    "where: {event: order, op: gte, value: 2}\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside")
    made = write_sportshop(folder / "files", size=300)
    upkeep.init(folder / "home", "main", "Kauppa", made.zone, made.currency, "fi")
    for key in ("customers", "orders"):
        verbs.call(folder / "home", None, "import.run", {"files": [str(made.file(key).path)]})
    verbs.call(folder / "home", None, "segments.apply", {"texts": list(definitions("sportshop"))})
    (folder / "quick.yaml").write_text("osuma: 1\n" + RUNNERS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def serving(home: Path) -> Iterator[Path]:
    """`osuma serve` in a process of its own, which owns the installation."""
    server = forked.osuma_command("serve", "--dir", str(home / "home"), "--port", "0", environ={"OSUMA_LANG": "en"})
    deadline = time.monotonic() + 60
    while not (home / "home" / "owner.json").exists():
        assert server.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield home
    server.terminate()
    assert forked.ended(server).returncode == 0


def osuma(home: Path, *words: str) -> dict[str, Any]:
    """The JSON answer of one command, asked in a process of its own."""
    done = forked.ended(forked.osuma_command(*words, "--dir", str(home / "home"), "--json", cwd=home))
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return dict(json.loads(done.stdout))


READS: dict[tuple[str, ...], str] = {
    ("import", "list"): "loads",
    ("identity", "review"): "review",
    ("identity", "clusters"): "clusters",
    ("segments", "check", "quick.yaml"): "ok",
    ("segments", "count", "quick.yaml"): "count",
    ("segments", "members", "quick.yaml"): "members",
    ("segments", "explain", "quick.yaml"): "sentences",
    ("segments", "sql", "quick.yaml"): "sql",
    ("segments", "list"): "segments",
    ("segments", "templates"): "templates",
    ("segments", "reach", "runners"): "steps",
    ("fields",): "customers",
    ("settings", "get"): "settings",
    ("doctor",): "checks",
}


@pytest.mark.parametrize("words", list(READS), ids=" ".join)
def test_a_question_is_answered(serving: Path, words: tuple[str, ...]) -> None:
    assert READS[words] in osuma(serving, *words)


def test_the_work_of_a_day_is_done(serving: Path) -> None:
    newsletter = next((serving / "files").glob("*.zip"))
    tried = osuma(serving, "import", str(newsletter), "--dry-run")
    assert tried["dry_run"]
    first = osuma(serving, "import", str(newsletter))["loads"][0]
    assert first["new"] == tried["loads"][0]["new"] > 0
    again = osuma(serving, "import", str(newsletter))["loads"][0]
    assert (again["new"], again["changed"]) == (0, 0)
    assert osuma(serving, "import", "undo", str(first["import_id"]))["import_id"] == first["import_id"]
    assert osuma(serving, "segments", "apply", "quick.yaml")["segments"][0]["slug"] == "quick"
    sizes = {s["slug"]: s["count"] for s in osuma(serving, "segments", "refresh")["segments"]}
    assert sizes["quick"] == osuma(serving, "segments", "count", "quick")["count"] > 0
    assert osuma(serving, "segments", "history", "quick")["runs"][0]["count"] == sizes["quick"]
    matrix = osuma(serving, "segments", "overlap", "quick", "runners")["matrix"]
    assert matrix[0][0] == sizes["quick"]
    exported = osuma(serving, "segments", "export", "quick", "--to", str(serving / "quick.csv"))
    assert len((serving / "quick.csv").read_text(encoding="utf-8").splitlines()) == exported["rows"] + 1
    assert osuma(serving, "settings", "set", "identity_max_shared", "4")["settings"]["identity_max_shared"] == 4
    assert Path(osuma(serving, "report", "--to", str(serving / "report.html"))["path"]).stat().st_size > 10_000
    assert Path(osuma(serving, "backup", "--to", str(serving / "backup"))["path"]).is_dir()


def test_a_merge_and_its_undo_return_every_count(serving: Path) -> None:
    def counts() -> dict[str, int]:
        found = osuma(serving, "segments", "refresh")["segments"]
        return {one["slug"]: one["count"] for one in found}

    before = counts()
    people = osuma(serving, "segments", "members", "loyal-customers", "--limit", "2")["members"]
    link = osuma(serving, "identity", "merge", *people)["link_id"]
    assert counts() != before
    osuma(serving, "identity", "undo", str(link))
    assert counts() == before
