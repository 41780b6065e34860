"""Raportit: each one file with its own script and style in it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from osuma.web.pages.place import Place, Right, page
from osuma.workflows.access.sharing import reports as kept
from osuma.workflows.asking.offered import FORMS
from osuma.workflows.reports.logo import logo

# A report may fetch nothing and send nothing anywhere.
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

FILES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@page()
def listed(place: Place) -> HttpResponse:
    """The customer base in pictures, each with its table and files; whole reports."""
    return overview(place)


@page()
def picture(place: Place, code: str, ending: str) -> HttpResponseBase:
    """One picture as a file, in the language of who asks."""
    return picture_file(place, code, ending)


def picture_file(place: Place, code: str, ending: str, slug: str | None = None) -> HttpResponse:
    """The same; slug: of the segment that it is of."""
    name = code if slug is None else f"{code}-{slug.replace('/', '-')}"
    return written(place, "pictures.write", name, ending, code=code, slug=slug)


def written(place: Place, verb: str, name: str, ending: str, **asked: Any) -> HttpResponse:
    """What a verb of reports writes, in the language of who asks, under a name of ours."""
    if ending not in FORMS[verb]:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"report.{ending}"
        place.ask(verb, to=str(file), language=place.user.language, **asked)
        return as_file(file.read_bytes(), name, ending)


def overview(place: Place, wrong: str = "", status: int = 200) -> HttpResponse:
    """What `listed` shows. wrong: what is wrong with a logo that was given."""
    return place.show(
        "reports.html",
        status,
        shown=place.told("pictures.show"),
        reports=[file.name for file in kept(place.workspace)],
        logo=logo(place.workspace) is not None,
        wrong=wrong,
        here="reports",
    )


def as_file(content: bytes, name: str, ending: str) -> HttpResponse:
    """A file to be kept, under a name of ours."""
    response = HttpResponse(content, content_type=FILES.get(ending, "application/octet-stream"))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


@page(Right.CHANGE, posted=True)
def make(place: Place) -> HttpResponse:
    """Begin a new report of everything that is kept."""
    return place.to("work", place.begin("report.write"))


@page(Right.PEOPLE)
def report(place: Place, name: str) -> HttpResponseBase:
    """One report. The name is looked up among those that there are, never made into a path."""
    found = {file.name: file for file in kept(place.workspace)}.get(name)
    if found is None:
        raise Http404
    return as_report(FileResponse(found.open("rb")))


def as_report(response: FileResponse) -> FileResponse:
    """A report as it is served: a page of its own that fetches nothing."""
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response
