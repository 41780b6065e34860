"""What a sample consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Literal

from osuma.engine.errors import Words
from osuma.engine.simulate.truth import Truth

Sample = Literal["sportshop", "grocer", "b2b"]


@dataclass(frozen=True, kw_only=True)
class SampleFile:
    """One written file. key: its name in the truth's records; rows: below the header, all members of a zip together.

    mapping: YAML text of the mapping to import it with, null where a preset recognises the file.
    """

    key: str
    path: Path
    rows: int
    what: Words
    mapping: str | None = None


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The files of a sample in the order to import them, where they come from, and what is true of them.

    source: one sentence that stands on every report made of the sample. truth: null for real data. zone, currency:
    what the workspace should be given. set_apart: e-mail domains whose people stand outside every total, and why.
    segments: YAML texts of its definitions.
    """

    sample: Sample
    folder: Path
    files: tuple[SampleFile, ...]
    source: Words
    simulated: bool
    zone: str
    currency: str
    set_apart: Mapping[str, str] = field(default_factory=dict)
    truth: Truth | None = None
    segments: tuple[str, ...] = ()

    def file(self, key: str) -> SampleFile:
        """The file of that key; KeyError where there is none."""
        for file in self.files:
            if file.key == key:
                return file
        raise KeyError(key)


def definitions(sample: Sample) -> tuple[str, ...]:
    """The YAML texts of a sample's segments and partitions, by file name."""
    return tuple(_texts(sample, "segments").values())


def mapping(sample: Sample, name: str) -> str | None:
    """The YAML text of one of a sample's mappings, null where it has none of that name."""
    return _texts(sample, "mappings").get(name)


def _texts(sample: Sample, kind: str) -> dict[str, str]:
    folder = resources.files("osuma.workflows.installation.samples").joinpath(sample, kind)
    found = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name
    )
    return {entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8") for entry in found}
