"""Text that people wrote as YAML, read within bounds: no aliases, no tags, no key twice, not too deep, not too long.

A text of a few lines can name itself until it fills the memory, or open brackets until the interpreter gives up; a
key that is given twice silently loses what was said first. Each of these is one sentence with its way out.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from itertools import repeat
from typing import Any

import yaml

from osuma.engine.errors import Words

MAX_BYTES = 256 * 1024
MAX_DEPTH = 60


class Unreadable(Exception):
    """What a text may not hold, in words. line: where, from 1; 0 where it is not known."""

    def __init__(self, words: Words, line: int = 0, code: str = "text") -> None:
        self.words = Words(f"Rivi {line}: {words.fi}", f"line {line}: {words.en}") if line else words
        self.code = code
        super().__init__(self.words.en)


class Bounded(yaml.SafeLoader):
    """Mappings, lists and plain values of YAML 1.1, without what makes more of a text than it says."""

    depth = 0

    @property
    def here(self) -> int:
        """The line of what comes next."""
        return _line(self.peek_event())  # type: ignore[no-untyped-call]  # the library's stubs

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise Unreadable(Words(
                fi="Viittauksia (*nimi) ei sallita; kirjoita kohta auki.",
                en="aliases (*name) are not allowed; write it out.",
            ), self.here)  # fmt: skip
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(Words(
                fi=f"Tasoja on sisäkkäin yli {MAX_DEPTH}; yksinkertaista.",
                en=f"nested deeper than {MAX_DEPTH}; simplify.",
            ), self.here)  # fmt: skip
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def unique(pairs: Iterable[tuple[Any, Any]], lines: Iterable[int] = repeat(0)) -> dict[Hashable, Any]:
    """A mapping of keys that are texts or whole numbers, each of which is given once. Raises Unreadable.

    lines: of each pair, where they are known.
    """
    found: dict[Hashable, Any] = {}
    for (key, value), line in zip(pairs, lines, strict=False):
        if key in found:
            raise Unreadable(Words(
                fi=f"Avain ”{key}” on annettu kahdesti; poista toinen.",
                en=f"the key `{key}` is given twice; remove one.",
            ), line)  # fmt: skip
        found[key] = value
    return found


def pairs_of(loader: Bounded, node: yaml.MappingNode) -> tuple[list[tuple[Any, Any]], list[int]]:
    """The keys and values of a mapping, and the line of each key."""
    pairs = [(loader.construct_object(k, deep=True), loader.construct_object(v, deep=True)) for k, v in node.value]
    return pairs, [_line(key) for key, _ in node.value]


def _mapping(loader: Bounded, node: yaml.MappingNode) -> dict[Hashable, Any]:
    return unique(*pairs_of(loader, node))


def _line(place: yaml.Node | yaml.Event) -> int:
    return place.start_mark.line + 1 if place.start_mark is not None else 0


def _refused(_: Bounded, node: yaml.Node) -> None:
    raise Unreadable(Words(
        fi=f"Merkintää {node.tag} ei sallita; poista se.", en=f"the tag {node.tag} is not allowed; remove it.",
    ), _line(node))  # fmt: skip


Bounded.add_constructor(None, _refused)
Bounded.add_constructor("tag:yaml.org,2002:map", _mapping)


def bounded(text: str | bytes) -> None:
    """Raises Unreadable for a text of more bytes than anybody writes by hand."""
    if len(text.encode(errors="surrogatepass") if isinstance(text, str) else text) > MAX_BYTES:
        size = MAX_BYTES // 1024
        raise Unreadable(Words(fi=f"Teksti on yli {size} kt.", en=f"the text is over {size} KB."), code="too_large")


#: Files of ours are half a second of reading without the compiled loader. What others wrote is not read with it: text
#: that is nested too deep ends the process.
QUICK: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def ours(text: str) -> Any:
    """What a file says that came with Osuma."""
    return yaml.load(text, Loader=QUICK)  # noqa: S506 - a safe loader


def read(text: str | bytes, loader: type[yaml.SafeLoader] = Bounded) -> Any:
    """The one document of a text as mappings, lists and plain values. Raises Unreadable."""
    bounded(text)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - safe loaders
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise _said(error) from None


#: What is most often wrong, by what the library says of it. begun: the place to mend is where the part began that
#: the library could not end.
_FAULTS: tuple[tuple[str, bool, Words], ...] = (
    (r"found character '\\t'", False, Words(
        "Tässä on sarkain (tab); sisennä välilyönneillä.", "there is a tab here; indent with spaces.",
    )),
    ("mapping values are not allowed", False, Words(
        "Tässä on kaksoispiste, jota ei voi lukea. Laita teksti, jossa on kaksoispiste, lainausmerkkeihin ja "
        "tarkista sisennys.",
        "there is a colon here that cannot be read. Put a text with a colon in quotes, and check the indentation.",
    )),
    ("found unexpected end of stream", True, Words(
        "Tästä alkavat lainausmerkit jäävät auki; lisää lopettava lainausmerkki.",
        "the quotes that begin here are never closed; add the closing one.",
    )),
    (r"expected ',' or '[\]}]'", True, Words(
        "Tästä alkava sulku jää auki tai siitä puuttuu pilkku.",
        "the bracket that begins here is not closed, or lacks a comma.",
    )),
    ("expected <block end>", False, Words(
        "Sisennys ei täsmää edellisiin riveihin; aloita rinnakkaiset rivit samasta kohdasta.",
        "the indentation does not agree with the lines above; begin lines of one list or mapping at the same place.",
    )),
)  # fmt: skip


def _said(error: Exception) -> Unreadable:
    """The trouble that reading met, by the line where it can be mended."""
    why = getattr(error, "problem", None) or "not readable"
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    for pattern, begun, words in _FAULTS:
        if re.match(pattern, why):
            mark = context or mark if begun else mark
            return Unreadable(words, mark.line + 1 if mark else 0)
    return Unreadable(Words(
        fi=f"Teksti ei ole kelvollista YAMLia ({why}). Tarkista sisennys ja lainausmerkit.",
        en=f"the text is not valid YAML ({why}). Check the indentation and the quotes.",
    ), mark.line + 1 if mark else 0)  # fmt: skip
