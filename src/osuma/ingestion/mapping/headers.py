"""What a header means: a lexicon of column names in Finnish, Swedish and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from osuma.engine.written import ours
from osuma.ingestion.lexicons import fold

_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_MARKS = re.compile(r"[^\w]+|_+")
_SLUG = re.compile(r"[^a-z0-9]+")
#: An explanation of the values beside the header: `Newsletter (x = yes)`.
_LEGEND = re.compile(r"\([^()]*=[^()]*\)")
#: Words after a header that say no more of what its column is.
_SUFFIX = re.compile(
    r"\s+(?:laskutus|laskutusosoite|billing|fakturering|eur|euro|euroa|euros|sis alv|incl vat|inkl moms)$"
)
_PREFIX = re.compile(r"^(?:default address|person|contact|customer|asiakkaan|kundens|billing)\s+")


def plain(header: str) -> str:
    """A header as the lexicon writes it: folded words, `FirstName` and `first_name` alike."""
    spaced = _MARKS.sub(" ", _CAMEL.sub(" ", header))
    return fold(spaced)


@lru_cache(maxsize=1)
def _concepts() -> Mapping[str, str]:
    text = (files(__package__) / "headers.yaml").read_text(encoding="utf-8")
    words: dict[str, str] = {}
    for concept, names in ours(text).items():
        for name in [concept.replace("_", " "), *names]:
            word = fold(str(name))
            if words.setdefault(word, concept) != concept:
                raise ValueError(f"headers.yaml: {word!r} is both {words[word]} and {concept}")
    return MappingProxyType(words)


def concept_of(header: str) -> str | None:
    """The concept that a header names, null where the lexicon has none."""
    words = plain(_LEGEND.sub(" ", header))
    concepts = _concepts()
    found = concepts.get(words) or concepts.get(words.replace(" ", ""))
    return found or concepts.get(_PREFIX.sub("", words)) or concepts.get(_SUFFIX.sub("", words))


def slug_of(header: str) -> str:
    """The name of a custom field: lower-case ASCII, at most 45 characters; `field` where nothing is left."""
    letters = plain(header).translate(str.maketrans("åäöøæéüß", "aaooaeus"))
    return _SLUG.sub("_", letters).strip("_")[:45].strip("_") or "field"
