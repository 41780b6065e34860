"""Storing definitions from files: all of them, or none where any has a mistake or the workspace has moved on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.segments.depends import evaluation_order
from osuma.engine.segments.version import fingerprint, rule_version
from osuma.workflows.asking.options import language_settings
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.as_code.changes import Change, Changes, changes_of, kind_of
from osuma.workflows.segments.as_code.files import written
from osuma.workflows.segments.as_code.showing import refuse_conflicts, told

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


#: In the change log: a definition was taken out of use, and why.
ARCHIVED = "segments.archive"


@verb("segments.apply", writes=True)
def apply(
    session: Session,
    texts: Sequence[str],
    names: Sequence[str] | None = None,
    note: str = "",
    prune: bool = False,
    merge: bool = False,
) -> dict[str, Any]:
    """Keep definitions: all of them, or none where any has a mistake.

    names: of the files, one a text. prune: what is stored and not among the texts is archived. merge: where a text
    and the workspace have both moved on from what the text was made from, take both changes if they are of other
    keys. `text` of a segment is what its file should hold now, where it names a version and that is not this one.
    """
    from osuma.catalog import audit, definitions

    changes = changes_of(session, texts, names, prune=prune, merge=merge)
    refuse_conflicts(changes)
    found = told(session, changes, new=False)
    by_slug = {one.slug: one for one in changes.listed}
    order = evaluation_order({slug: changes.new[slug] for slug in by_slug if slug in changes.new}, changes.new)
    saved = [_save(session, by_slug[slug], changes, note) for slug in order if slug in by_slug]
    for gone in changes.of("archived"):
        definitions.archive(session.workspace, gone.slug)
        audit.record(session.workspace, session.who, ARCHIVED, {"slug": gone.slug, "reason": note})
        saved.append({"slug": gone.slug, "changed": "archived"})
    return {**found, "segments": saved}


def _save(session: Session, one: Change, changes: Changes, note: str) -> dict[str, Any]:
    from osuma.catalog import definitions

    version = one.theirs.version if one.theirs is not None else 0
    if one.kind in ("new", "rule", "metadata"):
        defn = changes.new[one.slug]
        kept = definitions.save(
            session.workspace,
            one.slug,
            kind_of(defn),
            one.after,
            rule_version(defn),
            session.who,
            note,
            fingerprint(defn, changes.new, language_settings(session.workspace)),
            expected=version,
        )
        version = kept.definition.version
    row = {"slug": one.slug, "version": version, "changed": one.kind}
    if one.kind != "behind" and one.file is not None and one.file.version not in (None, version):
        row |= {"file": one.file.name, "text": written(one.after, version)}
    return row
