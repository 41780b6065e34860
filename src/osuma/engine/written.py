"""Text that people wrote as YAML, read within bounds: no aliases, no tags, no key twice, not too deep, not too long.

A text of a few lines can name itself until it fills the memory, or open brackets until the interpreter gives up; a
key that is given twice silently loses what was said first. Each of these is one sentence with its way out.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

from osuma.engine.errors import Words

MAX_BYTES = 256 * 1024
MAX_DEPTH = 60


class Unreadable(Exception):
    """What a text may not hold, in words. line: where, from 1; 0 where it is not known."""

    def __init__(self, words: Words, line: int = 0, code: str = "text") -> None:
        super().__init__(words.en)
        self.words, self.line, self.code = words, line, code


class Bounded(yaml.SafeLoader):
    """Mappings, lists and plain values of YAML 1.1, without what makes more of a text than it says."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise Unreadable(Words(
                fi="Viittauksia (*nimi) ei sallita; kirjoita kohta auki.",
                en="aliases (*name) are not allowed; write it out.",
            ))  # fmt: skip
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(Words(
                fi=f"Tasoja on sisäkkäin yli {MAX_DEPTH}; yksinkertaista.",
                en=f"nested deeper than {MAX_DEPTH}; simplify.",
            ))  # fmt: skip
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def unique(pairs: list[tuple[Any, Any]]) -> dict[Hashable, Any]:
    """A mapping of keys that are texts or whole numbers, each of which is given once. Raises Unreadable."""
    found: dict[Hashable, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Unreadable(Words(
                fi=f"Avain ”{key}” on annettu kahdesti; poista toinen.", en=f"the key `{key}` is given twice.",
            ))  # fmt: skip
        found[key] = value
    return found


def _mapping(loader: Bounded, node: yaml.MappingNode) -> dict[Hashable, Any]:
    return unique(
        [(loader.construct_object(k, deep=True), loader.construct_object(v, deep=True)) for k, v in node.value]
    )


def _refused(_: Bounded, node: yaml.Node) -> None:
    raise Unreadable(Words(
        fi=f"Merkintää {node.tag} ei sallita; poista se.", en=f"the tag {node.tag} is not allowed; remove it.",
    ))  # fmt: skip


Bounded.add_constructor(None, _refused)
Bounded.add_constructor("tag:yaml.org,2002:map", _mapping)


def bounded(text: str | bytes) -> None:
    """Raises Unreadable for a text of more bytes than anybody writes by hand."""
    if len(text.encode(errors="surrogatepass") if isinstance(text, str) else text) > MAX_BYTES:
        size = MAX_BYTES // 1024
        raise Unreadable(Words(fi=f"Teksti on yli {size} kt.", en=f"the text is over {size} KB."), code="too_large")


def read(text: str | bytes, loader: type[yaml.SafeLoader] = Bounded) -> Any:
    """The one document of a text as mappings, lists and plain values. Raises Unreadable."""
    bounded(text)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - safe loaders
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "not readable"
        raise Unreadable(Words(
            fi=f"Teksti ei ole kelvollista YAMLia ({why}). Tarkista sisennys ja lainausmerkit.",
            en=f"the text is not valid YAML ({why}). Check the indentation and the quotes.",
        ), mark.line + 1 if mark else 0) from None  # fmt: skip
