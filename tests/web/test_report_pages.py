"""The pages of reports: pictures as files in both languages, the one page on paper, the logo."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from in_house import House, housed, small_shop
from osuma.workflows.reports import slides

SEGMENT = "osuma: 1\nslug: ostaneet\nname: {fi: Ostaneet <b>, en: Buyers}\nwhere: {event: order}\n"


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (200, 80), (200, 0, 0)).save(out, kind)
    return SimpleUploadedFile("../logo.svg", out.getvalue(), content_type="image/svg+xml")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with housed(small_shop(tmp_path)) as made:
        made.ask("segments.apply", texts=[SEGMENT])
        made.ask("segments.refresh")
        yield made


def test_the_one_page_and_its_files(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    page = house.get("reports/one-page/")
    assert "Ostaneet &lt;b&gt;" in page.text
    assert "On ostanut uudelleen 50 % 1/2 ostajasta" in page.plain
    for ending, kind in (("pdf", "application/pdf"), ("png", "image/png"), ("pptx", "application/vnd.openxml")):
        answer = house.client.get(f"{house.root}reports/one-page/file.{ending}?group=ostaneet")
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"] == f'attachment; filename="asiakkaamme-yhdella-sivulla.{ending}"'
    assert house.get("reports/one-page/file.exe").status == 404
    monkeypatch.setattr(slides, "PACKAGES", ("no_such_package",))
    bare = house.get("reports/one-page/")
    assert "file.pdf" not in bare.text
    assert "pip install 'osuma[slides]'" in bare.plain
    assert house.get("reports/one-page/file.pdf").status == 400


def test_a_logo_is_kept_shown_and_taken_away(house: House) -> None:
    told = house.post("reports/logo", {"logo": picture("JPEG")})
    assert "Nykyinen logo" in told.text
    image = house.client.get(f"{house.root}reports/logo/image")
    assert image.headers["content-type"] == "image/jpeg"
    wrong = house.post("reports/logo", {"logo": SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")})
    assert (wrong.status, "SVG-kuvaa ei oteta" in wrong.plain) == (400, True)
    assert house.get("reports/one-page/").text.count("osuma-logo") == 1
    assert "Nykyinen logo" in house.post("reports/logo", {}).text, "an empty form changes nothing"
    assert "Nykyinen logo" not in house.post("reports/logo", {"do": "remove"}).text
    assert house.client.get(f"{house.root}reports/logo/image").status_code == 404


def test_a_viewer_has_the_page_and_keeps_no_logo(tmp_path: Path) -> None:
    with housed(small_shop(tmp_path), role="viewer", language="en") as house:
        assert "Have bought again" in house.get("reports/one-page/").plain
        assert house.client.get(f"{house.root}reports/one-page/file.pdf").status_code == 200
        assert house.client.post(f"{house.root}reports/logo", {"logo": picture()}).status_code == 404
        assert 'name="logo"' not in house.get("reports/").text
