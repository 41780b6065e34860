"""Every sample of the documentation, run as it is written.

In a page, a fenced block after `<!-- file: NAME -->` is that file, and in a `console` block each line that begins
with `$` is a command and what follows is exactly what it prints. `…` stands for any text within a line, and alone on
its line for any lines. Blank lines, space at the ends of lines and the kind of space between digits are not compared.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from osuma.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(
    r"^(?:<!-- file: (?P<name>[^ ]+) -->\n+)?```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
SPACES = str.maketrans("\u00a0\u202f", "  ")
DATA = ("csv", "yaml")


@dataclass(frozen=True)
class File:
    """A file that the page gives its reader to make."""

    name: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command and the lines that the page says it prints."""

    line: str
    printed: tuple[str, ...]


def steps(page: str) -> Iterator[File | Command]:
    """What a reader of the page does, in order."""
    for block in BLOCK.finditer(page):
        if block["name"]:
            yield File(block["name"], block["text"])
        elif block["kind"] == "console":
            yield from _commands(block["text"])


def _commands(text: str) -> Iterator[Command]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, printed = part.partition("\n")
        yield Command(line.strip(), _lines(printed))


def _lines(text: str) -> tuple[str, ...]:
    found = (line.translate(SPACES).lstrip("\ufeff").strip() for line in text.splitlines())
    return tuple(line for line in found if line)


def agrees(expected: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Whether the lines are those of the page, `…` standing for anything."""
    parts = ["(?:[^\n]*\n)*" if line == "…" else re.escape(line).replace("…", "[^\n]*") + "\n" for line in expected]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in printed)) is not None


def _run(line: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, ...]:
    program, *args = shlex.split(line)
    if program == "cat":
        return tuple(line for name in args for line in _lines((folder / name).read_text(encoding="utf-8")))
    assert program == "osuma", f"pages may run osuma and cat, not {program}"
    with pytest.raises(SystemExit) as left:
        run(args)
    out, err = capsys.readouterr()
    assert left.value.code in (0, 1, 2), err
    return _lines(out + err)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader works: an empty folder, English by choice, no Osuma known."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OSUMA_LANG", "en")
    monkeypatch.delenv("OSUMA_DIR", raising=False)
    return tmp_path


WITH_SAMPLES = [page for page in PAGES if any(isinstance(s, Command) for s in steps(page.read_text("utf-8")))]


#: It restores in place, which an installation with its catalog in PostgreSQL refuses (docs/how-to/postgres.md).
IN_PLACE = ROOT / "docs/how-to/backup-and-restore.md"


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=pytest.mark.sqlite) if page == IN_PLACE else page for page in WITH_SAMPLES],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_the_samples_do_what_the_page_says(
    page: Path, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in steps(page.read_text(encoding="utf-8")):
        if isinstance(step, File):
            path = folder / step.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
        elif step.line.startswith("export "):
            monkeypatch.setenv(*step.line.removeprefix("export ").split("=", 1))
        else:
            printed = _run(step.line, folder, capsys)
            assert agrees(step.printed, printed), "\n".join([f"$ {step.line}", *printed])


def test_pages_with_samples_are_these() -> None:
    assert {str(page.relative_to(ROOT)) for page in WITH_SAMPLES} >= {
        "README.md",
        "docs/tutorial.md",
        "docs/how-to/import-own-files.md",
        "docs/how-to/backup-and-restore.md",
        "docs/how-to/own-event-types.md",
        "docs/how-to/companies.md",
        "docs/how-to/special-categories.md",
        "docs/how-to/consent-texts.md",
        "docs/how-to/simulate.md",
        "docs/how-to/review-who-is-one-person.md",
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_are_named(page: Path) -> None:
    """A CSV or YAML block without its file's name would be a sample that nothing runs."""
    text = page.read_text(encoding="utf-8")
    assert [b["text"][:40] for b in BLOCK.finditer(text) if b["kind"] in DATA and not b["name"]] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("expected", "printed", "fits"),
    [
        (("a",), ("a",), True),
        (("a",), ("b",), False),
        (("a",), ("a", "b"), False),
        (("a", "…"), ("a", "b", "c"), True),
        (("Report: …/x.html",), ("Report: /home/me/x.html",), True),
        (("2 … customers",), ("2", "customers"), False),
        ((), ("something",), False),
    ],
)
def test_the_comparison_itself(expected: tuple[str, ...], printed: tuple[str, ...], fits: bool) -> None:
    assert agrees(expected, printed) is fits
