"""Conditions on what is known of a person beside fields and events: chance so far."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from osuma.engine.segments.rule_base import Unknown

#: Buckets are numbered from 0.
BUCKETS = 10_000
#: How many hexadecimal digits of the hash make the bucket.
DIGITS = 7


@dataclass(frozen=True)
class Bucket:
    """`{bucket: spring-test, from: 0, to: 999}`: the person's bucket is one of these, both ends included.

    bucket: the salt; another salt shuffles everybody anew. The number is the first seven hexadecimal digits of the
    SHA-256 of `salt:external_id` modulo 10,000: the same on every day, on every engine and outside Osuma.
    """

    bucket: str
    low: int
    high: int
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Draw:
    """The order of a sample: by the hexadecimal SHA-256 of `seed:external_id`."""

    seed: str


def hashed(salt: str, external_id: str) -> str:
    """The hexadecimal hash behind buckets and draws."""
    return hashlib.sha256(f"{salt}:{external_id}".encode()).hexdigest()


def bucket_of(salt: str, external_id: str) -> int:
    """The bucket of a person."""
    return int(hashed(salt, external_id)[:DIGITS], 16) % BUCKETS
