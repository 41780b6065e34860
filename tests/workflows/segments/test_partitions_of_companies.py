"""Partitions of companies: every company in one class, stored with moves, listed, explained and compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused
from osuma.engine.segments.dump import dump, to_mapping
from osuma.engine.segments.parse import parse
from osuma.engine.segments.schema import schema
from osuma.engine.segments.version import rule_version
from osuma.store.engines import address

REGISTER = """Y-tunnus;Yritys;Liikevaihto (1000 €);Henkilöstö;Toimipaikan kunta
0737546-2;Acme Oy;3 000;60;Turku
0112038-9;Pinja Ky;200;3;Turku
0201256-6;Tyhjä Oy;;;Turku
2331972-7;Suuri Oy;90 000;400;Turku
"""
STAFF = """Asiakasnumero;Etunimi;Sukunimi;Titteli;Y-tunnus
1;Aino;Aalto;Toimitusjohtaja;0737546-2
2;Eero;Harju;Ostaja;0112038-9
"""
SIZES = """
osuma: 1
partition: koko
of: accounts
name: {fi: Yrityskoko, en: Company size}
classes:
  - {slug: suuret, name: {fi: Suuret, en: Large}, where: {property: headcount, op: gte, value: 250}}
  - {slug: keskisuuret, name: {fi: Keskisuuret, en: Medium}, where: {property: headcount, op: gte, value: 50}}
  - {slug: pienet, name: {fi: Pienet, en: Small}, where: {property: headcount, op: lt, value: 50}}
other: {slug: ei-tietoa, name: {fi: Koko ei tiedossa, en: Size not known}}
"""
#: A: the ones that bring the first half of turnover by number, of those of which it is known.
ABC = """
osuma: 1
partition: abc
of: accounts
base: {property: turnover, op: set}
classes:
  - {slug: a, where: {rank: {property: turnover}, top: {n: 1}}}
  - {slug: b, where: {rank: {property: turnover}, top: {n: 2}}}
other: {slug: c}
"""


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "osuma")
    for name, text, source in (("rekisteri.csv", REGISTER, None), ("staff.csv", STAFF, "crm")):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        made.load(path, source=source)
    made.apply(SIZES, ABC)
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def test_every_company_is_in_one_class_and_the_classes_add_up(osuma: Osuma) -> None:
    found = osuma.count("koko")
    assert (found["unit"], found["base"], found["count"]) == ("accounts", 4, 4)
    assert found["classes"] == {"suuret": 1, "keskisuuret": 1, "pienet": 1, "ei-tietoa": 1}
    abc = osuma.count("abc")
    assert (abc["count"], abc["classes"]) == (3, {"a": 1, "b": 1, "c": 1})
    members = [osuma.members(f"koko/{klass}") for klass in found["classes"]]
    assert len(frozenset().union(*members)) == sum(map(len, members)) == 4
    assert osuma.members("abc/c") == {"business:0112038-9"}
    assert osuma.members("abc") == {f"business:{one}" for one in ("0737546-2", "0112038-9", "2331972-7")}


def test_a_run_stores_classes_of_companies_and_a_change_moves_one(osuma: Osuma, tmp_path: Path) -> None:
    osuma.refresh()
    units = dict(osuma.rows("SELECT slug, unit FROM segment_versions WHERE slug LIKE 'koko%'"))
    assert set(units.values()) == {"accounts"}
    assert "koko/pienet" in units
    (tmp_path / "b.csv").write_text(REGISTER.replace("200;3;", "2 000;300;"), encoding="utf-8")
    osuma.load(tmp_path / "b.csv")
    told = {one["slug"]: (one["count"], one["entered"], one["left"]) for one in osuma.refresh()["segments"]}
    assert told["koko/suuret"] == (2, 1, 0)
    assert told["koko/pienet"] == (0, 0, 1)
    moves = osuma.rows(
        "SELECT v.slug, a.name, h.direction FROM membership_history h JOIN segment_versions v USING (segment_id) "
        "JOIN accounts a ON a.account_key = h.unit_key WHERE v.slug LIKE 'koko/%' AND h.cause = 'behaviour' "
        "ORDER BY 1"
    )
    assert moves == [("koko/pienet", "Pinja Ky", -1), ("koko/suuret", "Pinja Ky", 1)]
    known = osuma.ask("segments.known_members", slug="koko/suuret", known_at="2100-01-01")
    assert set(known["members"]) == {"business:2331972-7", "business:0112038-9"}
    assert "2 companies" in known["sentences"][0]["en"]


def test_another_engine_divides_the_same(osuma: Osuma, tmp_path: Path) -> None:
    url = f"chdb://{tmp_path}/clickhouse"
    osuma.ask("engine.copy", to=url)
    assert osuma.ask("segments.count", slug="koko", engine=url)["classes"] == osuma.count("koko")["classes"]
    there = osuma.ask("segments.members", slug="abc/a", engine=url)["members"]
    assert there == ["business:2331972-7"]
    osuma.ask("segments.refresh", engine=url)
    with address.connect(address.parse(url)) as engine:
        units = set(engine.rows("SELECT unit FROM segment_versions WHERE slug LIKE 'koko%'"))
    assert units == {("accounts",)}


def test_a_partition_of_companies_is_said_of_companies(osuma: Osuma) -> None:
    osuma.refresh()
    fi, en = (osuma.sentences("koko", language) for language in ("fi", "en"))
    assert fi.startswith("Jako ”Yrityskoko”: jokainen yritys kuuluu ensimmäiseen luokkaan, joka sopii.")
    assert "every company is in the first class that fits" in en
    assert "1. ”Suuret” (1 yritys):" in fi
    assert "4. “Size not known” (1 company): every other company" in en
    assert "asiaka" not in fi
    assert "customer" not in en + osuma.sentences("abc", "en")
    assert "Jaossa ovat mukana vain yritykset" in osuma.sentences("abc", "fi")


def test_one_company_is_told_its_class_and_why_not_another(osuma: Osuma) -> None:
    def about(slug: str, company: str) -> dict[str, object]:
        return dict(osuma.ask("segments.explain", slug=slug, company=company)["company"])

    own = about("koko", "0737546-2")
    assert (own["class"], own["member"]) == ("keskisuuret", True)
    assert own["sentences"]["fi"][0].startswith("Luokka: Keskisuuret.")
    other = about("koko/suuret", "0737546-2")
    assert (other["class"], other["member"]) == ("keskisuuret", False)
    assert other["sentences"]["en"][0] == "Not in “Large”."
    assert "60" in other["conditions"][0]["en"]
    assert about("koko", "0201256-6")["class"] == "ei-tietoa"
    assert about("abc", "0201256-6")["sentences"]["fi"] == ["Jako ”abc” ei koske tätä yritystä."]
    with pytest.raises(Misuse, match="is of companies"):
        osuma.ask("segments.explain", slug="koko", customer="1")


def test_a_class_is_referred_to_by_companies_and_over_the_bridge_by_people(osuma: Osuma) -> None:
    assert osuma.members("{slug: x, of: accounts, where: {not: {member: koko/pienet}}}") == {
        "business:0737546-2", "business:0201256-6", "business:2331972-7"
    }  # fmt: skip
    assert osuma.members("{slug: x, where: {account: any, where: {member: koko/keskisuuret}}}") == {"1"}
    with pytest.raises(Refused, match=r"\{account: any, where: \{member: koko/pienet\}\}"):
        osuma.count("{slug: x, where: {member: koko/pienet}}")
    with pytest.raises(Refused, match="of"):
        osuma.count(SIZES.replace("of: accounts", "of: areas"))


def test_it_is_written_back_as_it_was_and_a_change_of_unit_is_another_rule() -> None:
    companies = parse(SIZES)
    assert parse(dump(companies)) == companies
    people = parse(SIZES.replace("of: accounts\n", ""))
    assert "of:" not in dump(people)
    assert rule_version(people) != rule_version(companies)
    assert not list(Draft202012Validator(schema()).iter_errors(to_mapping(companies)))
