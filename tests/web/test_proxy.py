"""Osuma behind nginx and Caddy with a certificate, as `docs/how-to/on-a-server.md` sets them up: a whole sign-in."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from web_visitor import Answer, served

from osuma.workflows.asking import owner
from osuma.workflows.installation.upkeep import init

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "on-a-server.md"
CADDYFILE = ROOT / "packaging" / "Caddyfile"
NAME = "osuma.example.fi"
PROXIES = {name: shutil.which(name) or shutil.which(f"/usr/sbin/{name}") for name in ("nginx", "caddy")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init(tmp_path / "osuma")
    return tmp_path / "osuma"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def nginx(work: Path, https: int, osuma: int) -> list[str]:
    """The page's own `server` block, on ports of ours and with a certificate of ours; the command."""
    block = re.search(r"^    server \{.*?^    \}", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert block is not None
    server = block[0].replace(
        "listen 443 ssl;", f"listen 127.0.0.1:{https} ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem;"
    ).replace("127.0.0.1:8470", f"127.0.0.1:{osuma}")  # fmt: skip
    temporary = " ".join(
        f"{kind}_temp_path {work / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (work / "nginx.conf").write_text(
        f"daemon off; pid {work / 'pid'}; error_log {work / 'errors'}; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{server}\n}}\n"
    )
    return ["-p", str(work), "-c", str(work / "nginx.conf")]


def caddy(work: Path, https: int, osuma: int) -> list[str]:
    """The file that is passed on, on ports of ours and with a certificate of ours; the command."""
    given = CADDYFILE.read_text(encoding="utf-8")
    assert f"{NAME} {{" in given
    site = given.replace(f"{NAME} {{", f"{NAME} {{\n\tbind 127.0.0.1\n\ttls {work / 'cert.pem'} {work / 'key.pem'}")
    site = site.replace("127.0.0.1:8470", f"127.0.0.1:{osuma}")
    (work / "Caddyfile").write_text(
        f"{{\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port {https}\n}}\n{site}"
    )
    return ["run", "--adapter", "caddyfile", "--config", str(work / "Caddyfile")]


@contextmanager
def proxied(
    program: str, given: Callable[[Path, int, int], list[str]], work: Path, https: int, osuma: int
) -> Iterator[None]:
    """The proxy in front of Osuma while the block runs."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", work / "key.pem", "-out", work / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    own = {**os.environ, "HOME": str(work), "XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work)}
    process = subprocess.Popen([program, *given(work, https, osuma)], stderr=subprocess.DEVNULL, env=own)
    try:
        for _ in range(100):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", https)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


class Public(HTTPSConnection):
    """A connection to the public name, which this machine's own names do not know."""

    def __init__(self, port: int, certificate: Path) -> None:
        super().__init__(NAME, port, context=ssl.create_default_context(cafile=str(certificate)), timeout=30)

    def connect(self) -> None:
        self.sock = self._context.wrap_socket(  # type: ignore[attr-defined]
            socket.create_connection(("127.0.0.1", self.port), timeout=30), server_hostname=NAME
        )


@pytest.mark.parametrize("proxy", [nginx, caddy], ids=lambda proxy: proxy.__name__)
def test_the_first_owner_signs_in_over_https(
    folder: Path, tmp_path: Path, proxy: Callable[[Path, int, int], list[str]]
) -> None:
    program = PROXIES[proxy.__name__]
    if program is None:
        pytest.skip(f"{proxy.__name__} is missing: scripts/proxies.sh")
    https = free_port()
    with served(folder, "--public-url", f"https://{NAME}") as at:
        address = owner.read(folder)
        assert address is not None
        with proxied(program, proxy, tmp_path, https, address.port):

            def asked(path: str, cookie: str = "", host: str = NAME) -> Answer:
                connection = Public(https, tmp_path / "cert.pem")
                try:
                    sent = {"Host": host, **({"Cookie": cookie} if cookie else {})}
                    connection.request("GET", path, headers=sent)
                    answer = connection.getresponse()
                    found = {k.lower(): v for k, v in answer.getheaders()}
                    return Answer(answer.status, found, answer.read().decode())
                finally:
                    connection.close()

            entered = asked(at.link.removeprefix(f"https://{NAME}"))
            assert (entered.status, entered.to) == (302, "/")
            cookie = entered.headers["set-cookie"]
            assert "; Secure" in cookie
            first = asked("/first", cookie.partition(";")[0])
            assert (first.status, "<form" in first.text) == (200, True)
            assert asked("/").to == "/closed"
            elsewhere = asked("/closed", host="localhost")
            # Caddy answers other names itself, with nothing
            assert (elsewhere.status, elsewhere.text) == (200, "") if proxy is caddy else elsewhere.status == 400
            assert asked("/local/v1/ping?nonce=a").status == 400
