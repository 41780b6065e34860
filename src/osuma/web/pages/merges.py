"""Tiedot: who was put together and why, who nearly was, and deciding otherwise."""

from __future__ import annotations

from django.http import HttpResponse

from osuma.engine.errors import Words
from osuma.web.pages.place import Place, Right, page

#: So many of each are shown; the rest follow when these have been decided on.
MOST = 50
JOINED = Words("Yhdistetty yhdeksi henkilöksi.", "Merged into one person.")
APART = Words("Pidetään kahtena eri henkilönä.", "Kept as two persons.")
UNDONE = Words("Päätös on peruttu.", "The decision is taken back.")


@page(Right.PEOPLE)
def merges(place: Place) -> HttpResponse:
    """What a rule nearly joined, likenesses that wait, the newest links, and what is kept apart."""
    return place.show(
        "merges.html",
        nearly=place.ask("identity.review", limit=MOST)["review"],
        alike=place.ask("identity.candidates", limit=MOST),
        links=place.ask("identity.list", limit=MOST)["links"],
        apart=place.ask("identity.list", limit=MOST, rule="kept_apart")["links"],
        here="data",
        tab="merges",
    )


@page(Right.CHANGE, posted=True)
def decide(place: Place) -> HttpResponse:
    """Whether two records are one person, by a person."""
    form = place.request.POST
    same = form.get("same") == "yes"
    if form.get("candidate", "").isdigit():
        place.ask("identity.confirm" if same else "identity.refuse", candidate_id=int(form["candidate"]))
    else:
        place.ask("identity.merge" if same else "identity.apart", a=form.get("a", ""), b=form.get("b", ""))
    return place.to("merges", said=JOINED if same else APART)


@page(Right.CHANGE, posted=True)
def undo(place: Place, key: int) -> HttpResponse:
    """Take back one link, or one decision to keep apart."""
    place.ask("identity.undo", link_id=key)
    return place.to("merges", said=UNDONE)


@page(Right.CHANGE, posted=True)
def look(place: Place) -> HttpResponse:
    """Look for people who may be one by likeness; joins nobody."""
    return place.to("work", place.begin("identity.find"))
