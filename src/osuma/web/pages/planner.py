"""The planner of offers: segments in order of importance, so that nobody gets two, less those who are left out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from osuma.web.pages.place import KEPT, LOOKED, Place, Right, page


@page(methods=(*LOOKED, "POST"))
def planner(place: Place) -> HttpResponse:
    """Overlaps, what each exclusion and each earlier offer takes away, and a partition to keep."""
    form = place.request.POST
    segments = [
        one for one in place.ask("segments.list")["segments"] if one["kind"] == "segment" and one["count"] is not None
    ]
    places = {one["slug"]: form.get(f"order:{one['slug']}", "").strip() for one in segments}
    offers = sorted((slug for slug, n in places.items() if n.isdigit()), key=lambda slug: (int(places[slug]), slug))
    barred = [one["slug"] for one in segments if form.get(f"exclude:{one['slug']}")]
    found: dict[str, Any] = {}
    if offers:
        slug = form.get("slug", "").strip() or "tarjousten-jarjestys"
        found = {"plan": place.ask("segments.prioritise", segments=offers, slug=slug, exclude=barred or None)}
        found["overlap"] = (
            place.ask("segments.overlap", slugs=[*offers, *barred]) if len(offers + barred) > 1 else None
        )
        if form.get("do") == "keep" and place.right >= Right.DEFINE:
            place.ask("segments.apply", texts=[found["plan"]["yaml"]])
            place.ask("segments.refresh")
            return place.to("segment", slug, said=KEPT)
    names = {one["slug"]: one["title"] for one in segments}
    listed = [{**one, "order": places[one["slug"]], "excluded": one["slug"] in barred} for one in segments]
    listed.sort(key=lambda one: one["title"][place.user.language].casefold())
    return place.show(
        "planner.html",
        segments=listed,
        names=names,
        rows=_matrix(found.get("overlap"), names),
        here="segments",
        **found,
    )


def _matrix(overlap: dict[str, Any] | None, names: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    if not overlap:
        return []
    return [
        {"name": names[slug], "cells": [{"n": n, "share": share} for n, share in zip(counts, shares, strict=True)]}
        for slug, counts, shares in zip(overlap["slugs"], overlap["matrix"], overlap["shares"], strict=True)
    ]
