"""`osuma companies`: companies, and which of them are one, decided by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, Limit, command
from osuma.cli.help import group
from osuma.cli.language import amount, say
from osuma.cli.render import line, records, sentences, shown, table, words
from osuma.engine.errors import Words
from osuma.reporting.numbers import day

app = group(say("Yritykset ja niiden ehdotetut vastineet.", "Companies and candidates of which is which."))

_MONEY = ("turnover", "profit", "balance_total")
#: What speaks for a candidate and against it.
_REASONS = {
    "same_name": Words("sama nimi", "same name"),
    "alike_name": Words("samankaltainen nimi", "similar name"),
    "same_domain": Words("sama verkkotunnus", "same domain"),
    "other_domain": Words("eri verkkotunnus", "another domain"),
    "same_postcode": Words("sama postinumero", "same postcode"),
    "same_municipality": Words("sama kunta", "same municipality"),
    "other_form": Words("eri yhtiömuoto", "another legal form"),
}


@command(app, "list")
def list_(
    call: Call,
    excluded: Annotated[
        bool | None,
        typer.Option(
            "--excluded/--included",
            help=say(
                "Vain kampanjoista pois jätettävät / muut.", "Only those that campaigns pass over / the others."
            ),
        ),
    ] = None,
    limit: Limit = None,
) -> None:
    """Yritykset / companies."""
    call.show(call.ask("companies.list", excluded=excluded, limit=limit), _list)


@command(app, "show")
def show(
    call: Call,
    company: Annotated[
        str,
        typer.Argument(metavar="ID", help=say("Y-tunnus tai tunnus lähteessä.", "Business ID, or id in a source.")),
    ],
) -> None:
    """Yhden yrityksen tiedot / what is known of one company."""
    call.show(call.ask("companies.show", company=company), _company)


@command(app, "candidates")
def candidates(call: Call, limit: Limit = None) -> None:
    """Yritykset ilman Y-tunnusta ja mitä ne voivat olla / companies without an ID, and which they may be."""
    call.show(call.ask("companies.candidates", limit=limit), _candidates)


@command(app, "confirm")
def confirm(
    call: Call,
    chosen: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help=say("Ehdotusten tunnukset.", "Ids of candidates."))
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=say("Kaikki tarpeeksi varmat.", "All that are sure enough."))
    ] = False,
) -> None:
    """Vahvista ehdotuksia / confirm candidates."""
    call.show(call.ask("companies.confirm", candidates=chosen or None, yes=yes or None), _said)


@command(app, "undo")
def undo(
    call: Call,
    link_id: Annotated[int, typer.Argument(metavar="LINK", help=say("Yhdistämisen numero.", "Number of the link."))],
) -> None:
    """Peru vahvistus / take back a confirmation."""
    call.show(call.ask("companies.undo", link_id=link_id), _said)


@command(app, "industries", as_of=True)
def industries(call: Call) -> None:
    """Mitkä toimialat kannattavat: päättyneet kaupat / which industries pay: the deals that closed."""
    call.show(call.ask("companies.industries"), _industries)


def _said(result: dict[str, Any], language: str) -> None:
    sentences(result["sentences"], language)


def _list(result: dict[str, Any], language: str) -> None:
    listed = ("name", "business_id", "municipality", "industry_section", "size_class", "status", "excluded")
    rows = [{key: row.get(f"{key}_name", row[key]) for key in listed} for row in result["companies"]]
    records(rows, language, _nothing(language))
    sentences(result["sentences"], language)


def _company(result: dict[str, Any], language: str) -> None:
    company = result["company"]
    for name, label in result["labels"].items():
        value = company.get(f"{name}_name", company[name])
        said = amount(f"{Decimal(value):.2f}", language) if name in _MONEY else shown(name, value, language)
        line(f"{words(label, language)}:", said)
    for key, fi, en in (
        ("records", "Tiedot lähteittäin", "Records by source"),
        ("links", "Vahvistetut yhdistämiset", "Confirmed links"),
        ("contacts", "Yhteyshenkilöt", "Contacts"),
        ("deals", "Kaupat", "Deals"),
        ("changes", "Muutokset", "Changes"),
    ):
        line(fi if language == "fi" else en)
        records(result[key], language, _nothing(language))


def _candidates(result: dict[str, Any], language: str) -> None:
    rows = [
        {**row, "reasons": ", ".join(_REASONS[code][language] for code in row["reasons"])}
        for row in result["candidates"]
    ]
    records(rows, language, _nothing(language))


def _industries(result: dict[str, Any], language: str) -> None:
    fi = language == "fi"
    sentences(result.get("sentences", []), language)
    if not result["industries"]:
        line("Päättyneitä kauppoja ei ole." if fi else "There are no closed deals.")
        return
    titles = (
        ["toimiala", "päättyneitä", "voitettu", "osuus", "väli", "keskimäärin", "tarjousta kohti", "päiviä"]
        if fi
        else ["industry", "closed", "won", "rate", "range", "average", "per offer", "days"]
    )
    rows = [
        [
            one[language],
            one["closed"],
            one["won"],
            "" if one["few"] else _percent(one["rate"], language),
            f"{_percent(one['low'], language)}–{_percent(one['high'], language)}",
            amount(one["average"], language),
            amount(one["per_offer"], language),
            one["days"],
        ]
        for one in result["industries"]
    ]
    table(titles, rows, tuple(range(1, len(titles))), language)
    until = day(date.fromisoformat(result["last"]), language)
    line(
        f"24 kuukautta, {until} asti, {result['currency']}. Alle {result['least']} kaupasta osuutta ei sanota; väli "
        "kertoo, missä todellinen osuus on 19 kertaa 20:stä."
        if fi
        else f"24 months until {until}, {result['currency']}. Of fewer than {result['least']} deals no rate is told; "
        "the range holds the true rate 19 times of 20."
    )


def _percent(share: float, language: str) -> str:
    return f"{amount(f'{share * 100:.1f}', language)} %"


def _nothing(language: str) -> str:
    return "Ei mitään." if language == "fi" else "Nothing."
