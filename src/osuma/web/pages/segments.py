"""Segmentit: what is proposed, what is kept, one looked at and changed, and handed out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase

from osuma.catalog import definitions
from osuma.engine.errors import Refused, Words
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Partition
from osuma.web.pages import downloads, units
from osuma.web.pages.place import KEPT, Place, Right, page

#: Fields of the form that hold a number of the rule: its path after this.
NUMBER = "number:"


@page()
def listed(place: Place) -> HttpResponse:
    """Those that are kept, and templates: ready ones first."""
    given = place.request.GET
    return place.show(
        "segments.html",
        segments=place.ask("segments.list")["segments"],
        asked=given.get("q", ""),
        limits=given.urlencode(),
        **templates(place),
        here="segments",
    )


def templates(place: Place) -> dict[str, Any]:
    """Templates that this data is enough for, and those that lack some."""
    found = place.told("segments.templates")["templates"]
    return {"ready": [one for one in found if one["ready"]], "lacking": [one for one in found if not one["ready"]]}


@page(Right.PEOPLE)
def one(place: Place, slug: str, klass: str = "") -> HttpResponse:
    """A kept segment, or a template that may be taken: its sentence with numbers to change, size, reach, people.

    klass: one class of a kept partition.
    """
    return _shown(place, slug, klass)


def _shown(place: Place, slug: str, klass: str = "", held: Words | None = None) -> HttpResponse:
    """The page of a segment, or of a class. held: why its list was not handed out."""
    kept, text = _found(place, slug)
    defn = parse(text)
    chosen = place.request.POST.get("format", "")
    listed = downloads.asked(slug, defn, klass, held, chosen)
    status = 200 if held is None else 400
    if (klass and not isinstance(defn, Partition)) or (isinstance(defn, Partition) and not kept):
        raise Http404
    if isinstance(defn, Partition):
        return units.one_class(place, listed, status) if klass else units.partition(place, slug)
    if listed.unit != "customers":
        return units.other_unit(place, listed, defn.title(place.user.language), text, kept=kept, status=status)
    shown = {"segment": _preview(place, text), "kept": kept, "list": listed, "here": "segments"}
    return place.show("segment.html", status, **shown)


@page(Right.PEOPLE, posted=True)
def tuned(place: Place, slug: str) -> HttpResponse:
    """The same with other numbers, counted anew; nothing is kept."""
    kept, _ = _found(place, slug)
    return place.show("parts/segment.html", segment=_preview(place, _text(place, slug)), kept=kept)


@page(Right.CHANGE, posted=True)
def keep(place: Place, slug: str) -> HttpResponse:
    """Keep the segment with the numbers as they stand."""
    place.ask("segments.apply", texts=[_text(place, slug)])
    place.ask("segments.refresh")
    return place.to("segment", slug, said=KEPT)


@page(Right.CHANGE, posted=True)
def download(place: Place, slug: str, klass: str = "") -> HttpResponseBase:
    """The list of a segment or a class as a file for another tool; kept first where it is not, and logged."""
    kept, text = _found(place, slug)
    if not kept:
        place.ask("segments.apply", texts=[text])
    try:
        return downloads.handed(place, slug, parse(text), klass)
    except Refused as refused:
        if refused.code != downloads.STALE:
            raise
        return _shown(place, slug, klass, refused.what)


def _preview(place: Place, text: str) -> dict[str, Any]:
    return place.told("segments.preview", text=text)


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
