"""What looks wrong in the data, each in one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from osuma.engine.errors import Words
from osuma.engine.segments.explain.values import field_label
from osuma.reporting.numbers import number, percent
from osuma.store.quality.doubles import Doubles
from osuma.store.quality.fields import Field
from osuma.store.quality.outliers import Outliers
from osuma.store.quality.spellings import Spelling

#: A field known of fewer than this is hardly of use to pick people by.
THIN = 0.2
_SHARED: Mapping[str, Words] = {
    "email": Words("sama sähköpostiosoite", "the same e-mail address"),
    "phone": Words("sama puhelinnumero", "the same phone number"),
    "name_and_birth_date": Words("sama nimi ja syntymäaika", "the same name and date of birth"),
    "name_and_postcode": Words("sama nimi ja postinumero", "the same name and postcode"),
}


def told(
    shared: Sequence[Doubles],
    far: Sequence[Outliers],
    slips: Sequence[Spelling],
    known: Sequence[Field],
    contradictory: Mapping[str, int],
    anonymous: tuple[int, int],
) -> list[Words]:
    """The findings, what concerns permission first."""
    said = [_contradictory(sum(contradictory.values()))] if contradictory else []
    said += [_double(one) for one in shared]
    said += [_outlier(one) for one in far]
    by_field: dict[str, list[Spelling]] = {}
    for one in slips:
        by_field.setdefault(one.of, []).append(one)
    said += [_spelling(of, pairs) for of, pairs in by_field.items()]
    thin = [one for one in known if one.base and one.known / one.base < THIN]
    said += [_thin(thin)] if thin else []
    return [*said, *([_anonymous(*anonymous)] if anonymous[0] else [])]


def relevance_class(strength: float) -> Words:
    """The usual words for Cramér's V: under 0.1 nothing, under 0.3 something, else much (Cohen 1988, one degree)."""
    if strength < 0.1:
        return Words("ei kerro ostamisesta", "tells nothing of buying")
    if strength < 0.3:
        return Words("kertoo ostamisesta jotain", "tells something of buying")
    return Words("kertoo ostamisesta paljon", "tells much of buying")


def _contradictory(n: int) -> Words:
    if n == 1:
        return Words(
            "Lähteet ovat eri mieltä yhden asiakkaan markkinointiluvasta. Noudatamme kieltoa.",
            "Sources disagree on the marketing permission of one customer. The refusal is followed.",
        )
    return Words(
        f"Lähteet ovat eri mieltä {number(n, 'fi')} asiakkaan markkinointiluvasta. Noudatamme kieltoa.",
        f"Sources disagree on the marketing permission of {number(n, 'en')} customers. The refusal is followed.",
    )


def _anonymous(visitors: int, events: int) -> Words:
    """Visitors whom nobody knows, and what they did."""
    who_fi = "Yhden tuntemattoman kävijän" if visitors == 1 else f"{number(visitors, 'fi')} tuntemattoman kävijän"
    who_en = "one visitor" if visitors == 1 else f"{number(visitors, 'en')} visitors"
    return Words(
        f"{who_fi} tapahtumia on {number(events, 'fi')}. Ne eivät ole mukana asiakkaiden luvuissa.",
        f"Events of {who_en} whom nobody knows: {number(events, 'en')}. They are outside all counts of customers.",
    )


def _double(one: Doubles) -> Words:
    what = _SHARED[one.of]
    return Words(
        f"{number(one.people, 'fi')} asiakkaalla on {what.fi} kuin jollakin toisella. Katso: osuma identity review",
        f"{number(one.people, 'en')} customers have {what.en} as somebody else. See: osuma identity review",
    )


def _outlier(one: Outliers) -> Words:
    name, single = _name(one.of), one.count == 1
    fi, en = (number(one.count, language) for language in ("fi", "en"))
    if one.of == "birth_date":
        return Words(
            f"{'Yksi syntymäaika' if single else f'{fi} syntymäaikaa'} ei voi olla oikea (ikä alle 0 tai yli 110).",
            f"{'One date' if single else f'{en} dates'} of birth cannot be right (an age under 0 or over 110).",
        )
    return Words(
        f"{name.fi}: {'yksi arvo' if single else f'{fi} arvoa'} on hyvin kaukana muista. Tarkista suurimmat ja "
        "pienimmät.",
        f"{name.en}: {'one value is' if single else f'{en} values are'} very far from the rest. Check the largest "
        "and smallest.",
    )


def _spelling(of: str, pairs: Sequence[Spelling]) -> Words:
    name, first = _name(of), pairs[0]
    fi = f"{name.fi}: ”{first.rare}” ({number(first.rare_rows, 'fi')}) näyttää samalta kuin ”{first.common}”"
    en = f"{name.en}: “{first.rare}” ({number(first.rare_rows, 'en')}) looks the same as “{first.common}”"
    more = len(pairs) - 1
    more_fi = f"; muita tällaisia pareja on {more}" if more else ""
    more_en = f"; {more} more such {'pair' if more == 1 else 'pairs'}" if more else ""
    return Words(
        f"{fi} ({number(first.common_rows, 'fi')}){more_fi}.",
        f"{en} ({number(first.common_rows, 'en')}){more_en}.",
    )


def _thin(found: Sequence[Field]) -> Words:
    names = [(_name(one.name), one) for one in found[:5]]
    fi = ", ".join(f"{name.fi} {percent(one.known, one.base, 'fi', 0)}" for name, one in names)
    en = ", ".join(f"{name.en} {percent(one.known, one.base, 'en', 0)}" for name, one in names)
    return Words(
        f"Harvalta tiedossa: {fi}. Näillä valittu joukko jättää muut huomaamatta pois.",
        f"Known of few: {en}. A group picked by these leaves the others out unseen.",
    )


def _name(of: str) -> Words:
    table, _, column = of.rpartition(".")
    if not table:
        label = field_label(column)
        return Words(_capital(label.fi), _capital(label.en))
    return {
        "order.amount": Words("Tilauksen summa", "Amount of an order"),
        "order_line.category": Words("Tuoteryhmä", "Product group"),
        "order_line.brand": Words("Tuotemerkki", "Brand"),
    }[of]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
