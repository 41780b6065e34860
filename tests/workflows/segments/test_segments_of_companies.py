"""Segments of companies through the verbs: stored with moves, listed, told apart from people, explained for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused
from osuma.store.engines import address

REGISTER = """Y-tunnus;Yritys;Liikevaihto (1000 €);Henkilöstö
0737546-2;Acme Oy;3 000;60
0112038-9;Pinja Ky;200;3
0201256-6;Tyhjä Oy;;
"""
STAFF = """Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Titteli;Y-tunnus;Markkinointilupa
1;Aino;Aalto;aino@acme.example;Toimitusjohtaja;0737546-2;kyllä
2;Eero;Harju;eero@acme.example;Ostaja;0737546-2;ei
3;Kaisu;Lehto;kaisu@pinja.example;Toimitusjohtaja;0112038-9;kyllä
"""
BIG = "{osuma: 1, slug: big, of: accounts, where: {property: turnover, op: gte, value: 1000000}}"
ALLOWED = "{osuma: 1, slug: allowed, of: accounts, where: {contacts: any, where: {consent: email}}}"
PEOPLE = "{osuma: 1, slug: bosses, where: {account: any, where: {member: big}}}"


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "osuma")
    for name, text, source in (("rekisteri.csv", REGISTER, None), ("staff.csv", STAFF, "crm")):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        made.load(path, source=source)
    made.apply(BIG, ALLOWED, PEOPLE)
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def _sizes(told: dict[str, object]) -> dict[str, tuple[int, int, int, int]]:
    rows = told["segments"]
    assert isinstance(rows, list)
    return {one["slug"]: (one["count"], one["unknown"], one["entered"], one["left"]) for one in rows}


def test_companies_and_people_are_stored_in_one_run_each_with_its_unit(osuma: Osuma, tmp_path: Path) -> None:
    first = osuma.refresh()
    assert _sizes(first) == {"big": (1, 1, 1, 0), "allowed": (2, 1, 2, 0), "bosses": (2, 0, 2, 0)}
    units = dict(osuma.rows("SELECT slug, unit FROM segment_versions"))
    assert units == {"big": "accounts", "allowed": "accounts", "bosses": "customers"}
    changed = tmp_path / "rekisteri2.csv"
    changed.write_text(REGISTER.replace("3 000", "300").replace("200;3", "2 000;3"), encoding="utf-8")
    osuma.load(changed)
    second = osuma.refresh()
    assert _sizes(second) == {"big": (1, 1, 1, 1), "allowed": (2, 1, 0, 0), "bosses": (1, 0, 1, 2)}
    moves = osuma.rows(
        "SELECT v.slug, a.name, h.direction, h.cause FROM membership_history h JOIN segment_versions v "
        "USING (segment_id) JOIN accounts a ON a.account_key = h.unit_key WHERE v.unit = 'accounts' AND h.run_id = "
        f"{second['run_id']} ORDER BY ALL"
    )
    assert moves == [("big", "Acme Oy", -1, "behaviour"), ("big", "Pinja Ky", 1, "behaviour")]
    assert [one["count"] for one in osuma.ask("segments.history", slug="big")["runs"]] == [1, 1]


def test_another_engine_has_the_same_companies_and_moves(osuma: Osuma, tmp_path: Path) -> None:
    url, changed = f"chdb://{tmp_path}/clickhouse", tmp_path / "rekisteri2.csv"
    changed.write_text(REGISTER.replace("3 000", "300").replace("200;3", "2 000;3"), encoding="utf-8")
    for step in (lambda: None, lambda: osuma.load(changed)):
        step()
        osuma.ask("engine.copy", to=url)
        own, there = osuma.refresh(), osuma.ask("segments.refresh", engine=url)
        assert _sizes(there) == _sizes(own)
        assert there["sentences"] == []
    moves = (
        "SELECT v.slug, v.unit, h.unit_key, h.direction, h.cause FROM membership_history h "
        "JOIN segment_versions v ON v.segment_id = h.segment_id"
    )
    with address.connect(address.parse(url)) as engine:
        assert sorted(engine.rows(moves)) == sorted(osuma.rows(moves))
    assert osuma.ask("segments.members", slug="big", engine=url)["members"] == sorted(osuma.members("big"))
    compared = osuma.ask("engine.check", engine=url)
    assert compared["ok"]
    assert {"slug": "big", "duckdb": 1, "engine": 1, "same": True} in compared["compared"]


def test_a_company_that_became_one_with_another_moves_by_merge_and_no_person_of_its_number(osuma: Osuma) -> None:
    osuma.apply("{osuma: 1, slug: every, of: accounts, where: {property: name, op: set}}")
    osuma.refresh()
    # the key of a company is a person's key too: what happens to one is not told of the other
    assert {k for (k,) in osuma.rows("SELECT account_key FROM accounts")} & {
        k for (k,) in osuma.rows("SELECT customer_key FROM customers")
    }
    assert osuma.ask("segments.combine", expression="every - big", members=True)["count"] == 2
    known = osuma.ask("segments.known_members", slug="every", known_at="2100-01-01")
    assert known["count"] == 3
    assert "3 companies" in known["sentences"][0]["en"]
    assert set(known["members"]) == {e for (e,) in osuma.rows("SELECT external_id FROM accounts")}


def test_people_and_companies_are_never_put_together(osuma: Osuma) -> None:
    osuma.refresh()
    for verb, args in (
        ("segments.combine", {"expression": "big | bosses"}),
        ("segments.overlap", {"slugs": ["big", "bosses"]}),
    ):
        with pytest.raises(Misuse, match=r"account: any, where: \{member: big\}"):
            osuma.ask(verb, **args)
    assert osuma.ask("segments.overlap")["slugs"] == ["bosses"]
    assert osuma.ask("segments.overlap", slugs=["big", "allowed"])["matrix"] == [[1, 1], [1, 2]]
    with pytest.raises(Refused, match=r"Write: \{account: any, where: \{member: big\}\}"):
        osuma.count("{slug: x, where: {member: big}}")
    with pytest.raises(Misuse, match="is of companies"):
        osuma.ask("segments.explain", slug="big", customer="1")
    with pytest.raises(Misuse, match="about people"):
        osuma.ask("segments.freeze", slug="big", as_="big-now")
    with pytest.raises(Misuse, match="is of people"):
        osuma.ask("segments.explain", slug="bosses", company="0737546-2")


def test_one_company_is_explained_with_its_values_and_contacts(osuma: Osuma) -> None:
    rule = (
        "{slug: x, of: accounts, where: {all: [{property: turnover, op: gte, value: 1000000}, {contacts: any,"
        " where: {all: [{property: title_role, op: eq, value: ceo}, {consent: email}]}}, {contacts: count, op: gte, "
        "value: 2}, {event: deal_won, op: eq, value: 0}]}}"
    )
    told = osuma.ask("segments.explain", text=rule, company="0737546-2")["company"]
    assert told["member"]
    conditions = [one["en"].replace("\u00a0", " ") for one in told["conditions"]]
    assert conditions == [
        "Turnover is at least €1,000,000.00: turnover is €3,000,000.00",
        "At least one of the company’s contacts meets what is below: there are 2 contacts, and it holds for 1 of "
        "them (Aino Aalto)",
        "The number of the company’s contacts is at least 2: there are 2 contacts, and it holds for 2 of them",
        "There are no won deals: this holds: There are no won deals",
    ]
    assert told["sentences"]["fi"][0].startswith("Acme Oy kuuluu segmenttiin")
    empty = osuma.ask("segments.explain", text=rule, company="0201256-6")["company"]
    assert [one["truth"] for one in empty["conditions"]] == [None, None, False, True]
    assert "yhteyshenkilöitä ei ole" in empty["conditions"][1]["fi"]
    boss = osuma.ask("segments.explain", slug="bosses", customer="1")["person"]
    assert "there is 1 company, and it holds for 1 (Acme Oy)" in boss["conditions"][0]["en"]
