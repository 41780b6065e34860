"""What is loaded for an answer that needs little; times are kept by `make bench`, not here."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("rich", "django", "duckdb", "ibis", "pandas", "numpy", "pyarrow", "sklearn", "sqlglot", "jinja2", "waitress")

RUN = """
import sys
{code}
heavy = [name for name in {heavy!r} if name in sys.modules]
sys.stderr.write("loaded: " + " ".join(heavy))
"""


def loaded(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(code=code, heavy=HEAVY)], capture_output=True, text=True, check=True
    )
    return done.stderr


def asked(*argv: str) -> str:
    return f"from osuma.cli.main import run\ntry:\n    run({list(argv)!r})\nexcept SystemExit:\n    pass"


def test_import_osuma_loads_nothing_heavy() -> None:
    assert loaded("import osuma") == "loaded: "


@pytest.mark.parametrize(
    "argv", [["--help"], ["--version"], ["import", "--help"], ["segments", "count", "--help"], []]
)
def test_help_loads_nothing_heavy(argv: list[str]) -> None:
    assert loaded(asked(*argv)) == "loaded: "


def test_wrong_use_loads_nothing_heavy() -> None:
    assert loaded(asked("segments", "count", "--json")).endswith("loaded: ")


def test_forwarding_to_an_owner_loads_nothing_heavy() -> None:
    assert loaded("from osuma.workflows.asking import forward, owner, verbs, wire") == "loaded: "
