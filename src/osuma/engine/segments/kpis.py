"""What a segment is judged by (its KPI), in words. Any text may stand there; these are the names that we use."""

from __future__ import annotations

from osuma.engine.errors import Words

NAMES = {
    "average_order": Words("Keskiostos", "Average purchase"),
    "calls": Words("Puhelut", "Calls"),
    "calls_saved": Words("Säästyneet puhelut", "Calls saved"),
    "consents": Words("Saadut luvat", "Permissions gained"),
    "coupon_redemptions": Words("Käytetyt kupongit", "Coupons redeemed"),
    "coverage": Words("Tietojen täyttöaste", "Coverage of the data"),
    "deals": Words("Kaupat", "Deals"),
    "enquiries": Words("Yhteydenotot", "Enquiries"),
    "first_order": Words("Ensimmäinen osto", "First purchase"),
    "link_opens": Words("Linkkien avaukset", "Links opened"),
    "meetings": Words("Sovitut tapaamiset", "Meetings agreed"),
    "meetings_held": Words("Pidetyt tapaamiset", "Meetings held"),
    "net_sales": Words("Nettomyynti", "Net sales"),
    "newsletter_clicks": Words("Uutiskirjeen klikkaukset", "Newsletter clicks"),
    "orders": Words("Ostojen määrä", "Number of purchases"),
    "permissions": Words("Lähetysluvat", "Permissions to write"),
    "reactivated": Words("Takaisin palanneet", "Customers won back"),
    "refunds": Words("Palautukset", "Returns"),
    "registrations": Words("Ilmoittautumiset", "Registrations"),
    "repeat_orders": Words("Uusintaostot", "Repeat purchases"),
    "replies": Words("Vastaukset", "Replies"),
    "retention": Words("Asiakaspysyvyys", "Retention"),
    "second_order": Words("Toinen osto", "Second purchase"),
    "store_visits": Words("Myymäläkäynnit", "Store visits"),
    "survey_answers": Words("Kyselyvastaukset", "Survey answers"),
}
_BACK = {said.casefold(): name for name, words in NAMES.items() for said in (words.fi, words.en)}


def named(kpi: str) -> Words:
    """The words of a KPI; what is no name of ours stands as it was written."""
    return NAMES.get(kpi, Words(kpi, kpi))


def written(said: str) -> str:
    """What a person wrote, as it is kept: the name, where they are the words of one."""
    return _BACK.get(said.strip().casefold(), said.strip())
