"""Why something could not be read or written, in the user's language and not in the system's."""

from __future__ import annotations

import errno
import os

import pytest

from osuma.engine.system import unwritable, why


@pytest.mark.parametrize("code", [errno.ENOENT, errno.EACCES, errno.ENOTDIR, errno.ENOSPC, errno.EIO])
def test_the_reasons_that_people_meet_are_told_in_words(code: int) -> None:
    problem = OSError(code, os.strerror(code))
    said = why(problem)
    assert said.fi != said.en
    assert os.strerror(code) not in (said.fi, said.en)
    assert f"lista.csv ({said.fi})" in unwritable("lista.csv", problem).what.fi


def test_what_has_no_word_is_told_by_its_name() -> None:
    assert why(OSError(errno.EMLINK, "x")).fi == "EMLINK"
    assert why(OSError("x")).en == "OSError"
