"""A customer survey, exported in three ways. Planted truth: what everybody answered, and how the groups differ.

One file has a row for each answer, one a column for each question, and the workbook has two header rows: the question
above, its choices below. All three state the same. Somebody who answered twice is there twice; the later counts.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from osuma.engine.simulate.exports import Grid, table
from osuma.engine.simulate.goods import INTERESTS
from osuma.engine.simulate.population import Person
from osuma.engine.simulate.rows import Cell, Sheet

RECOMMEND = "Kuinka todennäköisesti suosittelet meitä (0–10)?"
LIKED = "Mistä lajeista pidät?"
WHY = "Miksi ostat meiltä?"
FREE = "Mitä muuta haluat sanoa?"
QUESTIONS = (RECOMMEND, LIKED, WHY, FREE)
REASONS = ("Valikoima", "Hinta", "Palvelu", "Nopea toimitus")
LONG = ("Vastaaja", "Sähköposti", "Vastattu", "Kysymys", "Vastaus")
WIDE = ("Vastaaja", "Sähköposti", "Vastattu", *QUESTIONS)
SHARE, TWICE = 0.15, 0.06
#: The planted mean of the recommendation by life cycle.
MEANS = {"never": 6.0, "new": 8.0, "loyal": 9.2, "occasional": 7.8, "lapsing": 6.2, "lapsed": 4.8}
_WORDS = (
    None,
    None,
    None,
    "Ei muuta.",
    "Kiitos hyvästä palvelusta!",
    "Enemmän värejä; kiitos",
    'Tuli "heti".\nHienoa!',
)


@dataclass(frozen=True)
class Answer:
    """One filled form. last: whether it is the person's latest, which counts."""

    respondent: int
    person: int
    email: str
    at: datetime
    recommend: int
    liked: tuple[str, ...]
    why: str
    free: str | None
    last: bool = True


def answered(rng: random.Random, everyone: Sequence[Person], end: date) -> tuple[Answer, ...]:
    """The forms of those who answered, in the order of the numbers that the tool gave them."""
    found: list[Answer] = []
    for person in everyone:
        if person.email is None or person.role != "customer" or rng.random() >= SHARE:
            continue
        times = 2 if rng.random() < TWICE else 1
        days = sorted(rng.sample(range(2, 30), times), reverse=True)
        for turn, ago in enumerate(days, 1):
            found.append(_answer(rng, len(found) + 1, person, end - timedelta(days=ago), turn == times))
    return tuple(found)


def _answer(rng: random.Random, respondent: int, person: Person, day: date, last: bool) -> Answer:
    mean = MEANS[person.life_cycle]
    return Answer(
        respondent=respondent,
        person=person.number,
        email=person.email or "",
        at=datetime.combine(day, time(rng.randrange(8, 22), rng.randrange(60))),
        recommend=min(10, max(0, round(rng.gauss(mean, 1.2)))),
        liked=person.interests,
        why=rng.choices(REASONS, (4, 2, 3, 2) if person.life_cycle == "loyal" else (2, 4, 1, 3))[0],
        free=rng.choice(_WORDS),
        last=last,
    )


def _texts(answer: Answer) -> tuple[str | None, ...]:
    return (str(answer.recommend), "; ".join(answer.liked) or None, answer.why, answer.free)


def _written(at: datetime) -> str:
    return f"{at.day}.{at.month}.{at.year} {at:%H.%M}"


def long_sheet(found: Sequence[Answer]) -> Sheet:
    """One row an answer; a question that was left open has no row."""
    rows = [
        (str(a.respondent), a.email, _written(a.at), question, text)
        for a in found
        for question, text in zip(QUESTIONS, _texts(a), strict=True)
        if text is not None
    ]
    return Sheet(LONG, tuple(rows))


def wide_sheet(found: Sequence[Answer]) -> Sheet:
    """One column a question."""
    return Sheet(WIDE, tuple((str(a.respondent), a.email, _written(a.at), *_texts(a)) for a in found))


def workbook(found: Sequence[Answer]) -> tuple[Grid, ...]:
    """Two header rows with merged cells: the questions, and under the one of several choices a column for each."""
    first = 5  # the first column of the choices
    top: list[Cell] = ["Respondent ID", "Email", "Start Date", RECOMMEND, LIKED, *[None] * (len(INTERESTS) - 1)]
    below: list[Cell] = [None, None, None, "Vastaus", *INTERESTS]
    rows = [(*top, WHY, FREE), (*below, "Vastaus", "Open-Ended Response")]
    rows += [
        (
            a.respondent,
            a.email,
            a.at.date(),
            a.recommend,
            *(i if i in a.liked else None for i in INTERESTS),
            a.why,
            a.free,
        )
        for a in found
    ]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    merged = f"{letters[first - 1]}1:{letters[first - 2 + len(INTERESTS)]}1"
    return (Grid("Vastaukset", tuple(rows), (merged,)),)


def answers_truth(found: Sequence[Answer]) -> Sheet:
    """One row a form."""
    header = ("respondent", "person", "email", "recommend", "liked", "why", "last")
    return table(
        header,
        (
            (a.respondent, a.person, a.email, a.recommend, "; ".join(a.liked) or None, a.why, int(a.last))
            for a in found
        ),
    )
