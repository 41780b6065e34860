"""`osuma segments overlap|combine|changes|prioritise|pin|freeze|tidy`: stored membership."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import number, say
from osuma.cli.place import existing
from osuma.cli.render import dated, line, records, sentences, table, words
from osuma.cli.segments import Slug, shown_members


def register(segments: typer.Typer) -> None:
    """The commands beside the other ones of segments."""
    command(segments, "overlap")(overlap)
    command(segments, "combine")(combine)
    command(segments, "changes")(changes)
    command(segments, "prioritise", as_of=True)(prioritise)
    command(segments, "pin")(pin)
    command(segments, "freeze")(freeze)
    command(segments, "tidy")(tidy)


def overlap(
    call: Call,
    slug: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SLUG]...", help=say("Ilman tunnuksia kaikki.", "All where none is named.")),
    ] = None,
    share: Annotated[
        bool, typer.Option("--share", help=say("Osuuksina rivin segmentistä.", "As shares of the row's segment."))
    ] = False,
) -> None:
    """Päällekkäisyys / overlap."""
    call.show(call.ask("segments.overlap", slugs=slug or None), _shares if share else _overlap)


def combine(
    call: Call,
    expression: Annotated[
        str,
        typer.Argument(
            metavar="EXPRESSION",
            help=say(
                "Esimerkiksi ”villa & mokki - omistajat”: & molemmissa, | jommassakummassa, - vähennettynä.",
                "Such as “villa & cottage - owners”: & in both, | in either, - without.",
            ),
        ),
    ],
    members: Annotated[
        bool, typer.Option("--members", help=say("Tunnukset, yksi rivillä.", "External ids, one a line."))
    ] = False,
) -> None:
    """Yhdistä, leikkaa ja vähennä tallennettuja segmenttejä / union, intersection, difference of stored segments."""
    result = call.ask("segments.combine", expression=expression, members=members or None)
    call.show(result, shown_members if members else _combined)


def changes(
    call: Call,
    slug: Slug,
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help=say("Aiempi päivä.", "The earlier day."))],
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="DATE",
            help=say("Myöhempi päivä (muuten viimeisin ajo).", "Later day (else the last run)."),
        ),
    ] = None,
    people: Annotated[bool, typer.Option("--people", help=say("Luettele asiakkaat.", "List the customers."))] = False,
) -> None:
    """Ketkä tulivat ja lähtivät, ja minkä ehdon vuoksi / who came and left, and by which condition."""
    result = call.ask("segments.changes", slug=slug, from_=from_, to=to, people=people or None)
    call.show(result, _changed)


def _changed(result: dict[str, Any], language: str) -> None:
    sentences(result["sentences"], language)
    conditions = [
        {"condition": words(one, language), "entered": one["entered"], "left": one["left"]}
        for one in result["conditions"]
    ]
    if conditions:
        records(conditions, language, "")
    if result.get("people"):
        shown = [{**one, "conditions": ", ".join(one["conditions"])} for one in result["people"]]
        records(shown, language, "")


def prioritise(
    call: Call,
    offer: Annotated[
        list[str],
        typer.Argument(metavar="SEGMENT...", help=say("Tärkein ensin.", "The most important first.")),
    ],
    slug: Annotated[str, typer.Option("--slug", help=say("Jaon tunnus.", "Slug of the partition."))],
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="SEGMENT", help=say("Kenelle ei mitään.", "Who gets none of them.")),
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help=say("Tallenna jako; muuten vain näytetään.", "Store it; else only show."))
    ] = False,
) -> None:
    """Jako, jossa kukaan ei saa kahta tarjousta / a partition in which nobody gets two offers."""
    result = call.ask("segments.prioritise", segments=offer, slug=slug, exclude=exclude or None)
    if save:
        replace(call, as_of=None).ask("segments.apply", texts=[result["yaml"]])
    call.show(result, _prioritised)


def _prioritised(result: dict[str, Any], language: str) -> None:
    for one in result["offers"]:
        line(f"{one['slug']} → {result['slug']}/{one['class']}")
        steps = [{"step": words(s, language), "removed": s["removed"], "count": s["count"]} for s in one["steps"]]
        records(steps, language, "")
    dated(result, language)
    sentences(result["sentences"], language)


def pin(
    call: Call,
    slug: Slug,
    file: Annotated[
        Path, typer.Argument(help=say("Tunnus tai sähköposti riviä kohti.", "An id or e-mail address a row."))
    ],
    remove: Annotated[bool, typer.Option("--remove", help=say("Poista listalta.", "Take off the list."))] = False,
    name: Annotated[str | None, typer.Option("--name", help=say("Listan nimi.", "Name of the list."))] = None,
) -> None:
    """Lista, johon asiakkaat valitaan itse / a list to which customers are put by hand."""
    result = call.ask("segments.pin", slug=slug, file=existing(file), remove=remove or None, name=name)
    call.show(result, _pinned)


def freeze(
    call: Call,
    slug: Slug,
    as_: Annotated[str, typer.Option("--as", metavar="SLUG", help=say("Kopion tunnus.", "Slug of the copy."))],
    known_at: Annotated[
        str | None,
        typer.Option(
            "--known-at",
            metavar="DATE",
            help=say("Mistä tilanteesta (muuten viimeisin).", "Of which day (else last)."),
        ),
    ] = None,
) -> None:
    """Säilytä segmentti sellaisena kuin se oli / keep a segment as it was."""
    call.show(
        call.ask("segments.freeze", slug=slug, as_=as_, known_at=known_at), lambda r, lang: records([r], lang, "")
    )


def tidy(call: Call) -> None:
    """Harvenna vanhat ajot: 400 päivää kaikki, sitten kuun viimeinen / thin old runs: 400 days, then month ends."""
    call.show(call.ask("segments.tidy"), lambda result, language: sentences(result["sentences"], language))


def _pinned(result: dict[str, Any], language: str) -> None:
    fi = language == "fi"
    line(f"{result['slug']}:", number(result["changed"], language), "muutosta" if fi else "changes")
    for one in result["refused"]:
        line("!", f"{'rivi' if fi else 'row'} {one['row']}:", words(one, language))


def _combined(result: dict[str, Any], language: str) -> None:
    line(number(result["count"], language), "asiakasta" if language == "fi" else "customers")
    records(result["of"], language, "–")
    dated(result, language)


def _overlap(result: dict[str, Any], language: str) -> None:
    _grid(result["slugs"], result["matrix"], language)
    dated(result, language)


def _shares(result: dict[str, Any], language: str) -> None:
    _grid(result["slugs"], [[_percent(n) for n in row] for row in result["shares"]], language)
    dated(result, language)


def _grid(slugs: Sequence[str], rows: Sequence[Sequence[Any]], language: str) -> None:
    named = [[slug, *row] for slug, row in zip(slugs, rows, strict=True)]
    table(["", *slugs], named, range(1, len(slugs) + 1), language)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"
