"""A killed registration leaves a workspace as it was before or as it is after, and the next one succeeds."""

from __future__ import annotations

import json
from pathlib import Path

import kill_checks
import pytest

from in_process import Osuma

VERB = "events.register"
EVENTS = "Tyyppi;Nro;Aika;Kuka;Malli\n" + "".join(f"Koeajo;{n};3.2.2026;A{n};M{n}\n" for n in range(40))
MAPPING = """\
osuma_mapping: 1
source: auto
outputs:
  - target: events:other
    columns: {Tyyppi: type, Nro: event_id, Aika: ts, Kuka: person_id}
    evidence: [Malli]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in (("events.csv", EVENTS), ("map.yaml", MAPPING)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    made = Osuma.create(tmp_path / "home")
    made.load(tmp_path / "events.csv", mapping=tmp_path / "map.yaml")
    (made.folder / "arguments.json").write_text(json.dumps({VERB: {"type_": "Koeajo"}}), encoding="utf-8")
    return made.folder


def test_killed_at_every_named_step(home: Path) -> None:
    kill_checks.killed_at_every_step(home, VERB)
