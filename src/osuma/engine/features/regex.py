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
#: How many pieces a pattern may have once its repetitions are written out: engines write them out.
MAX_SIZE = 5_000


def trouble(pattern: str) -> str | None:
    """Why the pattern is not in the subset, as a code: length, syntax, repeat, size; None where it is."""
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
        re.compile("".join(map(_folded, tokens)), re.DOTALL | re.ASCII)  # a range may end before it begins: [Ā-ſ]
    except (re.error, OverflowError, RecursionError):
        return "syntax"
    deepest, size = _written_out(tokens)
    return "repeat" if deepest > MAX_REPEAT else "size" if size > MAX_SIZE else None


def _written_out(tokens: list[str]) -> tuple[int, int]:
    """How often repetitions within repetitions repeat at most, and the pieces of the pattern without any."""
    groups, last = [(1, 0)], (1, 0)  # of each open group, and of the piece before: how often it repeats, its pieces
    for one in tokens:
        if one in ("(", "(?:"):
            groups.append((1, 0))
            continue
        times = 1
        if one[0] == "{":
            times = max(int(n or 0) for n in _COUNT.findall(one)[0]) or 1
            groups[-1] = groups[-1][0], groups[-1][1] - last[1]
        elif one == ")":
            last = groups.pop()
        else:
            last = (1, 1)
        last = last[0] * times, last[1] * times
        groups[-1] = max(groups[-1][0], last[0]), groups[-1][1] + last[1]
    return groups[0]


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
