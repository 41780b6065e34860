"""Towns and postcodes as codes of municipalities and regions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from osuma.engine.errors import Words
from osuma.ingestion.lexicons import fold, read


@lru_cache(maxsize=1)
def municipality_codes() -> Mapping[str, str]:
    """Folded name, short form, place or code → three-digit code."""
    words: dict[str, str] = {}
    for code, entry in read("municipality")["municipalities"].items():
        forms = [code, code.lstrip("0"), f"KU{code}", entry["fi"], entry["sv"]]
        for form in [*forms, *entry.get("short", ()), *entry.get("places", ())]:
            words.setdefault(fold(form), code)
    return MappingProxyType(words)


@lru_cache(maxsize=1)
def region_codes() -> Mapping[str, str]:
    """Three-digit municipality code → two-digit region code."""
    entries = read("municipality")["municipalities"].items()
    return MappingProxyType({code: entry["region"] for code, entry in entries})


@lru_cache(maxsize=1)
def postcode_prefixes() -> Mapping[str, str]:
    """Beginning of a postcode → the municipality that has all of them."""
    entries = read("municipality")["municipalities"].items()
    return MappingProxyType({prefix: code for code, entry in entries for prefix in entry.get("postcodes", ())})


@lru_cache(maxsize=1)
def municipality_names() -> Mapping[str, Words]:
    """Three-digit code → the name of the municipality for people; English uses the Finnish one."""
    entries = read("municipality")["municipalities"].items()
    return MappingProxyType({code: Words(fi=entry["fi"], en=entry["fi"]) for code, entry in entries})
