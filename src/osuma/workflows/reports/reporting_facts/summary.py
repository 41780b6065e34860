"""The top of a report: three sentences, four figures, and what the reader must know before any figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.periods import local_day
from osuma.reporting import numbers
from osuma.reporting.facts import KeyFigure, Label, Reach, Source
from osuma.reporting.words import REASONS
from osuma.workflows.reports.reporting_facts.lines import lower
from osuma.workflows.reports.reporting_facts.people import reachable
from osuma.workflows.reports.reporting_facts.sales import Sales
from osuma.workflows.reports.reporting_facts.scope import Scope, made_at
from osuma.workflows.segments.staleness import STALE_DAYS, stated_of

OWN = Label("own", Words("Omat tiedot", "Own data"))


def sentences(scope: Scope, sold: Sales, sources: Sequence[Source], found: Reach) -> tuple[Words, ...]:
    """What came in, whether it agrees with its sources, who can be written to."""
    return (_came(scope, sold, sources), _agrees(scope, sources), _reached(scope, found))


def key_figures(scope: Scope, sold: Sales, found: Reach) -> tuple[KeyFigure, ...]:
    """Customers, net sales, the average purchase, and reach; purchases where nobody can be reached."""
    base = scope.evaluation.base
    period = Words(*(numbers.period(*scope.window, language) for language in ("fi", "en")))
    bought = sold.bought_ever
    figures = [
        KeyFigure(
            Words("Asiakkaita", "Customers"),
            _number(base),
            Words(f"joista {_number(bought).fi} on ostanut", f"of whom {_number(bought).en} have bought"),
        )
    ]
    if sold.orders:
        figures += [
            KeyFigure(Words("Nettomyynti, 12 kk", "Net sales, 12 months"), _money(scope, sold.net), period),
            KeyFigure(
                Words("Keskiosto, 12 kk", "Average purchase, 12 months"),
                _money(scope, sold.net / sold.orders, 2),
                Words("palautukset vähennetty", "returns deducted"),
            ),
        ]
    return (*figures, _fourth(sold, found))


def notices(scope: Scope, *more: Words | None) -> tuple[Words, ...]:
    """What a sample says of itself, old data, an instant before the data's end, what could not be counted.

    A sample is old by nature: nobody will write to its people.
    """
    said = [Words(one["fi"], one["en"]) for one in stated(scope).get("notices", ())]
    said += [words for words in more if words is not None]
    age = (local_day(made_at(scope), scope.session.zone) - scope.end).days
    if label(scope) is OWN and scope.at.data_end is not None and age > STALE_DAYS:
        said.append(_stale(scope.end, age))
    if not scope.at.current:
        said.append(_past(scope))
    said += [failed(slug) for slug in sorted(scope.evaluation.errors) if slug in scope.definitions]
    return tuple(said)


def label(scope: Scope) -> Label:
    """What data this is: what whoever made the workspace said (the samples do), else the company's own."""
    said = stated(scope)
    if "kind" not in said:
        return OWN
    licence = said.get("licence")
    return Label(
        said["kind"],
        Words(said["fi"], said["en"]),
        None if licence is None else Words(licence["fi"], licence["en"]),
    )


def stated(scope: Scope) -> dict[str, Any]:
    """What a sample says of its data; empty for a company's own."""
    return stated_of(scope.session)


def _came(scope: Scope, sold: Sales, sources: Sequence[Source]) -> Words:
    files, people, orders = len(sources), _number(scope.evaluation.base), _number(sold.ever)
    net = _money(scope, sold.ever_net)
    fi = "Toit yhden tiedoston" if files == 1 else f"Toit {files} tiedostoa"
    en = "You brought one file" if files == 1 else f"You brought {files} files"
    if not files:
        return Words("Yhtään tiedostoa ei ole tuotu.", "No file has been imported.")
    inside, out, gave = ("siinä", "siitä", "it gave") if files == 1 else ("niissä", "niistä", "they gave")
    sales = _business(scope)
    if not sold.ever:
        return Words(
            f"{fi}: {inside} on {people.fi} asiakasta{sales.fi}, ei ostoja.",
            f"{en}: {people.en} customers{sales.en}, no purchases.",
        )
    return Words(
        f"{fi}: {out} tuli {people.fi} asiakasta{sales.fi} ja {orders.fi} ostoa, nettomyyntiä yhteensä {net.fi}.",
        f"{en}: {gave} {people.en} customers{sales.en} and {orders.en} purchases, net sales {net.en} in all.",
    )


def _business(scope: Scope) -> Words:
    """The companies and deals, to go on with after the customers; empty where there are none."""
    ((companies, deals),) = scope.con.execute(
        "SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM deals)"
    ).fetchall()
    found = ((companies, "yritys", "yritystä", "company", "companies"), (deals, "kauppa", "kauppaa", "deal", "deals"))
    told = [
        (f", {_number(n).fi} {one_fi if n == 1 else fi}", f", {_number(n).en} {one_en if n == 1 else en}")
        for n, one_fi, fi, one_en, en in found
        if n
    ]
    return Words("".join(fi for fi, _ in told), "".join(en for _, en in told))


def _agrees(scope: Scope, sources: Sequence[Source]) -> Words:
    refused = sum(source.refused for source in sources)
    gone = Words("Yhtään riviä ei hylätty.", "No row was refused.")
    if refused:
        gone = Words(
            f"{_number(refused).fi} riviä hylättiin; syyt ovat raportin lopussa."
            if refused > 1
            else "Yksi rivi hylättiin; syy on raportin lopussa.",
            f"{_number(refused).en} rows were refused; the reasons are at the end."
            if refused > 1
            else "One row was refused; the reason is at the end.",
        )
    money = [one for source in sources for one in source.money]
    if not money:
        return gone
    left = sum((one.unexplained.amount for one in money), Decimal(0))
    if left or any(one.unexplained.orders for one in money):
        amount = _money(scope, left, 2)
        said = Words(
            f"Tiedostojen omista summista jää selittämättä {amount.fi}.",
            f"{amount.en} of the files’ own totals is left unexplained.",
        )
    else:
        said = _explained([d.reason for one in money for d in one.differences])
    return Words(f"{said.fi} {gone.fi}", f"{said.en} {gone.en}")


def _explained(reasons: Sequence[str]) -> Words:
    names = [REASONS[reason].name for reason in dict.fromkeys(reasons) if reason in REASONS]
    if not reasons:
        return Words(
            "Summat täsmäävät tiedostojen omiin summiin sentilleen.",
            "The totals agree with the files’ own to the cent.",
        )
    fi, en = (", ".join(lower(name[language]) for name in names) for language in ("fi", "en"))
    return Words(
        f"Ero tiedostojen omiin summiin selittyy sentilleen: {fi}.",
        f"The difference from the files’ own totals is explained to the cent: {en}.",
    )


def _reached(scope: Scope, found: Reach) -> Words:
    if found.contactless:
        return Words(
            "Yhteystietoja ei ole, joten ketään ei voi tavoittaa.",
            "There is no contact data, so nobody can be reached.",
        )
    people, base = _number(reachable(found)), scope.evaluation.base
    share = Words(*(numbers.percent(reachable(found), base, language, 0) for language in ("fi", "en")))
    return Words(
        f"Sähköpostimarkkinointia saa lähettää {people.fi} asiakkaalle ({share.fi}).",
        f"E-mail marketing may be sent to {people.en} customers ({share.en}).",
    )


def _fourth(sold: Sales, found: Reach) -> KeyFigure:
    if found.contactless:
        return KeyFigure(
            Words("Ostoja, 12 kk", "Purchases, 12 months"),
            _number(sold.orders),
            Words(f"{_number(sold.buyers).fi} ostajaa", f"{_number(sold.buyers).en} buyers"),
        )
    return KeyFigure(
        Words("Tavoitettavissa", "Reachable"),
        _number(reachable(found)),
        Words("sähköpostilla, lupa tarkistettu", "by e-mail, permission checked"),
    )


def failed(slug: str) -> Words:
    return Words(
        f"Segmenttiä ”{slug}” ei voitu laskea. Tarkista se: osuma segments check {slug}",
        f"The segment “{slug}” could not be counted. Check it: osuma segments check {slug}",
    )


def _stale(end: date, age: int) -> Words:
    return Words(
        f"Tiedot ovat {age} päivän takaa. Ehdot, kuten ”ei ole ostanut 90 päivään”, on laskettu päivään "
        f"{numbers.day(end, 'fi')}, ei tähän päivään: tuo uudet tiedot, ennen kuin lähetät mitään.",
        f"The data is {age} days old. Conditions such as “has bought nothing in 90 days” are counted as of "
        f"{numbers.day(end, 'en')}, not today: import new data before you send anything.",
    )


def _past(scope: Scope) -> Words:
    fi, en = (numbers.moment(scope.at.instant, scope.settings.zone, language) for language in ("fi", "en"))
    return Words(
        f"Luvut ovat hetken {fi} mukaisia, ja tietoja on sen jälkeenkin. Luvat ja tavoitettavuus ovat nykyiset.",
        f"The figures are as of {en}, and there is later data. Permissions and reach are today’s.",
    )


def _number(value: int) -> Words:
    return Words(numbers.number(value, "fi"), numbers.number(value, "en"))


def _money(scope: Scope, value: Decimal, decimals: int = 0) -> Words:
    currency = scope.settings.currency
    return Words(numbers.money(value, currency, "fi", decimals), numbers.money(value, currency, "en", decimals))
