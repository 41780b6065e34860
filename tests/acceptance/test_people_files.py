"""The generated files: the same bytes from the same seed, and every case that the scenarios speak of is in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import helsinki
import people
import purchases
import small_firm
import young_women


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        world = people.world()
        people.write_people(tmp_path / name / "people.csv", world.people)
        people.write_areas(tmp_path / name / "areas.csv", world.areas)
        people.write_page_views(tmp_path / name / "views.csv", world.page_views)
        purchases.write_orders(tmp_path / name / "orders.csv", purchases.orders())
        purchases.write_lines(tmp_path / name / "lines.csv", purchases.lines())
        young_women.write(tmp_path / name / "women.csv", young_women.women())
        helsinki.write(tmp_path / name / "residents.csv", helsinki.residents())
        small_firm.write_sales(tmp_path / name / "sales.csv", small_firm.sales(small_firm.clients()))
    files = sorted((tmp_path / "one").iterdir())
    assert len(files) == 8
    for file in files:
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_people_stand_on_both_sides_of_every_bound() -> None:
    ages = [p.age(people.TODAY) for p in people.world().people]
    assert len(ages) == 2000
    for age in (29, 30, 60, 61, 70, 71):
        assert ages.count(age) >= 20
    assert ages.count(None) == 40


def test_leap_day_birthdays_by_hand() -> None:
    born = date(2008, 2, 29)
    assert young_women.years_on(born, date(2026, 2, 28)) == 17
    assert young_women.years_on(born, date(2026, 3, 1)) == 18
    assert young_women.years_on(born, date(2028, 2, 28)) == 19
    assert young_women.years_on(born, date(2028, 2, 29)) == 20


def test_amounts_as_finns_write_them() -> None:
    assert purchases.euros(small_firm.sales(small_firm.clients())[0].amount) == "1\u00a0234,50"
    assert people.finnish(date(2025, 2, 3)) == "3.2.2025"
