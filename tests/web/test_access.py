"""Everybody can use the pages: no serious finding of axe on any, light and dark; a whole pass by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import COLOURS, findings
from playwright.sync_api import Browser, Page, expect
from web_visitor import Served, served

from in_process import Osuma

pytestmark = pytest.mark.browser
LONG = 60_000
ORDERS = "Tilausnumero;Tilauspvm;Sähköposti;Summa;Tila\n" + "".join(
    f"{n};{1 + n % 28}.{1 + n % 11}.2026;asiakas{n % 7}@posti.example;{n},50;Valmis\n" for n in range(1, 40)
)
PEOPLE = (
    "Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Y-tunnus;Yritys;markkinointilupa\n"
    "1;Anna;Aho;asiakas1@posti.example;0112038-9;Renkaat Oy;kyllä\n2;Eero;Aho;asiakas1@posti.example;;;\n"
)
COMPANIES = "Y-tunnus;Yrityksen nimi;Toimialakoodi\n0112038-9;Renkaat Oy;22110\n"
UNKNOWN = "a;b\n1;x\n2;y\n"
LOOKED_AT = (
    "", "all/", "calls/", "data/", "data/1/", "data/quality/", "data/fields/", "data/merges/", "data/lists/",
    "data/choices/", "data/guides/", "data/guides/shopify/", "help/", "help/build/", "segments/", "customers/",
    "customers/1/", "companies/", "companies/1/", "reports/", "reports/one-page/", "reports/sheet/",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("access")
    osuma = Osuma.create(folder / "osuma")
    for name, text in (("tilaukset", ORDERS), ("ihmiset", PEOPLE), ("yritykset", COMPANIES)):
        file = folder / f"{name}.csv"
        file.write_text(text, encoding="utf-8")
        osuma.load(file, source="kauppa")
    with served(folder / "osuma") as at:
        yield at


@pytest.fixture(scope="module")
def page(site: Served, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fi-FI", reduced_motion="reduce")
    made = context.new_page()
    made.goto(site.link)
    made.fill("#company", "Kauppa")
    made.click("button.btn-primary")
    yield made
    context.close()


@pytest.mark.parametrize("path", LOOKED_AT)
def test_a_page_has_no_serious_finding_light_or_dark(site: Served, page: Page, path: str) -> None:
    for scheme, rules in (("light", ()), ("dark", COLOURS)):
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        answer = page.goto(f"{site.address}w/main/{path}")
        assert answer is not None
        assert answer.status == 200
        assert page.evaluate("document.documentElement.getAttribute('data-bs-theme')") == scheme
        assert findings(page, rules) == [], scheme
        assert page.locator("h1").count() == 1
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "a phone's page is not wider than it"
    page.set_viewport_size({"width": 1280, "height": 900})


def test_columns_and_what_came_of_a_file_have_no_serious_finding(site: Served, page: Page) -> None:
    page.goto(f"{site.address}w/main/data/")
    page.set_input_files("#files", {"name": "outo.csv", "mimeType": "text/csv", "buffer": UNKNOWN.encode()})
    page.click("form[enctype] button.btn-primary")
    page.wait_for_selector(".osuma-failed a", timeout=LONG)
    assert findings(page) == []
    page.click(".osuma-failed a")
    page.select_option("#kind-0", "customers")
    page.click("text=Vaihda")
    page.wait_for_selector("#column-0-0")
    assert findings(page) == []
    page.click("text=Kokeile")
    expect(page.locator("[role=alert]")).to_contain_text("rivistä pitää tietää")
    assert findings(page) == []


def tab_to(page: Page, said: str) -> None:
    """Press Tab until what is focused says this; it is seen that it is."""
    for _ in range(120):
        page.keyboard.press("Tab")
        name, outlined = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " if (e === document.body) return ['', false];"  # its text is the whole page's
            " return [(e.labels?.[0]?.innerText || e.ariaLabel || e.innerText || '').trim(),"
            " s.outlineStyle !== 'none' || s.boxShadow !== 'none' || e.type === 'radio'] })()"
        )
        if re.search(said, name):
            assert outlined, f"nobody sees that {said!r} is focused"
            return
    raise AssertionError(f"Tab does not reach {said!r} on {page.url}")


def enter(page: Page) -> None:
    """Press Enter, which leads to another page, and wait for all that comes there by itself."""
    with page.expect_navigation(timeout=LONG):
        page.keyboard.press("Enter")
    expect(page.locator("[hx-trigger^=every]")).to_have_count(0)


def test_a_whole_pass_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    files = []
    for name, text in (("tilaukset.csv", ORDERS), ("ihmiset.csv", PEOPLE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        files.append(str(tmp_path / name))
    context = browser.new_context(locale="fi-FI", reduced_motion="reduce")
    page = context.new_page()
    with served(tmp_path / "osuma") as at:
        page.goto(at.link)
        tab_to(page, "Yrityksen nimi")
        page.keyboard.type("Kauppa")
        enter(page)
        page.keyboard.press("Tab")
        expect(page.locator(".osuma-skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()
        tab_to(page, "Pudota tiedostot")
        page.set_input_files("#files", files)  # the system's own dialogue
        tab_to(page, "^Tuo$")
        enter(page)
        page.wait_for_selector("#work a.btn", timeout=LONG)
        tab_to(page, "Katso, miten luettiin")
        enter(page)
        expect(page.locator("h1")).to_contain_text(".csv")
        tab_to(page, "^Asiakkaat$")
        enter(page)
        tab_to(page, "Nimi tai sen osa")
        page.keyboard.type("anna")
        enter(page)
        tab_to(page, "Anna Aho")
        enter(page)
        expect(page.locator("h1")).to_have_text("Anna Aho")
        tab_to(page, "Mihin tämä perustuu")
        page.keyboard.press("Enter")
        expect(page.locator("details li").first).to_contain_text("suostumus")
        tab_to(page, "^Raportit$")
        enter(page)
        tab_to(page, "Avaa sivu")
        enter(page)
        expect(page.locator("h1")).to_have_text("Asiakkaamme yhdellä sivulla")
    context.close()
