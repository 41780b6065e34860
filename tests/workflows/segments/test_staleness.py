"""Old data under "has not": a warning on every figure, and no file before there is newer data or a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from in_process import Osuma
from osuma.catalog import settings_store
from osuma.engine.errors import Refused
from osuma.workflows.asking.owner import hold

HEAD = "Tilausnumero;Tilauspvm;Asiakasnumero;Summa\n"
GONE = "osuma: 1\nslug: gone\npurpose: Kokeilu\nkpi: orders\nwhere: {recency: order, op: gt, value: 30 days}\n"
BOUGHT = "osuma: 1\nslug: bought\npurpose: Kokeilu\nkpi: orders\nwhere: {event: order}\n"
NOT_BOUGHT = "osuma: 1\nslug: not-bought\npurpose: Kokeilu\nkpi: orders\nwhere: {not: {member: bought}}\n"
# the workspace's day, which is not UTC's for two or three hours of each
TODAY = datetime.now(ZoneInfo("Europe/Helsinki")).date()


def days_ago(n: int) -> date:
    return TODAY - timedelta(days=n)


def orders(folder: Path, name: str, *days: date) -> Path:
    path = folder / name
    rows = (f"{day:%Y%m%d};{day.day}.{day.month}.{day.year};7;12,00\n" for day in days)
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "installation")
    made.load(orders(folder, "vanhat.csv", days_ago(100), days_ago(20)))
    made.apply(GONE, BOUGHT, NOT_BOUGHT)
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def codes(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["code"], one["slug"], one["data_end"]) for one in found["warnings"]]


def test_every_figure_says_where_its_data_ends_and_warns_of_what_grows_by_itself(osuma: Osuma) -> None:
    end = days_ago(20).isoformat()
    for verb in ("segments.count", "segments.members", "segments.explain"):
        for slug, where in (("gone", "gone"), ("not-bought", "bought")):
            found = osuma.ask(verb, slug=slug)
            assert found["data_end"] == end
            assert codes(found) == [("stale", where, end)], (verb, slug)
        assert osuma.ask(verb, slug="bought")["warnings"] == []
    (said,) = osuma.ask("segments.count", slug="gone")["warnings"]
    day = days_ago(20)
    assert f"tiedot päättyvät {day.day}.{day.month}.{day.year}" in said["fi"]
    assert "viimeisin osto on yli 30 päivän takaa" in said["fi"]


def test_a_question_that_the_data_reaches_is_answered_without_a_warning(osuma: Osuma) -> None:
    assert osuma.ask("segments.count", slug="gone", as_of=days_ago(25).isoformat())["warnings"] == []
    assert osuma.ask("segments.count", slug="gone", as_of=days_ago(11).isoformat())["warnings"] != []
    assert osuma.ask("segments.count", slug="gone", as_of=days_ago(12).isoformat())["warnings"] == []
    fixed = "osuma: 1\nslug: fixed\nwhere: {not: {event: order, window: {since: %s, until: %s}}}\n"
    for until, warned in ((days_ago(21), 0), (TODAY, 1)):
        found = osuma.ask("segments.count", text=fixed % (days_ago(60), until))
        assert len(found["warnings"]) == warned


def test_a_file_is_held_back_until_there_is_a_reason_and_the_reason_is_kept(osuma: Osuma, tmp_path: Path) -> None:
    for slug in ("gone", "not-bought"):
        with pytest.raises(Refused) as held:
            osuma.export(slug, tmp_path / "out.csv")
        assert held.value.code == "stale"
        assert "--stale-on-purpose" in held.value.what.fi
        assert "osuma import" in held.value.what.en
        assert not (tmp_path / "out.csv").exists()
    osuma.export("bought", tmp_path / "bought.csv")
    with pytest.raises(Refused):
        osuma.ask("segments.export", slug="gone", to=str(tmp_path / "out.csv"), stale_on_purpose="  ")
    # an older instant does not make the list fresher
    with pytest.raises(Refused):
        osuma.export("gone", tmp_path / "out.csv", as_of=days_ago(25).isoformat())
    given = osuma.ask("segments.export", slug="gone", to=str(tmp_path / "out.csv"), stale_on_purpose="kesätauko")
    assert codes(given) == [("stale", "gone", days_ago(20).isoformat())]
    assert "kesätauko" in osuma.audit_text()


def test_newer_data_of_another_kind_does_not_make_orders_fresh_but_orders_do(osuma: Osuma, tmp_path: Path) -> None:
    visits = tmp_path / "kaynnit.csv"
    visits.write_text(f"Asiakasnumero,Aika,URL\n7,{TODAY}T00:00:01,https://kauppa.example/\n", encoding="utf-8")
    osuma.ask("import.run", files=[str(visits)], as_="page_views")
    found = osuma.ask("segments.count", slug="gone")
    assert found["data_end"] == TODAY.isoformat()
    assert codes(found) == [("stale", "gone", days_ago(20).isoformat())]
    osuma.load(orders(tmp_path, "uudet.csv", days_ago(6)))
    assert osuma.ask("segments.count", slug="gone")["warnings"] == []
    osuma.export("gone", tmp_path / "out.csv")


def test_what_was_never_imported_says_nothing_and_returns_are_as_fresh_as_their_orders(osuma: Osuma) -> None:
    silent = "osuma: 1\nslug: silent\nwhere: {not: {event: %s}}\n"
    (said,) = osuma.ask("segments.count", text=silent % "email_click")["warnings"]
    assert said["data_end"] is None
    assert "ei ole tuotu yhtään tietoa" in said["fi"]
    (said,) = osuma.ask("segments.count", text=silent % "refund")["warnings"]
    assert said["data_end"] == days_ago(20).isoformat()


def test_a_sample_which_nobody_writes_to_is_left_alone(osuma: Osuma) -> None:
    assert osuma.ask("segments.count", slug="gone")["warnings"] != []
    with hold(osuma.folder) as owner:
        settings_store.put(owner.session().workspace, "report_label", {"kind": "teaching"})
    assert osuma.ask("segments.count", slug="gone")["warnings"] == []
