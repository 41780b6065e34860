"""How a segment has changed: sizes by day with notes, who came and left and why, versions, what the rails find."""

from __future__ import annotations

import difflib
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase

from osuma.catalog import definitions
from osuma.engine.errors import OsumaError
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Partition, unit_of
from osuma.web.pages.place import Place, Right, page
from osuma.web.pages.reports import picture_file


@page()
def course(place: Place, slug: str) -> HttpResponse:
    """The course of one segment; `from` in the address is the day that it is compared with, `class` a class of it."""
    defn = parse(definitions.get(place.workspace, slug).text)
    klass, classes = _class(place, defn)
    found = place.ask("segments.course", slug=f"{slug}/{klass}" if klass else slug)
    days = found["days"]
    since = place.request.GET.get("from", "")
    changes: dict[str, Any] | None = None
    refused = None
    if since:
        try:
            changes = place.ask("segments.changes", slug=f"{slug}/{klass}" if klass else slug, from_=since)
        except OsumaError as error:
            refused = error.what.plain()
    notes = place.ask("notes.list")["notes"]
    return place.show(
        "segment_course.html",
        slug=slug,
        name=defn.title(place.user.language),
        klass=klass,
        classes=classes,
        unit=unit_of(defn),
        days=list(reversed(days)),
        one=found["picture"],
        query=f"?class={klass}" if klass else "",
        notes=notes,
        since=since,
        changes=changes,
        refused=refused,
        versions=_versions(place, slug),
        comments=place.ask("segments.comments", slug=slug)["comments"],
        health=place.ask("segments.health", slug=slug),
        here="segments",
    )


@page()
def course_file(place: Place, slug: str, ending: str) -> HttpResponseBase:
    """The size by day as a file, of a class where the address names one."""
    klass, _ = _class(place, parse(definitions.get(place.workspace, slug).text))
    return picture_file(place, "course", ending, f"{slug}/{klass}" if klass else slug)


def _class(place: Place, defn: Definition) -> tuple[str, dict[str, str]]:
    """The class that is asked for, and what each is called; empty of what has none. Http404 for one that is not."""
    if not isinstance(defn, Partition):
        return "", {}
    classes = {one.slug: one.title(place.user.language) for one in (*defn.classes, defn.other)}
    klass = place.request.GET.get("class", "")
    if klass and klass not in classes:
        raise Http404
    return klass, classes


@page(Right.DEFINE, posted=True)
def note(place: Place, slug: str) -> HttpResponse:
    """Write on a day, or take a note away."""
    form = place.request.POST
    if form.get("remove", "").isdigit():
        place.ask("notes.remove", key=int(form["remove"]))
    else:
        place.ask("notes.add", day=form.get("day", ""), text=form.get("text", ""))
    return place.to("segment_course", slug)


@page(Right.DEFINE, posted=True)
def on_purpose(place: Place, slug: str) -> HttpResponse:
    """Say that what a guard rail finds is meant to be so, and why."""
    form = place.request.POST
    place.ask("segments.on_purpose", slug=slug, code=form.get("code", ""), reason=form.get("reason", ""))
    return place.to("segment_course", slug)


def _versions(place: Place, slug: str) -> list[dict[str, Any]]:
    """The versions, the newest first, each with the lines in which it differs from the one before."""
    kept = definitions.history(place.workspace, slug)
    before = ["", *(one.text for one in kept)]
    return [
        {
            "version": one.version,
            "at": one.created_at,
            "who": one.who,
            "note": one.note,
            "rule": earlier == "" or one.rule_version != kept[n - 1].rule_version,
            "diff": [
                line
                for line in difflib.unified_diff(earlier.splitlines(), one.text.splitlines(), lineterm="", n=0)
                if not line.startswith(("---", "+++", "@@"))
            ]
            if earlier
            else [],
        }
        for n, (earlier, one) in enumerate(zip(before, kept, strict=False))
    ][::-1]
