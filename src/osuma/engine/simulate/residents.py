"""People as they are in Finland, coarsely: names by sex, decade of birth and mother tongue, homes by size of town."""

from __future__ import annotations

import random
from datetime import date, timedelta

from osuma.engine.simulate.given_names import Gender, Tongue, choose_name
from osuma.engine.simulate.goods import slug
from osuma.engine.simulate.homes import choose_home
from osuma.engine.simulate.population import Person, address, life, likes, mobile, title

#: Adults by decade of age from the twenties on, of whom a shop's customers are drawn.
_AGES = ((16, 3), (20, 13), (30, 19), (40, 20), (50, 19), (60, 16), (70, 10))


def resident(rng: random.Random, number: int, end: date, taken: set[str]) -> Person:
    """One invented person. taken: e-mail addresses in use, to which theirs is added."""
    gender: Gender = "f" if rng.random() < 0.54 else "m"
    age = rng.choices([first for first, _ in _AGES], [weight for _, weight in _AGES])[0] + rng.randrange(10)
    birth = end - timedelta(days=int(max(age, 16) * 365.25) + rng.randrange(365))
    municipality, place = choose_home(rng)
    tongue: Tongue = "sv" if rng.random() < municipality.swedish else "fi"
    first, last = choose_name(rng, gender, birth.year, tongue)
    return Person(
        number=number,
        first_name=first,
        last_name=last,
        gender=gender,
        birth_date=birth,
        place=place,
        email=address(rng, f"{slug(first)}.{slug(last)}", number, taken),
        phone=mobile(rng, number) if rng.random() < 0.86 else None,
        interests=likes(rng),
        life_cycle=life(rng),
        price_level=rng.choices((0, 1, 2), (35, 45, 20))[0],
        title=title(rng, age),
        language=tongue,
    )
