"""Ready-made definitions: YAML files that a workspace copies and edits, with the names and numbers it wants."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition


@lru_cache(maxsize=1)
def templates() -> dict[str, Definition]:
    """Every template by its slug, sorted."""
    found = [parse(text) for text in template_texts().values()]
    return {defn.slug: defn for defn in sorted(found, key=lambda defn: defn.slug)}


@lru_cache(maxsize=1)
def template_texts() -> dict[str, str]:
    """The YAML of every template by its slug, as it is written, with its comments."""
    folder = files("osuma.engine.segments") / "templates"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): (folder / name).read_text(encoding="utf-8") for name in names}
