"""Encodings of one byte a letter, told apart by the words that they give; two encodings in one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from osuma.ingestion.reading import open_file
from osuma.ingestion.tables import SourceTable

WORDS = "nimi;kaupunki;summa\nPäivi Mäkelä;Jyväskylä;12,50\nÅke Öhman;Åbo;3,00\nJörg Ståhl;Töölö;1 000,00\n"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def read(tmp_path: Path, work: Path, data: bytes, **dialect: object) -> SourceTable:
    path = tmp_path / "nimet.csv"
    path.write_bytes(data)
    (table,) = open_file(path, work, dialect=dialect)
    return table


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
        ("mac-roman", "mac_roman"),
        ("cp850", "cp850"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_words_tell_the_encoding(tmp_path: Path, work: Path, encoding: str, named: str) -> None:
    table = read(tmp_path, work, WORDS.encode(encoding))
    assert table.dialect.encoding == named
    assert table.columns[0].guess.examples == ("Päivi Mäkelä", "Åke Öhman", "Jörg Ståhl")
    assert table.columns[1].guess.examples == ("Jyväskylä", "Åbo", "Töölö")
    assert bool(table.notes) == (named in ("mac_roman", "cp850"))


def test_a_little_evidence_is_not_enough_to_leave_cp1252(tmp_path: Path, work: Path) -> None:
    table = read(tmp_path, work, "nimi;maa\nDušan Žižek;Šveitsi\nMikä – ”lainaus”;€\n".encode("cp1252"))
    assert table.dialect.encoding == "cp1252"
    assert table.columns[0].guess.examples[0] == "Dušan Žižek"


def test_the_euro_sign_of_latin_15(tmp_path: Path, work: Path) -> None:
    rows = "".join(f"Mäki {n};{n},50 €\n" for n in range(1, 6))
    table = read(tmp_path, work, ("nimi;hinta\n" + rows).encode("iso8859-15"))
    assert table.dialect.encoding == "iso8859_15"
    assert table.columns[1].guess.examples[0] == "1,50 €"
    assert table.columns[1].guess.shape == "decimal"


def test_lines_in_utf8_among_others_are_read_and_counted(tmp_path: Path, work: Path) -> None:
    head, *rows = WORDS.splitlines(keepends=True)
    data = head.encode() + b"".join(row.encode("cp1252") for row in rows * 3) + "Päivä;Söderkulla;1,00\n".encode()
    table = read(tmp_path, work, data)
    assert (table.rows, table.refused) == (10, ())
    assert "Päivä" in table.path.read_text(encoding="utf-8")
    assert "Ã" not in table.path.read_text(encoding="utf-8")
    assert [note.en for note in table.notes] == [
        "The file has two encodings: 1 lines were read as UTF-8, the others as cp1252."
    ]


def test_the_encoding_that_is_stated_wins(tmp_path: Path, work: Path) -> None:
    table = read(tmp_path, work, WORDS.encode("cp850"), encoding="cp1252")
    assert table.dialect.encoding == "cp1252"
    assert table.columns[1].guess.examples[0] != "Jyväskylä"


def test_letters_broken_by_two_encodings_are_mended_where_the_whole_column_is(tmp_path: Path, work: Path) -> None:
    broken = 'nimi;sähköposti;kaupunki\nMäkinen;a@x.fi;Åbo\nÖhman;b@x.fi;"Töölö;\nylä"\nSalo;c@x.fi;Oulu\n'
    table = read(tmp_path, work, broken.encode("utf-8").decode("cp1252").encode("utf-8"))
    assert table.headers == ("nimi", "sähköposti", "kaupunki")
    assert table.columns[0].guess.examples == ("Mäkinen", "Öhman", "Salo")
    assert table.columns[2].guess.examples[0] == "Åbo"
    assert [note.en.split(":")[0] for note in table.notes] == ["nimi", "sähköposti", "kaupunki"]
    assert table.notes[0].en.endswith("mended: 2 values.")


def test_letters_broken_among_whole_ones_are_counted_and_kept(tmp_path: Path, work: Path) -> None:
    table = read(tmp_path, work, "nimi;kunta\nMÃ¤kinen;Jyväskylä\nMäki;SÃO TOMÉ\n".encode())
    assert table.columns[0].guess.examples == ("MÃ¤kinen", "Mäki")
    (note,) = table.notes
    assert "nimi: values with broken letters (such as Ã¤ for ä): 1." in note.en
    assert "1. Niitä ei korjattu" in note.fi


def test_bytes_that_cp1252_has_no_letter_for_are_mended_too(tmp_path: Path, work: Path) -> None:
    table = read(tmp_path, work, "nimi;n\nÃ\u008fsak;1\nMÃ¤ki;2\n".encode())
    assert table.columns[0].guess.examples == ("Ïsak", "Mäki")
