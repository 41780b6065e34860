"""A letter to a randomly drawn half. Planted truth: what the letter adds to buying, segment by segment.

Everybody has two outcomes, of which the files show one: whether they buy without the letter, and whether they buy
with it. Both follow from one draw, so that the true effect on the people of the trial is known exactly, and its
expectation is the planted uplift. Opens and clicks of machines tell nothing of the person.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from osuma.engine.simulate.exports import table
from osuma.engine.simulate.goods import slug
from osuma.engine.simulate.population import SHOP
from osuma.engine.simulate.purchases import ZONE
from osuma.engine.simulate.rows import Cell, Sheet
from osuma.engine.simulate.traffic import MESSAGES

Arm = Literal["letter", "control"]
ARMS = ("Kampanja", "Sähköposti", "Segmentti", "Ryhmä", "Arvottu")
IN_FINNISH: Mapping[Arm, str] = {"letter": "viesti", "control": "kontrolli"}
#: Days after the letter in which a purchase counts as an outcome.
WINDOW_DAYS = 14
MACHINE_OPEN, MACHINE_CLICK = 0.34, 0.04


@dataclass(frozen=True)
class Effect:
    """What is planted in one segment. base: share that buys in the window without the letter; uplift: what the letter
    adds to it, in shares; negative where it drives people away."""

    base: float
    uplift: float


#: By life cycle: the loyal buy anyway, the lapsing can be won back, the lapsed are annoyed.
EFFECTS: Mapping[str, Effect] = {
    "never": Effect(0.01, 0.01),
    "new": Effect(0.06, 0.02),
    "loyal": Effect(0.25, 0.0),
    "occasional": Effect(0.08, 0.05),
    "lapsing": Effect(0.05, 0.08),
    "lapsed": Effect(0.04, -0.02),
}


@dataclass(frozen=True)
class Target:
    """One person whom the letter may go to. segment: a key of the effects."""

    person: int
    email: str
    segment: str


@dataclass(frozen=True)
class Outcome:
    """One person of the trial. without, with_letter: whether they buy in the window in either case."""

    target: Target
    arm: Arm
    without: bool
    with_letter: bool

    @property
    def bought(self) -> bool:
        """What the files show: the outcome of the arm that they were drawn to."""
        return self.with_letter if self.arm == "letter" else self.without


@dataclass(frozen=True)
class Trial:
    """One randomised letter: its name, the day it goes out, and everybody in it."""

    name: str
    day: date
    outcomes: tuple[Outcome, ...]

    @property
    def buyers(self) -> tuple[int, ...]:
        """The people who buy in the window."""
        return tuple(o.target.person for o in self.outcomes if o.bought)


def trial(
    rng: random.Random,
    name: str,
    day: date,
    targets: Iterable[Target],
    control: float = 0.5,
    effects: Mapping[str, Effect] = EFFECTS,
) -> Trial:
    """Draw arms and outcomes. control: the share that gets no letter. KeyError for a segment without an effect."""
    return Trial(name, day, tuple(_outcome(rng, target, control, effects[target.segment]) for target in targets))


def _outcome(rng: random.Random, target: Target, control: float, effect: Effect) -> Outcome:
    arm: Arm = "control" if rng.random() < control else "letter"
    inclined = rng.random()
    return Outcome(target, arm, inclined < effect.base, inclined < effect.base + effect.uplift)


def arms_sheet(found: Trial) -> Sheet:
    """Who was drawn to which arm, as it was kept when the letter went out."""
    drawn = f"{found.day.isoformat()} 08:00"
    rows = ((found.name, o.target.email, o.target.segment, IN_FINNISH[o.arm], drawn) for o in found.outcomes)
    return Sheet(ARMS, tuple(rows))


def letters_sheet(rng: random.Random, found: Trial) -> Sheet:
    """What happened to each letter, oldest first: sent, opened and clicked, by people and by machines."""
    sent = datetime.combine(found.day, time(9), ZONE).astimezone(UTC)
    rows = [row for o in found.outcomes if o.arm == "letter" for row in _letter(rng, found.name, o, sent)]
    return Sheet(MESSAGES, tuple(sorted(rows, key=lambda row: (str(row[0]), str(row[1])))))


def _letter(rng: random.Random, name: str, outcome: Outcome, sent: datetime) -> list[tuple[Cell, ...]]:
    email, page = outcome.target.email, f"https://{slug(SHOP)}.example/kampanja"

    def row(after: timedelta, event: str, machine: str | None) -> tuple[Cell, ...]:
        at = (sent + after).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (at, email, name, event, page if event == "click" else None, machine)

    rows = [row(timedelta(), "sent", None)]
    if rng.random() < MACHINE_OPEN:
        rows.append(row(timedelta(seconds=rng.randint(2, 40)), "open", "true"))
    if rng.random() < MACHINE_CLICK:
        rows.append(row(timedelta(seconds=rng.randint(1, 4)), "click", "true"))
    if rng.random() < (0.7 if outcome.with_letter else 0.28):
        opened = timedelta(minutes=rng.randint(3, 1800))
        rows.append(row(opened, "open", "false"))
        if rng.random() < (0.5 if outcome.with_letter else 0.08):
            rows.append(row(opened + timedelta(seconds=rng.randint(10, 300)), "click", "false"))
    return rows


def effects_truth(found: Trial, effects: Mapping[str, Effect] = EFFECTS) -> Sheet:
    """One row a segment: what was planted, what is exactly true of the people drawn, and what the arms show."""
    header = (
        "segment", "people", "letter", "control", "bought_letter", "bought_control", "planted_base", "planted_uplift",
        "true_effect",
    )  # fmt: skip
    groups: dict[str, list[Outcome]] = {}
    for outcome in found.outcomes:
        groups.setdefault(outcome.target.segment, []).append(outcome)
    return table(header, (_effect_row(name, groups[name], effects[name]) for name in effects if name in groups))


def _effect_row(segment: str, found: Sequence[Outcome], effect: Effect) -> tuple[Cell, ...]:
    letter = [o for o in found if o.arm == "letter"]
    control = [o for o in found if o.arm == "control"]
    true = sum(o.with_letter - o.without for o in found) / len(found)
    return (
        segment, len(found), len(letter), len(control), sum(o.bought for o in letter), sum(o.bought for o in control),
        str(effect.base), str(effect.uplift), f"{true:.6f}",
    )  # fmt: skip


def outcomes_truth(found: Trial) -> Sheet:
    """One row a person of the trial, with both outcomes."""
    header = ("person", "email", "segment", "arm", "buys_without", "buys_with_letter")
    rows = (
        (o.target.person, o.target.email, o.target.segment, o.arm, int(o.without), int(o.with_letter))
        for o in found.outcomes
    )
    return table(header, rows)
