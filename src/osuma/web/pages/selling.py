"""Myynti: whom to ring tomorrow, what came of the calls, which industries pay."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase

from osuma.web.pages.place import SAVED, Place, Right, page
from osuma.workflows.reports.call_outcomes import IDS
from osuma.workflows.reports.outcome_words import OUTCOMES

#: Tools that update their records from the file, as each is called.
FORMATS = {"hubspot": "HubSpot", "pipedrive": "Pipedrive", "xlsx": "Excel"}
#: Width of the drawing of a rate.
WIDTH = 100


#: Shares of people that can be left without calls.
CONTROLS = (0, 10, 20)


@page(Right.PEOPLE)
def tomorrow(place: Place) -> HttpResponse:
    """Whom to ring tomorrow, for everybody who may see names."""
    return calls(place)


def calls(place: Place) -> HttpResponse:
    """Tomorrow's list; after a call, what was kept of it."""
    kept = OUTCOMES.get(place.request.GET.get("kept", ""))
    chosen = place.request.GET.get("list", "")
    list_ = place.ask("calls.tomorrow", whose=_whose(place, chosen))
    return place.show(
        "calls.html",
        list=list_,
        lists=[{**one, "n": n, "here": one["whose"] == list_["whose"]} for n, one in enumerate(list_["lists"])],
        chosen=chosen,
        controls=CONTROLS,
        outcomes={code: words.plain() for code, words in OUTCOMES.items()},
        kept=None if kept is None else kept.plain(),
        formats=FORMATS,
        stages=place.ask("deals.stages")["unclear"],
        here="home",
        tab="calls",
    )


def _whose(place: Place, chosen: str) -> str | None:
    """Whose list an address asks for: by its place among those that the user can choose of, since no name of a person
    stands in an address."""
    lists = place.ask("calls.tomorrow", limit=0)["lists"] if chosen.isdigit() else []
    return str(lists[int(chosen)]["whose"]) if chosen.isdigit() and int(chosen) < len(lists) else None


@page(Right.OWN, posted=True)
def control(place: Place) -> HttpResponse:
    """How large a share is left without calls."""
    percent = place.request.POST.get("percent", "")
    if percent in map(str, CONTROLS):
        place.put("calls_control", int(percent))
    return place.to("calls", said=SAVED)


@page(Right.PEOPLE, posted=True)
def outcome(place: Place, key: int) -> HttpResponseBase:
    """Keep what came of a call."""
    said = place.request.POST.get("outcome", "")
    place.ask("calls.record", key=key, outcome=said)
    answer = place.to("calls")
    answer["Location"] = f"{answer['Location']}?kept={said}"
    return answer


@page(Right.PEOPLE, posted=True)
def file(place: Place) -> HttpResponseBase:
    """Tomorrow's list and what came of the calls, as a file that a CRM updates from; logged."""
    chosen = place.request.POST.get("format", "")
    chosen = chosen if chosen in IDS else "xlsx"
    ending = "xlsx" if chosen == "xlsx" else "csv"
    there = place.workspace.exports / f"soittolista-{chosen}-{secrets.token_hex(4)}.{ending}"
    place.ask("calls.write", to=str(there), crm=chosen, whose=_whose(place, place.request.POST.get("list", "")))
    return FileResponse(there.open("rb"), as_attachment=True, filename=f"soittolista-{chosen}.{ending}")


@page()
def industries(place: Place) -> HttpResponse:
    """Which industries pay, with the range of each rate."""
    found = place.ask("companies.industries")
    rows = [{**one, "drawn": _drawn(one)} for one in found["industries"]]
    return place.show(
        "industries.html",
        found=found,
        rows=rows,
        width=WIDTH,
        here="home",
        tab="industries",
        stages=place.ask("deals.stages")["unclear"],
    )


@page(Right.CHANGE, posted=True)
def stages(place: Place) -> HttpResponse:
    """Say what stages mean; those that are left open are asked again."""
    form = place.request.POST
    said = zip(form.getlist("stage"), form.getlist("means"), strict=False)
    meanings = {stage: means for stage, means in said if means}
    if meanings:
        place.ask("deals.explain_stages", meanings=meanings)
    return place.to("industries", said=SAVED)


def _drawn(one: Mapping[str, Any]) -> dict[str, str]:
    """Where the range and the rate are in the drawing."""
    return {name: f"{one[name] * WIDTH:.1f}" for name in ("low", "rate", "high")}
