"""The Python of the documentation, run as it is written: what follows a line at the prompt is what it answers."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from test_page_samples import File, steps

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "python.md"


def test_the_page_says_what_python_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    for step in steps(text):
        assert isinstance(step, File)
        (tmp_path / step.name).write_text(step.text, encoding="utf-8")
    plain = text.translate({0xA0: " ", 0x202F: " "})
    test = doctest.DocTestParser().get_doctest(plain, {}, PAGE.name, str(PAGE), 0)
    assert len(test.examples) > 15
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    said: list[str] = []
    runner.run(test, out=said.append, clear_globs=False)
    test.globs["data"].close()
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
