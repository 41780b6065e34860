"""Segmentit: what is proposed, what is kept, one looked at and changed, and handed out."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from osuma.catalog import definitions
from osuma.engine.segments import kpis
from osuma.engine.segments.parse import parse
from osuma.web.builder import drafting
from osuma.web.pages import units
from osuma.web.pages.place import Place, Right, page
from osuma.workflows.lists.destinations import destination

#: What a marketer works with, as each is called, the commonest first.
FORMATS = {
    "mailchimp": "Mailchimp",
    "shopify": "Shopify",
    "hubspot": "HubSpot",
    "pipedrive": "Pipedrive",
    "xlsx": "Excel",
    "csv": "CSV",
}
#: Whoever may not be written to is in no list that is handed out from the screen.
CHANNEL = "email"
CONTROL = "10%"
#: Fields of the form that hold a number of the rule: its path after this.
NUMBER = "number:"


@page()
def listed(place: Place) -> HttpResponse:
    """Those that are kept, and templates: ready ones first."""
    return place.show(
        "segments.html",
        segments=place.ask("segments.list")["segments"],
        asked=place.request.GET.get("q", ""),
        templates=place.ask("segments.templates")["templates"],
        here="segments",
    )


@page(Right.PEOPLE)
def one(place: Place, slug: str) -> HttpResponse:
    """A kept segment, or a template that may be taken: its sentence with numbers to change, size, reach, people."""
    kept, text = _found(place, slug)
    written = drafting.opened(text) or {}
    if "partition" in written and kept:
        return units.partition(place, slug)
    if written.get("of", "customers") != "customers":
        return units.other_unit(place, slug, parse(text).title(place.user.language), text, kept=kept)
    return place.show("segment.html", segment=_preview(place, text), kept=kept, formats=FORMATS, here="segments")


@page(Right.PEOPLE, posted=True)
def tuned(place: Place, slug: str) -> HttpResponse:
    """The same with other numbers, counted anew; nothing is kept."""
    return place.show("parts/segment.html", segment=_preview(place, _text(place, slug)), kept=False)


@page(Right.CHANGE, posted=True)
def keep(place: Place, slug: str) -> HttpResponse:
    """Keep the segment with the numbers as they stand."""
    place.ask("segments.apply", texts=[_text(place, slug)])
    place.ask("segments.refresh")
    return place.to("segment", slug)


@page(Right.CHANGE, posted=True)
def download(place: Place, slug: str) -> HttpResponseBase:
    """The segment's people as a file for another tool; kept first where it is not, and logged."""
    form = place.request.POST
    kept, text = _found(place, slug)
    if not kept:
        place.ask("segments.apply", texts=[text])
    said = {name: form[name].strip() for name in ("purpose", "kpi") if form.get(name, "").strip()}
    if "kpi" in said:
        said["kpi"] = kpis.written(said["kpi"])
    if said:
        place.ask("segments.describe", slug=slug, **said)
    chosen = form.get("format", "")
    ending = "xlsx" if destination(chosen).sheet else "csv"
    # each list is a file of its own, which can be had again
    file = place.workspace.exports / f"{slug}-{chosen}-{secrets.token_hex(4)}.{ending}"
    control = CONTROL if form.get("control") else None
    place.ask("segments.export", slug=slug, to=str(file), format=chosen, channel=CHANNEL, control=control)
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"{slug}-{chosen}.{ending}")


def _preview(place: Place, text: str) -> dict[str, Any]:
    return place.ask("segments.preview", text=text)


def _found(place: Place, slug: str) -> tuple[bool, str]:
    """Whether a segment is kept, and its text; a template's where it is not."""
    kept = {one.slug: one.text for one in definitions.list_(place.workspace)}
    if slug in kept:
        return True, kept[slug]
    ready = {one["slug"]: one["yaml"] for one in place.ask("segments.templates")["templates"]}
    if slug not in ready:
        raise Http404
    return False, ready[slug]


def _text(place: Place, slug: str) -> str:
    """The segment's text with the numbers of the form in it."""
    given = {
        name.removeprefix(NUMBER): value for name, value in place.request.POST.items() if name.startswith(NUMBER)
    }
    _, text = _found(place, slug)
    return str(place.ask("segments.tuned", text=text, numbers=given)["yaml"]) if given else text
