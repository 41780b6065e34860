"""Which conditions lose people as old data comes in."""

from __future__ import annotations

import pytest

from osuma.engine.segments.growing import growing
from osuma.engine.segments.parse import parse

WARNED = (
    "{event: order, op: eq, value: 1}",
    "{event: order, op: lte, value: 2}",
    "{event: order, op: lt, value: 2}",
    "{event: order, op: between, value: [1, 3]}",
    "{event: order_line, measure: {distinct: category}, op: eq, value: 1}",
    "{event: order, op: eq, value: 1, window: {since: 2020-01-01}}",
)
SILENT = (
    "{event: order}",
    "{event: order, op: gte, value: 2}",
    "{event: order, op: eq, value: 0}",
    "{event: order, op: lt, value: 1}",
    "{event: order, op: eq, value: 1, window: {last: 12 months}}",
    "{event: order, op: eq, value: 1, window: {since: 2020-01-01, until: 2020-12-31}}",
    "{event: order, measure: {sum: amount}, op: lte, value: 500}",
)


@pytest.mark.parametrize(("rule", "many"), [*((rule, 1) for rule in WARNED), *((rule, 0) for rule in SILENT)])
def test_counts_that_grow_with_old_data(rule: str, many: int) -> None:
    assert len(growing(parse(f"{{slug: x, where: {{all: [{rule}, {{not: {rule}}}]}}}}"))) == many
