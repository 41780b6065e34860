"""S30's thousand companies and their contacts, and by hand which of them meet the criteria of an ERP seller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from random import Random

HEADER = ("Y-tunnus", "Yritys", "Kotisivu", "Postinumero", "Postitoimipaikka", "TOL 2025", "Henkilöstö",
          "Liikevaihto (t€)", "Tulos (t€)", "Vienti", "Tuonti", "Toimipaikat", "Konkurssi")  # fmt: skip
STAFF = ("Asiakasnumero", "Etunimi", "Sukunimi", "Sähköposti", "Titteli", "Y-tunnus", "Yritys", "Markkinointilupa")


def _business_id(number: int) -> str | None:
    """A Y-tunnus with its check digit; None where the number has none (remainder 1)."""
    weights = (7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(d) * w for d, w in zip(f"{number:07d}", weights, strict=True)) % 11
    return None if rest == 1 else f"{number:07d}-{0 if rest == 0 else 11 - rest}"


@cache
def companies() -> tuple[tuple[str, ...], ...]:
    """1,000 rows of a register; some of the figures are not there."""
    rng, rows, number = Random(30), [], 1_000_000
    while len(rows) < 1_000:
        number += 7
        if (business_id := _business_id(number)) is None:
            continue

        def maybe(value: object) -> str:
            return "" if rng.random() < 0.12 else str(value)

        n = len(rows)
        rows.append((
            business_id, f"Konepaja {n} Oy", f"www.konepaja{n}.example", "33100", "Tampere",
            rng.choice(["25110", "28990", "62100"]), maybe(rng.choice([9, 49, 50, 120, 249, 250])),
            maybe(rng.choice(["1999", "2000", "20000", "50000", "50001"])),
            maybe(rng.choice(["-1", "0", "1", "900"])),
            maybe(rng.choice(["kyllä", "kyllä", "ei"])), "", maybe(rng.choice([1, 2, 2, 7])),
            "kyllä" if n % 97 == 0 else "",
        ))  # fmt: skip
    return tuple(rows)


@cache
def staff() -> tuple[tuple[str, ...], ...]:
    """Up to three contacts a company; none of every fourth."""
    rng, rows = Random(31), []
    for n, company in enumerate(companies()):
        for place in range(0 if n % 4 == 0 else rng.choice([1, 2, 3])):
            title = rng.choice(["Toimitusjohtaja", "Tuotantopäällikkö", "Ostaja", "Talousjohtaja"])
            rows.append((
                f"{n}-{place}", "Aino", f"Harju{n}x{place}", f"p{place}@konepaja{n}.example", title, company[0],
                company[1], rng.choice(["kyllä", "kyllä", "ei", ""]),
            ))  # fmt: skip
    return tuple(rows)


def criteria_of(row: tuple[str, ...]) -> list[bool | None]:
    """By hand: what of each criterion, None where the figure is missing."""

    def of(text: str, test: Callable[[str], bool]) -> bool | None:
        return None if text == "" else test(text)

    return [
        of(row[7], lambda t: 2_000 <= int(t) <= 50_000),
        of(row[8], lambda t: int(t) > 0),
        row[5] in ("25110", "28990"),
        of(row[6], lambda t: 50 <= int(t) <= 249),
        of(row[9], lambda t: t == "kyllä"),
        of(row[11], lambda t: int(t) >= 2),
    ]


def hand() -> Mapping[str, list[bool | None]]:
    """By name, whether the company is in each criterion."""
    return {row[1]: criteria_of(row) for row in companies()}


def certain() -> set[str]:
    return {name for name, found in hand().items() if all(one is True for one in found)}


def possible() -> set[str]:
    """Those that no criterion keeps out."""
    return {name for name, found in hand().items() if False not in found}
