"""Conditions on what is known of a person beside fields and events: chance, history, models, experiments."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from osuma.engine.periods import Window
from osuma.engine.segments.rule.base import Scalar, Unknown, Value

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


@dataclass(frozen=True)
class Joined:
    """`{member: vip, joined: {last: 30 days}}`: by stored membership, in the segment since a run of that time.

    False for whoever is not a stored member. Unknown for everybody where no run has ever stored the segment.
    """

    member: str
    window: Window
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Changed:
    """`{changed: city, from: Turku, to: Tampere, window: {last: 30 days}}`: a source changed what it says.

    old, new: what it was, what it became; None for anything. What becomes known of somebody who was known already
    is a change, and so is what is no longer known. Never unknown.
    """

    changed: str
    window: Window | None = None
    old: Scalar | None = None
    new: Scalar | None = None
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Score:
    """`{score: clv, op: gte, value: 100}`: what a model said last; unknown where it said nothing."""

    score: str
    op: str
    value: Value = None
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Experiment:
    """`{experiment: spring, arm: [a, b]}`: into which arm the person was put first; unknown for who was in none.

    arms: empty for any of them: `{experiment: spring}` is whether the person is in the experiment, never unknown.
    """

    experiment: str
    arms: tuple[str, ...] = ()
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Stated:
    """`{consent: email, window: {last: 30 days}, source: shop, method: web_form, double_opt_in: true}`: said so.

    The state counts (see `Consent`), and a statement that counts towards it was given within the window, came from
    one of the sources, in one of the ways, and was confirmed by a link or was not. Parts that are left out are not
    asked; at least one is asked. Unknown where nothing was ever said, and where no statement is known to fit but
    one lacks the time of its own, the way or the confirmation that is asked. False where the other state counts.
    """

    stated: str
    state: Literal["granted", "refused"] = "granted"
    purpose: str = "marketing"
    window: Window | None = None
    sources: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    double_opt_in: bool | None = None
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Suppressed:
    """`{suppressed: email, reason: [unsubscribed, complained], window: {last: 90 days}}`: put on the list then.

    reasons: some of `REASONS`, empty for any. The list is of addresses, so it is that of the address which the person
    has on the channel, whoever shares it. An entry stays: who unsubscribed and gave consent again has unsubscribed;
    only undoing the import that brought it takes it back. Unknown for who has no address on the channel, and within
    a window where an entry would fit but its source did not say when. Otherwise who is not on the list is known not
    to be, as far as the imported lists tell.
    """

    suppressed: str
    reasons: tuple[str, ...] = ()
    window: Window | None = None
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Reach:
    """`{reach: email, ground: [consent, existing_customer]}`: whether a message may go to the person on the channel.

    grounds: the legal grounds that count, empty for any (see `osuma.engine.features.reach`); of a person for whom
    several hold the first one counts. Never unknown: where nothing allows it, it is forbidden.
    """

    reach: str
    grounds: tuple[str, ...] = ()
    purpose: str = "marketing"
    unknown: Unknown = Unknown.KEEP


def hashed(salt: str, external_id: str) -> str:
    """The hexadecimal hash behind buckets and draws."""
    return hashlib.sha256(f"{salt}:{external_id}".encode()).hexdigest()


def bucket_of(salt: str, external_id: str) -> int:
    """The bucket of a person."""
    return int(hashed(salt, external_id)[:DIGITS], 16) % BUCKETS
