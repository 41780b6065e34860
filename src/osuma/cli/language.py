"""The language of the command line: --lang, else OSUMA_LANG, else that of the system, else English."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from osuma.engine.errors import Words

LANGUAGES = ("fi", "en")
SYSTEM = ("LC_ALL", "LC_MESSAGES", "LANG")


def language(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """`fi` or `en`."""
    said = (
        _option(argv)
        or environ.get("OSUMA_LANG")
        or next((environ[name] for name in SYSTEM if environ.get(name)), "")
    )
    return said[:2].lower() if said[:2].lower() in LANGUAGES else "en"


def say(fi: str, en: str) -> str:
    """The sentence in this process's language; help texts are made when the commands are."""
    return Words(fi, en)[language(sys.argv[1:], os.environ)]


def number(n: int | None, language: str) -> str:
    """12 345 in Finnish, 12,345 in English; a dash where there is none."""
    if n is None:
        return "–"
    return f"{n:,}" if language == "en" else f"{n:,}".replace(",", "\u00a0")


def amount(text: str | None, language: str) -> str:
    """A decimal string as people read it; a dash where there is none."""
    if text is None:
        return "–"
    whole, _, cents = str(text).partition(".")
    sign = "−" if whole.startswith("-") else ""
    shown = number(int(whole.lstrip("-") or 0), language)
    return f"{sign}{shown}{',' if language == 'fi' else '.'}{cents}" if cents else f"{sign}{shown}"


def _option(argv: Sequence[str]) -> str:
    for n, word in enumerate(argv):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and n + 1 < len(argv):
            return argv[n + 1]
    return ""
