"""Etusivu by role: the week for who works with segments, tomorrow's calls for sales; all workspaces for an agency."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from osuma.catalog import users
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import OsumaError
from osuma.web.pages.place import Place, Right, mine, page
from osuma.web.pages.selling import calls
from osuma.workflows.asking import rights, verbs
from osuma.workflows.asking.progress import quiet

#: So many segments are shown where nothing is known of their course.
LARGEST = 6


@page()
def home(place: Place) -> HttpResponse:
    """The first page: what changed and what to do; a salesperson's calls."""
    if not place.ask("import.list")["loads"]:
        return place.to("data")
    if users.role(place.workspace, place.user) == "sales":
        return calls(place)
    week = place.told("monday.show")
    now = [] if week["segments"] else _largest(place)
    return place.show("home.html", week=week, now=now, here="home")


def _largest(place: Place) -> list[dict[str, Any]]:
    """The largest segments, for as long as there is no week to compare with."""
    counted = [one for one in place.ask("segments.list")["segments"] if one["count"]]
    return sorted(counted, key=lambda one: -int(one["count"]))[:LARGEST]


@page(Right.PEOPLE)
def proposed(place: Place) -> HttpResponse:
    """Three segments from this data; a part of a page, since it counts them all."""
    return place.show("parts/proposed.html", segments=place.told("segments.propose")["segments"])


@page()
def everywhere(place: Place) -> HttpResponse:
    """Every workspace of who asks, without anybody's name: how old the data is, what moved, what waits."""
    return place.show("everywhere.html", rows=[_row(place, one) for one in mine(place.user)], here="home")


def _row(place: Place, workspace: Workspace) -> dict[str, Any]:
    asker = rights.asker(place.user, workspace)
    assert asker is not None  # noqa: S101  it is among those where they may do something

    def ask(verb: str) -> dict[str, Any]:
        return verbs.run(place.serving.owner, workspace.slug, verb, {}, quiet, asker)

    try:
        week, health = ask("monday.show"), ask("segments.health")
    except OsumaError as error:
        return {"workspace": workspace, "wrong": error.what.plain()}
    return {"workspace": workspace, "week": week, "warnings": len(health.get("findings", []))}
