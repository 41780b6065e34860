"""Tiedot: files in, what came of them, what Osuma has to ask."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from osuma.catalog import jobs
from osuma.catalog.jobs import Job
from osuma.engine.errors import Misuse, Words
from osuma.web import uploads, working
from osuma.web.builder.dividing import slug_from
from osuma.web.pages.place import SAVED, Place, Right, page

UNDONE = Words(
    "Tuonti on peruttu. Sen rivit eivät ole enää luvuissa.",
    "The import is undone. No figure holds its rows any more.",
)


@page()
def data(place: Place) -> HttpResponse:
    """Every import, the newest first, and a place to drop files."""
    imports = place.ask("import.list")["loads"]
    return place.show(
        "data.html",
        imports=list(reversed(imports)),
        systems=sorted({one["recognised"]["source"] for one in imports if one.get("recognised")}),
        questions=place.ask("questions.list")["questions"],
        sums=[one for one in place.ask("fields.sums")["fields"] if one["asked"]],
        waiting=uploads.waiting(place.workspace),
        watched=place.ask("watch.status"),
        here="data",
        tab="imports",
    )


@page()
def one(place: Place, key: int) -> HttpResponse:
    """One import: what came of it, how its columns were read, what was refused and why."""
    return place.show("import.html", load=place.ask("import.show", import_id=key), here="data", tab="imports")


@page(Right.CHANGE, posted=True)
def files(place: Place) -> HttpResponse:
    """Take the files that were dropped and begin their import, or show their columns first."""
    taken = _taken(place)
    if place.request.POST.get("first") != "columns":
        called = place.request.POST.get("source", "").strip()
        source = slug_from(called, "lahde", ()) if called else None
        return place.to("work", place.begin(working.FILES, folder=str(taken), source=source))
    held = [uploads.wait(place.workspace, file) for file in sorted(taken.iterdir())]
    taken.rmdir()
    return place.to("columns", held[0].key)


@page(Right.CHANGE, posted=True)
def mended(place: Place, key: int) -> HttpResponse:
    """Refused rows that came back mended: read as rows of the same source."""
    source = place.ask("import.show", import_id=key).get("recognised", {}).get("source")
    taken = _taken(place)
    return place.to("work", place.begin(working.FILES, folder=str(taken), source=source))


def _taken(place: Place) -> Path:
    """The files of the form in a folder of their own."""
    given = place.request.FILES.getlist("files")
    if not given:
        raise Misuse(Words("Valitse ainakin yksi tiedosto.", "Choose at least one file."), "no_files")
    folder = uploads.arrived(place.workspace)
    for file in given:
        with uploads.called(str(file.name), folder).open("xb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
    return folder


@page()
def work(place: Place, key: int) -> HttpResponse:
    """A job: how far it is, then what came of it."""
    job = _job(place, key)
    return place.show("work.html", job=job, apart=_apart(job), here="data")


@page()
def work_now(place: Place, key: int) -> HttpResponse:
    """The part of that page that changes."""
    job = _job(place, key)
    return place.show("parts/work.html", job=job, apart=_apart(job))


@page(Right.CHANGE, posted=True)
def undo(place: Place, key: int) -> HttpResponse:
    """Take an import back."""
    place.ask("import.undo", import_id=key)
    return place.to("data", said=UNDONE)


@page(Right.CHANGE, posted=True)
def answer(place: Place, key: str) -> HttpResponse:
    """Keep the answer to a question."""
    form = place.request.POST
    place.ask("questions.answer", key=key, yes=form.get("answer") == "yes", evidence=form.get("evidence", ""))
    return place.to("data", said=SAVED)


@page(Right.CHANGE)
def refused_rows(place: Place, key: int, form: str = "reasons") -> HttpResponseBase:
    """The refused rows of an import as a sheet: each with its reason, or whole, to be mended."""
    load = place.ask("import.show", import_id=key)
    name = load.get("mend_file" if form == "mend" else "refused_file")
    file = place.workspace.rejects / Path(name).name if name else None
    if file is None or not file.is_file():
        raise Http404
    called = f"{Path(str(load['file'])).stem} {file.name}"
    return FileResponse(file.open("rb"), as_attachment=True, filename=called)


def _job(place: Place, key: int) -> Job:
    job = jobs.get(place.workspace, key)
    if job is None:
        raise Http404
    return job


def _apart(job: Job) -> list[str]:
    """Files of one drop that nobody's product made and nobody has said to come from one system: each is a system of
    its own, in which the same customer number is another customer."""
    if job.result is None or job.args.get("source"):
        return []
    own = [one for one in job.result.get("loads", []) if (one.get("recognised") or {}).get("by") == "proposed"]
    return [one["file"] for one in own] if len({one["recognised"]["source"] for one in own}) > 1 else []
