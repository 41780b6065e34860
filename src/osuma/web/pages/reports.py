"""Raportit: each one file with its own script and style in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from osuma.catalog.modes import private_folder
from osuma.engine.errors import Misuse, Words
from osuma.web.pages.place import Place, Right, page
from osuma.workflows.sharing import reports as kept

# A report may fetch nothing and send nothing anywhere.
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

#: What a logo may be, by its first bytes, and how large.
LOGOS = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff"}
LOGO_BYTES = 1_000_000
FILES = {
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@page()
def listed(place: Place) -> HttpResponse:
    """The customer base in pictures, each with its table and files; whole reports."""
    names = [file.name for file in kept(place.workspace)]
    return place.show("reports.html", shown=place.ask("pictures.show"), reports=names, here="reports")


@page()
def one_page(place: Place) -> HttpResponse:
    """The customer base on one page, to be printed or kept as PDF by the browser."""
    return place.show("one_page.html", shown=place.ask("pictures.show"), logo=_logo(place) is not None)


@page()
def picture(place: Place, code: str, ending: str) -> HttpResponseBase:
    """One picture as a file, in the language of who asks."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"picture.{ending}"
        place.ask("pictures.write", code=code, to=str(file), language=place.user.language)
        content = file.read_bytes()
    response = HttpResponse(content, content_type=FILES.get(ending, "application/octet-stream"))
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.{ending}"'
    return response


@page(Right.CHANGE, posted=True)
def keep_logo(place: Place) -> HttpResponse:
    """The company's logo, or the client's, for what is printed; an empty form takes it away."""
    given = place.request.FILES.get("logo")
    for ending in LOGOS:
        (place.workspace.reports / f"logo{ending}").unlink(missing_ok=True)
    if given is not None:
        head = given.read(LOGO_BYTES + 1)
        kind = next((one for one, mark in LOGOS.items() if head.startswith(mark)), None)
        if kind is None or len(head) > LOGO_BYTES:
            said = Words("Logo on PNG- tai JPEG-kuva, enintään 1 Mt.", "A logo is a PNG or JPEG, 1 MB at most.")
            raise Misuse(said, "bad_logo")
        (private_folder(place.workspace.reports) / f"logo{kind}").write_bytes(head)
    return place.to("reports")


@page()
def logo(place: Place) -> HttpResponseBase:
    """The logo."""
    found = _logo(place)
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), content_type="image/png" if found.suffix == ".png" else "image/jpeg")


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


def _logo(place: Place) -> Path | None:
    files = (place.workspace.reports / f"logo{ending}" for ending in LOGOS)
    return next((file for file in files if file.is_file() and not file.is_symlink()), None)
