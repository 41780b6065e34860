"""What buyers say of goods. Planted truth: who wrote each row, what it is about and whether it is praise or blame.

Texts are put together from a few sentences in Finnish, Swedish and English, with the line breaks, quotes, semicolons
and emojis that break careless readers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from osuma.engine.simulate.exports import table
from osuma.engine.simulate.goods import slug
from osuma.engine.simulate.population import Person
from osuma.engine.simulate.purchases import Order
from osuma.engine.simulate.rows import Cell, Sheet

REVIEWS = (
    "title", "body", "rating", "review_date", "reviewer_name", "reviewer_email", "product_id", "product_handle",
    "reply",
)  # fmt: skip
THEMES = ("size", "quality", "delivery", "price")
SHARE = 0.08
_SAID = {
    ("fi", "size", True): "Koko oli juuri oikea.",
    ("fi", "size", False): "Koko on selvästi liian pieni; ottakaa numeroa suurempi.",
    ("fi", "quality", True): "Laatu yllätti, kestää käytössä.",
    ("fi", "quality", False): "Sauma petti viikossa.\nPetyin laatuun.",
    ("fi", "delivery", True): "Tuli jo seuraavana päivänä 👍",
    ("fi", "delivery", False): "Toimitus kesti kolme viikkoa!",
    ("fi", "price", True): "Hinta-laatusuhde kohdallaan.",
    ("fi", "price", False): "Aivan liian kallis tällaiseksi.",
    ("sv", "size", True): "Storleken var perfekt.",
    ("sv", "size", False): "För liten i storlek.",
    ("sv", "quality", True): "Bra kvalitet, håller länge.",
    ("sv", "quality", False): "Dålig kvalitet; gick sönder.",
    ("sv", "delivery", True): "Snabb leverans!",
    ("sv", "delivery", False): "Leveransen tog tre veckor.",
    ("sv", "price", True): "Prisvärd.",
    ("sv", "price", False): "Alldeles för dyr.",
    ("en", "size", True): "Fits as it should.",
    ("en", "size", False): 'Runs small, the "M" is an S.',
    ("en", "quality", True): "Great quality.",
    ("en", "quality", False): "Fell apart in a week.",
    ("en", "delivery", True): "Fast delivery.",
    ("en", "delivery", False): "Took three weeks to arrive.",
    ("en", "price", True): "Good value.",
    ("en", "price", False): "Overpriced.",
}
_TITLES = {
    True: ("Hyvä ostos", "Suosittelen!", "Toppen", "👍"),
    False: ("Pettymys", "En osta toiste", "Ej bra", "Hmm"),
}


@dataclass(frozen=True)
class Review:
    """One review. person: who wrote it, also where the file does not say. praise: whether it is content."""

    person: int
    sku: str
    theme: str
    praise: bool
    rating: int
    language: str


def reviewed(
    rng: random.Random, everyone: Sequence[Person], orders: Sequence[Order]
) -> tuple[tuple[Review, ...], Sheet]:
    """Reviews by buyers of what they bought, in the order of the purchases."""
    found: list[Review] = []
    rows: list[tuple[Cell, ...]] = []
    for order in orders:
        if order.person is None or not order.counts:
            continue
        for line in order.lines:
            if rng.random() < SHARE:
                person = everyone[order.person]
                review = _draw(rng, person, line.product.sku)
                found.append(review)
                rows.append(_row(rng, person, review, line.product.name, order))
    return tuple(found), Sheet(REVIEWS, tuple(rows))


def _draw(rng: random.Random, person: Person, sku: str) -> Review:
    praise = rng.random() < {"loyal": 0.9, "new": 0.75, "occasional": 0.75}.get(person.life_cycle, 0.45)
    theme = rng.choices(THEMES, (20, 40, 25, 15) if praise else (35, 25, 25, 15))[0]
    rating = rng.choice((4, 5, 5)) if praise else rng.choice((1, 2, 2, 3))
    language = "en" if rng.random() < 0.05 else person.language
    return Review(person.number, sku, theme, praise, rating, language)


def _row(rng: random.Random, person: Person, review: Review, product: str, order: Order) -> tuple[Cell, ...]:
    day = order.moment + timedelta(days=rng.randint(3, 40))
    name = rng.choice((person.first_name, f"{person.first_name} {person.last_name[0]}.", "nimetön"))
    return (
        rng.choice(_TITLES[review.praise]),
        _SAID[review.language, review.theme, review.praise],
        str(review.rating),
        day.strftime("%Y-%m-%d %H:%M:%S UTC"),
        name,
        person.email if name != "nimetön" else None,
        review.sku,
        slug(product),
        "Kiitos palautteesta!" if rng.random() < 0.2 else None,
    )


def reviews_truth(found: Sequence[Review]) -> Sheet:
    """One row a review, in the file's order."""
    header = ("row", "person", "sku", "theme", "praise", "rating", "language")
    rows = ((at, r.person, r.sku, r.theme, int(r.praise), r.rating, r.language) for at, r in enumerate(found, 2))
    return table(header, rows)
