"""Tiedot: what a workspace has chosen of its data: who is set apart, a watched folder, and answers to questions."""

from __future__ import annotations

from django.http import HttpResponse

from osuma.engine.errors import Refused
from osuma.web.pages.place import LOOKED, SAVED, Place, Right, page
from osuma.workflows.asking.known_settings import APART_KINDS, REASONS

#: Fields of the form: one line a domain, an address or a tag, by why it is set apart.
FIELD = "{}:{}"


@page(Right.CHANGE, methods=(*LOOKED, "POST"))
def choices(place: Place) -> HttpResponse:
    """Own people, tests and resellers; the watched folder; the answers that were given."""
    return _shown(place)


@page(Right.OWN, posted=True)
def apart(place: Place) -> HttpResponse:
    """Keep who is outside every total."""
    form = place.request.POST
    said: dict[str, dict[str, str]] = {}
    for kind in APART_KINDS:
        for reason in REASONS:
            for line in form.get(FIELD.format(kind, reason), "").splitlines():
                if line.strip():
                    said.setdefault(kind, {})[line.strip().casefold().removeprefix("@")] = reason
    return _kept(place, "apart", set_apart=said)


@page(Right.EVERYWHERE, posted=True)
def watch(place: Place) -> HttpResponse:
    """Keep which folder is watched, and whether what is done is moved away in it."""
    form = place.request.POST
    return _kept(
        place, "watch", watch_folder=form.get("folder", "").strip() or None, watch_move_done=form.get("move") == "yes"
    )


def _kept(place: Place, part: str, **settings: object) -> HttpResponse:
    try:
        for key, value in settings.items():
            place.put(key, value)
    except Refused as refused:
        return _shown(place, {part: refused.mistakes[0].what.plain()}, 400)
    return place.to("choices", said=SAVED)


def _shown(place: Place, wrong: dict[str, dict[str, str]] | None = None, status: int = 200) -> HttpResponse:
    settings = place.ask("settings.get")["settings"]
    apart = settings["set_apart"]
    groups = [
        {
            "reason": reason,
            "lists": [
                {"kind": kind, "name": FIELD.format(kind, reason),
                 "lines": "\n".join(k for k, why in apart.get(kind, {}).items() if why == reason)}
                for kind in APART_KINDS
            ],
        }
        for reason in REASONS
    ]  # fmt: skip
    return place.show(
        "choices.html",
        status,
        groups=groups,
        settings=settings,
        watched=place.ask("watch.status"),
        questions=place.ask("questions.list"),
        wrong=wrong or {},
        may_watch=place.right >= Right.EVERYWHERE,
        here="data",
        tab="choices",
    )
