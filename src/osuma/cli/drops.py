"""The table of a drop: every file with a line of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from osuma.cli.render import table, words
from osuma.engine.errors import Words

TITLES = (
    Words("tiedosto", "file"),
    Words("mikä", "what"),
    Words("tuonti", "import"),
    Words("rivejä", "rows"),
    Words("uusia", "new"),
    Words("muuttuneita", "changed"),
    Words("ennallaan", "unchanged"),
    Words("hylättyjä", "refused"),
    Words("tulos", "result"),
)
IMPORTED = Words("tuotu", "imported")
TRIED = Words("kokeiltu, ei tuotu", "tried, not imported")
ALREADY = Words("tuotu jo aiemmin", "imported before")
NOT = Words("ei tuotu", "not imported")


def summary(
    loads: Sequence[Mapping[str, Any]], failed: Sequence[Mapping[str, Any]], language: str, *, dry_run: bool = False
) -> None:
    """One line a file: those that came in, in their order, then those that did not."""
    rows = [_came(load, language, TRIED if dry_run else IMPORTED) for load in loads]
    rows += [[_name(one), *([""] * 7), NOT[language]] for one in failed]
    table([title[language] for title in TITLES], rows, tuple(range(2, 8)), language)


def _came(load: Mapping[str, Any], language: str, came: Words) -> list[Any]:
    recognised = load.get("recognised") or {}
    counts = [load.get(key) for key in ("rows", "new", "changed", "same", "refused")]
    result = ALREADY if load.get("already") else came
    return [
        _name(load), words(recognised.get("title"), language), load.get("import_id") or "", *counts, result[language]
    ]  # fmt: skip


def _name(one: Mapping[str, Any]) -> str:
    return Path(str(one.get("file", ""))).name
