"""Asetukset, käyttäjät: who may do what in the workspace, and letting somebody in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from osuma.engine.errors import OsumaError
from osuma.messaging.smtp import NotSent
from osuma.web.forms import whole
from osuma.web.pages.place import Place, Right, page
from osuma.workflows.access.users import INVITED_DAYS
from osuma.workflows.asking.rights import ROLES


@page(Right.OWN)
def team(place: Place) -> HttpResponse:
    """Everybody, and the invitations that nobody has used yet."""
    return _shown(place)


@page(Right.OWN, posted=True)
def invite(place: Place) -> HttpResponse:
    """A link to hand over; it is shown now and never again."""
    form = place.request.POST
    made = place.ask(
        "users.invite",
        role=form.get("role", ""),
        email=form.get("email", ""),
        special="special" in form,
        days=whole(form.get("days", ""), INVITED_DAYS),
    )
    link, to, post = _link(place, made), form.get("email", "").strip(), place.serving.post
    sent = None
    if post is not None and to:
        sent = _mailed(lambda: post.invitation(
            to, place.workspace.name, place.user.name, str(made["path"]), place.user.language, made["days"]
        ))  # fmt: skip
    return _shown(place, link=link, days=made["days"], sent=sent, to=to)


@page(Right.OWN, posted=True)
def withdraw(place: Place, key: int) -> HttpResponse:
    """Let nobody use an invitation any more."""
    place.ask("users.withdraw", invitation=key)
    return place.to("team")


@page(Right.OWN, posted=True)
def role(place: Place, key: int) -> HttpResponse:
    """Another role, or the right of its own to state a basis."""
    form = place.request.POST
    return _told(place, "users.role", user=key, role=form.get("role", ""), special="special" in form)


@page(Right.OWN, posted=True)
def remove(place: Place, key: int) -> HttpResponse:
    """Let somebody do nothing here any more."""
    return _told(place, "users.remove", user=key)


@page(Right.OWN, posted=True)
def reset(place: Place, key: int) -> HttpResponse:
    """A link for a new password; it is shown now and never again."""
    made = place.ask("users.reset", user=key)
    return _shown(place, reset_link=_link(place, made), hours=made["hours"])


def _told(place: Place, verb: str, **args: Any) -> HttpResponse:
    try:
        place.ask(verb, **args)
    except OsumaError as error:
        return _shown(place, status=400, said=error.what.plain())
    # whoever took the right from themselves has no way back to this page
    return place.to("team" if verb == "users.role" and args["user"] != place.user.key else "settings")


def _mailed(send: Callable[[], bool]) -> dict[str, Any]:
    """Whether a mail went; the link is shown all the same."""
    try:
        return {"went": send()}
    except NotSent as error:
        return {"went": False, "said": error.what.plain()}


def _link(place: Place, made: dict[str, Any]) -> str:
    return place.serving.reach.link(place.serving.address.port, str(made["path"]).lstrip("/"))


def _shown(place: Place, status: int = 200, **more: Any) -> HttpResponse:
    found = place.ask("users.list")
    return place.show(
        "team.html", status, users=found["users"], invitations=found["invitations"], roles=list(ROLES),
        here="settings", tab="team", mails=place.serving.mails, **more,
    )  # fmt: skip
