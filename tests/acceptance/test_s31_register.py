"""S31: a register's CSV keyed by Y-tunnus. S26: EU size classes. The data part of S30 and S35."""

from __future__ import annotations

import csv
import itertools
from decimal import Decimal
from pathlib import Path

import people
import pytest

from in_process import Osuma

REMAINS = {
    "S26": "sales strategy by size: campaigns are not built yet",
}
HEADER = ("Y-tunnus", "Yritys", "Postinumero", "TOL 2008", "Henkilöstöluokka", "Liikevaihto (1000 €)",
          "Taseen loppusumma (1000 €)", "Konkurssi", "Selvitystila")  # fmt: skip
#: As the register writes it → as Osuma keeps it; null where it is no business ID.
WRITTEN = {
    "0737546-2": "0737546-2", " 2077474-0 ": "2077474-0", "FI01120389": "0112038-9", "201256-6": "0201256-6",
    "1572860 - 0": "1572860-0", "2077474-1": None, "123": None,
}  # fmt: skip
STATUS = {"0112038-9": ("12.2.2025", ""), "0201256-6": ("", "kyllä")}


def _rows() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for n, (given, kept) in enumerate(WRITTEN.items()):
        bankrupt, wound_up = STATUS.get(kept or "", ("", ""))
        rows.append((given, f"Yritys {n} Oy", "00100", "25110", "10-49", "1 500", "900", bankrupt, wound_up))
    rows.append(("737546-2", "Yritys 0 Oy", "00100", "25110", "10-49", "1 500", "900", "", ""))
    return rows


@pytest.fixture(scope="module")
def register(osuma: Osuma, folder: Path) -> Path:
    return people.write_rows(folder / "rekisteri.csv", HEADER, _rows())


@pytest.fixture(scope="module")
def load(osuma: Osuma, register: Path) -> dict[str, object]:
    return osuma.load(register)


def test_valid_ids_are_normalised_and_invalid_ones_told_by_row(osuma: Osuma, load: dict[str, object]) -> None:
    kept = dict(osuma.rows("SELECT name, business_id FROM accounts"))
    # S31.1
    assert kept == {f"Yritys {n} Oy": business_id for n, business_id in enumerate(WRITTEN.values())}
    assert "737546-2" in {row[0] for row in _rows()}
    # S31.2
    path = next(osuma.folder.rglob("*warn*.csv"))
    with path.open(encoding="utf-8-sig") as file:
        told = [(row["rivi"], row["sarake"], row["arvo"], row["syy"]) for row in csv.DictReader(file)]
    assert [row[:3] for row in told] == [("7", "Y-tunnus", "2077474-1"), ("8", "Y-tunnus", "123")]
    assert all("Arvo ei ole Y-tunnus" in why for *_, why in told)
    assert osuma.table_rows("accounts", "business_id IS NULL") == 2


def test_a_row_with_nothing_but_a_bad_id_is_refused(osuma: Osuma, load: dict[str, object], folder: Path) -> None:
    rows = [("2077474-1", "", "00100", "", "", "", "", "", ""), ("2077474-0", "", "00100", "", "", "", "", "", "")]
    before = osuma.table_rows("accounts")
    done = osuma.load(people.write_rows(folder / "nimettomat.csv", HEADER, rows))
    # S31.2
    assert done["refused"] == 1
    assert osuma.table_rows("accounts") == before


def test_bankrupt_companies_and_their_contacts_are_left_out(
    osuma: Osuma, load: dict[str, object], folder: Path
) -> None:
    listed = osuma.ask("companies.list", excluded=True)
    # S31.3
    assert {(row["business_id"], row["excluded"]) for row in listed["companies"]} == {
        ("0112038-9", "bankruptcy"),
        ("0201256-6", "liquidation"),
    }
    assert listed["counts"]["excluded"] == 2
    header = ("Asiakasnumero", "Sähköposti", "Etunimi", "Titteli", "Y-tunnus", "Yritys", "Markkinointilupa")
    staff = [
        ("1", "a@yksi.example", "Anna", "Toimitusjohtaja", "FI07375462", "Yritys 0 Oy", "kyllä"),
        ("2", "b@kaksi.example", "Bo", "Talousjohtaja", "0112038-9", "Yritys 2 Oy", "kyllä"),
        ("3", "c@muu.example", "Cia", "Myyjä", "", "", "kyllä"),
    ]
    osuma.load(people.write_rows(folder / "yhteyshenkilot.csv", header, staff), source="crm")
    osuma.apply("{osuma: 1, slug: kaikki, name: {fi: Kaikki, en: All}, where: {all: []}}")
    reach = osuma.ask("segments.reach", slug="kaikki", channel="email")
    # S31.3
    assert [(step["step"], step["count"]) for step in reach["steps"]] == [
        ("members", 3), ("without_address", 3), ("suppressed", 3), ("company_excluded", 2), ("refused", 2),
        ("no_ground", 2),
    ]  # fmt: skip
    assert reach["reachable"] == 2
    contacts = osuma.rows(
        "SELECT c.external_id, a.business_id, k.title_role FROM contacts k JOIN customers c USING (customer_key) "
        "JOIN accounts a USING (account_key) ORDER BY 1"
    )
    assert contacts == [("1", "0737546-2", "ceo"), ("2", "0112038-9", "cfo")]


def _naive(people_low: int, people_high: int, turnover: int | None, balance: int | None) -> str | None:
    """The recommendation's own words, over every possibility of what is not known."""
    limits = ((10, 2, 2, "micro"), (50, 10, 10, "small"), (250, 50, 43, "medium"))

    def one(staff: int, sales: float, total: float) -> str:
        fits = [name for s, t, b, name in limits if staff < s and (sales <= t * 10**6 or total <= b * 10**6)]
        return fits[0] if fits else "large"

    may_be = [0, 2 * 10**6, 2 * 10**6 + 1, 10**7, 10**7 + 1, 43 * 10**6, 43 * 10**6 + 1, 50 * 10**6, 50 * 10**6 + 1]
    staff = [people_low, people_high, *(n for n in (9, 10, 49, 50, 249, 250) if people_low <= n <= people_high)]
    found = {
        one(s, t, b)
        for s in staff
        for t in (may_be if turnover is None else [turnover])
        for b in (may_be if balance is None else [balance])
    }
    return found.pop() if len(found) == 1 else None


def test_size_classes_are_those_of_the_recommendation(tmp_path: Path) -> None:
    """Every combination at and around the limits, figures known and not."""
    counts: list[tuple[str, int, int]] = [
        ("", 0, 10**6), ("0", 0, 0), ("9", 9, 9), ("10", 10, 10), ("49", 49, 49), ("50", 50, 50), ("249", 249, 249),
        ("250", 250, 250), ("10-49", 10, 49), ("5-19", 5, 19), ("yli 249", 250, 10**6), ("alle 10", 0, 9),
    ]  # fmt: skip
    turnovers = [None, 2_000, 2_001, 10_000, 10_001, 50_000, 50_001]
    balances = [None, 2_000, 2_001, 10_000, 10_001, 43_000, 43_001]
    cases = list(itertools.product(counts, turnovers, balances))
    rows = [
        ("", f"Y{n}", "", "", text, "" if t is None else t, "" if b is None else b, "", "")
        for n, ((text, _, _), t, b) in enumerate(cases)
    ]
    fresh = Osuma.create(tmp_path / "sizes")
    fresh.load(people.write_rows(tmp_path / "koot.csv", HEADER, rows))
    found = dict(fresh.rows("SELECT name, size_class FROM accounts"))
    expected = {
        f"Y{n}": _naive(low, high, t and t * 1000, b and b * 1000) for n, ((_, low, high), t, b) in enumerate(cases)
    }
    # S26.1
    assert found == expected
    assert set(found.values()) == {"micro", "small", "medium", "large", None}
    basis = dict(fresh.rows("SELECT name, size_basis FROM accounts"))
    for n, ((text, _, _), t, b) in enumerate(cases):
        known = [word for word, value in (("headcount", text), ("turnover", t), ("balance", b)) if value]
        assert basis[f"Y{n}"] == ("+".join(known) or None)


def test_what_a_register_tells_of_a_company_is_kept(tmp_path: Path) -> None:
    header = ("Y-tunnus", "Yritys", "Kotipaikka", "TOL 2025", "Liikevaihto (M€)", "Tulos (t€)", "Henkilöstö",
              "Vienti", "Tuonti", "Toimipaikat", "Vuosi")  # fmt: skip
    fresh = Osuma.create(tmp_path / "figures")
    row = ("0737546-2", "Konepaja Oy", "Tampere", "62.10.0", "12,5", "-250", "120", "kyllä", "ei", "3", "2025")
    done = fresh.load(people.write_rows(tmp_path / "yritys.csv", header, [row]))
    assert done["refused"] == 0
    assert fresh.rows(
        "SELECT municipality, industry_code, industry_version, industry_section, turnover, profit, headcount, "
        "exports, imports, offices, figures_year, size_class FROM accounts"
    ) == [
        ("837", "62100", "tol2025", "K", Decimal(12_500_000), Decimal(-250_000), 120, True, False, 3, 2025, "medium")
    ]
    shown = fresh.ask("companies.show", company="0737546-2")["company"]
    assert shown["industry_section_name"]["fi"] == "Televiestintä, ohjelmointi ja tietopalvelut"
