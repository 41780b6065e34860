"""Help and wrong use in the user's language: nothing of Typer's own English is left for a Finnish reader."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

#: One process says everything: the language is that of the process.
EVERYTHING = """
import sys, typer
from osuma.cli.main import app, run

def walk(command, path):
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, [*path, name])

def said(argv):
    print("$", *argv, flush=True)
    try:
        run(argv)
    except SystemExit as left:
        print("=", left.code)
    sys.stderr.flush()

for path in walk(typer.main.get_command(app), []):
    said([*path, "--help"])
for argv in (["segments"], ["qwerty"], ["segmnts"], ["segments", "cont"], ["segments", "count", "a", "b"],
             ["segments", "count"], ["segments", "members", "x", "--limit", "a"], ["segments", "list", "--limt"],
             ["segments", "members", "x", "--limit", "0"], ["questions", "answer", "x", "perhaps"],
             ["segments", "check", "x", "--wait", "a"], ["segments", "count", "x", "--as-of"],
             ["segments", "count", "missing.yaml"], ["segments", "explain", "--json=1"]):
    said(argv)
"""
ENGLISH = re.compile(
    r"Usage|Options?\b|Arguments?\b|Commands?\b|COMMAND|OPTIONS|Show this|\[default|\[required|<\w+>|No such|Help:|"
    r"Missing|Invalid|Input should|Value error|unexpected|Did you|There is|\b(SLUG|FILE|DATE|TEXT|KEY|VALUE)\b"
)


@pytest.fixture(scope="module")
def finnish() -> str:
    environ = {**os.environ, "OSUMA_LANG": "fi", "COLUMNS": "100"}
    environ.pop("OSUMA_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING], capture_output=True, text=True, check=True, env=environ, cwd="/"
    )
    return done.stdout + done.stderr


def test_a_finnish_user_reads_no_english_of_the_library(finnish: str) -> None:
    assert [line for line in finnish.splitlines() if ENGLISH.search(line)] == []


def test_help_names_arguments_options_and_what_a_value_is(finnish: str) -> None:
    for line in (
        "Käyttö: osuma segments members [VALITSIMET] TIEDOSTO|TUNNUS",
        "Käyttö: osuma segments [VALITSIMET] KOMENTO ...",
        " --limit LUKU Enintään näin monta.",
        " --wait LUKU Sekunteja odottaa toista komentoa. [oletus: 60]",
        "Yhteiset valitsimet:",
    ):
        assert line in re.sub(r" +", " ", finnish), line


def test_wrong_use_says_what_would_do(finnish: str) -> None:
    for sentence in (
        "Komentoa segmnts ei ole. Tarkoititko: segments",
        "Liikaa: b. Ohje: osuma segments count --help",
        "Arvo ei käy: --limit. Anna kokonaisluku, vähintään 1. Ohje: osuma segments members --help",
        "Arvo ei käy: yes|no. Anna jokin näistä: yes, no.",
        "Arvo ei käy: --wait. Anna luku.",
        "Tiedostoa missing.yaml ei ole.",
        "Valitsin --json ei ota arvoa.",
    ):
        assert sentence in finnish, sentence
