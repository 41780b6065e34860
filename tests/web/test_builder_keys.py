"""The builder in a real browser: a segment is made by keys alone, and nothing that is typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from in_house import small_shop
from playwright.sync_api import Browser, BrowserContext, Page, expect
from web_visitor import served

pytestmark = pytest.mark.browser
LONG = 60_000


@pytest.fixture(scope="module", autouse=True)
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made before the browser is, beside which Django does not work."""
    return small_shop(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="fi-FI", viewport={"width": 1280, "height": 900})
    yield made
    made.close()


def to(page: Page, selector: str) -> None:
    """Tab until something has the focus: no mouse, and no focus that a user could not give."""
    for _ in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {selector}")


def test_a_segment_is_made_by_keys_alone(shop: Path, context: BrowserContext) -> None:
    page = context.new_page()
    page.set_default_timeout(LONG)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if "127.0.0.1" not in request.url else None)
    with served(shop) as at:
        page.goto(at.link)
        if page.locator("#company").count():
            page.fill("#company", "Kauppa")
            page.keyboard.press("Enter")
        page.wait_for_selector("nav")
        page.goto(f"{at.address}w/kauppa/build/")
        to(page, "button[name=from][value='']")
        page.keyboard.press("Enter")
        expect(page.locator("#count")).to_have_text("4")

        to(page, "button[value='add:event:where']")
        page.keyboard.press("Enter")
        expect(page.locator("#row-where-all-0")).to_be_visible()
        expect(page.locator("#count")).to_have_text("2")
        to(page, "#f-where-all-0-measure")
        page.keyboard.type("ei kertaakaan")
        expect(page.locator("#count")).to_have_text("2")
        expect(page.locator("#said-where-all-0")).to_contain_text("Rajaa heidät pois")
        assert page.evaluate("document.activeElement.id") == "f-where-all-0-measure"

        to(page, "#f-where-all-0-n")
        page.keyboard.type("9")
        to(page, "#f-where-all-0-unit")
        expect(page.locator("#build-told")).to_contain_text("9 kuukauteen")
        assert page.input_value("#f-where-all-0-n") == "9"
        assert page.evaluate("document.activeElement.id") == "f-where-all-0-unit"
        page.keyboard.press("Control+z")
        expect(page.locator("#f-where-all-0-n")).to_have_value("12")
        page.reload()
        expect(page.locator("#f-where-all-0-n")).to_have_value("12")

        to(page, "#about-fi")
        page.keyboard.press("Control+a")
        page.keyboard.type("Hiljenneet")
        to(page, "#review")
        page.keyboard.press("Enter")
        page.wait_for_selector("#note")
        to(page, "main button.btn-primary")
        page.keyboard.press("Enter")
        page.wait_for_url("**/segments/hiljenneet/")
        expect(page.locator("h1")).to_contain_text("Hiljenneet")
    assert faults == []
