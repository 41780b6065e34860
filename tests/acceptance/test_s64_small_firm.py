"""S64 (MP-073, MP-079): a small firm's workbook and order file to three segments and a CSV, with no server."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
import small_firm

from in_process import Osuma

REMAINS = {
    "S64.6": "profiles exist: personas are not built yet",
    "S64.7": "a first message exists: messages are not built yet",
}
RULES = {
    "repeat": "where: {event: order, op: gte, value: 2}",
    "big": "where: {event: order, measure: {sum: amount}, op: gte, value: 1000, window: {last: 12 months}}",
    "near": 'where: {property: postcode, op: starts_with, value: "00"}',
}


def _rule(slug: str) -> str:
    return f"osuma: 1\nslug: {slug}\npurpose: Kokeilu\nkpi: orders\n{RULES[slug]}\n"


@pytest.fixture(scope="module")
def firm(
    osuma: Osuma, folder: Path
) -> tuple[list[small_firm.Client], list[small_firm.Sale], list[dict[str, object]]]:
    clients = small_firm.clients()
    sales = small_firm.sales(clients)
    answers = [
        osuma.load(small_firm.write_workbook(folder / "asiakkaat.xlsx", clients)),
        osuma.load(small_firm.write_sales(folder / "tilaukset.csv", sales)),
    ]
    return clients, sales, answers


Firm = tuple[list[small_firm.Client], list[small_firm.Sale], list[dict[str, object]]]


def test_files_come_in_with_nothing_set_up(osuma: Osuma, firm: Firm) -> None:
    clients, sales, _ = firm
    everybody = osuma.members("{osuma: 1, slug: all, where: {all: []}}")
    spent = "{osuma: 1, slug: one, where: {event: order, measure: {max: amount}, op: eq, value: 1234.50}}"
    # S64.1
    assert {email.removeprefix("email:") for email in everybody} == {client.email for client in clients}
    assert osuma.count("{osuma: 1, slug: bought, where: {event: order}}")["count"] == len({s.email for s in sales})
    assert osuma.count(spent)["count"] == sum(
        max(s.amount for s in sales if s.email == email) == Decimal("1234.50") for email in {s.email for s in sales}
    )
    # S64.4: this process asked for everything itself
    assert not (osuma.folder / "owner.json").exists()


def test_three_segments_and_a_list_of_people(osuma: Osuma, firm: Firm, folder: Path) -> None:
    clients, sales, _ = firm
    for slug in RULES:
        osuma.apply(_rule(slug))
    osuma.refresh()
    expected = {"repeat": small_firm.repeat(sales), "big": small_firm.big(sales), "near": small_firm.near(clients)}
    assert all(expected.values())
    # S64.2
    for slug, people in expected.items():
        assert {email.removeprefix("email:") for email in osuma.members(slug)} == people, slug
    target = osuma.export("repeat", folder / "useasti-ostaneet.csv")
    with target.open(encoding="utf-8-sig", newline="") as file:
        text = file.read()
    # S64.3
    assert {row["email"] for row in csv.DictReader(text.splitlines())} == expected["repeat"]
    # S64.5
    log = osuma.audit()
    assert "segments.export" in log
    assert "segments.refresh" in log
