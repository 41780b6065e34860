"""Errors as programs read them: problem+json (RFC 9457) with the mistakes that a person is told of."""

from __future__ import annotations

from django.http import HttpResponse

from osuma.engine.errors import Conflict, Misuse, OsumaError, Refused, Words
from osuma.workflows.access.attempts import TooMany
from osuma.workflows.asking.rights import NoBasisRight, NotAllowed
from osuma.workflows.asking.wire import dumps, error_to_json


class NotSignedIn(OsumaError):
    """No key and no session, or one that is no good any more."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                "Anna voimassa oleva avain: Authorization: Bearer …",
                "Give a key that is in force: Authorization: Bearer …",
            ),
            "not_signed_in",
        )


class NoSuch(OsumaError):
    """Nothing there, or not for this asker: which of them is not told."""

    def __init__(self) -> None:
        super().__init__(Words("Tällaista ei ole.", "There is no such thing."), "not_found")


class StaleForm(OsumaError):
    """A question of a browser that does not come from our pages."""

    def __init__(self) -> None:
        super().__init__(Words("X-CSRFToken puuttuu tai on väärä.", "X-CSRFToken is missing or wrong."), "stale_form")


STATUS: tuple[tuple[type[OsumaError], int], ...] = (
    (NotSignedIn, 401),
    (NotAllowed, 403),
    (NoBasisRight, 403),
    (StaleForm, 403),
    (NoSuch, 404),
    (TooMany, 429),
    (Refused, 422),
    (Conflict, 409),
    (Misuse, 400),
)
OF_CODE = {
    "post_only": 405,
    "stopping": 503,
    "too_long": 413,
    "key_reused": 422,
    "fault": 500,
    "catalog_unreachable": 503,
}


def status_of(error: OsumaError) -> int:
    """The status that fits an error."""
    return OF_CODE.get(error.code) or next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def problem(error: OsumaError) -> HttpResponse:
    """The error as an answer."""
    told, status = error_to_json(error), status_of(error)
    body = {"type": f"urn:osuma:{error.code}", "title": told["en"], "status": status, **told}
    response = HttpResponse(dumps(body), status=status, content_type="application/problem+json")
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.seconds)
    return response
