"""The difference of two shares, against the table of Newcombe's paper (method 10)."""

from __future__ import annotations

import pytest

from osuma.engine.segments.difference import difference


@pytest.mark.parametrize(
    ("some", "of", "others", "of_others", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_the_bounds_of_the_paper(some: int, of: int, others: int, of_others: int, low: float, high: float) -> None:
    found = difference(some, of, others, of_others)
    assert found is not None
    assert found.value == pytest.approx(some / of - others / of_others)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert found.clear is (low > 0)


def test_a_loss_is_as_clear_as_a_gain() -> None:
    gain, loss = difference(9, 10, 3, 10), difference(3, 10, 9, 10)
    assert gain is not None
    assert loss is not None
    assert (loss.low, loss.high) == (pytest.approx(-gain.high), pytest.approx(-gain.low))
    assert gain.clear
    assert loss.clear


@pytest.mark.parametrize("groups", [(0, 0, 1, 10), (1, 10, 0, 0)])
def test_nobody_to_compare_with(groups: tuple[int, int, int, int]) -> None:
    assert difference(*groups) is None
