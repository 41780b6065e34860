"""What a person may say of a column: its words on screen, and for each kind of rows which of them are read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.written import ours
from osuma.ingestion.mapping.kinds import KINDS, Kind


@lru_cache(maxsize=1)
def _written() -> dict[str, Any]:
    return dict(ours((files(__package__) / "concepts.yaml").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def concept_words() -> Mapping[str, Words]:
    """What each thing that a column may tell is called."""
    return MappingProxyType({name: Words(fi, en) for name, (fi, en) in _written()["concepts"].items()})


def kind_words(kind: Kind) -> Words:
    """What the rows of a file of the kind are called."""
    said = _written()["kinds"][kind.name]
    return Words(said["fi"], said["en"])


def kind_needs(kind: Kind) -> Words:
    """What every row of the kind has to tell."""
    said = _written()["kinds"][kind.name]
    return Words(said["needs_fi"], said["needs_en"])


def listed_kinds() -> tuple[Kind, ...]:
    """The kinds as people meet them: the commonest first."""
    by_name = {kind.name: kind for kind in KINDS}
    return tuple(by_name[name] for name in _written()["kinds"])


def concepts_of(kind: Kind) -> tuple[str, ...]:
    """What the columns of such rows may tell: each concept that the kind reads where a file has it."""
    beside = {name: [name] for name in _BESIDE}

    def read(name: str) -> bool:
        outputs = kind.outputs({**beside, name: [name]})
        return name in {header for output in outputs for header in output.reads()}

    return tuple(name for name in concept_words() if read(name))


#: What a file has without which a kind reads little or nothing.
_BESIDE = ("customer_id", "order_id", "action")
