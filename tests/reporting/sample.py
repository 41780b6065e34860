"""Two made-up reports with the figures of a real one: a sports shop, and a grocer without contact data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

from osuma.engine.errors import Words
from osuma.reporting.facts import (
    Choice,
    Concentration,
    Count,
    Difference,
    Identity,
    KeyFigure,
    Label,
    Line,
    Month,
    Months,
    Origin,
    Overlap,
    Partition,
    PartitionClass,
    Person,
    Reach,
    Reconciliation,
    RefusedExample,
    RefusedReason,
    Report,
    RfmCell,
    RfmGrid,
    Segment,
    Source,
    Step,
    Tally,
    TopShare,
)

RFM_NAMES = (
    Words("Parhaat", "Champions"),
    Words("Uskolliset", "Loyal"),
    Words("Uskollisiksi kasvavat", "Potential loyalists"),
    Words("Uudet", "New"),
    Words("Lupaavat", "Promising"),
    Words("Huomiota kaipaavat", "Need attention"),
    Words("Hiljenemässä", "About to sleep"),
    Words("Hiipumassa", "At risk"),
    Words("Arvokkaat, hiipumassa", "Can’t lose"),
    Words("Nukkuvat", "Hibernating"),
)
RFM_CLASSES = (  # rows R5 to R1, columns F1 to F5
    (3, 2, 2, 0, 0),
    (4, 2, 2, 1, 1),
    (6, 6, 5, 1, 1),
    (9, 9, 7, 7, 8),
    (9, 9, 7, 7, 8),
)
RFM_COUNTS = (
    (310, 118, 142, 121, 264),
    (402, 131, 117, 129, 171),
    (438, 122, 96, 92, 98),
    (511, 128, 87, 64, 38),
    (702, 96, 44, 22, 9),
)
SEGMENTS = (
    ("hiipumassa", "Hiipumassa", "Lapsing", 941, 0, "58210.40"),
    ("uskolliset", "Uskolliset", "Loyal customers", 388, 0, "168410.15"),
    ("uudet", "Uudet asiakkaat", "New customers", 412, 0, "31244.90"),
    ("parhaat-10", "Eniten ostanut kymmenesosa", "Top tenth by spend", 421, 0, "171902.00"),
    ("juoksijat", "Juoksijat", "Runners", 1104, 0, "142880.35"),
    ("pyorailijat", "Pyöräilijät", "Cyclists", 688, 0, "121655.80"),
    ("joogit", "Joogaajat", "Yoga", 402, 0, "38122.10"),
    ("nuoret-naiset", "Nuoret naiset 18–25", "Young women 18–25", 214, 1312, "14880.75"),
    ("helsinki", "Helsinkiläiset", "Helsinki residents", 903, 240, "81244.60"),
    ("ostoskori", "Ostoskori jäi kesken", "Left a basket behind", 127, 0, "9130.20"),
    ("palauttajat", "Palauttavat paljon", "Return often", 96, 0, "12077.45"),
    ("alennus", "Ostavat vain alennuksesta", "Buy only on discount", 309, 0, "22419.30"),
    ("syntymapaiva", "Syntymäpäivä kahden viikon sisällä", "Birthday within two weeks", 118, 2310, "9875.00"),
    ("isot-kengat", "Koko 47 tai suurempi", "Shoe size 47 or larger", 22, 3104, "3120.00"),
)
STAGES = (
    ("Ei vielä ostanut", "Not yet bought", 1066, "0.00", "Ei yhtään ostoa aineistossa.", "No purchase in the data."),
    (
        "Uusi",
        "New",
        412,
        "31244.90",
        "Ensimmäinen osto viimeisten 60 päivän aikana.",
        "First purchase in the last 60 days.",
    ),
    ("Aktiivinen", "Active", 1630, "221980.20", "Osti viimeisten 120 päivän aikana.", "Bought in the last 120 days."),
    ("Hiipumassa", "Lapsing", 941, "58210.40", "121–240 päivää ostosta.", "121–240 days since the purchase."),
    ("Luopunut", "Lapsed", 1369, "61004.50", "Yli 240 päivää ostosta.", "More than 240 days since the purchase."),
)


def sportshop(**changes: object) -> Report:
    """The seeded sports shop."""
    at = date(2026, 11, 19)
    orders = Origin(at, Words("tilaukset.csv, asiakkaat.csv", "tilaukset.csv, asiakkaat.csv"))
    facts: dict[str, object] = {
        "workspace": "Lumipolku Urheilu Oy",
        "title": Words("Asiakkaamme yhdellä silmäyksellä", "Our customers at a glance"),
        "label": Label("simulated", Words("Simuloitu aineisto", "Simulated data")),
        "made_at": datetime(2026, 11, 20, 7, 5, tzinfo=UTC),
        "data_end": at,
        "as_of": datetime(2026, 11, 19, 22, 0, tzinfo=UTC),
        "zone": "Europe/Helsinki",
        "currency": "EUR",
        "base": 5418,
        "net_sales": Decimal("372440.00"),
        "sales_window": (date(2025, 11, 20), at),
        "summary": SUMMARY,
        "key_figures": KEY_FIGURES,
        "sources": sources(),
        "refused": REFUSED,
        "set_apart": (
            Count(Words("Omat työntekijät ja testitilaukset", "Own staff and test orders"), 14),
            Count(Words("Jälleenmyyjät", "Resellers"), 6),
            Count(Words("Yhteiset osoitteet (info@, myynti@)", "Shared addresses (info@, myynti@)"), 31),
        ),
        "identity": identity(orders),
        "segments": tuple(segment(*row) for row in SEGMENTS),
        "origin": orders,
        "overlap": overlap(orders),
        "rfm": rfm(orders),
        "partitions": (stages(orders), loyalty(orders)),
        "concentration": concentration(orders),
        "months": months(orders),
        "reach": reach(at),
        "choices": CHOICES,
    }
    return Report(**{**facts, **changes})  # type: ignore[arg-type]  # the tests change one fact at a time


def grocer() -> Report:
    """Households of a grocer: real shape, dollars, and nobody who could be written to."""
    at = date(2017, 12, 31)
    origin = Origin(
        at, Words("completejourney: transactions, demographics", "completejourney: transactions, demographics")
    )
    rows = SEGMENTS[:6] + SEGMENTS[10:12]
    return sportshop(
        workspace="Ruokakauppa",
        title=Words("Kotitaloudet segmentteinä", "Households in segments"),
        label=Label(
            "public",
            Words("Julkinen aineisto: completejourney (84.51°)", "Public data: completejourney (84.51°)"),
            Words("aineiston oma käyttöehto", "the data set’s own terms"),
        ),
        data_end=at,
        as_of=datetime(2018, 1, 1, 5, 0, tzinfo=UTC),
        zone="America/New_York",
        currency="USD",
        sales_window=(date(2017, 1, 1), at),
        base=2469,
        net_sales=Decimal("4586412.55"),
        key_figures=(
            KeyFigure(Words("Kotitalouksia", "Households"), Words("2 469", "2,469"), Words("vuonna 2017", "in 2017")),
        ),
        rfm=None,
        partitions=(),
        segments=(*(segment(*row, contacts=False) for row in rows), areas()),
        sources=(
            Source(
                "transactions.csv",
                Words("Ostorivit", "Order lines"),
                1_469_307,
                1_469_307,
                0,
                (date(2017, 1, 1), at),
                (
                    Reconciliation(
                        Tally(155_848, Decimal("4586412.55")),
                        Tally(155_848, Decimal("4586412.55")),
                        (),
                        Tally(0, Decimal("0.00")),
                    ),
                ),
            ),
        ),
        refused=(),
        set_apart=(),
        identity=None,
        origin=origin,
        overlap=None,
        reach=Reach(origin, contactless=True),
        summary=(
            Words(
                "Aineistossa on 2 469 kotitaloutta ja 1 469 307 ostoriviä vuodelta 2017.",
                "The data has 2,469 households and 1,469,307 order lines from 2017.",
            ),
            Words("Kaikki rivit otettiin mukaan.", "Every row was taken."),
            Words(
                "Yhteystietoja ei ole, joten ketään ei voi tavoittaa.",
                "There is no contact data, so nobody can be reached.",
            ),
        ),
    )


SUMMARY = (
    Words(
        "Toit 4 tiedostoa: niistä tuli 5 418 asiakasta ja 6 391 ostoa, yhteensä 398 120,00 €.",
        "You brought 4 files: they gave 5,418 customers and 6,391 orders, €398,120.00 in all.",
    ),
    Words(
        "Kaupan omaan lukuun verrattuna ero selittyy sentilleen: perutut, testit, palautukset ja toimituskulut.",
        "The difference from the shop’s own total is explained to the cent: cancelled, tests, refunds and delivery.",
    ),
    Words(
        "37 riviä hylättiin; syyt ovat tämän raportin lopussa, eikä yksikään niistä muuta lukuja huomaamatta.",
        "37 rows were refused; the reasons are at the end of this report, and none changes a figure unnoticed.",
    ),
)
KEY_FIGURES = (
    KeyFigure(
        Words("Asiakkaita", "Customers"),
        Words("5 418", "5,418"),
        Words("joista 4 352 on ostanut", "of whom 4,352 have bought"),
    ),
    KeyFigure(
        Words("Nettomyynti, 12 kk", "Net sales, 12 months"),
        Words("372 440 €", "€372,440"),
        Words("20.11.2025–19.11.2026", "20 Nov 2025 – 19 Nov 2026"),
    ),
    KeyFigure(
        Words("Keskiosto", "Average order"),
        Words("62,30 €", "€62.30"),
        Words("palautukset vähennetty", "returns deducted"),
    ),
    KeyFigure(
        Words("Tavoitettavissa", "Reachable"),
        Words("3 118", "3,118"),
        Words("sähköpostilla, lupa tarkistettu", "by e-mail, permission checked"),
    ),
)
REFUSED = (
    RefusedReason(
        Words("Päivämäärää ei voi lukea", "The date cannot be read"),
        21,
        (
            RefusedExample("tilaukset.csv", 412, "Pvm", "31.2.2026"),
            RefusedExample("tilaukset.csv", 5_077, "Pvm", "ei tiedossa"),
        ),
    ),
    RefusedReason(
        Words("Summa ei ole luku", "The amount is not a number"),
        13,
        (RefusedExample("tilaukset.csv", 1_290, "Summa", "12,50 tai 15"),),
    ),
    RefusedReason(
        Words("Rivillä on liikaa sarakkeita", "The row has too many columns"),
        3,
        (RefusedExample("asiakkaat.csv", 88, "Sähköposti"),),
    ),
)
CHOICES = (
    Choice(
        Words("Osto", "Purchase"),
        Words(
            "Maksettu tilaus. Perutut, kokonaan palautetut ja testit eivät ole mukana.",
            "A paid order. Cancelled, fully refunded and test orders do not count.",
        ),
    ),
    Choice(
        Words("Nettomyynti", "Net sales"),
        Words(
            "Sisältää arvonlisäveron. Palautukset on vähennetty, toimituskulut eivät ole mukana.",
            "VAT included. Returns deducted, delivery not counted.",
        ),
        date(2026, 11, 20),
    ),
    Choice(
        Words("Päivä", "Day"),
        Words(
            "Kalenteripäivä Suomen ajassa. ”90 päivään” on 22.8.–19.11.2026.",
            "A calendar day in Finnish time. “In 90 days” is 22 Aug – 19 Nov 2026.",
        ),
    ),
    Choice(
        Words("Tieto puuttuu", "Not known"),
        Words(
            "Puuttuva tieto ei ole ”ei”. Asiakas jää pois ja lasketaan erikseen.",
            "Missing is not “no”. The customer is left out and counted apart.",
        ),
    ),
    Choice(
        Words("Ristiriitaiset luvat", "Contradictory permissions"),
        Words(
            "Kielto voittaa aina, tulipa se mistä tietolähteestä tahansa.",
            "A refusal always wins, whichever source it comes from.",
        ),
    ),
)


def sources() -> tuple[Source, ...]:
    """Four files; the orders reconcile to the cent."""
    money = Reconciliation(
        file=Tally(6_480, Decimal("412380.00")),
        osuma=Tally(6_391, Decimal("398120.00")),
        differences=(
            Difference("cancelled", Tally(61, Decimal("3480.50"))),
            Difference("test", Tally(28, Decimal("410.00"))),
            Difference("partly_refunded", Tally(0, Decimal("499.50"))),
            Difference("shipping", Tally(0, Decimal("9870.00"))),
        ),
        unexplained=Tally(0, Decimal("0.00")),
    )
    span = (date(2024, 11, 25), date(2026, 11, 19))
    return (
        Source("tilaukset.csv", Words("Shopify-tilaukset", "Shopify orders"), 9_912, 9_878, 34, span, (money,)),
        Source("asiakkaat.csv", Words("Shopify-asiakkaat", "Shopify customers"), 5_120, 5_117, 3),
        Source(
            "mailchimp.zip / subscribed.csv", Words("Mailchimp: tilaajat", "Mailchimp: subscribed"), 3_402, 3_402, 0
        ),
        Source(
            "mailchimp.zip / unsubscribed.csv", Words("Mailchimp: peruneet", "Mailchimp: unsubscribed"), 611, 611, 0
        ),
    )


def segment(slug: str, fi: str, en: str, count: int, unknown: int, sales: str, contacts: bool = True) -> Segment:
    """One segment with a plausible explanation and steps."""
    base = 5418 if contacts else 2469
    mail, allowed = round(count * 0.94), round(count * 0.71)
    steps = (
        Step(Words("Kaikki asiakkaat", "Everybody"), base),
        Step(Words("On ostanut joskus", "Has bought at some time"), max(count, base * 4 // 5)),
        Step(
            Words(
                "Ostanut vähintään 2 kertaa viimeisten 12 kuukauden aikana",
                "Bought at least twice in the last 12 months",
            ),
            round(count * 1.6),
        ),
        Step(Words("Ei ostoja 90 päivään (22.8.–19.11.2026)", "Nothing in 90 days (22 Aug – 19 Nov 2026)"), count),
    )
    reached = (
        Step(Words("Segmentissä", "In the segment"), count),
        Step(Words("On sähköpostiosoite", "Has an e-mail address"), mail),
        Step(Words("Ei estolistalla", "Not on the suppression list"), round(count * 0.88)),
        Step(Words("Lupa lähettää", "May be sent to"), allowed),
    )
    return Segment(
        slug=slug,
        name=Words(fi, en),
        count=count,
        unknown=unknown,
        explanation=(
            Line(Words("Kaikki nämä pitävät paikkansa:", "All of these are true:")),
            Line(
                Words(
                    "Asiakas on ostanut vähintään 2 kertaa viimeisten 12 kuukauden aikana (20.11.2025–19.11.2026).",
                    "The customer has bought at least twice in the last 12 months (20 Nov 2025 – 19 Nov 2026).",
                ),
                1,
            ),
            Line(Words("Vähintään yksi näistä:", "At least one of these:"), 1),
            Line(Words("Tuoteryhmä on ”Juoksu”.", "The product group is “Juoksu”."), 2),
            Line(Words("Paikkakunta on ”Helsinki”.", "The town is “Helsinki”."), 2),
            Line(
                Words(
                    "Asiakas ei ole ostanut mitään 90 päivään (22.8.–19.11.2026).",
                    "The customer has bought nothing in 90 days (22 Aug – 19 Nov 2026).",
                ),
                1,
            ),
        ),
        net_sales=Decimal(sales),
        steps=steps,
        reach=reached if contacts else (),
        people=(
            Person("Anna V.", Words("osti 21.8.2026", "bought 21 Aug 2026")),
            Person("Matti K.", Words("osti 4.8.2026", "bought 4 Aug 2026")),
            Person("AS-10482"),
        ),
        next_step=Words(
            "Lähetä muistutus uutuuksista ja jätä kymmenesosa kontrolliryhmäksi, niin näet, mitä viesti toi.",
            "Send a reminder of what is new and leave a tenth as a control group, so that you see what it brought.",
        ),
    )


def areas() -> Segment:
    """A segment of postcode areas, not of people."""
    return Segment(
        "pientaloalueet",
        Words("Pientaloalueet", "Areas of small houses"),
        318,
        12,
        (Line(Words("Asunnoista vähintään 60 % on pientaloja.", "At least 60% of the homes are small houses.")),),
        unit="areas",
    )


def overlap(origin: Origin) -> Overlap:
    """A symmetric matrix whose shared counts never exceed either segment."""
    rng = Random(7)
    sizes = [row[3] for row in SEGMENTS]
    shared = [[0] * len(sizes) for _ in sizes]
    for i, size in enumerate(sizes):
        shared[i][i] = size
        for j in range(i):
            shared[i][j] = shared[j][i] = int(min(size, sizes[j]) * rng.random() ** 1.6)
    return Overlap(tuple(Words(row[1], row[2]) for row in SEGMENTS), tuple(map(tuple, shared)), origin)


def rfm(origin: Origin) -> RfmGrid:
    """Five by five with the ten usual names."""
    cells = tuple(
        tuple(RfmCell(count, index) for count, index in zip(*row, strict=True))
        for row in zip(RFM_COUNTS, RFM_CLASSES, strict=True)
    )
    sales = (121_400, 74_210, 48_800, 21_090, 17_320, 14_870, 13_100, 30_440, 19_910, 11_300)
    classes = tuple(
        PartitionClass(name, sum(c.count for row in cells for c in row if c.class_index == i), Decimal(sales[i]))
        for i, name in enumerate(RFM_NAMES)
    )
    notes = (
        Words(
            "Ostotiheydessä on 5 eri arvoa. Yhtä usein ostaneet saavat aina saman pisteen.",
            "Frequency has 5 distinct scores. Customers who bought equally often always get the same score.",
        ),
    )
    return RfmGrid(Partition(Words("RFM-ryhmät", "RFM groups"), classes, origin, notes), cells)


def stages(origin: Origin) -> Partition:
    """Where each customer is in the life cycle."""
    classes = tuple(
        PartitionClass(Words(fi, en), count, Decimal(sales), Words(meaning_fi, meaning_en))
        for fi, en, count, sales, meaning_fi, meaning_en in STAGES
    )
    return Partition(Words("Elinkaarijako", "Life cycle"), classes, origin)


def loyalty(origin: Origin) -> Partition:
    """New, occasional, loyal."""
    return Partition(
        Words("Uudet, satunnaiset, uskolliset", "New, occasional, loyal"),
        (
            PartitionClass(Words("Uudet", "New"), 412, Decimal("31244.90")),
            PartitionClass(Words("Satunnaiset", "Occasional"), 3552, Decimal("172784.95")),
            PartitionClass(Words("Uskolliset", "Loyal"), 388, Decimal("168410.15")),
            PartitionClass(Words("Ei vielä ostanut", "Not yet bought"), 1066, Decimal("0.00")),
        ),
        origin,
    )


def concentration(origin: Origin) -> Concentration:
    """A usual shop: a fifth of the buyers bring most of the money."""
    total, buyers = Decimal("372440.00"), 4180
    tops = tuple(
        TopShare(Decimal(percent), buyers * percent // 100, total * share / 1000)
        for percent, share in ((1, 118), (5, 311), (10, 452), (20, 631), (50, 884))
    )
    points = tuple((float(t.percent) / 100, float(t.net_sales / total)) for t in tops)
    curve = (*points, (0.03, 0.23), (0.15, 0.553), (0.3, 0.744), (0.4, 0.824), (0.65, 0.945), (0.8, 0.98))
    return Concentration(buyers, total, tops, origin, curve)


def months(origin: Origin) -> Months:
    """Two years with a Black Friday in each."""
    rng = Random(3)
    found = []
    for i in range(25):
        first = date(2024 + (10 + i) // 12, (10 + i) % 12 + 1, 1)
        season = {11: 2.1, 12: 1.8, 1: 0.7, 2: 0.6}.get(first.month, 1.0)
        part = 0.2 if i == 0 else 0.63 if i == 24 else 1.0
        orders = int(230 * season * part * (0.9 + rng.random() * 0.25))
        note = Words("Black Friday 28.11.", "Black Friday 28 Nov") if first == date(2025, 11, 1) else None
        found.append(Month(first, orders, Decimal(orders * 6230 + rng.randrange(9999)) / 100, part < 1, note))
    return Months(tuple(found), origin)


def identity(origin: Origin) -> Identity:
    """How rows of four files became people."""
    return Identity(
        identities=14_533,
        people=5_418,
        merges=(
            Count(Words("Sama sähköpostiosoite", "Same e-mail address"), 8_611),
            Count(Words("Sama asiakasnumero", "Same customer number"), 402),
            Count(Words("Sama puhelinnumero ja sukunimi", "Same phone number and surname"), 102),
        ),
        kept_apart=(
            Count(Words("Sama nimi, muuta yhteistä ei ole", "Same name, nothing else in common"), 87),
            Count(Words("Yhteinen osoite (info@, myynti@)", "Shared address (info@, myynti@)"), 31),
            Count(Words("Vaihteen puhelinnumero", "Switchboard number"), 9),
        ),
        origin=origin,
    )


def reach(at: date) -> Reach:
    """Whom an e-mail may go to."""
    return Reach(
        Origin(
            at,
            Words("Shopify-asiakkaat, Mailchimp, lupakirjanpito", "Shopify customers, Mailchimp, the consent ledger"),
        ),
        steps=(
            Step(Words("Kaikki asiakkaat", "Everybody"), 5418),
            Step(Words("On sähköpostiosoite", "Has an e-mail address"), 5102),
            Step(Words("Ei estolistalla", "Not on the suppression list"), 4491),
            Step(Words("Lupa lähettää", "May be sent to"), 3118),
        ),
        grounds=(
            Count(Words("Suostumus", "Consent"), 2_640),
            Count(Words("Asiakassuhteen perusteella sallittu", "Existing-customer ground"), 478),
            Count(Words("Ei lupaa", "No permission"), 1_373),
        ),
        contradictory=214,
        existing_customer_rule=True,
    )
