"""Segments over tables of one's own: the same answers as in a workspace, and one sentence for each mistake."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import osuma
from in_process import Osuma
from osuma.engine.errors import Misuse, Refused

LOYAL = "osuma: 1\nslug: loyal\nwhere: {event: order, op: gte, value: 2, window: {last: 12 months}}\n"
BIG = "osuma: 1\nslug: big\nwhere: {event: order, measure: {sum: amount}, op: gte, value: 60}\n"
BOTH = "osuma: 1\nslug: both\nwhere: {all: [{member: loyal}, {member: big}]}\n"
TURKU = "osuma: 1\nslug: turku\nwhere: {property: city, op: eq, value: Turku}\n"
ADULT = "osuma: 1\nslug: adult\nwhere: {property: age, op: gte, value: 18}\n"
CUSTOMERS = {
    "customer_id": [1, 2, 3, 4],
    "email": ["a@x.fi", "b@x.fi", None, "d@x.fi"],
    "city": ["Helsinki", "Turku", "Turku", None],
    "birth_date": [date(1980, 1, 2), None, date(1999, 5, 5), date(2015, 1, 1)],
    "x_points": [1, 2, 3, 4],
    "shoe": [39, 40, 41, 42],
}
ORDERS = {
    "order_id": ["T1", "T2", "T3", "T4", "T5", "T6"],
    "cust": [1, 1, 2, 3, 3, None],
    "mail": [None, None, None, None, None, "d@x.fi"],
    "ts": [datetime(2026, 1, 5, 10), datetime(2026, 2, 5), datetime(2026, 2, 8), datetime(2024, 3, 1),
           datetime(2026, 3, 2), datetime(2026, 3, 5)],
    "amount": [10.0, 20.5, 30.0, 40.0, 50.0, 60.0],
}  # fmt: skip
COLUMNS = {"orders": {"customer_id": "cust", "person_email": "mail"}}
REFUNDS = {"refund_id": ["R1"], "order_id": ["T2"], "ts": [datetime(2026, 3, 3)], "amount": [20.5]}


@pytest.fixture(scope="module")
def data() -> Iterator[osuma.Data]:
    """pandas makes decimals of the customer numbers of the orders, for one is missing."""
    with osuma.Data(customers=pd.DataFrame(CUSTOMERS), orders=pd.DataFrame(ORDERS), columns=COLUMNS) as made:
        yield made


def test_who_and_how_many(data: osuma.Data) -> None:
    assert data.members(LOYAL) == ["1"]
    assert data.members(BIG) == ["3", "4"]  # customer 4 by the e-mail of the order
    assert data.count(TURKU) == 2
    assert data.sizes([TURKU, LOYAL]).to_pylist() == [
        {"slug": "turku", "name_fi": "turku", "name_en": "turku", "members": 2, "unknown": 1},
        {"slug": "loyal", "name_fi": "loyal", "name_en": "loyal", "members": 1, "unknown": 0},
    ]
    assert data.count(LOYAL, as_of="2026-01-31") == 0
    assert data.count(LOYAL, as_of=date(2026, 2, 28)) == 1
    assert (data.not_taken, data.ignored) == ([], {"customers": ("shoe",)})
    assert repr(data) == "<osuma.Data: 4 customers, data until 2026-03-05, 0 values not taken>"


def test_the_same_explanation_as_in_a_workspace(data: osuma.Data, tmp_path: Path) -> None:
    made = Osuma.create(tmp_path / "installation")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "osuma_mapping: 1\nsource: s\noutputs:\n- target: customers\n  columns: {customer_id: person_id, city: city, "
        "birth_date: birth_date, email: email}\n"
    )
    pq.write_table(pa.table(CUSTOMERS), tmp_path / "c.parquet")
    made.load(tmp_path / "c.parquet", mapping=mapping)
    for language in ("fi", "en"):
        for rule in (ADULT, TURKU):
            # last comes that the list, which nobody dated, tells nothing of that day
            *said, _ = made.explain(rule, as_of="2026-03-05")["sentences"][language]
            assert data.explain(rule, language).split("\n") == said
    assert made.members(TURKU) == set(data.members(TURKU))


@pytest.mark.parametrize("kind", ["arrow", "ibis", "stream", "records"])
def test_tables_of_every_kind_give_the_same(kind: str) -> None:
    table = pa.table(ORDERS)
    given: dict[str, Any] = {
        "arrow": table,
        "ibis": ibis.memtable(table),
        "stream": Stream(table),
        "records": table.to_pylist(),
    }
    with osuma.Data(orders=given[kind], columns=COLUMNS) as made:
        assert made.count(LOYAL) == 1


class Stream:
    """A table that Osuma does not know, as Polars gives its own."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def test_refunds_lines_and_references_mean_what_they_mean_in_a_workspace() -> None:
    lines = {"order_id": ["T1", "T1", "T3"], "line_no": [1, 2, 1], "category": ["a", "b", "a"], "amount": [4, 6, 30]}
    shoes = "osuma: 1\nslug: a\nwhere: {event: order_line, where: [{property: category, op: eq, value: a}]}\n"
    tables = {"orders": pa.table(ORDERS), "refunds": pa.table(REFUNDS), "order_lines": pa.table(lines)}
    with osuma.Data(**tables, columns=COLUMNS, definitions=[LOYAL, BIG]) as made:
        assert made.count("loyal") == 0  # T2 was given back whole
        assert made.members(shoes) == ["1", "2"]
        assert made.count(BOTH) == 0
        pairs = {(one["one"], one["other"]): one["customers"] for one in made.overlap([BIG, shoes]).to_pylist()}
        assert pairs == {("big", "big"): 2, ("big", "a"): 0, ("a", "big"): 0, ("a", "a"): 2}


def test_one_row_a_customer_and_a_column_a_figure(data: osuma.Data, tmp_path: Path) -> None:
    recent = "osuma: 1\nslug: r\nwhere: {any: [{recency: order, op: lte, value: 30 days}, {consent: email}]}\n"
    again = LOYAL.replace("loyal", "other").replace("value: 2", "value: 5")
    points = "osuma: 1\nslug: p\nwhere: {not: {property: x_points, op: gte, value: 9}}\n"
    path = data.features([LOYAL, again, BIG, recent, points, ADULT]).to_parquet(tmp_path / "f.parquet")
    table = pq.read_table(path)
    assert table.column_names == [
        "customer", "order_count_last_12_months", "order_sum_amount", "last_order_at", "consent_email_marketing",
        "x_points", "age",
    ]  # fmt: skip
    assert table.to_pylist()[2] == {
        "customer": "3",
        "order_count_last_12_months": 1,
        "order_sum_amount": Decimal(90),
        "last_order_at": datetime(2026, 3, 1, 22, tzinfo=UTC),
        "consent_email_marketing": None,
        "x_points": Decimal(3),
        "age": 26,
    }
    about = json.loads(table.schema.field("order_count_last_12_months").metadata[b"osuma"])
    assert about["condition"] == {
        "event": "order", "op": "gte", "value": 2, "window": {"last": "12 months"},
    }  # fmt: skip
    assert (about["first"], about["after"]) == ("2025-03-05T21:59:59.999999Z", "2026-03-05T21:59:59.999999Z")
    assert table.schema.metadata[b"osuma_as_of"] == b"2026-03-05T21:59:59.999999+00:00"


def test_rfm_and_pictures_with_their_tables(data: osuma.Data, tmp_path: Path) -> None:
    found = data.rfm().to_pandas()
    assert list(found.columns) == ["customer", "class", "order_max_ts", "order_count"]
    assert len(found) == 4
    assert set(data.members("osuma: 1\nslug: all\nwhere: {event: order}")) == set(found["customer"])
    sizes = data.plot.sizes([LOYAL, TURKU])
    assert [one["members"] for one in sizes.table.to_pylist()] == [1, 2]
    assert sizes.chart.to_dict()["data"]["values"] == sizes.table.to_pylist()
    classes = data.plot.rfm(language="fi")
    assert sum(one["members"] for one in classes.table.to_pylist()) == 4
    assert "Parhaat" in classes.save(tmp_path / "rfm.json").read_text()
    grid = data.plot.overlap([LOYAL, TURKU])
    assert [one["customers"] for one in grid.table.to_pylist()] == [1, 0, 0, 2]
    assert grid.chart.to_dict()["layer"]


def refused(**given: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as error:
        osuma.Data(**given)
    return [(one.where, one.code) for one in error.value.mistakes]


def test_every_mistake_of_the_tables_is_one_sentence() -> None:
    orders = pa.table(ORDERS)
    assert refused() == [("", "no_table")]
    assert refused(orders="orders.csv", bills=orders) == [("bills", "unknown_table"), ("orders", "not_a_table")]
    assert refused(orders=orders.drop(["ts"])) == [("orders", "missing_column"), ("orders", "missing_column")]
    assert refused(orders=orders, columns={"orders": {"ts": "when", "amont": "amount"}}) == [
        ("orders", "no_column"),
        ("orders", "unknown_column"),
        ("orders", "missing_column"),
    ]
    assert refused(orders=orders, columns={**COLUMNS, "order": {}}) == [("order", "unknown_table")]
    bad = pa.table({"order_id": ["a", "b"], "customer_id": [1, 2], "ts": ["yesterday", "2026-13-45"]})
    assert refused(orders=bad) == [("orders", "no_rows")]
    with pytest.raises(Misuse, match="no time zone"):
        osuma.Data(orders=orders, columns=COLUMNS, zone="Helsinki")
    assert refused(orders=orders, columns=COLUMNS, definitions=[BOTH]) == [
        ("where.all[0].member", "unknown_segment"),
        ("where.all[1].member", "unknown_segment"),
    ]


def test_a_value_that_cannot_be_read_is_told_with_its_row_of_the_table() -> None:
    half = pa.table({"order_id": ["a", "b"], "customer_id": [1, 2], "ts": ["2026-03-01", "yesterday"]})
    with osuma.Data(orders=half) as made:
        (one,) = made.not_taken
        assert (one.table, one.row, one.column, one.value) == ("orders", 1, "ts", "yesterday")
        assert one.why.en
        assert made.count(LOYAL.replace("value: 2", "value: 1")) == 1


def test_mistakes_of_questions(data: osuma.Data, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="did you mean `age`"):
        data.count("osuma: 1\nslug: a\nwhere: {property: ikä, op: gte, value: 1}")
    with pytest.raises(Misuse, match="There is no file"):
        osuma.segment(tmp_path / "none.yaml")
    with pytest.raises(Misuse, match="as a list"):
        data.features(LOYAL)
    with pytest.raises(Misuse, match="not of areas"):
        data.count("osuma: 1\nslug: a\nof: areas\nwhere: {property: median_income, op: gte, value: 1}")
    with pytest.raises(Misuse, match="no class"):
        data.members(LOYAL, "gold")
    (tmp_path / "loyal.yaml").write_text(LOYAL)
    assert data.count(osuma.segment(str(tmp_path / "loyal.yaml"))) == 1


def test_importing_costs_nothing_and_asking_brings_no_framework() -> None:
    code = (
        "import sys, time; t = time.perf_counter(); import osuma; took = time.perf_counter() - t\n"
        "early = [m for m in ('ibis', 'duckdb', 'pyarrow', 'pandas') if m in sys.modules]\n"
        "data = osuma.Data(orders=[{'order_id': '1', 'customer_id': '7', 'ts': '2026-03-01'}])\n"
        "assert data.count('osuma: 1\\nslug: a\\nwhere: {event: order}') == 1\n"
        "late = [m for m in ('django', 'sklearn', 'altair') if m in sys.modules]\n"
        "print(took < 0.5, early, late)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("True [] []\n", "")


def test_rows_of_one_id_are_told() -> None:
    """The later one holds, and that is no secret."""
    rows = [
        {"order_id": "1", "customer_id": 1, "ts": "2026-01-05", "amount": 10},
        {"order_id": "1", "customer_id": 1, "ts": "2026-01-05", "amount": 20},
        {"order_id": "2", "customer_id": 2, "ts": "2026-01-06", "amount": 5},
        {"order_id": "2", "customer_id": 2, "ts": "2026-01-06", "amount": 5},
    ]
    people = [
        {"customer_id": 1, "city": "Turku"},
        {"customer_id": 1, "city": "Oulu"},
        {"customer_id": 2, "city": None},
    ]
    with osuma.Data(orders=rows, customers=people) as data:
        assert data.repeated == {"orders": 2, "customers": 1}
        assert repr(data).endswith("0 values not taken, 3 rows with the id of a later one>")
        assert data.count("osuma: 1\nslug: a\nwhere: {event: order, measure: {sum: amount}, op: gte, value: 20}") == 1
    with osuma.Data(orders=rows[1:3]) as data:
        assert data.repeated == {}
        assert repr(data).endswith("0 values not taken>")


def test_the_numbers_of_a_filtered_frame_are_no_column() -> None:
    rows = pd.DataFrame({"order_id": ["1", "2"], "customer_id": [1, 2], "ts": ["2026-01-05"] * 2, "amount": [1, 2]})
    with osuma.Data(orders=rows[rows["amount"] > 1]) as data:
        assert data.ignored == {}


def test_a_slug_that_was_not_given_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    rows = [{"order_id": "1", "customer_id": 1, "ts": "2026-01-05", "amount": 10}]
    loyal = "osuma: 1\nslug: loyal\nwhere: {event: order, op: gte, value: 1}"
    with osuma.Data(orders=rows, definitions=[loyal]) as data:
        assert data.count("loyal") == 1
        with pytest.raises(Misuse, match="Did you mean “loyal”"):
            data.count("loyall")
    with osuma.Data(orders=rows) as data, pytest.raises(Misuse, match="No definition “loyal” was given"):
        data.count("loyal")
    with pytest.raises(Misuse, match="There is no file"):
        osuma.segment(str(tmp_path / "loyal.yaml"))


def test_before_tables_without_a_day_a_warning_says_that_the_answer_is_of_today(data: osuma.Data) -> None:
    adults = "osuma: 1\nslug: adults\nwhere: {property: city, op: set}"
    listed = osuma.Data(customers=[{"customer_id": "1", "city": "Turku"}])
    for ask in (listed.count, listed.members, listed.explain):
        with pytest.warns(UserWarning, match="This is not how it was on 1 Jan 2020: nothing is known .* before"):
            ask(adults, as_of="2020-01-01")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert listed.count(adults) == 1
        data.count(LOYAL, as_of="2020-01-01")


def test_dates_that_fit_day_first_and_month_first_are_said_to_have_been_read_one_way() -> None:
    def orders(*days: str) -> list[dict[str, object]]:
        return [{"order_id": str(n), "customer_id": n, "ts": day, "amount": 10} for n, day in enumerate(days)]

    with pytest.warns(UserWarning, match=r"orders\.ts: every date can be read in two ways \(03/04/2026\)\. Read day"):
        data = osuma.Data(orders=orders("03/04/2026", "05/06/2026"))
    assert "data until 2026-06-05" in repr(data)
    many = ["03/04/2026"] * 5000
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "2026-04-30" in repr(osuma.Data(orders=orders(*many, "30/04/2026")))
        assert "2026-04-30" in repr(osuma.Data(orders=orders(*many, "04/30/2026")))
        assert "2026-04-30" in repr(osuma.Data(orders=orders("2026-04-30")))
