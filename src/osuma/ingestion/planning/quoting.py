"""Values in SQL text. Every value of a file or a mapping that reaches SQL goes through here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

#: Stands for the raw table until the finished text is turned into a `str.format` template.
RAW = "\x00raw\x00"

_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def text(value: str) -> str:
    """A text literal. NUL bytes, which SQL cannot hold, are dropped."""
    return "'" + value.replace("\x00", "").replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """Text literals with commas between."""
    return ", ".join(text(value) for value in values)


def among(cell: str, values: Iterable[str]) -> str:
    """SQL that is true where a text is one of these.

    Not IN, nor anything that the engine turns into it: of a long list it would make a join, and a join loses the
    order of the file's rows.
    """
    pattern = "|".join(_SPECIAL.sub(r"\\\g<0>", value) for value in sorted(values))
    return f"regexp_full_match({cell}, {text(pattern)})"


def coded(words: Mapping[str, str], cell: str) -> str:
    """SQL of the code of a word, null for a word that has none: a constant map, for the same reason."""
    pairs = ", ".join(f"{text(word)}: {text(code)}" for word, code in sorted(words.items()))
    return f"MAP {{{pairs}}}[{cell}]"


def name(value: str) -> str:
    """An identifier of ours; raises ValueError for anything else."""
    if not _NAME.fullmatch(value):
        raise ValueError(f"not one of our names: {value!r}")
    return f'"{value}"'


def template(sql: str) -> str:
    """Finished SQL as a `str.format` template whose only placeholder is `{raw}`."""
    return sql.replace("{", "{{").replace("}", "}}").replace(RAW, "{raw}")
