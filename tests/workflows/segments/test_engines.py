"""Counting, listing and storing on ClickHouse what DuckDB counts, lists and stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.catalog import installation
from osuma.engine.errors import Misuse, OsumaError, Refused
from osuma.store.engines import address

BUYERS = "{slug: buyers, where: {event: order, op: gte, value: 1}}"
TURKU = "{slug: turku, where: {property: city, op: eq, value: TURKU}}"
WIDER = "{slug: turku, where: {property: city, op: in, value: [Turku, Oulu]}}"
AREAS = "{slug: well-off, of: areas, where: {property: income_decile, op: gte, value: 1}}"
HALVES = "{partition: halves, classes: [{slug: bought, where: {member: buyers}}], other: {slug: rest}}"
HEAD = "Order ID;Date;Customer ID;Email;City;Total;Currency\n"
FIRST = HEAD + "1;2026-10-01;a;a@x.example;Turku;10.00;EUR\n2;2026-10-02;b;b@x.example;Oulu;20.50;EUR\n"
LATER = HEAD + "3;2026-10-05;c;c@x.example;Turku;7.00;EUR\n4;2026-10-06;a;a@x.example;Turku;3.00;EUR\n"
HISTORY = (
    "SELECT r.as_of, v.slug, h.unit_key, h.direction, h.cause FROM membership_history h "
    "JOIN runs r ON r.run_id = h.run_id JOIN segment_versions v ON v.segment_id = h.segment_id"
)
NOW = (
    "SELECT v.slug, n.unit_key, n.since FROM membership_now n JOIN segment_versions v ON v.segment_id = n.segment_id"
)


@pytest.fixture
def osuma(tmp_path: Path) -> Iterator[Osuma]:
    yield Osuma.create(tmp_path / "osuma")
    installation.close()


def load(osuma: Osuma, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    osuma.load(tmp_path / name, source="shop")


def on(url: str, sql: str) -> set[tuple[Any, ...]]:
    with address.connect(address.parse(url)) as engine:
        return set(engine.rows(sql))


def test_the_same_members_and_moves_as_duckdb(osuma: Osuma, tmp_path: Path) -> None:
    url = f"chdb://{tmp_path}/clickhouse"
    load(osuma, tmp_path, "first.csv", FIRST)
    osuma.apply(BUYERS, TURKU, HALVES)
    for step in (lambda: None, lambda: load(osuma, tmp_path, "later.csv", LATER), lambda: osuma.apply(WIDER)):
        step()
        assert osuma.ask("engine.copy", to=url)["rows"] > 0
        own, there = osuma.refresh(), osuma.ask("segments.refresh", engine=url)
        assert there["engine"] == "ClickHouse"
        assert there["segments"] == own["segments"]
        assert there["as_of"] == own["as_of"]
    assert on(url, NOW) == set(osuma.rows(NOW)) != set()
    moves = [row[1:] for row in on(url, HISTORY)]
    assert sorted(moves) == sorted(row[1:] for row in osuma.rows(HISTORY))
    assert {cause for *_, cause in moves} == {"first", "behaviour", "definition"}

    assert osuma.ask("segments.members", slug="turku", engine=url)["members"] == sorted(osuma.members("turku"))
    assert osuma.ask("segments.members", slug="halves/bought", engine=url)["members"] == ["a", "b", "c"]
    counted, own_count = osuma.ask("segments.count", slug="turku", engine=url), osuma.count("turku")
    for key in ("count", "unknown", "base", "as_of", "conditions", "admitted_as_unknown"):
        assert counted[key] == own_count[key], key
    compared = osuma.ask("engine.check", engine=url)
    assert compared["ok"]
    assert {"buyers", "turku", "halves", "halves/rest"} <= {one["slug"] for one in compared["compared"]}


def test_a_difference_is_named(osuma: Osuma, tmp_path: Path) -> None:
    url = f"chdb://{tmp_path}/clickhouse"
    load(osuma, tmp_path, "first.csv", FIRST)
    osuma.apply(BUYERS, TURKU, AREAS)
    osuma.ask("engine.copy", to=url)
    with address.connect(address.parse(url)) as engine:
        engine.run("INSERT INTO areas (postcode, income_decile) VALUES ('00100', 9)")
        engine.run("ALTER TABLE customers UPDATE city_fold = 'oulu' WHERE true SETTINGS mutations_sync = 2")
    found = osuma.ask("engine.check", engine=url)
    assert not found["ok"]
    assert [one for one in found["compared"] if not one["same"]][:1] == [
        {"slug": "turku", "duckdb": 1, "engine": 0, "same": False},
    ]
    assert {"slug": "well-off", "duckdb": 0, "engine": 1, "same": False} in found["compared"]


def test_the_setting_chooses_and_duckdb_overrides_it(osuma: Osuma, tmp_path: Path) -> None:
    url = f"chdb://{tmp_path}/clickhouse"
    load(osuma, tmp_path, "first.csv", FIRST)
    osuma.ask("engine.copy", to=url)
    osuma.ask("settings.set", key="engine", value=url)
    load(osuma, tmp_path, "later.csv", LATER)
    assert osuma.count(BUYERS)["count"] == 2
    assert osuma.ask("segments.count", text=BUYERS, engine="duckdb")["count"] == 3
    assert osuma.count(AREAS) == {
        "count": 0, "unknown": 0, "unit": "areas", "base": 0, "as_of": "2026-10-02", "engine": "ClickHouse",
    }  # fmt: skip
    with pytest.raises(Misuse, match="own warehouse only"):
        osuma.count(BUYERS, as_of="2026-10-01")
    assert osuma.ask("settings.set", key="engine")["settings"] == {"engine": None}
    assert osuma.count(BUYERS)["count"] == 3


def test_what_cannot_be_reached_is_told(osuma: Osuma, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="no tables of Osuma"):
        osuma.ask("segments.count", text=BUYERS, engine=f"chdb://{tmp_path}/empty")
    with pytest.raises(Misuse, match="no address"):
        osuma.ask("segments.count", text=BUYERS, engine="oracle://x")
    with pytest.raises(OsumaError, match="does not answer"):
        osuma.ask("segments.count", text=BUYERS, engine="clickhouse://127.0.0.1:1/osuma")
    with pytest.raises(Refused):
        osuma.ask("settings.set", key="engine", value="clickhouse://me:secret@host/db")
    assert "secret" not in osuma.audit_text()


LIST = "Asiakasnumero;Etunimi;Sukunimi;Paikkakunta\n1;Aino;Aalto;Turku\n2;Eero;Harju;Oulu\n"
OVER = "Asiakasnumero;Etunimi;Sukunimi;Paikkakunta\n1;Aino;Aalto;Turku\n2;Eero;Harju;Turku\n"


def test_lists_alone_have_a_past_on_an_engine_as_on_duckdb(osuma: Osuma, tmp_path: Path) -> None:
    """Before anything was told, today's values and the sentence that says so; between the lists, no answer there."""
    url = f"chdb://{tmp_path}/clickhouse"
    for name, text, day in (("one.csv", LIST, "2026-03-01"), ("two.csv", OVER, "2026-07-01")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        osuma.ask("import.run", files=[str(tmp_path / name)], dated=day)
    osuma.apply(TURKU)
    osuma.ask("engine.copy", to=url)
    for verb in ("segments.count", "segments.members"):
        own, there = (osuma.ask(verb, slug="turku", as_of="2026-02-01", engine=one) for one in ("duckdb", url))
        assert there["sentences"] == own["sentences"] != []
        assert there["answer"] == "current"
        assert "sentences" not in osuma.ask(verb, slug="turku", as_of="2026-07-01", engine=url)
        with pytest.raises(Misuse, match="own warehouse only"):
            osuma.ask(verb, slug="turku", as_of="2026-05-01", engine=url)
    own, there = (osuma.ask("segments.refresh", as_of="2026-02-01", engine=one) for one in ("duckdb", url))
    assert there["dated"] == own["dated"]
    assert there["dated"]["en"].startswith("This is not how it was on 1 Feb 2026")


def test_lists_alone_that_other_programs_put_on_an_engine(osuma: Osuma, tmp_path: Path) -> None:
    """Nothing was imported here: what the engine's rows say is what is known."""
    url = f"chdb://{tmp_path}/clickhouse"
    filled = Osuma.create(tmp_path / "other")
    (tmp_path / "one.csv").write_text(LIST, encoding="utf-8")
    filled.ask("import.run", files=[str(tmp_path / "one.csv")], dated="2026-03-01")
    filled.ask("engine.copy", to=url)
    then = osuma.ask("segments.count", text=TURKU, as_of="2026-02-01", engine=url)
    assert (then["count"], then["answer"]) == (1, "current")
    assert "answer" not in osuma.ask("segments.count", text=TURKU, as_of="2026-03-01", engine=url)


@pytest.mark.parametrize("url", ["chdb:", "spark:local", "spark:local[2]?spark.driver.memory=1g"])
def test_what_would_be_gone_at_once_is_not_copied(url: str, osuma: Osuma) -> None:
    with pytest.raises(Misuse, match="names no folder"):
        osuma.ask("engine.copy", to=url)
