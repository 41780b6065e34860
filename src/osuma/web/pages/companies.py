"""Asiakkaat: companies with their contacts and deals, and which company is which in the register."""

from __future__ import annotations

from django.http import HttpResponse

from osuma.web.pages.place import LOOKED, Place, Right, page

MOST = 100


@page(Right.PEOPLE, methods=(*LOOKED, "POST"))
def companies(place: Place) -> HttpResponse:
    """Companies by name, or those that were looked for; then candidates of which is which."""
    text = place.request.POST.get("text", "").strip()
    return place.show(
        "companies.html",
        text=text,
        found=place.ask("companies.find", text=text, limit=MOST),
        most=MOST,
        candidates=place.ask("companies.candidates", limit=MOST)["candidates"],
        here="customers",
    )


@page(Right.PEOPLE)
def card(place: Place, key: int) -> HttpResponse:
    """Everything that is known of one company."""
    return place.show("company.html", card=place.ask("companies.card", key=key), here="customers")


@page(Right.CHANGE, posted=True)
def confirm(place: Place) -> HttpResponse:
    """Say that a company and one of the register are the same."""
    place.ask("companies.confirm", candidates=[place.request.POST.get("candidate", "")])
    return place.to("companies")


@page(Right.CHANGE, posted=True)
def undo(place: Place, key: int) -> HttpResponse:
    """Take back one such word."""
    place.ask("companies.undo", link_id=key)
    return place.to("companies")
