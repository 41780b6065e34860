"""A browser in which somebody is signed in: once, since the link of a server is good for once."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext
from web_visitor import Served

LONG = 60_000


def signed_in(browser: Browser, site: Served, **how: Any) -> BrowserContext:
    """By the link of the server, as its first user. how: of the browser's context, beside Finnish."""
    made = browser.new_context(locale="fi-FI", **how)
    made.set_default_timeout(LONG)
    page = made.new_page()
    page.goto(site.link)
    page.wait_for_selector("nav, #company")
    if page.locator("#company").count():
        page.fill("#company", "Kauppa")
        page.keyboard.press("Enter")
    page.wait_for_selector("nav")
    page.close()
    return made
