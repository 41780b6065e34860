"""The server's pages asked in this process: no socket, no thread, a browser that keeps its cookies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.test import Client

from osuma.catalog import settings
from osuma.catalog.secret import secret_key
from osuma.catalog.users import User
from osuma.web import settings as web_settings
from osuma.web.address import Reach
from osuma.web.serving import Serving
from osuma.workflows.asking.owner import Address, hold


@contextmanager
def serving(folder: Path) -> Iterator[Serving]:
    """What the pages of an installation know, while the block owns it."""
    with hold(folder) as owner:
        settings.add(SECRET_KEY=secret_key(folder), **web_settings.settings_of(Reach()))
        yield Serving(owner, Address(0, "127.0.0.1", 0, "token"), Reach())


def browser(at: Serving, user: User | None = None, language: str = "fi") -> Client:
    """A browser on this machine; signed in where a user is given."""
    environ: Any = {"osuma.serving": at, "REMOTE_ADDR": "127.0.0.1"}
    client = Client(SERVER_NAME="localhost", headers={"accept-language": language}, **environ)
    if user is not None:
        session = client.session
        session["user"] = user.key
        session.save()
        client.cookies["osuma"] = str(session.session_key)
    return client
