"""The customer base on one page: its figures against hand counts, its groups, its files, and the logo."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused
from osuma.workflows.reports import slides

ORDERS = (
    "Tilausnumero;Tilauspvm;Sähköposti;Summa;Tila\n"
    "1;10.1.2026;anna@x.example;10,00;Valmis\n2;1.5.2026;anna@x.example;10,00;Valmis\n"
    "3;2.2.2026;bertta@x.example;20,00;Valmis\n4;19.11.2026;cilla@x.example;60,00;Valmis\n"
)
SEGMENTS = {
    "everybody": "{all: []}",
    "twice": "{event: order, op: gte, value: 2}",
    "spring": "{event: order, window: {since: 2026-04-01, until: 2026-06-01}}",
    "autumn": "{event: order, window: {since: 2026-10-01}}",
    "nobody": "{event: order, op: gte, value: 9}",
}


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("page")
    made = Osuma.create(folder / "osuma")
    file = folder / "tilaukset.csv"
    file.write_text(ORDERS, encoding="utf-8")
    made.load(file)
    made.apply(*(f"osuma: 1\nslug: {slug}\nwhere: {where}\n" for slug, where in SEGMENTS.items()))
    made.refresh()
    return made


def test_it_says_how_many_come_back(osuma: Osuma) -> None:
    figures = osuma.ask("one_page.show")["figures"]
    assert [one["name"]["en"] for one in figures][:2] == ["Customers", "Have bought again"]
    assert figures[1]["value"]["en"] == "33%"
    assert figures[1]["note"]["fi"] == "1/3 ostajasta"


def test_its_groups_bring_the_most_and_are_never_nearly_everybody(osuma: Osuma) -> None:
    groups = osuma.ask("one_page.show")["groups"]
    assert [one["slug"] for one in groups] == ["autumn", "spring", "twice"]
    assert groups[0]["brings"]["fi"].replace("\u00a0", " ") == "60 €, 60 % myynnistä"
    assert groups[2]["size"]["en"] == "1 customer, 33%"
    assert groups[2]["who"]["en"] == "The customer has bought at least twice."


def test_groups_may_be_chosen(osuma: Osuma) -> None:
    page = osuma.ask("one_page.show", groups=["nobody", "everybody"])
    assert [(one["slug"], one["count"]) for one in page["groups"]] == [("nobody", 0), ("everybody", 3)]
    with pytest.raises(Misuse):
        osuma.ask("one_page.show", groups=["villa"])


@pytest.mark.parametrize("language", ["fi", "en"])
def test_it_is_written_as_pdf_png_and_slides(osuma: Osuma, tmp_path: Path, language: str) -> None:
    for ending in slides.ENDINGS:
        osuma.ask("one_page.write", to=str(tmp_path / f"sivu.{ending}"), language=language)
    assert (tmp_path / "sivu.pdf").read_bytes().startswith(b"%PDF-")
    with Image.open(tmp_path / "sivu.png") as image:
        assert image.size == (1547, 2189)
    first = Presentation(str(tmp_path / "sivu.pptx")).slides[0]
    title = {"fi": "Asiakkaamme yhdellä sivulla", "en": "Our customers on one page"}[language]
    assert first.shapes.title is not None
    assert first.shapes.title.text_frame.text == title


def test_where_it_cannot_be_written_it_says_why(
    osuma: Osuma, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("sivu.docx", "puuttuu/sivu.pdf"):
        with pytest.raises(Misuse):
            osuma.ask("one_page.write", to=str(tmp_path / name))
    monkeypatch.setattr(slides, "PACKAGES", ("no_such_package",))
    with pytest.raises(Misuse, match=r"pip install 'osuma\[slides\]'"):
        osuma.ask("one_page.write", to=str(tmp_path / "sivu.pdf"))
    assert not slides.installed()
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_without_orders_still_has_a_page(tmp_path: Path) -> None:
    made = Osuma.create(tmp_path / "osuma")
    made.ask("one_page.write", to=str(tmp_path / "sivu.pdf"))
    shown = made.ask("one_page.show")
    assert (shown["groups"], shown["pictures"], shown["data_end"]) == ([], [], None)


def png(wide: int, high: int) -> bytes:
    """A PNG of a size, whose picture is only said to be there."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" + b"\0\0\0" * 3)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg with a mark": b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif": b"GIF89a" + b"\0" * 100,
    "empty": b"",
    "a bomb": png(60_000, 60_000),
    "cut": png(3, 1)[:-6],
    "html behind the mark": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "more behind the end": png(3, 1) + b"<script>alert(1)</script>",
    "no frame": b"\xff\xd8\xff\xd9" + b"\0" * 50,
    "too large": b"\xff\xd8\xff" + b"\0" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_logo_is_refused_and_the_one_there_was_stays(osuma: Osuma, tmp_path: Path, name: str) -> None:
    kept, file = tmp_path / "good.png", tmp_path / "logo.png"
    Image.new("RGB", (30, 10), "red").save(kept)
    osuma.ask("logo.keep", file=str(kept))
    file.write_bytes(HOSTILE[name])
    with pytest.raises(Refused) as refused:
        osuma.ask("logo.keep", file=str(file))
    assert refused.value.mistakes[0].where == "logo"
    (there,) = osuma.folder.glob("workspaces/*/reports/logo*")
    assert there.read_bytes() == kept.read_bytes()


def test_the_logo_is_on_everything_and_can_be_taken_away(osuma: Osuma, tmp_path: Path) -> None:
    file = tmp_path / "whatever.txt"
    Image.new("RGB", (300, 100), "red").save(file, "JPEG")
    assert osuma.ask("logo.keep", file=str(file)) == {"logo": True}
    osuma.ask("one_page.write", to=str(tmp_path / "a.pptx"))
    osuma.ask("one_page.write", to=str(tmp_path / "a.pdf"))
    osuma.ask("report.write", to=str(tmp_path / "a.html"))
    assert any(shape.shape_type == 13 for shape in Presentation(str(tmp_path / "a.pptx")).slides[0].shapes)
    assert b"/Subtype /Image" in (tmp_path / "a.pdf").read_bytes()
    assert '<img class="logo" src="data:image/jpeg;base64,' in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "logo.keep" in osuma.audit()
    assert osuma.ask("logo.keep") == {"logo": False}
    osuma.ask("one_page.write", to=str(tmp_path / "b.pdf"))
    assert b"/Subtype /Image" not in (tmp_path / "b.pdf").read_bytes()
