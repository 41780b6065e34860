"""Commands that a message suggests, as they can be pasted into a shell."""

from __future__ import annotations

import shlex


def command(*words: object) -> str:
    """`osuma` and its words; a word with a space or anything that a POSIX shell reads as its own comes quoted."""
    return shlex.join(["osuma", *map(str, words)])
