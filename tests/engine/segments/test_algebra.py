"""Set operations as people write them."""

from __future__ import annotations

import pytest

from osuma.engine.errors import Refused
from osuma.engine.segments.algebra import parse_expression, slugs_in, value_of

SETS = {"a": {1, 2, 3}, "b-c": {2, 3, 4}, "rfm/best": {3, 9}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", {1, 2, 3}),
        ("a & b-c", {2, 3}),
        ("a | rfm/best", {1, 2, 3, 9}),
        ("a - b-c", {1}),
        ("a - b-c - rfm/best", {1}),
        ("rfm/best | a & b-c", {2, 3, 9}),
        ("(rfm/best | a) & b-c", {2, 3}),
        ("a - (b-c - rfm/best)", {1, 3}),
        ("a|b-c&rfm/best", {1, 2, 3}),
    ],
)
def test_an_expression_means_a_set(text: str, expected: set[int]) -> None:
    assert value_of(parse_expression(text), SETS) == expected


def test_slugs_are_named_from_the_left() -> None:
    assert list(slugs_in(parse_expression("x - (a & b-c) | a"))) == ["x", "a", "b-c", "a"]


@pytest.mark.parametrize("text", ["", "a b", "a &", "& a", "(a", "a)", "a - - b", "()"])
def test_what_is_no_expression_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(Refused, match="spaces around the minus") as refused:
        parse_expression(text)
    assert refused.value.mistakes[0].code == "not_an_expression"
