"""Names of fields that say something of people which the law protects (GDPR Article 9)."""

from __future__ import annotations

import re
import unicodedata

#: Category → beginnings of words, in Finnish, Swedish and English.
STEMS: dict[str, tuple[str, ...]] = {
    "religion": (
        "uskonto", "uskonno", "uskontokun", "vakaumu", "kirkkokun", "seurakun", "religi", "trossamfund", "livsåskåd",
        "faith", "church", "denominat", "vegaan", "vegan", "belief",
    ),
    "ethnicity": ("etni", "ethnic", "kansanryhm", "folkgrupp", "racial", "rodullin", "ihonväri", "hudfärg"),
    "health": (
        "terveys", "terveyd", "terveystie", "hälsa", "hälso", "health", "diagno", "sairau", "sjukdom", "disease",
        "illness", "vammai", "vammat", "disab", "handika", "funktionsned", "lääkity", "lääkkee", "medicat",
        "medicin", "allerg", "raskau", "raskaa", "pregnan", "gravid", "mielenterve", "veriryhm", "blodgrupp",
        "verenpain", "bloodtype", "diabet",
    ),
    "union": ("ammattiliit", "ammattiyhdist", "fackförb", "fackför", "fackmedlem", "fackliga"),
    "sex life": ("seksuaali", "sexual", "sexuell", "sukupuolisuunt", "sukupuolielä"),
    "politics": ("politi", "poliittin", "puolue", "partitill", "partimedl", "äänestyskäyt"),
    "genetic": ("geneetti", "genetic", "genetisk", "biometri", "sormenjäl", "fingerprint", "fingeravtr"),
}  # fmt: skip
#: Phrases and whole names that one word alone does not give away.
PHRASES: dict[str, tuple[str, ...]] = {
    "union": ("trade union", "union member", "union membership", "labor union", "labour union"),
    "ethnicity": ("race", "skin colour", "skin color"),
    "politics": ("party membership", "voting intention"),
    "health": ("blood type", "blood pressure", "bmi"),
}
_WHOLE = frozenset({"race", "bmi"})
_BREAK = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFC", _CAMEL.sub(" ", name)).casefold()
    return [word for word in _BREAK.split(text) if word]


def screen(name: str) -> str | None:
    """The protected category that the name of a field about people points to; null where there is none."""
    words = _words(name)
    whole = " ".join(words)
    for category, stems in STEMS.items():
        if any(word.startswith(stem) for word in words for stem in stems):
            return category
    for category, phrases in PHRASES.items():
        if any(whole == phrase if phrase in _WHOLE else f" {phrase} " in f" {whole} " for phrase in phrases):
            return category
    return None
