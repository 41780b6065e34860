"""Where people reach the server: this machine alone, or a public address that a proxy in front of it answers."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from osuma.engine.errors import Mistake, Refused, Words

LOOPBACK = ("127.0.0.1", "::1")
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Reach:
    """Which address the server listens on, and by which one people come.

    public: `https://osuma.example.fi` without a path; None where only this machine comes. A proxy in front of it
    ends the encryption and says in X-Forwarded-Proto and X-Forwarded-For how and from where somebody came.
    """

    listen: str = LOOPBACK[0]
    public: str | None = None

    def __post_init__(self) -> None:
        mistakes = [*_public_mistakes(self.public), *_listen_mistakes(self.listen, self.public)]
        if mistakes:
            raise Refused(mistakes)

    @property
    def host(self) -> str | None:
        """The public address's name, with its port where it has one."""
        return None if self.public is None else urlsplit(self.public).netloc.lower()

    @property
    def proxy(self) -> str | None:
        """Whose word on where somebody came from counts: the proxy on this machine, or whoever can reach us."""
        if self.public is None:
            return None
        return LOOPBACK[0] if self.listen in LOOPBACK else "*"

    def link(self, port: int, path: str) -> str:
        """A link that a browser can follow."""
        return f"{self.public}/{path}" if self.public else f"http://{LOOPBACK[0]}:{port}/{path}"


def _public_mistakes(public: str | None) -> list[Mistake]:
    if public is None:
        return []
    try:
        parts = urlsplit(public)
        whole = (parts.port, parts.hostname)[1] and not (parts.path or parts.query or parts.fragment)
        right = parts.scheme == "https" and whole and "@" not in parts.netloc
    except ValueError:
        right = False
    if right:
        return []
    words = Words(
        fi=f"muoto on https://osuma.yritys.fi, ilman polkua ja kauttaviivaa lopussa (annettu: {public})",
        en=f"it looks like https://osuma.company.com, without a path or a slash at its end (given: {public})",
    )
    return [Mistake("--public-url", "bad_public_url", words)]


def _listen_mistakes(listen: str, public: str | None) -> list[Mistake]:
    if listen in LOOPBACK or public is not None:
        return []
    words = Words(
        fi="muilta koneilta tullaan vain salattuna: anna --public-url ja laita välityspalvelin eteen",
        en="other machines come in encrypted only: give --public-url and put a proxy in front",
    )
    return [Mistake("--host", "open_without_https", words)]
