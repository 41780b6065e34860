"""Conditions that people and companies share are said of a company where it is one, names in quotes left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from osuma.engine.segments.explain.context import Counts, ExplainContext
from osuma.engine.segments.explain.tree import explain
from osuma.engine.segments.parse import parse

AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "fi", "en"),
    [
        (
            "{rank: {property: turnover}, top: {n: 10}}",
            "Yritys on 10 ensimmäisen joukossa kaikista 40 yrityksestä, kun järjestyksen ratkaisee liikevaihto"
            " (suurin ensin). Kaikki tasan rajalla olevat ovat mukana. 2 yritykseltä puuttuu tieto, jonka mukaan"
            " järjestetään, eikä niitä lasketa mukaan.",
            "The company is among the top 10 by turnover, among all 40 companies. Every company exactly at the limit"
            " is in. For 2 companies the figure to rank by is missing, and they are left out.",
        ),
        (
            "{sequence: [{event: deal_made}, {without: deal_won}], within: 60 days}",
            "Yrityksellä oli ensin aloitettu kauppa eikä sen jälkeen ollut voitettuja kauppoja 60 päivän kuluessa"
            " ensimmäisestä vaiheesta. Mukana ovat vain ne, joiden 60 päivää on täynnä.",
            "The company first had at least one deal made and had no won deals after that within 60 days of the first"
            " step. Only companies whose 60 days are over are counted.",
        ),
        (
            "{bucket: asiakas ja customer, from: 0, to: 999}",
            "Yritys on arvonnan ”asiakas ja customer” lokeroissa 0–999 (noin 10\u00a0% yrityksistä). Lokero lasketaan"
            " yrityksen tunnuksesta, joten se ei vaihdu.",
            "The company is in buckets 0 to 999 of the draw “asiakas ja customer” (about 10% of companies)."
            " The bucket is worked out from the company id and does not change.",
        ),
    ],
)
def test_said_of_companies(rule: str, fi: str, en: str) -> None:
    defn = parse(f"{{slug: s, of: accounts, where: {rule}}}")
    counts = {"where": Counts(true=10, unknown=2, ranked=40)}
    (said,) = explain(defn, ExplainContext(AT, ZoneInfo("Europe/Helsinki"), counts=counts)).body
    assert " ".join(one.fi for one in said.full) == fi
    assert " ".join(one.en for one in said.full) == en


def test_of_people_nothing_changes() -> None:
    defn = parse("{slug: s, where: {bucket: spring, from: 0, to: 999}}")
    (said,) = explain(defn, ExplainContext(AT, ZoneInfo("Europe/Helsinki"))).body
    assert said.full[0].fi == "Asiakas on arvonnan ”spring” lokeroissa 0–999 (noin 10\u00a0% asiakkaista)."
