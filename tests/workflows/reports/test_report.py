"""The report's figures against SQL written for the test over the warehouse's own tables."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from osuma.engine.errors import Misuse
from osuma.engine.simulate.population import PLACEHOLDERS
from osuma.reporting.facts import Report, Segment
from osuma.workflows.asking.owner import Owner, hold
from osuma.workflows.asking.verbs import call
from osuma.workflows.installation.demo import planted, run
from osuma.workflows.installation.samples.manifest import Manifest
from osuma.workflows.installation.samples.sportshop.files import write_sportshop
from osuma.workflows.reports.report import gather
from osuma.workflows.reports.reporting_facts.scope import opened

END = date(2026, 11, 19)
BASE = "customer_key IN (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL)"
YEAR = "local_date BETWEEN DATE '2025-11-20' AND DATE '2026-11-19'"
YEAR_BEFORE = "local_date BETWEEN DATE '2025-07-01' AND DATE '2026-06-30'"
TWO_YEARS = "local_date BETWEEN DATE '2024-11-20' AND DATE '2026-11-19'"
#: Orders that were sold, and money given back, each on its own day.
LEDGER = """(
    SELECT customer_key, local_date, amount_base AS amount FROM event_order
    WHERE status = 'completed' AND set_apart IS NULL
    UNION ALL SELECT r.customer_key, r.local_date, -r.amount_base FROM event_refund r
    LEFT JOIN event_order o ON o.event_id = r.order_event_id
    WHERE r.set_apart IS NULL AND (r.order_event_id IS NULL OR o.status = 'completed' AND o.set_apart IS NULL)
)"""
GROUPS = """(
    SELECT l.customer_key, l.local_date, p.category FROM event_order_line l
    JOIN products p ON p.source = l.source AND p.product_id = l.product_id WHERE l.counted
)"""
BOUGHT = "SELECT customer_key FROM event_order WHERE counted"
SEGMENTS = {
    "runners": f"SELECT customer_key FROM {GROUPS} WHERE category = 'Juoksu' AND {TWO_YEARS}",
    "loyal-customers": f"{BOUGHT} GROUP BY 1 HAVING count(*) FILTER ({YEAR}) >= 4 "
    "AND max(local_date) >= DATE '2026-08-22'",
    "slipping-away": f"{BOUGHT} GROUP BY 1 HAVING count(*) FILTER ({TWO_YEARS}) >= 3 "
    "AND max(local_date) BETWEEN DATE '2025-11-20' AND DATE '2026-07-22'",
    "new-customers": f"{BOUGHT} GROUP BY 1 HAVING min(local_date) >= DATE '2026-09-21'",
    "never-bought": f"SELECT customer_key FROM customers EXCEPT {BOUGHT}",
    "helsinki": "SELECT customer_key FROM customers WHERE municipality = '091'",
    "newsletter-allowed": "SELECT customer_key FROM customer_consents WHERE channel = 'email' "
    "AND purpose = 'marketing' AND state = 'granted'",
}
#: Whose address may be written to: a permission, an address of somebody's, nobody at it who said no.
ALLOWED = f"""
    SELECT count(*) FROM customers c JOIN customer_consents k USING (customer_key)
    WHERE k.channel = 'email' AND k.purpose = 'marketing' AND k.state = 'granted' AND {BASE}
    AND list_contains($1, email_fold) = false
    AND sha256(email_fold) NOT IN (SELECT address_hash FROM suppressions WHERE channel = 'email')
    AND email_fold NOT IN (
        SELECT email_fold FROM customers JOIN customer_consents r USING (customer_key)
        WHERE email_fold IS NOT NULL AND r.state = 'refused' AND r.channel = 'email' AND r.purpose = 'marketing'
    )
"""


@dataclass(frozen=True)
class Shop:
    """The sports shop, small, with what its report says now and as of the end of June. steps: of the demo."""

    folder: Path
    manifest: Manifest
    result: dict[str, Any]
    steps: list[str]
    report: Report
    june: Report
    con: duckdb.DuckDBPyConnection

    def one(self, sql: str, *parameters: Any) -> Any:
        found = self.con.execute(sql, list(parameters)).fetchone()
        assert found is not None
        return found[0]

    def segment(self, slug: str) -> Segment:
        return next(s for s in self.report.segments if s.slug == slug)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("demo")
    manifests: list[Manifest] = []
    steps: list[str] = []

    def write(into: Path) -> Manifest:
        manifests.append(write_sportshop(into, seed=7, size=400))
        return manifests[0]

    result = run("sportshop", folder, "fi", lambda step, *_: steps.append(step), writer=write)
    call(folder, None, "report.write", {"to": str(folder / "june.html"), "as_of": "2026-06-30"})
    with hold(folder) as owner:
        report, june = gathered(owner, None), gathered(owner, "2026-06-30")
    copy = shutil.copy(folder / "workspaces" / "main" / "warehouse.duckdb", folder / "copy.duckdb")
    with duckdb.connect(str(copy), read_only=True) as con:
        yield Shop(folder, manifests[0], result, steps, report, june, con)


def gathered(owner: Owner, as_of: str | None) -> Report:
    with opened(owner.session(), as_of) as scope:
        return gather(scope)[0]


@pytest.mark.parametrize("slug", SEGMENTS)
def test_a_segment_is_counted_as_sql_counts_it(shop, slug):
    members = f"(SELECT DISTINCT customer_key FROM ({SEGMENTS[slug]}) WHERE {BASE})"
    found = shop.segment(slug)
    assert found.count == shop.one(f"SELECT count(*) FROM {members}") > 0
    sales = shop.one(
        f"SELECT coalesce(sum(amount), 0) FROM {LEDGER} JOIN {members} USING (customer_key) WHERE {YEAR}"
    )
    assert found.net_sales == sales


def test_every_waterfall_ends_at_the_size(shop):
    several = [s for s in shop.report.segments if s.steps]
    assert len(several) >= 6
    for segment in several:
        assert segment.steps[0].left == shop.report.base
        assert segment.steps[-1].left == segment.count
        assert all(a.left >= b.left for a, b in zip(segment.steps, segment.steps[1:], strict=False)), segment.slug
    assert len(shop.segment("no-interest-known").steps) == 3  # one for each condition under `none`


def test_explanations_carry_numbers(shop):
    lapsed = " ".join(line.text.fi for line in shop.segment("slipping-away").explanation)
    buyers = shop.report.base - shop.one(
        f"SELECT count(DISTINCT customer_key) FROM event_order WHERE counted AND {BASE}"
    )
    assert f"{buyers} asiakkaalla ei ole ostoja" in lapsed
    top = " ".join(line.text.en for line in shop.segment("top-spenders").explanation)
    border = shop.one(
        f"SELECT min(net) FROM (SELECT customer_key, sum(amount) AS net FROM {LEDGER} WHERE {YEAR} AND {BASE} AND "
        f"customer_key IN (SELECT customer_key FROM event_order WHERE counted AND {YEAR}) GROUP BY 1 "
        f"ORDER BY net DESC LIMIT {shop.segment('top-spenders').count})"
    )
    assert f"The limit is now €{border:,.2f}." in top


def test_sales_by_month_are_the_ledger(shop):
    months = shop.report.months.months
    wanted = dict(
        shop.con.execute(
            f"SELECT date_trunc('month', local_date)::DATE, sum(amount) FROM {LEDGER} WHERE customer_key IS NULL OR "
            "customer_key NOT IN (SELECT customer_key FROM customers WHERE set_apart IS NOT NULL) GROUP BY 1"
        ).fetchall()
    )
    assert {m.first: m.net_sales for m in months if m.net_sales} == wanted
    orders = shop.one("SELECT count(*) FROM event_order WHERE counted")
    assert sum(m.orders for m in months) == orders
    assert [m.first for m in months] == sorted(m.first for m in months)
    assert months[-1].partial
    assert not any(m.partial for m in months[1:-1])


def test_the_whole_is_what_segments_have_shares_of(shop):
    report = shop.report
    assert report.net_sales == shop.one(f"SELECT sum(amount) FROM {LEDGER} WHERE {YEAR} AND {BASE}")
    assert report.sales_window == (date(2025, 11, 20), END)
    for partition in report.partitions:
        assert sum(c.count for c in partition.classes) == report.base
        assert sum((c.net_sales for c in partition.classes), Decimal(0)) == report.net_sales


def test_the_best_buyers_are_those_of_the_rank(shop):
    found = shop.report.concentration
    tenth = next(top for top in found.tops if top.percent == 10)
    segment = shop.segment("top-spenders")
    assert (tenth.buyers, tenth.net_sales) == (segment.count, segment.net_sales)
    buyers = f"SELECT DISTINCT customer_key FROM event_order WHERE counted AND {YEAR} AND {BASE}"
    assert found.buyers == shop.one(f"SELECT count(*) FROM ({buyers})")
    assert found.curve[-1] == (1.0, 1.0)


def test_the_grid_holds_every_buyer_once(shop):
    grid = shop.report.rfm
    buyers = shop.one(f"SELECT count(DISTINCT customer_key) FROM event_order WHERE counted AND {BASE}")
    assert sum(cell.count for row in grid.cells for cell in row) == buyers
    for index, found in enumerate(grid.partition.classes[:-1]):
        assert sum(c.count for row in grid.cells for c in row if c.class_index == index) == found.count
    assert grid.cells[0][4].class_index == 0  # newest and most often: champions
    # nobody in the row of the newest bought before anybody in the row of the oldest
    newest = sum(cell.count for cell in grid.cells[0])
    assert 0 < newest <= -(-buyers // 5)


def test_overlap_agrees_with_the_sizes(shop):
    found = shop.report.overlap
    sizes = [s.count for s in shop.report.segments if s.unit == "people"]
    assert [found.shared[i][i] for i in range(len(sizes))] == sizes == sorted(sizes, reverse=True)
    names = [words.en for words in found.names]
    within = names.index("Slipping away and reachable"), names.index("Slipping away")
    assert found.shared[within[0]][within[1]] == shop.segment("win-back-by-mail").count


def test_reach_leaves_out_refusals_and_dead_addresses(shop):
    steps = shop.report.reach.steps
    assert steps[0].left == shop.report.base
    assert steps[-1].left == shop.one(ALLOWED, list(PLACEHOLDERS)) > 0
    assert sum(ground.count for ground in shop.report.reach.grounds) == shop.report.base
    assert shop.segment("permission-not-known").reach[-1].left == 0


def test_sources_reconcile_and_refused_rows_are_told(shop):
    orders = next(s for s in shop.report.sources if s.name == "orders_export_1.csv")
    assert [(one.unexplained.amount, one.unexplained.orders) for one in orders.money] == [(0, 0)]
    assert orders.period == (shop.one("SELECT min(local_date) FROM event_order"), END)
    assert {s.rows for s in shop.report.sources if s.name == "kanta-asiakkaat.csv"} == {
        s.taken + s.refused for s in shop.report.sources if s.name == "kanta-asiakkaat.csv"
    }
    assert sum(reason.count for reason in shop.report.refused) == sum(s.refused for s in shop.report.sources)
    assert all(example.value is None for reason in shop.report.refused for example in reason.examples)


def test_the_page_names_nobody_in_full(shop):
    page = Path(shop.result["report"]).read_text(encoding="utf-8")
    emails = {
        email for (email,) in shop.con.execute("SELECT email FROM customers WHERE email IS NOT NULL").fetchall()
    }
    assert not [email for email in emails if email in page]
    phones = {
        phone for (phone,) in shop.con.execute("SELECT phone FROM customers WHERE phone IS NOT NULL").fetchall()
    }
    assert not [phone for phone in phones if phone in page]
    named = [person.name for segment in shop.report.segments for person in segment.people]
    assert named
    assert all(re.fullmatch(r"\S.* \w\.", name) for name in named)
    assert all(len(segment.people) <= 10 for segment in shop.report.segments)


def test_the_page_says_that_it_is_simulated_in_both_languages(shop):
    page = Path(shop.result["report"]).read_text(encoding="utf-8")
    for text in ("Simuloitu aineisto", "Simulated data", "Istutettu → löydetty", "Planted → found"):
        assert text in page
    assert "http://" not in page
    assert "https://" not in page


def test_an_earlier_instant_is_said_and_counted(shop):
    june = shop.june
    assert june.data_end == date(2026, 6, 30)
    assert june.sales_window == (date(2025, 7, 1), date(2026, 6, 30))
    assert june.months.months[-1].first == date(2026, 6, 1)
    assert not june.months.months[-1].partial
    assert june.net_sales == shop.one(f"SELECT sum(amount) FROM {LEDGER} WHERE {YEAR_BEFORE} AND {BASE}")
    assert any("30.6.2026" in notice.fi for notice in june.notices)
    assert "30.6.2026" in (shop.folder / "june.html").read_text(encoding="utf-8")


def test_what_was_planted_is_held_against_what_was_found(shop):
    truth = planted(shop.manifest)
    found = {one["what"]: one for one in shop.result["planted"]}
    assert {what: one["planted"] for what, one in found.items()} == truth
    assert found["refused"]["found"] == truth["refused"] == sum(load["refused"] for load in shop.result["loads"])
    # nobody is merged by guessing, so that a few people are two; never many, never fewer than there are
    assert truth["people"] <= found["people"]["found"] <= truth["people"] * 1.03
    assert abs(found["reachable"]["found"] - truth["reachable"]) <= truth["reachable"] * 0.03


def test_the_demo_tells_its_steps_and_files(shop):
    names = [file.path.name for file in shop.manifest.files]
    assert [load["file"] for load in shop.result["loads"]] == names
    assert shop.steps == ["samples", *names, "rules", "report"]
    counted = {one["slug"]: one["count"] for one in shop.result["segments"]}
    assert {slug: counted[slug] for slug in SEGMENTS} == {slug: shop.segment(slug).count for slug in SEGMENTS}
    assert all(set(said) == {"fi", "en"} for said in shop.result["sentences"])


def test_writing_is_entered_in_the_change_log(shop):
    verbs = [act["verb"] for act in call(shop.folder, None, "audit.list", {})["audit"]]
    assert "report.write" in verbs


def test_a_path_that_cannot_be_written_is_said(shop):
    with pytest.raises(Misuse, match="cannot be written"):
        call(shop.folder, None, "report.write", {"to": str(shop.folder / "nowhere" / "report.html")})
