"""The customer base in pictures: figures against hand counts, the same as a table and as files."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from in_process import Osuma
from osuma.engine.errors import Misuse

#: The data ends on 19.11.2026; 90 days before it was 21.8.2026.
ORDERS = (
    "Tilausnumero;Tilauspvm;Sähköposti;Summa;Tila\n"
    "1;10.1.2026;anna@x.example;10,00;Valmis\n2;1.5.2026;anna@x.example;10,00;Valmis\n"
    "3;2.2.2026;bertta@x.example;20,00;Valmis\n"
    "4;19.11.2026;cilla@x.example;60,00;Valmis\n5;1.5.2025;daga@x.example;5,00;Valmis\n"
)


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("pictures")
    made = Osuma.create(folder / "osuma")
    file = folder / "tilaukset.csv"
    file.write_text(ORDERS, encoding="utf-8")
    made.load(file)
    return made


def picture(osuma: Osuma, code: str) -> dict[str, object]:
    return next(one for one in osuma.ask("pictures.show")["pictures"] if one["code"] == code)


def rows(osuma: Osuma, code: str, language: str = "fi") -> list[list[str]]:
    table = picture(osuma, code)["table"]
    assert isinstance(table, dict)
    return [[cell.replace("\u00a0", " ") for cell in row] for row in table[language]]


def test_the_best_buyers_bring_their_share(osuma: Osuma) -> None:
    told = rows(osuma, "value")
    assert told[1] == ["Paras 1 % ostajista", "60 %", "1", "60 €"]
    assert told[5][1:] == ["100 %", "3", "100 €"], "who ties with the last is in too"


def test_everybody_is_in_one_state_then_and_now(osuma: Osuma) -> None:
    told = {row[0]: row[1:] for row in rows(osuma, "flow")[1:]}
    # a: active on 21.8. (1.5.), fading now; b: fading on 21.8. (201 days), fading now; d: lost then and now
    assert told["Aktiiviset"] == ["1", "0 %", "0 %", "100 %", "0 %", "0 %"]
    assert told["Hiipumassa"] == ["1", "0 %", "0 %", "100 %", "0 %", "0 %"]
    assert told["Menetetyt"] == ["1", "0 %", "0 %", "0 %", "100 %", "0 %"]
    assert told["Ei ostoja"] == ["1", "100 %", "0 %", "0 %", "0 %", "0 %"]
    assert told["Uudet"] == ["0", "", "", "", "", ""]


def test_a_month_that_goes_on_is_said_to_go_on(osuma: Osuma) -> None:
    assert rows(osuma, "months")[-1] == ["11/2026", "1", "60 €"]
    note = picture(osuma, "months")["note"]
    assert isinstance(note, dict)
    assert note["fi"].endswith("Viimeinen kuukausi on kesken.")
    assert note["en"].endswith("The last month is not over.")


def test_cohorts_tell_who_came_back_and_nothing_of_what_is_not_over(osuma: Osuma) -> None:
    told = {row[0]: row[1:] for row in rows(osuma, "cohorts")[1:]}
    assert told["Q1/2026"] == ["2", "50 %", "0 %", "0 %", "", "", ""]
    assert told["Q2/2025"][0] == "1"
    assert told["Q4/2026"] == ["1", "", "", "", "", "", ""]


def test_the_last_day_of_a_quarter_is_in_it(tmp_path: Path) -> None:
    made, file = Osuma.create(tmp_path / "osuma"), tmp_path / "tilaukset.csv"
    file.write_text(
        "Tilausnumero;Tilauspvm;Sähköposti;Summa;Tila\n1;31.12.2025;anna@x.example;10,00;Valmis\n"
        "2;31.3.2026;bertta@x.example;20,00;Valmis\n3;30.6.2026;bertta@x.example;20,00;Valmis\n",
        encoding="utf-8",
    )
    made.load(file)
    assert rows(made, "cohorts")[1:] == [["Q4/2025", "1", "0 %", "0 %"], ["Q1/2026", "1", "100 %", ""]]


def test_every_picture_is_a_drawing_and_files_of_the_same_figures(osuma: Osuma, tmp_path: Path) -> None:
    for one in osuma.ask("pictures.show")["pictures"]:
        for language in ("fi", "en"):
            drawing = ElementTree.fromstring(one["svg"][language])
            assert drawing.get("aria-label") == one["title"][language]
        if one["code"] not in ("value", "flow"):  # one of each kind of drawing
            continue
        for ending in ("csv", "xlsx", "svg", "png"):
            osuma.ask("pictures.write", code=one["code"], to=str(tmp_path / f"{one['code']}.{ending}"), language="en")
        assert (tmp_path / f"{one['code']}.png").read_bytes().startswith(b"\x89PNG")
        with (tmp_path / f"{one['code']}.csv").open(encoding="utf-8", newline="") as file:
            told = list(csv.reader(file))
        sheet = CalamineWorkbook.from_path(tmp_path / f"{one['code']}.xlsx").get_sheet_by_index(0).to_python()
        assert [str(cell) for cell in sheet[0]] == told[0] == one["table"]["en"][0]
        assert len(sheet) == len(told) == len(one["table"]["en"])


RFM = """
osuma: 1
partition: rfm
classes:
  - slug: best
    where:
      all:
        - {rank: {event: order, measure: {max: ts}}, tiles: {of: 5, in: [1]}}
        - {rank: {event: order, measure: count}, tiles: {of: 5, in: [1]}}
"""


def test_the_grid_is_there_when_a_partition_divides_by_it(tmp_path: Path) -> None:
    made, file = Osuma.create(tmp_path / "osuma"), tmp_path / "tilaukset.csv"
    file.write_text(ORDERS, encoding="utf-8")
    made.load(file)
    made.apply(RFM)
    told = rows(made, "rfm")
    assert [row[0] for row in told[1:]] == [f"Viimeisin osto {n}" for n in (5, 4, 3, 2, 1)]
    counts = [[int(cell) for cell in row[1:]] for row in told[1:]]
    assert sum(map(sum, counts)) == 4, "everybody who has bought is in one cell"
    assert (sum(counts[0]), counts[0][4]) == (1, 0), "c bought last, and once"
    assert sum(row[4] for row in counts) == 1, "a alone bought twice"


def test_what_is_no_picture_is_refused(osuma: Osuma, tmp_path: Path) -> None:
    for code, name in (("cats", "a.csv"), ("value", "a.exe")):
        with pytest.raises(Misuse):
            osuma.ask("pictures.write", code=code, to=str(tmp_path / name))
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_without_orders_has_no_pictures(tmp_path: Path) -> None:
    shown = Osuma.create(tmp_path / "osuma").ask("pictures.show")
    assert (shown["pictures"], shown["data_end"]) == ([], None)


def test_sizes_over_time_are_a_picture_too(osuma: Osuma, tmp_path: Path) -> None:
    osuma.apply(
        "osuma: 1\nslug: recent\nname: {fi: Tuoreet, en: Recent}\nwhere: {event: order, window: {last: 90 days}}\n"
    )
    for day in ("2026-02-10", "2026-05-02", "2026-11-19"):
        osuma.refresh(day)
    osuma.ask("notes.add", day="2026-05-01", text="Vappuale")
    (sizes,) = (one for one in osuma.ask("pictures.show")["pictures"] if one["code"] == "sizes")
    assert sizes["table"]["fi"] == [["Segmentti", "10.2.2026", "2.5.2026", "19.11.2026"], ["Tuoreet", "2", "2", "1"]]
    drawing = ElementTree.fromstring(sizes["svg"]["fi"])
    assert len(drawing.findall("{http://www.w3.org/2000/svg}polyline")) == 1
    course = osuma.ask("segments.course", slug="recent")["picture"]
    assert [row[0] for row in course["table"]["fi"][1:]] == ["10.2.2026", "1.5.2026", "2.5.2026", "19.11.2026"]
    assert "Vappuale" in course["svg"]["fi"]
    osuma.ask("pictures.write", code="course", slug="recent", to=str(tmp_path / "koko.csv"), language="fi")
    with (tmp_path / "koko.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Päivä", "Koko", "Tuli", "Poistui", "Muistiinpano"]
    assert rows[2] == ["2026-05-01", "2", "", "", "Vappuale"]
    for ending in ("svg", "png", "xlsx"):
        drawn = tmp_path / f"koko.{ending}"
        osuma.ask("pictures.write", code="course", slug="recent", to=str(drawn))
        assert drawn.stat().st_size > 500


def test_a_picture_for_a_phone_has_letters_as_large_as_those_around_it(osuma: Osuma) -> None:
    for one in osuma.ask("pictures.show")["pictures"]:
        if one["narrow"]:
            drawing = ElementTree.fromstring(one["narrow"]["fi"])
            assert float(drawing.attrib["width"]) <= 320
            assert drawing.attrib["font-size"] == "13"
