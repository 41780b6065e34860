"""Asetukset, jakolinkit: links to reports, and the page that one opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase

from osuma.catalog import share_links, workspaces
from osuma.engine.errors import Refused
from osuma.web import entry
from osuma.web.forms import whole, wrong
from osuma.web.pages.place import Place, Right, page
from osuma.web.pages.reports import as_report
from osuma.web.serving import Serving
from osuma.workflows.access.attempts import TooMany
from osuma.workflows.access.sharing import DAYS, reports


@page(Right.CHANGE)
def shares(place: Place) -> HttpResponse:
    """The links that work."""
    return _shown(place)


@page(Right.CHANGE, posted=True)
def make(place: Place) -> HttpResponse:
    """A link to hand over; it is shown now and never again."""
    form = place.request.POST
    try:
        made = place.ask("shares.make", report=form.get("report", ""), days=whole(form.get("days", ""), 0))
    except Refused as error:
        return _shown(place, 400, wrong=wrong(error, place.user.language))
    link = place.serving.reach.link(place.serving.address.port, str(made["path"]).lstrip("/"))
    return _shown(place, link=link, days=made["days"])


@page(Right.CHANGE, posted=True)
def withdraw(place: Place, key: int) -> HttpResponse:
    """Let a link work no more."""
    place.ask("shares.withdraw", key=key)
    return place.to("shares")


def shared(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The report of a link, for whoever holds it; who only tries is stopped."""
    serving: Serving = request.META["osuma.serving"]
    find = _report if request.method == "GET" else _nothing
    try:
        file = serving.attempts.find(find, secret, entry.address_of(request))
    except TooMany:
        return HttpResponse("429 Too Many Requests\n", status=429, content_type="text/plain")
    if file is None:
        raise Http404
    response = as_report(FileResponse(file.open("rb")))
    # the address is the key: it is told to nobody else
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _report(secret: str) -> Path | None:
    link = share_links.find(secret)
    if link is None:
        return None
    there = reports(workspaces.get(link.workspace))
    return next((file for file in there if file.name == link.report), None)


def _nothing(_secret: str) -> None:
    return None


def _shown(place: Place, status: int = 200, **more: Any) -> HttpResponse:
    found = place.ask("shares.list")
    shown = {"days": DAYS, **more}
    return place.show(
        "shares.html",
        status,
        shares=found["shares"],
        reports=found["reports"],
        here="settings",
        tab="shares",
        **shown,
    )
