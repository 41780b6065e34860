"""Vuosikatsaus: each segment then and now, and what changed and why, as a page and as files."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase

from osuma.engine.errors import Refused
from osuma.web.forms import wrong
from osuma.web.pages.place import Place, page
from osuma.web.pages.reports import written
from osuma.workflows.reports.logo import logo
from osuma.workflows.reports.slides import installed

NAMES = {"fi": "vuosikatsaus", "en": "annual-review"}


@page()
def review(place: Place) -> HttpResponse:
    """The review between two days of the address; a year until today where it names none."""
    asked = _days(place)
    wrongs: dict[str, str] = {}
    try:
        shown = place.told("review.show", **asked)
    except Refused as error:
        wrongs = wrong(error, place.user.language)
        shown = place.told("review.show")
    days = [(name, asked.get(name, shown[name]), wrongs.get(name, "")) for name in ("since", "until")]
    return place.show(
        "review.html",
        400 if wrongs else 200,
        shown=shown,
        days=[{"name": name, "value": value, "wrong": said} for name, value, said in days],
        query="" if wrongs or not asked else f"?{urlencode(asked)}",
        logo=logo(place.workspace) is not None,
        files=installed(),
        here="reports",
    )


@page()
def download(place: Place, ending: str) -> HttpResponseBase:
    """The same as a file, in the language of who asks."""
    return written(place, "review.write", NAMES[place.user.language], ending, **_days(place))


def _days(place: Place) -> dict[str, str]:
    return {name: given for name in ("since", "until") if (given := place.request.GET.get(name, "").strip())}
