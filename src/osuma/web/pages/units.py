"""What is no segment of people: a partition on one screen, a list of companies or of postcode areas."""

from __future__ import annotations

from django.http import HttpResponse

from osuma.web.pages.place import Place

#: Companies and postcodes that are listed on a page.
MOST = 200


def partition(place: Place, slug: str) -> HttpResponse:
    """A partition on one screen: its classes, and the grid where it has one."""
    return place.show("partition.html", divided=place.ask("segments.divided", slug=slug), slug=slug, here="segments")


def other_unit(place: Place, slug: str, name: str, text: str) -> HttpResponse:
    """A segment of companies or of areas: its size, its sentence, and the list."""
    live = place.ask("segments.live", text=text)
    listed: list[str] = []
    if not live["mistakes"]:
        listed = place.ask("segments.members", text=text, limit=MOST)["members"]
    return place.show("segment_unit.html", live=live, listed=listed, slug=slug, name=name, most=MOST, here="segments")
