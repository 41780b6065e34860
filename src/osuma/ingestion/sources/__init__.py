"""Presets: files that Osuma knows by their headers, so that there is nothing to map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from osuma.engine.errors import Words
from osuma.ingestion.lexicons import fold
from osuma.ingestion.mapping.document import load, parse_mapping
from osuma.ingestion.mapping.mapping import Mapping
from osuma.ingestion.tables import SourceTable

__all__ = ["Preset", "fitted", "presets", "recognise"]


@dataclass(frozen=True)
class Preset:
    """One known kind of file.

    slug: its name. words: what it is, for people. needs: headers that it always has. any_of: groups of headers of
    which it has one. without: headers that it never has. file: pattern of the file's or member's name, where the
    headers alone leave it open.
    """

    slug: str
    mapping: Mapping
    words: Words
    needs: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    file: str | None = None


@lru_cache(maxsize=1)
def presets() -> tuple[Preset, ...]:
    """Every preset of the package, the most demanding first."""
    found = [_preset(slug, text) for slug, text in _documents()]
    return tuple(sorted(found, key=lambda p: (-len(p.needs) - len(p.any_of) - (p.file is not None), p.slug)))


def _documents() -> Iterator[tuple[str, str]]:
    for folder in sorted(files(__package__).iterdir(), key=lambda f: f.name):
        if folder.is_dir():
            for entry in sorted(folder.iterdir(), key=lambda f: f.name):
                if entry.name.endswith(".yaml"):
                    stem = entry.name.removesuffix(".yaml")
                    slug = folder.name if stem == "preset" else f"{folder.name}/{stem}"
                    yield slug, entry.read_text(encoding="utf-8")


def _preset(slug: str, text: str) -> Preset:
    data = load(text)
    signs: dict[str, Any] = data.pop("recognise")
    return Preset(
        slug,
        replace(parse_mapping(data), preset=slug),
        Words(**signs["name"]),
        tuple(signs.get("headers", ())),
        tuple(tuple(group) for group in signs.get("any_of", ())),
        tuple(signs.get("without", ())),
        signs.get("file"),
    )


def recognise(table: SourceTable) -> Mapping | None:
    """The mapping of the preset that this table fits, with this file's other columns listed; null for none."""
    found = next((p for p in presets() if _fits(p, table)), None)
    return fitted(found, table) if found else None


def _fits(preset: Preset, table: SourceTable) -> bool:
    headers = {fold(h) for h in table.headers}
    if not all(fold(h) in headers for h in preset.needs) or any(fold(h) in headers for h in preset.without):
        return False
    if not all(any(fold(h) in headers for h in group) for group in preset.any_of):
        return False
    name = table.dialect.sheet or table.original.name
    return preset.file is None or re.search(preset.file, name, re.IGNORECASE) is not None


def fitted(preset: Preset, table: SourceTable) -> Mapping:
    """The preset's mapping in the spelling of this file's headers, with the columns that it does not read listed."""
    spelling = {fold(h): h for h in table.headers}

    def here(header: str) -> str:
        return spelling.get(fold(header), header)

    outputs = []
    for output in preset.mapping.outputs:
        if any(here(c.header) not in table.by_name for c in output.where):
            continue  # this form of the export lacks what the output is made of
        columns = tuple(replace(a, header=here(a.header)) for a in output.columns)
        outputs.append(
            replace(
                output,
                columns=tuple(a for a in columns if a.header in table.by_name),
                where=tuple(replace(c, header=here(c.header)) for c in output.where),
                cases=tuple(
                    replace(case, any_of=tuple(replace(c, header=here(c.header)) for c in case.any_of))
                    for case in output.cases
                ),
                first_of=here(output.first_of) if output.first_of else None,
                group_by=here(output.group_by) if output.group_by else None,
                evidence=tuple(h for h in map(here, output.evidence) if h in table.by_name),
            )
        )
    used = {a.header for o in outputs for a in o.columns}
    used |= {c.header for o in outputs for c in o.where} | {h for o in outputs for h in o.evidence}
    used |= {c.header for o in outputs for case in o.cases for c in case.any_of}
    ignored = tuple(h for h in table.headers if h not in used)
    whole = here(preset.mapping.whole) if preset.mapping.whole else None
    return replace(preset.mapping, outputs=tuple(outputs), ignored=ignored, whole=whole)
