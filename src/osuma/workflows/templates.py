"""Ready-made definitions by what the data can answer: what each needs, what is missing, and taking one into use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.templates import TYPES, Template, ready_made, templates
from osuma.store.quality.fields import fields
from osuma.workflows.answerable import Lack, have, lacks
from osuma.workflows.as_code.applying import apply
from osuma.workflows.as_code.changes import kind_of
from osuma.workflows.health.describing import with_metadata
from osuma.workflows.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.session import Session


@verb("segments.templates")
def list_(session: Session) -> dict[str, Any]:
    """Every template: those that the data can answer first; what the others lack and where it would come from."""
    lacking = _lacking(session)
    shown = [_shown(slug, one, lacking[slug], session.workspace.language) for slug, one in ready_made().items()]
    return {"templates": sorted(shown, key=lambda one: not one["ready"])}


@verb("segments.take", writes=True)
def take(session: Session, slugs: Sequence[str]) -> dict[str, Any]:
    """Copy templates among the workspace's own definitions, as they are; Misuse names those that there are not."""
    ready = ready_made()
    missing = [slug for slug in slugs if slug not in ready]
    if missing:
        raise Misuse(
            Words(
                f"Valmista mallia ei ole: {', '.join(missing)}. Katso: osuma segments templates",
                f"There is no template {', '.join(missing)}. See: osuma segments templates",
            ),
            "no_template",
        )
    return apply(session, [_text(ready[slug], session.workspace.language) for slug in slugs])


def _lacking(session: Session) -> dict[str, list[Lack]]:
    with session.warehouse.reader() as con:
        found = have(con, (one.name for one in fields(con)))
    known = templates()
    return {slug: lacks(defn, found, known) for slug, defn in known.items()}


def _text(one: Template, language: str) -> str:
    return with_metadata(one.text, {"purpose": one.purpose[language]})


def _shown(slug: str, one: Template, lacking: list[Lack], language: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "kind": kind_of(one.defn),
        "type": one.type,
        "type_name": TYPES[one.type][language],
        "name": one.defn.title(language),
        "purpose": one.purpose[language],
        "ready": not lacking,
        "lacks": [lack.plain() for lack in lacking],
        "yaml": _text(one, language),
    }
