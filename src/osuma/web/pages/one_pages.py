"""Asiakkaamme yhdellä sivulla: as a page, as files with the logo, and the logo itself."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase

from osuma.catalog.modes import private_folder
from osuma.engine.errors import Refused
from osuma.web.forms import wrong
from osuma.web.pages.place import SAVED, Place, Right, page
from osuma.web.pages.reports import overview, written
from osuma.web.pages.sheets import segments_of_people
from osuma.workflows.reports.logo import logo
from osuma.workflows.reports.one_page import GROUPS
from osuma.workflows.reports.slides import installed

NAMES = {"fi": "asiakkaamme-yhdella-sivulla", "en": "our-customers-on-one-page"}


@page()
def one_page(place: Place) -> HttpResponse:
    """The customer base on one page; the address may name its groups."""
    groups = _groups(place)
    shown = place.told("one_page.show", groups=groups or None)
    known = {slug: defn.title(place.user.language) for slug, defn in segments_of_people(place).items()}
    return place.show(
        "one_page.html",
        shown=shown,
        logo=logo(place.workspace) is not None,
        query=f"?{urlencode({'group': groups}, doseq=True)}" if groups else "",
        slots=[
            {"n": n + 1, "slug": shown["groups"][n]["slug"] if n < len(shown["groups"]) else ""}
            for n in range(GROUPS)
        ],
        segments=known,
        files=installed(),
    )


@page()
def download(place: Place, ending: str) -> HttpResponseBase:
    """The page as a file, in the language of who asks."""
    return written(place, "one_page.write", NAMES[place.user.language], ending, groups=_groups(place) or None)


@page(Right.CHANGE, posted=True)
def keep_logo(place: Place) -> HttpResponse:
    """Keep the logo of the company or the client, or take it away; what will not do is told beside the field."""
    given = place.request.FILES.get("logo")
    if given is None:
        if place.request.POST.get("do") == "remove":
            place.ask("logo.keep")
        return place.to("reports", said=SAVED)
    with tempfile.TemporaryDirectory(dir=private_folder(place.workspace.uploads)) as folder:
        file = Path(folder) / "logo"
        with file.open("wb") as copy:
            for chunk in given.chunks():
                copy.write(chunk)
        try:
            place.ask("logo.keep", file=str(file))
        except Refused as error:
            return overview(place, wrong(error, place.user.language)["logo"], 400)
    return place.to("reports", said=SAVED)


@page()
def logo_image(place: Place) -> HttpResponseBase:
    """The logo."""
    found = logo(place.workspace)
    if found is None:
        raise Http404
    return HttpResponse(found.read_bytes(), content_type="image/png" if found.suffix == ".png" else "image/jpeg")


def _groups(place: Place) -> list[str]:
    """Those of the address that there are."""
    known = segments_of_people(place)
    return [slug for slug in dict.fromkeys(place.request.GET.getlist("group")) if slug in known][:GROUPS]
