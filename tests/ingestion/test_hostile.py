"""Hostile and broken input: one clear sentence, or a right answer."""

from __future__ import annotations

import gzip
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from staging import stage, staged_file

from osuma.engine.errors import Refused
from osuma.ingestion.mapping import parse_mapping, propose
from osuma.ingestion.reading import Limits, open_file

MEGABYTE = 1024 * 1024


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def refused(path: Path, work: Path, limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        open_file(path, work, limits)
    error = caught.value
    assert error.what.fi
    assert error.what.en
    assert str(path.parent) not in error.what.en
    assert len(error.mistakes) == 1
    return error


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n \n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\x00" * 5000, "empty_file"),
        ("nimi;sähköposti\n".encode(), "header_only"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "not_text"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "broken_workbook"),
        (b"PK\x03\x04 not really a zip", "broken_archive"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, work: Path, content: bytes, code: str) -> None:
    path = tmp_path / "tiedosto.csv"
    path.write_bytes(content)
    assert refused(path, work).code == code


def test_a_missing_file(tmp_path: Path, work: Path) -> None:
    assert refused(tmp_path / "ei.csv", work).code == "no_such_file"


def test_a_line_of_300_megabytes_is_refused_without_reading_it_into_memory(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "pitka.csv"
    with path.open("wb") as file:
        file.write(b"nimi,summa\nAnna,1\nMatti,")
        for _ in range(300):
            file.write(b"x" * MEGABYTE)
        file.write(b"\n")
    program = (
        "import sys; from pathlib import Path;"
        "from osuma.engine.errors import Refused; from osuma.ingestion.reading import open_file\n"
        "try: open_file(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except Refused as error: print(error.code, error.what.en)\n"
        # not ru_maxrss: a child begins with its parent's
        "status = Path('/proc/self/status').read_text().split()\n"
        "print(int(status[status.index('VmHWM:') + 1]) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(work)], capture_output=True, text=True, check=True
    )
    sentence, peak = done.stdout.strip().splitlines()
    assert sentence.startswith("record_too_long pitka.csv: Row 3 is longer than 16 megabytes")
    assert int(peak) < 250
    assert list(work.iterdir()) == [] or all(f.stat().st_size < 64 * MEGABYTE for f in work.iterdir())


def test_a_sparse_file_of_two_gigabytes_of_nothing(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "harva.csv"
    with path.open("wb") as file:
        file.write(b"nimi,summa\nAnna,1\n")
        file.truncate(2048 * MEGABYTE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(path, work).code in ("record_too_long", "not_text")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (after - before) // 1024 < 200


def test_a_quote_that_never_closes_costs_one_row_and_not_the_file(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "auki.csv"
    path.write_text('nimi,summa\nAnna,1\n"Matti,2\n' + "Liisa,3\n" * 5000)
    (table,) = open_file(path, work)
    assert table.rows == 5001
    assert [(r.row, r.code, r.value) for r in table.refused] == [(3, "broken_quotes", '"Matti,2')]


def test_nul_bytes_cost_their_rows(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "nolla.csv"
    path.write_bytes(b"nimi,summa\nAnna,1\nMat\x00ti,2\nLiisa,3\n" * 1)
    (table,) = open_file(path, work)
    assert [(r.row, r.code) for r in table.refused] == [(3, "control_characters")]
    assert table.rows == 2


def test_ten_thousand_columns_are_read_and_one_more_is_refused(tmp_path: Path, work: Path) -> None:
    names = ["asiakasnumero", "sähköposti", *(f"k{i}" for i in range(9_998))]
    path = tmp_path / "levea.csv"
    row = ",".join(["7", "a@esimerkki.fi", *["1"] * 9_998])
    path.write_text(",".join(names) + "\n" + row + "\n")
    (table,) = open_file(path, work)
    assert len(table.columns) == 10_000
    mapping = parse_mapping({"osuma_mapping": 1, "source": "t", "outputs": [
        {"target": "customers", "columns": {
            "asiakasnumero": "person_id", "k9997": {"to": "x_viimeinen", "as": "int"}}}]})  # fmt: skip
    (person,) = stage(table, mapping).outputs["customers"]
    assert (person["person_id"], person["x_viimeinen"]) == ("7", 1)
    path.write_text(",".join([*names, "yksi"]) + "\n" + row + ",1\n")
    assert refused(path, work).code == "too_many_columns"


INJECTIONS = [
    "'); DROP TABLE raw_1; --",
    "=cmd|' /C calc'!A0",
    "{raw}",
    "{0.__class__}",
    '"; SELECT 1; --',
    "Robert'); DROP TABLE customers;--",
    "%s %d \\",
    "\u202ehidden",
]


def test_injection_in_values_comes_through_as_text(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "arvot.csv"
    quoted = ['"' + v.replace('"', '""') + '"' for v in INJECTIONS]
    path.write_text("asiakasnumero,etunimi\n" + "".join(f"{i},{v}\n" for i, v in enumerate(quoted)))
    staged = staged_file(path, work)
    assert [c["first_name"] for c in staged.outputs["customers"]] == INJECTIONS


def test_injection_in_headers_file_names_and_mappings_is_only_text(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "x'); DROP TABLE raw_1; -- {raw} [a-z]*.csv"
    headers = ["asiakasnumero", *INJECTIONS]
    cells = ['"' + h.replace('"', '""') + '"' for h in headers]
    path.write_text(",".join(cells) + "\n" + ",".join(str(i) for i in range(len(cells))) + "\n")
    (table,) = open_file(path, work)
    mapping = propose(table).mapping
    staged = stage(table, mapping)
    (person,) = staged.outputs["customers"]
    assert person["person_id"] == "0"
    custom = {k: v for k, v in person.items() if k.startswith("x_")}
    assert len(custom) == len(INJECTIONS)
    assert sorted(custom.values()) == list(range(1, len(cells)))
    refused_mapping = {"osuma_mapping": 1, "source": "a'; DROP TABLE x; --", "outputs": [
        {"target": "customers", "columns": {"asiakasnumero": "person_id; DROP TABLE x"}}]}  # fmt: skip
    with pytest.raises(Refused) as caught:
        parse_mapping(refused_mapping)
    assert {m.code for m in caught.value.mistakes} == {"bad_source", "unknown_field"}


def test_a_name_with_glob_characters_reads_that_file_and_no_other(tmp_path: Path, work: Path) -> None:
    for name, value in (("a*b.csv", "oikea"), ("aXb.csv", "väärä"), ("a[1].csv", "oikea"), ("a1.csv", "väärä")):
        (tmp_path / name).write_text(f"asiakasnumero,etunimi\n1,{value}\n")
    for name in ("a*b.csv", "a[1].csv"):
        staged = staged_file(tmp_path / name, work)
        assert [c["first_name"] for c in staged.outputs["customers"]] == ["oikea"]


def a_zip(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "/etc/passwd.csv", "C:\\x.csv", "a\\..\\..\\b.csv"])
def test_members_that_point_outside_are_refused(tmp_path: Path, work: Path, name: str) -> None:
    path = a_zip(tmp_path / "polku.zip", ("hyva.csv", b"a,b\n1,2\n"), (name, b"a,b\n1,2\n"))
    assert refused(path, work).code == "unsafe_name"
    assert list(work.iterdir()) == []


def test_a_zip_bomb_is_stopped_while_it_unpacks(tmp_path: Path, work: Path) -> None:
    path = a_zip(tmp_path / "pommi.zip", ("a.csv", b"a,b\n" + b"1,2\n" * (16 * MEGABYTE)))
    assert refused(path, work).code == "unpacks_too_big"
    assert sum(f.stat().st_size for f in work.iterdir()) < 32 * MEGABYTE


def test_a_zip_that_declares_too_much_is_not_opened(tmp_path: Path, work: Path) -> None:
    path = a_zip(tmp_path / "suuri.zip", ("a.csv", b"a,b\n" + b"1,2\n" * MEGABYTE))
    assert refused(path, work, Limits(unpacked_bytes=MEGABYTE)).code == "unpacks_too_big"


def test_a_zip_that_lies_about_its_size_is_broken(tmp_path: Path, work: Path) -> None:
    path = a_zip(tmp_path / "valhe.zip", ("a.csv", b"a,b\n" + b"1,2\n" * 100_000))
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(signature) + offset
        data[place : place + 4] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert refused(path, work).code in ("broken_archive", "unpacks_too_big")


def test_nested_many_and_no_tables(tmp_path: Path, work: Path) -> None:
    inner = a_zip(tmp_path / "sisus.zip", ("a.csv", b"a,b\n1,2\n"))
    assert refused(a_zip(tmp_path / "1.zip", ("sisus.zip", inner.read_bytes())), work).code == "nested_archive"
    assert refused(a_zip(tmp_path / "2.zip", ("a.pdf", b"x")), work).code == "no_tables"
    many = a_zip(tmp_path / "3.zip", *((f"{i}.csv", b"a,b\n1,2\n") for i in range(201)))
    assert refused(many, work).code == "too_many_members"


def test_an_archive_among_tables_is_named_and_the_tables_are_read(tmp_path: Path, work: Path) -> None:
    inner = a_zip(tmp_path / "sisus.zip", ("a.csv", b"a,b\n1,2\n")).read_bytes()
    path = a_zip(
        tmp_path / "vienti.zip",
        ("2024/a.csv", b"a,b\n1,2\n"),
        ("2025/a.csv", b"a,b\n3,4\n5,6\n"),
        ("sisus.zip", inner),
        ("lueminut.txt", b"Hei\n"),
        ("rivit.jsonl", b'{"x": 1}\n{"x": 2}\n'),
        ("2025/~$a.xlsx", b"lukko"),
        ("Thumbs.db", b"kuvia"),
        ("__MACOSX/2025/._a.csv", b"\x00\x05"),
    )
    tables = open_file(path, work)
    assert [(t.dialect.sheet, t.rows) for t in tables] == [("2024/a.csv", 1), ("2025/a.csv", 2), ("rivit.jsonl", 2)]
    said = " ".join(note.en for note in tables[0].notes)
    assert "sisus.zip was not read: The archive holds another archive" in said
    assert "lueminut.txt was not read" in said
    (chosen,) = open_file(path, work, dialect={"sheet": "2025/a.csv"})
    assert chosen.rows == 2


def test_gzip_is_unpacked_within_bounds(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert [t.rows for t in open_file(path, work)] == [1]
    path.write_bytes(gzip.compress(b"a,b\n1,2\n" * 100)[:-12])
    assert refused(path, work).code == "broken_archive"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * (16 * MEGABYTE)))
    assert refused(path, work).code == "unpacks_too_big"
    path.write_bytes(gzip.compress(gzip.compress(b"a,b\n1,2\n")))
    assert refused(path, work).code == "nested_archive"


@pytest.mark.parametrize("magic", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh9", b"\xfd7zXZ\x00"])
def test_archives_that_are_not_unpacked_say_so(tmp_path: Path, work: Path, magic: bytes) -> None:
    path = tmp_path / "paketti.bin"
    path.write_bytes(magic + b"\x00" * 100)
    assert refused(path, work).code == "other_archive"


SCHEMAS = "http://schemas.openxmlformats.org"
MAIN = f"{SCHEMAS}/spreadsheetml/2006/main"
OFFICE = f"{SCHEMAS}/officeDocument/2006/relationships"
SHEET = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{{rows}}</sheetData></worksheet>'


def a_relation(kind: str, target: str) -> bytes:
    return (
        f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    ).encode()


def a_workbook(path: Path, sheet: bytes) -> Path:
    sheets = '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>'
    return a_zip(
        path,
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", a_relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book.encode()),
        ("xl/_rels/workbook.xml.rels", a_relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet),
    )


def test_a_small_workbook_reads(tmp_path: Path, work: Path) -> None:
    first = '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'
    rows = first + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2.5</v></c></row>'
    (table,) = open_file(a_workbook(tmp_path / "ok.xlsx", SHEET.format(rows=rows).encode()), work)
    assert table.headers == ("a", "b")
    assert table.columns[1].guess.examples == ("2.5",)


def test_a_workbook_whose_two_cells_span_the_sheet_is_refused(tmp_path: Path, work: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = a_workbook(tmp_path / "laaja.xlsx", SHEET.format(rows=rows).encode())
    assert refused(path, work, Limits(workbook_seconds=60)).code == "workbook_too_big"


def test_an_xlsx_bomb_is_refused_before_it_is_opened(tmp_path: Path, work: Path) -> None:
    path = a_workbook(tmp_path / "pommi.xlsx", SHEET.format(rows="<row/>" * 4_000_000).encode())
    assert refused(path, work, Limits(workbook_bytes=10 * MEGABYTE)).code == "unpacks_too_big"


def test_a_broken_workbook(tmp_path: Path, work: Path) -> None:
    assert refused(a_workbook(tmp_path / "rikki.xlsx", b"<not xml"), work).code in ("broken_workbook", "empty_file")
