"""A running owner works out what pages show, some seconds after the last write, so that nobody waits for it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import OsumaError
from osuma.web.rounds import WHO, Rounds
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import Owner

EVERY_SECONDS = 3.0
#: How long it gives way, each time, to people who wait.
GIVES_WAY_SECONDS = 0.2
#: What everybody opens, in the order in which they do; what takes longest for fewest readers comes last.
ASKED = (
    "monday.show", "segments.templates", "segments.shelf", "segments.propose", "quality.show", "pictures.show",
    "one_page.show", "sheet.show",
)  # fmt: skip


def warming(owner: Owner, every: float = EVERY_SECONDS) -> Rounds:
    """Asks for what pages show where a workspace was written and has been left alone since the last look.

    First for what people looked at last, then for what everybody opens; one at a time, while nobody waits.
    """
    seen: dict[str, int] = {}
    done: dict[str, int] = {}

    def look(workspace: Workspace) -> None:
        slug = workspace.slug
        written = owner.answers.written(slug)
        settled = seen.get(slug) == written
        seen[slug] = written
        if not settled or done.get(slug) == written:
            return
        done[slug] = written
        for verb, args in _order(owner, slug):
            while owner.soon.busy and not rounds.stopping:
                time.sleep(GIVES_WAY_SECONDS)
            if rounds.stopping or owner.answers.written(slug) != written:
                return
            # a segment that was looked at may be gone by now
            with contextlib.suppress(OsumaError):
                verbs.prepare(owner, slug, verb, args, WHO)

    rounds = Rounds("warm", every, look)
    return rounds


def _order(owner: Owner, slug: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was looked at, the last first, then the rest of what everybody opens."""
    looked = owner.soon.asked(slug)
    yield from looked
    yield from ((verb, {}) for verb in ASKED if (verb, {}) not in looked)
