"""Sending a verb to the process that owns the installation, over loopback HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from osuma.engine.errors import Conflict, Words
from osuma.workflows.asking import owner
from osuma.workflows.asking.progress import Progress
from osuma.workflows.asking.wire import dumps, error_from_json

PING_SECONDS = 5.0
# The owner sends a beat every few seconds while a verb is at work.
SILENCE_SECONDS = 60.0
PATH = "/local/v1/"


class NotThere(Exception):
    """The owner did not take the call; nothing was begun."""


def proof(token: str, nonce: str) -> str:
    """What only a holder of the token can answer to a nonce."""
    return hmac.new(token.encode(), nonce.encode(), hashlib.sha256).hexdigest()


def live(folder: Path) -> owner.Address | None:
    """The owner of the installation if it answers and proves itself, else None.

    The proof comes first: a stranger who got the port of a dead owner is never shown the token.
    """
    address = owner.read(folder)
    if address is None or not _loopback(address.host):
        return None
    nonce = secrets.token_hex(16)
    connection = HTTPConnection(address.host, address.port, timeout=PING_SECONDS)
    try:
        connection.request("GET", f"{PATH}ping?nonce={nonce}")
        with connection.getresponse() as response:
            body = json.loads(response.read(10_000))
        answer = str(body["proof"])
        return address if hmac.compare_digest(answer, proof(address.token, nonce)) else None
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()


def link(folder: Path) -> str | None:
    """A link that signs a browser in once; None where nobody owns the installation and answers."""
    address = live(folder)
    if address is None:
        return None
    connection = HTTPConnection(address.host, address.port, timeout=PING_SECONDS)
    try:
        with _post(connection, address, "link", {}) as response:
            return str(json.loads(response.read(10_000))["link"])
    finally:
        connection.close()


def send(
    address: owner.Address, workspace: str | None, name: str, args: Mapping[str, Any], progress: Progress, who: str
) -> dict[str, Any]:
    """Run the verb at the owner. NotThere where it was not begun; else its result or its error."""
    connection = HTTPConnection(address.host, address.port, timeout=SILENCE_SECONDS)
    try:
        with _post(connection, address, name, {"workspace": workspace, "args": dict(args), "who": who}) as response:
            return _read(response, progress)
    finally:
        connection.close()


def _post(connection: HTTPConnection, address: owner.Address, name: str, body: dict[str, Any]) -> HTTPResponse:
    headers = {"Authorization": f"Bearer {address.token}", "Content-Type": "application/json"}
    try:
        connection.connect()
    except OSError as problem:
        raise NotThere from problem
    try:
        connection.request("POST", PATH + name, body=dumps(body).encode(), headers=headers)
        response = connection.getresponse()
    except (OSError, HTTPException) as problem:
        raise _broken() from problem
    if response.status == 503:
        response.close()
        raise NotThere
    return response


def _read(response: HTTPResponse, progress: Progress) -> dict[str, Any]:
    try:
        for line in response:
            message = json.loads(line)
            if "result" in message:
                return dict(message["result"])
            if "error" in message:
                raise error_from_json(message["error"])
            if "progress" in message:
                progress(*message["progress"])
    except (OSError, HTTPException, ValueError) as problem:
        raise _broken() from problem
    raise _broken()


def _broken() -> Conflict:
    return Conflict(
        Words(
            fi="Yhteys Osumaan katkesi kesken työn. Katso, mitä ehti valmistua (osuma doctor), ja aja uudelleen.",
            en="The connection to Osuma broke in the middle. See what was done (osuma doctor) and run again.",
        ),
        "owner_gone",
    )


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
