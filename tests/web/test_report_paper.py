"""Reports in Chromium: pictures downloaded as PNG, and the one page on paper."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from playwright.sync_api import Browser, Page
from web_visitor import Served, served

from in_house import small_shop

SEGMENT = "osuma: 1\nslug: ostaneet\nname: {fi: Ostaneet <b>, en: Buyers}\nwhere: {event: order}\n"


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (200, 80), (200, 0, 0)).save(out, kind)
    return SimpleUploadedFile("../logo.svg", out.getvalue(), content_type="image/svg+xml")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(small_shop(tmp_path_factory.mktemp("reports"))) as at:
        yield at


@pytest.fixture(scope="module")
def visited(site: Served, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fi-FI", reduced_motion="reduce", color_scheme="dark")
    page = context.new_page()
    page.goto(site.link)
    page.fill("#company", "Kauppa")
    page.click("button.btn-primary")
    yield page
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fi", "en"])
def test_a_picture_is_downloaded_as_png_in_the_language(site: Served, visited: Page, language: str) -> None:
    heard: list[str] = []
    visited.on("console", lambda message: heard.append(message.text))
    visited.goto(f"{site.address}w/kauppa/reports/")
    if visited.get_attribute("html", "lang") != language:
        visited.click(f"button[name=language][value={language}]")
    drawn = visited.locator("section:has(#picture-value) .osuma-desk svg")
    width, height = (int(float(str(drawn.get_attribute(name)))) for name in ("width", "height"))
    with visited.expect_download() as told:
        visited.click("section:has(#picture-value) .osuma-png")
    assert told.value.suggested_filename == "value.png"
    with Image.open(Path(told.value.path())) as image:
        assert image.size == (width * 2, height * 2)
        colours = {colour for _, colour in image.convert("RGB").getcolors(100_000) or []}
    assert {(255, 255, 255), (32, 107, 196)} <= colours, "bars on white, dark page or not"
    assert heard == [], "nothing that the page's policy forbids"


@pytest.mark.browser
def test_the_one_page_is_one_a4_on_paper(site: Served, visited: Page, tmp_path: Path) -> None:
    visited.goto(f"{site.address}w/kauppa/reports/one-page/")
    made = visited.pdf(prefer_css_page_size=True)
    assert made.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 594.95996 841.91998]" in made or b"/MediaBox [0 0 595" in made
