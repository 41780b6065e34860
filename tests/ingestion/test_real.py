"""Real files through their mappings, to the cent. Without the data the tests skip and say so."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from staging import stage

from osuma.ingestion.mapping import parse_mapping, propose
from osuma.ingestion.planning import PlanSettings
from osuma.ingestion.reading import open_file

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("OSUMA_SHARED_DATA", ROOT.parent / "shared" / "data"))
MAPPINGS = ROOT / "tests" / "real" / "mappings"

SALES = """
osuma_mapping: 1
source: bicycles
outputs:
  - target: orders
    origin: orders
    group_by: OrderNumber
    columns: {OrderNumber: order_id, CustomerKey: person_id, OrderDate: ts, OrderQuantity: items}
    derived:
      order_id: {joined: [order_id, person_id]}
  - target: order_lines
    origin: orders
    columns:
      OrderNumber: order_id
      CustomerKey: person_id
      ProductKey: product_id
      OrderLineItem: line_no
      OrderQuantity: quantity
    derived:
      order_id: {joined: [order_id, person_id]}
"""

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"real data is not here: {DATA.name}"),
]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def test_online_retail_to_the_tenth_of_a_cent(tmp_path: Path, work: Path) -> None:
    path, con = tmp_path / "online_retail.csv", duckdb.connect()
    source = DATA / "online_retail" / "online_retail.parquet"
    con.execute(f"COPY (SELECT * FROM '{source}') TO '{path}' (HEADER)")
    raw = con.execute(f"""
        SELECT count(*), count(*) FILTER (WHERE CustomerID IS NULL), count(DISTINCT CustomerID),
               count(DISTINCT InvoiceNo) FILTER (WHERE NOT starts_with(InvoiceNo, 'C')),
               sum(CAST(Quantity AS DECIMAL(18,3)) * CAST(UnitPrice AS DECIMAL(18,3)))
        FROM '{source}'""").fetchall()[0]  # fmt: skip
    (table,) = open_file(path, work)
    assert table.rows == raw[0]
    mapping = parse_mapping((MAPPINGS / "online_retail.yaml").read_text())
    settings = PlanSettings(zone="Europe/London", currency="GBP", country="GB")
    staged = stage(table, mapping, settings)
    orders, lines, refunds = (staged.outputs[t] for t in ("orders", "order_lines", "refunds"))
    assert (staged.refused, staged.warned) == ([], [])
    assert len(lines) + len(refunds) == raw[0]
    assert len(orders) == raw[3]
    net = sum((o["amount"] for o in orders), Decimal(0)) - sum((r["amount"] for r in refunds), Decimal(0))
    assert net == Decimal(raw[4]) == Decimal("9747747.934")
    assert sum((line["amount"] for line in lines), Decimal(0)) == sum((o["amount"] for o in orders), Decimal(0))
    people = {o["person_id"] for o in orders} | {r["person_id"] for r in refunds}
    assert len(people - {None}) == raw[2] == 4372
    assert len({(r["refund_id"], r["line_no"]) for r in refunds}) == len(refunds)
    assert len({(line["order_id"], line["line_no"]) for line in lines}) == len(lines)
    assert staged.claim == (len(orders), sum((o["amount"] for o in orders), Decimal(0)))


def test_online_retail_is_proposed_as_order_lines(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "or.csv"
    source = DATA / "online_retail" / "online_retail.parquet"
    duckdb.connect().execute(f"COPY (SELECT * FROM '{source}' LIMIT 5000) TO '{path}' (HEADER)")
    (table,) = open_file(path, work)
    proposal = propose(table)
    assert proposal.kind == "order lines"
    assert {o.target for o in proposal.mapping.outputs} == {"customers", "orders", "order_lines", "refunds"}
    staged = stage(table, proposal.mapping)
    # notes whose number begins with C give money back
    assert {r["refund_id"][0] for r in staged.outputs["refunds"]} == {"C"}
    assert all(r["amount"] > 0 for r in staged.outputs["refunds"])
    assert not any(o["order_id"].startswith("C") for o in staged.outputs["orders"])
    assert sum((o["amount"] for o in staged.outputs["orders"]), Decimal(0)) == sum(
        (line["amount"] for line in staged.outputs["order_lines"]), Decimal(0)
    )


def test_adventureworks_customers(work: Path) -> None:
    (table,) = open_file(DATA / "adventureworks" / "AdventureWorks_Customers.csv", work)
    assert (table.dialect.encoding, table.dialect.date_order) == ("utf-8", "mdy")
    mapping = parse_mapping((MAPPINGS / "adventureworks_customers.yaml").read_text())
    staged = stage(table, mapping)
    people = staged.outputs["customers"]
    raw = duckdb.connect().execute(f"""
        SELECT count(*), sum(CAST(replace(replace(trim(AnnualIncome), '$', ''), ',', '') AS BIGINT)),
               sum(year(strptime(BirthDate, '%m/%d/%Y'))), sum(TotalChildren),
               count(*) FILTER (WHERE Gender = 'F'), count(*) FILTER (WHERE Gender NOT IN ('F', 'M'))
        FROM read_csv('{DATA}/adventureworks/AdventureWorks_Customers.csv', all_varchar = false,
                      types = {{'BirthDate': 'VARCHAR', 'AnnualIncome': 'VARCHAR'}})""").fetchall()[0]  # fmt: skip
    assert len(people) == raw[0] == 18_148
    assert sum(p["income"] for p in people) == raw[1]
    assert sum(p["birth_year"] for p in people) == raw[2]
    assert sum(p["children"] for p in people) == raw[3]
    assert sum(p["gender"] == "f" for p in people) == raw[4]
    assert sum(p["gender"] is None for p in people) == raw[5]
    assert staged.refused == []


def test_adventureworks_sales_of_three_years(work: Path) -> None:
    lines = orders = 0
    for year in (2017, 2018, 2019):
        (table,) = open_file(DATA / "adventureworks" / f"AdventureWorks_Sales_{year}.csv", work)
        staged = stage(table, parse_mapping(SALES))
        assert staged.refused == []
        assert all(o["local_date"].year == year and o["date_only"] for o in staged.outputs["orders"])
        ids = [(line["order_id"], line["line_no"]) for line in staged.outputs["order_lines"]]
        assert len(set(ids)) == len(ids)
        lines += len(ids)
        orders += len({o["order_id"] for o in staged.outputs["orders"]})
    raw = duckdb.connect().execute(f"""
        SELECT count(*), count(DISTINCT (OrderNumber, CustomerKey))
        FROM read_csv('{DATA}/adventureworks/AdventureWorks_Sales_*.csv')""").fetchall()[0]  # fmt: skip
    assert (lines, orders) == raw


def test_adventureworks_prices_come_from_products_imported_before(work: Path) -> None:
    con = duckdb.connect()
    (products,) = open_file(DATA / "adventureworks" / "AdventureWorks_Products.csv", work)
    listed = propose(products, source="bicycles")
    assert listed.kind == "products"
    staged = stage(products, listed.mapping, con=con)
    con.execute("CREATE TABLE products (source VARCHAR, product_id VARCHAR, price DECIMAL(18,4))")
    con.executemany(
        "INSERT INTO products VALUES ('bicycles', ?, ?)",
        [(p["product_id"], p["price"]) for p in staged.outputs["products"]],
    )
    (sales,) = open_file(DATA / "adventureworks" / "AdventureWorks_Sales_2017.csv", work)
    mapping = parse_mapping(SALES + "      unit_price: {price: [product_id]}\n")
    lines = stage(sales, mapping, con=con).outputs["order_lines"]
    raw = con.execute(
        f"""
        SELECT sum(s.OrderQuantity * CAST(p.ProductPrice AS DECIMAL(18,4)))
        FROM read_csv('{DATA}/adventureworks/AdventureWorks_Sales_2017.csv') s
        JOIN read_csv('{DATA}/adventureworks/AdventureWorks_Products.csv') p USING (ProductKey)"""
    ).fetchall()[0][0]
    assert sum(line["amount"] for line in lines) == raw


def test_paavo_areas_of_helsinki_keep_suppressed_cells_null(work: Path) -> None:
    (table,) = open_file(DATA / "fi_paavo_statfi" / "paavo_2023_helsinki_wide_utf8.csv", work)
    from osuma.ingestion.sources import recognise

    mapping = recognise(table)
    assert mapping is not None
    assert mapping.preset == "paavo_areas/labels"
    areas = {a["postcode"]: a for a in stage(table, mapping).outputs["areas"]}
    assert len(areas) == 84
    assert (areas["00100"]["name"], areas["00100"]["inhabitants"]) == ("Helsinki keskusta - Etu-Töölö", 18_462)
    assert all(a["median_income"] is None or a["median_income"] > 0 for a in areas.values())
