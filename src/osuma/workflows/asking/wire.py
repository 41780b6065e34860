"""Answers as JSON, the same whether a verb ran here or at an owner: plain values, and errors whole."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from osuma.engine.errors import Conflict, Mistake, Misuse, OsumaError, Refused, Words

KINDS: dict[str, type[OsumaError]] = {"osuma": OsumaError, "refused": Refused, "conflict": Conflict, "misuse": Misuse}


def plain(value: Any) -> Any:
    """The value as it would come back from JSON: decimals and dates as text, tuples as lists."""
    return json.loads(dumps(value))


def dumps(value: Any) -> str:
    """One line of JSON. TypeError where the value has no JSON form; NaN has none."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_text)


def error_to_json(error: OsumaError) -> dict[str, Any]:
    """What a program needs to act on the error, and what a person needs in both languages."""
    kind = next(name for name in ("refused", "conflict", "misuse", "osuma") if isinstance(error, KINDS[name]))
    mistakes = error.mistakes if isinstance(error, Refused) else ()
    return {
        "kind": kind,
        "code": error.code,
        "fi": error.what.fi,
        "en": error.what.en,
        "mistakes": [{"where": m.where, "code": m.code, **m.what.plain()} for m in mistakes],
    }


def error_from_json(body: dict[str, Any]) -> OsumaError:
    """The error that `error_to_json` wrote."""
    words = Words(fi=str(body.get("fi", "")), en=str(body.get("en", "")))
    kind = KINDS.get(str(body.get("kind")), OsumaError)
    code = str(body.get("code", "refused"))
    if kind is Refused:
        mistakes = [Mistake(m["where"], m["code"], Words(m["fi"], m["en"])) for m in body.get("mistakes", [])]
        return Refused(mistakes, words, code)
    return kind(words, code)


def unexpected(problem: BaseException) -> OsumaError:
    """What to tell of a fault in Osuma itself. Its message is left out: a database quotes values in those."""
    name = type(problem).__name__
    return OsumaError(
        Words(
            fi=f"Osumassa on vika ({name}). Tarkista tilanne (osuma doctor) ja ilmoita viasta.",
            en=f"There is a fault in Osuma ({name}). Check the state (osuma doctor) and report the fault.",
        ),
        "fault",
    )


def _text(value: Any) -> str:
    if isinstance(value, Decimal | Path):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
