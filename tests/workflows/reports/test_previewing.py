"""A segment as its user sees it, three that are proposed, and numbers changed in the text."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused
from osuma.workflows.reports.previewing import with_numbers

END = date(2026, 11, 19)
RULE = """
osuma: 1
slug: big-and-recent
name: {fi: Isot, en: Big}
where:
  all:
    - {event: order, measure: {sum: amount}, op: gte, value: 50}
    - {recency: order, op: lte, value: 90 days}
"""


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("previewing")
    made = Osuma.create(folder / "osuma")
    rows = ["Tilausnumero;Tilauspvm;Sähköposti;Etunimi;Sukunimi;Summa;Tila"]
    for n in range(40):
        day = END - timedelta(days=9 * n)
        rows.append(f"{n};{day.day}.{day.month}.{day.year};a{n}@posti.example;Aino;Oja{n};{10 * (n % 10)},00;Valmis")
    file = folder / "tilaukset.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    made.load(file)
    return made


def test_everything_is_told_of_the_same_people(osuma: Osuma) -> None:
    found = osuma.ask("segments.preview", text=RULE)
    members = osuma.members(RULE)
    # every ninth day, sums 0 to 90: of the eleven last 90 days' orders those with 50 and more
    assert found["count"] == len(members) == 5
    assert found["base"] == 40
    assert Decimal(found["sales"]["segment"]) == 350
    assert [one["left"] for one in found["conditions"]] == [20, 5]
    assert len(found["people"]) == 5
    assert found["people"][0]["why"]["fi"] == "osti viimeksi 30.8.2026"
    assert (found["data_end"], found["as_of"]) == ("2026-11-19", "2026-11-19")


def test_every_number_of_a_condition_has_its_path_and_unit(osuma: Osuma) -> None:
    conditions = osuma.ask("segments.preview", text=RULE)["conditions"]
    told = [(n["path"], n["value"], n["unit"]) for one in conditions for n in one["numbers"]]
    assert told == [("where.all[0].value", 50, None), ("where.all[1].value", 90, "days")]


def test_numbers_are_changed_where_they_stand_and_nothing_else(osuma: Osuma) -> None:
    numbers = {
        "where.all[0].value": "1\u00a0020,5",
        "where.all[1].value": "120",
        "slug": "other",
        "where.all[9].value": "1",
    }
    tuned = yaml.safe_load(osuma.ask("segments.tuned", text=RULE, numbers=numbers)["yaml"])
    expected = yaml.safe_load(RULE)
    expected["where"]["all"][0]["value"] = 1020.5
    expected["where"]["all"][1]["value"] = "120 days"
    assert tuned == expected


@pytest.mark.parametrize("given", ["kauan", "", "-5", "1e400", "3; DROP TABLE customers", "{a: b}"])
def test_what_is_no_number_is_refused_with_its_path(osuma: Osuma, given: str) -> None:
    with pytest.raises(Refused) as told:
        osuma.ask("segments.tuned", text=RULE, numbers={"where.all[1].value": given})
    assert [mistake.where for mistake in told.value.mistakes] == ["where.all[1].value"]


def test_a_template_keeps_its_form_when_nothing_is_changed() -> None:
    assert yaml.safe_load(with_numbers(RULE, {})) == yaml.safe_load(RULE)


def test_three_are_proposed_that_hold_somebody_and_not_everybody(osuma: Osuma) -> None:
    proposed = osuma.ask("segments.propose")["segments"]
    assert len(proposed) == 3
    for one in proposed:
        assert 0 < one["count"] < one["base"]
        assert one["purpose"]["fi"]
        assert osuma.ask("segments.preview", text=one["yaml"])["count"] == one["count"]


def test_an_empty_workspace_proposes_nothing(tmp_path: Path) -> None:
    assert Osuma.create(tmp_path / "osuma").ask("segments.propose")["segments"] == []


def test_a_list_of_areas_is_shown_otherwise(osuma: Osuma) -> None:
    areas = (
        "osuma: 1\nslug: a\nname: {fi: A, en: A}\nof: areas\nwhere: {property: postcode, op: eq, value: '00100'}\n"
    )
    with pytest.raises((Misuse, Refused)):
        osuma.ask("segments.preview", text=areas)
