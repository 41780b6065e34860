"""Special categories of personal data (GDPR article 9), recognised in words: Finnish, Swedish and English.

The words stand in `special.yaml`. A text that hits is only ever a reason to ask; a field whose class is `special` is
refused whatever it is called.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

from osuma.engine.errors import Words
from osuma.engine.written import ours

Category = Literal["health", "ethnicity", "religion", "union", "politics", "sex_life", "biometric"]
_CATEGORIES: tuple[Category, ...] = get_args(Category)
_LANGUAGES = ("fi", "sv", "en")

#: What the law protects, in both languages of the product.
CATEGORIES: dict[Category, Words] = {
    "health": Words(fi="terveys", en="health"),
    "ethnicity": Words(fi="etninen alkuperä", en="ethnic origin"),
    "religion": Words(fi="uskonto tai vakaumus", en="religion or belief"),
    "union": Words(fi="ammattiliiton jäsenyys", en="trade union membership"),
    "politics": Words(fi="poliittinen kanta", en="political opinion"),
    "sex_life": Words(fi="seksuaalisuus", en="sex life or sexual orientation"),
    "biometric": Words(fi="geneettinen tai biometrinen tieto", en="genetic or biometric data"),
}


def screen(text: str) -> Category | None:
    """The special category that a text speaks of, if any: names of fields and segments, values about people."""
    words = re.sub(_harmless(), " ", _plain(text))
    return next((c for c in _CATEGORIES if re.search(category_pattern(c), words)), None)


def says_special(sql: str, allowed: Collection[str] = ()) -> str:
    """SQL (DuckDB) that is true where a text is what `screen` hits, and none of the values allowed by a basis."""
    plain = f"' ' || trim(regexp_replace(lower(nfc_normalize({sql})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')) || ' '"
    harmless = f"regexp_replace({plain}, {_quoted(_harmless())}, ' ', 'g')"
    hit = f"regexp_matches({harmless}, {_quoted('|'.join(map(category_pattern, _CATEGORIES)))})"
    kept = [key.removeprefix(_VALUE) for key in sorted(allowed) if key.startswith(_VALUE)]
    if kept:
        listed = ", ".join(_quoted(f" {one} ") for one in kept)
        hit = f"({hit} AND {plain} NOT IN ({listed}))"
    return f"coalesce({hit}, false)"


#: No name of a field and no slug has a space in it, so that a decision about a value never covers a name.
_VALUE = "value "


def value_key(text: str) -> str:
    """What stands for a value or a product group among the names that a written basis covers."""
    return _VALUE + _plain(text).strip()


@lru_cache(maxsize=16)
def category_pattern(category: Category) -> str:
    """The words of a category as one expression over plain text (see `_plain`); Python and DuckDB read it alike."""
    return _pattern(_stems(category))


@lru_cache(maxsize=1)
def _harmless() -> str:
    return "|".join(f"{_of_stem(stem)}[^ ]*" for stem in _stems("harmless"))


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Any]:
    text = (files("osuma.engine.tables") / "special.yaml").read_text(encoding="utf-8")
    return dict(ours(text))


def _stems(name: str) -> list[str]:
    return [stem for language in _LANGUAGES for stem in _lexicon()[name][language].split()]


def _plain(text: str) -> str:
    """Lower-case words with one space before, between and after."""
    words = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", text).lower())
    return f" {words.strip()} "


def _pattern(stems: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(map(_of_stem, stems)))


def _of_stem(stem: str) -> str:
    bare = re.escape(stem.strip("*").replace("_", " ")).replace("\\ ", " ")
    before = "" if stem.startswith("*") else " "
    return f"{before}{bare}" if stem.endswith("*") else f"{before}{bare} "


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
