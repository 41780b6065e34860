"""What is no segment of people: a partition on one screen, a class of it, a list of companies or of areas."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from osuma.web.pages.downloads import Asked
from osuma.web.pages.place import Place

#: Companies and postcodes that are listed on a page.
MOST = 200


def partition(place: Place, slug: str) -> HttpResponse:
    """A partition on one screen: its classes, and the grid where it has one."""
    return place.show("partition.html", divided=place.told("segments.divided", slug=slug), slug=slug, here="segments")


def other_unit(place: Place, asked: Asked, name: str, text: str, *, kept: bool, status: int = 200) -> HttpResponse:
    """A segment of companies or of areas, or a template of one: its size, its sentence, and the list."""
    live = place.ask("segments.live", text=text)
    context: dict[str, Any] = {"live": live, "slug": asked.slug, "name": name, "most": MOST, "here": "segments"}
    context |= {"kept": kept, "list": asked}
    if live["mistakes"]:
        return place.show("segment_unit.html", **context)
    if live["unit"] == "accounts":
        return place.show("segment_unit.html", status, firms=companies(place, text=text), **context)
    listed = place.ask("segments.members", text=text, limit=MOST)["members"]
    return place.show("segment_unit.html", status, listed=listed, **context)


def companies(place: Place, limit: int = MOST, **which: str) -> dict[str, Any]:
    """The companies of a text or of a kept segment or class, by name, with what they are worth."""
    return place.ask("segments.companies", limit=limit, **which)


def one_class(place: Place, asked: Asked, status: int = 200) -> HttpResponse:
    """One class of a kept partition: who they are, and their list. Http404 where it has no such class."""
    divided = place.told("segments.divided", slug=asked.slug)
    found = [one for one in divided["classes"] if one["slug"] == asked.klass]
    if not found:
        raise Http404
    member = f"{asked.slug}/{asked.klass}"
    if asked.unit == "accounts":
        who: dict[str, Any] = {"firms": companies(place, slug=member)}
    else:
        text = f"{{osuma: 1, slug: {asked.klass}, where: {{member: {member}}}}}"
        who = {"segment": place.told("segments.preview", text=text)}
    context = {"divided": divided, "klass": found[0], "slug": asked.slug, "list": asked, "most": MOST}
    return place.show("segment_class.html", status, here="segments", **context, **who)
