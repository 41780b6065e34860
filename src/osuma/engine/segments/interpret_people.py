"""What is known of a person beside fields and events, looked up row by row."""

from __future__ import annotations

from osuma.engine.segments.interpret_rows import RowOf
from osuma.engine.segments.rule import Bucket
from osuma.engine.segments.rule_people import bucket_of


def person_leaf(leaf: Bucket, person: RowOf) -> bool | None:
    """The truth of one condition for one person."""
    return leaf.low <= bucket_of(leaf.bucket, person["external_id"]) <= leaf.high
