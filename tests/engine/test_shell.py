"""Suggested commands: what a person pastes is what was meant, whatever files are called."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import osuma
from osuma.engine.shell import command


@pytest.mark.parametrize(
    "name", ["a.csv", "oma lista.csv", 'sanoi "hei".csv', "$HOME `ls`.csv", "joulu'23.csv", "ä;rm.csv"]
)
def test_a_suggested_command_splits_into_the_words_that_were_meant(name: str) -> None:
    assert shlex.split(command("import", name, "--again")) == ["osuma", "import", name, "--again"]


def test_no_sentence_quotes_a_name_by_hand() -> None:
    by_hand = re.compile(r"""osuma [a-z -]+(\\?"\{|'\{|\{(path|file|folder|target|given|name|text)[}.])""")
    sources = Path(osuma.__file__).parent.rglob("*.py")
    assert [path.name for path in sources if by_hand.search(path.read_text(encoding="utf-8"))] == []
