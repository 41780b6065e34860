"""What is no segment of people: a partition on one screen, a list of companies or of postcode areas."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from osuma.web.pages.place import Place, Right, page

#: Companies and postcodes that are listed on a page.
MOST = 200


def partition(place: Place, slug: str) -> HttpResponse:
    """A partition on one screen: its classes, and the grid where it has one."""
    return place.show("partition.html", divided=place.ask("segments.divided", slug=slug), slug=slug, here="segments")


def other_unit(place: Place, slug: str, name: str, text: str, *, kept: bool) -> HttpResponse:
    """A segment of companies or of areas, or a template of one: its size, its sentence, and the list."""
    live = place.ask("segments.live", text=text)
    context: dict[str, Any] = {"live": live, "slug": slug, "name": name, "most": MOST, "here": "segments"}
    context["kept"] = kept
    if live["mistakes"]:
        return place.show("segment_unit.html", **context)
    if live["unit"] == "accounts":
        return place.show("segment_unit.html", firms=companies(place, text=text), **context)
    listed = place.ask("segments.members", text=text, limit=MOST)["members"]
    return place.show("segment_unit.html", listed=listed, **context)


def companies(place: Place, limit: int = MOST, **which: str) -> dict[str, Any]:
    """The companies of a text or of a kept segment or class, by name, with what they are worth."""
    return place.ask("segments.companies", limit=limit, **which)


@page(Right.PEOPLE)
def of_class(place: Place, slug: str, klass: str) -> HttpResponse:
    """One class of a kept partition of companies: which they are."""
    divided = place.ask("segments.divided", slug=slug)
    found = [one for one in divided["classes"] if one["slug"] == klass]
    if divided.get("unit") != "accounts" or not found:
        raise Http404
    firms = companies(place, slug=f"{slug}/{klass}")
    return place.show(
        "segment_class.html", divided=divided, klass=found[0], firms=firms, slug=slug, most=MOST, here="segments"
    )
