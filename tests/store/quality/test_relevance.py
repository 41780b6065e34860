"""Cramér's V with Bergsma's correction, against figures worked out by hand."""

from __future__ import annotations

import pytest

from osuma.store.quality.relevance import corrected_v


def test_what_decides_wholly_is_one_and_what_does_not_matter_is_nothing() -> None:
    assert corrected_v([(500, 0), (0, 500)]) == pytest.approx(1.0, abs=1e-9)
    assert corrected_v([(250, 250), (250, 250)]) == 0.0


def test_a_table_by_hand() -> None:
    # chi2 = 2 * 20^2/50 + 2 * 20^2/50 = 32, phi2 = 32/200 - 1/199; least = 2 - 1/199 - 1
    expected = ((32 / 200 - 1 / 199) / (1 - 1 / 199)) ** 0.5
    assert corrected_v([(70, 30), (30, 70)]) == pytest.approx(expected)
