"""Mail handed to a real server of this machine: encrypted, signed in, and what is said where it does not go."""

from __future__ import annotations

from pathlib import Path

import pytest

from osuma.engine.errors import Refused
from osuma.messaging import smtp
from osuma.messaging.smtp import Mail, NotSent, send, server
from post_office import PASSWORD, UNKNOWN, USER, certificate, post_office

SENDER = "Osuma <osuma@yritys.fi>"
HELLO = Mail("maija@yritys.fi", "Kutsu: Villa & Mökki", "Päivää!\n", "<p>Päivää!</p>")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    certificate(folder)
    return folder


@pytest.fixture
def trusted(known: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSL_CERT_FILE", str(known / "cert.pem"))
    monkeypatch.setenv(smtp.VARIABLE, PASSWORD)
    monkeypatch.setattr(smtp, "HERE", ())  # this machine stands for one on the net
    return known


def test_a_server_of_this_machine_gets_it_as_it_is() -> None:
    with post_office() as office:
        send(server(f"smtp://localhost:{office.port}", SENDER), HELLO)
    (got,) = office.mail
    assert (got["From"], got["To"], got["Subject"]) == (SENDER, HELLO.to, HELLO.subject)
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"].endswith("@yritys.fi>")
    assert [part.get_content().strip() for part in got.iter_parts()] == ["Päivää!", "<p>Päivää!</p>"]
    assert office.encrypted == [False]


def test_another_machine_is_asked_to_encrypt_before_the_password(trusted: Path) -> None:
    with post_office(trusted) as office:
        send(server(f"smtp://{USER}@localhost:{office.port}", SENDER), HELLO)
    assert (len(office.mail), office.encrypted) == (1, [True])


def test_encrypted_from_the_first_byte(trusted: Path) -> None:
    with post_office(trusted, at_once=True) as office:
        send(server(f"smtps://{USER}@localhost:{office.port}", SENDER), HELLO)
    assert (len(office.mail), office.encrypted) == (1, [True])


@pytest.mark.parametrize(
    ("given", "to", "said"),
    [
        ({"OSUMA_MAIL_PASSWORD": "wrong"}, HELLO.to, "did not take the user or the password"),
        ({"OSUMA_MAIL_PASSWORD": "väärä"}, HELLO.to, "letters beyond ASCII"),
        ({}, UNKNOWN, "did not take the address"),
        ({}, "maija@ääkköset.fi", "did not take the address"),
        ({"SSL_CERT_FILE": ""}, HELLO.to, "its certificate does not hold"),
    ],
    ids=["password", "letters", "recipient", "letters of a recipient", "certificate"],
)
def test_what_does_not_go_says_why_and_names_nobody(
    trusted: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], to: str, said: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with post_office(trusted) as office, pytest.raises(NotSent, match=said) as stopped:
        send(server(f"smtp://{USER}@localhost:{office.port}", SENDER), Mail(to, "x", "y"))
    assert office.mail == []
    assert "@" not in stopped.value.what.fi + stopped.value.what.en
    assert PASSWORD not in stopped.value.what.en


def test_a_server_that_does_not_encrypt_gets_nothing(trusted: Path) -> None:
    assert trusted
    with post_office() as office, pytest.raises(NotSent, match="does not encrypt"):
        send(server(f"smtp://localhost:{office.port}", SENDER), HELLO)
    assert office.mail == []


def test_a_server_that_is_not_there_is_said_to_be_silent() -> None:
    with post_office() as office:
        port = office.port
    with pytest.raises(NotSent, match="could not be reached"):
        send(server(f"smtp://localhost:{port}", SENDER), HELLO)


def test_a_name_with_a_line_in_it_makes_no_header() -> None:
    with post_office() as office:
        send(server(f"smtp://localhost:{office.port}", SENDER), Mail(HELLO.to, "Kutsu: x\r\nBcc: y@z.fi", "t"))
    (got,) = office.mail
    assert (got["Subject"], got["Bcc"]) == ("Kutsu: x Bcc: y@z.fi", None)


@pytest.mark.parametrize(
    ("address", "sender", "codes"),
    [
        ("https://mail.yritys.fi", SENDER, ["bad_mail_server"]),
        ("smtp://", "nobody", ["bad_mail_server", "bad_sender"]),
        ("smtp://a:b@mail.yritys.fi", SENDER, ["password_in_address"]),
        ("smtp://mail.yritys.fi:99999", SENDER, ["bad_mail_server"]),
        ("smtp://mail.yritys.fi/x", "", ["bad_mail_server", "bad_sender"]),
    ],
)
def test_everything_that_is_wrong_with_an_address_is_said(address: str, sender: str, codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        server(address, sender)
    assert [mistake.code for mistake in refused.value.mistakes] == codes
    assert ":b@" not in refused.value.what.en


def test_the_ports_are_those_of_their_kind() -> None:
    assert server("smtp://maija%40yritys.fi@mail.yritys.fi", SENDER).user == "maija@yritys.fi"
    assert [server(f"{kind}://mail.yritys.fi", SENDER).port for kind in ("smtp", "smtps")] == [587, 465]
