"""What the kill tests share: a shop to kill, and the judgement of each round."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from on_postgres import copytree
from osuma.engine.segments.parse import parse
from osuma.workflows.asking import verbs
from osuma.workflows.installation import upkeep
from osuma.workflows.installation.samples.manifest import definitions
from osuma.workflows.installation.samples.sportshop.files import write_sportshop

SCRIPT = Path(__file__).parent / "kill_rounds.py"
RANDOM = 50
#: At random one file of the archive is imported, so that a round takes a third of the time; every step is in it.
RANDOM_IMPORT = "import.run random"
#: What a refresh evaluates: a partition, a segment of another, consents, ranks and events. Compiling is what costs.
CHOSEN = ("life-cycle", "newsletter-allowed", "slipping-away", "top-spenders", "win-back-by-mail")
STEPS = {
    "import.run": ("started", "staged", "loaded", "committed", "ledger", "projected", "done"),
    "segments.refresh": ("started", "evaluated", "committed", "done"),
    "events.register": ("started", "moved", "committed", "kept", "done"),
}


def template(folder: Path) -> Path:
    """An installation with a shop in it, its newsletter not yet imported."""
    made = write_sportshop(folder / "files", size=300)
    home = folder / "home"
    upkeep.init(home, "main", "Kauppa", made.zone, made.currency, "fi")
    for key in ("customers", "orders"):
        verbs.call(home, None, "import.run", {"files": [str(made.file(key).path)]})
    texts = [text for text in definitions("sportshop") if parse(text).slug in CHOSEN]
    assert len(texts) == len(CHOSEN)
    verbs.call(home, None, "segments.apply", {"texts": texts})
    with zipfile.ZipFile(made.file("newsletter").path) as packed:
        (one,) = (name for name in packed.namelist() if name.startswith("subscribed"))
        packed.extract(one, folder)
    arguments = {
        "import.run": {"files": [str(made.file("newsletter").path)]},
        RANDOM_IMPORT: {"files": [str(folder / one)]},
        "segments.refresh": {},
    }
    (home / "arguments.json").write_text(json.dumps(arguments), encoding="utf-8")
    return home


def _rounds(template: Path, name: str, wheres: list[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    copy = template.parent / f"{name}-{len(wheres)}"
    copytree(template, copy)
    beside = os.pathsep.join([str(SCRIPT.parents[2]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(copy), name, *wheres],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": beside},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines[0], lines[1:]


def killed_at_every_step(home: Path, verb: str, only: tuple[str, ...] = ()) -> None:
    """Before the commit nothing has happened; after it everything has, or will have by the next start.

    only: some of the steps, in their order.
    """
    told, found = _rounds(home, verb, list(only or STEPS[verb]))
    assert told["differs"]
    assert [step for step in told["steps"] if step in STEPS[verb]] == list(STEPS[verb])
    committed = STEPS[verb].index("committed")
    for one in found:
        assert one["landed"] == one["where"]
        number = STEPS[verb].index(one["where"])
        assert one["state"] == ("after" if number >= committed else "before"), one
        assert one["again"]
        assert one["left"] == []
        if verb == "import.run":
            assert one["rows"] == {}, one


def killed_at_random(home: Path, name: str) -> None:
    """Fifty kills between the first and the last write; where each landed is printed."""
    _, found = _rounds(home, name, [f"random:{name}:{seed}" for seed in range(RANDOM)])
    landed: dict[str, int] = {}
    for one in found:
        landed[one["landed"]] = landed.get(one["landed"], 0) + 1
        assert one["state"] in ("before", "after"), one
        assert one["again"], one
        assert one["left"] == []
    print(f"{name}: killed after {landed}")
    assert len(found) == RANDOM
    assert sum(n for step, n in landed.items() if "finished" not in step) >= RANDOM * 3 // 5
