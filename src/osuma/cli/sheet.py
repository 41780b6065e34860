"""`osuma sheet`: the segment sheet on the screen or in a file, and what people say on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.default_command import DefaultCommand
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.place import absolute
from osuma.cli.render import line, sentences, words
from osuma.cli.segments import Slug
from osuma.engine.errors import Misuse, Words


class SheetFirst(DefaultCommand):
    """`osuma sheet villa` is `osuma sheet show villa`."""

    default = "show"


app = group(say("Segmenttitaulukko: ketä segmenteissä on.", "The segment sheet: who is in the segments."), SheetFirst)


@command(app, "show", as_of=True)
def show(
    call: Call,
    slugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SLUG]...", help=say("Ilman tunnuksia kaikki.", "All where none is named.")),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FILE",
            help=say("Tiedostoksi: .xlsx, .csv, .pdf tai .pptx.", "Into a file: .xlsx, .csv, .pdf or .pptx."),
        ),
    ] = None,
) -> None:
    """Näytä segmenttitaulukko tai kirjoita se tiedostoon / show the segment sheet or write it into a file."""
    if to is None:
        call.show(call.ask("sheet.show", slugs=slugs or None), _shown)
        return
    told = call.ask("sheet.write", to=absolute(to), slugs=slugs or None, language=call.language)
    call.show(told, lambda result, _: line(result["path"]))


def _text(fi: str, en: str, key: str) -> Any:
    return typer.Option(f"--{key}", metavar="TEXT", help=say(fi, en))


@command(app, "fill")
def fill(
    call: Call,
    slug: Slug,
    interests: Annotated[str | None, _text("Kiinnostuksen kohteet.", "Interests.", "interests")] = None,
    products: Annotated[str | None, _text("Tuotetyypit.", "Product types.", "products")] = None,
    factors: Annotated[
        str | None, _text("Ostopäätökseen vaikuttavat tekijät.", "Factors in purchase decision.", "factors")
    ] = None,
    examples: Annotated[str | None, _text("Esimerkit.", "Examples.", "examples")] = None,
    channels: Annotated[str | None, _text("Kanavat.", "Channels.", "channels")] = None,
    angle: Annotated[str | None, _text("Viestin kulma.", "Message angle.", "angle")] = None,
    offer: Annotated[str | None, _text("Tarjous.", "Offer.", "offer")] = None,
    goal: Annotated[str | None, _text("Tavoite.", "Goal.", "goal")] = None,
    age: Annotated[str | None, _text("Tavoiteikä, esimerkiksi 18-30.", "Age aimed at, such as 18-30.", "age")] = None,
    customers: Annotated[str | None, _text("Tavoite: asiakkaita.", "Target: customers.", "customers")] = None,
    sales: Annotated[str | None, _text("Tavoite: myynti 12 kk.", "Target: sales, 12 months.", "sales")] = None,
    reach: Annotated[str | None, _text("Tavoite: tavoitettavissa.", "Target: can be reached.", "reach")] = None,
) -> None:
    """Täydennä segmentin tekstit ja tavoitteet; tyhjä poistaa / fill in texts and targets; empty takes one away."""
    given = {
        "interests": interests, "products": products, "factors": factors, "examples": examples,
        "channels": channels, "angle": angle, "offer": offer, "goal": goal,
        "age": age, "customers": customers, "sales": sales, "reach": reach,
    }  # fmt: skip
    said = {key: text for key, text in given.items() if text is not None}
    if not said:
        raise Misuse(
            Words("Anna ainakin yksi, esimerkiksi --age 18-30.", "Give at least one, such as --age 18-30."),
            "nothing_given",
        )
    call.show(call.ask("sheet.fill", slug=slug, said=said), _filled)


def _shown(result: dict[str, Any], language: str) -> None:
    head, *rows = result["table"][language]
    if not rows:
        line("Segmenttejä ei ole vielä." if language == "fi" else "There are no segments yet.")
    for row in rows:
        line(row[0])
        for name, cell in zip(head[1:], row[1:], strict=True):
            if cell:
                line(f"  {name}: {cell}")
    sentences(result["sentences"], language)


def _filled(result: dict[str, Any], language: str) -> None:
    from osuma.workflows.reports.sheet import labels

    names = labels()
    for key, value in result["said"].items():
        shown = "–".join(map(str, value)) if isinstance(value, list) else value
        line(f"{words(names[key].plain(), language)}: {shown}")
