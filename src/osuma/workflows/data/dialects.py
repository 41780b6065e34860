"""How a file is written, as a person states it: checked before any file is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.ingestion.tables import DIALECT

_CHOICES = {
    "decimal": ("comma", "dot"),
    "date_order": ("dmy", "mdy", "ymd"),
    "summary_rows": ("skip", "keep"),
}
_NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}


def stated(given: Mapping[str, Any] | None) -> dict[str, object]:
    """What was stated, in the form that reading takes. Raises Refused with every mistake."""
    found = {key: value for key, value in (given or {}).items() if value is not None}
    if isinstance(found.get("delimiter"), str):
        found["delimiter"] = _NAMED.get(found["delimiter"].casefold(), found["delimiter"])
    mistakes = [mistake for key, value in found.items() if (mistake := _mistake(key, value))]
    if mistakes:
        raise Refused(mistakes)
    return found


def _mistake(key: str, value: object) -> Mistake | None:
    if key not in DIALECT:
        return _wrong(key, f"tunnetaan: {', '.join(DIALECT)}", f"known are: {', '.join(DIALECT)}")
    if key in _CHOICES and value not in _CHOICES[key]:
        listed = ", ".join(_CHOICES[key])
        return _wrong(key, f"valitse yksi: {listed}", f"choose one of: {listed}")
    if key == "header_row" and not (isinstance(value, int) and 0 <= value <= 10_000):
        return _wrong(key, "anna rivin numero; 0 = otsikoita ei ole", "give a row number; 0 = there are no headers")
    if key in ("delimiter", "quote") and not (isinstance(value, str) and len(value) == 1):
        return _wrong(key, "anna yksi merkki tai tab", "give one character, or tab")
    return None


def _wrong(key: str, fi: str, en: str) -> Mistake:
    return Mistake(key, "bad_dialect", Words(fi=fi, en=en))
