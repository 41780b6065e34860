"""Each guard rail in words: what is risky, with its figure, and what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from osuma.engine.errors import Words
from osuma.engine.segments.drift import Bin, Drift
from osuma.engine.segments.explain import numbers
from osuma.reporting.numbers import money, percent
from osuma.store.membership.health import Worth


def _n(value: int) -> Words:
    return numbers.number(value)


def _customers(n: int) -> Words:
    return Words("1 asiakas", "1 customer") if n == 1 else Words(f"{_n(n).fi} asiakasta", f"{_n(n).en} customers")


def too_small(n: int, least: int) -> tuple[Words, Words]:
    return Words(
        f"Segmentissä on {_customers(n).fi}; alle {_n(least).fi} asiakkaan joukosta ei voi päätellä paljoa.",
        f"The segment has {_customers(n).en}; of fewer than {_n(least).en} little can be concluded.",
    ), Words(
        "Löysää rajausta tai yhdistä se lähimpään segmenttiin.",
        "Loosen a condition, or merge it into the nearest segment.",
    )


def too_broad(n: int, base: int) -> tuple[Words, Words]:
    return Words(
        f"Segmentissä on {percent(n, base, 'fi', 0)} asiakaskunnasta: lähes sama viesti menee kaikille.",
        f"The segment holds {percent(n, base, 'en', 0)} of the customers: nearly everyone gets one message.",
    ), Words(
        "Lisää ehto, joka erottaa, tai merkitse tarkoitukselliseksi (esimerkiksi kaikki uutiskirjeen tilaajat).",
        "Add a condition that tells people apart, or say that it is meant (such as all newsletter subscribers).",
    )


def no_difference(one: Worth, base: Worth, currency: str) -> tuple[Words, Words]:
    return Words(
        f"Segmentin asiakkaat ostavat kuten muutkin: {_each(one, currency).fi}, kaikki "
        f"{_each(base, currency).fi} 12 kuukaudessa.",
        f"These customers buy as everybody does: {_each(one, currency).en}, all {_each(base, currency).en} "
        "in 12 months.",
    ), Words(
        "Valitse ehto, joka liittyy siihen, mitä halutaan muuttaa.",
        "Choose a condition that bears on what you want to change.",
    )


def _each(one: Worth, currency: str) -> Words:
    per = one.net / one.people if one.people else Decimal(0)
    return Words(f"{money(per, currency, 'fi', 2)} asiakasta kohti", f"{money(per, currency, 'en', 2)} a customer")


def overlapping(shared: int, smaller: int, other: str) -> tuple[Words, Words]:
    return Words(
        f"Näistä asiakkaista {percent(shared, smaller, 'fi', 0)} ({_n(shared).fi}) kuuluu myös "
        f"segmenttiin ”{other}”.",
        f"Of these customers {percent(shared, smaller, 'en', 0)} ({_n(shared).en}) are also in “{other}”.",
    ), Words(
        f"Yhdistä ”{other}” ja tämä tai rajaa toinen pois.",
        f"Merge “{other}” and this, or leave the other out.",
    )


def too_many(n: int, limit: int, pair: tuple[Words, Words] | None) -> tuple[Words, Words]:
    fi = "Aloita muutamasta tärkeimmästä; poista käytöstä ne, joille ei ole viestiä."
    en = "Begin with the few that matter; retire those that have no message of their own."
    if pair:
        fi = f"Lähimpänä toisiaan ovat ”{pair[0].fi}” ja ”{pair[1].fi}”: yhdistä ne ensin. {fi}"
        en = f"The nearest to each other are “{pair[0].en}” and “{pair[1].en}”: merge these first. {en}"
    return Words(
        f"Segmenttejä ja jakoja on {_n(n).fi}; yli {_n(limit).fi} on vaikea pitää elävinä.",
        f"There are {_n(n).en} segments and partitions; more than {_n(limit).en} are hard to keep alive.",
    ), Words(fi, en)


def demographics_only(one: Worth, base: Worth, currency: str) -> tuple[Words, Words]:
    return Words(
        "Rajaus perustuu vain taustatietoihin, ei siihen, mitä asiakkaat tekevät: "
        f"{_each(one, currency).fi}, kaikilla {_each(base, currency).fi} 12 kuukaudessa.",
        "The rule reads only who people are, not what they do: "
        f"{_each(one, currency).en}, all {_each(base, currency).en} in 12 months.",
    ), Words("Lisää ehto ostoista, käynneistä tai klikkauksista.", "Add a condition on purchases, visits or clicks.")


def untested(times: int, last: date) -> tuple[Words, Words]:
    day = numbers.day(last)
    fi = "kerran" if times == 1 else f"{_n(times).fi} kertaa"
    en = "once" if times == 1 else f"{_n(times).en} times"
    return Words(
        f"Lista on ladattu {fi}, viimeksi {day.fi}, eikä ketään ole jätetty vertailuun.",
        f"The list has been handed out {en}, last on {day.en}, and nobody was left out to compare with.",
    ), Words(
        "Jätä seuraavalla kerralla osa kontrolliryhmäksi, joka ei saa viestiä.",
        "Leave some out next time as a control group that gets no message.",
    )


def review_due(due: date, owner: str) -> tuple[Words, Words]:
    day = numbers.day(due)
    return Words(
        f"Segmentti piti katsoa uudelleen viimeistään {day.fi}; vastuuhenkilö on {owner}. Se toimii silti.",
        f"The segment was due for review by {day.en}; {owner} answers for it. It still works.",
    ), Words(
        "Katso, pitävätkö ehdot yhä, ja anna uusi päivä: osuma segments describe TUNNUS --review-by PÄIVÄ",
        "See whether the conditions still hold and give a new day: osuma segments describe SLUG --review-by DATE",
    )


def changed_often(times: int) -> tuple[Words, Words]:
    return Words(
        f"Sääntöä on muutettu {times} kertaa 30 päivässä käyttöönoton jälkeen.",
        f"The rule has changed {times} times in 30 days since it was first used.",
    ), Words(
        "Muutosten pitäisi perustua tuloksiin: odota yhden kampanjan tulos ennen seuraavaa.",
        "Changes should be based on results: wait for one campaign's before the next.",
    )


def undescribed(lacking: Words, command: str) -> tuple[Words, Words]:
    return Words(
        f"Puuttuu: {lacking.fi}. Segmenttiä voi katsoa, mutta listaa ei voi ladata.",
        f"It lacks its {lacking.en}. It can be looked at, but the list is not handed out.",
    ), Words(command, command)


def unassigned(n: int, base: int) -> tuple[Words, Words]:
    return Words(
        f"{_customers(n).fi} ({percent(n, base, 'fi', 0)}) ei kuulu mihinkään segmenttiin.",
        f"{_customers(n).en} ({percent(n, base, 'en', 0)}) are in no segment.",
    ), Words(
        "Katso, keitä he ovat: jako, jossa on luokka ”muut”, kattaa kaikki.",
        "See who they are: a partition, with its class “other”, covers everybody.",
    )


def unknowns(n: int, base: int, slug: str) -> tuple[Words, Words]:
    return Words(
        f"{_customers(n).fi} ({percent(n, base, 'fi', 0)}) jää pois, koska tieto puuttuu.",
        f"{_customers(n).en} ({percent(n, base, 'en', 0)}) are left out because something is not known.",
    ), Words(
        f"Katso, mikä ehto sen tekee (osuma segments explain {slug}); unknown: include ottaa heidät mukaan.",
        f"See which condition does it (osuma segments explain {slug}); unknown: include takes them in.",
    )


def never_buyers(n: int, members: int) -> tuple[Words, Words]:
    return Words(
        f"Joukossa on {_customers(n).fi} ({percent(n, members, 'fi', 0)}), jotka eivät ole ostaneet koskaan: "
        "”ei ole ostanut” koskee heitäkin.",
        f"{_customers(n).en} ({percent(n, members, 'en', 0)}) here have never bought: "
        "“has not bought” takes them too.",
    ), Words(
        "Rajaa heidät pois ehdolla {event: order} tai pidä heidät tarkoituksella.",
        "Leave them out with {event: order}, or keep them on purpose.",
    )


def drifted(found: Drift, day: date) -> tuple[Words, Words]:
    when, moved = numbers.day(day), found.bins[:2]
    fi, en = ("; ".join(_moved(one)[language] for one in moved) for language in ("fi", "en"))
    index = numbers.number(Decimal(str(round(found.index, 2))))
    return Words(
        f"Ryhmä on muuttunut {when.fi} jälkeen: ikäjakauma on siirtynyt ({fi}; PSI {index.fi}).",
        f"The group has changed since {when.en}: the ages have moved ({en}; PSI {index.en}).",
    ), Words("Katso, sopiiko viesti yhä näille asiakkaille.", "See whether the message still fits these customers.")


def _moved(one: Bin) -> Words:
    ages = f"{one.low}–{one.high}" if one.high is not None else f"{one.low}+"
    before, now = (round(share * 100) for share in (one.before, one.now))
    return Words(f"{ages} v: {before} % → {now} %", f"{ages}: {before}% → {now}%")


def doubled(before: int, now: int, day: date) -> tuple[Words, Words]:
    when = numbers.day(day)
    return Words(
        f"Koko muuttui: {_n(before).fi} → {_n(now).fi} edellisen laskennan ({when.fi}) jälkeen.",
        f"The size jumped: {_n(before).en} → {_n(now).en} since the run before ({when.en}).",
    ), Words(
        "Tarkista viimeisin tuonti, ennen kuin käytät listaa (osuma quality).",
        "Check the last import before you use the list (osuma quality).",
    )
