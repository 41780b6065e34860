"""What models and experiments say is stored once and read by rules."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from osuma.engine.segments.compile import compile_
from osuma.engine.segments.parse import parse
from osuma.engine.segments.settings import Settings
from osuma.store.evaluation.evaluate import evaluate
from osuma.store.people.scores import Exposed, Scored, load_exposures, load_scores
from osuma.store.warehouse import Warehouse

OCTOBER, NOVEMBER = datetime(2026, 10, 1), datetime(2026, 11, 1)


def test_the_same_statement_again_replaces_itself(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        with warehouse.transaction() as con:
            con.execute(
                "INSERT INTO customers (customer_key, kind, external_id, source, known_from, interests, "
                "interests_fold, interests_set, tags, tags_fold, tags_set) SELECT n, 'person', 'c' || n, 's', "
                "TIMESTAMP '2020-01-01', [], [], false, [], [], false FROM range(1, 4) t(n)"
            )
            con.execute("INSERT INTO identities SELECT n, n, 's', 'c' || n, false, 'person', 1 FROM range(1, 4) t(n)")
            assert load_scores(con, []) == 0
            assert load_scores(
                con, [Scored(1, "clv", Decimal(5), OCTOBER, "f"), Scored(2, "clv", None, OCTOBER, "f")]
            )
        with warehouse.transaction() as con:
            again = [Scored(1, "clv", Decimal("7.5"), OCTOBER, "f"), Scored(1, "clv", Decimal(9), NOVEMBER, "f")]
            assert load_scores(con, again) == 2
            put = [Exposed(1, "spring", "a", NOVEMBER), Exposed(1, "spring", "control", OCTOBER)]
            assert load_exposures(con, put) == 2
        assert warehouse.rows("SELECT customer_key, score::VARCHAR FROM scores ORDER BY 1, ts") == [
            (1, "7.5000"), (1, "9.0000"), (2, None),
        ]  # fmt: skip
        rules = [
            parse("{slug: nine, where: {score: clv, op: eq, value: 9}}"),
            parse("{slug: control, where: {experiment: spring, arm: control}}"),
        ]
        plan = compile_(rules, {}, Settings(), datetime(2026, 11, 2, tzinfo=UTC))
        with evaluate(warehouse, plan) as found:
            assert [found.members(slug) for slug in ("nine", "control")] == [[1], [1]]
            assert [found.counts[slug].unknown for slug in ("nine", "control")] == [2, 2]
