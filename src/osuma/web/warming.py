"""A running owner works out what pages show, some seconds after the last write, so that nobody waits for it."""

from __future__ import annotations

from osuma.catalog.workspaces import Workspace
from osuma.web.rounds import WHO, Rounds
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import Owner
from osuma.workflows.asking.progress import quiet

EVERY_SECONDS = 5.0
#: The slowest of the pages that everybody opens first come first.
ASKED = (
    "monday.show", "segments.propose", "segments.templates", "segments.shelf", "quality.show", "pictures.show",
    "one_page.show", "sheet.show",
)  # fmt: skip


def warming(owner: Owner, every: float = EVERY_SECONDS) -> Rounds:
    """Asks for what pages show where a workspace was written and has been left alone since the last look."""
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
        for verb in ASKED:
            if rounds.stopping or owner.answers.written(slug) != written:
                return
            verbs.run(owner, slug, verb, {}, quiet, WHO)

    rounds = Rounds("warm", every, look)
    return rounds
