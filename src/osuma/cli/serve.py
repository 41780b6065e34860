"""`osuma serve`: the owner that stays."""

from __future__ import annotations

import importlib
import sys
from typing import Annotated

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.engine.errors import Misuse, Words
from osuma.messaging import smtp
from osuma.workflows.asking.wire import dumps


def register(root: typer.Typer) -> None:
    """The commands."""
    command(root, "serve")(serve)
    command(root, "open")(open_)


def serve(
    call: Call,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help=say("Portti; 0 on mikä tahansa.", "Port; 0 is any.")),
    ] = None,
    public_url: Annotated[
        str | None,
        typer.Option(
            "--public-url",
            metavar="https://…",
            help=say(
                "Osoite, josta muut koneet tulevat salattuina välityspalvelimen kautta.",
                "The address by which other machines come, encrypted, through a proxy.",
            ),
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help=say(
                "Osoite, jota kuunnellaan; muu kuin tämä kone vain välityspalvelimen takana (--public-url).",
                "Address to listen on; another than this machine only behind a proxy (--public-url).",
            ),
        ),
    ] = "127.0.0.1",
    mail_server: Annotated[
        str | None,
        typer.Option(
            "--mail-server",
            metavar="smtp://user@host:587",
            envvar="OSUMA_MAIL_SERVER",
            help=say(
                "Sähköpostipalvelin kutsuille, salasanalinkeille ja maanantain yhteenvedolle; salasana ympäristössä "
                "OSUMA_MAIL_PASSWORD.",
                "Mail server for invitations, password links and the week on Monday; password in the environment: "
                "OSUMA_MAIL_PASSWORD.",
            ),
        ),
    ] = None,
    mail_from: Annotated[
        str,
        typer.Option(
            "--mail-from",
            metavar="osuma@host",
            envvar="OSUMA_MAIL_FROM",
            help=say("Lähettäjän osoite.", "The address that mail comes from."),
        ),
    ] = "",
) -> None:
    """Pidä Osuma käynnissä / keep Osuma running."""

    def ready(address: str, link: str) -> None:
        if call.json:
            sys.stdout.write(dumps({"address": address, "link": link}) + "\n")
        elif call.language == "fi":
            sys.stdout.write(
                f"Osuma on käynnissä: {address}\nKirjaudu sisään (toimii kerran): {link}\nLopeta: Ctrl-C\n"
            )
        else:
            sys.stdout.write(f"Osuma is running: {address}\nSign in (works once): {link}\nStop it with Ctrl-C\n")
        sys.stdout.flush()
        if not call.json and sys.stdout.isatty():
            _browse(link)

    # The web stands beside the command line, not under it; this is where the two are put together.
    server = importlib.import_module("osuma.web.server")
    mail = smtp.server(mail_server, mail_from) if mail_server else None
    server.serve(call.folder, port, ready, call.wait, server.Reach(host, public_url), mail)


def open_(call: Call) -> None:
    """Avaa Osuma selaimessa / open Osuma in the browser."""
    from osuma.workflows.asking import forward  # not for every command: it costs start-up

    link = forward.link(call.folder)
    if link is None:
        raise Misuse(
            Words("Osuma ei ole käynnissä. Käynnistä se: osuma serve", "Osuma is not running. Start it: osuma serve"),
            "not_serving",
        )
    sys.stdout.write((dumps({"link": link}) if call.json else link) + "\n")
    if not call.json and sys.stdout.isatty():
        _browse(link)


def _browse(link: str) -> None:
    import webbrowser  # not for every command: it costs start-up

    webbrowser.open(link)
