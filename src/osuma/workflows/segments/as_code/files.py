"""Definitions in files: read all at once, with the line that says which version a file was made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.segments.dump import dump
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition

MARK = re.compile(r"^# osuma-version: (?P<version>[0-9]{1,9}) (?P<digest>[0-9a-f]{12})[ \t]*\r?\n?", re.MULTILINE)


@dataclass(frozen=True)
class File:
    """name: as the user knows it, empty where a definition did not come from a file. text: without its version line.

    version, digest: of the text that the file was made from, None where it does not say.
    """

    name: str
    text: str
    defn: Definition
    version: int | None = None
    digest: str | None = None

    @property
    def slug(self) -> str:
        return self.defn.slug


@dataclass(frozen=True)
class Read:
    """files: those that can be read. unread: names of definitions in those that cannot, where they give one."""

    files: tuple[File, ...]
    unread: frozenset[str]
    mistakes: tuple[Mistake, ...]


def read_all(texts: Sequence[str], names: Sequence[str] | None = None) -> Read:
    """Every text that is a definition, and every mistake of the others."""
    found: list[File] = []
    mistakes: list[Mistake] = []
    unread: set[str] = set()
    for text, name in zip(texts, names or [""] * len(texts), strict=True):
        bare, mark = MARK.sub("", text), MARK.search(text)
        try:
            one = File(name, bare, parse(bare))
        except Refused as refused:
            mistakes += placed(name, refused.mistakes)
            unread |= set(re.findall(r"^(?:slug|partition):\s*[\"']?([a-z0-9-]+)", text, re.MULTILINE))
            continue
        found.append(one if mark is None else replace(one, version=int(mark["version"]), digest=mark["digest"]))
    return Read(tuple(found), frozenset(unread), (*mistakes, *_twice(found)))


def placed(name: str, mistakes: Iterable[Mistake]) -> list[Mistake]:
    """The mistakes with the file in front of where they are."""
    return [replace(one, where=": ".join(part for part in (name, one.where) if part)) for one in mistakes]


def digest(text: str) -> str:
    """What tells a text of a definition from others; space at its end does not count."""
    return hashlib.sha256(text.rstrip().encode()).hexdigest()[:12]


def shown(text: str) -> str:
    """A stored text as a file has it: as it was written, JSON as YAML."""
    return MARK.sub("", dump(parse(text)) if text.lstrip().startswith("{") else text)


def written(text: str, version: int) -> str:
    """The file of a stored text, with the version that it is."""
    bare = shown(text).rstrip()
    return f"{bare}\n# osuma-version: {version} {digest(bare)}\n"


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ by space at the end at most."""
    return one.rstrip() == other.rstrip()


def _twice(found: Sequence[File]) -> list[Mistake]:
    first: dict[str, File] = {}
    mistakes = []
    for one in found:
        before = first.setdefault(one.slug, one)
        if before is not one:
            said = Words(
                f"Tunnus ”{one.slug}” on jo tiedostossa {before.name or '–'}; anna toiselle toinen tunnus.",
                f"The slug “{one.slug}” is in {before.name or 'another'} already; give one of them another.",
            )
            mistakes.append(Mistake(one.name or one.slug, "slug_twice", said))
    return mistakes
