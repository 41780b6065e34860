"""Myynti: whom to ring tomorrow, what came of the calls, which industries pay."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase

from osuma.web.pages.place import Place, Right, page
from osuma.workflows.reports.call_outcomes import IDS, OUTCOMES

#: Tools that update their records from the file, as each is called.
FORMATS = {"hubspot": "HubSpot", "pipedrive": "Pipedrive", "xlsx": "Excel"}
#: Width of the drawing of a rate.
WIDTH = 100


@page(Right.PEOPLE)
def tomorrow(place: Place) -> HttpResponse:
    """Whom to ring tomorrow, for everybody who may see names."""
    return calls(place)


def calls(place: Place) -> HttpResponse:
    """Tomorrow's list; after a call, what was kept of it."""
    kept = OUTCOMES.get(place.request.GET.get("kept", ""))
    return place.show(
        "calls.html",
        list=place.ask("calls.tomorrow"),
        outcomes={code: words.plain() for code, words in OUTCOMES.items()},
        kept=None if kept is None else kept.plain(),
        formats=FORMATS,
        stages=place.ask("deals.stages")["unclear"],
        here="home",
        tab="calls",
    )


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
    place.ask("calls.write", to=str(there), crm=chosen)
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
    return place.to("industries")


def _drawn(one: Mapping[str, Any]) -> dict[str, str]:
    """Where the range and the rate are in the drawing."""
    return {name: f"{one[name] * WIDTH:.1f}" for name in ("low", "rate", "high")}
