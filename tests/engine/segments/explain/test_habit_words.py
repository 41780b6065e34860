"""A person's own rhythm in words, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from osuma.engine.segments.explain import ExplainContext, PersonFacts, Truth, explain_node, explain_person
from osuma.engine.segments.parse import parse_node
from osuma.engine.segments.rule import Overdue, Segment

GOLDEN: list[tuple[dict[str, Any], str, str]] = [
    (
        {"overdue": "order", "times": 2},
        "Viimeisestä kerrasta (osto) on yli 2 kertaa asiakkaan oma tavallinen väli.",
        "Since the last purchase it has been more than 2 times the customer’s own usual gap.",
    ),
    (
        {"overdue": "order"},
        "Viimeisestä kerrasta (osto) on kauemmin kuin asiakkaan oma tavallinen väli.",
        "Since the last purchase it has been longer than the customer’s own usual gap.",
    ),
    (
        {"not": {"overdue": "order"}},
        "Viimeisestä kerrasta (osto) on enintään asiakkaan oma tavallinen väli.",
        "Since the last purchase it has been at most the customer’s own usual gap.",
    ),
    (
        {"seasonal": "order"},
        "Joka vuosi vähintään 80 % kerroista (ostoja) osuu samoihin 3 kuukauteen, ja vuosia on vähintään 2.",
        "In every year at least 80% of the purchases fall in the same 3 months, and there are at least 2 years.",
    ),
    (
        {"not": {"seasonal": "order", "months": 1, "years": 1}},
        "Asiakkaalla ei ole sesonkia: samaan kuukauteen ei joka vuosi osu 80 % kerroista (ostoja) vähintään 1"
        " vuotena.",
        "The customer has no season: no month holds 80% of the purchases in every year, over at least 1 year.",
    ),
]


@pytest.mark.parametrize(("written", "fi", "en"), GOLDEN)
def test_the_condition(
    written: dict[str, Any], fi: str, en: str, context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    said = explain_node(parse_node(written), context()).full[0]
    assert (read(said.fi), read(said.en)) == (fi, en)


@pytest.mark.parametrize(
    ("usual", "last", "fi", "en"),
    [
        (
            Fraction(21, 2),
            date(2026, 11, 1),
            "hänen tavallinen välinsä on 10,5 päivää ja viimeisestä kerrasta on 19 päivää",
            "their usual gap is 10.5 days and the last time was 19 days ago",
        ),
        (
            Fraction(1),
            date(2026, 11, 19),
            "hänen tavallinen välinsä on 1 päivä ja viimeisestä kerrasta on 1 päivä",
            "their usual gap is 1 day and the last time was 1 day ago",
        ),
        (None, None, "tavallista väliä ei tiedetä (liian vähän ostoja)", "there is no usual gap (too few purchases)"),
    ],
)
def test_evidence_of_one_person(
    usual: Fraction | None,
    last: date | None,
    fi: str,
    en: str,
    context: Callable[..., ExplainContext],
    read: Callable[[str], str],
) -> None:
    rows = [] if last is None else [{"ts": datetime(2026, 11, 1), "local_date": last}]
    facts = PersonFacts("X", True, {"where": Truth(1, usual, rows)})
    because = explain_person(Segment("s", Overdue("order", 1)), facts, context()).reasons[0].because
    assert (read(because.fi), read(because.en)) == (fi, en)
