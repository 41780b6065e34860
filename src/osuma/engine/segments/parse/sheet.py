"""The sheet of a written definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osuma.engine.segments.parse.nodes import Reader
from osuma.engine.segments.rule.sheet import FIGURES, KEYS, LONGEST, MOST, OLDEST, TEXTS, Sheet


def read(reader: Reader, given: Any) -> Sheet | None:
    """The sheet of a definition; its mistakes are the reader's."""
    if given is None:
        return None
    if not isinstance(given, Mapping):
        reader.wrong("sheet", "form", "Kirjoita {factors: …, age: [18, 30]}.", "write {factors: …, age: [18, 30]}.")
        return None
    reader.keys(given, "sheet", KEYS)
    said = {key: given[key] for key in KEYS if given.get(key) is not None}
    if not said:
        return None
    texts = tuple((key, _text(reader, key, said[key])) for key in TEXTS if key in said)
    figures = tuple((key, _figure(reader, key, said[key])) for key in FIGURES if key in said)
    return Sheet(texts, _age(reader, said.get("age")), figures)


def _text(reader: Reader, key: str, given: Any) -> str:
    if isinstance(given, str) and given.strip() and len(given) <= LONGEST:
        return given.strip()
    reader.wrong(
        f"sheet.{key}", "sheet_text",
        f"Kirjoita tekstiä, enintään {LONGEST} merkkiä.", f"write a text of at most {LONGEST} characters.",
    )  # fmt: skip
    return ""


def _figure(reader: Reader, key: str, given: Any) -> int:
    if _whole(given) and 0 <= given <= MOST:
        return int(given)
    reader.wrong(
        f"sheet.{key}", "sheet_figure", "Anna kokonaisluku, esimerkiksi 500.", "give a whole number, e.g. 500."
    )
    return 0


def _age(reader: Reader, given: Any) -> tuple[int, int] | None:
    if given is None:
        return None
    if isinstance(given, list | tuple) and len(given) == 2 and all(map(_whole, given)):
        low, high = given
        if 0 <= low <= high <= OLDEST:
            return (low, high)
    reader.wrong(
        "sheet.age", "sheet_age",
        "Anna nuorin ja vanhin ikä, molemmat mukaan lukien, esimerkiksi [18, 30].",
        "give the youngest and the oldest age, both included, e.g. [18, 30].",
    )  # fmt: skip
    return None


def _whole(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)
