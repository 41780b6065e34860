"""The first sitting by keys alone: from the one-time link over files and a ready segment to the list in hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from keys import LONG, to
from playwright.sync_api import Browser, Page, expect
from web_visitor import served

pytestmark = pytest.mark.browser
DAYS = [date.today() - timedelta(days=200 if n < 3 else 1) for n in range(6)]
FILES = {
    "asiakkaat.csv": "Sähköposti;Etunimi;Sukunimi;Markkinointilupa\n"
    + "".join(f"a{n}@kauppa.example;Aino{n};Aalto;kyllä\n" for n in range(6)),
    "tilaukset.csv": "Tilausnumero;Päivä;Sähköposti;Summa\n"
    + "".join(
        f"{100 + n};{day.day}.{day.month}.{day.year};a{n}@kauppa.example;40,00\n" for n, day in enumerate(DAYS)
    ),
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fi-FI", accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(LONG)
    yield opened
    context.close()


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go to something by keys and press it."""
    to(page, selector)
    page.keyboard.press(key)


def test_from_the_link_to_a_list_for_mailchimp_by_keys_alone(page: Page, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with served(tmp_path / "osuma") as at:
        page.goto(at.link)
        to(page, "#company")
        page.keyboard.type("Maijan kauppa")
        to(page, "input[type=radio]:checked, input[value=own]")
        while not page.is_checked("input[value=own]"):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")

        to(page, "#files")
        # the system's own window for choosing files, which no page draws
        page.set_input_files("#files", [str(tmp_path / name) for name in FILES])
        press(page, "form[enctype] button.btn-primary")
        press(page, "#work a.btn-primary")
        page.wait_for_url("**/w/main/")
        press(page, "nav a[href$='/segments/']")
        press(page, "a[href$='/segments/inactive/']")
        expect(page.locator("h1")).to_contain_text("Hiipumassa olevat ostajat")
        to(page, ".osuma-number")
        page.keyboard.press("Control+a")
        page.keyboard.type("120")
        page.keyboard.press("Tab")
        expect(page.locator("#segment")).to_contain_text("yli 120 päivän takaa")
        press(page, "#segment button[type=submit]")
        page.wait_for_url("**/segments/inactive/")
        to(page, "#purpose")
        page.keyboard.press("Control+a")
        page.keyboard.type("Muistutus")
        with page.expect_download() as download:
            press(page, "#download button")
        with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
            emails = {row["Email Address"] for row in csv.DictReader(file)}
        assert emails == {f"a{n}@kauppa.example" for n in range(3)}
