"""The builder in a real browser: a segment is made by keys alone, and nothing that is typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import COLOURS, findings
from keys import LONG, to
from playwright.sync_api import Browser, BrowserContext, Page, expect
from web_visitor import served

from in_house import small_shop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made before the browser is, beside which Django does not work."""
    return small_shop(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="fi-FI", viewport={"width": 1280, "height": 900})
    yield made
    made.close()


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


def press(page: Page, selector: str) -> None:
    """Go to a button by keys and press it."""
    to(page, selector)
    page.keyboard.press("Enter")


def test_a_partition_and_a_sequence_are_made_by_keys_alone(shop: Path, context: BrowserContext) -> None:
    page = context.new_page()
    page.set_default_timeout(LONG)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    with served(shop) as at:
        page.goto(at.link)
        if page.locator("#company").count():
            page.fill("#company", "Kauppa")
            page.keyboard.press("Enter")
        page.wait_for_selector("nav")
        page.goto(f"{at.address}w/kauppa/build/")
        press(page, "button[name=from][value=partition]")
        expect(page.locator("#together")).to_have_text("4", timeout=LONG)
        to(page, "#f-classes-0-fi")
        page.keyboard.press("Control+a")
        page.keyboard.type("Ostaneet")
        press(page, "#class-add")
        expect(page.locator("#f-classes-1-fi")).to_be_visible(timeout=LONG)
        to(page, "#f-classes-1-fi")
        page.keyboard.press("Control+a")
        page.keyboard.type("Katselijat")
        press(page, "button[value='remove:classes[1].where.all[0]']")
        expect(page.locator("#add-classes-1-where")).to_be_visible(timeout=LONG)
        press(page, "#more-classes-1-where")
        press(page, "button[value='add:sequence:classes[1].where']")
        expect(page.locator("#f-classes-1-where-all-0-sequence-0-step")).to_be_visible(timeout=LONG)
        press(page, "#then-classes-1-where-all-0")
        expect(page.locator("#f-classes-1-where-all-0-sequence-2-step")).to_be_visible(timeout=LONG)
        press(page, "button[value='up:classes[1].where.all[0].sequence[2]']")
        expect(page.locator("#f-classes-1-where-all-0-sequence-1-step")).to_have_value("event", timeout=LONG)
        expect(page.locator("#class-said-classes-1")).to_contain_text("0 asiakasta", timeout=LONG)
        expect(page.locator("#together")).to_have_text("4", timeout=LONG)
        for scheme, rules in (("light", ()), ("dark", COLOURS)):
            page.emulate_media(color_scheme="light" if scheme == "light" else "dark", reduced_motion="reduce")
            assert findings(page, rules) == [], scheme
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.set_viewport_size({"width": 1280, "height": 900})
        press(page, "#review")
        page.wait_for_selector("#note")
        assert findings(page) == []
        press(page, "main button.btn-primary")
        page.wait_for_url("**/segments/uusi-jako/")
        to(page, "#comment")
        page.keyboard.type("Hyvä jako")
        press(page, "#comments form:last-of-type button.btn")
        expect(page.locator("#comments")).to_contain_text("Hyvä jako", timeout=LONG)
        assert findings(page) == []
        page.goto(f"{at.address}w/kauppa/segments/uusi-jako/course?class=muut")
        assert findings(page) == []
    assert faults == []
