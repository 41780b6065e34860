"""A page comes at once, its figures after it; those from before data came stand there with their time meanwhile."""

from __future__ import annotations

import ast
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from in_house import House, Page, housed, small_shop
from osuma.web.pages import place
from osuma.workflows.asking import verbs

MORE = "Tilausnumero;Päivä;Asiakasnumero;Sähköposti;Summa\n103;16.11.2026;2;eero@kauppa.example;15,00\n"
#: What a page may show without waiting for it; nothing is written, sent, saved or called by any of it.
TOLD = {
    "monday.show", "one_page.show", "pictures.show", "quality.show", "review.show", "segments.divided",
    "segments.preview", "segments.propose", "segments.shelf", "segments.templates", "sheet.show",
}  # fmt: skip


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A browser that follows, and pages that wait for nothing."""
    monkeypatch.setattr(place, "PATIENCE", 0.0)
    monkeypatch.setattr(place, "AGAIN", 0.0)
    with housed(small_shop(tmp_path)) as at:
        at.client.cookies[place.FOLLOWS] = "1"
        yield at


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """The verb ends no earlier than the block."""
    found, go = verbs.find(name), threading.Event()

    def work(session: Any, **args: Any) -> dict[str, Any]:
        assert go.wait(30)
        return found.function(session, **args)

    with monkeypatch.context() as patched:
        patched.setitem(verbs._VERBS, name, replace(found, function=work))
        try:
            yield
        finally:
            go.set()


def back(text: str) -> dict[str, str]:
    """The headers with which the page says that it comes back."""
    found = re.search(r"hx-headers='([^']+)'", text)
    assert found
    return {"HX_Request": "true", **{name.replace("-", "_"): value for name, value in json.loads(found[1]).items()}}


def first_figure(text: str) -> str:
    """The purchases of the week on the first page."""
    found = re.search(r'class="osuma-week">\s*(\d+)', text)
    assert found
    return found[1]


def came(house: House, path: str, headers: dict[str, str]) -> Page:
    """The page when it is there."""
    for _ in range(600):
        page = house.get(path, **headers)
        if page.status != 204:
            assert page.status == 200
            return page
        threading.Event().wait(0.05)
    raise AssertionError(f"{path} does not come")


def test_a_page_is_there_before_its_figures(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch, "pictures.show"):
        first = house.get("reports/")
        assert first.status == 200
        assert "Raportit" in first.plain
        assert "Lasketaan koko asiakaskunnasta" in first.plain
        assert "Asiakkaamme yhdellä sivulla" not in first.plain
        again = back(first.text) | {"HX_Target": "page"}
        assert house.get("reports/", **again).status == 204
    assert "Asiakkaamme yhdellä sivulla" in came(house, "reports/", again).plain


def test_a_page_of_another_frame_is_asked_for_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch, "one_page.show"):
        again = back(house.get("reports/one-page/").text) | {"HX_Target": "page"}
        assert house.get("reports/one-page/", **again).status == 204
    page = came(house, "reports/one-page/", again)
    assert (page.headers["hx-refresh"], page.text) == ("true", "")
    assert "Asiakkaamme yhdellä sivulla" in house.get("reports/one-page/").plain


def test_the_one_page_says_when_its_figures_are_from_before(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.ask("one_page.show")
    file = tmp_path / "lisaa.csv"
    file.write_text(MORE, encoding="utf-8")
    house.ask("import.run", files=[str(file)], source="kassa")
    with held(monkeypatch, "one_page.show"):
        page = house.get("reports/one-page/")
        assert "ja lukuja lasketaan" in page.plain
        again = back(page.text) | {"HX_Target": "content"}
        assert house.get("reports/one-page/", **again).status == 204
    new = came(house, "reports/one-page/", again)
    assert 'id="content"' in new.text
    assert "lukuja lasketaan" not in new.plain


def test_who_has_no_script_waits_and_gets_the_whole_page(house: House) -> None:
    del house.client.cookies[place.FOLLOWS]
    page = house.get("reports/")
    assert "Asiakkaamme yhdellä sivulla" in page.plain
    assert "hx-get" not in page.text


def test_data_that_came_leaves_the_figures_from_before_with_their_time(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = house.ask("monday.show")
    file = tmp_path / "lisaa.csv"
    file.write_text(MORE, encoding="utf-8")
    house.ask("import.run", files=[str(file)], source="kassa")
    with held(monkeypatch, "monday.show"):
        page = house.get("")
        assert re.search(r"Tiedot muuttuivat \d+\.\d+\.\d{4} \d\d\.\d\d, ja lukuja lasketaan\.", page.plain)
        assert first_figure(page.text) == before["figures"][0]["value"]
        again = back(page.text) | {"HX_Target": "page"}
        assert house.get("", **again).status == 204
    new = came(house, "", again)
    assert "lukuja lasketaan" not in new.plain
    after = house.ask("monday.show")
    assert after["figures"][0]["value"] != before["figures"][0]["value"]
    assert first_figure(new.text) == after["figures"][0]["value"]


def test_a_part_leaves_what_stands_there_until_it_comes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch, "segments.propose"):
        part = house.get("segments/proposed", HX_Request="true")
        assert part.headers["hx-reswap"] == "beforeend"
        assert part.plain == ""
        again = back(part.text)
        assert house.get("segments/proposed", **again).status == 204
    assert "<html" not in came(house, "segments/proposed", again).text


def test_what_goes_wrong_behind_is_said_on_the_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    found = verbs.find("pictures.show")

    def work(session: Any) -> dict[str, Any]:
        from osuma.engine.errors import Misuse, Words

        raise Misuse(Words("Näin ei käy.", "This will not do."), "no")

    with monkeypatch.context() as patched:
        patched.setitem(verbs._VERBS, "pictures.show", replace(found, function=work))
        patched.setattr(place, "AGAIN", 30.0)
        first = house.get("reports/")
        said = house.get("reports/", **back(first.text), HX_Target="page") if "hx-headers" in first.text else first
    assert "Näin ei käy." in said.plain
    assert 'id="page"' in said.text


def test_what_is_written_all_the_time_is_waited_for_in_the_end(house: House) -> None:
    page = house.get("reports/", HX_Request="true", HX_Target="page", X_Osuma_Since="1")
    assert page.status == 200
    assert "Asiakkaamme yhdellä sivulla" in page.plain


def test_a_form_is_never_answered_from_before(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A count with other numbers is waited for, whatever the browser can do."""
    with held(monkeypatch, "segments.preview"):
        assert "Lasketaan koko asiakaskunnasta" in house.get("segments/one-time-buyers/").plain
    asked: list[float] = []
    real = verbs.soon
    monkeypatch.setattr(verbs, "soon", lambda *given: asked.append(given[-1]) or real(*given))
    page = house.post("segments/one-time-buyers/tuned")
    assert page.status == 200
    assert asked == []


def test_pages_tell_without_waiting_only_what_nobody_decides_by() -> None:
    pages = Path(place.__file__).parent
    told = {
        call.args[0].value
        for file in pages.glob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "told"
        and isinstance(call.args[0], ast.Constant)
    }
    assert told == TOLD
    assert all(verbs.find(name).kept for name in told)
