"""S13, S17, S22, S38 to S42: ready-made definitions, taken as they are, on people whose answer is known by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from people import write_rows

from in_process import Osuma

AS_OF = "2026-10-15"
#: id, sex, country, what they do.
PEOPLE = [
    ("opiskelija", "nainen", "FI", "opiskelija"),
    ("eläkeläinen", "mies", "ES", "eläkeläinen"),
    ("työssä", "mies", "FI", "työssä"),
    ("ei tiedossa", "", "ES", ""),
    ("nainen espanjassa", "nainen", "ES", ""),
]
MAPPING = {
    "people": "{target: customers, columns: {id: person_id, sp: gender, maa: country, työ: employment}}",
    "orders": "{target: orders, columns: {nro: order_id, pvm: ts, id: person_id, summa: amount}}",
    "views": "{target: 'events:page_view', columns: {nro: event_id, pvm: ts, id: person_id, laite: device}}",
    "calls": "{target: 'events:call', columns: {nro: event_id, pvm: ts, id: person_id, vastattu: answered}}",
    "clicks": "{target: 'events:email_click', columns: {nro: event_id, pvm: ts, id: person_id, kone: machine}}",
    "opens": "{target: 'events:email_open', columns: {nro: event_id, pvm: ts, id: person_id, kone: machine}}",
    "answers": (
        "{target: 'events:survey_answer', columns: {nro: event_id, pvm: ts, id: person_id, kysymys: question, "
        "arvo: score}}"
    ),
}


class World:
    """An installation that is fed one small table after another."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.osuma, self.rows = folder, Osuma.create(folder / "installation"), 0

    def load(self, name: str, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        mapping = self.folder / f"{name}.yaml"
        mapping.write_text(f"osuma_mapping: 1\nsource: s\noutputs:\n  - {MAPPING[name]}\n", encoding="utf-8")
        file = write_rows(self.folder / f"{name}.csv", header, rows)
        assert self.osuma.load(file, mapping=mapping)["refused"] == 0

    def events(self, name: str, column: str, rows: list[tuple[str, str, object]]) -> None:
        """rows: person, day, value."""
        given = [(f"{name}{self.rows + n}", day, person, value) for n, (person, day, value) in enumerate(rows)]
        self.rows += len(rows)
        self.load(name, ("nro", "pvm", "id", column), given)

    def orders(self, *bought: tuple[str, str, str]) -> None:
        """person, day, amount."""
        self.events("orders", "summa", [(person, day, amount) for person, day, amount in bought])

    def taken(self, slug: str) -> frozenset[str]:
        self.osuma.ask("segments.take", slugs=[slug])
        return self.osuma.members(slug, AS_OF)

    def classes(self, slug: str) -> dict[str, int]:
        self.osuma.ask("segments.take", slugs=[slug])
        return dict(self.osuma.count(slug, AS_OF)["classes"])


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def people(world: World) -> World:
    world.load("people", ("id", "sp", "maa", "työ"), list(PEOPLE))
    return world


def test_nobody_gets_two_prices_and_who_said_nothing_pays_the_usual_one(people: World) -> None:
    found = people.classes("student-or-pensioner")
    # S13.1
    assert (found["student"], found["pensioner"]) == (1, 1)
    assert sum(found.values()) == len(PEOPLE)
    # S13.2
    assert found["usual-price"] == 3


def test_men_in_warm_countries(people: World) -> None:
    # S38.1
    assert people.taken("warm-countries-men") == {"eläkeläinen"}
    # S38.2
    assert people.osuma.count("warm-countries-men", AS_OF)["unknown"] == 1


def test_who_did_not_answer_is_not_counted_as_zero(people: World) -> None:
    asked = "Kuinka tärkeää vastuullisuus on?"
    people.load(
        "answers",
        ("nro", "pvm", "id", "kysymys", "arvo"),
        [
            ("1", "1.9.2026", "opiskelija", asked, "3"),
            ("2", "1.10.2026", "opiskelija", asked, "4"),
            ("3", "1.10.2026", "työssä", asked, "2"),
            ("4", "1.10.2026", "eläkeläinen", "Muuta?", "5"),
        ],
    )
    found = people.osuma
    assert people.taken("values-sustainability") == {"opiskelija"}
    # S17.1
    assert found.count("values-sustainability", AS_OF)["unknown"] == 3
    low = "osuma: 1\nslug: low\nwhere: {event: survey_answer, where: [{property: question, op: contains, value: "
    low += "vastuulli}], measure: {last: score}, op: lte, value: 2}\n"
    assert found.members(low, AS_OF) == {"työssä"}


def test_the_device_of_most_views_in_30_days(people: World) -> None:
    week = ["10.10.2026"] * 5
    seen = {"opiskelija": "pppkk", "eläkeläinen": "kkkpp", "työssä": "ppkk", "ei tiedossa": ""}
    devices = {"p": "puhelin", "k": "tietokone"}
    rows: list[tuple[str, str, object]] = [
        (person, day, devices[letter])
        for person, letters in seen.items()
        for day, letter in zip(week, letters, strict=False)
    ]
    rows += [("eläkeläinen", "1.8.2026", "puhelin")] * 9  # long ago
    people.events("views", "laite", rows)
    # S22.1
    assert people.taken("phone-browsers") == {"opiskelija"}
    # S22.2: as many of both goes to the first of the two in the alphabet, the computer, and is not counted twice
    desktop = "osuma: 1\nslug: d\nwhere: {event: page_view, measure: {mode: device}, op: eq, value: desktop, "
    desktop += "window: {last: 30 days}}\n"
    assert people.osuma.members(desktop, AS_OF) == {"eläkeläinen", "työssä"}


def test_the_fifth_that_buys_most_often_and_the_fifth_that_spends_most(world: World) -> None:
    often = [("p0", f"{day}.9.2026", "1,00") for day in range(1, 6)]
    often += [(f"p{n}", "1.9.2026", f"{n}0,00") for n in range(1, 10)] + [("p8", "2.9.2026", "1,00")]
    world.orders(*often, ("vanha", "1.9.2025", "999,00"))
    # S39.1: ten buyers of the year, two of whom are a fifth
    assert world.taken("frequent-buyers") == {"p0", "p8"}
    # S39.2
    assert world.taken("valuable-buyers") == {"p9", "p8"}


def test_four_fifths_in_the_same_three_months_of_two_years(world: World) -> None:
    summers = [("kesä", f"{day}.6.{year}", "1,00") for year in (2024, 2025) for day in (1, 2, 3, 4)]
    spread = [("tasainen", f"1.{month}.{year}", "1,00") for year in (2024, 2025) for month in range(1, 13)]
    winter = [("talvi", day, "1,00") for day in ("20.12.2024", "5.1.2025", "21.12.2025", "2.2.2026")]
    one_year = [("yksi kesä", f"{day}.6.2025", "1,00") for day in (1, 2, 3)]
    world.orders(*summers, ("kesä", "1.11.2024", "1,00"), *spread, *winter, *one_year)
    # S39.3
    assert world.taken("seasonal-buyers") == {"kesä", "talvi"}


def test_calls_or_clicks_of_people_make_very_active_and_machine_opens_do_not(people: World) -> None:
    day = "1.10.2026"
    called: list[tuple[str, str, object]] = [
        ("opiskelija", day, "kyllä"), ("opiskelija", day, "kyllä"), ("työssä", day, "kyllä"), ("työssä", day, "ei"),
        ("nainen espanjassa", "1.1.2026", "kyllä"), ("nainen espanjassa", day, "kyllä"),
    ]  # fmt: skip
    people.events("calls", "vastattu", called)
    clicked: list[tuple[str, str, object]] = [("eläkeläinen", day, "ei")] * 3 + [("ei tiedossa", day, "kyllä")] * 5
    people.events("clicks", "kone", clicked)
    people.events("opens", "kone", [("työssä", day, "kyllä")] * 9)
    # S40.1, S40.2
    assert people.taken("answered-or-clicked") == {"opiskelija", "eläkeläinen"}


def test_new_occasional_and_loyal_exclude_each_other_and_leave_no_buyer_out(people: World) -> None:
    people.orders(
        ("opiskelija", "1.10.2026", "1,00"),
        *(("eläkeläinen", day, "1,00") for day in ("1.1.2026", "1.2.2026", "1.3.2026")),
        ("työssä", "1.1.2026", "1,00"),
        ("ei tiedossa", "1.1.2024", "1,00"),
    )
    found = people.classes("new-occasional-loyal")
    # S41.1
    assert (found["new"], found["loyal"], found["occasional"]) == (1, 1, 1)
    # S41.2
    assert (found["lapsed"], found["prospects"]) == (1, 1)


def test_lapsed_by_their_own_gap_and_back_at_once(world: World) -> None:
    world.orders(
        # every ten days, and not for 45: more than twice their own gap
        *(("nopea", day, "1,00") for day in ("11.8.2026", "21.8.2026", "31.8.2026")),
        # every hundred days: 45 is nothing
        *(("hidas", day, "1,00") for day in ("12.2.2026", "23.5.2026", "31.8.2026")),
        ("kerran", "1.9.2026", "1,00"),
        ("kerran kauan sitten", "1.9.2025", "1,00"),
    )
    # S42.1
    assert world.taken("overdue-buyers") == {"nopea", "kerran kauan sitten"}
    world.osuma.ask("segments.take", slugs=["reactivated"])
    world.orders(("kerran kauan sitten", "14.10.2026", "1,00"), ("nopea", "14.10.2026", "1,00"))
    # S42.2
    assert world.osuma.members("overdue-buyers", AS_OF) == frozenset()
    assert world.osuma.members("reactivated", AS_OF) == {"kerran kauan sitten"}
