"""Tiedot: files in, what came of them, what Osuma has to ask."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from osuma.catalog import jobs
from osuma.catalog.modes import private_folder
from osuma.engine.errors import Misuse, Words
from osuma.web import working
from osuma.web.pages.place import Place, Right, page

LONGEST = 200


@page()
def data(place: Place) -> HttpResponse:
    """Every import, the newest first, and a place to drop files."""
    imports = place.ask("import.list")["loads"]
    questions = place.ask("questions.list")["questions"]
    return place.show("data.html", imports=list(reversed(imports)), questions=questions, here="data")


@page(Right.CHANGE, posted=True)
def files(place: Place) -> HttpResponse:
    """Take the files that were dropped and begin their import."""
    given = place.request.FILES.getlist("files")
    if not given:
        raise Misuse(Words("Valitse ainakin yksi tiedosto.", "Choose at least one file."), "no_files")
    folder = private_folder(place.workspace.uploads / secrets.token_hex(8))
    for one in given:
        with _called(str(one.name), folder).open("xb") as copy:
            for chunk in one.chunks():
                copy.write(chunk)
    return place.to("work", place.begin(working.FILES, folder=str(folder)))


@page()
def work(place: Place, key: int) -> HttpResponse:
    """A job: how far it is, then what came of it."""
    return place.show("work.html", job=_job(place, key), here="data")


@page()
def work_now(place: Place, key: int) -> HttpResponse:
    """The part of that page that changes."""
    return place.show("parts/work.html", job=_job(place, key))


@page(Right.CHANGE, posted=True)
def undo(place: Place, key: int) -> HttpResponse:
    """Take an import back."""
    place.ask("import.undo", import_id=key)
    return place.to("data")


@page(Right.CHANGE, posted=True)
def answer(place: Place, key: str) -> HttpResponse:
    """Keep the answer to a question."""
    form = place.request.POST
    place.ask("questions.answer", key=key, yes=form.get("answer") == "yes", evidence=form.get("evidence", ""))
    return place.to("data")


@page(Right.CHANGE)
def refused_rows(place: Place, key: int) -> HttpResponseBase:
    """The refused rows of an import as a sheet, each with its reason."""
    found = next((one for one in place.ask("import.list")["loads"] if one["import_id"] == key), None)
    name = found.get("refused_file") if found else None
    file = place.workspace.rejects / Path(name).name if name else None
    if found is None or file is None or not file.is_file():
        raise Http404
    called = f"{Path(str(found['file'])).stem} {file.name}"
    return FileResponse(file.open("rb"), as_attachment=True, filename=called)


def _called(name: str, folder: Path) -> Path:
    """Where an upload goes: under its own name as far as it may be one here, for it names the source."""
    plain = "".join(c for c in name if c.isprintable() and c not in '/\\:*?"<>|')[-LONGEST:].lstrip(". ")
    file = folder / (plain or "tiedosto")
    return file if not file.exists() else folder / f"{secrets.token_hex(4)} {file.name}"


def _job(place: Place, key: int) -> Any:
    job = jobs.get(place.workspace, key)
    if job is None:
        raise Http404
    return job
