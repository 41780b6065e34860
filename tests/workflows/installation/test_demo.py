"""Demos: folders they take, what they tell, and a grocer from whom nobody can be reached."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from osuma.engine.errors import Conflict, Misuse
from osuma.workflows.asking.owner import hold
from osuma.workflows.installation.demo import MARKER, make_room, run
from osuma.workflows.installation.samples.grocer.files import SOURCE, ZONE
from osuma.workflows.installation.samples.manifest import Manifest, SampleFile, definitions, mapping
from osuma.workflows.reports.report import gather
from osuma.workflows.reports.reporting_facts.scope import opened

HOUSEHOLDS = 40
BUYERS, STRANGERS = 20, 5  # with purchases; with facts only
TABLES = {
    "products": ("product_id,manufacturer_id,department,brand,product_category,product_type,package_size", 30),
    "demographics": (
        "household_id,age,income,home_ownership,marital_status,household_size,household_comp,kids_count",
        10,
    ),
}


def small_grocer(folder: Path) -> Manifest:
    """The grocer's three files with a few made-up households."""
    folder.mkdir(parents=True)
    rows = {
        "products": [
            [1000 + n, 1, "GROCERY", "National", ("COFFEE", "DOG FOODS")[n % 2], "THING", "1 LB"] for n in range(30)
        ],
        "demographics": [
            [n, "35-44", "100-124K", "Homeowner", "Married", "2", "2 Adults Kids", "1"] for n in range(1, 11)
        ],
        "transactions": [
            [1 + n % HOUSEHOLDS, 7, 50_000 + n // 2, 1000 + n % 30, 1, f"{1 + n % 9}.99", 0, 0, 0, 1,
             f"2017-{1 + n % 12:02}-{1 + n % 28:02}T15:00:00Z"]
            for n in range(0, 960, 2)
        ],
    }  # fmt: skip
    heads = {name: head for name, (head, _) in TABLES.items()} | {
        "transactions": "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,"
        "coupon_match_disc,week,transaction_timestamp"
    }
    files = []
    for name, found in rows.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heads[name].split(","), *found])
        files.append(SampleFile(key=name, path=path, rows=len(found), what=SOURCE, mapping=mapping("grocer", name)))
    return Manifest(
        sample="grocer", folder=folder, files=tuple(files), source=SOURCE, simulated=False, zone=ZONE, currency="USD",
        segments=definitions("grocer"),
    )  # fmt: skip


def test_nobody_can_be_reached_from_the_grocer(tmp_path):
    folder = tmp_path / "grocer"
    result = run("grocer", folder, "en", writer=small_grocer)
    with hold(folder) as owner, opened(owner.session(), None) as scope:
        report, findings = gather(scope)
    assert report.reach.contactless
    assert report.base == BUYERS + STRANGERS
    assert not any(
        segment.reach or segment.next_step for segment in report.segments if segment.slug != "facts-missing"
    )
    assert findings == ()
    page = Path(result["report"]).read_text(encoding="utf-8")
    assert "No contact data in this data set: nobody can be reached." in page
    assert "Ei yhteystietoja tässä aineistossa: ketään ei voi tavoittaa." in page
    assert "Not for decisions" in page
    assert report.label.kind == "public"
    assert report.label.licence is not None
    assert report.currency == "USD"
    assert report.zone == ZONE
    # ids of the source, for the data names nobody
    named = {person.name for segment in report.segments for person in segment.people}
    assert named <= {str(n) for n in range(1, HOUSEHOLDS + 1)}
    coffee = next(s for s in report.segments if s.slug == "coffee-drinkers")
    assert coffee.count > 0  # the product group comes from the list of products
    assert {one["slug"] for one in result["segments"]} >= {"rfm/champions", "big-spenders"}
    assert any("nobody can be reached" in said["en"] for said in result["sentences"])


def test_a_demo_is_made_again_only_in_its_own_folder(tmp_path):
    folder = tmp_path / "demo"
    folder.mkdir()
    make_room(folder)
    (folder / MARKER).write_text(json.dumps({"sample": "grocer"}))
    (folder / "catalog.sqlite").write_text("x")
    (folder / "workspaces" / "main").mkdir(parents=True)
    (folder / "workspaces" / "main" / "warehouse.duckdb").write_text("x")
    (folder / "my-notes.txt").write_text("mine")
    make_room(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["my-notes.txt", MARKER]


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "orders.csv").write_text("id\n1\n")
    with pytest.raises(Conflict, match="something else than a demo"):
        run("sportshop", tmp_path, "fi")
    assert [path.name for path in tmp_path.iterdir()] == ["orders.csv"]
    with pytest.raises(Misuse, match="is a file"):
        run("sportshop", tmp_path / "orders.csv", "fi")


def test_an_unknown_sample_is_refused_with_those_that_there_are(tmp_path):
    with pytest.raises(Misuse, match="grocer, sportshop"):
        run("bakery", tmp_path, "fi")
    assert list(tmp_path.iterdir()) == []
