"""Definitions as a notebook names them: a file, a text, a mapping, or a definition that was read before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Partition, Segment

SUFFIXES = (".yaml", ".yml", ".json")
Given: TypeAlias = str | Path | Mapping[str, Any] | Definition


def segment(given: Given) -> Definition:
    """A segment or a partition from a file (`loyal.yaml`), from YAML or JSON text, or from a mapping.

    Raises Refused with every mistake of form, Misuse where the file is not there.
    """
    if isinstance(given, Segment | Partition):
        return given
    if isinstance(given, Mapping):
        return parse(given)
    if isinstance(given, Path) or ("\n" not in given and given.lower().endswith(SUFFIXES)):
        return parse(_text(Path(given)))
    return parse(given)


def _text(path: Path) -> str:
    try:
        return path.expanduser().read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Misuse(Words(f"Tiedostoa {path} ei ole.", f"There is no file {path}."), "no_file") from None
    except (OSError, UnicodeDecodeError):
        raise Misuse(
            Words(f"Tiedostoa {path} ei voi lukea UTF-8-tekstinä.", f"The file {path} cannot be read as UTF-8 text."),
            "no_file",
        ) from None
