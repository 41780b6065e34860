"""A control group: those who would get a list and are left out of it, so that what it brings can be measured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import naive_utc
from osuma.engine.segments.parse.messages import HANDED_OVER
from osuma.engine.segments.rule.people import BUCKETS, bucket_of
from osuma.store.people.scores import Exposed, arms, load_exposures

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session

CONTROL, SENT = "control", HANDED_OVER
_SHARE = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*%?")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def buckets_of(share: str) -> int:
    """How many of the 10,000 buckets a share such as `10%` takes; Misuse where it is no share from 0.01 to 99 %."""
    found = _SHARE.fullmatch(share.strip())
    taken = int(Decimal(found[1].replace(",", ".")) * BUCKETS / 100) if found else 0
    if not taken:
        raise Misuse(
            Words(
                fi=f"”{share}” ei ole osuus. Anna esimerkiksi --control 10%",
                en=f"“{share}” is no share. Give for example --control 10%",
            ),
            "bad_share",
        )
    return taken


def experiment_of(slug: str, given: str | None) -> str:
    """The experiment of an export: as given, else named after the segment or class; Misuse where it is no slug."""
    name = given or slug.replace("/", "-")
    if not _SLUG.fullmatch(name):
        raise Misuse(
            Words(
                fi=f"Kokeen tunnus ”{name}” ei käy: pieniä kirjaimia, numeroita, väliviivoja, kuten kevat-2026.",
                en=f"“{name}” is no slug of an experiment: lower-case letters, digits, hyphens, such as spring-2026.",
            ),
            "bad_experiment",
        )
    return name


def drawn(con: Connection, who: Mapping[int, str], experiment: str, taken: int) -> dict[int, str]:
    """The arm of each customer_key. who: external ids.

    Who was put into an arm before stays there. Others go by their bucket, the same on every day, so that the rule
    `{bucket: EXPERIMENT, from: 0, to: TAKEN - 1}` names the control group of a first export too.
    """
    before = arms(con, experiment)
    return {
        key: before.get(key) or (CONTROL if bucket_of(experiment, external) < taken else SENT)
        for key, external in who.items()
    }


def keep(session: Session, experiment: str, drawn_: Mapping[int, str]) -> None:
    """Store who was put where; of those who were put somewhere before nothing is added. No kept figure reads it."""
    now = naive_utc(session.now())
    with session.warehouse.transaction(noted=True) as con:
        before = arms(con, experiment)
        load_exposures(con, [Exposed(key, experiment, arm, now) for key, arm in drawn_.items() if key not in before])
