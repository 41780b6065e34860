"""The pages over a catalog in PostgreSQL, in Chromium: from an empty folder to customers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from web_visitor import served

from in_house import ORDERS
from on_postgres import Databases
from osuma.catalog import postgres_address
from osuma.engine.marker import NOTE
from osuma.workflows.installation import upkeep

pytestmark = pytest.mark.sqlite  # each test says itself where its catalog is

LONG = 120_000


@pytest.fixture
def there(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Databases]:
    monkeypatch.setenv(postgres_address.VARIABLE, databases.password)
    yield databases
    databases.drop(tmp_path)


def test_from_an_empty_folder_to_a_figure(
    there: Databases, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(upkeep.NEW_CATALOG, there.empty())
    orders = tmp_path / "tilaukset.csv"
    orders.write_text(ORDERS, encoding="utf-8")
    page = browser.new_context(locale="fi-FI").new_page()
    with served(tmp_path / "osuma") as at:
        page.goto(at.link)
        page.fill("#company", "Kauppa")
        page.check("input[value=own]")
        page.click("text=Aloita")
        page.set_input_files("#files", str(orders))
        page.click("form[enctype] button")
        page.wait_for_selector("#work a.btn", timeout=LONG)
        assert page.locator(".osuma-came").count() == 1
    assert (tmp_path / "osuma" / NOTE).is_file()
    with served(tmp_path / "osuma") as again:
        # The session is in the database: the browser is known by a server that was begun anew.
        page.goto(f"{again.address}w/main/customers/")
        expect(page.locator("h1")).to_have_text("Asiakkaat")
    page.context.close()
