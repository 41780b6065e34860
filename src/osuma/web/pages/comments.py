"""What people write of a segment to each other, beside it on every page that is of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from osuma.engine.errors import Refused
from osuma.web.pages.place import Place, Right, page


@page()
def comments(place: Place, slug: str) -> HttpResponse:
    """The comments on a segment; a part of a page."""
    return _shown(place, slug)


@page(Right.DEFINE, posted=True)
def write(place: Place, slug: str) -> HttpResponse:
    """Write a comment, or take one's own away."""
    form, refused = place.request.POST, None
    try:
        if form.get("remove", "").isdigit():
            place.ask("segments.uncomment", slug=slug, key=int(form["remove"]))
        else:
            place.ask("segments.comment", slug=slug, text=form.get("text", ""))
    except Refused as found:
        refused = found.mistakes[0].what.plain()
    if place.request.headers.get("HX-Request") or refused:
        return _shown(place, slug, refused)
    return place.to("segment_course", slug)


def _shown(place: Place, slug: str, refused: dict[str, Any] | None = None) -> HttpResponse:
    found = place.ask("segments.comments", slug=slug)["comments"]
    return place.show("parts/comments.html", 400 if refused else 200, comments=found, slug=slug, refused=refused)
