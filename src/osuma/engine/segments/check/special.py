"""What the law protects, in the names and the values of a definition: the sentences that stop it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from osuma.engine.errors import Mistake, Words
from osuma.engine.segments.mistakes import mistake
from osuma.engine.tables.people import LIST_ATTRIBUTES
from osuma.engine.tables.special import CATEGORIES, Category, screen, value_key
from osuma.engine.tables.vocabulary import Field

_NAME = Words(fi="Nimi", en="the name")
#: Kinds whose values are words of the workspace's own.
_WORDED = ("text", "list", "code")
_ALLERGY = ("allerg", "hypoallerg", "yliherk", "överkänsl")
_CONSENT = Words(
    fi="nimenomainen suostumus (tietosuoja-asetuksen 9 artiklan 2 kohdan a alakohta), myös silloin, kun tieto "
    "päätellään ostoista",
    en="explicit consent (GDPR Art. 9(2)(a)), also when it is inferred from what people buy",
)
_DECISION = Words(
    fi="kirjallisella päätöksellä, josta näkyy kuka, mihin tarkoitukseen, milloin ja mihin asti: "
    "osuma special allow PÄÄTÖS.yaml",
    en="with a documented decision that says who, for what purpose, when and until when: "
    "osuma special allow DECISION.yaml",
)


def special_name(where: str, category: Category) -> Mistake:
    """A name that speaks of a special category: names leave the house in files and advertising tools."""
    return _special(where, _NAME, category, allergy=False)


def special_values(field: Field, value: Any, where: str, allowed: Collection[str]) -> Iterator[Mistake]:
    """Values by which people would be picked and that speak of a special category, whatever the comparison.

    A product group is no field about people until somebody picks people by it; then what is inferred of them counts.
    """
    if field.kind not in _WORDED:
        return
    for text in value if isinstance(value, tuple | list) else (value,):
        if not isinstance(text, str) or value_key(text) in allowed:
            continue
        category = screen(text)
        if category is not None:
            yield _special(where, Words(fi=f"”{text}”", en=f"“{text}”"), category, allergy=_of_allergy(text))


def about_people(field: Field) -> bool:
    """Whether a field of people holds words of the workspace's own: tags, interests and its own fields."""
    return field.custom or field.name in LIST_ATTRIBUTES


def _of_allergy(text: str) -> bool:
    return any(stem in text.casefold() for stem in _ALLERGY)


def _special(where: str, what: Words, category: Category, *, allergy: bool) -> Mistake:
    words = CATEGORIES[category]
    if category == "health":
        fi = f"{what.fi} viittaa terveystietoon. Ihmisten valintaan sen perusteella tarvitaan {_CONSENT.fi}."
        en = f"{what.en} speaks of health data. To pick people by it takes {_CONSENT.en}."
    else:
        fi = (
            f"{what.fi} näyttää koskevan arkaluonteista tietoa ({words.fi}). Sellaista segmenttiä ei luoda ilman "
            "roolia ja kirjallista perustetta; valitse ihmiset sen mukaan, mitä he ovat pyytäneet."
        )
        en = (
            f"{what.en} seems to speak of special-category data ({words.en}). Such a segment is not made without a "
            "role and a written basis; pick people by what they asked for."
        )
    if allergy:
        fi += f" Vaihtoehto ”ostaa hypoallergeenista tai allergiatestattua valikoimaa” käy vain {_DECISION.fi}"
        en += f" The alternative “buys the hypoallergenic or allergy-tested range” is possible only {_DECISION.en}"
    elif category == "health":
        fi += f" Muuten segmentti on mahdollinen vain {_DECISION.fi}"
        en += f" Otherwise such a segment is possible only {_DECISION.en}"
    return mistake(where, "special_category", fi, en)
