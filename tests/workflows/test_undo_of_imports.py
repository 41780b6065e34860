"""Undo of an import returns every table to what it was: of every preset's sample, one import upon the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from osuma.store.checksum import checksums
from osuma.workflows import upkeep, verbs
from osuma.workflows.owner import Owner, hold
from osuma.workflows.progress import quiet

SOURCES = Path(str(files("osuma.ingestion.sources")))
#: In one language each; order lines after their orders.
SAMPLES = sorted(
    (
        p
        for p in SOURCES.glob("*/*sample*")
        if p.suffix in (".csv", ".json") and not p.stem.endswith(("_fi", "_en", "fi_sample"))
    ),
    key=lambda p: (p.parent.name, "line" in p.stem, p.name),
)


@dataclass(frozen=True)
class Held:
    """An installation that stays open: each question costs only its own work."""

    owner: Owner

    def ask(self, verb: str, **args: Any) -> dict[str, Any]:
        return verbs.run(self.owner, None, verb, args, quiet, "test")

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


def test_every_sample_of_a_preset_can_be_taken_back_to_the_last_bit(held: Held) -> None:
    done: list[tuple[str, int, Mapping[str, str]]] = []
    before = held.sums()
    for sample in SAMPLES:
        name = sample.relative_to(SOURCES).as_posix()
        import_id = held.load(sample)
        after = held.sums()
        assert different(before, after), name
        done.append((name, import_id, before))
        before = after
    assert len(done) == len(SAMPLES) > 40
    for name, import_id, was in reversed(done):
        held.ask("import.undo", import_id=import_id)
        assert different(was, held.sums()) == {}, name


def test_the_oldest_first_and_all_are_gone_in_the_end(held: Held) -> None:
    before = held.sums()
    # The same people in each: what the first told is what the later ones were joined to.
    picked = [s for s in SAMPLES if s.parent.name in ("shopify_orders", "shopify_customers", "klaviyo_profiles")]
    ids = [held.load(sample) for sample in picked]
    assert different(before, held.sums())
    for import_id in ids:
        held.ask("import.undo", import_id=import_id)
    assert different(before, held.sums()) == {}
