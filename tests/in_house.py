"""Pages asked in this process: what a browser without a script gets, without a server beside."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from django.test import Client

import prepared
from in_process_web import browser, serving
from osuma.catalog import users
from osuma.catalog.users import RoleName
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run
from osuma.workflows.installation.upkeep import init

CUSTOMERS = """Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Paikkakunta;Syntymäaika
1;Aino;Aalto;aino@kauppa.example;Helsinki;1.2.1990
2;Eero;Eskola;eero@kauppa.example;Helsinki;
3;Iiris;Ilola;iiris@kauppa.example;Espoo;3.4.1960
4;Onni;Oja;onni@kauppa.example;;5.6.1985
"""
ORDERS = """Tilausnumero;Päivä;Asiakasnumero;Sähköposti;Summa
100;1.2.2026;1;aino@kauppa.example;40,00
101;15.11.2026;1;aino@kauppa.example;60,00
102;2.3.2026;3;iiris@kauppa.example;20,00
"""


def small_shop(folder: Path) -> Path:
    """A new installation with four customers and three orders."""
    return prepared.once(_small_shop, folder)


def _small_shop(folder: Path) -> Path:
    init(folder / "osuma", "kauppa", "Maijan kauppa")
    with hold(folder / "osuma") as owner:
        for name, text in (("asiakkaat.csv", CUSTOMERS), ("tilaukset.csv", ORDERS)):
            file = folder / name
            file.write_text(text, encoding="utf-8")
            asked = {"files": [str(file)], "source": "kassa"}
            (load,) = run(owner, "kauppa", "import.run", asked, quiet, here("test"))["loads"]
            assert load["refused"] == 0, load
    return folder / "osuma"


@dataclass(frozen=True)
class Page:
    """One answer. text: as it came; plain: what is read of it."""

    status: int
    text: str
    to: str
    headers: dict[str, str]

    @property
    def plain(self) -> str:
        words = re.sub(r"<[^>]*>", " ", re.sub(r"<(script|style).*?</\1>", " ", self.text, flags=re.S))
        return " ".join(unescape(words).replace("\u00a0", " ").split())


@dataclass(frozen=True)
class House:
    """Somebody signed in to one workspace. root: the address of its pages."""

    client: Client
    root: str
    asked: Callable[[str, dict[str, Any]], dict[str, Any]]

    def ask(self, verb: str, **args: Any) -> dict[str, Any]:
        """Any verb; arguments that are None are not given."""
        return self.asked(verb, {name: value for name, value in args.items() if value is not None})

    def get(self, path: str, **headers: str) -> Page:
        return _page(
            self.client.get(
                f"{self.root}{path}", headers={name.replace("_", "-"): value for name, value in headers.items()}
            )
        )

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Page:
        """A form, and where it sends the browser followed."""
        answer = _page(
            self.client.post(
                f"{self.root}{path}",
                fields or {},
                headers={name.replace("_", "-"): value for name, value in headers.items()},
            )
        )
        return _page(self.client.get(answer.to)) if answer.to else answer

    def drop(self, *files: Path, source: str = "") -> Page:
        """Files dropped on the page of data together, and what came of them. source: the name of their system."""
        with ExitStack() as stack:
            sent = [stack.enter_context(file.open("rb")) for file in files]
            job = self.sent("data/files", {"files": sent, "source": source})
        return self.ended(job)

    def ended(self, job: str) -> Page:
        """The page of a job when it has ended."""
        for _ in range(1200):
            page = self.get(job)
            if "hx-trigger" not in page.text:
                return page
            time.sleep(0.05)
        raise AssertionError(f"{job} goes on")

    def sent(self, path: str, fields: dict[str, Any] | None = None) -> str:
        """Where a form sends the browser, after the root."""
        return _page(self.client.post(f"{self.root}{path}", fields or {})).to.removeprefix(self.root)


def _page(answer: Any) -> Page:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Page(answer.status_code, body.decode(), headers.get("location", ""), headers)


@contextmanager
def housed(folder: Path, role: RoleName = "owner", language: str = "fi") -> Iterator[House]:
    """The pages of an installation's only workspace, for a new user of a role."""
    with serving(folder) as at:
        workspace = at.owner.session().workspace
        user = users.create("Maija", language)
        users.grant(workspace, user, role)

        def asked(verb: str, args: dict[str, Any]) -> dict[str, Any]:
            return run(at.owner, workspace.slug, verb, args, quiet, here("Maija"))

        yield House(browser(at, user), f"/w/{workspace.slug}/", asked)
