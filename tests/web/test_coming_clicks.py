"""Figures that take long arrive in a browser, and those from before data came are said to be that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from slow_server import slow_server
from web_visitor import Served

import forked
from in_house import small_shop

LONG = 60_000
MORE = "Tilausnumero;Päivä;Asiakasnumero;Sähköposti;Summa\n103;16.11.2026;2;eero@kauppa.example;15,00\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop whose figures take seconds; made before the browser is."""
    folder = small_shop(tmp_path_factory.mktemp("coming"))
    process = forked.start(
        slow_server, folder, {"monday.show": 2.0, "segments.propose": 2.0, "segments.preview": 2.0}
    )
    told = json.loads(process.stdout.readline())
    yield Served(folder, told["address"], told["link"])
    process.terminate()
    assert process.communicate(timeout=60)[1] == ""


@pytest.mark.browser
def test_figures_arrive_in_a_browser(site: Served, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_context(locale="fi-FI").new_page()
    expect.set_options(timeout=LONG)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(site.link)
    if page.locator("#company").count():
        page.fill("#company", "Kauppa")
        page.keyboard.press("Enter")
    page.wait_for_selector("nav", timeout=LONG)
    home = page.url.removesuffix("data/")
    page.goto(home)
    expect(page.get_by_text("Lasketaan koko asiakaskunnasta.")).to_be_visible()
    expect(page.get_by_text("Tee näistä yksi")).to_be_visible()
    expect(page.get_by_text("Lasketaan koko asiakaskunnasta", exact=False)).to_be_visible()  # the proposals
    expect(page.locator("[hx-get$='proposed'] .card-title a").first).to_be_visible()
    expect(page.get_by_text("Lasketaan koko asiakaskunnasta", exact=False)).to_have_count(0)
    assert page.title().startswith("Etusivu")
    page.locator("[hx-get$='proposed'] .card-title a").first.click()
    expect(page.get_by_text("Lasketaan koko asiakaskunnasta.")).to_be_visible()
    expect(page.locator("#download")).to_be_visible()
    file = tmp_path / "lisaa.csv"
    file.write_text(MORE, encoding="utf-8")
    page.goto(f"{home}data/")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Tuo").first.click()
    page.get_by_text("Katso ehdotettuja segmenttejä").click()
    expect(page.get_by_text("ja lukuja lasketaan")).to_be_visible()
    expect(page.get_by_text("Tee näistä yksi")).to_be_visible()
    expect(page.get_by_text("ja lukuja lasketaan")).to_have_count(0)
    expect(page.get_by_text("Tee näistä yksi")).to_be_visible()
    assert faults == []
