"""`osuma serve`: the owner that stays."""

from __future__ import annotations

import importlib
import sys
from typing import Annotated

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.workflows.wire import dumps


def register(root: typer.Typer) -> None:
    """The command."""
    command(root, "serve")(serve)


def serve(
    call: Call,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help=say("Portti; 0 on mikä tahansa.", "Port; 0 is any.")),
    ] = None,
) -> None:
    """Pidä Osuma käynnissä / keep Osuma running."""

    def ready(address: str) -> None:
        if call.json:
            sys.stdout.write(dumps({"address": address}) + "\n")
        elif call.language == "fi":
            sys.stdout.write(f"Osuma on käynnissä: {address}\nLopeta: Ctrl-C\n")
        else:
            sys.stdout.write(f"Osuma is running: {address}\nStop it with Ctrl-C\n")
        sys.stdout.flush()

    # The web stands beside the command line, not under it; this is where the two are put together.
    importlib.import_module("osuma.web.server").serve(call.folder, port, ready, call.wait)
