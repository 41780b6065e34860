"""`osuma consents`: the texts under which people consented, and taking a consent back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.place import text_of
from osuma.cli.render import line, records

app = group(say("Suostumukset ja niiden tekstit.", "Consents and their texts."))
texts = group(say("Suostumustekstit.", "Texts of consent."))
app.add_typer(texts, name="text")

Slug = Annotated[str, typer.Argument(metavar="SLUG", help=say("Tekstin tunnus.", "Slug of the text."))]
Version = Annotated[str, typer.Argument(metavar="VERSION", help=say("Versio, esim. v1.", "Version, such as v1."))]
PROMISE_HELP = say(
    "no_third_parties tai withdraw_any_time; voi antaa monta.",
    "no_third_parties or withdraw_any_time; may be given several times.",
)


@command(texts, "add")
def add(
    call: Call,
    slug: Slug,
    version: Version,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("Teksti sanasta sanaan.", "The text verbatim."))],
    language: Annotated[str, typer.Option("--language", help=say("Tekstin kieli.", "Language of the text."))] = "fi",
    purpose: Annotated[
        list[str] | None,
        typer.Option(
            "--purpose",
            help=say("marketing tai ads; voi antaa monta.", "marketing or ads; may be given several times."),
        ),
    ] = None,
    channel: Annotated[
        list[str] | None,
        typer.Option("--channel", help=say("Kanava; voi antaa monta.", "Channel; may be given several times.")),
    ] = None,
    valid_from: Annotated[
        str | None, typer.Option("--valid-from", help=say("Mistä päivästä alkaen.", "From which day on."))
    ] = None,
    promise: Annotated[list[str] | None, typer.Option("--promise", help=PROMISE_HELP)] = None,
) -> None:
    """Tallenna tekstin versio / store a version of a text."""
    told = call.ask(
        "consents.texts.add",
        slug=slug,
        version=version,
        text=text_of(file),
        language=language,
        purposes=purpose or None,
        channels=channel or None,
        valid_from=valid_from,
        promises=promise or None,
    )
    call.show(told, _listed)


@command(texts, "confirm")
def confirm(
    call: Call,
    slug: Slug,
    version: Version,
    promise: Annotated[list[str] | None, typer.Option("--promise", help=PROMISE_HELP)] = None,
) -> None:
    """Vahvista, mitä teksti lupaa / confirm what a text promises."""
    call.show(call.ask("consents.texts.confirm", slug=slug, version=version, promises=promise or []), _listed)


@command(texts, "list")
def list_(call: Call) -> None:
    """Tekstit ja lupaukset / texts and promises."""
    call.show(call.ask("consents.texts.list"), _listed)


@command(texts, "show")
def show(call: Call, slug: Slug) -> None:
    """Tekstin versiot sanasta sanaan / the versions of a text, verbatim."""
    call.show(call.ask("consents.texts.list", slug=slug), _shown)


@command(app, "withdraw")
def withdraw(
    call: Call,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=say("Asiakkaan tunnus.", "Customer's id."))],
    channel: Annotated[str, typer.Option("--channel", help="email | sms | phone | post")] = "email",
    how: Annotated[str, typer.Option("--how", help=say("Missä asiakas sen sanoi.", "Where they said so."))] = "",
) -> None:
    """Peru suostumus / withdraw a consent."""
    call.show(call.ask("consents.withdraw", customer=customer, channel=channel, how=how), _withdrawn)


def _listed(result: dict[str, Any], language: str) -> None:
    rows = [
        {
            "text": one["text"],
            "language": one["language"],
            "promises": ", ".join(one["promises"]) or "–",
            "confirmed_by": one["confirmed_by"],
            "purposes": ", ".join(one["purposes"]),
            "valid_from": one["valid_from"],
        }
        for one in result["texts"]
    ]
    records(rows, language, "Tekstejä ei ole." if language == "fi" else "There are no texts.")


def _shown(result: dict[str, Any], language: str) -> None:
    for one in result["texts"]:
        line(f"{one['text']} ({one['language']}):")
        for said in one["words"].strip().splitlines():
            line(said)
    _listed(result, language)


def _withdrawn(result: dict[str, Any], language: str) -> None:
    fi = f"Suostumus on peruttu ({result['channel']}). Asiakkaalle ei enää lähde markkinointia tässä kanavassa."
    en = (
        f"The consent is withdrawn ({result['channel']}). No marketing goes to the customer on this channel any more."
    )
    line(fi if language == "fi" else en)
