"""Reading files: what is detected, what becomes of damaged ones."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
from staging import stage

from osuma.engine.errors import Refused
from osuma.ingestion.mapping import parse_mapping
from osuma.ingestion.reading import Limits, open_file
from osuma.ingestion.tables import SourceTable


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def one(path: Path, work: Path, **more: object) -> SourceTable:
    (table,) = open_file(path, work, **more)  # type: ignore[arg-type]  # keyword arguments of the tests
    return table


def write(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "tiedosto.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


FINNISH = (
    "Sähköposti;Etunimi;Tilauspvm;Summa\na@esimerkki.fi;Åke;3.2.2025;1 234,50\nb@esimerkki.fi;Päivi;13.2.2025;12,00\n"
)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
    ],
)
def test_encodings_are_detected_and_read_alike(tmp_path: Path, work: Path, encoding: str, named: str) -> None:
    table = one(write(tmp_path, FINNISH, encoding), work)
    assert table.dialect.encoding == named
    assert table.headers == ("Sähköposti", "Etunimi", "Tilauspvm", "Summa")
    assert table.columns[1].guess.examples == ("Åke", "Päivi")
    assert table.rows == 2
    assert table.dialect.delimiter == ";"
    assert table.dialect.decimal == "comma"
    assert [c.guess.shape for c in table.columns] == ["email", "text", "date", "decimal"]
    assert [c.guess.format for c in table.columns] == [None, None, "%d.%m.%Y", "comma"]


def test_a_late_byte_that_is_not_utf8_makes_the_whole_file_cp1252(tmp_path: Path, work: Path) -> None:
    lines = "nimi,summa\n" + "Matti,1\n" * 200_000 + "Päivi,2\n"
    table = one(write(tmp_path, lines, "cp1252"), work)
    assert table.dialect.encoding == "cp1252"
    assert table.rows == 200_001


def test_a_few_damaged_rows_in_utf8_are_refused_and_the_rest_read(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(("nimi,n\n" + "Päivi,1\n" * 40).encode() + b"M\xe4rta,2\n" + "Åsa,3\n".encode())
    table = one(path, work)
    assert table.dialect.encoding == "utf-8"
    assert table.rows == 41
    assert [(r.row, r.code) for r in table.refused] == [(42, "undecodable")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, work: Path, delimiter: str) -> None:
    text = delimiter.join(["a", "b", "c"]) + "\n" + delimiter.join(["x", '"1,5; |"', "z"]) + "\n"
    table = one(write(tmp_path, text), work)
    assert table.dialect.delimiter == delimiter
    assert table.columns[1].guess.examples == ("1,5; |",)


def test_excels_sep_line_names_the_delimiter_and_is_no_header(tmp_path: Path, work: Path) -> None:
    table = one(write(tmp_path, "sep=;\na;b\n1;2\n"), work)
    assert (table.dialect.delimiter, table.headers, table.rows) == (";", ("a", "b"), 1)
    assert table.first_row == 3


def test_title_lines_above_the_headers_are_skipped(tmp_path: Path, work: Path) -> None:
    text = 'Untitled report\n"July 14, 2026"\nCampaign,Clicks,Cost\nKevät,12,3.40\nKesä,5,1.10\n'
    table = one(write(tmp_path, text), work)
    assert table.dialect.header_row == 3
    assert table.headers == ("Campaign", "Clicks", "Cost")
    assert table.rows == 2


def test_a_file_without_headers_gets_places_for_names(tmp_path: Path, work: Path) -> None:
    table = one(write(tmp_path, "1,2025-01-01,3.5\n2,2025-01-02,4.5\n"), work)
    assert table.dialect.header_row == 0
    assert table.headers == ("column 1", "column 2", "column 3")
    assert table.rows == 2


def test_repeated_and_empty_headers_get_handles_of_their_own(tmp_path: Path, work: Path) -> None:
    table = one(write(tmp_path, "nimi,nimi,,nimi\na,b,c,d\n"), work)
    assert table.headers == ("nimi", "nimi (2)", "column 3", "nimi (3)")


@pytest.mark.parametrize(
    ("values", "shape", "form", "decided"),
    [
        (["3/2/2025", "13/2/2025"], "date", "%d/%m/%Y", True),
        (["3/2/2025", "2/13/2025"], "date", "%m/%d/%Y", True),
        (["3/2/2025", "4/5/2025"], "date", "%d/%m/%Y", False),
        (["2026-05-01 10:00:00 +0200"], "instant", "%Y-%m-%d %H:%M:%S%z", True),
        (["2026-05-01T10:00:00Z"], "instant", "%Y-%m-%dT%H:%M:%S%z", True),
        (["3.2.2025 klo 9.05"], "instant", "%d.%m.%Y klo %H.%M", True),
        (["12/1/2010 8:26", "12/31/2010 8:26"], "instant", "%m/%d/%Y %H:%M", True),
        (["20250203", "20241231"], "date", "%Y%m%d", True),
        (["1.234,50", "12,00"], "decimal", "comma", True),
        (["1\u00a0234,5", "1\u2009000,0"], "decimal", "comma", True),
        (["$90,000 ", "$60.50"], "decimal", "dot", True),
        (["1,234", "5,678"], "decimal", "dot", False),
        (["00100", "33100"], "postcode", None, True),
        (["040 123 4567", "+358 50 1234567"], "phone", None, True),
        (["kyllä", "ei"], "bool", None, True),
        (["1", "1", "1"], "integer", None, True),
        (["", " ", ""], "empty", None, True),
    ],
)
def test_shapes_of_values(
    tmp_path: Path, work: Path, values: list[str], shape: str, form: str | None, decided: bool
) -> None:
    text = "a\tb\n" + "".join(f"x\t{v}\n" for v in values)
    guess = one(write(tmp_path, text), work).columns[1].guess
    assert (guess.shape, guess.format, guess.decided) == (shape, form, decided)
    assert bool(guess.notes) == (not decided)


def test_what_the_caller_says_of_the_dialect_wins(tmp_path: Path, work: Path) -> None:
    path = write(tmp_path, "x,y\nä;b,z\n", "cp1252")
    table = one(path, work, dialect={"delimiter": ",", "header_row": 0, "encoding": "latin-1"})
    assert table.dialect.delimiter == ","
    assert table.rows == 2
    assert table.columns[0].guess.examples == ("x", "ä;b")
    with pytest.raises(Refused) as refused:
        open_file(path, work, dialect={"encoding": "klingon"})
    assert refused.value.code == "unknown_encoding"


RAGGED = (
    'nimi,summa,huom\nAnna,1,ok\nMatti,2\nLiisa,3,ok,extra\n"Olli",4,"a\nb"\n'
    'Auki,5,"loppu puuttuu\nEeva,6,ok\n\nIlona,7,5" ruuvi\n'
)


def test_ragged_rows_become_refusals_with_their_row_and_the_rest_goes_in(tmp_path: Path, work: Path) -> None:
    table = one(write(tmp_path, RAGGED), work)
    assert table.numbered
    assert [(r.row, r.code) for r in table.refused] == [
        (3, "too_few_cells"),
        (4, "too_many_cells"),
        (6, "broken_quotes"),
    ]
    mapping = parse_mapping(
        {"osuma_mapping": 1, "source": "t", "outputs": [
            {"target": "products", "columns": {"nimi": "product_id", "summa": "price", "huom": "product"}}]}
    )  # fmt: skip
    products = stage(table, mapping).outputs["products"]
    assert [(p["row"], p["product_id"], p["product"]) for p in products] == [
        (2, "Anna", "ok"),
        (5, "Olli", "a\nb"),
        (7, "Eeva", "ok"),
        (9, "Ilona", '5" ruuvi'),
    ]


def test_rows_keep_their_number_and_order_over_many_threads(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_text("tuote,hinta\n" + "".join(f"T{i},{i}.25\n" for i in range(2, 700_002)))
    table = one(path, work)
    assert not table.numbered
    assert table.rows == 700_000
    mapping = parse_mapping({"osuma_mapping": 1, "source": "t", "outputs": [
        {"target": "products", "columns": {"tuote": "product_id", "hinta": "price"}}]})  # fmt: skip
    products = stage(table, mapping).outputs["products"]
    assert len(products) == 700_000
    assert all(p["product_id"] == f"T{p['row']}" for p in products)


def test_a_workbook_gives_typed_cells_and_one_table_a_sheet(tmp_path: Path, work: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Messut"
    first.append(["Sähköposti", "Käynyt", "Summa", "Postinumero", "Sarja"])
    first.append(["a@esimerkki.fi", dt.datetime(2025, 2, 3), 1.234, 240, 45690])
    first.append(["b@esimerkki.fi", dt.datetime(2025, 2, 4, 9, 5), "1 234,50", "00100", 45691.5])
    other = book.create_sheet("Tyhjä")
    assert other.max_row == 1
    second = book.create_sheet("Toinen")
    second.append(["a", "b"])
    second.append([True, 2])
    path = tmp_path / "messut.xlsx"
    book.save(path)
    tables = open_file(path, work)
    assert [t.dialect.sheet for t in tables] == ["Messut", "Toinen"]
    assert [t.title for t in tables] == ["messut.xlsx: Messut", "messut.xlsx: Toinen"]
    mapping = parse_mapping({"osuma_mapping": 1, "source": "messut", "outputs": [
        {"target": "customers", "columns": {
            "Sähköposti": "email", "Käynyt": "created_at", "Summa": {"to": "income", "format": "comma"},
            "Postinumero": "postcode", "Sarja": {"to": "source_updated_at", "format": "excel"}}}]})  # fmt: skip
    staged = stage(tables[0], mapping)
    assert [str(c["income"]) for c in staged.outputs["customers"]] == ["1.2340", "1234.5000"]
    assert [c["postcode"] for c in staged.outputs["customers"]] == ["00240", "00100"]
    assert [c["created_at"] for c in staged.outputs["customers"]] == [
        dt.datetime(2025, 2, 2, 22), dt.datetime(2025, 2, 4, 7, 5)]  # fmt: skip
    assert [c["source_updated_at"] for c in staged.outputs["customers"]] == [
        dt.datetime(2025, 2, 1, 22), dt.datetime(2025, 2, 3, 10)]  # fmt: skip
    assert [(w[0], w[3]) for w in staged.warned] == [(2, "zeros_restored")]
    assert [t.dialect.sheet for t in open_file(path, work, dialect={"sheet": "Toinen"})] == ["Toinen"]


def test_a_zip_gives_a_table_for_each_member(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "kaksi.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/yksi.csv", "x,y\n1,2\n")
        archive.writestr("kaksi.csv", "z;w\n1;2\n3;4\n")
        archive.writestr("__MACOSX/kaksi.csv", "rubbish")
        archive.writestr("lueminut.pdf", "rubbish")
    tables = open_file(path, work)
    assert [(t.title, t.rows) for t in tables] == [("kaksi.zip: yksi.csv", 1), ("kaksi.zip: kaksi.csv", 2)]
    assert len({t.sha256 for t in tables}) == 1


def test_progress_is_told_in_bytes(tmp_path: Path, work: Path) -> None:
    path = write(tmp_path, FINNISH)
    told: list[tuple[int, int]] = []
    open_file(path, work, progress=lambda done, total: told.append((done, total)))
    assert told
    assert {total for _, total in told} == {path.stat().st_size}


def test_a_row_longer_than_the_limit_is_named(tmp_path: Path, work: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n3," + "x" * 2_000_000 + "\n")
    with pytest.raises(Refused) as refused:
        open_file(path, work, Limits(record_bytes=1024 * 1024))
    assert refused.value.code == "record_too_long"


def test_headers_may_be_years_as_in_statistics(tmp_path: Path, work: Path) -> None:
    text = '"12f7 -- Tiedot"\n\n"Postinumeroalue","Tieto","2023"\n"00100 Helsinki","Asukkaat",18284\n'
    table = one(write(tmp_path, text), work)
    assert (table.headers, table.rows) == (("Postinumeroalue", "Tieto", "2023"), 1)
    plain = one(write(tmp_path, "Helsinki,a,2023\nOulu,b,2024\nTurku,c,2024\n"), work)
    assert (plain.dialect.header_row, plain.rows) == (0, 3)


def test_rows_that_leave_their_last_cells_out_are_read_with_empty_ones(tmp_path: Path, work: Path) -> None:
    rows = "".join(f"{n};x{n}\n" for n in range(40))
    table = one(write(tmp_path, f"koodi;nimi;alku;loppu\n{rows}41\n"), work)
    assert (table.rows, [(r.row, r.code) for r in table.refused]) == (40, [(42, "too_few_cells")])
    assert "2 cells and there are 4 headers" in table.notes[0].en


def test_cells_kept_apart_by_spaces(tmp_path: Path, work: Path) -> None:
    text = " 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n 00021 0002 19970101  3  129.33\n"
    table = one(write(tmp_path, text), work)
    assert [c.guess.shape for c in table.columns] == ["postcode", "text", "date", "integer", "decimal"]
    assert (table.rows, table.first_row) == (3, 1)
    prose = one(write(tmp_path, "nimi\nAino Maria\nEero Olavi\nLiisa Anna\n"), work)
    assert prose.headers == ("nimi",)
