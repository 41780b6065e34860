"""A past instant recomputed: today's data and rules, said as that, and refused where an input has no history."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.periods import local_day, naive_utc
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.rule import Definition
from osuma.engine.segments.timeless import first_told, timeless
from osuma.store.companies.earlier import told_later
from osuma.store.people.customers import unknown_then
from osuma.workflows.asking.instants import AsOf, Place, resolve
from osuma.workflows.segments.definitions import known, vocabulary

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


def refuse_without_history(session: Session, defn: Definition, as_of: str | None) -> None:
    """Refused, with every such condition, where the instant is before the end of the data."""
    if as_of is None or (at := resolve(session, as_of)).current:
        return
    mistakes = [
        Mistake(
            one.path if one.slug == defn.slug else f"{one.slug}: {one.path}",
            "no_history",
            Words(
                f"tiedosta ”{one.field}” on vain nykyinen arvo (aluetilaston uusin vuosi), joten sitä, "
                f"ketkä kuuluivat segmenttiin {at.text}, ei voi laskea uudelleen. Silloin tallennetut näet näin: "
                f"--known-at {at.text}.",
                f"of “{one.field}” only today's value is kept (the newest year of the area statistics), so "
                f"who was in the segment on {at.text} cannot be recomputed. To see what was stored then: "
                f"--known-at {at.text}.",
            ),
        )
        for one in timeless(defn, known(session, defn), vocabulary(session))
    ]
    if mistakes:
        raise Refused(mistakes)


def said(session: Session, defn: Definition, as_of: str | None, at: AsOf) -> dict[str, Any]:
    """What kind of answer one about a past instant is, and what in it was told only later; nothing of the present."""
    if at.known_since is not None:
        return {"answer": "current", "sentences": [one.plain() for one in told_only_later(session, defn, at)]}
    if as_of is None or at.current:
        return {}
    day = numbers.day(local_day(at.instant, session.zone))
    words = Words(
        f"Laskettu uudelleen: nykyiset tiedot ja ehdot tilanteessa {day.fi}. Silloin tallennetut: --known-at.",
        f"Recomputed: today's data and rules as of {day.en}. What was stored then: --known-at.",
    )
    return {
        "answer": "recomputed",
        "sentences": [one.plain() for one in (words, *told_only_later(session, defn, at))],
    }


def told_only_later(session: Session, defn: Definition, at: AsOf) -> list[Words]:
    """What an answer about a past instant takes from what was told only after it; nothing of the present."""
    if at.known_since is not None:
        return before_all(session, at)
    asked = frozenset() if at.current else first_told(defn, known(session, defn))
    if not asked:
        return []
    day = numbers.day(local_day(at.instant, session.zone))
    with session.warehouse.reader() as con:
        later = told_later(con, naive_utc(at.instant))
        people = unknown_then(con, naive_utc(at.instant))
    found: dict[str, tuple[int, int, Callable[[int, int, Words], Words]]] = {
        "companies": (later.companies, later.of_companies, _companies),
        "contacts": (later.contacts, later.of_contacts, _contacts),
        "deals": (later.deals, later.of_deals, _deals),
        "customers": (*people, _customers),
    }
    return [say(n, of, day) for name, (n, of, say) in found.items() if name in asked and n]


def before_all(place: Place, at: AsOf) -> list[Words]:
    """`todays_instead` and what to do about it, nothing where it is not so."""
    said = todays_instead(place, at)
    if said is None:
        return []
    return [Words(
        f"{said.fi} Jos tiedät, minkä päivän lista on, kumoa sen tuonti ja tuo se uudelleen: --dated.",
        f"{said.en} Where you know which day a list is of, undo its import and import it again with --dated.",
    )]  # fmt: skip


def todays_instead(place: Place, at: AsOf) -> Words | None:
    """That today's values are the answer, where the instant is before anything is known; None where it is not."""
    if at.known_since is None:
        return None
    day, since = numbers.day(local_day(at.instant, place.zone)), numbers.day(at.known_since)
    return Words(
        f"Tämä ei ole tilanne {day.fi}: mitään ei tiedetä ajalta ennen {since.fi}, joten on käytetty nykyisiä "
        "tietoja.",
        f"This is not how it was on {day.en}: nothing is known of the time before {since.en}, so today's values are "
        "used.",
    )


def _wholly(whose: Words, n: int, of: int, day: Words) -> Words:
    some, all_ = numbers.number(n), numbers.number(of)
    return Words(
        f"{whose.fi} {some.fi}/{all_.fi}: tiedot on kerrottu Osumalle vasta {day.fi} jälkeen, joten silloisia ei "
        "tiedetä.",
        f"{whose.en}, {some.en} of {all_.en}: Osuma was told of them only after {day.en}, so what they were then is "
        "unknown.",
    )


_companies = partial(_wholly, Words("Yrityksistä", "Companies"))
_customers = partial(_wholly, Words("Asiakkaista", "Customers"))


def _contacts(n: int, of: int, day: Words) -> Words:
    some, all_ = numbers.number(n), numbers.number(of)
    return Words(
        f"Yhteyshenkilöistä {some.fi}/{all_.fi}: yritys on se, joka heille ensin kerrottiin, ja se kerrottiin vasta "
        f"{day.fi} jälkeen. Missä he silloin olivat, ei ole tiedossa.",
        f"Contacts, {some.en} of {all_.en}: the company is the one first told, and that was only after {day.en}. "
        "Where they were then is not known.",
    )


def _deals(n: int, of: int, day: Words) -> Words:
    some, all_ = numbers.number(n), numbers.number(of)
    return Words(
        f"Silloin avoimista kaupoista {some.fi}/{all_.fi}: summa ja muut tiedot ovat sellaisina kuin ne ensin "
        f"kerrottiin, vasta {day.fi} jälkeen. Milloin kauppa tehtiin, voitettiin tai hävittiin, on oikein.",
        f"Deals open then, {some.en} of {all_.en}: amount and other details are as first told, which was only after "
        f"{day.en}. When a deal was made, won or lost is right.",
    )
