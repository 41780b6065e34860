"""`osuma months`: closing months, and looking at closed ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.render import line, sentences, table, words
from osuma.engine.errors import Words
from osuma.reporting.numbers import day

Month = Annotated[str, typer.Argument(metavar="YYYY-MM", help=say("Kuukausi.", "The month."))]

app = group(say("Suljetut kuukaudet ja niiden oikaisut.", "Closed months and their restatements."))
_SIDES = ("old", "new")
KINDS = {"order": Words("tilaus", "order"), "refund": Words("palautus", "refund")}


@command(app, "close")
def close(
    call: Call,
    month: Annotated[
        str | None,
        typer.Argument(
            metavar="[YYYY-MM]",
            help=say("Muuten kaikki päättyneet viimeksi suljetun jälkeen.", "Else every full one since the last."),
        ),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help=say("Vaikka tiedot päättyvät aiemmin.", "Even if the data ends before.")),
    ] = False,
) -> None:
    """Sulje kuukausi: sen luvut talletetaan / close a month: its figures are stored."""
    told = call.ask("months.close", month=month, yes=yes or None)
    call.show(told, lambda result, language: sentences(result["sentences"], language))


@command(app, "list")
def list_(call: Call) -> None:
    """Näytä suljetut kuukaudet / list closed months."""
    call.show(call.ask("months.list"), _listed)


@command(app, "show")
def show(
    call: Call,
    month: Month,
    rows: Annotated[
        bool,
        typer.Option("--rows", help=say("Myös oikaistut tilaukset.", "Also the orders that were restated.")),
    ] = False,
) -> None:
    """Näytä kuukauden luvut ja oikaisut / show the figures of a month and their restatements."""
    call.show(call.ask("months.show", month=month, rows=rows or None), _shown)


def _listed(told: dict[str, Any], language: str) -> None:
    if not told["months"]:
        line("Yhtään kuukautta ei ole suljettu." if language == "fi" else "No month is closed.")
        return
    figures = list(told["months"][0]["figures"])
    titles = [Words("kuukausi", "month"), *(_figure(name) for name in figures), Words("oikaistu", "restated")]
    yes = Words("kyllä", "yes")[language]
    rows = [
        [
            one["month"],
            *(_cell(name, one["figures"][name], told, language) for name in figures),
            yes if one["restated"] else "",
        ]
        for one in told["months"]
    ]
    table([title[language] for title in titles], rows, tuple(range(1, len(figures) + 1)), language)


def _shown(told: dict[str, Any], language: str) -> None:
    fi = language == "fi"
    closed = day(date.fromisoformat(told["closed_at"][:10]), language)
    line(f"{told['month']}: suljettu {closed}" if fi else f"{told['month']}: closed {closed}")
    titles = ["", "suljettaessa", "nyt"] if fi else ["", "when closed", "now"]
    rows = [
        [_figure(name)[language], *(_said(name, pair[key], told, language) for key in ("closed", "now"))]
        for name, pair in told["figures"].items()
    ]
    table(titles, rows, (1, 2), language)
    if told["segments"]:
        _segments(told, language)
    else:
        line(
            "Segmenttejä ei laskettu tässä kuussa (osuma segments refresh)."
            if fi
            else "No segment was computed in the month (osuma segments refresh)."
        )
    for one in told["restatements"]:
        _restatement(one, told, language)
    if told["rows"]:
        _rows(told, language)


def _segments(told: Mapping[str, Any], language: str) -> None:
    names = list(told["segments"][0]["figures"])
    titles = [Words("segmentti", "segment"), Words("tilanne", "as of"), *(_figure(name) for name in names)]
    rows = [
        [one["slug"], one["as_of"], *(_cell(name, one["figures"][name], told, language) for name in names)]
        for one in told["segments"]
    ]
    table([title[language] for title in titles], rows, tuple(range(2, len(titles))), language)


def _restatement(one: Mapping[str, Any], told: Mapping[str, Any], language: str) -> None:
    said = "; ".join(words(change, language) for change in one["changes"])
    line(
        "Oikaisu" if language == "fi" else "Restatement",
        day(date.fromisoformat(one["at"][:10]), language),
        f"– {words(one['cause'], language)}: {said}.",
    )
    if one["rows"]:
        sum_ = _said("net_sales", one["amount"], told, language)
        line(
            f"  Tilauksia ja palautuksia {one['rows']}, vaikutus myyntiin {sum_}."
            if language == "fi"
            else f"  Orders and refunds {one['rows']}, effect on sales {sum_}."
        )


def _rows(told: Mapping[str, Any], language: str) -> None:
    fi = language == "fi"
    titles = ["oikaisu", "laji", "tunnus", "ennen", "nyt"] if fi else ["load", "kind", "id", "before", "now"]
    cells = [
        [
            one["load_id"],
            KINDS[one["kind"]][language],
            one["record"],
            *(_money(one[k], told, language) for k in _SIDES),
        ]
        for one in told["rows"]
    ]
    table(titles, cells, (3, 4), language)


def _money(value: str | None, told: Mapping[str, Any], language: str) -> str:
    return "–" if value is None else _said("net_sales", value, told, language)


def _cell(figure: str, pair: Mapping[str, str], told: Mapping[str, Any], language: str) -> str:
    """The figure; where it was restated, as it was and as it is."""
    was, now = (_said(figure, pair[key], told, language) for key in ("closed", "now"))
    return was if was == now else f"{was} → {now}"


def _figure(name: str) -> Words:
    # its module asks for the warehouse, which the help of a command does not need
    from osuma.workflows.data.month_words import FIGURES

    return FIGURES[name]


def _said(figure: str, value: str, told: Mapping[str, Any], language: str) -> str:
    from osuma.workflows.data.month_words import shown

    return shown(figure, Decimal(value), told["currency"])[language]
