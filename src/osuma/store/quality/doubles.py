"""Addresses and numbers that several people share, and records that say the same of two people."""

from __future__ import annotations

from dataclasses import dataclass

from osuma.store.quality.fields import PEOPLE
from osuma.store.warehouse import Connection


@dataclass(frozen=True)
class Doubles:
    """values: e-mails, phones, or name with birth date and postcode, that several people have; people: how many."""

    of: str
    values: int
    people: int


def doubles(con: Connection) -> list[Doubles]:
    """What several people who are counted share, where there is any."""
    name = "coalesce(full_name_fold, first_name_fold || ' ' || last_name_fold)"
    wanted = {
        "email": "email_fold",
        "phone": "phone",
        "name_and_birth_date": f"{name} || ' ' || birth_date::VARCHAR",
        "name_and_postcode": f"{name} || ' ' || postcode",
    }
    found = []
    for of, key in wanted.items():
        ((values, people),) = con.execute(
            f"SELECT count(*), coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM customers WHERE {PEOPLE} "
            f"AND ({key}) IS NOT NULL GROUP BY {key} HAVING count(*) > 1)"
        ).fetchall()
        if values:
            found.append(Doubles(of, int(values), int(people)))
    return found
