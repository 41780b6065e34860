"""Sentences whose form depends on a number or on another part: one or several, again, brackets in brackets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from osuma.engine.segments.explain import ExplainContext, explain_node
from osuma.engine.segments.explain.unknowns import Place
from osuma.engine.segments.parse import parse_node

WEB = [{"property": "channel", "op": "eq", "value": "web"}]
# the written condition, of whom, what was counted at it, Finnish, English
GOLDEN: list[tuple[dict[str, Any], str, dict[str, Any], str, str]] = [
    (
        {"property": "interests", "op": "all", "value": ["Juoksu"]}, "customers", {"unknown": 0},
        "Kiinnostuksen kohteet: mukana on ”Juoksu”.", "Interests: includes “Juoksu”.",
    ),
    (
        {"property": "interests", "op": "all", "value": ["Juoksu", "Hiihto"]}, "customers", {"unknown": 1},
        "Kiinnostuksen kohteet: mukana ovat ”Juoksu” ja ”Hiihto”. Kiinnostuksen kohteet puuttuvat 1 asiakkaalta, eikä"
        " häntä lasketa mukaan.",
        "Interests: includes “Juoksu” and “Hiihto”. Interests are missing for 1 customer, who is left out.",
    ),
    (
        {"rank": {"event": "sale", "measure": {"sum": "amount"}}, "top": {"n": 1}}, "customers", {"ranked": 40},
        "Asiakas on ensimmäinen kaikista 40 asiakkaasta, kun järjestyksen ratkaisee ostojen summa (suurin ensin)."
        " Kaikki tasan rajalla olevat ovat mukana.",
        "The customer is first by the total of purchases (largest first), among all 40 customers. Everyone exactly"
        " at the limit is in.",
    ),
    (
        {"rank": {"property": "age"}, "top": {"percent": 10}, "order": "asc"},
        "customers", {"ranked": 40, "unknown": 0},
        "Asiakas kuuluu alimpaan 10 prosenttiin kaikista 40 asiakkaasta, kun järjestyksen ratkaisee ikä. Kaikki"
        " tasan rajalla olevat ovat mukana.",
        "The customer is in the bottom 10% by age, among all 40 customers. Everyone exactly at the limit is in.",
    ),
    (
        {"bucket": "kevät", "from": 5, "to": 5}, "customers", {},
        "Asiakas on arvonnan ”kevät” lokerossa 5 (noin 0,01 % asiakkaista). Lokero lasketaan asiakasnumerosta, joten"
        " se ei vaihdu.",
        "The customer is in bucket 5 of the draw “kevät” (about 0.01% of customers). The bucket is worked out from"
        " the customer number and does not change.",
    ),
    (
        {"near": "33100", "km": 10}, "areas", {"unknown": 45},
        "Alue on enintään 10 km:n päässä alueesta 33100. Etäisyys on linnuntietä alueiden keskipisteestä"
        " keskipisteeseen. 45 alueen sijaintia ei tiedetä, eikä niitä lasketa mukaan.",
        "The area is within 10 km of area 33100. The distance is as the crow flies between the centres of the areas."
        " For 45 areas it is not known where they are, and they are left out.",
    ),
    (
        {"event": "order_line", "measure": {"mode": "category", "by": "amount"}, "op": "eq", "value": "Juoksu"},
        "customers", {"unknown": 5},
        "Ostojen eniten rahaa vienyt tuoteryhmä on ”Juoksu”. Perutut ja kokonaan palautetut ostot eivät ole mukana."
        " 5 asiakkaalla ei ole ostorivejä, tai niistä puuttuu tuoteryhmä, eikä heitä lasketa mukaan.",
        "The product group of order lines with most money spent is “Juoksu”. Cancelled and fully refunded orders do"
        " not count. 5 customers have no order lines, or no product group is known of them, and they are left out.",
    ),
    (
        {"event": "attendance", "measure": {"avg": "minutes"}, "op": "gte", "value": 30}, "customers", {"unknown": 1},
        "Tilaisuuksien keskimääräinen läsnäoloaika minuutteina on vähintään 30. 1 asiakkaalla ei ole ilmoittautumisia"
        " tai osallistumisia tilaisuuksiin, tai niistä puuttuu läsnäoloaika minuutteina, eikä häntä lasketa mukaan.",
        "The average attendance in minutes of registrations or attendances is at least 30. 1 customer has no"
        " registrations or attendances, or no attendance in minutes is known of them, and they are left out.",
    ),
    (
        {"message": "opened", "human": False}, "customers", {"unknown": 0},
        "Asiakas on avannut viestin vähintään kerran. Vain ohjelmien automaattiset avaukset lasketaan.",
        "The customer has opened a message at least once. Only automatic opens by software count.",
    ),
    (
        {"overdue": "order", "times": 2, "where": WEB}, "customers", {"unknown": 0},
        "Viimeisestä kerrasta – osto (kanava on ”verkkokauppa”) – on yli 2 kertaa asiakkaan oma tavallinen väli."
        " Tavallinen väli on asiakkaan omien välien mediaani päivinä; siihen tarvitaan vähintään 3 eri päivää.",
        "Since the last purchase (channel is “web shop”) it has been more than 2 times the customer’s own usual gap."
        " The usual gap is the median of the customer’s own gaps in days; it takes at least 3 different days.",
    ),
    (
        {"sequence": [{"event": "order"}, {"event": "order", "where": WEB}, {"event": "order"}], "within": "30 days"},
        "customers", {},
        "Asiakas osti ensin, osti sitten (kanava on ”verkkokauppa”) ja osti sitten uudelleen, ja ensimmäisestä"
        " vaiheesta viimeiseen kului enintään 30 päivää.",
        "The customer first bought, then bought (channel is “web shop”) and then bought again, with at most 30 days"
        " from the first step to the last.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "unit", "counts", "fi", "en"), GOLDEN)
def test_golden_sentence(
    written: dict[str, Any],
    unit: str,
    counts: dict[str, Any],
    fi: str,
    en: str,
    context: Callable[..., ExplainContext],
    read: Callable[[str], str],
) -> None:
    said = explain_node(parse_node(written), context(counts={"where": counts}), Place(unit=unit))
    assert (read(said.text("fi")), read(said.text("en"))) == (fi, en)
