"""The builder and the pages of a segment, clicked as a marketer does: one sitting, what is shown and what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import findings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sitting import signed_in
from web_visitor import Served, served

from in_house import small_shop
from osuma import web
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run

pytestmark = pytest.mark.browser
STATIC = Path(web.__file__).parent / "static"
TOWN = """osuma: 1
slug: helsinki
name: {fi: Helsinkiläiset, en: Residents of Helsinki}
where: {all: [{property: city, op: eq, value: Helsinki}]}
"""
USER = """osuma: 1
slug: kutsuttavat
name: {fi: Kutsuttavat, en: To be invited}
where: {all: [{member: helsinki}, {event: order}]}
"""
BUYERS = """osuma: 1
slug: ostaneet
name: {fi: Ostaneet, en: Buyers}
where: {all: [{event: order}]}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Four customers and three segments with a past; made before the browser is."""
    folder = small_shop(tmp_path_factory.mktemp("clicks"))
    with hold(folder) as owner:
        for verb, args in (
            ("segments.apply", {"texts": [TOWN, USER, BUYERS]}),
            ("segments.refresh", {"as_of": "2026-03-01"}),
            ("segments.refresh", {}),
        ):
            run(owner, "kauppa", verb, args, quiet, here("Maija"))
    with served(folder) as at:
        yield at


@pytest.fixture(scope="module")
def context(site: Served, browser: Browser) -> Iterator[BrowserContext]:
    made = signed_in(browser, site, viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A window of the sitting in which nothing goes wrong and nothing comes from elsewhere."""
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda asked: faults.append(asked.url) if "127.0.0.1" not in asked.url else None)
    yield opened
    opened.close()
    assert faults == []


def begun(page: Page, site: Served) -> None:
    page.goto(f"{site.address}w/kauppa/build/")
    page.click("text=Aloita tyhjästä")
    expect(page.locator("#count")).to_have_text("4")


def test_values_come_from_the_data_a_step_is_undone_and_people_are_shown(page: Page, site: Served) -> None:
    begun(page, site)
    page.click("button[value='add:property:where']")
    page.select_option("#f-where-all-0-property", "city")
    # the towns that the data has, with how many live in each
    expect(page.locator("#f-where-all-0-op")).to_be_visible()
    page.select_option("#f-where-all-0-op", "eq")
    field = page.locator("#f-where-all-0-value")
    expect(field).to_have_attribute("list", re.compile("l-where"))
    towns = page.locator("#l-where-all-0-value option")
    expect(towns).to_have_count(2)
    assert towns.evaluate_all("all => all.map(one => one.value)") == ["Helsinki", "Espoo"]
    assert "2" in (towns.first.text_content() or "")
    field.fill("Helsinki")
    page.keyboard.press("Tab")
    expect(page.locator("#count")).to_have_text("2")
    told = page.locator("#build-told")
    expect(told).to_contain_text("Paikkakunta on ”Helsinki”.")
    expect(told).to_contain_text("Town is “Helsinki”.")
    # sample people, and whom the draft shares
    expect(told).to_contain_text("Aino A. osti viimeksi 15.11.2026")
    expect(told).to_contain_text("Eero E.")
    expect(told.locator("table")).to_contain_text("Ostaneet")
    # what to beware of stands beside the row: the one whose town nobody knows
    expect(page.locator("#said-where-all-0")).to_contain_text("Tieto puuttuu 1 asiakkaalta")
    page.locator("#said-where-all-0 button", has_text="Ota mukaan").click()
    expect(page.locator("#count")).to_have_text("3")
    page.click("#undo")
    expect(page.locator("#count")).to_have_text("2")
    page.click("#redo")
    expect(page.locator("#count")).to_have_text("3")
    expect(page.locator("#said-where-all-0")).to_contain_text("Mukana ilman tätä tietoa: 1")
    assert findings(page) == []


def test_the_unit_is_on_top_and_yaml_and_sql_are_there_when_asked_for(page: Page, site: Served) -> None:
    begun(page, site)
    assert not page.locator("#yaml").is_visible()
    page.click("summary:has-text('YAML')")
    page.fill(
        "#yaml", "osuma: 1\nslug: koe\nname: {fi: Tekstistä}\nwhere: {all: [{event: order, op: gte, value: 2}]}\n"
    )
    page.click("text=Käytä tekstiä")
    expect(page.locator("#count")).to_have_text("1")
    expect(page.locator("#row-where-all-0")).to_be_visible()
    page.click("summary:has-text('SQL')")
    expect(page.locator(".osuma-sql").first).to_contain_text("SELECT")
    page.select_option("#about-of", "accounts")
    expect(page.locator("#build-told")).to_contain_text("yritystä")
    expect(page.locator("summary[id^=add-]").first).to_be_visible()
    page.reload()
    expect(page.locator("#about-of")).to_have_value("accounts")


def test_where_it_is_used_and_what_would_come_and_go_is_shown_before_a_change(page: Page, site: Served) -> None:
    page.goto(f"{site.address}w/kauppa/segments/helsinki/")
    page.click("text=Muuta ehtoja")
    page.wait_for_url("**/build/**", wait_until="load")  # until its script is there, a change is only typed
    page.fill("#f-where-all-0-value", "Espoo")
    page.keyboard.press("Tab")
    expect(page.locator("#count")).to_have_text("1")
    page.click("#review")
    page.wait_for_selector("#note")
    shown = page.inner_text("main")
    assert "Ehdot muuttuvat" in shown
    assert re.search(r"Kutsuttavat \(käyttää tätä segmenttiä\)\s+1\s+1\s+1\s+1", shown), shown
    assert "Missä käytössä" in shown
    page.fill("#note", "Myymälä muuttaa")
    assert findings(page) == []
    page.click("main button.btn-primary")
    page.wait_for_url("**/segments/helsinki/")
    page.click("text=Muutokset ja versiot")
    expect(page.locator("main")).to_contain_text("”Myymälä muuttaa”")
    page.locator("summary", has_text="Mikä muuttui").first.click()
    expect(page.locator(".osuma-sql").first).to_contain_text("Espoo")


def test_days_have_notes_and_moves_have_reasons_and_a_finding_is_meant(page: Page, site: Served) -> None:
    page.goto(f"{site.address}w/kauppa/segments/ostaneet/course")
    page.fill("#day", "2026-11-15")
    page.fill("#text", "Black Friday")
    page.locator("form:has(#day) button").click()
    expect(page.locator("main svg text", has_text="Black Friday").first).to_be_attached()
    page.click("text=vertaa tähän")
    expect(page.locator("#moved")).to_contain_text("1.3.2026 (1 asiakas) ja 15.11.2026 (2 asiakasta)")
    expect(page.locator("#moved")).to_contain_text("Asiakas on ostanut")
    finding = page.locator("#health form", has=page.locator("[value=too_small]"))
    finding.locator("[name=reason]").fill("Vain kutsuja varten")
    finding.locator("button").click()
    expect(page.locator("#health")).to_contain_text("Tarkoituksella: Vain kutsuja varten")
    assert findings(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_offers_are_put_in_order_and_overlap_is_a_matrix(page: Page, site: Served) -> None:
    page.goto(f"{site.address}w/kauppa/segments/")
    page.click("text=Tarjousten järjestys")
    page.fill("[name='order:ostaneet']", "1")
    page.fill("[name='order:kutsuttavat']", "2")
    page.click("button:has-text('Laske')")
    matrix = page.locator(".osuma-grid")
    expect(matrix.locator("tbody tr")).to_have_count(2)
    expect(matrix).to_contain_text("100 %")
    expect(page.locator("main")).to_contain_text("saa jo tarjouksen: Ostaneet")
    assert findings(page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_fuller_a_cell_of_the_grid_the_stronger_its_colour(browser: Browser, width: int) -> None:
    sheets = [
        (STATIC / name).read_text(encoding="utf-8") for name in ("vendor/tabler.min.css", "app.css", "builder.css")
    ]
    cells = "".join(f'<td id="c{n}" class="osuma-shade-{n}"><strong>{n}</strong></td>' for n in range(6))
    shown = browser.new_page(viewport={"width": width, "height": 844})
    shown.set_content(
        f"<style>{''.join(sheets)}</style><table class='table osuma-grid osuma-cells-5'><tr>{cells}</tr></table>"
    )
    shades = [shown.eval_on_selector(f"#c{n}", "one => getComputedStyle(one).backgroundColor") for n in range(6)]
    assert len(set(shades)) == 6
    shown.close()
