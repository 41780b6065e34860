"""What the invented shop sells, in which month it sells, and under which brands (all invented)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

#: Interests that are planted; each is also a product group of the shop.
INTERESTS = ("Juoksu", "Pyöräily", "Jooga", "Kuntosali", "Hiihto", "Retkeily", "Uinti", "Joukkuelajit")
#: What everybody buys: tells nothing of an interest.
NEUTRAL = "Asusteet"
CATEGORIES = (*INTERESTS, NEUTRAL)

#: How much more (or less) a product group sells in each month, January first.
SEASON: dict[str, tuple[float, ...]] = {
    "Juoksu": (0.8, 0.8, 1.2, 1.7, 1.6, 1.1, 0.8, 1.3, 1.2, 0.8, 0.8, 0.9),
    "Pyöräily": (0.3, 0.4, 1.0, 1.9, 2.1, 1.7, 1.2, 1.0, 0.7, 0.5, 0.5, 0.7),
    "Jooga": (1.7, 1.1, 0.9, 0.8, 0.8, 0.6, 0.6, 1.2, 1.4, 1.0, 1.0, 1.0),
    "Kuntosali": (2.0, 1.3, 0.9, 0.8, 0.8, 0.6, 0.5, 1.0, 1.2, 1.0, 1.0, 1.0),
    "Hiihto": (1.9, 1.7, 1.0, 0.3, 0.1, 0.1, 0.1, 0.2, 0.3, 0.9, 2.0, 2.3),
    "Retkeily": (0.4, 0.4, 0.6, 0.9, 1.3, 1.9, 2.0, 1.6, 1.1, 0.7, 0.5, 0.7),
    "Uinti": (0.9, 0.9, 0.8, 0.9, 1.2, 1.8, 1.6, 1.0, 0.9, 0.8, 0.7, 0.7),
    "Joukkuelajit": (0.9, 0.8, 0.9, 1.2, 1.3, 0.9, 0.7, 1.4, 1.4, 1.0, 0.9, 0.9),
    NEUTRAL: (0.8, 0.8, 0.9, 1.0, 1.0, 0.9, 0.9, 0.9, 0.9, 1.0, 1.3, 1.8),
}
#: How busy the shop is in each month: spring and Christmas.
BUSY = (1.0, 0.8, 0.9, 1.3, 1.4, 1.0, 0.8, 1.0, 0.9, 0.8, 1.5, 2.1)


@dataclass(frozen=True)
class Product:
    """One product: price with VAT and cost without, in euros; level 0 cheap, 1 middle, 2 dear."""

    sku: str
    name: str
    category: str
    brand: str
    level: int
    price: Decimal
    cost: Decimal

    @property
    def page(self) -> str:
        """Path of the product's page on the shop's site."""
        return f"/{slug(self.category)}/{slug(self.name)}"


_RANGES = {
    "Juoksu": (
        "Juoksusukat:9.90 Juoksuvyö:19.90 Heijastinliivi:14.90 Juoksupaita:34.90 Juoksutrikoot:59.90"
        " Lenkkikengät:89.90 Juoksutakki:119.00 Maratonkengät:179.00 Polkujuoksukengät:159.00 Sykekello:249.00"
    ),
    "Pyöräily": (
        "Juomapullo:9.90 Sisärengas:7.90 Pyöräilyhanskat:24.90 Pyörälamppu:29.90 Pyöräilykypärä:69.90"
        " Pyöräilyhousut:79.90 Sivulaukkupari:99.90 Pyöräilykengät:149.00 Retkipyörä:899.00 Gravelpyörä:1690.00"
    ),
    "Jooga": (
        "Joogablokki:9.90 Joogavyö:12.90 Joogasukat:14.90 Joogamatto:39.90 Joogatoppi:34.90 Joogatrikoot:64.90"
        " Korkkimatto:89.00 Meditaatiotyyny:49.90 Joogamattosetti:139.00"
    ),
    "Kuntosali": (
        "Treenihanskat:19.90 Vastuskuminauha:14.90 Hyppynaru:12.90 Treenipaita:29.90 Kahvakuula:44.90 "
        "Treenilaukku:59.90 Nostokengät:129.00 Säädettävät käsipainot:249.00 Kuntopenkki:289.00"
    ),
    "Hiihto": (
        "Pikaluisto:12.90 Hiihtosukat:19.90 Hiihtohanskat:34.90 Sauvat:59.90 Hiihtohousut:89.90 Hiihtotakki:139.00"
        " Hiihtomonot:169.00 Pertsasukset:279.00 Luistelusukset:349.00"
    ),
    "Retkeily": (
        "Kuksa:17.90 Retkimuki:9.90 Otsalamppu:34.90 Makuualusta:59.90 Retkikeitin:79.90 Vaelluspaita:49.90"
        " Vaelluskengät:169.00 Rinkka:199.00 Kupoliteltta:329.00"
    ),
    "Uinti": (
        "Uimalakki:7.90 Nenäklipsi:5.90 Uimalasit:19.90 Uimapuku:39.90 Uimahousut:29.90 Uimaräpylät:34.90"
        " Avovesipoiju:44.90 Märkäpuku:229.00"
    ),
    "Joukkuelajit": (
        "Maila:39.90 Pallo:19.90 Säärisuojat:17.90 Sählylasit:24.90 Jalkapallokengät:69.90 Maalivahdin hanskat:49.90"
        " Kompressioasu:89.90 Kenttämaali:179.00"
    ),
    NEUTRAL: (
        "Sukat 3 paria:14.90 Pipo:24.90 Lippis:22.90 Putkihuivi:16.90 Pyyhe:19.90 Reppu 20 l:59.90 Huppari:69.90"
        " Verryttelypuku:99.00"
    ),
}
_BRANDS = ("Reipas", "Kajastus", "Roima", "Vipellys", "Hallavuori")


def slug(text: str) -> str:
    """Text as a part of a web address: lower case, ASCII letters and hyphens."""
    plain = text.lower().translate(str.maketrans("äöåéü", "aoaeu"))
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in plain).split())


def _parse(listing: str) -> list[tuple[str, Decimal]]:
    """`Name of thing:9.90 Other:1.00` as pairs."""
    pairs: list[tuple[str, Decimal]] = []
    words: list[str] = []
    for token in listing.split():
        name, colon, price = token.partition(":")
        words.append(name)
        if colon:
            pairs.append((" ".join(words), Decimal(price)))
            words = []
    return pairs


def _level(price: Decimal) -> int:
    return 0 if price < 30 else 1 if price < 130 else 2


def _range(category: str, listing: str) -> tuple[Product, ...]:
    prefix = slug(category)[:3].upper()
    return tuple(
        Product(
            sku=f"{prefix}-{101 + i}",
            name=f"{name} {brand}",
            category=category,
            brand=brand,
            level=_level(price),
            price=price,
            cost=(price * Decimal("0.46")).quantize(Decimal("0.01")),
        )
        for i, (name, price) in enumerate(_parse(listing))
        for brand in (_BRANDS[(i + len(category)) % len(_BRANDS)],)
    )


GOODS: tuple[Product, ...] = tuple(p for category, text in _RANGES.items() for p in _range(category, text))
_OF = {category: tuple(p for p in GOODS if p.category == category) for category in CATEGORIES}


def choose_product(rng: random.Random, category: str, level: int) -> Product:
    """A product of the group, more likely of the buyer's own price level; the dearest are rare."""
    offers = _OF[category]
    weights = [{0: 6.0, 1: 2.5, 2: 1.0}[abs(p.level - level)] / (1 + float(p.price) / 150) for p in offers]
    return rng.choices(offers, weights)[0]


def choose_category(rng: random.Random, interests: tuple[str, ...], month: int) -> str:
    """A product group by the buyer's interests and the season; at Christmas some gifts are for others."""
    if month == 12 and rng.random() < 0.10:
        return rng.choice(INTERESTS)
    if not interests or rng.random() < 0.14:
        return NEUTRAL
    return rng.choices(interests, [SEASON[i][month - 1] for i in interests])[0]
