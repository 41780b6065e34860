"""Sequences in words: what they say, whose time is not over, and one person's chain with its times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from osuma.engine.periods import naive_utc
from osuma.engine.segments.explain import (
    ExplainContext,
    PersonFacts,
    Truth,
    explain,
    explain_person,
    leaves_at,
)
from osuma.engine.segments.interpret import Judge
from osuma.engine.segments.interpret.rows import Facts
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Leaf, Segment
from osuma.engine.segments.settings import Settings
from osuma.engine.segments.witness import Witness, witness
from osuma.engine.tables.vocabulary import EventType, Field, canonical

HELSINKI = ZoneInfo("Europe/Helsinki")
_OWN = {"ts": Field("ts", "instant"), "product_id": Field("product_id", "code")}
VOCABULARY = canonical().extended((), (EventType("add_to_cart", _OWN), EventType("looked", _OWN)))
BASKET = (
    "{sequence: [{event: page_view, where: [{property: page, op: starts_with, value: /kengat}]},"
    " {event: add_to_cart}, {without: order}], within: 7 days}"
)
LEFT = "{sequence: [{event: page_view}, {without: order}], within: 7 days}"


def segment(rule: str) -> Segment:
    defn = parse(f"{{slug: s, where: {rule}}}")
    assert isinstance(defn, Segment)
    return defn


@pytest.mark.parametrize(
    ("rule", "pending", "fi", "en"),
    [
        (
            BASKET,
            38,
            "Asiakas katsoi ensin verkkosivua (sivu alkaa ”/kengat”), lisäsi sitten tuotteen ostoskoriin eikä sen"
            " jälkeen ostanut mitään 7 päivän kuluessa ensimmäisestä vaiheesta. Mukana ovat vain ne, joiden 7 päivää"
            " on täynnä; 38 asiakkaalla aika on vielä kesken.",
            "The customer first viewed a web page (page starts with “/kengat”), then added a product to the basket"
            " and bought nothing after that within 7 days of the first step. Only customers whose 7 days are over"
            " are counted; 38 are still in time.",
        ),
        (
            "{sequence: [{event: looked}, {event: add_to_cart}, {without: order}], within: 1 day, so_far: true,"
            " same: [product_id]}",
            1,
            "Asiakkaalla oli ensin tapahtuma ”looked”, hän lisäsi sitten tuotteen ostoskoriin eikä sen jälkeen"
            " ostanut mitään 1 päivän kuluessa ensimmäisestä vaiheesta, ja vaiheissa on sama tuotenumero. Mukana"
            " ovat myös ne, joiden 1 päivä on vielä kesken; 1 asiakkaalla aika on vielä kesken. Tietoa ”tuotenumero”"
            " ei ole kaikissa tapahtumissa: ostoja ei rajata sen mukaan.",
            "The customer first had at least one event “looked”, then added a product to the basket and bought"
            " nothing after that within 1 day of the first step, with the same product number in each step."
            " Customers whose 1 day is not over yet are counted, too; 1 is still in time. Not every event tells"
            " “product number”: purchases are not narrowed by it.",
        ),
        (
            "{sequence: [{event: page_view}, {event: order}], within: 7 days, window: {last: 90 days}}",
            None,
            "Asiakas katsoi ensin verkkosivua ja osti sitten, ja ensimmäisestä vaiheesta viimeiseen kului enintään"
            " 7 päivää, kaikki viimeisten 90 päivän aikana (22.8.–19.11.2026).",
            "The customer first viewed a web page and then bought, with at most 7 days from the first step to the"
            " last, all in the last 90 days (22 Aug – 19 Nov 2026).",
        ),
        (
            "{sequence: [{event: email_sent}, {event: email_open}, {event: order}], within: 1 month}",
            None,
            "Asiakkaalle lähetettiin ensin viesti, hän avasi sitten viestin ja osti sitten, ja ensimmäisestä"
            " vaiheesta viimeiseen kului enintään 1 kuukausi.",
            "The customer first was sent a message, then opened a message and then bought, with at most 1 month from"
            " the first step to the last.",
        ),
        (
            "{sequence: [{event: order}, {without: refund}, {event: order}]}",
            None,
            "Asiakas osti ensin, eikä välissä tehnyt tuotepalautuksia, ja osti sitten uudelleen.",
            "The customer first bought, returned nothing in between, and then bought again.",
        ),
        (
            "{not: {sequence: [{event: order}, {event: order}], within: 30 days}}",
            None,
            "Asiakkaalla ei ole tällaista tapahtumien jonoa: asiakas osti ensin ja osti sitten uudelleen, ja"
            " ensimmäisestä vaiheesta viimeiseen kului enintään 30 päivää.",
            "The customer has no such sequence of events: the customer first bought and then bought again, with"
            " at most 30 days from the first step to the last.",
        ),
    ],
)
def test_sentences(
    rule: str,
    pending: int | None,
    fi: str,
    en: str,
    context: Callable[..., ExplainContext],
    read: Callable[[str], str],
) -> None:
    known = context(counts={"where": {"pending": pending}}, vocabulary=VOCABULARY)
    said = explain(segment(rule), known).body[0]
    assert (read(said.text("fi")), read(said.text("en"))) == (fi, en)


def at(*parts: int) -> datetime:
    """A local time as event rows hold it."""
    return naive_utc(datetime(*parts, tzinfo=HELSINKI))  # type: ignore[arg-type, misc]


def rows(**given: list[datetime]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"customers": [{"customer_key": 1, "kind": "person", "set_apart": None}]}
    for event, times in given.items():
        found[f"event_{event}"] = [
            {"customer_key": 1, "event_id": f"{event}:{i}", "ts": ts, "local_date": ts.date(), "date_only": False}
            for i, ts in enumerate(times)
        ]
    return found


def seen(rule: str, as_of: datetime, **given: list[datetime]) -> Witness:
    world = rows(**given)
    judge = Judge(Facts(world, Settings(), as_of, True), {})
    leaf = segment(rule).where
    assert isinstance(leaf, Leaf)
    return witness(leaf, world["customers"][0], judge)


def said(rule: str, member: bool, found: Witness, known: ExplainContext) -> tuple[str, str]:
    facts = PersonFacts("Anna", member, {"where": Truth(int(member), found.figure, found.rows)})
    told = explain_person(segment(rule), facts, known)
    return told.text("fi"), told.text("en")


def test_one_person_and_their_chain(context: Callable[..., ExplainContext], read: Callable[[str], str]) -> None:
    as_of = datetime(2026, 11, 20, tzinfo=HELSINKI)
    found = seen(LEFT, as_of, page_view=[at(2026, 10, 1, 9), at(2026, 11, 3, 9, 15)])
    fi, en = said(LEFT, True, found, context(vocabulary=VOCABULARY))
    assert read(fi) == (
        "Anna kuuluu segmenttiin: hänen tapahtumansa järjestyksessä ovat verkkosivun katselu 3.11.2026 klo 9.15;"
        " aika päättyi 10.11.2026 klo 9.15."
    )
    assert read(en) == (
        "Anna is in the segment: their events in order are page view on 3 Nov 2026 9:15; the time ended on"
        " 10 Nov 2026 9:15."
    )


def test_one_person_whose_time_is_not_over(
    context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    as_of = datetime(2026, 11, 20, tzinfo=HELSINKI)
    found = seen(LEFT, as_of, page_view=[at(2026, 11, 18, 9)])
    assert found.figure == datetime(2026, 11, 25, 9, tzinfo=HELSINKI)
    fi, _ = said(LEFT, False, found, context(vocabulary=VOCABULARY))
    assert read(fi).endswith("verkkosivun katselu 18.11.2026 klo 9.00; aika päättyy 25.11.2026 klo 9.00.")


def test_one_person_without_a_chain(context: Callable[..., ExplainContext]) -> None:
    as_of = datetime(2026, 11, 20, tzinfo=HELSINKI)
    found = seen(LEFT, as_of, email_open=[at(2026, 11, 18, 9)])
    assert found == Witness()
    fi, _ = said(LEFT, False, found, context(vocabulary=VOCABULARY))
    assert fi.startswith("Anna ei kuulu segmenttiin, koska tämä ei pidä paikkaansa: Asiakas katsoi ensin")


def test_a_member_leaves_when_the_time_is_over() -> None:
    # in by `not` while the week runs: out at the first midnight after it
    rule = segment(f"{{not: {LEFT}}}")
    world = rows(page_view=[at(2026, 11, 18, 9)])

    def is_member(instant: datetime) -> bool:
        judge = Judge(Facts(world, Settings(), instant, True), {})
        return judge.holds(rule.where, world["customers"][0]) is True

    found = leaves_at(
        rule,
        is_member,
        as_of=datetime(2026, 11, 20, tzinfo=HELSINKI),
        zone=HELSINKI,
        rows={"page_view": world["event_page_view"]},
    )
    assert found is not None
    assert found.at.astimezone(UTC) == datetime(2026, 11, 26, tzinfo=HELSINKI)
