"""The segment builder: a draft as rows, changed by a form, counted at every change, and saved as a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase

from osuma.catalog import definitions, drafts
from osuma.catalog.drafts import Draft
from osuma.engine.errors import Refused, Words
from osuma.web.builder import dividing, drafting, wording
from osuma.web.builder.drafting import Page
from osuma.web.builder.rows import unit_of
from osuma.web.pages.place import KEPT, Place, Right, page
from osuma.web.pages.segments import templates
from osuma.web.pages.units import companies
from osuma.workflows.segments.health.describing import with_metadata

#: What a draft may begin as, before the slug of it.
TEMPLATE, COPY, EDIT, PARTITION = "template", "copy", "edit", "partition"
#: The button that leads on: a link would leave before the last field has been sent.
REVIEW = "review"
#: Companies that a draft names.
EXAMPLES = 10
#: Characters of a version's note, and of why one thing is on purpose.
LONGEST, REASON = 500, 200
ON_PURPOSE = Words("Tarkoituksella:", "On purpose:")


@page(Right.DEFINE)
def new(place: Place) -> HttpResponse:
    """Where a new segment may begin: from nothing, from a template, from one of one's own."""
    return place.show(
        "build_new.html",
        **templates(place),
        own=place.ask("segments.list")["segments"],
        drafts=[_listed(one, place.user.language) for one in drafts.list_(place.workspace, place.user)],
        here="segments",
    )


@page(Right.DEFINE, posted=True)
def begin(place: Place) -> HttpResponse:
    """A draft from nothing, a template, a copy, or of what is kept and to be changed."""
    way, _, slug = place.request.POST.get("from", "").partition(":")
    version = 0
    if way == EDIT:
        kept = definitions.get(place.workspace, slug)
        text, version = kept.text, kept.version
    else:
        text, slug = _copied(place, way, slug), ""
    return place.to("build", drafts.begin(place.workspace, place.user, text, slug, version).key)


@page(Right.DEFINE)
def build(place: Place, key: int) -> HttpResponse:
    """The builder with one draft in it."""
    draft = _draft(place, key)
    return place.show("build.html", **_context(place, draft, drafting.page(draft.text, place.ask)), here="segments")


@page(Right.DEFINE, posted=True)
def change(place: Place, key: int) -> HttpResponse:
    """The draft with the fields and the button of its form; a part of the page, or the page anew without a script."""
    draft = _draft(place, key)
    posted = {name: place.request.POST.getlist(name) for name in place.request.POST}
    behind = posted.get("turn", [""])[-1] != str(draft.turn)
    after = draft if behind else _changed(place, draft, posted)
    pressed = posted.get("do", [""])[-1]
    if pressed == REVIEW and not behind:
        return _to_review(place, key)
    if not place.request.headers.get("HX-Request"):
        return place.to("build", key)
    shown = drafting.page(after.text, place.ask, counted=False)
    answer = place.show("parts/build_changed.html", **_context(place, after, shown), behind=behind)
    if not behind and not pressed and _same_fields(place, draft, after):
        # the fields stay as they are, so that nothing that is being typed is lost
        answer.headers["HX-Reswap"] = "none"
    return answer


@page(Right.DEFINE)
def told(place: Place, key: int) -> HttpResponse:
    """The numbers of the draft as it stands, beside its rows; parts of the page."""
    draft = _draft(place, key)
    shown = drafting.page(draft.text, place.ask)
    return place.show("parts/build_told.html", **_context(place, draft, shown), beside=True)


@page(Right.DEFINE)
def who(place: Place, key: int) -> HttpResponse:
    """Some of the people, whom one reaches, what they bought; a part of the page, since it takes longer."""
    draft = _draft(place, key)
    if unit_of(drafting.opened(draft.text) or {}) == "accounts":
        firms = companies(place, limit=EXAMPLES, text=draft.text)
        return place.show("parts/build_firms.html", firms=firms, most=EXAMPLES)
    return place.show("parts/build_who.html", segment=place.ask("segments.preview", text=draft.text))


@page(Right.DEFINE)
def sql(place: Place, key: int) -> HttpResponse:
    """The SQL that is run; a part of the page."""
    return place.show("parts/build_sql.html", sql=place.ask("segments.sql", text=_draft(place, key).text)["sql"])


@page(Right.DEFINE)
def review(place: Place, key: int) -> HttpResponse:
    """What saving would do: the lines that differ, who would come and go, and where the segment is used."""
    draft = _draft(place, key)
    return _reviewed(place, draft, drafting.page(draft.text, place.ask))


@page(Right.DEFINE, posted=True)
def save(place: Place, key: int) -> HttpResponseBase:
    """Keep the draft as a version, and count everything anew. What is wrong is shown beside its row."""
    draft = _draft(place, key)
    shown = drafting.page(draft.text, place.ask)
    if shown.live["mistakes"]:
        return place.show("build.html", 400, **_context(place, draft, shown), here="segments")
    text, slug = _named(place, draft, shown)
    said, before = _said(place, shown), _kept_reasons(place, draft)
    if draft.slug and definitions.get(place.workspace, slug).version != draft.version:
        return _reviewed(place, draft, shown, said, moved_on=True)
    try:
        place.ask("segments.apply", texts=[text], note=said.whole(place.user.language))
    except Refused as refused:
        return _reviewed(place, draft, shown, said, refused=refused.what.plain())
    for code, reason in said.meant.items():
        if reason != before.get(code, ""):
            place.ask("segments.on_purpose", slug=slug, code=code, reason=reason)
    drafts.drop(place.workspace, place.user, key)
    place.ask("segments.refresh")
    return place.to("segment", slug, said=KEPT)


@page(Right.DEFINE, posted=True)
def drop(place: Place, key: int) -> HttpResponse:
    """Let a draft go."""
    drafts.drop(place.workspace, place.user, key)
    return place.to("segments")


def _to_review(place: Place, key: int) -> HttpResponse:
    answer: HttpResponse = place.to("build_review", key)
    if place.request.headers.get("HX-Request"):
        answer = HttpResponse(headers={"HX-Redirect": answer.headers["Location"]})
    return answer


@dataclass(frozen=True)
class Said:
    """What a person writes beside a version: why it was made, and why what a guard rail finds is on purpose."""

    note: str = ""
    meant: Mapping[str, str] = field(default_factory=dict)

    def whole(self, language: str) -> str:
        """As it is kept with the version."""
        reasons = (f"{ON_PURPOSE[language]} {reason}" for reason in self.meant.values() if reason)
        return " · ".join(filter(None, (self.note, *reasons)))[:LONGEST]


def _said(place: Place, shown: Page) -> Said:
    form = place.request.POST
    meant = {code: form[f"meant:{code}"].strip()[:REASON] for code in _guarded(shown) if f"meant:{code}" in form}
    return Said(form.get("note", "").strip()[:LONGEST], meant)


def _guarded(shown: Page) -> dict[str, list[Mapping[str, Any]]]:
    """What is warned of and may be on purpose, by the guard rail that will find it of the kept segment."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for warned in shown.live["warnings"]:
        if warned["guard"]:
            found.setdefault(warned["guard"], []).append({**warned, "of": shown.conditions.get(warned["path"])})
    return found


def _kept_reasons(place: Place, draft: Draft) -> dict[str, str]:
    """Why what a guard rail finds of the kept segment is on purpose, where somebody has said so."""
    found = place.ask("segments.health", slug=draft.slug)["on_purpose"] if draft.slug else []
    return {one["code"]: one["reason"] for one in found}


def _reviewed(place: Place, draft: Draft, shown: Page, said: Said | None = None, **more: Any) -> HttpResponse:
    if shown.live["mistakes"]:
        return place.to("build", draft.key)
    text, slug = _named(place, draft, shown)
    plan = place.ask("segments.plan", texts=[text])
    used = place.ask("segments.used", slug=slug) if draft.slug else {"definitions": [], "exports": []}
    told = said or Said(meant=_kept_reasons(place, draft))
    guarded = [
        {"code": code, "warnings": warnings, "reason": told.meant.get(code, "")}
        for code, warnings in _guarded(shown).items()
    ]
    status = 409 if more else 200
    return place.show(
        "build_review.html", status,
        draft=draft, plan=plan, used=used, page=shown, note=told.note, guarded=guarded, here="segments", **more,
    )  # fmt: skip


def _named(place: Place, draft: Draft, shown: Page) -> tuple[str, str]:
    """The text with the slug that it is kept under."""
    slug = draft.slug
    if not slug:
        taken = [one.slug for one in definitions.list_(place.workspace, archived=True)]
        slug = drafting.slug_of(shown.definition)
        if slug == drafting.UNNAMED or slug in taken:
            slug = drafting.slug_for(shown.definition, taken)
    kept = drafting.with_slug(shown.definition, slug)
    return draft.text if kept == shown.definition else drafting.rewritten(draft.text, kept), slug


def _changed(place: Place, draft: Draft, posted: dict[str, list[str]]) -> Draft:
    action = posted.get("do", [""])[-1]
    if action in ("undo", "redo"):
        found = drafts.step(place.workspace, place.user, draft.key, -1 if action == "undo" else 1)
    else:
        text = drafting.changed(draft.text, posted, place.ask)
        found = drafts.write(place.workspace, place.user, draft.key, text)
    return found or draft


def _same_fields(place: Place, before: Draft, after: Draft) -> bool:
    """Whether the rows of both have the same fields."""
    shapes = []
    for one in (before, after):
        definition = drafting.opened(one.text)
        if definition is None or not drafting.slug_of(definition):
            return False
        shapes.append(drafting.shape_of(definition, drafting.offer(definition, place.ask)))
    return bool(shapes[0] == shapes[1])


def _copied(place: Place, way: str, slug: str) -> str:
    if way == TEMPLATE:
        ready = {one["slug"]: one["yaml"] for one in place.ask("segments.templates")["templates"]}
        if slug not in ready:
            raise Http404
        return str(ready[slug])
    if way == COPY:
        text = definitions.get(place.workspace, slug).text
        kind = "partition" if dividing.is_partition(drafting.opened(text) or {}) else "slug"
        return with_metadata(text, {kind: drafting.UNNAMED})
    if way == PARTITION:
        return drafting.begun_partition(place.user.language)
    unit = place.request.POST.get("of", "customers")
    return drafting.begun(place.user.language, unit if unit in wording.UNITS else "customers")


def _draft(place: Place, key: int) -> Draft:
    found = drafts.find(place.workspace, place.user, key)
    if found is None:
        raise Http404
    return found


def _listed(draft: Draft, language: str) -> dict[str, Any]:
    name = (drafting.opened(draft.text) or {}).get("name") or {}
    said = name.get(language) or next(iter(name.values()), "–")
    return {"key": draft.key, "name": said, "slug": draft.slug, "changed_at": draft.changed_at}


def _offered(kinds: Sequence[str], words: Mapping[str, Any]) -> dict[str, Words]:
    """Kinds of condition that can be added, without those of which there is nothing to choose."""
    there = [kind for kind in kinds if kind not in wording.ONLY_WITH or words[wording.ONLY_WITH[kind]]]
    return {kind: wording.ADVANCED[kind] for kind in there}


def _context(place: Place, draft: Draft, shown: Page) -> dict[str, Any]:
    words = place.ask("fields.words")
    return {
        "draft": draft,
        "page": shown,
        "units": wording.UNITS if shown.divided is None else wording.DIVIDED,
        "groups": wording.GROUPS,
        "kinds": {unit: wording.kinds_of(unit) for unit in wording.OF_UNIT},
        "advanced": {unit: _offered(kinds, words) for unit, kinds in wording.ADVANCED_OF.items()},
    }
