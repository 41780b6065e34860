"""The truth of conditions on what is known of a person beside fields and events."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from osuma.engine.features.hashes import bucket_number
from osuma.engine.segments.rule import Bucket


def person_truth(leaf: Bucket, people: ir.Table) -> ir.BooleanValue:
    """True, false or null for every row of people."""
    number = bucket_number(leaf.bucket, people.external_id)
    low, high = (ibis.literal(end, type="int64") for end in (leaf.low, leaf.high))
    return (number >= low) & (number <= high)
