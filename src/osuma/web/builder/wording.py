"""What fields and choices of the builder are called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from osuma.engine.errors import Words

GROUPS: Mapping[str, Words] = {
    "all": Words("kaikki", "all"),
    "any": Words("vähintään yksi", "at least one"),
    "none": Words("ei mikään", "none"),
}
UNITS: Mapping[str, Words] = {
    "customers": Words("Asiakkaat", "Customers"),
    "accounts": Words("Yritykset", "Companies"),
    "areas": Words("Postinumeroalueet", "Postcode areas"),
}
#: Who can be divided into classes: those of whom there are rows.
DIVIDED: Mapping[str, Words] = {unit: UNITS[unit] for unit in ("customers", "accounts")}
#: Conditions that can be added, the everyday ones first.
KINDS: Mapping[str, Words] = {
    "event": Words("Osto, käynti tai muu teko", "A purchase, visit or other deed"),
    "property": Words("Tieto asiakkaasta", "What is known of the customer"),
    "recency": Words("Viimeisin tai ensimmäinen kerta", "The last or the first time"),
    "rank": Words("Eniten tai vähiten ostaneet", "Who bought most or least"),
    "date": Words("Syntymäpäivä tai muu päivä", "A birthday or another day"),
    "reach": Words("Saako lähettää viestin", "May be written to"),
    "consent": Words("Suostumus tai kielto", "A consent or a refusal"),
    "member": Words("Kuuluu toiseen segmenttiin", "Is in another segment"),
    "area": Words("Asuinalueen tieto", "A figure of the home area"),
    "contacts": Words("Yrityksen yhteyshenkilöt", "Contacts of the company"),
    "account": Words("Yritys, jonka yhteyshenkilö hän on", "The company whose contact they are"),
}
OF_UNIT: Mapping[str, tuple[str, ...]] = {
    "customers": (
        "event",
        "property",
        "recency",
        "rank",
        "date",
        "reach",
        "consent",
        "member",
        "area",
        "account",
    ),
    "accounts": ("property", "contacts", "event", "recency", "date", "member"),
    "areas": ("property",),
}
#: What a field is called where those who are looked for are no customers.
_FIELD_OF = {
    "accounts": Words("Tieto yrityksestä", "What is known of the company"),
    "areas": Words("Tieto alueesta", "What is known of the area"),
}


def kinds_of(unit: str) -> dict[str, Words]:
    """Conditions that can be added to a rule of a unit, by kind."""
    found = {kind: KINDS[kind] for kind in OF_UNIT[unit]}
    return found | ({"property": _FIELD_OF[unit]} if unit in _FIELD_OF else {})


#: Conditions behind "Lisää ehtoja".
ADVANCED: Mapping[str, Words] = {
    "sequence": Words("Teot järjestyksessä: ensin, sitten, eikä", "Deeds in order: first, then, without"),
    "message": Words("Mitä viestille tapahtui", "What became of a message"),
    "changed": Words("Tieto on muuttunut", "A field has changed"),
    "joined": Words("On tullut toiseen segmenttiin", "Has come into another segment"),
    "overdue": Words("Myöhässä omasta ostorytmistään", "Later than their own rhythm"),
    "seasonal": Words("Ostaa samaan aikaan vuodesta", "Buys at one time of the year"),
    "stated": Words("Milloin ja miten lupa annettiin", "When and how consent was given"),
    "suppressed": Words("On estolistalla", "Is on the suppression list"),
    "near": Words("Etäisyys paikasta", "Distance from a place"),
    "score": Words("Mallin antama arvio", "What a model says"),
    "experiment": Words("Ryhmä kokeessa", "Arm of an experiment"),
    "sample": Words("Satunnaisotos", "A random sample"),
    "bucket": Words("Pysyvä osuus asiakkaista", "A lasting share of customers"),
}
#: Those of which there is nothing to choose until something of the kind has been stored, by what `Offer` calls it.
ONLY_WITH: Mapping[str, str] = {"score": "models", "experiment": "experiments"}
ADVANCED_OF: Mapping[str, tuple[str, ...]] = {"customers": tuple(ADVANCED)}
UNKNOWN = Words("jos tieto puuttuu", "if not known")
POLICIES: Mapping[str, Words] = {
    "keep": Words("ei lasketa mukaan, elleivät muut ehdot riitä", "left out, unless other conditions suffice"),
    "include": Words("otetaan mukaan", "taken in"),
    "exclude": Words("jätetään pois aina", "always left out"),
    "only": Words("vain ne, joilta tieto puuttuu", "only those of whom it is not known"),
}
_PRESENCE = {"set": Words("on tiedossa", "is known"), "not_set": Words("puuttuu", "is not known")}
_TEXT = {
    "eq": Words("on", "is"),
    "ne": Words("ei ole", "is not"),
    "in": Words("on jokin näistä", "is one of"),
    "not_in": Words("ei ole mikään näistä", "is none of"),
    "contains": Words("sisältää", "contains"),
    "not_contains": Words("ei sisällä", "does not contain"),
    "starts_with": Words("alkaa", "starts with"),
    "not_starts_with": Words("ei ala", "does not start with"),
    "ends_with": Words("päättyy", "ends with"),
    "not_ends_with": Words("ei pääty", "does not end with"),
    "regex": Words("vastaa lauseketta", "matches the expression"),
    "not_regex": Words("ei vastaa lauseketta", "does not match the expression"),
}
NUMBERS = {
    "gte": Words("vähintään", "at least"),
    "lte": Words("enintään", "at most"),
    "gt": Words("yli", "more than"),
    "lt": Words("alle", "less than"),
    "between": Words("välillä", "between"),
    "eq": Words("tasan", "exactly"),
    "ne": Words("muu kuin", "other than"),
}
_FIGURES = {**NUMBERS, "in": Words("jokin näistä", "one of"), "not_in": Words("ei mikään näistä", "none of")}
_DAYS = {
    "gte": Words("aikaisintaan", "on or after"),
    "lte": Words("viimeistään", "on or before"),
    "gt": Words("jälkeen", "after"),
    "lt": Words("ennen", "before"),
    "between": Words("välillä", "between"),
    "eq": Words("on", "is"),
    "ne": Words("ei ole", "is not"),
}
_LIST = {
    "any": Words("sisältää jonkin näistä", "has any of"),
    "all": Words("sisältää kaikki nämä", "has all of"),
    "none": Words("ei sisällä mitään näistä", "has none of"),
    "not_all": Words("ei sisällä kaikkia näistä", "has not all of"),
    "contains": Words("jossakin on teksti", "one of them contains"),
    "not_contains": Words("missään ei ole tekstiä", "none of them contains"),
    "length_eq": Words("määrä on tasan", "their number is"),
    "length_gte": Words("määrä on vähintään", "their number is at least"),
    "length_lte": Words("määrä on enintään", "their number is at most"),
}
#: How each operator is said of each kind of value, the commonest first; the language's own, all of them.
OPERATORS: Mapping[str, Mapping[str, Words]] = {
    "text": {**_TEXT, **_PRESENCE},
    "code": {**_TEXT, **_PRESENCE},
    "int": {**_FIGURES, **_PRESENCE},
    "decimal": {**_FIGURES, **_PRESENCE},
    "bool": {"eq": Words("on", "is"), "ne": Words("ei ole", "is not"), **_PRESENCE},
    "date": {**_DAYS, **_PRESENCE},
    "instant": {**_DAYS, **_PRESENCE},
    "list": {**_LIST, **_PRESENCE},
}
_SAME = {"eq": Words("sama kuin tieto", "the same as the field"), "ne": Words("eri kuin tieto", "not the field")}
_LARGER = {
    "gt": Words("suurempi kuin tieto", "larger than the field"),
    "gte": Words("vähintään yhtä suuri kuin tieto", "at least the field"),
    "lt": Words("pienempi kuin tieto", "smaller than the field"),
    "lte": Words("enintään yhtä suuri kuin tieto", "at most the field"),
    **_SAME,
}
_LATER = {
    "gt": Words("myöhemmin kuin tieto", "later than the field"),
    "gte": Words("aikaisintaan silloin kuin tieto", "not before the field"),
    "lt": Words("aikaisemmin kuin tieto", "earlier than the field"),
    "lte": Words("viimeistään silloin kuin tieto", "not after the field"),
    **_SAME,
}
#: How two fields of one kind are compared; the language's own, all of them.
BESIDE: Mapping[str, Mapping[str, Words]] = {
    **dict.fromkeys(("text", "code", "bool"), _SAME),
    **dict.fromkeys(("int", "decimal"), _LARGER),
    **dict.fromkeys(("date", "instant"), _LATER),
}
YES_NO = {"true": Words("kyllä", "yes"), "false": Words("ei", "no")}
TIMES: Mapping[str, Words] = {
    "minutes": Words("minuuttia", "minutes"),
    "hours": Words("tuntia", "hours"),
    "days": Words("päivää", "days"),
    "weeks": Words("viikkoa", "weeks"),
    "months": Words("kuukautta", "months"),
    "years": Words("vuotta", "years"),
}
#: The same as they stand in "viimeisten 12 kuukauden".
TIMES_OF: Mapping[str, Words] = {
    "minutes": Words("minuutin", "minutes"),
    "hours": Words("tunnin", "hours"),
    "days": Words("päivän", "days"),
    "weeks": Words("viikon", "weeks"),
    "months": Words("kuukauden", "months"),
    "years": Words("vuoden", "years"),
}
WHEN: Mapping[str, Words] = {
    "": Words("milloin tahansa", "at any time"),
    "last": Words("viimeisten", "in the last"),
    "before": Words("aikaisemmin kuin", "earlier than"),
    "ago": Words("aikavälillä", "between"),
    "calendar": Words("kalenterissa", "in the calendar"),
    "dates": Words("päivinä", "from day to day"),
}
AHEAD: Mapping[str, Words] = {
    "next": Words("seuraavien", "in the next"),
    "last": Words("viimeisten", "in the last"),
    "calendar": Words("kalenterissa", "in the calendar"),
    "before": Words("aikaisemmin kuin", "earlier than"),
    "beyond": Words("myöhemmin kuin", "later than"),
    "ahead": Words("tästä eteenpäin aikavälillä", "ahead, between"),
    "ago": Words("aikavälillä", "between"),
    "dates": Words("päivinä", "from day to day"),
}
YEARLY = ("next", "last", "calendar")
CALENDAR: Mapping[str, Words] = {
    "this day": Words("tänään", "today"),
    "this week": Words("tällä viikolla", "this week"),
    "last week": Words("viime viikolla", "last week"),
    "next week": Words("ensi viikolla", "next week"),
    "this month": Words("tässä kuussa", "this month"),
    "last month": Words("viime kuussa", "last month"),
    "next month": Words("ensi kuussa", "next month"),
    "this quarter": Words("tällä vuosineljänneksellä", "this quarter"),
    "last quarter": Words("viime vuosineljänneksellä", "last quarter"),
    "this year": Words("tänä vuonna", "this year"),
    "last year": Words("viime vuonna", "last year"),
    "this fiscal year": Words("tällä tilikaudella", "this fiscal year"),
    "last fiscal year": Words("viime tilikaudella", "last fiscal year"),
}
#: What is measured of events, before the name of what it is measured of.
MEASURES: Mapping[str, Words] = {
    "sum": Words("yhteensä", "total"),
    "avg": Words("keskimäärin", "average"),
    "max": Words("suurin", "largest"),
    "min": Words("pienin", "smallest"),
    "distinct": Words("eri arvoja", "different values"),
    "last": Words("viimeisin", "last"),
    "first": Words("ensimmäinen", "first"),
    "mode": Words("yleisin", "commonest"),
}
#: How the commonest value is told: by rows, or by a figure of theirs, before its name.
MOST_ROWS = Words("useimmin", "most often")
MOST_OF = Words("eniten: ", "most: ")
DID = Words("vähintään kerran", "at least once")
NEVER = Words("ei kertaakaan", "not once")
COUNT = Words("kertoja", "number of times")
WHICH = {"last": Words("viimeisin kerta", "the last time"), "first": Words("ensimmäinen kerta", "the first time")}
AGO = {"lte": Words("enintään", "at most"), "gt": Words("yli", "more than")}
CHANNELS = {
    "email": Words("sähköposti", "e-mail"),
    "sms": Words("tekstiviesti", "text message"),
    "phone": Words("puhelin", "phone"),
    "post": Words("posti", "post"),
}
STATES = {"granted": Words("suostumus on annettu", "consent was given"), "refused": Words("kielto", "refused")}
GROUNDS = {
    "consent": Words("suostumus", "consent"),
    "existing_customer": Words("asiakassuhde", "an existing customer"),
    "company": Words("yrityksen yleinen osoite", "a company's general address"),
}
ON_GROUNDS = Words("peruste (ilman rastia mikä tahansa):", "ground (none ticked: any):")
OF_SOURCES = Words("lähde (ilman rastia mikä tahansa):", "source (none ticked: any):")
IN_WAYS = Words("tapa (ilman rastia mikä tahansa):", "way (none ticked: any):")
IN_ARMS = Words("ryhmä (ilman rastia mikä tahansa):", "arm (none ticked: any):")
#: Arms that Osuma names itself, when a list leaves with a control group.
ARMS = {
    "sent": Words("mukana listalla", "on the list"),
    "control": Words("kontrolliryhmä", "control group"),
}
ORDERS = {"desc": Words("eniten", "most"), "asc": Words("vähiten", "least")}
SIZES = {"percent": Words("prosenttia", "per cent"), "n": Words("asiakasta", "customers")}
TOPS = {
    **SIZES,
    "tiles": Words("yhtä suurina osina", "in equal parts"),
    "percentile": Words("prosentteina pienimmästä alkaen", "in per cent from the smallest"),
}
BY_FIELD = Words("asiakkaan tieto", "a field of the customer")
AMONG_ALL = Words("kaikkien kesken", "of all together")
ALIKE = Words("niiden kesken, joilla on sama ", "of those who have the same ")
OF_PARTS = Words("osaa, mukaan osat", "parts, of which")
SEED = Words("arvonnan nimi", "name of the draw")
BUCKETS = Words("lokerot", "buckets")
OF_BUCKETS = Words("kymmenestätuhannesta (0–9999)", "of ten thousand (0–9999)")
CHOOSE = Words("valitse", "choose")
MISSING = Words("Valitse tai kirjoita arvo.", "Choose or write a value.")
#: What a row is of, before its fields.
ROWS: Mapping[str, Words] = {
    "property": Words("Tieto", "Field"),
    "event": Words("Teko", "Deed"),
    "recency": Words("Kerta", "Time"),
    "rank": Words("Sijoitus", "Standing"),
    "date": Words("Päivä", "Day"),
    "reach": Words("Saa lähettää viestin", "May be written to"),
    "consent": Words("Lupa", "Permission"),
    "member": Words("Kuuluu segmenttiin", "Is in the segment"),
    "near": Words("Lähellä paikkaa", "Near a place"),
    "score": Words("Mallin arvio", "Score"),
    "experiment": Words("Koe", "Experiment"),
    "suppressed": Words("Estolistalla", "On the suppression list"),
    "sequence": Words("Teot järjestyksessä", "Deeds in order"),
    "step": Words("Vaihe", "Step"),
    "overdue": Words("Myöhässä rytmistään", "Later than usual"),
    "seasonal": Words("Vuodenaika", "Season"),
    "changed": Words("Muuttunut tieto", "Changed field"),
    "sample": Words("Satunnaisotos", "Random sample"),
    "bucket": Words("Pysyvä osuus", "Lasting share"),
    "message": Words("Viesti", "Message"),
    "filter": Words("joissa", "of which"),
    "other": Words("Muu ehto", "Another condition"),
}
LEFT_OUT = Words("jätetään pois", "left out")
#: Event types whose own name does not tell them apart in a list.
EVENTS: Mapping[str, Words] = {
    "order_line": Words("osto tuotteittain", "purchase, by product"),
    "order_placed": Words("tehty osto (perututkin)", "order placed (cancelled ones too)"),
    "sale": Words("myynti (ostot ja palautukset)", "sales (purchases and returns)"),
}
#: Conditions on those who are on the other side: the contacts of a company, the company of a contact.
ACROSS: Mapping[str, Mapping[str, Words]] = {
    "contacts": {
        "any": Words("Vähintään yhdestä yhteyshenkilöstä", "Of at least one contact"),
        "all": Words("Jokaisesta yhteyshenkilöstä", "Of every contact"),
        "none": Words("Ei yhdestäkään yhteyshenkilöstä", "Of none of the contacts"),
        "count": Words("Yhteyshenkilöiden määrä", "Number of contacts"),
    },
    "account": {
        "any": Words("Vähintään yhdestä yrityksestä", "Of at least one company"),
        "all": Words("Jokaisesta yrityksestä", "Of every company"),
        "none": Words("Ei yhdestäkään yrityksestä", "Of none of the companies"),
        "count": Words("Yritysten määrä", "Number of companies"),
    },
}
#: How a step of a sequence is led in, by where it stands.
STEPS: Mapping[str, Mapping[str, Words]] = {
    "first": {"event": Words("ensin", "first")},
    "between": {"event": Words("sitten", "then"), "without": Words("eikä välissä", "without, in between")},
    "last": {"event": Words("sitten", "then"), "without": Words("eikä sen jälkeen", "and then not")},
}
LIMITS = {"": Words("ilman aikarajaa", "however long it takes"), "within": Words("kaikki", "all within")}
#: What a time limit is at first.
FIRST_LIMIT = "7 days"
FROM_FIRST = Words("kuluessa ensimmäisestä", "of the first")
SAME_IN_ALL = Words("sama kaikissa:", "the same in all:")
WAITING = {
    "": Words("vain ne, joiden aika on täynnä", "only those whose time is over"),
    "so_far": Words("myös ne, joilla aika on vielä kesken", "also those who are still in time"),
}
LATER_BY = Words("edellisestä on yli", "since the last one more than")
USUAL_GAP = Words("kertaa tavallinen väli", "times the usual gap")
GAPS_KNOWN = Words("tunnettuja välejä vähintään", "gaps known, at least")
AT_LEAST = Words("vähintään", "at least")
PERCENT_WITHIN = Words("% osuu", "% fall within")
MONTHS_OF_YEAR = Words("peräkkäiselle kuukaudelle,", "months in a row,")
YEARS_RUNNING = Words("vuotena", "years")
JOINED: Mapping[str, Words] = {
    "": Words("nyt", "now"),
    "last": Words("tullut siihen viimeisten", "came in during the last"),
    "before": Words("tullut siihen aikaisemmin kuin", "came in earlier than"),
    "ago": Words("tullut siihen aikavälillä", "came in between"),
    "calendar": Words("tullut siihen", "came in"),
    "dates": Words("tullut siihen päivinä", "came in from day to day"),
}
ANY_VALUE = Words("mikä tahansa", "any")
TWICE = {
    "": Words("vahvistettu tai ei", "confirmed or not"),
    "true": Words("vahvistettu linkistä", "confirmed by a link"),
    "false": Words("ei vahvistettu linkistä", "not confirmed by a link"),
}
LISTED: Mapping[str, Words] = {
    "": Words("milloin vain lisätty", "added at any time"),
    "last": Words("lisätty viimeisten", "added in the last"),
    "before": Words("lisätty aikaisemmin kuin", "added earlier than"),
    "ago": Words("lisätty aikavälillä", "added between"),
    "calendar": Words("lisätty", "added"),
    "dates": Words("lisätty päivinä", "added from day to day"),
}
CAMPAIGN = Words("kampanja", "campaign")
MAIL_CHANNELS = {"email": CHANNELS["email"], "sms": CHANNELS["sms"]}
ANY_CHANNEL = {"": Words("kaikki kanavat", "any channel"), **MAIL_CHANNELS}
BY_WHOM = {"": Words("ihminen itse", "by a person"), "false": Words("ohjelma", "by software")}
#: What became of a message, and that it did not.
MESSAGES: Mapping[str, tuple[Words, Words]] = {
    "sent": (Words("lähetettiin", "was sent"), Words("ei lähetetty", "was not sent")),
    "delivered": (Words("meni perille", "was delivered"), Words("ei mennyt perille", "was not delivered")),
    "opened": (Words("avattiin", "was opened"), Words("lähetettiin, mutta ei avattu", "was sent and not opened")),
    "clicked": (Words("klikattiin", "was clicked"), Words("lähetettiin, mutta ei klikattu", "was sent, not clicked")),
    "bounced": (
        Words("palautui", "came back"),
        Words("lähetettiin, eikä palautunut", "was sent and did not come back"),
    ),
    "handed_over": (
        Words("oli ladatulla listalla", "was in a list handed over"),
        Words("ei ollut ladatulla listalla", "was not in the list handed over"),
    ),
    "unsubscribed": (
        Words("sai asiakkaan perumaan viestit", "made the customer unsubscribe"),
        Words("ei saanut asiakasta perumaan viestejä", "did not make the customer unsubscribe"),
    ),
    "complained": (
        Words("merkittiin roskapostiksi", "was marked as spam"),
        Words("ei merkitty roskapostiksi", "was not marked as spam"),
    ),
}
