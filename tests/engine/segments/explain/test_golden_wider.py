"""The sentences of the conditions beyond the first, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from osuma.engine.segments.explain import ExplainContext, PersonFacts, StoredRun, Truth, explain_node, explain_person
from osuma.engine.segments.parse import parse_node
from osuma.engine.segments.rule import (
    Bucket,
    Changed,
    Draw,
    Duration,
    Experiment,
    Joined,
    Leaf,
    Not,
    Property,
    Sample,
    Score,
    Segment,
    Stated,
    Window,
)

# the written condition, what was counted at it, Finnish, English
GOLDEN: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    (
        {"property": "income", "op": "gte", "other": "area_median_income"},
        {"unknown": 12},
        "Vuositulo on vähintään yhtä suuri kuin asiakkaan postinumeroalueen mediaanitulo. Vuositulo tai aluetieto"
        " puuttuu 12 asiakkaalta, eikä heitä lasketa mukaan.",
        "Yearly income is at least as great as the median income of the customer’s postcode area. Yearly income or"
        " the area figure is missing for 12 customers, who are left out.",
    ),
    (
        {"property": "city", "op": "ne", "other": "title"},
        {},
        "Paikkakunta ja titteli ovat tiedossa, eivätkä ne ole samat. Jos paikkakunta tai titteli puuttuu, asiakasta"
        " ei lasketa mukaan.",
        "Town and job title are known and not the same. If town or job title is missing, the customer is left out.",
    ),
    (
        {"not": {"property": "created_at", "op": "lt", "other": "created_at"}},
        {"unknown": 0},
        "Asiakkuuden alkupäivä on sama ajankohta kuin asiakkuuden alkupäivä tai sitä myöhempi.",
        "Start date as a customer is the same time as start date as a customer or later.",
    ),
    (
        {"event": "order", "where": [{"property": "amount", "op": "gt", "other": "items"}]},
        {},
        "Asiakas on ostanut (summa on suurempi kuin kappalemäärä) vähintään kerran. Perutut ja kokonaan"
        " palautetut ostot eivät ole mukana.",
        "The customer has bought (amount is greater than number of pieces) at least once. Cancelled and fully"
        " refunded orders do not count.",
    ),
    (
        {"property": "tags", "op": "length_eq", "value": 2},
        {"unknown": 0},
        "Tunnisteet: tasan 2 kpl.",
        "Tags: exactly 2.",
    ),
    (
        {"not": {"property": "tags", "op": "length_eq", "value": 2}},
        {"unknown": 0},
        "Tunnisteet: tiedossa, muu määrä kuin 2 kpl.",
        "Tags: known, any number but 2.",
    ),
    (
        {"event": "order", "measure": {"mode": "channel"}, "op": "eq", "value": "web",
         "window": {"calendar": "3 fiscal quarters ago"}},
        {"unknown": 5},
        "Ostojen yleisin kanava ajalta 3 tilikauden neljännestä sitten (1.1.–31.3.2026) on ”verkkokauppa”. Perutut ja"
        " kokonaan palautetut ostot eivät ole mukana. 5 asiakkaalla ei ole ostoja tältä ajalta, eikä heitä lasketa"
        " mukaan.",
        "The most common channel of purchases over the period 3 fiscal quarters ago (1 Jan – 31 Mar 2026) is “web"
        " shop”. Cancelled and fully refunded orders do not count. 5 customers have no purchases in this period, and"
        " they are left out.",
    ),
    (
        {"date": "created_at", "window": {"ahead": ["1 month", "90 days"]}},
        {"unknown": 0},
        "Asiakkuuden alkupäivä on 1 kuukauden – 90 päivän päästä (20.12.2026–17.2.2027).",
        "Start date as a customer falls between 1 month and 90 days from now (20 Dec 2026 – 17 Feb 2027).",
    ),
    (
        {"date": "birth_date", "window": {"ahead": ["7 days", "30 days"]}},
        {"unknown": 0},
        "Syntymäaika on 7–30 päivän päästä (27.11.–19.12.2026).",
        "Date of birth falls between 7 days and 30 days from now (27 Nov – 19 Dec 2026).",
    ),
    (
        {"date": "birth_date", "window": {"beyond": "1 month"}},
        {"unknown": 0},
        "Syntymäaika on yli 1 kuukauden päästä (20.12.2026 tai sen jälkeen).",
        "Date of birth falls more than 1 month from now (on or after 20 Dec 2026).",
    ),
    (
        {"date": "birth_date", "window": {"calendar": "next fiscal quarter"}},
        {"unknown": 0},
        "Syntymäaika on ensi tilikauden neljänneksellä (1.1.–31.3.2027).",
        "Date of birth falls next fiscal quarter (1 Jan – 31 Mar 2027).",
    ),
    (
        {"bucket": "spring-test", "from": 0, "to": 999},
        {},
        "Asiakas on arvonnan ”spring-test” lokeroissa 0–999 (noin 10 % asiakkaista). Lokero lasketaan"
        " asiakasnumerosta, joten se ei vaihdu.",
        "The customer is in buckets 0 to 999 of the draw “spring-test” (about 10% of customers). The bucket is worked"
        " out from the customer number and does not change.",
    ),
    (
        {"not": {"sample": {"percent": 5}, "seed": "spring"}},
        {},
        "Asiakas ei ole siinä 5 prosentissa, jonka arvonta ”spring” valitsee.",
        "The customer is not in the 5% whom the draw “spring” picks.",
    ),
    (
        {"rank": {"property": "income"}, "percentile": [90, 100]},
        {"unknown": 3},
        "Asiakas on järjestyksessä välillä 90–100 %, kun järjestyksen ratkaisee vuositulo (pienin ensin). 3"
        " asiakkaalta puuttuu tieto, jonka mukaan järjestetään, eikä heitä lasketa mukaan.",
        "The customer is between 90 and 100% of the way in the order of yearly income (smallest first). For 3"
        " customers the figure to rank by is missing, and they are left out.",
    ),
    (
        {"rank": {"event": "sale", "measure": {"sum": "amount"}}, "top": {"percent": 10}, "per": "municipality"},
        {"unknown": 2},
        "Asiakas kuuluu eniten ostaneeseen 10 prosenttiin, laskettuna kussakin ryhmässä erikseen (kunta). Jokaisessa"
        " ryhmässä on oma rajansa. 2 asiakkaalta puuttuu tieto, jonka mukaan järjestetään tai ryhmitellään, eikä"
        " heitä lasketa mukaan.",
        "The customer is in the top 10% by money spent, counted within each group by municipality. Each group has a"
        " limit of its own. For 2 customers the figure to rank by or the group is missing, and they are left out.",
    ),
    (
        {"member": "villa-owners", "joined": {"last": "30 days"}},
        {"unknown": 0},
        "Asiakas on tullut segmenttiin ”Huvilan omistajat” viimeisten 30 päivän aikana (21.10.–19.11.2026).",
        "The customer has joined the segment “Villa owners” in the last 30 days (21 Oct – 19 Nov 2026).",
    ),
    (
        {"not": {"member": "rfm/champions", "joined": {"calendar": "last month"}}},
        {"unknown": 7},
        "Asiakas ei ole tullut segmenttiin ”Parhaat” viime kuussa (1.–31.10.2026). 7 asiakkaasta ei tiedetä, milloin"
        " he ovat tulleet segmenttiin, eikä heitä lasketa mukaan.",
        "The customer has not joined the segment “Champions” last month (1–31 Oct 2026). For 7 customers it is not"
        " known when they joined the segment, and they are left out.",
    ),
    (
        {"changed": "city", "from": "Turku", "to": "Tampere", "window": {"last": "30 days"}},
        {},
        "Paikkakunta on muuttunut (vanha arvo ”Turku”, uusi arvo ”Tampere”) viimeisten 30 päivän aikana"
        " (21.10.–19.11.2026).",
        "Town has changed (from “Turku”, to “Tampere”) in the last 30 days (21 Oct – 19 Nov 2026).",
    ),
    (
        {"not": {"changed": "interests"}},
        {},
        "Kiinnostuksen kohteet eivät ole muuttuneet.",
        "Interests have not changed.",
    ),
    (
        {"score": "clv", "op": "gte", "value": 100},
        {"unknown": 3},
        "Mallin ”clv” arvio on vähintään 100. Mallin ”clv” arvio puuttuu 3 asiakkaalta, eikä heitä lasketa mukaan.",
        "The score of the model “clv” is at least 100. The score of the model “clv” is missing for 3 customers, who"
        " are left out.",
    ),
    (
        {"not": {"experiment": "spring", "arm": "control"}},
        {"unknown": 9},
        "Asiakas on kokeessa ”spring”, mutta ei ryhmässä ”control”. 9 asiakasta ei ole ollut kokeessa, eikä heitä"
        " lasketa mukaan.",
        "The customer is in the experiment “spring” but not in the arm “control”. 9 customers have not been in the"
        " experiment, and they are left out.",
    ),
    (
        {"experiment": "spring", "arm": ["a", "b"]},
        {},
        "Asiakas on kokeen ”spring” ryhmässä ”a” tai ”b”. Jos asiakas ei ole ollut kokeessa, asiakasta ei lasketa"
        " mukaan.",
        "The customer is in one of the arms “a” or “b” of the experiment “spring”. If the customer has not been in"
        " the experiment, the customer is left out.",
    ),
    (
        {"not": {"experiment": "spring", "arm": ["a", "b"]}},
        {"unknown": 0},
        "Asiakas on kokeessa ”spring”, mutta ei ryhmässä ”a” eikä ”b”.",
        "The customer is in the experiment “spring” but not in any of the arms “a” or “b”.",
    ),
    (
        {"reach": "email"},
        {},
        "Asiakkaalle saa lähettää sähköpostimarkkinointia: voimassa oleva suostumus, asiakassuhteen perusteella"
        " sallittu tai yrityksen yleinen osoite, eikä markkinointikieltoa. Jos osoite puuttuu tai on estolistalla,"
        " asiakasta ei lasketa mukaan.",
        "E-mail marketing to the customer is allowed: valid consent, existing-customer ground or general address of a"
        " company, and no objection. Customers without an address, or with one on the suppression list, are left"
        " out.",
    ),
    (
        {"reach": "sms", "ground": "consent"},
        {"grounds": {"consent": 6240}},
        "Asiakkaalle saa lähettää tekstiviestimarkkinointia: voimassa oleva suostumus (6 240), eikä"
        " markkinointikieltoa. Jos puhelinnumero puuttuu tai on estolistalla, asiakasta ei lasketa mukaan.",
        "Text message marketing to the customer is allowed: valid consent (6,240), and no objection. Customers"
        " without a phone number, or with one on the suppression list, are left out.",
    ),
    (
        {"not": {"reach": "email", "ground": ["consent", "company"]}},
        {},
        "Asiakkaalle ei saa lähettää sähköpostimarkkinointia tällä perusteella: voimassa oleva suostumus tai"
        " yrityksen yleinen osoite. Mukana ovat myös ne, joiden osoite puuttuu tai on estolistalla.",
        "E-mail marketing to the customer is not allowed on this ground: valid consent or general address of a"
        " company. This includes customers without an address, or with one on the suppression list.",
    ),
    (
        {"consent": "email", "window": {"last": "30 days"}, "method": ["web_form", "store"], "source": "mailchimp",
         "double_opt_in": True},
        {"unknown": 41},
        "Asiakkaalla on voimassa oleva suostumus sähköpostimarkkinointiin, joka on annettu viimeisten 30 päivän"
        " aikana"
        " (21.10.–19.11.2026) verkkolomakkeella tai myymälässä, saatu lähteestä ”mailchimp” ja vahvistettu"
        " viestin linkistä. Lupatieto tai tarkempi tieto luvan antamisesta puuttuu 41 asiakkaalta, eikä heitä"
        " lasketa mukaan.",
        "The customer has valid consent to e-mail marketing, which was given in the last 30 days (21 Oct – 19 Nov"
        " 2026)"
        " on a web form or in a store, obtained from the source “mailchimp” and confirmed by a link in a message."
        " Permission, or how or when it was given, is not known for 41 customers, who are left out.",
    ),
    (
        {"not": {"consent": "sms", "method": "phone", "double_opt_in": False}},
        {"unknown": 0},
        "Ei pidä paikkaansa, että asiakkaalla on voimassa oleva suostumus tekstiviestimarkkinointiin, joka on annettu"
        " puhelimessa ja jätetty vahvistamatta.",
        "It is not the case that the customer has valid consent to text message marketing, which was given on the"
        " phone"
        " and left unconfirmed.",
    ),
    (
        {"consent": "phone", "state": "refused", "window": {"before": "1 year"}},
        {"unknown": 1},
        "Asiakas on kieltänyt puhelinmarkkinoinnin, ja kielto on annettu yli vuosi sitten (19.11.2025 tai sitä"
        " ennen)."
        " Lupatieto tai tarkempi tieto luvan antamisesta puuttuu 1 asiakkaalta, eikä häntä lasketa mukaan.",
        "The customer has refused phone marketing, and the refusal was given more than 1 year ago (on or before"
        " 19 Nov 2025). Permission, or how or when it was given, is not known for 1 customer, who is left out.",
    ),
    (
        {"consent": "email", "purpose": "tracking", "window": {"calendar": "last month"}},
        {},
        "Asiakkaalla on voimassa oleva suostumus (käyttötarkoitus ”tracking”, kanava ”sähköposti”), joka on annettu"
        " viime kuussa (1.–31.10.2026). Jos lupatieto tai tarkempi tieto luvan antamisesta puuttuu, asiakasta ei"
        " lasketa mukaan.",
        "The customer has valid consent to the purpose “tracking” (channel “e-mail”), which was given last month"
        " (1–31"
        " Oct 2026). If permission, or how or when it was given, is not known, the customer is left out.",
    ),
    (
        {"not": {"experiment": "spring"}},
        {},
        "Asiakas ei ole mukana kokeessa ”spring”.",
        "The customer is not in the experiment “spring”.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "counts", "fi", "en"), GOLDEN)
def test_golden_sentence(
    written: dict[str, Any],
    counts: dict[str, Any],
    fi: str,
    en: str,
    context: Callable[..., ExplainContext],
    read: Callable[[str], str],
) -> None:
    node = parse_node(written)
    said = explain_node(node, context(counts={"where.not" if isinstance(node, Not) else "where": counts}))
    assert (read(said.text("fi")), read(said.text("en"))) == (fi, en)
    assert len(said.full) <= 3


EVIDENCE: list[tuple[Leaf, Truth, str, str]] = [
    (
        Property("birth_date", "lt", other="created_at"),
        Truth(1, (date(1990, 5, 1), date(2020, 1, 2))),
        "syntymäaika on 1.5.1990 ja asiakkuuden alkupäivä on 2.1.2020",
        "date of birth is 1 May 1990 and start date as a customer is 2 Jan 2020",
    ),
    (
        Joined("villa-owners", Window(last=Duration(30, "days"))),
        Truth(1, datetime(2026, 11, 2, 22)),
        "hän on ollut segmentissä ”Huvilan omistajat” 3.11.2026 alkaen",
        "they have been in the segment “Villa owners” since 3 Nov 2026",
    ),
    (
        Changed("city"),
        Truth(1, None, [{"valid_from": datetime(2026, 11, 2, 22), "old": None, "new": "Turku"}]),
        "paikkakunta: ei tietoa → ”Turku” (3.11.2026)",
        "town: not known → “Turku” (3 Nov 2026)",
    ),
    (
        Changed("city"),
        Truth(0),
        "tämä ei pidä paikkaansa: Paikkakunta on muuttunut",
        "this does not hold: Town has changed",
    ),
    (Score("clv", "gte", 5), Truth(0, Decimal(4)), "mallin ”clv” arvio on 4", "the score of the model “clv” is 4"),
    (
        Experiment("spring", ("a",)),
        Truth(0, "control"),
        "hän on kokeen ”spring” ryhmässä ”control”",
        "they are in the arm “control” of the experiment “spring”",
    ),
    (
        Experiment("spring"),
        Truth(0),
        "hän ei ole mukana kokeessa ”spring”",
        "they are not in the experiment “spring”",
    ),
    (
        Stated("email", methods=("web_form",)),
        Truth(
            0,
            None,
            [
                {
                    "ts": datetime(2026, 11, 2, 22),
                    "dated": True,
                    "source": "shop",
                    "method": "paper",
                    "double_opt_in": True,
                }
            ],
        ),
        "hän on antanut suostumuksen 3.11.2026 (lähde ”shop”, paperilomakkeella, vahvistettu viestin linkistä)",
        "they gave consent on 3 Nov 2026 (source “shop”, on a paper form, confirmed by a link in a message)",
    ),
    (
        Stated("email", "refused", sources=("crm",)),
        Truth(1, None, [{"ts": datetime(2026, 11, 2, 22), "dated": False, "source": "crm"}]),
        "hän on kieltänyt käytön (päivää ei tiedetä, lähde ”crm”)",
        "they refused (the date is not known, source “crm”)",
    ),
    (
        Stated("email", sources=("crm",)),
        Truth(2),
        "ei tiedetä, pitääkö tämä paikkansa: Asiakkaalla on voimassa oleva suostumus sähköpostimarkkinointiin, joka"
        " on"
        " saatu lähteestä ”crm”",
        "it is not known whether this holds: The customer has valid consent to e-mail marketing, which was obtained"
        " from"
        " the source “crm”",
    ),
    (Bucket("spring", 0, 9), Truth(0, 6469), "hänen lokeronsa on 6 469", "their bucket is 6,469"),
    (
        Sample(Draw("spring"), n=5),
        Truth(1),
        "tämä pitää paikkansa: Asiakas on niiden 5 joukossa, jotka arvonta ”spring” valitsee",
        "this holds: The customer is one of the 5 whom the draw “spring” picks",
    ),
    (
        Property("income", "gte", other="area_median_income"),
        Truth(2, (Decimal(10), None)),
        "vuositulo on 10,00 € ja asiakkaan postinumeroalueen mediaanitulo puuttuu",
        "yearly income is €10.00 and the median income of the customer’s postcode area is missing",
    ),
]


@pytest.mark.parametrize(("leaf", "truth", "fi", "en"), EVIDENCE)
def test_evidence_of_one_person(
    leaf: Leaf, truth: Truth, fi: str, en: str, context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    facts = PersonFacts("X", truth.value == 1, {"where": truth})
    because = explain_person(Segment("s", leaf), facts, context()).reasons[0].because
    assert (read(because.fi), read(because.en)) == (fi, en)


def test_those_who_are_drawn_from_stand_below_the_sample(
    context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    node = parse_node({"sample": {"n": 500}, "seed": "spring", "among": {"event": "order"}})
    said = explain_node(node, context())
    assert read(said.text("fi")) == "Asiakas on niiden 500 joukossa, jotka arvonta ”spring” valitsee."
    assert said.children[0].short.fi == "Arvonnassa ovat mukana asiakkaat, joista tämä pitää paikkansa:"
    assert said.children[0].children[0].path == "where.among"


def test_the_answer_names_the_run_that_stored_the_members(
    context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    node = parse_node({"member": "villa-owners", "joined": {"last": "1 day"}})
    run = StoredRun(12, datetime(2026, 11, 18, 22, tzinfo=UTC))
    told = explain_node(node, context(stored={"villa-owners": run}, counts={"where": {"unknown": 0}}))
    assert read(told.full[1].fi) == "Segmenttiin kuuluvat on tallennettu viimeksi 19.11.2026 (laskenta 12)."
    assert read(told.full[1].en) == "Membership was last stored on 19 Nov 2026 (run 12)."
    never = explain_node(node, context(stored={"villa-owners": None}))
    assert read(never.full[1].fi) == "Vielä ei ole kertaakaan tallennettu, ketkä kuuluvat segmenttiin."
