"""Asiakkaat: search, and one person's card. Addresses hold a key, never a name: histories and logs keep addresses."""

from __future__ import annotations

from django.http import HttpResponse

from osuma.web.pages.place import LOOKED, Place, Right, page

MOST = 20


@page(Right.PEOPLE, methods=(*LOOKED, "POST"))
def found(place: Place) -> HttpResponse:
    """Search; what is looked for is posted, so that no address holds it."""
    text = place.request.POST.get("text", "").strip()
    people = place.ask("customers.find", text=text, limit=MOST)["customers"] if text else []
    companies = place.ask("companies.find", limit=1)["of"] > 0
    return place.show(
        "customers.html",
        text=text,
        people=people,
        most=len(people) == MOST,
        has_companies=companies,
        here="customers",
    )


@page(Right.PEOPLE)
def card(place: Place, key: int) -> HttpResponse:
    """Everything that is known of one person."""
    return place.show("customer.html", card=place.ask("customers.card", key=key), here="customers")


@page(Right.PEOPLE)
def why(place: Place, key: int, slug: str) -> HttpResponse:
    """Why the person is in a segment, and until when; a part of the card."""
    said = place.ask("customers.why", key=key, slug=slug)["sentences"]
    return place.show("parts/why.html", told=said[place.user.language])
