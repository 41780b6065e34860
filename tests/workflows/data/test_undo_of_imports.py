"""Undo of an import returns every table to what it was: of every preset's sample, one import upon the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from osuma.ingestion.sources import presets
from osuma.store.checksum import checksums
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import Owner, hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.installation import upkeep

SOURCES = Path(str(files("osuma.ingestion.sources")))
#: After how many imports all tables are compared: to read every table costs as much as to import a small file.
TOGETHER = 4


def samples() -> list[Path]:
    """Samples that together fill every target that a preset fills; order lines after their orders."""
    found: list[Path] = []
    covered: set[str] = set()
    for preset in sorted(presets(), key=lambda p: (-len(p.mapping.outputs), p.slug)):
        folder, _, stem = preset.slug.partition("/")
        path = SOURCES / folder / (f"{stem}_sample.csv" if stem else "sample.csv")
        targets = {f"{o.target} of {o.origin}" for o in preset.mapping.outputs}
        if path.is_file() and not targets <= covered:
            covered |= targets
            found.append(path)
    return sorted(found, key=lambda path: ("line" in path.stem, path))


@dataclass(frozen=True)
class Held:
    """An installation that stays open: each question costs only its own work."""

    owner: Owner

    def ask(self, verb: str, **args: Any) -> dict[str, Any]:
        return verbs.run(self.owner, None, verb, args, quiet, here("test"))

    def load(self, path: Path) -> int:
        (load,) = self.ask("import.run", files=[str(path)])["loads"]
        assert load["taken"] > 0
        return int(load["import_id"])

    def sums(self) -> Mapping[str, str]:
        with self.owner.session().warehouse.reader() as con:
            return checksums(con)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    upkeep.init(tmp_path / "installation", zone="Europe/Helsinki", currency="EUR")
    with hold(tmp_path / "installation") as owner:
        yield Held(owner)


def different(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str | None, str | None]]:
    return {t: (before.get(t), now.get(t)) for t in before.keys() | now.keys() if before.get(t) != now.get(t)}


def test_a_sample_of_every_target_can_be_taken_back_to_the_last_bit(held: Held) -> None:
    picked = samples()
    assert len(picked) > 8
    done: list[tuple[Mapping[str, str], list[int]]] = []
    for n in range(0, len(picked), TOGETHER):
        before = held.sums()
        done.append((before, [held.load(sample) for sample in picked[n : n + TOGETHER]]))
        assert different(before, held.sums())
    for before, ids in reversed(done):
        for import_id in reversed(ids):
            held.ask("import.undo", import_id=import_id)
        assert different(before, held.sums()) == {}, ids


def test_the_oldest_first_and_all_are_gone_in_the_end(held: Held) -> None:
    before = held.sums()
    # The same people in each: what the first told is what the later ones were joined to.
    ids = [held.load(SOURCES / f"{name}/sample.csv") for name in ("shopify_orders", "klaviyo_profiles")]
    assert different(before, held.sums())
    for import_id in ids:
        held.ask("import.undo", import_id=import_id)
    assert different(before, held.sums()) == {}
