"""Every form of condition against the sentence that a marketer would say, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from osuma.engine.errors import Words
from osuma.engine.periods import Duration, TimeUnit, Window
from osuma.engine.segments.explain import ExplainContext, explain_node
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Consent,
    Dates,
    Event,
    Filter,
    Measure,
    Member,
    Near,
    Node,
    NoneOf,
    Not,
    Property,
    Rank,
    Reach,
    Recency,
    Unknown,
)


def last(n: int, unit: TimeUnit = "days") -> Window:
    return Window(last=Duration(n, unit))


YEAR = last(12, "months")
RUNNING = Filter("category", "eq", "Juoksu")
SUM = Measure("sum", "amount")


@dataclass(frozen=True)
class Golden:
    name: str
    node: Node
    fi: str
    en: str
    counts: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)


GOLDEN = [
    # users' own fifteen
    Golden(
        "nothing in 90 days",
        Event("order", op="eq", value=0, window=last(90)),
        "Asiakas ei ole ostanut mitään 90 päivään (22.8.–19.11.2026). Mukana ovat myös ne 1 204 asiakasta, jotka"
        " eivät ole ostaneet koskaan.",
        "The customer has bought nothing in 90 days (22 Aug – 19 Nov 2026). This includes 1,204 customers who have"
        " never bought anything.",
        {"never": 1204},
    ),
    Golden(
        "at least twice",
        Event("order", value=2, window=YEAR),
        "Asiakas on ostanut vähintään 2 kertaa viimeisten 12 kuukauden aikana (20.11.2025–19.11.2026). Perutut ja"
        " kokonaan palautetut ostot eivät ole mukana.",
        "The customer has bought at least twice in the last 12 months (20 Nov 2025 – 19 Nov 2026). Cancelled and"
        " fully refunded orders do not count.",
    ),
    Golden(
        "age between",
        Property("age", "between", (30, 60)),
        "Ikä on 30–60 vuotta (30- ja 60-vuotiaat ovat mukana). Ikä puuttuu 812 asiakkaalta, eikä heitä lasketa"
        " mukaan.",
        "Age is 30 to 60, both included. Age is missing for 812 customers, who are left out.",
        {"unknown": 812},
    ),
    Golden(
        "country is not",
        Property("country", "ne", "FI"),
        "Maa on tiedossa, eikä se ole ”Suomi”. Maa puuttuu 240 asiakkaalta, eikä heitä lasketa mukaan.",
        "Country is known and is not “Finland”. Country is missing for 240 customers, who are left out.",
        {"unknown": 240},
    ),
    Golden(
        "not in a segment",
        Not(Member("villa-owners")),
        "Asiakas ei kuulu segmenttiin ”Huvilan omistajat” (214 asiakasta 20.11.2026).",
        "The customer is not in the segment “Villa owners” (214 customers on 20 Nov 2026).",
        context={"sizes": {"villa-owners": 214}},
    ),
    Golden(
        "birthday soon",
        Dates("birth_date", Window(next=Duration(14, "days")), anniversary=True),
        "Syntymäpäivä on seuraavien 14 päivän aikana (20.11.–3.12.2026, tämä päivä mukaan lukien). Karkauspäivänä"
        " syntyneiden syntymäpäivä on muina vuosina 1.3. Syntymäaika puuttuu 5 310 asiakkaalta, eikä heitä lasketa"
        " mukaan.",
        "Birthday falls in the next 14 days (20 Nov – 3 Dec 2026, today included). People born on 29 February have"
        " theirs on 1 March in other years. Date of birth is missing for 5,310 customers, who are left out.",
        {"unknown": 5310},
    ),
    Golden(
        "sum in a product group",
        Event("order_line", (RUNNING,), SUM, "gte", 500, YEAR),
        "Ostojen summa tuoteryhmästä ”Juoksu” on vähintään 500,00 € viimeisten 12 kuukauden ajalta"
        " (20.11.2025–19.11.2026). Summa sisältää arvonlisäveron; palautukset on vähennetty, toimituskulut eivät ole"
        " mukana.",
        "Purchases from the product group “Juoksu” total at least €500.00 over the last 12 months (20 Nov 2025 –"
        " 19 Nov 2026). VAT included, returns deducted, delivery not counted.",
    ),
    Golden(
        "permission by ground",
        Reach("email", ("consent", "existing_customer")),
        "Asiakkaalle saa lähettää sähköpostimarkkinointia: voimassa oleva suostumus (6 240) tai asiakassuhteen"
        " perusteella sallittu (1 120), eikä markkinointikieltoa. Jos osoite puuttuu tai on estolistalla, asiakasta"
        " ei lasketa mukaan.",
        "E-mail marketing to the customer is allowed: valid consent (6,240) or existing-customer ground (1,120), and"
        " no objection. Customers without an address, or with one on the suppression list, are left out.",
        {"grounds": {"consent": 6240, "existing_customer": 1120}},
    ),
    Golden(
        "consent, and nothing of the suppression list",
        Consent("email"),
        "Asiakkaalla on voimassa oleva suostumus sähköpostimarkkinointiin (6 240). Estolistaa ei tässä katsota, eikä"
        " sitä, puuttuuko osoite: ne tarkistaa ehto ”Saako lähettää viestin”. Lupatieto puuttuu 640 asiakkaalta, eikä"
        " heitä lasketa mukaan.",
        "The customer has valid consent to e-mail marketing (6,240). Neither the suppression list nor whether there"
        " is an address is looked at here: the condition “May be written to” checks both. Permission is not known for"
        " 640 customers, who are left out.",
        {"unknown": 640, "grounds": {"consent": 6240}},
    ),
    Golden(
        "area figure",
        Property("area_small_house_share", "gte", Decimal("0.6")),
        "Asiakkaan postinumeroalueen asunnoista vähintään 60 % on pientaloja (Tilastokeskus, Paavo 2023). Tieto kuvaa"
        " aluetta, ei asiakkaan omaa kotia. Aluetieto puuttuu 47 asiakkaalta, eikä heitä lasketa mukaan.",
        "At least 60% of the homes in the customer’s postcode area are small houses (Statistics Finland, Paavo 2023)."
        " This describes the area, not the customer’s own home. The area figure is missing for 47 customers, who are"
        " left out.",
        {"unknown": 47},
        {"area_source": Words(fi="Tilastokeskus, Paavo 2023", en="Statistics Finland, Paavo 2023")},
    ),
    Golden(
        "calendar month",
        Event("order", window=Window(calendar="month", offset=-1)),
        "Asiakas osti viime kuussa (1.–31.10.2026). Perutut ja kokonaan palautetut ostot eivät ole mukana.",
        "The customer bought last month (1–31 Oct 2026). Cancelled and fully refunded orders do not count.",
    ),
    # counts
    Golden(
        "ever",
        Event("order_placed"),
        "Asiakas on tehnyt oston vähintään kerran. Mukana ovat myös perutut ja palautetut ostot.",
        "The customer has placed an order at least once. Cancelled and refunded orders are included.",
    ),
    Golden(
        "never",
        Event("order", op="eq", value=0),
        "Asiakas ei ole ostanut koskaan.",
        "The customer has never bought anything.",
    ),
    Golden(
        "exactly once",
        Event("email_sent", op="eq", value=1),
        "Asiakkaalle on lähetetty viesti tasan kerran.",
        "The customer has been sent a message exactly once.",
    ),
    Golden(
        "fewer than three lets in those who never bought",
        Event("refund", op="lt", value=3, window=last(1, "years")),
        "Asiakas on tehnyt tuotepalautuksen alle 3 kertaa viimeisen vuoden aikana (20.11.2025–19.11.2026). Mukana"
        " ovat myös ne, jotka eivät ole tehneet tuotepalautusta koskaan.",
        "The customer has returned something fewer than 3 times in the past year (20 Nov 2025 – 19 Nov 2026). This"
        " includes customers who have never returned anything.",
    ),
    Golden(
        "more than once",
        Event("comment", op="gt", value=1, window=last(3, "weeks")),
        "Asiakas on kommentoinut useammin kuin kerran viimeisten 3 viikon aikana (30.10.–19.11.2026).",
        "The customer has commented more than once in the last 3 weeks (30 Oct – 19 Nov 2026).",
    ),
    Golden(
        "two to five",
        Event("refund", op="between", value=(2, 5), window=Window(calendar="year")),
        "Asiakas on tehnyt tuotepalautuksen 2–5 kertaa tänä vuonna (1.1.–19.11.2026).",
        "The customer has returned something 2 to 5 times this year (1 Jan – 19 Nov 2026).",
    ),
    Golden(
        "one of several counts",
        Event("refund", op="in", value=(1, 3)),
        "Asiakas on tehnyt tuotepalautuksen 1 tai 3 kertaa.",
        "The customer has returned something 1 or 3 times.",
    ),
    Golden(
        "one never-buyer",
        Event("order", op="eq", value=0, window=last(1, "months")),
        "Asiakas ei ole ostanut mitään kuukauteen (20.10.–19.11.2026). Mukana on myös 1 asiakas, joka ei ole ostanut"
        " koskaan.",
        "The customer has bought nothing in the past month (20 Oct – 19 Nov 2026). This includes 1 customer who has"
        " never bought anything.",
        {"never": 1},
    ),
    Golden(
        "no never-buyers",
        Event("order", op="eq", value=0, window=Window(calendar="week", offset=-1)),
        "Asiakas ei ostanut mitään viime viikolla (9.–15.11.2026).",
        "The customer bought nothing last week (9–15 Nov 2026).",
        {"never": 0},
    ),
    Golden(
        "lines are not purchases",
        Event("order_line", (RUNNING,), value=3, window=last(6, "months")),
        "Ostorivejä tuoteryhmästä ”Juoksu” on vähintään 3 viimeisten 6 kuukauden ajalta (20.5.–19.11.2026). Perutut"
        " ja kokonaan palautetut ostot eivät ole mukana.",
        "The number of order lines from the product group “Juoksu” over the last 6 months (20 May – 19 Nov 2026) is"
        " at least 3. Cancelled and fully refunded orders do not count.",
    ),
    Golden(
        "nothing from a group",
        Event("order_line", (RUNNING,), op="eq", value=0, window=last(6, "months")),
        "Asiakas ei ole ostanut tuoteryhmästä ”Juoksu” 6 kuukauteen (20.5.–19.11.2026). Mukana ovat myös ne 3 001"
        " asiakasta, jotka eivät ole ostaneet tuoteryhmästä ”Juoksu” koskaan.",
        "The customer has bought nothing from the product group “Juoksu” in 6 months (20 May – 19 Nov 2026). This"
        " includes 3,001 customers who have never bought anything from the product group “Juoksu”.",
        {"never": 3001},
    ),
    Golden(
        "filters of two kinds",
        Event("order_line", (Filter("category", "in", ("Juoksu", "Jooga")), Filter("brand", "ne", "Nike"))),
        "Asiakas on ostanut tuoteryhmästä ”Juoksu” tai ”Jooga” (tuotemerkki on tiedossa, eikä se ole ”Nike”)"
        " vähintään kerran. Perutut ja kokonaan palautetut ostot eivät ole mukana.",
        "The customer has bought something from the product group “Juoksu” or “Jooga” (brand is known and is not"
        " “Nike”) at least once. Cancelled and fully refunded orders do not count.",
    ),
    # windows
    Golden(
        "hours show the time of day",
        Event("page_view", (Filter("page", "starts_with", "/kengat"),), value=3, window=last(48, "hours")),
        "Asiakas on katsonut verkkosivua (sivu alkaa ”/kengat”) vähintään 3 kertaa viimeisten 48 tunnin aikana"
        " (18.11.2026 klo 0.00 – 20.11.2026 klo 0.00).",
        "The customer has viewed a web page (page starts with “/kengat”) at least 3 times in the last 48 hours"
        " (18 Nov 2026 0:00 – 20 Nov 2026 0:00).",
    ),
    Golden(
        "a page by name",
        Event("page_view", (Filter("page", "eq", "/hinnasto"),), window=last(30)),
        "Asiakas on katsonut verkkosivua ”/hinnasto” viimeisten 30 päivän aikana (21.10.–19.11.2026).",
        "The customer has viewed a web page (page is “/hinnasto”) in the last 30 days (21 Oct – 19 Nov 2026).",
    ),
    Golden(
        "no visits",
        Event("page_view", op="eq", value=0, window=last(30)),
        "Asiakas ei ole käynyt verkkosivuilla 30 päivään (21.10.–19.11.2026). Mukana ovat myös ne, jotka eivät ole"
        " katsoneet verkkosivua koskaan.",
        "The customer has not visited the website in 30 days (21 Oct – 19 Nov 2026). This includes customers who have"
        " never viewed a web page.",
    ),
    Golden(
        "between two times ago",
        Event("refund", window=Window(ago=(Duration(90, "days"), Duration(30, "days")))),
        "Asiakas teki tuotepalautuksen 90–30 päivää sitten (22.8.–20.10.2026).",
        "The customer returned something between 90 days and 30 days ago (22 Aug – 20 Oct 2026).",
    ),
    Golden(
        "between units",
        Event("refund", window=Window(ago=(Duration(1, "years"), Duration(30, "days")))),
        "Asiakas teki tuotepalautuksen 1 vuosi – 30 päivää sitten (20.11.2025–20.10.2026).",
        "The customer returned something between 1 year and 30 days ago (20 Nov 2025 – 20 Oct 2026).",
    ),
    Golden(
        "longer ago",
        Event("refund", window=Window(before=Duration(1, "years"))),
        "Asiakas teki tuotepalautuksen yli vuosi sitten (19.11.2025 tai sitä ennen).",
        "The customer returned something more than 1 year ago (on or before 19 Nov 2025).",
    ),
    Golden(
        "fixed dates",
        Event("refund", window=Window(since=date(2026, 1, 1), until=date(2026, 3, 31))),
        "Asiakas teki tuotepalautuksen 1.1.–31.3.2026.",
        "The customer returned something in the period 1 Jan – 31 Mar 2026.",
    ),
    Golden(
        "since a day",
        Event("order", op="eq", value=0, window=Window(since=date(2026, 1, 1))),
        "Asiakas ei ole ostanut mitään 1.1.2026 alkaen. Mukana ovat myös ne, jotka eivät ole ostaneet koskaan.",
        "The customer has bought nothing since 1 Jan 2026 (that day included). This includes customers who have never"
        " bought anything.",
    ),
    Golden(
        "until a day",
        Event("refund", window=Window(until=date(2026, 1, 1))),
        "Asiakas teki tuotepalautuksen 1.1.2026 tai sitä ennen.",
        "The customer returned something on or before 1 Jan 2026.",
    ),
    Golden(
        "a quarter further away",
        Event("refund", window=Window(calendar="quarter", offset=-3)),
        "Asiakas teki tuotepalautuksen 3 vuosineljännestä sitten (1.1.–31.3.2026).",
        "The customer returned something 3 calendar quarters ago (1 Jan – 31 Mar 2026).",
    ),
    Golden(
        "fiscal year",
        Event("order", measure=SUM, value=1000, window=Window(calendar="fiscal_year", offset=-1)),
        "Ostojen summa on vähintään 1 000,00 € viime tilikaudelta (1.7.2025–30.6.2026). Summa sisältää"
        " arvonlisäveron; palautukset on vähennetty, toimituskulut eivät ole mukana.",
        "Purchases total at least €1,000.00 last fiscal year (1 Jul 2025 – 30 Jun 2026). VAT included, returns"
        " deducted, delivery not counted.",
        context={"fiscal_year_start_month": 7},
    ),
    Golden(
        "a day that has only begun",
        Event("refund", window=Window(calendar="day")),
        "Asiakas on tehnyt tuotepalautuksen tänään (20.11.2026).",
        "The customer has returned something today (20 Nov 2026).",
    ),
    # measures
    Golden(
        "average, and who has none",
        Event("order_placed", measure=Measure("avg", "amount"), value=50, window=YEAR),
        "Tehtyjen ostojen keskimääräinen summa viimeisten 12 kuukauden ajalta (20.11.2025–19.11.2026) on vähintään"
        " 50,00 €. Mukana ovat myös perutut ja palautetut ostot. 1 204 asiakkaalla ei ole tehtyjä ostoja tältä"
        " ajalta, eikä heitä lasketa mukaan.",
        "The average amount of placed orders over the last 12 months (20 Nov 2025 – 19 Nov 2026) is at least €50.00."
        " Cancelled and refunded orders are included. 1,204 customers have no placed orders in this period, and they"
        " are left out.",
        {"unknown": 1204},
    ),
    Golden(
        "first purchase",
        Event("order", measure=Measure("first", "channel"), op="eq", value="web"),
        "Ensimmäisen oston kanava on ”verkkokauppa”. Perutut ja kokonaan palautetut ostot eivät ole mukana. Jos"
        " asiakkaalla ei ole ostoja, asiakasta ei lasketa mukaan.",
        "The channel of the first purchase is “web shop”. Cancelled and fully refunded orders do not count. If the"
        " customer has no purchases, the customer is left out.",
    ),
    Golden(
        "how many different",
        Event("order_line", measure=Measure("distinct", "category"), value=3, window=YEAR),
        "Eri tuoteryhmiä ostoissa on vähintään 3 viimeisten 12 kuukauden ajalta (20.11.2025–19.11.2026). Perutut ja"
        " kokonaan palautetut ostot eivät ole mukana.",
        "The number of different product groups in order lines over the last 12 months (20 Nov 2025 – 19 Nov 2026) is"
        " at least 3. Cancelled and fully refunded orders do not count.",
    ),
    Golden(
        "largest discount",
        Event("order_placed", measure=Measure("max", "discount"), op="gt", value=Decimal("19.9")),
        "Tehtyjen ostojen suurin alennus on yli 19,90 €. Mukana ovat myös perutut ja palautetut ostot. Jos"
        " asiakkaalla ei ole tehtyjä ostoja, asiakasta ei lasketa mukaan.",
        "The largest discount of placed orders is more than €19.90. Cancelled and refunded orders are included. If"
        " the customer has no placed orders, the customer is left out.",
    ),
    Golden(
        "net sales under a limit let in those who never bought",
        Event("sale", measure=SUM, op="lt", value=100, window=YEAR),
        "Ostojen summa on alle 100,00 € viimeisten 12 kuukauden ajalta (20.11.2025–19.11.2026). Mukana ovat myös ne,"
        " joilla ei ole koskaan ollut ostoja eikä tuotepalautuksia. Summa sisältää arvonlisäveron; palautukset on"
        " vähennetty palautuspäivänä, toimituskulut eivät ole mukana.",
        "Purchases total less than €100.00 over the last 12 months (20 Nov 2025 – 19 Nov 2026). This includes"
        " customers who have never had purchases or returns. VAT included, returns deducted on the day of the return,"
        " delivery not counted.",
    ),
    # messages, calls, occasions, surveys, the workspace's own
    Golden(
        "no human open",
        Event(
            "email_open",
            (Filter("campaign", "eq", "Kevät 2026"), Filter("machine", "eq", False)),
            op="eq",
            value=0,
            window=last(14),
        ),
        "Asiakas ei ole avannut viestiä kampanjasta ”Kevät 2026” 14 päivään (6.–19.11.2026). Mukana ovat myös ne,"
        " jotka eivät ole avanneet viestiä kampanjasta ”Kevät 2026” koskaan. Jos asiakas on kieltänyt seurannan, eikä"
        " avauksia ja klikkauksia siksi tiedetä, asiakasta ei lasketa mukaan.",
        "The customer has not opened a message from the campaign “Kevät 2026” in 14 days (6–19 Nov 2026). This"
        " includes customers who have never opened a message from the campaign “Kevät 2026”. If the customer has"
        " refused tracking, so that openings and clicks are not known, the customer is left out.",
    ),
    Golden(
        "click, scanners counted",
        Event("email_click", (Filter("campaign", "eq", "Kevät 2026"),), window=last(14)),
        "Asiakas on klikannut viestin linkkiä kampanjassa ”Kevät 2026” viimeisten 14 päivän aikana (6.–19.11.2026)."
        " Mukana ovat myös tietoturvaohjelmien automaattiset klikkaukset. Jos asiakas on kieltänyt seurannan, eikä"
        " avauksia ja klikkauksia siksi tiedetä, asiakasta ei lasketa mukaan.",
        "The customer has clicked a link in a message in the campaign “Kevät 2026” in the last 14 days"
        " (6–19 Nov 2026). Automatic clicks by security software are counted too. If the customer has"
        " refused tracking, so that openings and clicks are not known, the customer is left out.",
    ),
    Golden(
        "bounced",
        Event("email_bounce", value=2, window=last(90)),
        "Perille menemättömiä viestejä on vähintään 2 viimeisten 90 päivän ajalta (22.8.–19.11.2026).",
        "The number of bounced messages over the last 90 days (22 Aug – 19 Nov 2026) is at least 2.",
    ),
    Golden(
        "attended a fair",
        Event(
            "attendance",
            (Filter("state", "eq", "attended"), Filter("event_name", "eq", "Messut")),
            window=last(2, "years"),
        ),
        "Asiakas on osallistunut tilaisuuteen ”Messut” viimeisten 2 vuoden aikana (20.11.2024–19.11.2026).",
        "The customer has attended an event called “Messut” in the last 2 years (20 Nov 2024 – 19 Nov 2026).",
    ),
    Golden(
        "answered no call",
        Event("call", (Filter("answered", "eq", True),), op="eq", value=0, window=last(6, "months")),
        "Asiakas ei ole vastannut puheluun 6 kuukauteen (20.5.–19.11.2026). Mukana ovat myös ne, jotka eivät ole"
        " vastanneet puheluun koskaan.",
        "The customer has answered no calls in 6 months (20 May – 19 Nov 2026). This includes customers who have"
        " never answered a call.",
    ),
    Golden(
        "survey answer",
        Event(
            "survey_answer",
            (
                Filter("survey", "eq", "Arvot 2026"),
                Filter("question", "eq", "Ostan vastuullisesti"),
                Filter("score", "gte", 4),
            ),
        ),
        "Asiakas on vastannut kyselyyn ”Arvot 2026” (kysymys on ”Ostan vastuullisesti” ja arvosana on vähintään 4)"
        " vähintään kerran.",
        "The customer has answered a survey (survey is “Arvot 2026”, question is “Ostan vastuullisesti” and score is"
        " at least 4) at least once.",
    ),
    Golden(
        "the workspace's own event",
        Event("Product Viewed", value=2),
        "Tapahtumia ”Product Viewed” on vähintään 2.",
        "The number of events “Product Viewed” is at least 2.",
    ),
    # recency and dates
    Golden(
        "last purchase long ago",
        Recency("order", "gt", Duration(90, "days")),
        "Asiakkaan viimeisin osto on yli 90 päivän takaa (21.8.2026 tai sitä ennen). 1 204 asiakkaalla ei ole ostoja,"
        " eikä heitä lasketa mukaan.",
        "The customer’s last purchase was more than 90 days ago (on or before 21 Aug 2026). 1,204 customers have no"
        " purchases, and they are left out.",
        {"unknown": 1204},
    ),
    Golden(
        "first purchase lately",
        Recency("order", "lte", Duration(1, "months"), which="first"),
        "Asiakkaan ensimmäinen osto on enintään 1 kuukauden takaa (20.10.–19.11.2026). Jos asiakkaalla ei ole ostoja,"
        " asiakasta ei lasketa mukaan.",
        "The customer’s first purchase was at most 1 month ago (20 Oct – 19 Nov 2026). If the customer has no"
        " purchases, the customer is left out.",
    ),
    Golden(
        "new customers",
        Dates("created_at", last(30)),
        "Asiakkuuden alkupäivä on viimeisten 30 päivän aikana (21.10.–19.11.2026). Asiakkuuden alkupäivä puuttuu 1"
        " asiakkaalta, eikä häntä lasketa mukaan.",
        "Start date as a customer falls in the last 30 days (21 Oct – 19 Nov 2026). Start date as a customer is"
        " missing for 1 customer, who is left out.",
        {"unknown": 1},
    ),
    Golden(
        "born before",
        Property("birth_date", "lt", date(1990, 1, 1)),
        "Syntymäaika on ennen 1.1.1990. Jos syntymäaika puuttuu, asiakasta ei lasketa mukaan.",
        "Date of birth is before 1 Jan 1990. If date of birth is missing, the customer is left out.",
    ),
    # fields
    Golden(
        "unknown lets in",
        Property("age", "gte", 18, Unknown.INCLUDE),
        "Ikä on vähintään 18 vuotta. Ikä puuttuu 812 asiakkaalta, ja tämä ehto ottaa heidät mukaan.",
        "Age is at least 18. Age is missing for 812 customers, whom this condition lets in.",
        {"unknown": 812},
    ),
    Golden(
        "only those of whom it is not known",
        Property("age", "gte", 18, Unknown.ONLY),
        "Ikä puuttuu (812 asiakasta).",
        "Age is missing (812 customers).",
        {"unknown": 812},
    ),
    Golden(
        "nobody unknown", Property("age", "lt", 18), "Ikä on alle 18 vuotta.", "Age is less than 18.", {"unknown": 0}
    ),
    Golden("set", Property("phone", "set"), "Puhelinnumero on tiedossa.", "Phone number is known."),
    Golden("not set", Property("email", "not_set"), "Sähköpostiosoite puuttuu.", "E-mail address is missing."),
    Golden(
        "codes by name",
        Property("title_role", "in", ("ceo", "physician", "lawyer")),
        "Ammattinimike on ”toimitusjohtaja”, ”lääkäri” tai ”juristi”.",
        "Professional title is “CEO”, “physician” or “lawyer”.",
        {"unknown": 0},
    ),
    Golden(
        "none of two countries",
        Property("country", "not_in", ("FI", "SE")),
        "Maa on tiedossa, eikä se ole ”Suomi” eikä ”Ruotsi”.",
        "Country is known and is not “Finland” or “Sweden”.",
        {"unknown": 0},
    ),
    Golden(
        "municipality by the given name",
        Property("municipality", "eq", "091"),
        "Kunta on ”Helsinki”.",
        "Municipality is “Helsinki”.",
        {"unknown": 0},
        {"code_names": {"municipality": {"091": Words(fi="Helsinki", en="Helsinki")}}},
    ),
    Golden(
        "interests",
        Property("interests", "any", ("design", "arvoesineet")),
        "Kiinnostuksen kohteet: mukana on ”design” tai ”arvoesineet”. Kiinnostuksen kohteet puuttuvat 90"
        " asiakkaalta, eikä heitä lasketa mukaan.",
        "Interests: includes “design” or “arvoesineet”. Interests are missing for 90 customers, who are left out.",
        {"unknown": 90},
    ),
    Golden(
        "outside a range",
        Not(Property("age", "between", (30, 60))),
        "Ikä on alle 30 vuotta tai yli 60 vuotta. Jos ikä puuttuu, asiakasta ei lasketa mukaan.",
        "Age is less than 30 or more than 60. If age is missing, the customer is left out.",
    ),
    Golden(
        "a field of the workspace's own",
        Property("x_kengankoko", "starts_with", "4"),
        "”Kengänkoko” alkaa ”4”. ”Kengänkoko” puuttuu 12 asiakkaalta, eikä heitä lasketa mukaan.",
        "“Kengänkoko” starts with “4”. “Kengänkoko” is missing for 12 customers, who are left out.",
        {"unknown": 12},
        {"labels": {"x_kengankoko": "Kengänkoko"}},
    ),
    Golden(
        "richest areas",
        Property("area_income_decile", "gte", 10),
        "Asiakkaan postinumeroalue kuuluu tuloiltaan ylimpään kymmenesosaan (aluetieto). Tieto kuvaa aluetta, ei"
        " asiakasta itseään. Jos aluetieto puuttuu, asiakasta ei lasketa mukaan.",
        "The customer’s postcode area is in the top tenth by income (area figure). This describes the area, not the"
        " customer. If the area figure is missing, the customer is left out.",
    ),
    Golden(
        "within twenty kilometres",
        Near("00100", 20),
        "Asiakkaan postinumeroalue on enintään 20 km:n päässä alueesta 00100. Etäisyys on linnuntietä alueiden"
        " keskipisteestä keskipisteeseen; asiakkaan omaa osoitetta ei käytetä. 41 asiakkaan postinumeroalueen"
        " sijaintia ei tiedetä, eikä heitä lasketa mukaan.",
        "The customer’s postcode area is within 20 km of area 00100. The distance is as the crow flies between the"
        " centres of the areas; the customer’s own address is not used. For 41 customers it is not known where their"
        " postcode area is, and they are left out.",
        {"unknown": 41},
    ),
    # membership and permission
    Golden(
        "a class of a partition",
        Member("rfm/champions"),
        "Asiakas kuuluu luokkaan ”Parhaat”, jako ”RFM-jako” (1 asiakas 20.11.2026).",
        "The customer is in the class “Champions” of the partition “RFM” (1 customer on 20 Nov 2026).",
        context={"sizes": {"rfm/champions": 1}},
    ),
    Golden(
        "objection",
        Consent("sms", "refused"),
        "Asiakas on kieltänyt tekstiviestimarkkinoinnin. Estolistaa ei tässä katsota: sitä kysyy ehto ”On"
        " estolistalla”. Jos lupatieto puuttuu, asiakasta ei lasketa mukaan.",
        "The customer has refused text message marketing. The suppression list is not looked at here: the condition"
        " “Is on the suppression list” asks for it. If permission is not known, the customer is left out.",
    ),
    # ranks
    Golden(
        "first hundred",
        Rank(Event("sale", measure=SUM), n=100),
        "Asiakas kuuluu 100 eniten ostaneen joukkoon kaikista 9 100 asiakkaasta. Raja on nyt 812,40 €. Kaikki tasan"
        " rajalla olevat ovat mukana, joten ryhmässä on 103 asiakasta eikä 100.",
        "The customer is among the top 100 by money spent, among all 9,100 customers. The limit is now €812.40."
        " Everyone exactly at the limit is in, so the group has 103 customers, not 100.",
        {"ranked": 9100, "border": Decimal("812.4"), "true": 103},
    ),
    Golden(
        "no ties, no word of them",
        Rank(Event("sale", measure=SUM), n=100),
        "Asiakas kuuluu 100 eniten ostaneen joukkoon kaikista 9 100 asiakkaasta. Raja on nyt 812,40 €.",
        "The customer is among the top 100 by money spent, among all 9,100 customers. The limit is now €812.40.",
        {"ranked": 9100, "border": Decimal("812.4"), "true": 100},
    ),
    Golden(
        "lowest by a field",
        Rank(Property("income", "set"), percent=5, order="asc"),
        "Asiakas kuuluu alimpaan 5 prosenttiin, kun järjestyksen ratkaisee vuositulo. Kaikki tasan rajalla olevat"
        " ovat mukana. Jos tieto, jonka mukaan järjestetään, puuttuu, asiakasta ei lasketa mukaan.",
        "The customer is in the bottom 5% by yearly income. Everyone exactly at the limit is in. If the figure to"
        " rank by is missing, the customer is left out.",
    ),
    Golden(
        "latest fifth",
        Rank(
            Event("order", measure=Measure("max", "ts")),
            order="desc",
            tiles=5,
            among_tiles=(1,),
            among=Event("order"),
        ),
        "Asiakas on ryhmässä 1, kun asiakkaat, jotka ovat ostaneet, järjestetään (viimeisimmän oston ajankohta,"
        " viimeisin ensin) ja jaetaan 5 yhtä suureen ryhmään.",
        "The customer is in group 1 when customers who bought are ordered by the time of the last purchase (latest"
        " first) and divided into 5 equal groups.",
    ),
    Golden(
        "fifths",
        Rank(Event("order", window=last(1, "years")), tiles=5, among_tiles=(1, 2), among=Event("order")),
        "Asiakas on ryhmässä 1 tai 2, kun asiakkaat, jotka ovat ostaneet, järjestetään (ostojen määrä viimeisen"
        " vuoden ajalta, 20.11.2025–19.11.2026, suurin ensin) ja jaetaan 5 yhtä suureen ryhmään.",
        "The customer is in group 1 or 2 when customers who bought are ordered by the number of purchases over the"
        " past year, 20 Nov 2025 – 19 Nov 2026 (largest first) and divided into 5 equal groups.",
    ),
]


@pytest.mark.parametrize("golden", GOLDEN, ids=[golden.name for golden in GOLDEN])
def test_a_condition_is_said_as_a_marketer_would(
    golden: Golden, context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    path = "where.not" if isinstance(golden.node, Not) else "where"
    said = explain_node(golden.node, context(counts={path: golden.counts}, **golden.context))
    assert read(said.text("fi")) == golden.fi
    assert read(said.text("en")) == golden.en
    assert len(said.full) <= 3


def test_the_top_tenth_names_its_border_and_its_ties(
    context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    node = Rank(Event("sale", measure=SUM, window=YEAR), percent=10, among=Event("order", window=YEAR))
    counts = {"where": {"ranked": 4180, "border": Decimal(642), "true": 421}}
    said = explain_node(node, context(counts=counts))
    assert read(said.text("fi")) == (
        "Asiakas kuuluu eniten ostaneeseen 10 prosenttiin niistä 4 180 asiakkaasta, jotka ovat ostaneet viimeisten 12"
        " kuukauden aikana. Raja on nyt 642,00 €. Kaikki tasan rajalla olevat ovat mukana, joten ryhmässä on 421"
        " asiakasta eikä 418."
    )
    assert read(said.text("en")) == (
        "The customer is in the top 10% by money spent, among the 4,180 who bought in the last 12 months. The limit"
        " is now €642.00. Everyone exactly at the limit is in, so the group has 421 customers, not 418."
    )


def test_the_short_form_leaves_out_dates_and_what_follows(context: Callable[..., ExplainContext]) -> None:
    said = explain_node(Event("order", op="eq", value=0, window=last(90)), context())
    assert (said.short.fi, said.short.en) == (
        "Asiakas ei ole ostanut mitään 90 päivään",
        "The customer has bought nothing in 90 days",
    )


def test_never_buyers_under_none_and_beside_other_conditions(
    context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    bought, none = Event("order", window=last(90)), Event("order", op="eq", value=0, window=last(90))
    age = Property("age", "gte", 18)
    counts = {"where.none[0]": {"never": 7}, "where.all[0]": {"never": 1}}
    under_none = explain_node(NoneOf((bought, age)), context(counts=counts)).children[0]
    beside = explain_node(AllOf((none, age)), context(counts=counts)).children[0]
    assert read(under_none.full[1].fi) == "Tämä ei rajaa pois niitä 7 asiakasta, jotka eivät ole ostaneet koskaan."
    assert read(under_none.full[1].en) == "This does not leave out the 7 customers who have never bought anything."
    assert read(beside.full[1].fi) == "Ehto sopii myös 1 asiakkaaseen, joka ei ole ostanut koskaan."
    assert [action.code for action in beside.actions] == ["exclude_never"]


def test_an_unknown_that_another_condition_may_outweigh_is_not_left_out(
    context: Callable[..., ExplainContext], read: Callable[[str], str]
) -> None:
    any_of = AnyOf((Property("age", "gte", 18), Property("country", "eq", "FI")))
    said = explain_node(any_of, context(counts={"where.any[0]": {"unknown": 5}}))
    assert read(said.children[0].full[1].fi) == "Ikä puuttuu 5 asiakkaalta; he pääsevät mukaan vain muilla ehdoilla."
    negated = explain_node(NoneOf((any_of,)), context(counts={"where.none[0].any[0]": {"unknown": 5}}))
    assert read(negated.children[0].children[0].full[1].fi) == "Ikä puuttuu 5 asiakkaalta, eikä heitä lasketa mukaan."


def test_one_click_changes_are_offered_with_the_path(context: Callable[..., ExplainContext]) -> None:
    said = explain_node(Property("age", "gte", 18), context(counts={"where": {"unknown": 3}}))
    assert [(a.code, a.path, a.label.fi) for a in said.actions] == [("include_unknown", "where", "Ota mukaan")]
