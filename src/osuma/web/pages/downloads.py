"""Lists that leave from a segment's page: which there are of its unit, what is asked before, and the file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse

from osuma.engine.errors import Words
from osuma.engine.segments import kpis
from osuma.engine.segments.rule import Definition, unit_of
from osuma.engine.segments.templates import purpose_named
from osuma.web.pages.place import Place
from osuma.workflows.lists.destinations import destination

#: Whoever may not be written to is in no list of people that is handed out from the screen.
CHANNEL = "email"
CONTROL = "10%"
#: The code of what is refused for old data, which a reason lets out all the same.
STALE = "stale"


@dataclass(frozen=True)
class Form:
    """One way to take a list out. format, for_, channel: as the verb `segments.export` takes them."""

    said: Words
    format: str
    for_: str | None = None
    channel: str | None = None


def _tool(name: str, called: str) -> Form:
    return Form(Words(called, called), name, channel=CHANNEL)


#: By unit, what a marketer works with, the commonest first.
FORMS: Mapping[str, Mapping[str, Form]] = {
    "customers": {
        "mailchimp": _tool("mailchimp", "Mailchimp"),
        "shopify": _tool("shopify", "Shopify"),
        "hubspot": _tool("hubspot", "HubSpot"),
        "pipedrive": _tool("pipedrive", "Pipedrive"),
        "xlsx": _tool("xlsx", "Excel"),
        "csv": _tool("csv", "CSV"),
    },
    "accounts": {
        "xlsx": Form(Words("Yritykset, Excel", "Companies, Excel"), "xlsx"),
        "csv": Form(Words("Yritykset, CSV", "Companies, CSV"), "csv"),
        "decision-makers": Form(Words("Päättäjät, Excel", "Decision makers, Excel"), "xlsx", "decision-makers"),
        "contacts": Form(Words("Kaikki yhteyshenkilöt, Excel", "All contacts, Excel"), "xlsx", "contacts"),
        "linkedin": Form(Words("LinkedInin yrityslista", "Company list for LinkedIn"), "csv", "linkedin"),
    },
    "areas": {
        "csv": Form(Words("Postinumerot, CSV", "Postcodes, CSV"), "csv"),
        "xlsx": Form(Words("Postinumerot, Excel", "Postcodes, Excel"), "xlsx"),
    },
}


@dataclass(frozen=True)
class Asked:
    """What the form of a list shows. purpose, kpi: empty where nobody has said them. held: why the list stays here
    until there is a reason; None where it may go. chosen: the way that was asked for."""

    slug: str
    klass: str
    unit: str
    purpose: Words
    kpi: Words
    held: Mapping[str, str] | None = None
    chosen: str = ""

    @property
    def forms(self) -> Mapping[str, Form]:
        """The ways to take it out."""
        return FORMS[self.unit]


def asked(slug: str, defn: Definition, klass: str = "", held: Words | None = None, chosen: str = "") -> Asked:
    """The form for a segment, or for a class of a partition."""
    said = Words("", "") if defn.kpi is None else kpis.named(defn.kpi)
    why = None if held is None else held.plain()
    return Asked(slug, klass, unit_of(defn), purpose_named(defn.purpose or ""), said, why, chosen)


def handed(place: Place, slug: str, defn: Definition, klass: str = "") -> FileResponse:
    """The list that a form asks for, logged; what is said in the form of its purpose is kept.

    Refused as the verb refuses, with the code STALE where the data is old and the form gives no reason.
    """
    form = place.request.POST
    said = {name: form[name].strip() for name in ("purpose", "kpi") if form.get(name, "").strip()}
    if "kpi" in said:
        said["kpi"] = kpis.written(said["kpi"])
    if defn.purpose and said.get("purpose") in purpose_named(defn.purpose).plain().values():
        del said["purpose"]  # it stays as it was written, in whichever language it was shown
    if said:
        place.ask("segments.describe", slug=slug, **said)
    forms = FORMS[unit_of(defn)]
    chosen = form.get("format", "")
    way = forms.get(chosen) or Form(Words("", ""), chosen, channel=CHANNEL)  # the verb says what there is
    ending = "xlsx" if destination(way.format).sheet else "csv"
    called = f"{slug}-{klass}-{chosen}" if klass else f"{slug}-{chosen}"
    # each list is a file of its own, which can be had again
    file = place.workspace.exports / f"{called}-{secrets.token_hex(4)}.{ending}"
    more: dict[str, Any] = {
        "for_": way.for_,
        "channel": way.channel,
        "control": CONTROL if form.get("control") else None,
    }
    for name in ("stale_on_purpose", "work_related"):
        more[name] = form.get(name, "").strip() or None
    place.ask("segments.export", slug=f"{slug}/{klass}" if klass else slug, to=str(file), format=way.format, **more)
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"{called}.{ending}")
