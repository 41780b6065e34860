"""A running owner works out what pages show when a workspace was written and left alone."""

from __future__ import annotations

import time
from pathlib import Path

from osuma.web.warming import ASKED, warming
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.installation.upkeep import init


def test_what_pages_show_is_there_before_somebody_asks(tmp_path: Path) -> None:
    init(tmp_path / "home")
    with hold(tmp_path / "home") as owner:
        verbs.run(owner, None, "settings.set", {"key": "watch_settle_seconds", "value": 1}, quiet, here("test"))
        rounds = warming(owner, every=0.02)
        rounds.start()
        deadline = time.monotonic() + 30
        while len(owner.answers._kept) < len(ASKED) and time.monotonic() < deadline:
            time.sleep(0.02)
        rounds.stop()
        asked = {question for _, question in owner.answers._kept}
        assert {verb for verb in ASKED if any(repr(verb) in question for question in asked)} == set(ASKED)
        assert all(verbs.find(verb).kept for verb in ASKED)
