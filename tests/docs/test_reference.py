"""The generated reference says what the code says, and leaves nothing out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from osuma.cli.main import app
from osuma.engine.segments.operators import MEASURES, OPERATORS
from osuma.engine.segments.parse.nodes import CONDITION_KEYS
from osuma.engine.segments.templates import templates
from osuma.engine.tables import facts, people
from osuma.engine.tables.vocabulary import canonical
from osuma.ingestion.sources import presets

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def headings(page: str) -> set[str]:
    return set(re.findall(r"^#+ (.+)$", (REFERENCE / page).read_text(encoding="utf-8"), re.MULTILINE))


def commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name, found in group.commands.items():
        if hasattr(found, "commands"):
            yield from commands(found, f"{path} {name}")
        else:
            yield f"{path} {name}", found


COMMANDS = dict(commands(typer.main.get_command(app), "osuma"))


def test_no_page_is_stale() -> None:
    # A process of its own: help texts are made in the language of the process that imports the commands.
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "reference.py"), "--check"],
        capture_output=True, text=True, env={**os.environ, "LANG": "fi_FI.UTF-8"}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


def test_a_stale_page_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OSUMA_LANG", "en")
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import reference

    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    assert reference.main(["--check"]) == 1
    assert "docs/reference/cli.md is stale" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
    assert reference.main([]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"cli.md", "language.md", "sources.md", "tables.md"}
    assert reference.main(["--check"]) == 0


def test_every_command_has_a_heading_and_its_options() -> None:
    page = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    assert set(COMMANDS) <= headings("cli.md")
    options = {opt for found in COMMANDS.values() for p in found.params for opt in p.opts if opt.startswith("--")}
    assert {opt for opt in options - {"--help"} if f"`{opt}`" not in page} == set()


def test_every_condition_and_event_has_a_heading() -> None:
    assert set(CONDITION_KEYS) | set(canonical().events) <= headings("language.md")


def test_every_word_of_the_language_is_there() -> None:
    page = (REFERENCE / "language.md").read_text(encoding="utf-8")
    known = canonical()
    names = {*(op for ops in OPERATORS.values() for op in ops), *MEASURES, *known.customers, *known.areas}
    names |= {prop for event in known.events.values() for prop in event.properties}
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_every_table_and_source_has_a_heading() -> None:
    tables = {*facts.EVENT_TABLES.values(), people.CUSTOMERS, people.PROFILES, facts.AREAS, facts.MEMBERSHIP_NOW}
    assert {table.name for table in tables} <= headings("tables.md")
    assert {preset.slug for preset in presets()} <= headings("sources.md")


def test_every_preset_that_takes_a_file_is_on_a_page_about_exporting_or_is_a_register() -> None:
    pages = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "docs/how-to/export-from").glob("*.md"))
    missing = {p.slug for p in presets() if not p.refuse and f"`{p.slug}`" not in pages}
    registers = ("finnish_", "paavo_areas", "prh_")
    assert [slug for slug in sorted(missing) if not slug.startswith(registers) and "_by_name" not in slug] == []


def test_the_pages_count_presets_and_templates_right() -> None:
    readme, changes = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CHANGELOG.md"))
    assert re.findall(r"\[(\d+) presets\]", readme) == [str(len(presets()))]
    assert re.findall(r"templates \| take`: (\d+) definitions", changes) == [str(len(templates()))]
