"""Raportit: each one file with its own script and style in it."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from osuma.catalog.workspaces import Workspace
from osuma.web.pages.place import Place, Right, page

# A report may fetch nothing and send nothing anywhere.
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@page()
def listed(place: Place) -> HttpResponse:
    """The reports that there are."""
    return place.show("reports.html", reports=[file.name for file in _reports(place.workspace)], here="reports")


@page(Right.CHANGE, posted=True)
def make(place: Place) -> HttpResponse:
    """Begin a new report of everything that is kept."""
    return place.to("work", place.begin("report.write"))


@page(Right.PEOPLE)
def report(place: Place, name: str) -> HttpResponseBase:
    """One report. The name is looked up among those that there are, never made into a path."""
    found = {file.name: file for file in _reports(place.workspace)}.get(name)
    if found is None:
        raise Http404
    response = FileResponse(found.open("rb"), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response


def _reports(workspace: Workspace) -> list[Path]:
    if not workspace.reports.is_dir():
        return []
    files = workspace.reports.glob("*.html")
    return sorted(file for file in files if file.is_file() and not file.is_symlink())
