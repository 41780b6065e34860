"""S64: what a small firm has: one workbook of customers, one file of orders, Finnish headers, nothing set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
from people import FIRST_NAMES, LAST_NAMES, finnish, write_rows
from purchases import euros


@dataclass(frozen=True)
class Client:
    email: str
    name: str
    postcode: str
    allowed: bool


@dataclass(frozen=True)
class Sale:
    number: int
    email: str
    day: date
    amount: Decimal


LAST_DAY = date(2025, 2, 3)


def clients(seed: int = 64) -> list[Client]:
    rng = Random(seed)
    return [
        Client(
            f"asiakas{n}@example.fi", f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
            rng.choice(("00240", "00100", "33100", "90100", "")), rng.random() < 0.6,
        )
        for n in range(120)
    ]  # fmt: skip


def sales(given: list[Client], seed: int = 65) -> list[Sale]:
    """Orders up to 3.2.2025, on which day there is one of 1 234,50 €."""
    rng = Random(seed)
    found = [Sale(1001, given[0].email, LAST_DAY, Decimal("1234.50"))]
    for client in given[:100]:
        for _ in range(rng.randrange(0, 5)):
            day = LAST_DAY - timedelta(days=rng.randrange(0, 800))
            found.append(Sale(1001 + len(found), client.email, day, Decimal(rng.randrange(300, 200_000)) / 100))
    return found


def write_workbook(path: Path, given: list[Client]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Asiakkaat"
    sheet.append(["Sähköposti", "Nimi", "Postinumero", "Markkinointilupa"])
    for client in given:
        sheet.append([client.email, client.name, client.postcode, "kyllä" if client.allowed else "ei"])
    book.save(path)
    return path


def write_sales(path: Path, given: list[Sale]) -> Path:
    """The same amounts and days as people in Finland write them."""
    rows: list[tuple[object, ...]] = [(s.number, s.email, finnish(s.day), euros(s.amount)) for s in given]
    return write_rows(path, ("Tilausnumero", "Sähköposti", "pvm", "Summa"), rows)


def total(given: list[Sale]) -> Decimal:
    return sum((sale.amount for sale in given), Decimal(0))


def repeat(given: list[Sale]) -> frozenset[str]:
    """Two orders or more."""
    emails = [sale.email for sale in given]
    return frozenset(email for email in emails if emails.count(email) >= 2)


def big(given: list[Sale]) -> frozenset[str]:
    """1,000 euros or more within the twelve months that end with 3.2.2025."""
    spent: dict[str, Decimal] = {}
    for sale in given:
        if sale.day >= date(2024, 2, 4):
            spent[sale.email] = spent.get(sale.email, Decimal(0)) + sale.amount
    return frozenset(email for email, amount in spent.items() if amount >= 1000)


def near(given: list[Client]) -> frozenset[str]:
    """Who lives in a postcode that begins with 00."""
    return frozenset(client.email for client in given if client.postcode.startswith("00"))
