"""Asking an Osuma on another machine, over its API: files go along, and what is written comes back."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from osuma.engine.errors import Conflict, Misuse, OsumaError, Words
from osuma.engine.system import unwritable
from osuma.workflows.asking import offered
from osuma.workflows.asking.wire import dumps, error_from_json

#: A verb may be long at work before it answers.
SECONDS = 3600.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")
OWN = "-"
_CHUNK = 1 << 20


class Server:
    """Another Osuma. key: of its API; sent nowhere but there, and only encrypted, or to this machine itself."""

    def __init__(self, address: str, key: str) -> None:
        parts = urlsplit(address)
        local = parts.hostname in LOOPBACK
        if (
            not parts.hostname
            or parts.path.strip("/")
            or not (parts.scheme == "https" or (local and parts.scheme == "http"))
        ):
            raise Misuse(
                Words(
                    f"Palvelimen osoite on muotoa https://osuma.yritys.fi (annettu: {address}).",
                    f"A server's address looks like https://osuma.company.com (given: {address}).",
                ),
                "bad_server",
            )
        self._parts = parts
        self._key = key

    def ask(self, workspace: str | None, name: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """The verb's whole answer, its pages put together, or its error. A file that it writes is fetched."""
        path = f"{offered.PATH}{quote(workspace or OWN)}/{quote(name)}"
        if name in offered.NOT_OFFERED or name not in offered.names():
            raise _only_there(name)
        out = offered.FILE_OUT.get(name)
        to = args.get(out) if out else None
        files = {one: args[one] for one in offered.FILES_IN.get(name, ()) if args.get(one)}
        plain = {one: value for one, value in args.items() if one != out and one not in files}
        if name in offered.FORMS and to is not None:
            plain["format"] = Path(str(to)).suffix.removeprefix(".").lower()
        result = self._read(path, *_form(plain, files)) if files else self._pages(path, dumps(plain).encode())
        if "file" in result and to is not None:
            self._fetch(str(result["file"]), Path(str(to)))
            result["path"] = str(to)
        return result

    def _pages(self, path: str, body: bytes) -> dict[str, Any]:
        size = f"limit={offered.LONGEST_PAGE}"
        kind = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        whole = self._read(f"{path}?{size}", body, kind)
        after = whole.pop("next", None)
        while after:
            more = self._read(f"{path}?{size}&cursor={quote(after)}", body, kind)
            whole[after.partition(".")[0]] += more[after.partition(".")[0]]
            after = more.get("next")
        return whole

    def _fetch(self, path: str, to: Path) -> None:
        with self._sent("GET", path, b"", {}) as response:
            if response.status != 200:
                self._result(response)
            try:
                with to.open("wb") as file:
                    shutil.copyfileobj(response, file, _CHUNK)
            except OSError as problem:
                raise unwritable(to, problem) from None

    def _read(self, path: str, body: bytes | Iterator[bytes], headers: Mapping[str, str]) -> dict[str, Any]:
        with self._sent("POST", path, body, headers) as response:
            return self._result(response)

    @contextmanager
    def _sent(
        self, method: str, path: str, body: bytes | Iterator[bytes], headers: Mapping[str, str]
    ) -> Iterator[HTTPResponse]:
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        connection = kind(str(self._parts.hostname), self._parts.port, timeout=SECONDS)
        known = {"Authorization": f"Bearer {self._key}", "Connection": "close", **headers}
        try:
            connection.request(method, path, body=body, headers=known)
            with connection.getresponse() as response:
                yield response
        except (OSError, HTTPException) as problem:
            raise _unreachable(self._parts.netloc, type(problem).__name__) from None
        finally:
            connection.close()

    def _result(self, response: HTTPResponse) -> dict[str, Any]:
        try:
            answer = json.loads(response.read())
        except ValueError as problem:
            raise _unreachable(self._parts.netloc, type(problem).__name__) from None
        if response.status < 400:
            return dict(answer)
        if "code" not in answer:
            raise _unreachable(self._parts.netloc, str(response.status))
        raise error_from_json(answer)


def _form(args: Mapping[str, Any], files: Mapping[str, Any]) -> tuple[Iterator[bytes], dict[str, str]]:
    """A form with files, as pieces, and the headers that it needs."""
    edge = secrets.token_hex(16)
    head = f'--{edge}\r\nContent-Disposition: form-data; name="args"\r\n\r\n{dumps(dict(args))}\r\n'.encode()
    pieces: list[tuple[bytes, Path]] = []
    for argument, given in files.items():
        for path in [Path(str(one)) for one in (given if isinstance(given, list | tuple) else [given])]:
            if not path.is_file():
                raise Misuse(
                    Words(
                        f"Palvelimelle lähetetään tiedostoja, ei kansioita: {path}",
                        f"Files are sent, not folders: {path}",
                    ),
                    "no_file",
                )
            name = path.name.replace('"', "'")
            named = f'--{edge}\r\nContent-Disposition: form-data; name="{argument}"; filename="{name}"\r\n\r\n'
            pieces.append((named.encode(), path))
    foot = f"--{edge}--\r\n".encode()

    def body() -> Iterator[bytes]:
        yield head
        for named, path in pieces:
            yield named
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
            yield b"\r\n"
        yield foot

    length = len(head) + sum(len(named) + path.stat().st_size + 2 for named, path in pieces) + len(foot)
    return body(), {"Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(length)}


def _only_there(name: str) -> OsumaError:
    return Misuse(
        Words(
            f"Tämä tehdään palvelimen omalla koneella: {name}.", f"This is done on the server's own machine: {name}."
        ),
        "only_there",
    )


def _unreachable(where: str, why: str) -> Conflict:
    return Conflict(
        Words(
            f"Palvelin {where} ei vastaa ({why}). Tarkista osoite ja yhteys.",
            f"The server {where} does not answer ({why}). Check the address and the connection.",
        ),
        "unreachable",
    )
