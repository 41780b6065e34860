"""Presets: files that Osuma knows by their headers, so that there is nothing to map."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.written import QUICK
from osuma.ingestion.lexicons import fold
from osuma.ingestion.mapping.document import load, parse_mapping
from osuma.ingestion.mapping.mapping import Condition, OutputMapping
from osuma.ingestion.mapping.mapping import Mapping as FileMapping
from osuma.ingestion.mapping.propose import completed, with_refusals
from osuma.ingestion.tables import SourceTable

__all__ = ["Preset", "fitted", "preset_of", "presets", "recognise"]

#: Stands in a constant for the name of the file, without its ending.
_FILE = "{file}"
#: Tests that hold in a file without the column; an output with any other needs the column to be there.
_WITHOUT = ("empty", "is_not", "not_starts")


@dataclass(frozen=True)
class Preset:
    """One known kind of file.

    slug: its name. words: what it is, for people. needs: headers that it always has. any_of: groups of headers of
    which it has one. without: headers that it never has. file: pattern of the file's or member's name, where the
    headers alone leave it open. like: pattern that some header must match. aliases: a header of this preset → other
    spellings of it, such as the same in Finnish. currency_in: header whose `*` is the currency of the amounts. note:
    what a reader should know of such a file. refuse: why such a file cannot be imported; null where it can. generic:
    no product's export, so that what it does not name is read by the lexicon of headers.
    """

    slug: str
    mapping: FileMapping
    words: Words
    needs: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    file: str | None = None
    like: str | None = None
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency_in: str | None = None
    note: Words | None = None
    refuse: Words | None = None
    generic: bool = False

    @property
    def demands(self) -> int:
        """How much a file must have to be taken for this one."""
        return len(self.needs) + len(self.any_of) + (self.file is not None) + (self.like is not None)


@lru_cache(maxsize=1)
def presets() -> tuple[Preset, ...]:
    """Every preset of the package, the most demanding first."""
    found = [_preset(slug, text) for slug, text in _documents()]
    return tuple(sorted(found, key=lambda p: (-p.demands, p.slug)))


def _documents() -> Iterator[tuple[str, str]]:
    for folder in sorted(files(__package__).iterdir(), key=lambda f: f.name):
        if folder.is_dir():
            for entry in sorted(folder.iterdir(), key=lambda f: f.name):
                if entry.name.endswith(".yaml"):
                    stem = entry.name.removesuffix(".yaml")
                    slug = folder.name if stem == "preset" else f"{folder.name}/{stem}"
                    yield slug, entry.read_text(encoding="utf-8")


def _preset(slug: str, text: str) -> Preset:
    data = load(text, QUICK)
    signs: dict[str, Any] = data.pop("recognise")
    refuse = signs.get("refuse")
    mapping = FileMapping(data.get("source", slug), ()) if refuse else parse_mapping(data)
    return Preset(
        slug,
        replace(mapping, preset=slug),
        Words(**signs["name"]),
        tuple(signs.get("headers", ())),
        tuple(tuple(group) for group in signs.get("any_of", ())),
        tuple(signs.get("without", ())),
        signs.get("file"),
        signs.get("like"),
        {header: tuple(others) for header, others in signs.get("aliases", {}).items()},
        signs.get("currency_in"),
        Words(**signs["note"]) if "note" in signs else None,
        Words(**refuse) if refuse else None,
        bool(signs.get("generic")),
    )


def recognise(table: SourceTable) -> FileMapping | None:
    """The mapping of the preset that this table fits, with this file's other columns listed; null for none.

    Raises Refused, with the way out, for a file that is known and cannot be imported.
    """
    found = preset_of(table)
    if found is None:
        return None
    if found.refuse:
        raise Refused([Mistake(table.title, "not_taken", found.refuse)])
    return fitted(found, table)


def preset_of(table: SourceTable) -> Preset | None:
    """The preset that this table fits, the most demanding of them; null for none."""
    return next((p for p in presets() if _fits(p, table)), None)


class _Headers:
    """The headers of a file as a preset speaks of them: whatever their case, by another spelling, or with a `*`."""

    def __init__(self, preset: Preset, table: SourceTable) -> None:
        self.preset = preset
        self.spelling = {fold(h): h for h in reversed(table.headers)}

    def find(self, header: str) -> str | None:
        """The file's own header; null where it has none."""
        tried = (header, *self.preset.aliases.get(header, ()))
        return next((found for name in tried if (found := self._one(name))), None)

    def _one(self, name: str) -> str | None:
        if "*" not in name:
            return self.spelling.get(fold(name))
        return next((h for folded, h in self.spelling.items() if _between(name, folded) is not None), None)

    def here(self, header: str) -> str:
        """The file's own header, or the preset's where the file lacks it."""
        return self.find(header) or header

    def currency(self) -> str | None:
        """The currency that stands in a header, such as EUR of `Amount spent (EUR)`; null where none does."""
        name = self.preset.currency_in
        header = self.find(name) if name else None
        if name is None or header is None:
            return None
        tried = (_between(n, fold(header)) for n in (name, *self.preset.aliases.get(name, ())))
        return next((found.upper() for found in tried if found), None)


def _between(pattern: str, folded: str) -> str | None:
    """What stands for the `*` of a pattern in a folded header; null where it does not fit."""
    before, _, after = fold(pattern).partition("*")
    fits = len(folded) > len(before) + len(after) and folded.startswith(before) and folded.endswith(after)
    return folded[len(before) : len(folded) - len(after)] if fits else None


def _fits(preset: Preset, table: SourceTable) -> bool:
    headers = _Headers(preset, table)
    if not all(headers.find(h) for h in preset.needs) or any(headers.find(h) for h in preset.without):
        return False
    if not all(any(headers.find(h) for h in group) for group in preset.any_of):
        return False
    if preset.like and not any(re.search(preset.like, h, re.IGNORECASE) for h in table.headers):
        return False
    name = table.dialect.sheet or table.original.name
    return preset.file is None or re.search(preset.file, name, re.IGNORECASE) is not None


def fitted(preset: Preset, table: SourceTable) -> FileMapping:
    """The preset's mapping in the spelling of this file's headers, with the columns that it does not read listed."""
    headers = _Headers(preset, table)
    outputs = [
        _fitted_output(output, headers, table)
        for output in preset.mapping.outputs
        if all(headers.find(c.header) or c.op in _WITHOUT for c in output.where)
    ]
    whole = headers.here(preset.mapping.whole) if preset.mapping.whole else None
    ignored = tuple(filter(None, map(headers.find, preset.mapping.ignored)))
    found = replace(preset.mapping, outputs=tuple(outputs), ignored=ignored, whole=whole)
    if preset.generic:
        found = completed(found, table)
    found = with_refusals(found, table)
    return replace(found, ignored=found.left_out(table.headers))


def _fitted_output(output: OutputMapping, headers: _Headers, table: SourceTable) -> OutputMapping:
    def test(condition: Condition) -> Condition:
        return replace(condition, header=headers.here(condition.header))

    columns = (replace(a, header=headers.here(a.header)) for a in output.columns)
    constants = {k: table.original.stem if v == _FILE else v for k, v in output.constants.items()}
    currency = headers.currency()
    if currency and not any(a.to == "currency" and headers.find(a.header) for a in output.columns):
        constants["currency"] = currency
    return replace(
        output,
        columns=tuple(a for a in columns if a.header in table.by_name),
        constants=constants,
        where=tuple(map(test, output.where)),
        cases=tuple(replace(case, any_of=tuple(map(test, case.any_of))) for case in output.cases),
        first_of=headers.here(output.first_of) if output.first_of else None,
        group_by=headers.here(output.group_by) if output.group_by else None,
        evidence=tuple(h for h in map(headers.here, output.evidence) if h in table.by_name),
    )
