"""What can go wrong, as values that a person can act on.

OsumaError            anything that Osuma says no to (exit code 1)
├── Refused           the input has mistakes; carries every one of them
├── Conflict          somebody else changed or holds the thing meanwhile
└── Misuse            the command or call itself is wrong (exit code 2)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One sentence in both languages of the product."""

    fi: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.fi if language == "fi" else self.en

    def plain(self) -> dict[str, str]:
        """As an answer carries it: language → sentence."""
        return {"fi": self.fi, "en": self.en}


@dataclass(frozen=True)
class Mistake:
    """One mistake: where it is, what and why, and what to do.

    where: a path inside a definition (``where.all[0].op``) or ``row 12, Summa`` of a file.
    code: a stable slug for programs. what: the sentence, with the way out in it.
    """

    where: str
    code: str
    what: Words


class OsumaError(Exception):
    """One clear sentence in both languages; `code` is stable for programs."""

    exit_code = 1

    def __init__(self, what: Words, code: str = "refused") -> None:
        super().__init__(what.en)
        self.what = what
        self.code = code


class Refused(OsumaError):
    """A check said no. `mistakes` holds all of them, never only the first."""

    def __init__(self, mistakes: Sequence[Mistake], what: Words | None = None, code: str = "refused") -> None:
        lines_en = "; ".join(f"{m.where}: {m.what.en}" if m.where else m.what.en for m in mistakes)
        lines_fi = "; ".join(f"{m.where}: {m.what.fi}" if m.where else m.what.fi for m in mistakes)
        super().__init__(what or Words(fi=lines_fi, en=lines_en), code)
        self.mistakes = tuple(mistakes)


class Conflict(OsumaError):
    """The thing is held or was changed by somebody else."""


class Misuse(OsumaError):
    """The command or call itself is wrong."""

    exit_code = 2
