"""`/local/v1/`: the API by which another process of the same user asks the owner."""

from __future__ import annotations

import hmac
import json

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from osuma.engine.errors import Conflict, Misuse, OsumaError, Words
from osuma.web.serving import Asked, Serving, line
from osuma.workflows.asking.forward import proof
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.wire import error_to_json

NDJSON = "application/x-ndjson"
NONCE_LENGTH = 64
ASKED_BYTES = 32 * 1024 * 1024


def ping(request: HttpRequest) -> HttpResponseBase:
    """Proof that this process holds the token, by a nonce of the asker's."""
    serving: Serving = request.META["osuma.serving"]
    nonce = request.GET.get("nonce", "")
    if request.method != "GET" or not 0 < len(nonce) <= NONCE_LENGTH:
        return HttpResponse(status=400)
    body = {"pid": serving.address.pid, "proof": proof(serving.address.token, nonce)}
    return HttpResponse(json.dumps(body), content_type="application/json")


@csrf_exempt
def link(request: HttpRequest) -> HttpResponseBase:
    """A new link that signs in once, for whoever holds the token: they are the user of this machine."""
    serving: Serving = request.META["osuma.serving"]
    if request.method != "POST" or not _knows_token(request, serving.address.token):
        return HttpResponse(status=401)
    return HttpResponse(json.dumps({"link": serving.link()}), content_type="application/json")


@csrf_exempt
def ask(request: HttpRequest, name: str) -> HttpResponseBase:
    """Run a verb; lines of JSON: progress, beats, and last a result or an error."""
    serving: Serving = request.META["osuma.serving"]
    if request.method != "POST":
        return _refused(405, _misuse("post_only", "vain POST käy", "only POST will do"))
    if not _knows_token(request, serving.address.token):
        return _refused(401, _misuse("wrong_token", "väärä tunniste", "wrong token"))
    if int(request.headers.get("Content-Length") or 0) > ASKED_BYTES:
        return _refused(413, _misuse("too_long", "pyyntö on liian pitkä", "the request is too long"))
    try:
        asked = _asked(name, request.body)
    except (ValueError, KeyError, TypeError, AttributeError):
        return _refused(400, _misuse("bad_request", "pyyntöä ei voi lukea", "the request cannot be read"))
    lines = serving.begin(asked)
    if lines is None:
        return _refused(503, Conflict(Words("Osuma on sulkeutumassa.", "Osuma is stopping."), "stopping"))
    return StreamingHttpResponse(lines, content_type=NDJSON)


def _knows_token(request: HttpRequest, token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _asked(name: str, body: bytes) -> Asked:
    read = json.loads(body)
    workspace = read.get("workspace")
    return Asked(
        name=name,
        workspace=None if workspace is None else str(workspace),
        args=dict(read["args"]),
        who=here(str(read.get("who", ""))),
    )


def _misuse(code: str, fi: str, en: str) -> Misuse:
    return Misuse(Words(fi=f"Paikallinen rajapinta: {fi}.", en=f"Local API: {en}."), code)


def _refused(status: int, error: OsumaError) -> HttpResponse:
    return HttpResponse(line({"error": error_to_json(error)}), status=status, content_type=NDJSON)
