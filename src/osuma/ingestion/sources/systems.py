"""What the systems are called that rows came from, as their users write it."""

from __future__ import annotations

from osuma.engine.errors import Words

_OF_OSUMA = Words("Osumasta ladattu lista", "List downloaded from Osuma")
#: By the name under which ids of a system are unique: those whose own spelling is another, or that have two.
_NAMED: dict[str, Words] = {
    **{
        slug: Words(name, name)
        for slug, name in {
            "api": "API", "crm": "CRM", "ga4": "Google Analytics 4", "google-ads": "Google Ads", "hubspot": "HubSpot",
            "meta-ads": "Meta", "prh-ytj": "PRH/YTJ", "woocommerce": "WooCommerce",
        }.items()
    },
    "osuma": _OF_OSUMA,
    "asiakkaat": Words("Asiakaslista", "Customer list"),
    "arvostelut": Words("Arvostelut", "Reviews"),
    "kampanjat": Words("Kampanjat", "Campaigns"),
    "kanta-asiakkaat": Words("Kanta-asiakkaat", "Loyalty members"),
    "kyselyt": Words("Kyselyt", "Surveys"),
    "laskutus": Words("Laskutus", "Invoicing"),
    "palautukset": Words("Palautukset", "Returns"),
    "puhelut": Words("Puhelut", "Calls"),
    "tapahtumat": Words("Tapahtumat", "Events"),
    "tilaukset": Words("Tilaukset", "Orders"),
    "yritysrekisteri": Words("Yritysrekisteri", "Company register"),
}  # fmt: skip


def system_called(source: str) -> Words:
    """The name of a system in words; one that nobody here knows as it was named, with a capital letter."""
    plain = source.replace("-", " ").strip()
    return _NAMED.get(source) or Words(plain[:1].upper() + plain[1:], plain[:1].upper() + plain[1:])
