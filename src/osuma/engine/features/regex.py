"""The subset of regular expressions that every engine, and Python, reads alike."""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(
    r"\\[dDwWsS]|\\[^0-9A-Za-z]|\[\^?\]?(?:\\[dws]|\\[^0-9A-Za-z]|[^\]\\\[&])*\]|\(\?:|[()|^$.]|[*+?]\??|\{\d+(?:,\d*)?\}\??"
    r"|[^\\\[\](){}*+?|^$.]",
    re.DOTALL,
)
_COUNT = re.compile(r"\{(\d+)(?:,(\d*))?\}")
MAX_LENGTH, MAX_REPEAT = 500, 1000


def trouble(pattern: str) -> str | None:
    """Why the pattern is not in the subset, as a code: length, syntax, repeat; None where it is."""
    if not 0 < len(pattern) <= MAX_LENGTH:
        return "length"
    tokens = _tokens(pattern)
    if tokens is None:
        return "syntax"
    counts = [int(n) for pair in _COUNT.findall(pattern) for n in pair if n]
    if any(n > MAX_REPEAT for n in counts):
        return "repeat"
    if any(
        _repeats(token) and not _repeatable(before) for before, token in zip(["|", *tokens], tokens, strict=False)
    ):
        return "syntax"
    try:
        re.compile(pattern, re.DOTALL | re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return "syntax"
    return None


def portable(pattern: str, *, folded: bool) -> str:
    """The pattern as engines take it: dot matches all, `$` is the end of the text, literals folded on request."""
    tokens = _tokens(pattern) or []
    return "(?s)" + "".join(r"\z" if piece == "$" else _folded(piece) if folded else piece for piece in tokens)


def _repeats(token: str) -> bool:
    return token[0] in "*+?{"


def _repeatable(token: str) -> bool:
    return not _repeats(token) and token not in ("^", "$", "(", "(?:", "|")


def _tokens(pattern: str) -> list[str] | None:
    found, position = [], 0
    while position < len(pattern):
        match = _TOKEN.match(pattern, position)
        if match is None:
            return None
        found.append(match[0])
        position = match.end()
    return found


def _folded(token: str) -> str:
    # an escape such as \D must not become \d; inside a class only one-to-one foldings keep the class a class
    if token.startswith("\\"):
        return token
    text = unicodedata.normalize("NFC", token)
    if token.startswith("["):
        parts = re.findall(r"\\.|.", text, re.DOTALL)
        return "".join(p if p.startswith("\\") or len(p.casefold()) != 1 else p.casefold() for p in parts)
    return text.casefold()
