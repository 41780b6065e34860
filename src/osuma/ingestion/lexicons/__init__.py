"""Words of files and the codes that they stand for: Finnish, Swedish and English. Versioned with the package."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from osuma.engine.written import ours

#: Lexicons by which a code column is read, by the field's name.
CODE_LEXICONS = (
    "gender", "language", "country", "employment", "relationship", "education", "dwelling", "income_band",
    "status", "consent_state", "consent_method", "attendance_state", "device", "channel", "direction", "outcome",
    "company_status", "deal_state", "industry_version",
)  # fmt: skip


def fold(text: str) -> str:
    """The form in which words are compared: NFC, casefolded, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace("\u00a0", " ").split())


def read(name: str) -> Any:
    """A lexicon file as it is written."""
    return ours((files(__package__) / f"{name}.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def lexicon(name: str) -> Mapping[str, str]:
    """Folded word → code. Raises ValueError where one word stands for two codes."""
    words: dict[str, str] = {}
    for code, forms in read(name).items():
        for form in [code, *forms]:
            word = fold(str(form))
            if words.setdefault(word, str(code)) != str(code):
                raise ValueError(f"{name}: {word!r} is both {words[word]} and {code}")
    return MappingProxyType(words)


@lru_cache(maxsize=1)
def version() -> str:
    """A hash of every lexicon: what codes mean depends on it."""
    digest = hashlib.sha256()
    for entry in sorted(files(__package__).iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".yaml"):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()[:12]
