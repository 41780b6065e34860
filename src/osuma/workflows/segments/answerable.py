"""Which ready-made questions the data can answer, what the others lack, and where that would come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass

from osuma.engine.errors import Words
from osuma.engine.segments.depends import Depends, depends_on
from osuma.engine.segments.explain.values import company_label, field_label
from osuma.engine.segments.rule import Definition, Event, Step, unit_of
from osuma.engine.tables.companies import ACCOUNTS
from osuma.engine.tables.company_views import DEAL_EVENTS
from osuma.store import schema
from osuma.store.warehouse import Connection

_ORDERS = Words(
    "Tuo tilaukset: verkkokaupan vienti, kassajärjestelmän tai laskutuksen myyntirivit.",
    "Import orders: the export of the web shop, sales lines of the till or of invoicing.",
)
_MAIL = Words(
    "Tuo uutiskirjetyökalun kampanjatapahtumat (lähetetty, avattu, klikattu).",
    "Import the campaign events of the newsletter tool (sent, opened, clicked).",
)
_CRM = Words(
    "Tuo asiakasluettelo tai CRM-vienti, jossa tieto on.", "Import a customer list or a CRM export that has it."
)
_ASK = Words(
    "Kysy sitä asiakkailta (lomake, kysely, kanta-asiakkaaksi liittyminen) ja tuo vastaukset.",
    "Ask the customers (a form, a survey, joining the loyalty programme) and import the answers.",
)
_AREAS = Words(
    "Tuo Tilastokeskuksen Paavo-aluetiedot; asiakkailla pitää olla postinumero.",
    "Import Statistics Finland’s Paavo area statistics; customers need a postcode.",
)
_DEALS = Words(
    "Tuo kaupat myynnin järjestelmästä (CRM) ja kerro määrityksessä, mitä vaiheet tarkoittavat.",
    "Import the deals of the CRM, and say in the mapping what their stages mean.",
)
_COMPANIES = Words(
    "Tuo yritysluettelo, jossa tieto on: rekisteri, ostettu lista tai CRM-vienti.",
    "Import a list of companies that has it: a register, a bought list or a CRM export.",
)
_CONTACTS = Words(
    "Tuo yhteyshenkilöt, joiden rivillä on yrityksen tunnus tai Y-tunnus.",
    "Import contacts whose rows have the company's id or business ID.",
)
#: Where an event type would come from.
OF_EVENTS: Mapping[str, Words] = {
    **dict.fromkeys(("order", "order_placed", "sale", "refund"), _ORDERS),
    "order_line": Words(
        "Tuo tilausrivit: vienti, jossa on joka rivillä tuote ja tuoteryhmä.",
        "Import order lines: an export with the product and its group on each line.",
    ),
    **dict.fromkeys(("email_sent", "email_open", "email_click", "email_bounce"), _MAIL),
    **dict.fromkeys(DEAL_EVENTS, _DEALS),
    "page_view": Words("Tuo verkkosivujen kävijätapahtumat.", "Import the visits of your web site."),
    "attendance": Words("Tuo webinaarien ja tapahtumien osallistujat.", "Import who attended webinars and events."),
    "call": Words("Tuo puheluloki tulosten kanssa.", "Import the call log with its outcomes."),
    "survey_answer": Words("Tuo kyselyn vastaukset.", "Import the answers of a survey."),
    "comment": Words("Tuo palautteet tai arvostelut.", "Import feedback or reviews."),
}
#: Where a field would come from, where a customer list alone will hardly have it.
OF_FIELDS: Mapping[str, Words] = dict.fromkeys(
    ("birth_date", "age", "gender", "interests", "education", "employment", "relationship", "children", "income",
     "dwelling"), _ASK,
)  # fmt: skip
#: Properties of events without which an event type answers nothing of them: what tells that there are any, and where
#: they would come from.
_PRICES = Words(
    "Tuo ostot, joissa on hinnat tai summat: nyt ostojen arvoa ei tiedetä.",
    "Import orders with prices or totals: what they were worth is not known now.",
)
_GROUPS = Words(
    "Tuo tilausrivit tai tuoteluettelo, joissa on tuoteryhmä.",
    "Import order lines or a product list with the product group.",
)
OF_PROPERTIES: Mapping[tuple[str, str], tuple[str, Words]] = {
    **{
        (event, "amount"): ("SELECT 1 FROM event_order WHERE net_base <> 0 LIMIT 1", _PRICES)
        for event in ("order", "order_placed", "sale")
    },
    ("order_line", "amount"): ("SELECT 1 FROM event_order_line WHERE net_base <> 0 LIMIT 1", _PRICES),
    ("order_line", "category"): (
        "SELECT 1 FROM event_order_line WHERE category IS NOT NULL UNION ALL "
        "SELECT 1 FROM products WHERE category IS NOT NULL LIMIT 1",
        _GROUPS,
    ),
}
OF_CONSENTS = Words(
    "Tuo uutiskirjetyökalun tilaajat, peruneet ja poistetut, tai asiakasluettelo, jossa on markkinointilupa.",
    "Import subscribers, unsubscribed and cleaned of the newsletter tool, or a list with marketing consent.",
)


@dataclass(frozen=True)
class Lack:
    """kind: field (of people), company (a field of companies), event, consent or table. name: which. whence: where it
    would come from."""

    kind: str
    name: str
    whence: Words

    def plain(self) -> dict[str, str]:
        """As an answer carries it. A field is named in front: where it would come from is said of many alike."""
        label = {"field": field_label, "company": company_label}.get(self.kind)
        named = label(self.name) if label is not None and not self.name.startswith("area_") else None
        said = (
            self.whence
            if named is None
            else Words(
                *(
                    f"{named[language][:1].upper()}{named[language][1:]}: {self.whence[language]}"
                    for language in ("fi", "en")
                )
            )
        )
        return {"kind": self.kind, "name": self.name, **said.plain()}


@dataclass(frozen=True)
class Have:
    """What there is anything of: fields of people, event types, consents (channel, purpose), area figures, fields of
    companies, people joined to companies. untold: properties of event types of which no row tells anything."""

    fields: frozenset[str]
    events: frozenset[str]
    consents: frozenset[tuple[str, str]]
    areas: bool
    accounts: frozenset[str] = frozenset()
    contacts: bool = False
    untold: frozenset[tuple[str, str]] = frozenset()


def have(con: Connection, filled: Iterable[str]) -> Have:
    """filled: fields of people of which anything is known."""
    known = frozenset(filled)
    stored = [name for name in schema.event_tables(con) if con.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchall()]
    events = {name.removeprefix("event_") for name in stored}
    if "order" in events:
        events |= {"order_placed", "sale"}
    for state, event in (
        ("", "deal_made"),
        ("WHERE state = 'won'", "deal_won"),
        ("WHERE state = 'lost'", "deal_lost"),
    ):
        events |= {event} if con.execute(f"SELECT 1 FROM deals {state} LIMIT 1").fetchall() else set()
    consents = con.execute("SELECT DISTINCT channel, purpose FROM customer_consents").fetchall()
    areas = bool(con.execute("SELECT 1 FROM areas LIMIT 1").fetchall()) and "postcode" in known
    age = {"age"} if known & {"birth_date", "age_given"} else set()
    joined = bool(con.execute("SELECT 1 FROM contacts WHERE account_key IS NOT NULL LIMIT 1").fetchall())
    stated = frozenset((str(c), str(p)) for c, p in consents)
    untold = frozenset(named for named, (there, _) in OF_PROPERTIES.items() if not con.execute(there).fetchall())
    return Have(known | age, frozenset(events), stated, areas, _of_companies(con), joined, untold)


def _of_companies(con: Connection) -> frozenset[str]:
    """Fields of companies of which anything is known."""
    names = [column.name for column in ACCOUNTS.columns]
    counted = ", ".join(f"count({name})" for name in names)
    (row,) = con.execute(f"SELECT {counted} FROM accounts").fetchall()
    return frozenset(name for name, n in zip(names, row, strict=True) if n)


def lacks(defn: Definition, found: Have, known: Mapping[str, Definition]) -> list[Lack]:
    """What a definition reads and the data has nothing of; empty where it can be answered."""
    needs: Depends = depends_on(defn, known)
    lacking = [Lack("event", e, OF_EVENTS.get(e, _CRM)) for e in sorted(needs.events - found.events)]
    untold = sorted(named for named in _properties(defn) & found.untold if named[0] in found.events)
    lacking += [Lack("event", named[0], OF_PROPERTIES[named][1]) for named in untold]
    lacking += [Lack("consent", f"{c}/{p}", OF_CONSENTS) for c, p in sorted(needs.consents - found.consents)]
    of_companies = {name for unit, name in needs.beyond if unit == "accounts"}
    people = {name for unit, name in needs.beyond if unit == "customers"}
    own, others = (
        (people, needs.fields | of_companies) if unit_of(defn) == "accounts" else (needs.fields, of_companies)
    )
    lacking += [Lack("company", name, _COMPANIES) for name in sorted(others - found.accounts)]
    if "contacts" in needs.tables and not found.contacts:
        lacking.append(Lack("table", "contacts", _CONTACTS))
    for name in sorted(own):
        if name.startswith("area_"):
            lacking += [] if found.areas else [Lack("field", name, _AREAS)]
        elif name not in found.fields:
            lacking.append(Lack("field", name, OF_FIELDS.get(name, _CRM)))
    return lacking


def _properties(part: object) -> frozenset[tuple[str, str]]:
    """The properties of event types that are compared or measured anywhere in a rule: (event, property)."""
    if isinstance(part, tuple):
        return frozenset().union(*map(_properties, part))
    if not is_dataclass(part):
        return frozenset()
    inner = frozenset().union(*(_properties(getattr(part, one.name)) for one in fields(part)))
    if not isinstance(part, Event | Step):
        return inner
    measured = (part.measure.field, part.measure.by) if isinstance(part, Event) else ()
    named = {*(test.property for test in part.where), *measured}
    return inner | {(part.event, name) for name in named if name is not None}
