"""`osuma simulate`: files as their programs write them, the same bytes every time, and the truth beside."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from osuma.cli.main import run
from osuma.engine.errors import Conflict, Misuse
from osuma.workflows.installation.samples.sportshop.files import write_sportshop
from osuma.workflows.installation.simulating import simulate

PEOPLE = {"shop": 400, "b2b": 200}
#: Of the sample shop's files of 300 people, seed 3, one after the other. Documentation and tests quote its numbers:
#: what the simulator learns comes in new files and from randomness of its own.
SPORTSHOP = "f05b8384e80ef52b7bb71666f466bc72686be8edc5f20064076fe19cb399e1a5"


@pytest.fixture(scope="module", params=["shop", "b2b"])
def world(request, tmp_path_factory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("worlds") / request.param
    return folder, simulate(folder, request.param, PEOPLE[request.param], seed=9)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read(path: Path, delimiter: str, encoding: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=delimiter))


def test_the_sample_shop_has_not_changed_by_a_byte(tmp_path):
    manifest = write_sportshop(tmp_path, seed=3, size=300)
    found = hashlib.sha256()
    for file in manifest.files:
        found.update(file.path.read_bytes())
    assert found.hexdigest() == SPORTSHOP


def test_the_same_seed_writes_the_same_bytes(world, tmp_path):
    folder, told = world
    again = tmp_path / "again"
    simulate(again, told["kind"], told["people"], seed=9)
    assert digests(again) == digests(folder)
    other = tmp_path / "other"
    simulate(other, told["kind"], told["people"], seed=10)
    changed = {path for path, digest in digests(other).items() if digests(folder)[path] != digest}
    # products are the same in every shop, and the planted industries in every other world
    same = {"first/products_export_1.csv", "truth/industries.csv"}
    assert set(digests(folder)) - changed <= same


def test_everything_that_is_told_is_there(world):
    folder, told = world
    written = set(digests(folder))
    truth = {f"truth/{name}.csv" for name in told["truth"]}
    assert written == {one["path"] for one in told["files"]} | truth | {"README.md", "truth/facts.json"}
    assert all(one["rows"] > 0 and one["what"]["fi"] and one["what"]["en"] for one in told["files"])
    facts = json.loads((folder / "truth" / "facts.json").read_text(encoding="utf-8"))
    assert (facts["kind"], facts["people"], facts["seed"]) == (told["kind"], told["people"], 9)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "keksitty" in readme
    assert "invented" in readme


def test_files_are_written_as_their_programs_write_them(tmp_path):
    folder = tmp_path / "shop"
    simulate(folder, "shop", PEOPLE["shop"])
    register = (folder / "awkward/vanha-rekisteri.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        register.decode("utf-8")
    assert "Sähköposti" in read(folder / "awkward/vanha-rekisteri.csv", ";", "cp1252")[0]
    assert (folder / "awkward/asiakkaat.csv").read_bytes().startswith(b"\xef\xbb\xbfAsiakasnumero;")
    with zipfile.ZipFile(folder / "first/audience_export.zip") as archive:
        assert len(archive.namelist()) == 3
    facts = json.loads((folder / "truth/facts.json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(folder / "awkward/kassa.xlsx")
    assert book.sheetnames == ["Lue ensin", "Myynti"]
    sheet = book["Myynti"]
    assert sorted(str(cells) for cells in sheet.merged_cells.ranges) == ["A3:B3", "C3:E3", "F3:G3"]
    beside = {int(row[1]) for row in read(folder / "truth/awkward.csv", ",", "utf-8")
              if row[0] == "awkward/kassa.xlsx" and row[3] != "date_as_text"}  # fmt: skip
    total = sum(
        Decimal(str(sheet.cell(n, 7).value)).quantize(Decimal("0.01"))
        for n in range(facts["till"]["header_row"] + 1, sheet.max_row + 1)
        if n not in beside and sheet.cell(n, 7).value is not None
    )
    assert str(total) == facts["till"]["total"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "own.csv").write_text("id\n1\n")
    with pytest.raises(Conflict, match="something in"):
        simulate(tmp_path, "shop", 400)
    assert [path.name for path in tmp_path.iterdir()] == ["own.csv"]
    with pytest.raises(Conflict, match="something in"):
        simulate(tmp_path / "own.csv", "shop", 400)


def test_an_unknown_kind_and_too_few_people_are_refused_before_anything_is_written(tmp_path):
    folder = tmp_path / "new"
    with pytest.raises(Misuse, match="shop, b2b"):
        simulate(folder, "bakery")
    for kind in ("shop", "b2b"):
        with pytest.raises(Misuse, match="at least"):
            simulate(folder, kind, 10)
    assert not folder.exists()


def test_the_command_says_what_it_wrote(tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        run(["simulate", str(tmp_path / "b2b"), "--kind", "b2b", "--people", "120", "--seed", "4", "--lang", "fi"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert "first/hubspot-deals.csv" in out
    assert "totuus niistä" in out
    with pytest.raises(SystemExit) as left:
        run(["simulate", str(tmp_path / "b2b"), "--kind", "b2b", "--lang", "en"])
    assert left.value.code != 0
    assert "Give an empty or a new folder" in capsys.readouterr().err
