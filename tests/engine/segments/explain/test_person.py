"""One person: in, out, by what, and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from osuma.engine.periods import Duration, Window, naive_utc, shift
from osuma.engine.segments.explain import (
    ExplainContext,
    Leaving,
    PersonFacts,
    Truth,
    explain_person,
    leaves_at,
)
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Changed,
    Consent,
    Dates,
    Event,
    Filter,
    Joined,
    Leaf,
    Measure,
    Member,
    Node,
    NoneOf,
    Not,
    Overdue,
    Property,
    Rank,
    Recency,
    Segment,
)

HELSINKI = ZoneInfo("Europe/Helsinki")
AS_OF = datetime(2026, 11, 20, tzinfo=HELSINKI)
YEAR = Window(last=Duration(12, "months"))
NOTHING_IN_90 = Segment("s", Event("order", op="eq", value=0, window=Window(last=Duration(90, "days"))))


def at(*parts: int) -> datetime:
    """A local time as event rows hold it."""
    return naive_utc(datetime(*parts, tzinfo=HELSINKI))  # type: ignore[arg-type, misc]


def test_in_by_not_having_bought(context: Callable[..., ExplainContext], read: Callable[[str], str]) -> None:
    rows = [{"ts": at(2026, 8, 21, 14, 5), "order_id": "10482", "amount": Decimal("64.9")}]
    facts = PersonFacts("Anna Virtanen", True, {"where": Truth(1, 0, rows)}, since=AS_OF)
    said = explain_person(NOTHING_IN_90, facts, context())
    assert read(said.text("fi")) == (
        "Anna Virtanen kuuluu segmenttiin 20.11.2026 alkaen: hänen viimeisin ostonsa on 21.8.2026 (tilaus 10482,"
        " 64,90 €). Hän poistuu segmentistä heti, kun ostaa jotain."
    )
    assert read(said.text("en")) == (
        "Anna Virtanen has been in the segment since 20 Nov 2026: their last purchase was on 21 Aug 2026 (order"
        " 10482, €64.90). They leave as soon as they buy something."
    )


def test_in_without_ever_having_bought(context: Callable[..., ExplainContext]) -> None:
    facts = PersonFacts("Anna Virtanen", True, {"where": Truth(1, 0)})
    said = explain_person(NOTHING_IN_90, facts, context())
    assert said.sentences[0].fi == "Anna Virtanen kuuluu segmenttiin: hän ei ole ostanut koskaan."
    assert said.sentences[0].en == "Anna Virtanen is in the segment: they have never bought anything."


def test_when_out_by_the_clock(context: Callable[..., ExplainContext], read: Callable[[str], str]) -> None:
    segment = Segment("s", Event("order", window=YEAR))
    bought = at(2026, 2, 4, 16, 30)

    def member(as_of: datetime) -> bool:
        return naive_utc(shift(as_of, Duration(12, "months"), -1, HELSINKI)) < bought <= naive_utc(as_of)

    leaving = leaves_at(segment, member, as_of=AS_OF, zone=HELSINKI, rows={"order": [{"ts": bought}]})
    assert leaving is not None
    assert leaving.at == datetime(2027, 2, 5, tzinfo=HELSINKI)
    facts = PersonFacts("Matti Korhonen", True, {"where": Truth(1, 1, [{"ts": bought}])}, leaves=leaving)
    said = explain_person(segment, facts, context())
    assert read(said.sentences[1].fi) == (
        "Matti Korhonen poistuu segmentistä 5.2.2027, ellei osta sitä ennen: silloin hänen ostonsa 4.2.2026 jää 12"
        " kuukauden ulkopuolelle."
    )
    assert read(said.sentences[1].en) == (
        "Matti Korhonen leaves on 5 Feb 2027 unless they buy before that: their purchase of 4 Feb 2026 then falls"
        " outside the 12 months."
    )


def test_a_purchase_without_a_time_falls_out_after_its_day() -> None:
    bought = [at(2026, 3, 1), at(2026, 3, 20)]

    def member(as_of: datetime) -> bool:
        last = (as_of - timedelta(microseconds=1)).astimezone(HELSINKI).date()
        return last < date(2027, 3, 1)

    leaving = leaves_at(
        Segment("s", Event("order", value=2, window=YEAR)),
        member,
        as_of=AS_OF,
        zone=HELSINKI,
        rows={"order": [{"ts": ts, "date_only": True} for ts in bought]},
    )
    assert leaving is not None
    assert leaving.at == datetime(2027, 3, 2, tzinfo=HELSINKI)
    assert leaving.row == bought[0].replace(tzinfo=UTC)


def test_out_says_what_failed_and_only_that(context: Callable[..., ExplainContext]) -> None:
    where = AllOf(
        (
            Property("age", "between", (30, 60)),
            AnyOf((Property("income_band", "eq", "upper"), Property("title_role", "eq", "ceo"))),
        )
    )
    truths = {
        "where.all[0]": Truth(0, 29),
        "where.all[1].any[0]": Truth(2),
        "where.all[1].any[1]": Truth(1, "ceo"),
    }
    said = explain_person(Segment("s", where), PersonFacts("Liisa Salo", False, truths), context())
    assert said.text("fi").replace("\u00a0", " ") == "Liisa Salo ei kuulu segmenttiin, koska ikä on 29 vuotta."
    assert said.text("en") == "Liisa Salo is not in the segment because age is 29."
    assert [(reason.path, reason.value, reason.decides) for reason in said.reasons] == [
        ("where.all[0]", 0, True),
        ("where.all[1].any[0]", 2, False),
        ("where.all[1].any[1]", 1, False),
    ]
    assert said.reasons[1].because.fi == "tuloluokka puuttuu"


def test_the_clause_that_let_the_person_in_is_named(context: Callable[..., ExplainContext]) -> None:
    where = AllOf(
        (
            AnyOf((Property("income_band", "eq", "upper"), Property("title_role", "eq", "ceo"))),
            NoneOf((Member("villa-owners"),)),
            Not(Consent("email", "refused")),
        )
    )
    truths = {
        "where.all[0].any[0]": Truth(0, "lower"),
        "where.all[0].any[1]": Truth(1, "ceo"),
        "where.all[1].none[0]": Truth(0),
        "where.all[2].not": Truth(0, "granted"),
    }
    said = explain_person(Segment("s", where), PersonFacts("Liisa Salo", True, truths), context())
    assert said.text("fi") == (
        "Liisa Salo kuuluu segmenttiin: ammattinimike on ”toimitusjohtaja”, hän ei kuulu segmenttiin ”Huvilan"
        " omistajat” ja hän on antanut luvan markkinointiin (”sähköposti”)."
    )
    assert [reason.path for reason in said.reasons if reason.decides] == [
        "where.all[0].any[1]",
        "where.all[1].none[0]",
        "where.all[2].not",
    ]


def test_every_kind_of_condition_has_evidence(
    context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    running = Filter("category", "eq", "Juoksu")
    rows = [{"ts": at(2026, 11, 1, 9)}, {"ts": at(2026, 5, 1, 9)}]
    cases: list[tuple[Leaf, Truth, str]] = [
        (Event("order", value=2), Truth(1, 3, rows), "ostoja on 3 (viimeisin 1.11.2026)"),
        (Event("order_line", (running,), Measure("sum", "amount"), "gte", 5), Truth(0, Decimal(4)),
         "ostojen summa tuoteryhmästä ”Juoksu” on 4,00 €"),
        (Recency("order", "lte", Duration(9, "months"), "first"), Truth(1, None, rows),
         "hänen ensimmäinen ostonsa on 1.5.2026"),
        (Dates("birth_date", Window(next=Duration(9, "days")), anniversary=True), Truth(0, date(1990, 5, 1)),
         "syntymäaika on 1.5.1990"),
        (Property("interests", "any", ("x",)), Truth(0, ("golf", "design")),
         "kiinnostuksen kohteet: ”golf” ja ”design”"),
        (Property("interests", "any", ("x",)), Truth(2), "kiinnostuksen kohteet puuttuvat"),
        (Rank(Event("sale", measure=Measure("sum", "amount")), n=5), Truth(0, Decimal(12)),
         "ostojen summa on 12,00 €"),
        (Member("villa-owners"), Truth(2),
         "ei tiedetä, pitääkö tämä paikkansa: Asiakas kuuluu segmenttiin ”Huvilan omistajat”"),
        (Consent("sms"), Truth(2), "lupatieto puuttuu (”tekstiviesti”)"),
    ]  # fmt: skip
    for leaf, truth, expected in cases:
        said = explain_person(Segment("s", leaf), PersonFacts("X", truth.value == 1, {"where": truth}), context())
        assert read(said.reasons[0].because.fi) == expected


@pytest.mark.parametrize(
    "leaf",
    [
        Not(Overdue("order", 2)),
        Changed("city", Window(last=Duration(30, "days"))),
        Joined("vip", Window(last=Duration(30, "days"))),
    ],
)
def test_leaving_by_rhythm_and_by_what_changed_is_found_to_the_day(leaf: Node) -> None:
    out_at = datetime(2026, 12, 5, tzinfo=HELSINKI)
    kept = Event("order", window=YEAR)
    found = leaves_at(
        Segment("s", AllOf((kept, leaf))),
        lambda when: when < out_at,
        as_of=AS_OF,
        zone=HELSINKI,
        rows={"order": [{"ts": at(2026, 11, 1, 12)}]},
    )
    assert found == Leaving(out_at)


def test_leaving_follows_references_calendars_and_birthdays() -> None:
    inner = Segment("inner", Event("order", window=Window(last=Duration(48, "hours"))))
    outer = Segment("outer", AllOf((Member("inner"), Property("age", "lt", 30))))
    bought = at(2026, 11, 19, 12)
    out_at = datetime(2026, 11, 21, 12, tzinfo=HELSINKI)
    found = leaves_at(
        outer,
        lambda when: when < out_at,
        as_of=AS_OF,
        zone=HELSINKI,
        rows={"order": [{"ts": bought}]},
        dates={"birth_date": date(1997, 2, 28)},
        known={"inner": inner},
    )
    assert found == Leaving(out_at, "order", (), bought.replace(tzinfo=ZoneInfo("UTC")), Duration(48, "hours"))
    birthday = datetime(2027, 2, 28, tzinfo=HELSINKI)
    found = leaves_at(
        Segment("young", Property("age", "lt", 30)),
        lambda when: when < birthday,
        as_of=AS_OF,
        zone=HELSINKI,
        rows={},
        dates={"birth_date": date(1997, 2, 28)},
    )
    assert found == Leaving(birthday)
    month = Segment("month", Event("order", window=Window(calendar="month")))
    december = datetime(2026, 12, 1, tzinfo=HELSINKI)
    found = leaves_at(month, lambda when: when < december, as_of=AS_OF, zone=HELSINKI, rows={})
    assert found is not None
    assert found.at == december
    assert leaves_at(month, lambda _: True, as_of=AS_OF, zone=HELSINKI, rows={}, horizon=timedelta(40)) is None


def test_leaving_by_the_clock_for_another_reason(context: Callable[..., ExplainContext]) -> None:
    segment = Segment("young", Property("age", "lt", 30))
    leaving = Leaving(datetime(2027, 2, 28, tzinfo=HELSINKI))
    facts = PersonFacts("Liisa Salo", True, {"where": Truth(1, 29)}, leaves=leaving)
    said = explain_person(segment, facts, context()).sentences[1]
    assert said.fi == "Liisa Salo poistuu segmentistä 28.2.2027, ellei mikään muutu sitä ennen."
    assert said.en == "Liisa Salo leaves on 28 Feb 2027 unless something changes before that."
