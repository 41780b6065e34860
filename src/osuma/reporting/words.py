"""The report's own words, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from osuma.engine.errors import Words


@dataclass(frozen=True)
class Reason:
    """A reason why a file and Osuma differ: as a heading, and counted in the sentence ("61 peruttua").

    one/many: None where only an amount differs.
    """

    name: Words
    one: Words | None = None
    many: Words | None = None


REASONS: dict[str, Reason] = {
    "refused": Reason(
        Words("Hylätyt rivit", "Refused rows"),
        Words("hylätty", "refused"),
        Words("hylättyä", "refused"),
    ),
    "cancelled": Reason(Words("Perutut", "Cancelled"), Words("peruttu", "cancelled"), Words("peruttua", "cancelled")),
    "pending": Reason(
        Words("Maksamatta tai kesken", "Unpaid or pending"),
        Words("kesken oleva", "pending"),
        Words("kesken olevaa", "pending"),
    ),
    "test": Reason(
        Words("Testitilaukset", "Test orders"),
        Words("testitilaus", "test order"),
        Words("testitilausta", "test orders"),
    ),
    "set_apart": Reason(
        Words("Sivuun siirretyt (omat, jälleenmyyjät)", "Set apart (own people, resellers)"),
        Words("sivuun siirretty", "set apart"),
        Words("sivuun siirrettyä", "set apart"),
    ),
    "refunded": Reason(
        Words("Kokonaan palautetut", "Fully refunded"),
        Words("kokonaan palautettu", "fully refunded"),
        Words("kokonaan palautettua", "fully refunded"),
    ),
    "partly_refunded": Reason(Words("Osapalautukset", "Partial refunds")),
    "shipping": Reason(Words("Toimituskulut", "Delivery charges")),
    "rounding": Reason(Words("Pyöristys", "Rounding")),
    "currency": Reason(Words("Muunto työtilan valuuttaan", "Conversion into the workspace’s currency")),
    "refunds": Reason(Words("Palautukset, joiden ostoa ei tunneta", "Refunds of purchases that are not known")),
    "repeated": Reason(
        Words("Sama rivi toistamiseen", "The same row again"),
        Words("toistettu", "repeated"),
        Words("toistettua", "repeated"),
    ),
    "contradicting": Reason(
        Words("Sama tilausnumero, eri sisältö", "The same order number, other content"),
        Words("ristiriitainen", "contradicting"),
        Words("ristiriitaista", "contradicting"),
    ),
    "already_there": Reason(
        Words("Tuotu jo aiemmin", "Imported before"),
        Words("jo aiemmin tuotu", "imported before"),
        Words("jo aiemmin tuotua", "imported before"),
    ),
    "same_refund": Reason(
        Words("Kerrottu myös toisessa tiedostossa", "Told by another file too"),
        Words("toisessakin tiedostossa kerrottu", "told by another file too"),
        Words("toisessakin tiedostossa kerrottua", "told by another file too"),
    ),
    "no_rate": Reason(
        Words("Valuuttakurssi puuttuu", "No exchange rate"),
        Words("ilman valuuttakurssia", "without an exchange rate"),
        Words("ilman valuuttakurssia", "without an exchange rate"),
    ),
}


TEXTS: dict[str, Words] = {
    # frame
    "skip": Words("Siirry sisältöön", "Skip to content"),
    "contents": Words("Sisältö", "Contents"),
    "language": Words("Kieli", "Language"),
    "data_until": Words("Tiedot {} asti", "Data until {}"),
    "made": Words("Raportti tehty {}", "Report made {}"),
    "counted_at": Words("Laskettu hetkelle {}", "Counted as of {}"),
    "base": Words("{} asiakasta laskennassa", "{} customers counted"),
    "licence": Words("Lisenssi", "Licence"),
    "origin": Words("Lähde: {} · tilanne {}", "Source: {} · as of {}"),
    "as_table": Words("Näytä taulukkona", "Show as a table"),
    "footer": Words(
        "Tämä tiedosto toimii ilman verkkoa eikä lähetä mitään mihinkään.",
        "This file works without a network and sends nothing anywhere.",
    ),
    "made_with": Words("Tehty Osumalla", "Made with Osuma"),
    # headings
    "summary": Words("Lyhyesti", "In short"),
    "segments": Words("Segmentit", "Segments"),
    "each_segment": Words("Segmentti kerrallaan", "Segment by segment"),
    "overlap": Words("Päällekkäisyys", "Overlap"),
    "rfm": Words("RFM-malli", "RFM model"),
    "partitions": Words("Asiakkuuden vaiheet", "Customer stages"),
    "value": Words("Kuka tuo eurot", "Who brings the money"),
    "value_other": Words("Kuka tuo rahat", "Who brings the money"),
    "months": Words("Myynti kuukausittain", "Sales by month"),
    "reach": Words("Keille viesti lähtee", "Who can be written to"),
    "data": Words("Mistä luvut tulevat", "Where the figures come from"),
    "choices": Words("Näin luvut on laskettu", "How the figures are counted"),
    # segments
    "segments_lead": Words(
        "Sama asiakas voi kuulua useaan segmenttiin, joten osuuksien summa voi olla yli 100 %. "
        "Myynti on nettomyyntiä ajalta {}: peruutukset ja palautukset on vähennetty.",
        "One customer can be in several segments, so the shares can add up to more than 100%. "
        "Sales are net sales for {}: cancellations and returns are deducted.",
    ),
    "segment": Words("Segmentti", "Segment"),
    "customers": Words("Asiakkaita", "Customers"),
    "areas": Words("Postinumeroalueita", "Postcode areas"),
    "areas_of": Words("{} postinumeroaluetta", "{} postcode areas"),
    "share_of_people": Words("Osuus asiakkaista", "Share of customers"),
    "share_of_sales": Words("Osuus myynnistä", "Share of sales"),
    "net_sales": Words("Nettomyynti", "Net sales"),
    "net_sales_12": Words("Nettomyynti, 12 kk", "Net sales, 12 months"),
    "reachable": Words("Tavoitettavissa", "Reachable"),
    "unknown": Words("tieto puuttuu: {}", "not known: {}"),
    "unknown_long": Words(
        "{} asiakkaan tiedot eivät riitä kertomaan, kuuluuko hän tähän. Heitä ei lasketa mukaan.",
        "For {} customers the data does not tell whether they belong. They are left out.",
    ),
    "unknown_one": Words(
        "Yhden asiakkaan tiedot eivät riitä kertomaan, kuuluuko hän tähän. Häntä ei lasketa mukaan.",
        "For one customer the data does not tell whether they belong. They are left out.",
    ),
    "unknown_areas": Words(
        "Tieto puuttuu {} postinumeroalueelta. Niitä ei lasketa mukaan.",
        "The figure is missing for {} postcode areas. They are left out.",
    ),
    "which": Words("Mitkä alueet kuuluvat segmenttiin", "Which areas are in the segment"),
    "who": Words("Ketkä kuuluvat segmenttiin", "Who is in the segment"),
    "steps": Words("Mitä kukin ehto rajaa", "What each condition removes"),
    "condition": Words("Ehto", "Condition"),
    "removed": Words("Pois", "Removed"),
    "left": Words("Jäljellä", "Left"),
    "step": Words("Vaihe", "Step"),
    "sample": Words("Esimerkkejä", "Examples"),
    "next_step": Words("Mitä tästä seuraa", "What to do next"),
    "reach_of": Words("Keille viesti lähtee", "Who the message goes to"),
    "nobody": Words(
        "Ei yhteystietoja tässä aineistossa: ketään ei voi tavoittaa.",
        "No contact data in this data set: nobody can be reached.",
    ),
    "nobody_long": Words(
        "Aineistossa ei ole sähköpostiosoitteita, puhelinnumeroita eikä markkinointilupia. "
        "Raportti ei arvaa niitä: tavoitettavien määrä on nolla.",
        "The data has no e-mail addresses, phone numbers or marketing permissions. "
        "The report does not guess them: the number of reachable customers is zero.",
    ),
    # overlap
    "overlap_lead": Words(
        "Rivi kertoo, kuinka monta prosenttia rivin segmentistä kuuluu myös sarakkeen segmenttiin.",
        "A row tells what per cent of its segment is also in the segment of the column.",
    ),
    "overlap_small": Words(
        "Alle 30 asiakkaan riveillä on suluissa asiakkaiden määrä, koska prosentti johtaisi harhaan.",
        "Rows of fewer than 30 customers show the number of customers in brackets, since a per cent would mislead.",
    ),
    "overlap_top": Words("Suurimmat päällekkäisyydet", "The largest overlaps"),
    "overlap_pair": Words("segmentistä ”{}” kuuluu myös segmenttiin ”{}”", "of “{}” are also in “{}”"),
    "overlap_none": Words("Segmentit eivät mene päällekkäin.", "The segments do not overlap."),
    # rfm and partitions
    "rfm_lead": Words(
        "Ostajat viisiportaisesti sen mukaan, kuinka äskettäin ja kuinka usein he ovat ostaneet. "
        "Mitä voimakkaampi väri, sitä enemmän asiakkaita.",
        "Buyers in five steps by how lately and how often they have bought. "
        "The stronger the colour, the more customers.",
    ),
    "recency": Words("Viimeisin osto", "Latest purchase"),
    "frequency": Words("Ostotiheys", "How often"),
    "newest": Words("äskettäin", "lately"),
    "oldest": Words("kauan sitten", "long ago"),
    "seldom": Words("harvoin", "seldom"),
    "often": Words("usein", "often"),
    "class": Words("Ryhmä", "Group"),
    "no_class": Words("Muut", "Other"),
    "partitions_lead": Words(
        "Jokainen asiakas kuuluu kussakin jaossa täsmälleen yhteen ryhmään.",
        "In each partition every customer is in exactly one group.",
    ),
    "total": Words("Yhteensä", "Total"),
    # value
    "top_of": Words("{} ostajista", "{} of buyers"),
    "top_headline": Words(
        "Parhaat {} ostajista tuovat {} myynnistä.",
        "The best {} of buyers bring {} of sales.",
    ),
    "top_buyers": Words("Parhaat ostajat", "Best buyers"),
    "buyers": Words("Ostajia", "Buyers"),
    "curve": Words("Myynnin kertyminen ostajittain", "How sales build up over buyers"),
    "curve_x": Words("Osuus ostajista, eniten ostanut ensin", "Share of buyers, biggest first"),
    "curve_even": Words("jos kaikki ostaisivat yhtä paljon", "if everyone bought the same"),
    "month": Words("Kuukausi", "Month"),
    "orders": Words("Ostoja", "Orders"),
    "partial": Words("kesken", "partial"),
    "partial_note": Words(
        "Haalea pylväs: kuukausi on vain osittain aineistossa.",
        "A faded column: the month is only partly in the data.",
    ),
    "monthly_sales": Words("Nettomyynti kuukausittain", "Net sales by month"),
    "monthly_orders": Words("Ostoja kuukausittain", "Orders by month"),
    "highest": Words("Korkein: {} {}.", "Highest: {} {}."),
    "noted": Words("Merkinnät", "Notes"),
    # reach
    "grounds": Words("Millä perusteella", "On what ground"),
    "ground": Words("Peruste", "Ground"),
    "reach_lead": Words(
        "Sähköpostimarkkinointi: jokainen vaihe rajaa pois ne, joille ei saa tai ei voi lähettää.",
        "E-mail marketing: each step takes out those to whom we may not or cannot send.",
    ),
    "contradictory": Words(
        "{} asiakkaan luvista tietolähteet kertoivat eri asiaa. Noudatamme kieltoa.",
        "For {} customers the sources disagreed about permission. The refusal is followed.",
    ),
    "contradictory_one": Words(
        "Yhden asiakkaan luvasta tietolähteet kertoivat eri asiaa. Noudatamme kieltoa.",
        "For one customer the sources disagreed about permission. The refusal is followed.",
    ),
    "rule_on": Words(
        "Asiakassuhteen perusteella sallittu on mukana: ostajalle on kerrottu uutiskirjeestä oston yhteydessä "
        "ja hän on voinut kieltää sen.",
        "The existing-customer ground is in use: buyers were told about the newsletter at the purchase "
        "and could refuse it.",
    ),
    "rule_off": Words(
        "Asiakassuhteen perusteella sallittu ei ole käytössä: viesti lähtee vain suostumuksen antaneille.",
        "The existing-customer ground is not in use: messages go only to those who gave consent.",
    ),
    # data
    "sources": Words("Tiedostot", "Files"),
    "file": Words("Tiedosto", "File"),
    "recognised": Words("Tunnistettu", "Recognised as"),
    "rows": Words("Rivejä", "Rows"),
    "taken": Words("Otettu mukaan", "Taken"),
    "refused_rows": Words("Hylätty", "Refused"),
    "reconciliation": Words("Täsmäytys: tiedosto ja Osuma", "Reconciliation: the file and Osuma"),
    "in_file": Words("Tiedostossa", "In the file"),
    "in_osuma": Words("Osumassa", "In Osuma"),
    "unexplained": Words("Selittämättä", "Unexplained"),
    "agrees": Words("Täsmää sentilleen", "Agrees to the cent"),
    "amount": Words("Summa", "Amount"),
    "orders_in_file": Words("Tilauksia", "Orders"),
    "refunds_in_file": Words("Palautuksia", "Refunds"),
    "line_file": Words("tiedosto: {}\u00a0tilausta, {}", "file: {}\u00a0orders, {}"),
    "line_file_one": Words("tiedosto: 1\u00a0tilaus, {}", "file: 1\u00a0order, {}"),
    "line_refunds": Words("tiedosto: {}\u00a0palautusta, {}", "file: {}\u00a0refunds, {}"),
    "line_refunds_one": Words("tiedosto: 1\u00a0palautus, {}", "file: 1\u00a0refund, {}"),
    "line_osuma": Words("Osuma: {}, {}", "Osuma: {}, {}"),
    "line_difference": Words("ero: {}", "difference: {}"),
    "line_none": Words("ei eroa", "no difference"),
    "line_unexplained": Words("selittämättä {}", "unexplained {}"),
    "refused": Words("Hylätyt rivit", "Refused rows"),
    "reason": Words("Syy", "Reason"),
    "count": Words("Määrä", "Count"),
    "examples": Words("Esimerkkejä", "Examples"),
    "example_at": Words("rivi {}, {}", "row {}, {}"),
    "example_row": Words("rivi {}", "row {}"),
    "no_refused": Words("Yhtään riviä ei hylätty.", "No rows were refused."),
    "identity": Words("Tunnisteista ihmisiksi", "From identities to people"),
    "identity_line": Words(
        "{} tunnistetta, {} eri ihmistä.",
        "{} identities, {} different people.",
    ),
    "merged": Words("Yhdistetty", "Merged"),
    "kept_apart": Words("Ei yhdistetty, ja miksi", "Not merged, and why"),
    "set_apart": Words("Luvuista sivuun siirretyt", "Set apart from the figures"),
    "none_set_apart": Words("Ketään ei ole siirretty sivuun.", "Nobody was set apart."),
    # choices
    "term": Words("Käsite", "Term"),
    "choice": Words("Valinta", "Choice"),
    "since": Words("Voimassa", "In force"),
    "since_date": Words("{} alkaen", "since {}"),
    "since_start": Words("alusta asti", "from the start"),
}
