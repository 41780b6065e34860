"""Asetukset, oma tili: one's own name, e-mail, password and browsers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from osuma.catalog import mondays, passwords, sign_ins, users
from osuma.engine.errors import OsumaError, Refused
from osuma.messaging.smtp import NotSent
from osuma.web.forms import wrong
from osuma.web.mondays import send
from osuma.web.pages.place import SAVED, Place, page
from osuma.workflows.access import accounts


@page()
def own(place: Place) -> HttpResponse:
    """Who one is here, and where one is signed in."""
    return _shown(place)


@page(posted=True)
def change(place: Place) -> HttpResponse:
    """Another name or e-mail."""
    form = place.request.POST
    try:
        accounts.change(place.user, form.get("name", ""), form.get("email", ""))
    except OsumaError as error:
        return _again(place, error, {"name": form.get("name", ""), "email": form.get("email", "")})
    return place.to("settings", said=SAVED)


@page(posted=True)
def password(place: Place) -> HttpResponse:
    """Another password; every other browser is signed out."""
    form, session = place.request.POST, place.request.session.session_key
    try:
        accounts.change_password(
            place.serving.attempts, place.user, form.get("before", ""), form.get("password", ""), session
        )
    except OsumaError as error:
        return _again(place, error, {})
    return place.to("settings", said=SAVED)


@page(posted=True)
def end_session(place: Place) -> HttpResponse:
    """Sign one of one's browsers out."""
    sign_ins.end(place.user, place.request.POST.get("session", ""))
    return place.to("settings")


@page(posted=True)
def end_sessions(place: Place) -> HttpResponse:
    """Sign every other browser out."""
    sign_ins.end_all(place.user, place.request.session.session_key)
    return place.to("settings")


@page(posted=True)
def monday(place: Place) -> HttpResponse:
    """Get the week of this workspace by mail, or not; or get it once, now."""
    form, post = place.request.POST, place.serving.post
    if post is None or place.user.email is None:
        return place.to("settings")
    if "now" not in form:
        mondays.want(place.workspace, place.user, "monday" in form)
        return place.to("settings", said=SAVED)
    try:
        send(place.serving.owner, post, place.workspace, place.user)
    except NotSent as error:
        return _shown(place, 400, said=error.what.plain())
    return _shown(place, mailed=True)


def _again(place: Place, error: OsumaError, given: dict[str, str]) -> HttpResponse:
    beside = wrong(error, place.user.language)
    said = None if isinstance(error, Refused) else error.what.plain()
    return _shown(place, 400, wrong=beside, said=said, **given)


def _shown(place: Place, status: int = 200, **more: Any) -> HttpResponse:
    user = users.get(place.user.key) or place.user
    now = place.request.session.session_key
    sessions = [{"of": one, "this": sign_ins.is_(now, one)} for one in sign_ins.of(user)]
    context = {"name": user.name, "email": user.email or "", "has_password": passwords.has(user), **more}
    if place.serving.post is not None:
        context["monday"] = {"wanted": mondays.wants(place.workspace, user), "to": user.email}
    return place.show("account.html", status, sessions=sessions, here="settings", tab="account", **context)
