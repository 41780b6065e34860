"""Every address of the server, for everybody: an owner, a team-mate of each role, an outsider, nobody.

The addresses come from the resolver: one that is added without a decision fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, resolvers

from in_process_web import browser, serving
from osuma.catalog import users, workspaces
from osuma.web.pages.place import Page, Place
from osuma.web.urls import urlpatterns
from osuma.workflows.asking.rights import ROLES, Right
from osuma.workflows.installation.upkeep import init

#: Addresses without a workspace; what each lets in is tested where it is named.
OPEN = {
    "": "on to where somebody belongs",
    "enter": "test_entry: a link that signs in once",
    "leave": "test_entry: ends one's own session",
    "sign-in": "test_doors",
    "join": "test_doors",
    "renew": "test_doors",
    "forgot": "test_mail",
    "closed": "the page of who is not signed in",
    "help/<slug:slug>/": "test_manual: the product's own texts",
    "first": "test_pages: who came by a link before anybody was made",
    "language": "test_entry: one's own language",
    "api/v1/openapi.json": "tells nothing of anybody's data",
    "api/v1/<slug:workspace>/jobs/<int:key>": "test_api",
    "api/v1/<slug:workspace>/exports/<str:name>": "test_api",
    "api/v1/<slug:workspace>/reports/<str:name>": "test_api",
    "api/v1/<slug:workspace>/<str:name>": "test_api: every verb by every role",
    "shared/<str:secret>": "test_sharing: whoever holds the link",
    "local/v1/ping": "test_pages: a proof, nothing else",
    "local/v1/link": "test_pages: by the token of this machine",
    "local/v1/<str:name>": "test_pages: by the token of this machine",
}
#: What an address of each kind of parameter is tried with.
GIVEN = {"int": "1", "slug": "inactive", "path": "inactive", "str": "marraskuu.html", "uuid": "0" * 32}

PAGES = [pattern for pattern in urlpatterns if isinstance(pattern.callback, Page)]


def route(pattern: URLPattern) -> str:
    return str(pattern.pattern)


def test_every_address_has_a_decision() -> None:
    assert {route(pattern) for pattern in urlpatterns if pattern not in PAGES} == set(OPEN)
    assert all(route(pattern).startswith("w/<slug:workspace>/") for pattern in PAGES)
    assert len(PAGES) > 15


def test_no_two_addresses_have_one_name() -> None:
    names = [pattern.name for pattern in urlpatterns if pattern.name]
    assert sorted(names) == sorted(set(names))


@contextmanager
def asked(folder: Path) -> Iterator[dict[str, Client]]:
    """Browsers in this process, by who sits at each."""
    init(folder, "kauppa", "Maijan kauppa")
    with serving(folder) as at:
        other = workspaces.create("toinen", "Toisen kauppa", "Europe/Helsinki", "EUR", "fi")
        shop = workspaces.get("kauppa")
        clients = {"nobody": browser(at)}
        for role in ROLES:
            user = users.create(role, "fi")
            users.grant(shop, user, role)
            clients[role] = browser(at, user)
        outsider = users.create("outsider", "fi")
        users.grant(other, outsider, "owner")
        yield {**clients, "outsider": browser(at, outsider)}


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Client]]:
    with asked(tmp_path_factory.mktemp("addresses") / "osuma") as made:
        yield made


def address(pattern: URLPattern) -> str:
    def given(found: Any) -> str:
        return "kauppa" if found["parameter"] == "workspace" else GIVEN[found["converter"] or "str"]

    return "/" + resolvers._PATH_PARAMETER_COMPONENT_RE.sub(given, route(pattern))


@pytest.mark.parametrize("pattern", PAGES, ids=route)
def test_an_address_opens_to_whom_it_is_for(
    pattern: URLPattern, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = pattern.callback
    assert isinstance(page, Page)
    entered: list[str] = []

    def view(place: Place, **_: Any) -> HttpResponse:
        entered.append(place.user.name)
        return HttpResponse("in")

    monkeypatch.setattr(page, "view", view)
    method = page.methods[0]
    answers = {name: client.generic(method, address(pattern)) for name, client in clients.items()}
    may = {name for name, right in ROLES.items() if right >= page.needs and page.needs is not Right.EVERYWHERE}
    assert set(entered) == may
    assert {name for name, answer in answers.items() if answer.status_code == 200} == may
    assert answers["nobody"].status_code == 302
    assert answers["nobody"].headers["location"].partition("?")[0] == "/closed"
    shut = [answers[name] for name in (*ROLES, "outsider") if name not in may]
    assert all(answer.status_code == 404 and b"Maijan" not in answer.content for answer in shut)


@pytest.mark.parametrize("pattern", PAGES, ids=route)
def test_no_address_changes_anything_by_being_looked_at(
    pattern: URLPattern, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = pattern.callback
    monkeypatch.setattr(page, "view", lambda place, **_: HttpResponse("in"))
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        answer = clients["owner"].generic(method, address(pattern))
        expected = 404 if page.needs is Right.EVERYWHERE else 200 if method in page.methods else 405
        assert answer.status_code == expected, method


@pytest.mark.parametrize("pattern", [p for p in PAGES if "POST" in p.callback.methods], ids=route)
def test_no_form_from_elsewhere_is_taken(
    pattern: URLPattern, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pattern.callback, "view", lambda place, **_: HttpResponse("in"))
    client = clients["owner"]
    client.handler.enforce_csrf_checks = True
    try:
        assert client.post(address(pattern)).status_code == 403
    finally:
        client.handler.enforce_csrf_checks = False
