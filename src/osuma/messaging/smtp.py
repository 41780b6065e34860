"""Mail that Osuma itself writes to its users, by the mail server that the company has.

A password is never part of an address: it comes from the environment, so that no setting and no log holds it.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from osuma.engine.errors import Mistake, OsumaError, Refused, Words

#: What the environment calls the password.
VARIABLE = "OSUMA_MAIL_PASSWORD"
HERE = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465}
SECONDS = 20.0


@dataclass(frozen=True)
class Server:
    """A mail server. at_once: encrypted from the first byte, else by STARTTLS, which a server of this machine does
    without. user: whom to sign in as, or nobody. sender: the address that mail comes from."""

    host: str
    port: int
    at_once: bool
    user: str | None
    sender: str

    @property
    def here(self) -> bool:
        """Whether it is of this machine."""
        return self.host in HERE


@dataclass(frozen=True)
class Mail:
    """One mail. html: the same once more for programs that show it."""

    to: str
    subject: str
    text: str
    html: str | None = None


class NotSent(OsumaError):
    """A mail that did not go; nobody's address is told."""

    def __init__(self, why: Words) -> None:
        said = Words(f"Sähköposti ei lähtenyt: {why.fi}.", f"The mail was not sent: {why.en}.")
        super().__init__(said, "not_sent")


def server(address: str, sender: str) -> Server:
    """The server of an address such as `smtp://user@host:587`. Refused names everything that is wrong with both."""
    mistakes = []
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
        right = bool(parts.hostname) and parts.scheme in PORTS and not (parts.path or parts.query or parts.fragment)
    except ValueError:
        right = False
    if not right:
        said = Words(
            "muoto on smtp://käyttäjä@palvelin:587, tai smtps:// kun yhteys on salattu alusta asti",
            "it looks like smtp://user@server:587, or smtps:// where it is encrypted from the start",
        )
        mistakes.append(Mistake("--mail-server", "bad_mail_server", said))
    elif parts.password is not None:
        said = Words(
            f"salasana ei kuulu osoitteeseen: anna se ympäristömuuttujassa {VARIABLE}",
            f"a password does not belong in an address: give it in the environment, {VARIABLE}",
        )
        mistakes.append(Mistake("--mail-server", "password_in_address", said))
    if "@" not in parseaddr(sender)[1]:
        said = Words("muoto on osuma@yritys.fi", "it looks like osuma@company.com")
        mistakes.append(Mistake("--mail-from", "bad_sender", said))
    if mistakes:
        raise Refused(mistakes)
    user = None if parts.username is None else unquote(parts.username)
    return Server(str(parts.hostname), port, parts.scheme == "smtps", user, sender)


def send(by: Server, mail: Mail) -> None:
    """Hand one mail to the server. NotSent with the reason."""
    message = _message(by, mail)
    try:
        with _connected(by) as connection:
            if by.user is not None:
                connection.login(by.user, os.environ.get(VARIABLE, ""))
            _hand_over(connection, message)
    except smtplib.SMTPAuthenticationError:
        raise NotSent(_WHY["sign_in"]) from None
    except UnicodeEncodeError:
        raise NotSent(_WHY["letters"]) from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        raise NotSent(_WHY["encryption"]) from None
    except smtplib.SMTPResponseException as problem:
        raise NotSent(
            Words(f"palvelin vastasi {problem.smtp_code}", f"the server said {problem.smtp_code}")
        ) from None
    except (OSError, smtplib.SMTPException):
        raise NotSent(_WHY["silence"]) from None


def _hand_over(connection: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        connection.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError):
        raise NotSent(_WHY["recipient"]) from None


_WHY = {
    "sign_in": Words(
        f"palvelin ei hyväksynyt tunnusta tai salasanaa ({VARIABLE})",
        f"the server did not take the user or the password ({VARIABLE})",
    ),
    "letters": Words(  # smtplib signs in with ASCII alone
        f"tunnuksessa tai salasanassa on muita kuin ASCII-merkkejä ({VARIABLE})",
        f"the user or the password has letters beyond ASCII ({VARIABLE})",
    ),
    "recipient": Words("palvelin ei ottanut vastaan osoitetta", "the server did not take the address"),
    "encryption": Words(
        "palvelin ei salaa yhteyttä tai sen varmenne ei kelpaa",
        "the server does not encrypt, or its certificate does not hold",
    ),
    "silence": Words("palvelimeen ei saatu yhteyttä", "the server could not be reached"),
}


def _connected(by: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if by.at_once:
        return smtplib.SMTP_SSL(by.host, by.port, timeout=SECONDS, context=context)
    connection = smtplib.SMTP(by.host, by.port, timeout=SECONDS)
    try:
        if not by.here:
            connection.starttls(context=context)
    except BaseException:
        connection.close()
        raise
    return connection


def _message(by: Server, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = by.sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())  # a workspace's name may hold anything
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(by.sender)[1].partition("@")[2])
    # what a machine wrote is answered by no machine
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    return message
