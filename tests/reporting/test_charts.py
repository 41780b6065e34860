from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from osuma.engine.errors import Words
from osuma.reporting import charts
from osuma.reporting.facts import Concentration, Line, Month, Origin, Overlap, RfmGrid, TopShare

from . import sample

ORIGIN = Origin(date(2026, 11, 19), Words("a", "a"))


def names(*said: str) -> tuple[Words, ...]:
    return tuple(Words(one, one) for one in said)


def test_the_matrix_is_per_cent_of_the_row() -> None:
    first, second = charts.heat(Overlap(names("a", "b"), ((100, 25), (25, 50)), ORIGIN))
    assert [cell.share for cell in first.cells] == [1.0, 0.25]
    assert [cell.share for cell in second.cells] == [0.5, 1.0]
    assert second.cells[1].own
    assert not second.cells[0].own


def test_few_people_and_empty_segments_are_marked_small() -> None:
    rows = charts.heat(Overlap(names("a", "b"), ((29, 0), (0, 0)), ORIGIN))
    assert [row.small for row in rows] == [True, True]
    assert rows[1].cells[0].share == 0.0


def test_the_largest_overlaps_leave_small_rows_out() -> None:
    shared = ((200, 20, 10), (20, 100, 9), (10, 9, 10))
    assert charts.strongest(Overlap(names("a", "b", "c"), shared, ORIGIN), most=3) == [
        (1, 0, 20, 100),
        (0, 1, 20, 200),
        (1, 2, 9, 100),
    ]


@pytest.mark.parametrize(("value", "level"), [(0.0, 0), (0.001, 1), (0.5, 4), (0.99, 7), (1.0, 7)])
def test_any_sharing_is_told_from_none(value: float, level: int) -> None:
    assert charts.level(value) == level


def test_the_grid_draws_a_border_where_another_class_begins() -> None:
    grid = charts.grid(sample.rfm(ORIGIN))
    assert [cell.edge_left for cell in grid[0]] == [False, True, False, True, False]
    assert [row[0].edge_top for row in grid] == [False, True, True, True, False]
    assert max(cell.level for row in grid for cell in row) == 7


def test_a_grid_of_another_size_is_refused() -> None:
    whole = sample.rfm(ORIGIN)
    with pytest.raises(ValueError, match="five rows"):
        RfmGrid(whole.partition, whole.cells[:4])
    with pytest.raises(ValueError, match="one row"):
        Overlap(names("a", "b"), ((1, 2),), ORIGIN)


def test_the_curve_runs_from_nothing_to_everything() -> None:
    tops = (TopShare(Decimal(20), 20, Decimal(80)),)
    assert charts.curve(Concentration(100, Decimal(100), tops, ORIGIN)) == [(0.0, 100.0), (20.0, 20.0), (100.0, 0.0)]
    assert charts.curve(Concentration(0, Decimal(0), tops, ORIGIN)) == [(0.0, 100.0), (100.0, 0.0)]


def month(number: int, orders: int, sales: str) -> Month:
    return Month(date(2026, number, 1), orders, Decimal(sales))


def test_the_highest_column_fits_under_the_top_line() -> None:
    drawn = charts.columns([month(1, 5, "10000"), month(2, 9, "32095.10")], "net_sales")
    assert [tick.value for tick in drawn.ticks] == [0, 10000, 20000, 30000, 40000]
    assert drawn.ticks[-1].at == 100.0
    assert drawn.columns[1].height == pytest.approx(80.24)
    assert [column.label for column in drawn.columns] == [False, True]


def test_a_month_of_returns_goes_below_zero() -> None:
    drawn = charts.columns([month(1, 5, "300"), month(2, 1, "-100")], "net_sales")
    assert [tick.value for tick in drawn.ticks] == [-100, 0, 100, 200, 300]
    assert (drawn.columns[0].bottom, drawn.columns[0].height) == (25.0, 75.0)
    assert (drawn.columns[1].bottom, drawn.columns[1].height) == (0.0, 25.0)


def test_months_without_sales_draw_nothing() -> None:
    drawn = charts.columns([month(1, 0, "0")], "orders")
    assert [column.height for column in drawn.columns] == [0.0]


def test_an_explanation_becomes_a_tree() -> None:
    lines = [Line(Words(text, text), depth) for text, depth in (("a", 0), ("b", 1), ("c", 3), ("d", 1), ("e", 0))]
    roots = charts.outline(lines)
    assert [node.line.text.fi for node in roots] == ["a", "e"]
    assert [node.line.text.fi for node in roots[0].under] == ["b", "d"]
    assert [node.line.text.fi for node in roots[0].under[0].under] == ["c"]
