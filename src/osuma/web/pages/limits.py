"""From what on segments are warned of: the limits of the guard rails, as the owner has them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from osuma.engine.errors import Refused
from osuma.web.pages.place import LOOKED, SAVED, Place, Right, page
from osuma.workflows.asking.known_settings import SETTINGS

#: In the order of the page.
LIMITS = (
    "segment_limit",
    "segment_min_size",
    "segment_broad_percent",
    "segment_overlap_percent",
    "segment_review_days",
)


@page(Right.OWN, methods=(*LOOKED, "POST"))
def limits(place: Place) -> HttpResponse:
    """Each limit with what it means; what will not do is told beside its field, and the others are kept."""
    form, wrong = place.request.POST, {}
    for key in LIMITS:
        given = form.get(key, "").strip()
        if given:
            try:
                place.put(key, int(given) if given.isdecimal() else given)
            except Refused as refused:
                wrong[key] = refused.mistakes[0].what.plain()
    if form and not wrong:
        return place.to("segments", said=SAVED)
    kept = place.ask("settings.get")["settings"]
    rows: list[dict[str, Any]] = [
        {
            "key": key,
            "value": form.get(key, kept[key]),
            "meaning": SETTINGS[key].what.plain(),
            "form": SETTINGS[key].takes.plain(),
            "percent": key.endswith("_percent"),
            "wrong": wrong.get(key),
        }
        for key in LIMITS
    ]
    return place.show("limits.html", 400 if wrong else 200, rows=rows, here="segments")
