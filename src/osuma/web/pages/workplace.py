"""Asetukset: keys for programs, the workspace and others beside it, the change log, backups."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from osuma.catalog import workspaces
from osuma.catalog.workspaces import COLOURS
from osuma.engine.errors import OsumaError, Refused
from osuma.web.builder.dividing import slug_from
from osuma.web.forms import whole, wrong
from osuma.web.pages.place import SAVED, Place, Right, page
from osuma.workflows.access.api_keys import DAYS
from osuma.workflows.asking.rights import ROLES

ACTS = 200


@page(Right.OWN)
def keys(place: Place) -> HttpResponse:
    """Every key that there has been."""
    return _keys(place)


@page(Right.OWN, posted=True)
def make_key(place: Place) -> HttpResponse:
    """A key, shown now and never again."""
    form = place.request.POST
    args = {
        "name": form.get("name", ""),
        "role": form.get("role", ""),
        "reads_only": "reads_only" in form,
        "days": whole(form.get("days", ""), DAYS),
    }
    try:
        made = place.ask("keys.make", **args)
    except Refused as error:
        return _keys(place, 400, wrong=wrong(error, place.user.language), name=args["name"])
    return _keys(place, secret=made["secret"])


@page(Right.OWN, posted=True)
def revoke_key(place: Place, key: int) -> HttpResponse:
    """End a key."""
    place.ask("keys.revoke", key=key)
    return place.to("keys")


@page(Right.OWN)
def company(place: Place) -> HttpResponse:
    """What the workspace is called, and the others of who asks."""
    return _company(place)


@page(Right.OWN, posted=True)
def change_company(place: Place) -> HttpResponse:
    """Another name, language or colour."""
    form = place.request.POST
    try:
        place.ask(
            "workspaces.change", name=form.get("name", ""), language=form.get("language", ""),
            colour=form.get("colour", ""),
        )  # fmt: skip
    except Refused as error:
        return _company(place, 400, wrong=wrong(error, place.user.language))
    return place.to("workplace", said=SAVED)


@page(Right.OWN, posted=True)
def create(place: Place) -> HttpResponse:
    """One more workspace, which shares nothing with this one."""
    form = place.request.POST
    name = form.get("new_name", "")
    slug = form.get("slug", "").strip() or slug_from(name, "tyotila", [one.slug for one in workspaces.list_()])
    try:
        made = place.ask("workspaces.create", slug=slug, name=name, language=place.workspace.language)
    except OsumaError as error:
        beside = wrong(error, place.user.language)
        top = None if isinstance(error, Refused) else error.what.plain()
        return _company(place, 400, created=beside, said=top, slug=slug, new_name=name)
    return place.to_workspace(made["workspace"]["slug"])


@page(posted=True)
def copy(place: Place) -> HttpResponse:
    """Chosen definitions into another workspace of one's own."""
    form = place.request.POST
    to = form.get("to", "")
    place.ask("segments.copy", slugs=form.getlist("slug"), to=to, replace="replace" in form)
    return place.to_workspace(to, "segments")


@page(Right.OWN)
def log(place: Place) -> HttpResponse:
    """Who did what and when."""
    asked = {name: place.request.GET.get(name, "").strip() for name in ("who", "verb", "since", "until")}
    try:
        found = place.ask("audit.list", limit=ACTS, **{name: one or None for name, one in asked.items()})
    except Refused as error:
        found = {**place.ask("audit.list", limit=0), "wrong": wrong(error, place.user.language)}
    return place.show("log.html", asked=asked, most=ACTS, here="settings", tab="log", **_acts(found))


@page(Right.EVERYWHERE)
def backups(place: Place) -> HttpResponse:
    """The backups that there are."""
    found = place.ask("backup.list")["backups"]
    return place.show("backups.html", backups=found, here="settings", tab="backups")


@page(Right.EVERYWHERE, posted=True)
def make_backup(place: Place) -> HttpResponse:
    """Begin a backup of the whole installation."""
    return place.to("work", place.begin("backup.make"))


@page(Right.EVERYWHERE, posted=True)
def prove_backup(place: Place) -> HttpResponse:
    """Begin the proof that one can be restored."""
    return place.to("work", place.begin("backup.prove", name=place.request.POST.get("name", "")))


def _acts(found: dict[str, Any]) -> dict[str, Any]:
    return {"acts": found["audit"], "people": found["who"], "verbs": found["verbs"], "wrong": found.get("wrong", {})}


def _keys(place: Place, status: int = 200, **more: Any) -> HttpResponse:
    found = place.ask("keys.list")["keys"]
    return place.show(
        "keys.html", status, keys=found, roles=[one for one in ROLES if one != "owner"], days=DAYS, here="settings",
        tab="keys", **more,
    )  # fmt: skip


def _company(place: Place, status: int = 200, **more: Any) -> HttpResponse:
    segments = place.ask("segments.list")["segments"]
    return place.show(
        "workplace.html", status, colours=COLOURS, segments=segments, here="settings", tab="company", **more
    )
