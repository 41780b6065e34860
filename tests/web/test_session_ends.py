"""A session that ends while somebody writes: nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sitting import signed_in
from web_visitor import Served, served

from in_house import small_shop
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run

pytestmark = pytest.mark.browser
BUYERS = """osuma: 1
slug: ostaneet
name: {fi: Ostaneet, en: Buyers}
where: {all: [{event: order}]}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = small_shop(tmp_path_factory.mktemp("ends"))
    with hold(folder) as owner:
        run(owner, "kauppa", "segments.apply", {"texts": [BUYERS]}, quiet, here("Maija"))
    with served(folder) as at:
        yield at


@pytest.fixture(scope="module")
def context(site: Served, browser: Browser) -> Iterator[BrowserContext]:
    made = signed_in(browser, site, viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A window of the sitting, whose cookies are as they were when it closes."""
    cookies = context.cookies()
    opened = context.new_page()
    yield opened
    opened.close()
    context.add_cookies(cookies)


def test_nothing_written_is_lost_when_the_session_ends_in_the_middle(page: Page, site: Served) -> None:
    page.goto(f"{site.address}w/kauppa/segments/ostaneet/")
    page.get_by_role("button", name="Muuta ehtoja").click()
    expect(page.locator("#count")).to_be_visible()
    draft, sitting = page.url, page.context.cookies()
    page.context.clear_cookies(name="osuma")
    page.fill("#about-en", "Written signed out")
    page.keyboard.press("Tab")
    expect(page.locator("#told")).to_contain_text("Et ole enää kirjautuneena")
    expect(page.locator("#build-rows select").first).to_be_visible()  # the rows are where they were
    page.context.add_cookies([cookie for cookie in sitting if cookie["name"] == "osuma"])
    page.fill("#about-fi", "Jatkettu")
    page.keyboard.press("Tab")
    expect(page.locator("#told")).to_be_empty()
    page.goto(draft)
    expect(page.locator("#about-en")).to_have_value("Written signed out")
    expect(page.locator("#about-fi")).to_have_value("Jatkettu")
    page.get_by_role("button", name="Tarkista ja tallenna").click()
    page.get_by_role("button", name="Hylkää luonnos").click()


def test_a_page_from_before_signing_in_is_mended_where_it_stands(page: Page, site: Served) -> None:
    page.goto(f"{site.address}w/kauppa/segments/ostaneet/")
    page.get_by_role("button", name="Muuta ehtoja").click()
    expect(page.locator("#count")).to_be_visible()
    draft = page.url
    token = "form.osuma-build > input[name=csrfmiddlewaretoken]"
    page.eval_on_selector(token, "one => { one.value = 'x'.repeat(64); }")
    page.fill("#about-en", "Before signing in")
    page.keyboard.press("Tab")
    expect(page.locator("#told")).to_contain_text("Sivu oli auki edellisestä kirjautumisesta")
    page.fill("#about-fi", "Sen jälkeen")
    page.keyboard.press("Tab")
    expect(page.locator("#told")).to_be_empty()
    page.goto(draft)
    expect(page.locator("#about-en")).to_have_value("Before signing in")
    page.get_by_role("button", name="Tarkista ja tallenna").click()
    page.get_by_role("button", name="Hylkää luonnos").click()
