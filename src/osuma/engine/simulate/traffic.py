"""What people did on the site and with the newsletters."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from osuma.engine.simulate.goods import CATEGORIES, INTERESTS, choose_product, slug
from osuma.engine.simulate.population import Person
from osuma.engine.simulate.presence import Presence, Subscription
from osuma.engine.simulate.purchases import ZONE
from osuma.engine.simulate.rows import Cell, Sheet

VISITS = ("timestamp", "visitor_id", "customer_email", "session_id", "page", "category", "device", "referrer")
MESSAGES = ("timestamp", "email", "campaign", "event", "url", "machine")
_DEVICES = ("mobile", "mobile", "mobile", "desktop", "desktop", "tablet")
_REFERRERS = (None, None, "https://haku.example/", "https://some.example/", "uutiskirje")


def _instant(rng: random.Random, day: date, first: int = 6, last: int = 23) -> datetime:
    clock = time(rng.randrange(first, last), rng.randrange(60), rng.randrange(60))
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def visits_sheet(
    rng: random.Random, everyone: list[Person], places: list[Presence], end: date
) -> tuple[Sheet, tuple[int | None, ...]]:
    """Pages seen in the last year, oldest first, and by whom; null for visitors that nobody knows."""
    seen: list[tuple[tuple[Cell, ...], int | None]] = []
    for person in everyone:
        presence = places[person.number]
        known = person.email is not None and (presence.shop is not None or presence.newsletter is not None)
        if known and rng.random() < 0.4:
            for _ in range(rng.randint(1, 4)):
                seen += [(row, person.number) for row in _visit(rng, person, end)]
    for _ in range(len(everyone) // 3):
        seen += [(row, None) for row in _visit(rng, None, end)]
    seen.sort(key=lambda pair: str(pair[0][0]))
    return Sheet(VISITS, tuple(row for row, _ in seen)), tuple(number for _, number in seen)


def _visit(rng: random.Random, person: Person | None, end: date) -> list[tuple[Cell, ...]]:
    day = end - timedelta(days=int(365 * rng.random() ** 1.6))
    moment = _instant(rng, day, 6, 22)
    visitor, session = f"v{rng.getrandbits(48):012x}", f"s{rng.getrandbits(48):012x}"
    device, referrer = rng.choice(_DEVICES), rng.choice(_REFERRERS)
    liked = person.interests if person and person.interests else CATEGORIES
    rows: list[tuple[Cell, ...]] = []
    for _ in range(rng.randint(1, 5)):
        category = rng.choice(liked) if rng.random() < 0.8 else rng.choice(INTERESTS)
        product = choose_product(rng, category, person.price_level if person else 1)
        page = product.page if rng.random() < 0.7 else f"/{slug(category)}"
        email = person.email if person else None
        rows.append((_written(moment), visitor, email, session, page, category, device, referrer))
        moment += timedelta(seconds=rng.randint(15, 240))
    return rows


def campaigns(end: date) -> tuple[tuple[str, date, str], ...]:
    """The year's newsletters: name, day and the product group that each is about, oldest first."""
    themes = (
        "Hiihto",
        "Kuntosali",
        "Jooga",
        "Juoksu",
        "Pyöräily",
        "Juoksu",
        "Retkeily",
        "Uinti",
        "Joukkuelajit",
        "Asusteet",
    )
    days = [end - timedelta(days=12 + 35 * (len(themes) - 1 - i)) for i in range(len(themes))]
    return tuple((f"{theme} {day.month}/{day.year}", day, theme) for theme, day in zip(themes, days, strict=True))


def messages_sheet(
    rng: random.Random, everyone: list[Person], places: list[Presence], end: date
) -> tuple[Sheet, tuple[int, ...]]:
    """What was sent, opened, clicked and returned, oldest first, and to whom."""
    done: list[tuple[tuple[Cell, ...], int]] = []
    for name, day, theme in campaigns(end):
        for presence in places:
            subscription = presence.newsletter
            if subscription and subscription.receives(day):
                rows = _message(rng, everyone[presence.person], subscription, name, day, theme)
                done += [(row, presence.person) for row in rows]
    done.sort(key=lambda pair: str(pair[0][0]))
    return Sheet(MESSAGES, tuple(row for row, _ in done)), tuple(number for _, number in done)


def _message(
    rng: random.Random, person: Person, subscription: Subscription, name: str, day: date, theme: str
) -> list[tuple[Cell, ...]]:
    email = subscription.email
    sent = datetime.combine(day, time(9, 0, rng.randrange(60)), ZONE).astimezone(UTC)
    rows: list[tuple[Cell, ...]] = [(_written(sent), email, name, "sent", None, None)]
    if subscription.state == "cleaned" and subscription.until and (subscription.until - day).days < 35:
        bounced = sent + timedelta(minutes=rng.randint(1, 9))
        return [*rows, (_written(bounced), email, name, "bounce", None, None)]
    keen = theme in person.interests
    if rng.random() < 0.18:
        rows.append((_written(sent + timedelta(seconds=rng.randint(5, 50))), email, name, "open", None, "true"))
    if rng.random() < (0.45 if keen else 0.18):
        opened = sent + timedelta(minutes=rng.randint(3, 60 * 30))
        rows.append((_written(opened), email, name, "open", None, "false"))
        if rng.random() < (0.3 if keen else 0.1):
            clicked = opened + timedelta(seconds=rng.randint(10, 300))
            page = f"https://{slug('Reipas Urheilu')}.example/{slug(theme)}"
            rows.append((_written(clicked), email, name, "click", page, "false"))
    return rows
