"""The list of segments with all that takes time to count, and the folders that they are in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from osuma.engine.errors import Words
from osuma.web.builder.drawing import line
from osuma.web.pages.place import SAVED, Place, Right, page

Row = dict[str, Any]
#: What the list may be limited to: its name → how it is called, and which rows are of it.
ONLY: dict[str, tuple[Words, Callable[[Row], bool]]] = {
    "remarks": (Words("Huomautettavaa", "With remarks"), lambda one: bool(one["findings"])),
    "overdue": (Words("Tarkistus myöhässä", "Review is late"), lambda one: bool(one["overdue"])),
    "partitions": (Words("Jaot", "Partitions"), lambda one: one["kind"] == "partition"),
}
#: What it may be ordered by, beside the name: the largest first, and the first to be reviewed.
ORDERS: dict[str, Callable[[Row], Any]] = {
    "size": lambda one: -float(one["count"] or 0),
    "sales": lambda one: -float(one["sales"] or 0),
    "reach": lambda one: -float(one["reach"] or 0),
    "review": lambda one: one["review_by"] or "9999",
}


@page()
def shelf(place: Place) -> HttpResponse:
    """The list with everything that takes time to count; a part of the page."""
    given = place.request.GET
    asked, order, only = given.get("q", "").strip(), given.get("sort", ""), given.get("only", "")
    found = place.told("segments.shelf")
    told = [one for one in found["segments"] if _told(one, asked.casefold())]
    rows = [one for one in told if only not in ONLY or ONLY[only][1](one)]
    for one in rows:
        one["line"] = line(one["course"], 80, 20)
    rows.sort(key=lambda one: one["name"][place.user.language].casefold())
    rows.sort(key=ORDERS.get(order, lambda one: one["folder"].casefold()))
    sizes = {name: sum(map(of, told)) for name, (_, of) in ONLY.items()}
    chips = [{"only": name, "said": said.plain(), "n": sizes[name]} for name, (said, _) in ONLY.items()]
    return place.show(
        "parts/shelf.html",
        shelf={**found, "segments": rows},
        chips=[one for one in chips if one["n"] or one["only"] == only],
        told=len(told),
        asked=asked,
        order=order if order in ORDERS else "",
        only=only if only in ONLY else "",
    )


@page(Right.DEFINE, posted=True)
def folder(place: Place, slug: str) -> HttpResponse:
    """Put a segment into a folder."""
    place.ask("segments.folder", slug=slug, folder=place.request.POST.get("folder", ""))
    return place.to("segments", said=SAVED)


@page(Right.DEFINE, posted=True)
def tags(place: Place, slug: str) -> HttpResponse:
    """Give a segment the tags that are written with commas between."""
    place.ask("segments.tag", slug=slug, tags=place.request.POST.get("tags", "").split(","))
    return place.to("segments", said=SAVED)


def _told(one: Row, asked: str) -> bool:
    said = (*one["name"].values(), one["purpose"] or "", one["owner"], one["folder"], one["slug"], *one["tags"])
    return not asked or any(asked in text.casefold() for text in said)
