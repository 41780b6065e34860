"""Tiedot: how good the data is, and every field with its class."""

from __future__ import annotations

from django.http import HttpResponse

from osuma.web.pages.place import SAVED, Place, Right, page

#: In the place of a currency, of a field that holds no money.
NO_MONEY = "none"


@page()
def quality(place: Place) -> HttpResponse:
    """Three sentences and the reconciliation first; then what looks wrong, consents, and what is known of whom."""
    return place.show("quality.html", quality=place.told("quality.show"), here="data", tab="quality")


@page()
def fields(place: Place) -> HttpResponse:
    """Every field of the customers: its class, of how many it is known, and how new it is."""
    known = {one["field"]: one for one in place.told("quality.show")["fields"]}
    listed = place.ask("fields.list")
    sums = place.ask("fields.sums")
    own = {one["field"]: one for one in sums["fields"]}
    shown = [
        {**one, **known.get(one["field"], {}), "class": one["class"], "sum": own.get(one["field"])}
        for one in listed["customers"]
    ]
    shown.sort(key=lambda one: (one.get("share") is None, -(one.get("share") or 0)))
    return place.show(
        "fields.html", fields=shown, currencies=sums["currencies"], events=listed["events"], here="data", tab="fields"
    )


@page(Right.OWN, posted=True)
def classify(place: Place) -> HttpResponse:
    """Mark a field as special, or take the mark back."""
    form = place.request.POST
    place.ask("fields.classify", field=form.get("field", ""), special=form.get("special") == "yes")
    return place.to("fields", said=SAVED)


@page(Right.CHANGE, posted=True)
def money(place: Place) -> HttpResponse:
    """Say in which currency an own field is, or that it holds no money."""
    form = place.request.POST
    said = form.get("currency", "")
    if not said:
        return place.to("fields")
    place.ask("fields.money", field=form.get("field", ""), currency="" if said == NO_MONEY else said)
    return place.to("fields", said=SAVED)
