"""A mail server in this process, for tests: it takes what it is given, and keeps it."""

from __future__ import annotations

import socket
import ssl
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

#: Whom the server lets in, and an address that it does not take.
USER, PASSWORD, UNKNOWN = "osuma", "kolme kuusta", "poissa@yritys.fi"


@dataclass
class Office:
    """Where the server answers, and what came."""

    port: int = 0
    mail: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, _s: Any, _q: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802
        if address == UNKNOWN:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mail.append(message)
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        return "250 OK"


@contextmanager
def post_office(folder: Path | None = None, *, at_once: bool = False) -> Iterator[Office]:
    """A mail server while the block runs. folder: of a certificate (`certificate`); then it encrypts, asks for a
    password, and does so from the first byte where `at_once`."""
    office = Office()
    controller = _Controller(office, _context(folder), at_once=at_once)
    controller.start()
    try:
        office.port = controller.port
        yield office
    finally:
        controller.stop()


def certificate(folder: Path) -> Path:
    """A certificate of our own for this machine's name, with its key beside it."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder / "cert.pem"


class _Controller(Controller):
    def __init__(self, office: Office, context: ssl.SSLContext | None, *, at_once: bool) -> None:
        self._tls = context
        super().__init__(office, hostname="localhost", port=0, ssl_context=context if at_once else None)
        self._at_once = at_once

    def factory(self) -> SMTP:
        if self._tls is None:
            return SMTP(self.handler)
        starttls = None if self._at_once else self._tls
        with warnings.catch_warnings():
            # it does not see that the connection is encrypted already
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
            return SMTP(
                self.handler, tls_context=starttls, require_starttls=starttls is not None, auth_required=True,
                auth_require_tls=not self._at_once, authenticator=_let_in,
            )  # fmt: skip

    def _trigger_server(self) -> None:
        """The library knocks at the port that was asked for, and ours is any."""
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        socket.create_connection((self.hostname, self.port), 5).close()


def _let_in(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def _context(folder: Path | None) -> ssl.SSLContext | None:
    if folder is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
