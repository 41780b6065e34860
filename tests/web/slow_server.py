"""`osuma serve` in which some verbs take long, and no page waits for them."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any


def slow_server(folder: Path, verbs_: dict[str, float]) -> None:
    """verbs_: how many seconds each takes."""
    from osuma.cli.main import run
    from osuma.web.pages import place
    from osuma.workflows.asking import verbs

    place.PATIENCE = 0.0
    for name, seconds in verbs_.items():
        found = verbs.find(name)

        def work(session: Any, found: verbs.Verb = found, seconds: float = seconds, **args: Any) -> dict[str, Any]:
            time.sleep(seconds)
            return found.function(session, **args)

        verbs._VERBS[name] = replace(found, function=work)
    sys.argv = ["osuma", "serve", "--port", "0", "--dir", str(folder), "--json"]
    run()
