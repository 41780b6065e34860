"""How the figures are counted: what was chosen, in words, and since when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from osuma.engine.errors import Words
from osuma.engine.periods import local_day
from osuma.reporting import numbers
from osuma.reporting.facts import Choice
from osuma.workflows.asking.options import existing_customer_rule, shared_limit
from osuma.workflows.reports.reporting_facts.sales import Sales
from osuma.workflows.reports.reporting_facts.scope import Scope


def choices(scope: Scope, sold: Sales, contactless: bool) -> tuple[Choice, ...]:
    """Every definition that a reader of the report needs."""
    found = [*_counting(scope), *_outside(scope, sold), _time(scope), UNKNOWN, _buyers(scope)]
    if not contactless:
        found += _permissions(scope)
    return tuple(found)


UNKNOWN = Choice(
    Words("Tieto puuttuu", "Not known"),
    Words(
        "Puuttuva tieto ei ole ”ei”. Asiakas jää pois ja lasketaan erikseen, ellei segmentti sano muuta.",
        "Missing is not “no”. The customer is left out and counted apart, unless the segment says otherwise.",
    ),
)


def _counting(scope: Scope) -> Iterator[Choice]:
    yield Choice(
        Words("Asiakas", "Customer"),
        Words(
            "Henkilö, joka on koottu kaikista tiedostoista tunnisteidensa perusteella. Omat työntekijät, "
            "jälleenmyyjät ja testit on siirretty sivuun.",
            "A person put together from all files by their identifiers. Own employees, resellers and tests are set "
            "apart.",
        ),
        _changed(scope, "set_apart"),
    )
    yield Choice(
        Words("Osto", "Purchase"),
        Words(
            "Maksettu tilaus. Perutut, kokonaan palautetut ja testit eivät ole mukana.",
            "A paid order. Cancelled, fully refunded and test orders do not count.",
        ),
    )
    yield Choice(
        Words("Nettomyynti", "Net sales"),
        Words(
            "Tavarat sellaisina kuin ne ostotiedoissa ovat, alennukset vähennettyinä. Palautus vähennetään sinä "
            "päivänä, jona raha palautettiin. Toimituskulut eivät ole mukana.",
            "Goods as they are in the order data, discounts deducted. A refund is deducted on the day on which the "
            "money was given back. Delivery is not counted.",
        ),
    )


def _outside(scope: Scope, sold: Sales) -> Iterator[Choice]:
    """Sales that no segment can have a share of."""
    if not sold.nameless and not sold.nameless_net:
        return
    net = {language: numbers.money(sold.nameless_net, scope.settings.currency, language) for language in ("fi", "en")}
    yield Choice(
        Words("Ostot ilman asiakasta", "Purchases without a customer"),
        Words(
            f"{numbers.number(sold.nameless, 'fi')} oston ostajaa ei tunneta ({net['fi']} myyntijaksolla). Ne ovat "
            "mukana kuukausimyynnissä, mutta eivät asiakkaiden eikä segmenttien luvuissa.",
            f"The buyer of {numbers.number(sold.nameless, 'en')} purchases is not known ({net['en']} in the sales "
            "period). They are in the monthly sales, but not in the figures of customers and segments.",
        ),
    )


def _time(scope: Scope) -> Choice:
    zone = scope.settings.zone
    fi, en = (numbers.period(*scope.window, language) for language in ("fi", "en"))
    return Choice(
        Words("Päivä ja jakso", "Day and period"),
        Words(
            f"Kalenteripäivä vyöhykkeellä {zone}. ”Viimeiset 12 kuukautta” on {fi}.",
            f"A calendar day in the zone {zone}. “The last 12 months” is {en}.",
        ),
    )


def _buyers(scope: Scope) -> Choice:
    fi, en = (numbers.period(*scope.window, language) for language in ("fi", "en"))
    return Choice(
        Words("Parhaat ostajat", "Best buyers"),
        Words(
            f"Ostajia ovat ne, joilla on osto jaksolla {fi}. Tasan rajalla olevat ovat mukana, joten "
            "ryhmässä voi olla muutama enemmän.",
            f"Buyers have a purchase in {en}. Those exactly at the limit are in, so a group can hold a few more.",
        ),
    )


def _permissions(scope: Scope) -> Iterator[Choice]:
    yield Choice(
        Words("Ristiriitaiset luvat", "Contradictory permissions"),
        Words(
            "Kielto voittaa aina, tulipa se mistä tietolähteestä tahansa.",
            "A refusal always wins, whichever source it comes from.",
        ),
    )
    allowed = existing_customer_rule(scope.session.workspace)
    yield Choice(
        Words("Asiakassuhteen peruste", "Existing-customer ground"),
        Words("Käytössä ostajille.", "In use for buyers.")
        if allowed
        else Words(
            "Ei käytössä: siihen, onko ostajille kerrottu uutiskirjeestä kassalla, ei ole vastattu kyllä.",
            "Not in use: nobody has confirmed that buyers are told of the newsletter at the checkout.",
        ),
        _changed(scope, "soft_opt_in"),
    )
    most = shared_limit(scope.session.workspace).max_shared
    yield Choice(
        Words("Yhdistäminen", "Merging"),
        Words(
            f"Sama henkilökohtainen sähköpostiosoite yhdistää. Osoite tai numero, joka on useammalla kuin "
            f"{most} tunnisteella, ei yhdistä ketään; pelkkä nimi tai puhelinnumero ei riitä koskaan.",
            f"The same personal e-mail address joins. An address or number that more than {most} identities have "
            "joins nobody; a name or a phone number alone is never enough.",
        ),
        _changed(scope, "identity_max_shared"),
    )


def _changed(scope: Scope, key: str) -> date | None:
    """The local day on which a setting was last changed by its command; None where it never was."""
    from osuma.catalog import audit

    acts = audit.list_(scope.session.workspace, limit=10_000)
    at = next((act.at for act in acts if act.verb == "settings.set" and act.detail.get("key") == key), None)
    return None if at is None else local_day(at, scope.session.zone)
