"""The page as a reader's browser shows it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from osuma.reporting.report import render

from . import sample
from .test_report import hostile

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "screenshots.py"
TOO_WIDE = """() => [...document.querySelectorAll('.page *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !one.closest('nav, .quiet-only, caption');
}).map(one => one.outerHTML.slice(0, 80))"""


def written(folder: Path, name: str, html: str) -> str:
    file = folder / f"{name}.html"
    file.write_text(html, encoding="utf-8")
    return file.as_uri()


def watched(page: Page) -> list[str]:
    """Everything the page asks for or complains of."""
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    return heard


def test_the_switch_changes_the_language_without_a_network(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    heard = watched(page)
    address = written(tmp_path, "shop", render(sample.sportshop()))
    page.goto(address)
    assert page.evaluate("document.documentElement.lang") == "fi"
    assert page.is_visible("#fi-summary")
    assert not page.is_visible("#en-summary")
    page.click(".page[lang=fi] label[for=choose-en]")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Our customers at a glance · Lumipolku Urheilu Oy"
    assert page.is_visible("#en-summary")
    assert not page.is_visible("#fi-summary")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.documentElement.lang") == "fi"
    page.emulate_media(media="print")
    assert not page.is_visible(".page[lang=fi] .switch")
    assert heard == [address]
    page.close()


def test_the_switch_needs_no_script(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(written(tmp_path, "shop", render(sample.sportshop())))
    page.click(".page[lang=fi] label[for=choose-en]")
    assert page.locator("#en-summary").is_visible()
    assert not page.locator("#fi-summary").is_visible()
    page.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    for name in ("sportshop", "grocer"):
        address = written(tmp_path, name, render(getattr(sample, name)()))
        for language in ("fi", "en"):
            page.goto("about:blank")
            page.goto(f"{address}#{language}")
            assert page.evaluate("document.documentElement.lang") == language
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(TOO_WIDE) == []
    page.close()


def test_hostile_text_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    heard = watched(page)
    address = written(tmp_path, "hostile", render(hostile()))
    page.goto(address)
    assert page.evaluate("typeof hacked") == "undefined"
    assert heard == [address]
    page.close()


def test_pictures_for_the_documentation(browser: Browser, tmp_path: Path) -> None:
    assert browser.is_connected()
    written(tmp_path, "shop", render(sample.grocer()))
    made = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path / "shop.html"), str(tmp_path / "pictures"), "--section", "reach"],
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(file.name for file in (tmp_path / "pictures").iterdir())
    assert names == ["shop-reach-en.png", "shop-reach-fi.png"]
    assert len(made.stdout.splitlines()) == 2
    assert all((tmp_path / "pictures" / name).read_bytes().startswith(b"\x89PNG") for name in names)
