"""Every condition and every operator that can be written is in at least one sentence that a person has read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from engine.segments.explain import test_golden_sentences, test_golden_wider, test_habit_words, test_suppressed
from osuma.engine.segments.explain import ExplainContext, explain_node
from osuma.engine.segments.operators import OPERATORS
from osuma.engine.segments.parse import parse_node
from osuma.engine.segments.rule import Event, Leaf, Node, Property, walk

#: What the sentences of the other files lack; of 12 customers it is not known.
GOLDEN: list[tuple[dict[str, Any], str, str]] = [
    (
        {"property": "interests", "op": "length_gte", "value": 3},
        "Kiinnostuksen kohteet: vähintään 3 kpl. Kiinnostuksen kohteet puuttuvat 12 asiakkaalta, eikä "
        "heitä lasketa mukaan.",
        "Interests: at least 3. Interests are missing for 12 customers, who are left out.",
    ),
    (
        {"property": "tags", "op": "length_lte", "value": 1},
        "Tunnisteet: tiedossa, enintään 1 kpl. Tunnisteet puuttuvat 12 asiakkaalta, eikä heitä lasketa mukaan.",
        "Tags: known, at most 1. Tags are missing for 12 customers, who are left out.",
    ),
    (
        {"property": "interests", "op": "all", "value": ["juoksu", "hiihto"]},
        "Kiinnostuksen kohteet: mukana ovat ”juoksu” ja ”hiihto”. Kiinnostuksen kohteet puuttuvat 12 "
        "asiakkaalta, eikä heitä lasketa mukaan.",
        "Interests: includes “juoksu” and “hiihto”. Interests are missing for 12 customers, who are left out.",
    ),
    (
        {"property": "interests", "op": "none", "value": ["golf"]},
        "Kiinnostuksen kohteet: tiedossa, eikä mukana ole ”golf”. Kiinnostuksen kohteet puuttuvat 12 "
        "asiakkaalta, eikä heitä lasketa mukaan.",
        "Interests: known, without “golf”. Interests are missing for 12 customers, who are left out.",
    ),
    (
        {"property": "tags", "op": "not_all", "value": ["vip", "lehti"]},
        "Tunnisteet: tiedossa, eivätkä kaikki nämä ole mukana: ”vip” ja ”lehti”. Tunnisteet puuttuvat 12 "
        "asiakkaalta, eikä heitä lasketa mukaan.",
        "Tags: known, without at least one of these: “vip” and “lehti”. Tags are missing for 12 "
        "customers, who are left out.",
    ),
    (
        {"property": "tags", "op": "contains", "value": "vip"},
        "Tunnisteet: jokin sisältää tekstin ”vip”. Tunnisteet puuttuvat 12 asiakkaalta, eikä heitä lasketa mukaan.",
        "Tags: one of them contains “vip”. Tags are missing for 12 customers, who are left out.",
    ),
    (
        {"property": "tags", "op": "not_contains", "value": "vip"},
        "Tunnisteet: tiedossa, eikä mikään sisällä tekstiä ”vip”. Tunnisteet puuttuvat 12 asiakkaalta, "
        "eikä heitä lasketa mukaan.",
        "Tags: known, and none contains “vip”. Tags are missing for 12 customers, who are left out.",
    ),
    (
        {"property": "title", "op": "ends_with", "value": "johtaja"},
        "Titteli päättyy tekstiin ”johtaja”. Titteli puuttuu 12 asiakkaalta, eikä heitä lasketa mukaan.",
        "Job title ends with “johtaja”. Job title is missing for 12 customers, who are left out.",
    ),
    (
        {"property": "title", "op": "not_ends_with", "value": "johtaja"},
        "Titteli on tiedossa, eikä sen lopussa ole ”johtaja”. Titteli puuttuu 12 asiakkaalta, eikä heitä "
        "lasketa mukaan.",
        "Job title is known and does not end with “johtaja”. Job title is missing for 12 customers, who "
        "are left out.",
    ),
    (
        {"property": "city", "op": "not_starts_with", "value": "Uusi"},
        "Paikkakunta on tiedossa, eikä sen alussa ole ”Uusi”. Paikkakunta puuttuu 12 asiakkaalta, eikä "
        "heitä lasketa mukaan.",
        "Town is known and does not start with “Uusi”. Town is missing for 12 customers, who are left out.",
    ),
    (
        {"property": "city", "op": "contains", "value": "kylä"},
        "Paikkakunta sisältää tekstin ”kylä”. Paikkakunta puuttuu 12 asiakkaalta, eikä heitä lasketa mukaan.",
        "Town contains “kylä”. Town is missing for 12 customers, who are left out.",
    ),
    (
        {"property": "title", "op": "regex", "value": "^(toimitus|myynti)"},
        "Titteli vastaa hakulauseketta ”^(toimitus|myynti)”. Titteli puuttuu 12 asiakkaalta, eikä heitä "
        "lasketa mukaan.",
        "Job title matches the pattern “^(toimitus|myynti)”. Job title is missing for 12 customers, who "
        "are left out.",
    ),
    (
        {"property": "title", "op": "not_regex", "value": "harjoittelija"},
        "Titteli on tiedossa, eikä se vastaa hakulauseketta ”harjoittelija”. Titteli puuttuu 12 "
        "asiakkaalta, eikä heitä lasketa mukaan.",
        "Job title is known and does not match the pattern “harjoittelija”. Job title is missing for 12 "
        "customers, who are left out.",
    ),
    (
        {"property": "children", "op": "gt", "value": 2},
        "Lasten määrä on yli 2. Lasten määrä puuttuu 12 asiakkaalta, eikä heitä lasketa mukaan.",
        "Number of children is more than 2. Number of children is missing for 12 customers, who are left out.",
    ),
    (
        {"property": "age", "op": "lte", "value": 29},
        "Ikä on enintään 29 vuotta. Ikä puuttuu 12 asiakkaalta, eikä heitä lasketa mukaan.",
        "Age is at most 29. Age is missing for 12 customers, who are left out.",
    ),
    (
        {"event": "order", "measure": {"last": "amount"}, "op": "gte", "value": 100},
        "Viimeisimmän oston summa on vähintään 100,00 €. Perutut ja kokonaan palautetut ostot eivät ole "
        "mukana. 12 asiakkaalla ei ole ostoja, eikä heitä lasketa mukaan.",
        "The amount of the last purchase is at least €100.00. Cancelled and fully refunded orders do not "
        "count. 12 customers have no purchases, and they are left out.",
    ),
    (
        {"event": "order", "measure": {"min": "amount"}, "op": "lt", "value": 10, "window": {"last": "12 months"}},
        "Ostojen pienin summa viimeisten 12 kuukauden ajalta (20.11.2025–19.11.2026) on alle 10,00 €. "
        "Perutut ja kokonaan palautetut ostot eivät ole mukana. 12 asiakkaalla ei ole ostoja tältä "
        "ajalta, eikä heitä lasketa mukaan.",
        "The smallest amount of purchases over the last 12 months (20 Nov 2025 – 19 Nov 2026) is less "
        "than €10.00. Cancelled and fully refunded orders do not count. 12 customers have no purchases in"
        " this period, and they are left out.",
    ),
    (
        {"sequence": [{"event": "page_view"}, {"event": "order"}], "within": "7 days"},
        "Asiakas katsoi ensin verkkosivua ja osti sitten, ja ensimmäisestä vaiheesta viimeiseen kului "
        "enintään 7 päivää.",
        "The customer first viewed a web page and then bought, with at most 7 days from the first step to the last.",
    ),
    (
        {"account": "any", "where": {"property": "industry_code", "op": "starts_with", "value": "62"}},
        "Vähintään yksi asiakkaan yrityksistä täyttää alla olevat ehdot. 12 asiakkaan yritystä ei "
        "tunneta, tai siitä ei tiedetä tarpeeksi, eikä heitä lasketa mukaan.",
        "At least one of the customer’s companies meets what is below. For 12 customers no company is "
        "known, or too little of it, and they are left out.",
    ),
]


@pytest.mark.parametrize(("written", "fi", "en"), GOLDEN)
def test_golden_sentence(
    written: dict[str, Any],
    fi: str,
    en: str,
    context: Callable[..., ExplainContext],
    read: Callable[[str], str],
) -> None:
    said = explain_node(parse_node(written), context(counts={"where": {"unknown": 12}}))
    assert (read(said.text("fi")), read(said.text("en"))) == (fi, en)


@pytest.fixture(scope="module")
def sentences() -> list[Node]:
    """The roots of which a golden sentence says something in both languages."""
    written = [
        one[0] for one in (*GOLDEN, *test_golden_wider.GOLDEN, *test_habit_words.GOLDEN, *test_suppressed.GOLDEN)
    ]
    read_ = [parse_node(one) if isinstance(one, dict) else one for one in written]
    return [one.node for one in test_golden_sentences.GOLDEN] + [one for one in read_ if not isinstance(one, str)]


def test_there_are_sixty_of_them(sentences: list[Node]) -> None:
    assert len(sentences) >= 60


def test_every_kind_of_condition_is_said(sentences: list[Node]) -> None:
    said = {type(node) for root in sentences for _, node in walk(root)}
    assert {kind.__name__ for kind in get_args(Leaf)} - {kind.__name__ for kind in said} == set()


def test_every_operator_of_a_property_is_said(sentences: list[Node]) -> None:
    nodes = [node for root in sentences for _, node in walk(root)]
    said = {node.op for node in nodes if isinstance(node, Property) and node.other is None}
    assert {op for operators in OPERATORS.values() for op in operators} - said == set()


def test_every_measure_is_said(sentences: list[Node]) -> None:
    said = {node.measure.kind for root in sentences for _, node in walk(root) if isinstance(node, Event)}
    assert {"count", "sum", "avg", "min", "max", "first", "last", "distinct", "mode"} - said == set()
