"""Ready-made definitions: YAML files that a workspace copies and edits, with the names and numbers it wants."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition
from osuma.engine.written import ours

_INDEX = "index.yaml"
#: The kinds of segmentation, in the order in which they are shown.
TYPES: dict[str, Words] = {
    "value": Words("asiakasarvo", "customer value"),
    "life-cycle": Words("elinkaari", "life cycle"),
    "behavioural": Words("käyttäytyminen", "behavioural"),
    "demographic": Words("demografinen", "demographic"),
    "geographic": Words("maantieteellinen", "geographic"),
    "psychographic": Words("psykografinen", "psychographic"),
    "technological": Words("teknologinen", "technological"),
    "economic": Words("taloudellinen", "economic"),
    "social": Words("sosiaalinen", "social"),
    "life-situation": Words("elämäntilanne", "life situation"),
    "cultural": Words("kulttuurinen", "cultural"),
    "market-position": Words("markkina-asema", "market position"),
    "permission": Words("luvat", "permission"),
}


@dataclass(frozen=True)
class Template:
    """type: of `TYPES`. text: as it is written, with its comments. purpose: in both languages."""

    defn: Definition
    text: str
    type: str
    purpose: Words


@lru_cache(maxsize=1)
def templates() -> dict[str, Definition]:
    """Every template's definition by its slug, sorted."""
    return {slug: one.defn for slug, one in sorted(ready_made().items())}


@lru_cache(maxsize=1)
def template_texts() -> dict[str, str]:
    """The YAML of every template by its slug, as it is written, with its comments."""
    folder = files("osuma.engine.segments") / "templates"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml") and entry.name != _INDEX)
    return {name.removesuffix(".yaml"): (folder / name).read_text(encoding="utf-8") for name in names}


@lru_cache(maxsize=1)
def ready_made() -> dict[str, Template]:
    """Every template by its slug, in the order of types, then of the index."""
    index: dict[str, dict[str, Any]] = ours(
        (files("osuma.engine.segments") / "templates" / _INDEX).read_text(encoding="utf-8")
    )
    texts, order = template_texts(), list(TYPES)
    found = {}
    for slug, said in sorted(index.items(), key=lambda one: order.index(one[1]["type"])):
        defn = parse(texts[slug])
        found[slug] = Template(defn, texts[slug], said["type"], Words(said["fi"], str(defn.purpose)))
    return found


def purpose_named(text: str) -> Words:
    """A purpose in both languages, where it is still that of a template; somebody's own words as they are."""
    known = (one.purpose for one in ready_made().values())
    return next((one for one in known if text in (one.fi, one.en)), Words(text, text))
