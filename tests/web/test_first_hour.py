"""A marketer's first sitting in a real browser: three questions, files, three segments, people, a download."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Download, Page, expect
from web_visitor import served

from osuma.workflows.installation.samples.sportshop.files import write_sportshop

pytestmark = pytest.mark.browser
#: Counting everything on a busy machine.
LONG = 120_000
SIZE = 400


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    folder = tmp_path / "viennit"
    shop = write_sportshop(folder, size=SIZE)
    unknown = folder / "muistio.txt"
    unknown.write_text("Muista soittaa\n", encoding="utf-8")
    return [*(str(file.path) for file in shop.files), str(unknown)]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="fi-FI", viewport={"width": 1280, "height": 900})
    yield made
    made.close()


def figure(page: Page) -> int:
    return int(page.inner_text(".osuma-figure").replace("\u00a0", "").replace(",", ""))


def emails(download: Download, column: str = "Email Address") -> set[str]:
    with Path(download.path()).open(encoding="utf-8-sig", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def test_from_an_empty_folder_to_a_list_for_mailchimp(
    context: BrowserContext, files: list[str], tmp_path: Path
) -> None:
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: heard.append(request.url) if "127.0.0.1" not in request.url else None)
    with served(tmp_path / "osuma") as at:
        page.goto(at.link)
        expect(page).to_have_title("Tervetuloa · Osuma")
        assert page.locator("html").get_attribute("lang") == "fi"
        page.fill("#company", "Maijan <b>Kauppa</b> Oy")
        page.check("input[value=own]")
        page.click("text=Aloita")
        expect(page.locator("h1")).to_have_text("Tiedot")
        assert "Maijan <b>Kauppa</b> Oy" in page.inner_text("header")

        page.set_input_files("#files", files)
        page.click("form[enctype] button")
        page.wait_for_selector("#work a.btn", timeout=LONG)
        came = page.locator(".osuma-came").all_inner_texts()
        assert len(came) == len(files) - 1
        assert any("orders_export_1.csv" in one and "Shopify-tilaukset" in one for one in came)
        assert any("audience_export" in one and "Mailchimp" in one for one in came)
        assert "muistio.txt" in page.inner_text(".osuma-failed")
        assert "Tiedot 19.11.2026 asti." in page.inner_text("#work")
        with page.expect_download() as refused:
            page.click("text=syyt taulukkona")
        assert "kanta-asiakkaat" in refused.value.suggested_filename

        page.click("text=Katso ehdotettuja segmenttejä")
        proposed = ".osuma-figure:not(.osuma-small)"
        page.wait_for_selector(proposed, timeout=LONG)
        assert page.locator(proposed).count() == 3
        assert page.locator(".osuma-people").first.locator("li").count() == 10
        told = page.inner_text("main")
        assert "12 kuukauden myynnistä" in told
        assert "Voit lähettää sähköpostia" in told

        page.click("text=Hiipumassa olevat ostajat")
        page.wait_for_selector(".osuma-number", timeout=LONG)
        half_a_year = figure(page)
        page.fill(".osuma-number", "120")
        page.keyboard.press("Tab")
        expect(page.locator("#segment")).to_contain_text("yli 120 päivän takaa", timeout=LONG)
        assert figure(page) > half_a_year
        page.click("text=Tallenna segmentti")
        page.wait_for_url("**/segments/inactive/", timeout=LONG)
        assert page.input_value(".osuma-number") == "120"
        members = figure(page)

        page.fill("#purpose", "Muistutus ennen kuin he ovat poissa")
        with page.expect_download(timeout=LONG) as download:
            page.click("button:has-text('Lataa')")
        assert download.value.suggested_filename == "inactive-mailchimp.csv"
        everyone = emails(download.value)
        reachable = page.locator("#segment .osuma-steps").last.locator("td").last.inner_text()
        assert len(everyone) == int(reachable) < members
        page.check("[name=control]")
        with page.expect_download(timeout=LONG) as download:
            page.click("button:has-text('Lataa')")
        assert emails(download.value) < everyone
        page.uncheck("[name=control]")
        page.select_option("#format", "csv")
        with page.expect_download(timeout=LONG) as download:
            page.click("button:has-text('Lataa')")
        assert emails(download.value, "email") == everyone
        who = page.locator(".osuma-people li").first.inner_text().split(" ")[0]
        page.click("nav >> text=Asiakkaat")
        page.fill("#text", who)
        page.click("text=Etsi")
        assert who not in page.url
        page.click(f".list-group-item:has-text('{who}') >> nth=0")
        assert who in page.inner_text("h1")
        assert "osti (tilaus" in page.inner_text("main")
        page.goto(f"{at.address}w/main/segments/inactive/")
        page.click("text=In English")
        expect(page.locator("h1")).to_have_text("Inactive buyers", timeout=LONG)
        assert "more than 120 days ago" in page.inner_text("#segment")
    assert heard == []


def test_a_mistake_in_a_number_is_told_beside_it_and_changes_nothing(
    context: BrowserContext, files: list[str], tmp_path: Path
) -> None:
    page = context.new_page()
    with served(tmp_path / "osuma") as at:
        page.goto(at.link)
        page.fill("#company", "Kauppa")
        page.click("text=Aloita")
        orders = [file for file in files if "orders_export" in file]
        page.set_input_files("#files", orders)
        page.click("form[enctype] button")
        page.wait_for_selector("#work a.btn", timeout=LONG)
        page.goto(f"{at.address}w/main/segments/inactive/")
        page.fill(".osuma-number", "kauan")
        page.keyboard.press("Tab")
        expect(page.locator("#segment [role=alert]")).to_contain_text("kauan", timeout=LONG)
        page.reload()
        assert page.input_value(".osuma-number") == "180"
