"""Tiedot: files in, what came of them, what Osuma has to ask."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
    held = [one["import_id"] for one in imports if uploads.held(place.workspace, one["import_id"])]
    asked = [load for key in held if _asked_about(place, load := place.ask("import.show", import_id=key))]
    return place.show(
        "data.html",
        imports=list(reversed(imports)),
        systems=sorted({one["recognised"]["source"] for one in imports if one.get("recognised")}),
        questions=place.ask("questions.list")["questions"],
        sums=[one for one in place.ask("fields.sums")["fields"] if one["asked"]],
        waiting=uploads.waiting(place.workspace),
        asked=asked,
        watched=place.ask("watch.status"),
        here="data",
        tab="imports",
    )


@page()
def one(place: Place, key: int) -> HttpResponse:
    """One import: what came of it, how its columns were read, what was refused and why."""
    load = place.ask("import.show", import_id=key)
    asked = [load] if _asked_about(place, load) else []
    return place.show("import.html", load=load, asked=asked, here="data", tab="imports")


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
    return place.show("work.html", **_came(place, key), here="data")


@page()
def work_now(place: Place, key: int) -> HttpResponse:
    """The part of that page that changes."""
    return place.show("parts/work.html", **_came(place, key))


@page(Right.CHANGE, posted=True)
def undo(place: Place, key: int) -> HttpResponse:
    """Take an import back."""
    place.ask("import.undo", import_id=key)
    uploads.let_go(place.workspace, key)
    return place.to("data", said=UNDONE)


@page(Right.CHANGE, posted=True)
def together(place: Place, key: int) -> HttpResponse:
    """A file is of another system: bring it again by that system's name, undoing its import, or leave it as it is."""
    load = place.ask("import.show", import_id=key)
    if not _asked_about(place, load):
        raise Http404
    own, other = load["recognised"]["source"], load["under_one"]["source"]
    same = place.request.POST.get("same") == "yes"
    if not same and load["state"] == "done":
        uploads.let_go(place.workspace, key)
        return place.to("data", said=SAVED)
    given = {"import_id": key, "undo": load["state"] == "done", "source": other if same else own, "own": own}
    return place.to("work", place.begin(working.TOGETHER, **given))


def _asked_about(place: Place, load: Mapping[str, Any]) -> bool:
    """Whether the import may be brought under another system by one click: it stands, or was undone for that and
    the process ended before its file came in again."""
    asked = load["state"] in ("done", "undone") and bool(load.get("under_one"))
    return asked and uploads.held(place.workspace, load["import_id"]) is not None


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


def _came(place: Place, key: int) -> dict[str, Any]:
    """What the page of a job shows."""
    job = _job(place, key)
    loads = (job.result or {}).get("loads", [])
    asked = [one for one in loads if one.get("under_one") and uploads.held(place.workspace, one["import_id"])]
    return {"job": job, "apart": [] if asked else _apart(job), "asked": asked}


def _apart(job: Job) -> list[str]:
    """Files of one drop that nobody's product made and nobody has said to come from one system: each is a system of
    its own, in which the same customer number is another customer."""
    if job.result is None or job.args.get("source"):
        return []
    own = [one for one in job.result.get("loads", []) if (one.get("recognised") or {}).get("by") == "proposed"]
    return [one["file"] for one in own] if len({one["recognised"]["source"] for one in own}) > 1 else []
