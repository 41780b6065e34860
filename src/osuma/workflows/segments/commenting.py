"""What people say of a stored definition: comments to each other, and tags to find it by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

MOST_TEXT = 2000
#: In the settings: the tags of each definition by its slug.
TAGS = "segment_tags"
MOST_TAGS, LONGEST_TAG = 10, 30


@verb("segments.comments")
def comments(session: Session, slug: str) -> dict[str, Any]:
    """The comments on a stored definition, the oldest first. own: whether the asker wrote it and may take it away."""
    from osuma.catalog import comments as kept
    from osuma.catalog import definitions

    definitions.get(session.workspace, slug)
    found = kept.list_(session.workspace, slug)
    return {
        "slug": slug,
        "comments": [
            {"key": one.key, "text": one.text, "who": one.who, "at": one.at, "own": one.who == session.who}
            for one in found
        ],
    }


@verb("segments.comment", writes=True)
def comment(session: Session, slug: str, text: str) -> dict[str, Any]:
    """Write on a stored definition. Refused where the text is empty or too long."""
    from osuma.catalog import comments as kept
    from osuma.catalog import definitions

    definitions.get(session.workspace, slug)
    said = text.strip()
    if not 0 < len(said) <= MOST_TEXT:
        what = Words(f"Kirjoita 1–{MOST_TEXT} merkkiä.", f"Write from 1 to {MOST_TEXT} characters.")
        raise Refused([Mistake("text", "text", what)])
    return {"slug": slug, "key": kept.add(session.workspace, slug, said, session.who).key}


@verb("segments.uncomment", writes=True)
def uncomment(session: Session, slug: str, key: int) -> dict[str, Any]:
    """Take a comment of one's own away; nothing where there is none of that key, or somebody else wrote it."""
    from osuma.catalog import comments as kept

    return {"slug": slug, "key": key, "removed": kept.remove(session.workspace, slug, key, session.who)}


@verb("segments.tag", writes=True)
def tag(session: Session, slug: str, tags: list[str]) -> dict[str, Any]:
    """Give a stored definition these tags and no others. Refused where there are too many or one is too long."""
    from osuma.catalog import definitions, settings_store

    definitions.get(session.workspace, slug)
    said = list({one.casefold(): one for one in (" ".join(one.split()) for one in tags) if one}.values())
    mistakes = []
    if len(said) > MOST_TAGS:
        few = Words(f"Anna enintään {MOST_TAGS} tunnistetta.", f"Give {MOST_TAGS} tags at most.")
        mistakes.append(Mistake("tags", "tags", few))
    for one in (one for one in said if len(one) > LONGEST_TAG):
        short = Words(
            f"Tunniste ”{one}” on liian pitkä; enintään {LONGEST_TAG} merkkiä.",
            f"The tag “{one}” is too long; {LONGEST_TAG} characters at most.",
        )
        mistakes.append(Mistake("tags", "tag", short))
    if mistakes:
        raise Refused(mistakes)
    kept = {one: found for one, found in tags_of(session).items() if one != slug}
    settings_store.put(session.workspace, TAGS, kept | ({slug: said} if said else {}))
    return {"slug": slug, "tags": said}


def tags_of(session: Session) -> dict[str, list[str]]:
    """The tags of definitions by slug; of one that has none nothing."""
    from osuma.catalog import settings_store

    found: dict[str, list[str]] = settings_store.get(session.workspace, TAGS, {})
    return found
