"""Imports while nobody is there to be asked: what a person has to decide first, and the command that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.shell import command
from osuma.workflows.data import import_words

if TYPE_CHECKING:
    from osuma.workflows.data.preparing import Job

#: The code of a file that waits for a person; those of files that nobody knows yet wait too.
ASKED = "needs_person"
UNKNOWN = frozenset({"not_recognised", "no_fitting_mapping"})
WAITS = UNKNOWN | {ASKED}
#: Ways of knowing a table that leave nothing to ask.
_KNOWN = frozenset({"preset", "kept"})


def refuse_unknown(job: Job) -> None:
    """Refused where a table of the file is neither a product's known export nor mapped by a person before."""
    proposed = [part for part in job.parts if part.recognised.by not in _KNOWN]
    if not proposed:
        return
    fi, en = _things(job)
    asked = [q for part in proposed for q in part.recognised.questions]
    words = Words(
        " ".join([f"Onko oikein, että rivit ovat: {fi}?", *(q.fi for q in asked), f"Jos on: {_command(job)}"]),
        " ".join([f"Is it right that the rows are: {en}?", *(q.en for q in asked), f"If so: {_command(job)}"]),
    )
    raise Refused([Mistake(job.name, ASKED, words)], words, ASKED)


def _things(job: Job) -> tuple[str, str]:
    named = [import_words.named(target) for target in sorted(job.targets)]
    return ", ".join(one.fi for one in named), ", ".join(one.en for one in named)


def _command(job: Job) -> str:
    return command("import", job.path, "--keep-mapping")
