"""Tiedot: lists of people that were handed out from the screen: who, when, how many; fetched again or deleted."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from osuma.web.pages.place import Place, Right, page


@page(Right.CHANGE)
def lists(place: Place) -> HttpResponse:
    """Every list, the newest first; its file where it is still there."""
    return place.show("lists.html", lists=place.ask("exports.list")["exports"], here="data", tab="lists")


@page(Right.CHANGE)
def again(place: Place, key: int) -> HttpResponseBase:
    """The file as it was handed out."""
    found = next((one for one in place.ask("exports.list")["exports"] if one["key"] == key and one["there"]), None)
    file = None if found is None else place.workspace.exports / found["file"]
    if file is None or not file.is_file():
        raise Http404
    place.ask("exports.fetched", key=key)
    return FileResponse(file.open("rb"), as_attachment=True, filename=file.name)


@page(Right.CHANGE, posted=True)
def delete(place: Place, key: int) -> HttpResponse:
    """Delete the file; that it was handed out stays in the log."""
    place.ask("exports.delete", key=key)
    return place.to("lists")
