"""Ready-made definitions by what the data can answer: what each needs, what is missing, and taking one into use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.segments.rule import titles
from osuma.engine.segments.templates import TYPES, Template, ready_made, templates
from osuma.engine.shell import command
from osuma.store.quality.fields import known
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.answerable import Lack, have, lacks
from osuma.workflows.segments.as_code.applying import apply
from osuma.workflows.segments.as_code.changes import kind_of
from osuma.workflows.segments.as_code.files import same_text, shown
from osuma.workflows.segments.health.describing import with_metadata

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

_SLUG_KEY = {"segment": "slug", "partition": "partition"}


@verb("segments.templates", kept=True, lasting=True)
def list_(session: Session) -> dict[str, Any]:
    """Every template: those that the data can answer first; what the others lack and where it would come from."""
    lacking = _lacking(session)
    shown = [_shown(slug, one, lacking[slug], session.workspace.language) for slug, one in ready_made().items()]
    return {"templates": sorted(shown, key=lambda one: not one["ready"])}


@verb("segments.take", writes=True)
def take(session: Session, slugs: Sequence[str], as_: str | None = None, replace: bool = False) -> dict[str, Any]:
    """Copy templates among the workspace's own definitions; Misuse names those that there are not.

    as_: the slug that the one template gets here, else its own. replace: a definition in use of that slug that has
    another text gets the template's; Refused without it. Earlier texts stay in the history.
    """
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
    if as_ is not None and len(slugs) != 1:
        raise Misuse(
            Words("Oma tunnus annetaan yhdelle mallille kerrallaan.", "Give a slug of your own to one template."),
            "as_of_several",
        )
    slugs = list(dict.fromkeys(slugs))
    texts = {slug: _text(ready[slug], session.workspace.language) for slug in slugs}
    if as_ is not None:
        ((slug, text),) = texts.items()
        texts = {as_: with_metadata(text, {_SLUG_KEY[kind_of(ready[slug].defn)]: as_})}
    if not replace:
        _refuse_own(session, texts, dict(zip(texts, slugs, strict=True)))
    return apply(session, list(texts.values()))


def _refuse_own(session: Session, texts: Mapping[str, str], of: Mapping[str, str]) -> None:
    """Refused where a definition in use has the slug that a template would get and says something else."""
    from osuma.catalog import definitions

    own = {one.slug: one for one in definitions.list_(session.workspace)}
    mistakes = []
    for slug, text in texts.items():
        if slug not in own or same_text(shown(own[slug].text), text):
            continue
        named = ["--as", slug] if slug != of[slug] else []
        over = command("segments", "take", of[slug], *named, "--replace")
        beside = command("segments", "take", of[slug], "--as", f"{slug}-2")
        said = Words(
            f"tällä tunnuksella on jo oma määrittely, joka poikkeaa mallista. Korvaa se mallilla: {over} – "
            f"tai ota malli toisella tunnuksella: {beside}",
            f"a definition of your own has this slug and differs from the template. Replace it: {over} – "
            f"or take the template under another slug: {beside}",
        )
        mistakes.append(Mistake(slug, "own_definition", said))
    if mistakes:
        raise Refused(mistakes, code="own_definition")


def _lacking(session: Session) -> dict[str, list[Lack]]:
    with session.warehouse.reader() as con:
        found = have(con, known(con)[1])
    every = templates()
    return {slug: lacks(defn, found, every) for slug, defn in every.items()}


def _text(one: Template, language: str) -> str:
    return with_metadata(one.text, {"purpose": one.purpose[language]})


def _shown(slug: str, one: Template, lacking: list[Lack], language: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "kind": kind_of(one.defn),
        "type": one.type,
        "type_name": TYPES[one.type][language],
        "name": one.defn.title(language),
        "title": titles(one.defn).plain(),
        "purpose": one.purpose[language],
        "what_for": one.purpose.plain(),
        "ready": not lacking,
        "lacks": [lack.plain() for lack in lacking],
        "yaml": _text(one, language),
    }
