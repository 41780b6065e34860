"""The demo of a seller to companies: its files through the ordinary import, against the truth of the simulation."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest

from osuma.engine.simulate.b2b.world import b2b_world
from osuma.workflows.installation.demo import run
from osuma.workflows.installation.samples.b2b.files import DEFAULT_END, write_b2b
from osuma.workflows.installation.samples.manifest import Manifest

SIZE, SEED = 150, 5


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("b2b") / "demo"

    def small(into: Path) -> Manifest:
        return write_b2b(into, seed=SEED, size=SIZE)

    return folder, run("b2b", folder, "fi", writer=small)


def rows(made: tuple[Path, dict[str, Any]], sql: str) -> list[tuple[Any, ...]]:
    (path,) = made[0].rglob("*.duckdb")
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()


def truth(name: str) -> list[dict[str, Any]]:
    sheet = b2b_world(SEED, DEFAULT_END, SIZE).truth[name]
    return [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]


def test_every_file_comes_in_whole(made):
    loads = {load["file"]: load for load in made[1]["loads"]}
    assert len(loads) == 7
    assert all(load["taken"] == load["rows"] > 0 and load["refused"] == 0 for load in loads.values())
    with (made[0] / "files" / "soitot.csv").open(encoding="cp1252", newline="") as file:
        assert loads["soitot.csv"]["rows"] == len(list(csv.DictReader(file, delimiter=";")))


def test_deals_are_as_the_truth_has_them(made):
    standing: dict[str, int] = defaultdict(int)
    for deal in truth("deals"):
        standing[deal["standing"]] += 1
    assert dict(rows(made, "SELECT state, count(*) FROM deals GROUP BY 1")) == standing
    newest = "SELECT deal_key, arg_max(state, ts) AS state FROM deal_stages GROUP BY 1"
    assert rows(
        made, f"SELECT count(*) FROM deals d JOIN ({newest}) s USING (deal_key) WHERE s.state <> d.state"
    ) == [(0,)]
    assert rows(made, "SELECT count(*) FROM deals WHERE account_key IS NULL OR customer_key IS NULL") == [(0,)]


def test_nobody_is_two_people_and_those_called_are_found_in_the_crm(made):
    person = {row["contact"]: row["person"] for row in truth("contacts")}
    together: dict[int, set[Any]] = defaultdict(set)
    for customer, contact in rows(made, "SELECT customer_key, source_id FROM identities WHERE source = 'crm'"):
        together[customer].add(person[contact] if person[contact] is not None else contact)
    assert all(len(people) == 1 for people in together.values())
    ((called, known),) = rows(
        made,
        "SELECT count(DISTINCT customer_key), count(DISTINCT customer_key) FILTER (customer_key IN (SELECT "
        "customer_key FROM identities WHERE source = 'crm')) FROM identities WHERE source = 'puhelut'",
    )
    assert known / called > 0.9


def test_the_segments_are_those_of_the_truth(made):
    counted = {one["slug"]: one["count"] for one in made[1]["segments"]}
    came = {row["person"] for row in truth("webinars") if row["came"]}
    set_apart = {row["person"] for row in truth("contacts") if row["kind"] == "own"}
    # somebody who wrote another address at the webinar may be a second person here: nothing else says who it is
    assert (
        0
        <= counted["came-to-a-webinar"] - len(came - set_apart)
        <= sum(int(row["other_address"]) for row in truth("webinars"))
    )
    assert counted["do-not-call"] == len(truth("do_not_call"))
    assert counted["webinar-invitation"] > 0
    assert sum(n for slug, n in counted.items() if slug.startswith("interest/")) == rows(
        made, "SELECT count(*) FROM customers WHERE kind = 'person' AND set_apart IS NULL"
    )[0][0]  # fmt: skip


def test_the_report_says_that_nobody_in_it_exists(made):
    page = Path(made[1]["report"]).read_text(encoding="utf-8")
    assert "none of them exists" in page
    assert "Kirkas Mittaus" in page
    assert "Kutsu mittauksen webinaariin" in page


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    one, two = write_b2b(tmp_path / "a", seed=1, size=SIZE), write_b2b(tmp_path / "b", seed=1, size=SIZE)
    for first, second in zip(one.files, two.files, strict=True):
        assert first.path.read_bytes() == second.path.read_bytes()
    text = one.file("webinars").path.read_text(encoding="utf-8-sig")
    header, *found = csv.reader(io.StringIO(text), delimiter=";")
    assert {"Aihe", "Markkinointilupa"} <= set(header)
    assert len(found) == one.file("webinars").rows
