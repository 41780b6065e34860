"""A server that other machines reach: encrypted, by its own name, through a proxy; and no other way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from web_visitor import Served, served

from forked import ended, osuma_command
from osuma.engine.errors import Refused
from osuma.web.address import Reach
from osuma.workflows.asking import forward, owner
from osuma.workflows.asking.verbs import call
from osuma.workflows.installation.upkeep import init

PUBLIC = "https://osuma.maijan-kauppa.fi"
PROXIED = {"Host": "osuma.maijan-kauppa.fi", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, int]]:
    folder = tmp_path_factory.mktemp("public") / "osuma"
    init(folder, "kauppa", "Maijan kauppa")
    with served(folder, "--public-url", PUBLIC) as at:
        address = owner.read(folder)
        assert address is not None
        yield at, address.port


def asked(house: tuple[Served, int], path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    connection = HTTPConnection("127.0.0.1", house[1], timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
    finally:
        connection.close()


def test_the_public_address_is_told_and_signs_in(house: tuple[Served, int]) -> None:
    at = house[0]
    assert at.address == f"{PUBLIC}/"
    assert at.link.startswith(f"{PUBLIC}/enter?key=")
    status, headers, _ = asked(house, at.link.removeprefix(PUBLIC), **PROXIED)
    assert (status, headers["location"]) == (302, "/")
    cookie = headers["set-cookie"]
    assert "; Secure" in cookie
    assert "HttpOnly" in cookie
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_an_invitation_from_the_command_line_begins_with_the_public_address(house: tuple[Served, int]) -> None:
    address = owner.read(house[0].folder)
    assert address is not None
    assert (address.base, address.host) == (PUBLIC, "127.0.0.1")
    made = ended(osuma_command("users", "invite", "--json", "--dir", str(house[0].folder)))
    assert json.loads(made.stdout)["link"].startswith(f"{PUBLIC}/join?key=")


def test_another_link_leads_to_the_public_address_too(house: tuple[Served, int]) -> None:
    link = forward.link(house[0].folder)
    assert link is not None
    assert link.startswith(f"{PUBLIC}/enter?key=")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/closed", {**PROXIED, "X-Forwarded-Proto": "http"}),
        ("/closed", {"Host": PROXIED["Host"]}),
        ("/closed", {**PROXIED, "Host": "osuma.toinen.fi"}),
        ("/closed", {**PROXIED, "Host": "localhost"}),
        ("/closed", {}),
        ("/local/v1/ping?nonce=a", PROXIED),
        ("/local/v1/ping?nonce=a", {**PROXIED, "Host": "localhost"}),
    ],
    ids=["not encrypted", "no proxy", "another name", "this machine's name from outside", "a page without the proxy",
         "the local API from outside", "the local API from outside by this machine's name"],
)  # fmt: skip
def test_nobody_comes_another_way(house: tuple[Served, int], path: str, headers: dict[str, str]) -> None:
    assert asked(house, path, **headers)[0] == 400


def test_through_the_proxy_and_from_this_machine(house: tuple[Served, int]) -> None:
    assert asked(house, "/closed", **PROXIED)[0] == 200
    status, _, body = asked(house, "/local/v1/ping?nonce=a")
    assert status == 200
    assert set(json.loads(body)) == {"pid", "proof"}


def test_commands_still_ask_the_server(house: tuple[Served, int]) -> None:
    assert call(house[0].folder, None, "audit.list", {}, lambda *_: None)["audit"] is not None
    assert urlsplit(house[0].address).hostname == Reach(public=PUBLIC).host


@pytest.mark.parametrize(
    "public",
    ["http://osuma.fi", "osuma.fi", "https://", "https://osuma.fi/", "https://osuma.fi/polku", "https://a@osuma.fi",
     "https://osuma.fi:99999", "https://osuma.fi?a"],
)  # fmt: skip
def test_a_public_address_is_https_and_nothing_but_a_name(public: str) -> None:
    with pytest.raises(Refused) as refused:
        Reach(public=public)
    assert [m.code for m in refused.value.mistakes] == ["bad_public_url"]


def test_other_machines_never_come_unencrypted() -> None:
    with pytest.raises(Refused) as refused:
        Reach(listen="0.0.0.0")
    assert [m.code for m in refused.value.mistakes] == ["open_without_https"]


def test_whose_word_counts() -> None:
    everywhere = "0.0.0.0"
    assert Reach().proxy is None
    assert Reach(public=PUBLIC).proxy == "127.0.0.1"
    assert Reach(everywhere, PUBLIC).proxy == "*"
