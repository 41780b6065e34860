"""The list of segments with all that takes time to count, and the folders that they are in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from osuma.web.builder.drawing import line
from osuma.web.pages.place import Place, Right, page


@page()
def shelf(place: Place) -> HttpResponse:
    """The list with everything that takes time to count; a part of the page."""
    asked = place.request.GET.get("q", "").strip().casefold()
    found = place.ask("segments.shelf")
    rows = [one for one in found["segments"] if _told(one, asked)]
    for one in rows:
        one["line"] = line(one["course"], 80, 20)
    rows.sort(key=lambda one: (one["folder"].casefold(), one["name"][place.user.language].casefold()))
    return place.show("parts/shelf.html", shelf={**found, "segments": rows})


@page(Right.DEFINE, posted=True)
def folder(place: Place, slug: str) -> HttpResponse:
    """Put a segment into a folder."""
    place.ask("segments.folder", slug=slug, folder=place.request.POST.get("folder", ""))
    return place.to("segments")


@page(Right.DEFINE, posted=True)
def tags(place: Place, slug: str) -> HttpResponse:
    """Give a segment the tags that are written with commas between."""
    place.ask("segments.tag", slug=slug, tags=place.request.POST.get("tags", "").split(","))
    return place.to("segments")


def _told(one: dict[str, Any], asked: str) -> bool:
    said = (*one["name"].values(), one["purpose"] or "", one["owner"], one["folder"], one["slug"], *one["tags"])
    return not asked or any(asked in text.casefold() for text in said)
