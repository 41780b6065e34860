"""Tiedot: how good the data is, and every field with its class."""

from __future__ import annotations

from django.http import HttpResponse

from osuma.web.pages.place import SAVED, Place, Right, page


@page()
def quality(place: Place) -> HttpResponse:
    """Three sentences and the reconciliation first; then what looks wrong, consents, and what is known of whom."""
    return place.show("quality.html", quality=place.told("quality.show"), here="data", tab="quality")


@page()
def fields(place: Place) -> HttpResponse:
    """Every field of the customers: its class, of how many it is known, and how new it is."""
    known = {one["field"]: one for one in place.told("quality.show")["fields"]}
    listed = place.ask("fields.list")
    shown = [{**one, **known.get(one["field"], {}), "class": one["class"]} for one in listed["customers"]]
    shown.sort(key=lambda one: (one.get("share") is None, -(one.get("share") or 0)))
    return place.show("fields.html", fields=shown, events=listed["events"], here="data", tab="fields")


@page(Right.OWN, posted=True)
def classify(place: Place) -> HttpResponse:
    """Mark a field as special, or take the mark back."""
    form = place.request.POST
    place.ask("fields.classify", field=form.get("field", ""), special=form.get("special") == "yes")
    return place.to("fields", said=SAVED)
