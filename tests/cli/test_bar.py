"""The progress bar is there for who watches a terminal, after a second, and for nobody else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from osuma.cli.bar import Bar

CODE = """
import time
from osuma.cli.bar import Bar
with Bar("fi", visible=True) as bar:
    bar("staged", 1, 2)
    time.sleep({seconds})
    bar("[red]own step", 2, 2)
"""


def seen(seconds: float) -> str:
    """What a terminal shows of a piece of work that takes so long."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        process = subprocess.Popen([sys.executable, "-c", CODE.format(seconds=seconds)], stderr=theirs)
        os.close(theirs)
        shown = b""
        try:
            while part := terminal.read(65536):
                shown += part
        except OSError:
            pass  # what reading from a terminal without another end means on Linux
        assert process.wait(timeout=30) == 0
    return shown.decode(errors="replace")


def test_it_comes_after_a_second_and_says_the_step() -> None:
    shown = seen(1.5)
    assert "Tiedosto luettu" in shown
    assert "50%" in shown


def test_what_is_quick_shows_nothing() -> None:
    assert seen(0.1) == ""


def test_nobody_watching_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar("en", visible=False) as bar:
        bar("staged", 1, 2)
    assert capsys.readouterr() == ("", "")
