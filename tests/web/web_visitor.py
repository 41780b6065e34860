"""A server of our own, and browsers without a screen or a script: cookies, forms, and nothing else."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import forked


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def to(self) -> str:
        """Where it sends the browser."""
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """One browser at a server; keeps its cookies."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Answer:
        """A form as the page has it, with its own token."""
        token = self._token()
        body = urlencode({"csrfmiddlewaretoken": token, **(fields or {})})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def upload(self, path: str, files: Mapping[str, bytes], fields: Mapping[str, str] | None = None) -> Answer:
        """Files as a form with a file field sends them."""
        edge, parts = "----osuma-edge", []
        for name, value in {"csrfmiddlewaretoken": self._token(), **(fields or {})}.items():
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, content in files.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
            parts.append(head.encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def ended(self, job: str) -> Answer:
        """The page of a job when it has ended."""
        for _ in range(600):
            page = self.get(job)
            if "hx-trigger" not in page.text:
                return page
            time.sleep(0.1)
        raise AssertionError(f"{job} goes on")

    def _token(self) -> str:
        for path in ("/first", "/"):
            page = self._followed(path)
            found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
            if found:
                return found[1]
        return ""

    def _followed(self, path: str) -> Answer:
        answer = self.get(path)
        for _ in range(5):
            if not answer.to:
                break
            answer = self.get(answer.to)
        return answer

    def _ask(self, method: str, path: str, body: str | bytes | None, headers: Mapping[str, str]) -> Answer:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        try:
            connection.request(method, path, body=body, headers={**sent, **headers})
            response = connection.getresponse()
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    key, _, kept = value.partition(";")[0].partition("=")
                    self.cookies[key] = kept
            found = {k.lower(): v for k, v in response.getheaders()}
            return Answer(response.status, found, response.read().decode("utf-8", "replace"))
        finally:
            connection.close()


@dataclass(frozen=True)
class Served:
    """A running server. link: signs in once."""

    folder: Path
    address: str
    link: str

    def visitor(self) -> Visitor:
        return Visitor(self.address)

    def signed_in(self, session: str) -> Visitor:
        return Visitor(self.address, {"osuma": session})


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Served]:
    """`osuma serve` over a folder, ended by SIGTERM without a word of complaint."""
    process = forked.osuma_command("serve", "--port", "0", "--dir", str(folder), "--json", *options)
    first = process.stdout.readline()
    assert first, process.communicate()
    told = json.loads(first)
    try:
        yield Served(folder, told["address"], told["link"])
    finally:
        process.terminate()
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, ""), out
