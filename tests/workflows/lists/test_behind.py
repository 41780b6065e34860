"""The column of an export that names an event: which event, and when there is none to name."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
LIST = f"""\
Tapahtuma;Päivä;Sähköposti;Aihe;Osallistui
Alku;{YESTERDAY - timedelta(days=90)};anna@posti.example;Mittaus;kyllä
Jatko;{YESTERDAY - timedelta(days=30)};anna@posti.example;Laatu;kyllä
Diabetesilta;{YESTERDAY};bo@posti.example;Terveys;kyllä
Alku;{YESTERDAY - timedelta(days=90)};bo@posti.example;Mittaus;ei
"""


def rule(slug: str, where: str) -> str:
    return f"osuma: 1\nslug: {slug}\nname: {{fi: S, en: S}}\nowner: t\npurpose: p\nkpi: k\nwhere:\n  {where}\n"


CAME = (
    "{event: attendance, where: [{property: topic, op: eq, value: %s}, {property: state, op: eq, value: attended}]}"
)


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("behind")
    made = Osuma.create(folder / "installation")
    (folder / "lista.csv").write_text(LIST, encoding="utf-8")
    made.load(folder / "lista.csv")
    made.apply(
        rule("kumpi", "any: [" + CAME % "Laatu" + ", " + CAME % "Mittaus" + "]"),
        rule("kautta", "{member: kumpi}"),
        rule("poissa", "not: " + CAME % "Mittaus"),
        rule("tuore", "{recency: attendance, op: lte, value: 24 months}"),
        "osuma: 1\npartition: jako\nname: {fi: J, en: J}\nowner: t\npurpose: p\nkpi: k\nclasses:\n  - slug: laatu\n"
        "    name: {fi: L, en: L}\n    where: " + CAME % "Laatu" + "\nother:\n  slug: muut\n  name: {fi: M, en: M}\n",
    )
    return made


def exported(osuma: Osuma, tmp_path: Path, slug: str, *asked: str) -> dict[str, tuple[str, ...]]:
    path = tmp_path / "out.csv"
    osuma.ask("segments.export", slug=slug, to=str(path), with_=list(asked))
    with path.open(encoding="utf-8", newline="") as file:
        return {row["email"]: tuple(row[a.replace(".", "_")] for a in asked) for row in csv.DictReader(file)}


@pytest.mark.parametrize("slug", ["kumpi", "kautta", "jako/laatu"])
def test_the_newest_event_of_several_conditions_is_named_also_of_a_segment_that_is_referred_to(osuma, tmp_path, slug):
    found = exported(osuma, tmp_path, slug, "attendance.event_name", "attendance.topic")
    assert found == {"anna@posti.example": ("Jatko", "Laatu")}


def test_a_name_that_speaks_of_health_stays_at_home_and_that_is_said(osuma, tmp_path):
    path = tmp_path / "out.csv"
    result = osuma.ask("segments.export", slug="tuore", to=str(path), with_=["attendance.event_name"])
    with path.open(encoding="utf-8", newline="") as file:
        named = {row["email"]: row["attendance_event_name"] for row in csv.DictReader(file)}
    assert named == {"anna@posti.example": "Jatko", "bo@posti.example": ""}
    (said,) = result["warnings"]
    assert "attendance_event_name" in said["fi"]
    assert said["en"].startswith("1 values of the column attendance_event_name")


def test_every_column_that_cannot_be_is_named_at_once_and_nothing_is_written(osuma, tmp_path):
    path = tmp_path / "out.csv"
    with pytest.raises(Refused) as refused:
        osuma.ask(
            "segments.export",
            slug="kumpi",
            to=str(path),
            with_=["webinar.name", "attendance.colour", "order.channel"],
        )
    assert [m.code for m in refused.value.mistakes] == ["unknown_event", "unknown_property", "not_behind"]
    assert "event_name" in refused.value.mistakes[1].what.en
    assert not path.exists()


def test_nobody_is_out_because_of_an_event_and_in_a_list_for_it(osuma, tmp_path):
    with pytest.raises(Refused) as refused:
        exported(osuma, tmp_path, "poissa", "attendance.event_name")
    assert [m.code for m in refused.value.mistakes] == ["not_behind"]
    with pytest.raises(Misuse, match="list of people only"):
        osuma.ask(
            "segments.export", slug="kumpi", to=str(tmp_path / "ads.csv"), for_="ads", with_=["attendance.topic"]
        )
