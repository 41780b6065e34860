"""Figures that take long arrive in a browser, and those from before data came are said to be that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sitting import signed_in
from slow_server import slow_server
from web_visitor import Served

import forked
from in_house import small_shop

MORE = "Tilausnumero;Päivä;Asiakasnumero;Sähköposti;Summa\n{order};16.11.2026;2;eero@kauppa.example;15,00\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop whose figures take seconds; made before the browser is."""
    folder = small_shop(tmp_path_factory.mktemp("coming"))
    process = forked.start(
        slow_server,
        folder,
        {
            "monday.show": 2.0,
            "segments.propose": 2.0,
            "segments.preview": 2.0,
            "pictures.show": 2.0,
            "one_page.show": 2.0,
        },
    )
    told = json.loads(process.stdout.readline())
    yield Served(folder, told["address"], told["link"])
    process.terminate()
    assert process.communicate(timeout=60)[1] == ""


@pytest.fixture(scope="module")
def context(site: Served, browser: Browser) -> Iterator[BrowserContext]:
    made = signed_in(browser, site)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    opened.close()
    assert faults == []


def bring(page: Page, site: Served, file: Path, order: int) -> None:
    """Import one more order."""
    file.write_text(MORE.format(order=order), encoding="utf-8")
    page.goto(f"{site.address}w/kauppa/data/")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Tuo").first.click()
    expect(page.get_by_text("Katso ehdotettuja segmenttejä")).to_be_visible()


@pytest.mark.browser
def test_figures_arrive_in_a_browser(site: Served, page: Page, tmp_path: Path) -> None:
    page.goto(f"{site.address}w/kauppa/")
    expect(page.get_by_text("Lasketaan koko asiakaskunnasta.")).to_be_visible()
    expect(page.get_by_text("Tee näistä yksi")).to_be_visible()
    expect(page.get_by_text("Lasketaan koko asiakaskunnasta", exact=False)).to_be_visible()  # the proposals
    expect(page.locator("[hx-get$='proposed'] .card-title a").first).to_be_visible()
    expect(page.get_by_text("Lasketaan koko asiakaskunnasta", exact=False)).to_have_count(0)
    assert page.title().startswith("Etusivu")
    page.locator("[hx-get$='proposed'] .card-title a").first.click()
    expect(page.get_by_text("Lasketaan koko asiakaskunnasta.")).to_be_visible()
    expect(page.locator("#download")).to_be_visible()
    bring(page, site, tmp_path / "lisaa.csv", 103)
    page.get_by_text("Katso ehdotettuja segmenttejä").click()
    expect(page.get_by_text("ja lukuja lasketaan")).to_be_visible()
    expect(page.get_by_text("Tee näistä yksi")).to_be_visible()
    expect(page.get_by_text("ja lukuja lasketaan")).to_have_count(0)
    expect(page.get_by_text("Tee näistä yksi")).to_be_visible()


@pytest.mark.browser
def test_figures_that_come_leave_alone_what_one_is_at(site: Served, page: Page, tmp_path: Path) -> None:
    reports = f"{site.address}w/kauppa/reports/"
    held = page.get_by_text("ja lukuja lasketaan")
    chosen = page.locator("#logo")
    link = page.get_by_role("link", name="Avaa sivu").first
    page.goto(reports)
    expect(link).to_be_visible()
    bring(page, site, tmp_path / "viela.csv", 104)

    page.goto(reports)
    expect(held).to_be_visible()
    chosen.set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": b"-"})
    with page.expect_response(lambda answer: answer.url == reports and answer.status == 200):
        pass  # the figures are there, and what was chosen stays
    page.wait_for_timeout(500)
    expect(held).to_be_visible()
    assert chosen.evaluate("field => field.files.length") == 1

    chosen.set_input_files([])
    page.get_by_text("Sama taulukkona").first.click()
    link.focus()
    expect(held).to_have_count(0)
    expect(link).to_be_focused()
    expect(page.get_by_role("table").first).to_be_visible()


@pytest.mark.browser
def test_a_page_for_paper_comes_too(site: Served, page: Page) -> None:
    page.goto(f"{site.address}w/kauppa/reports/one-page/")
    expect(page.get_by_text("Lasketaan koko asiakaskunnasta.")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Asiakkaamme yhdellä sivulla")
    expect(page.locator(".osuma-sheet .osuma-key")).to_be_visible()
