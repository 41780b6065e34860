"""What every request and response of the local server has to pass."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase

HOSTS = ["127.0.0.1", "localhost", "[::1]"]
LOOPBACK = ("127.0.0.1", "::1")

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # not less: a form is known to be ours by where it says that it comes from
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

View = Callable[[HttpRequest], HttpResponseBase]


def guard(view: View) -> View:
    """Refuse who is not on this machine, or got here by a name that is not this machine's (DNS rebinding)."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        response = view(request) if _from_here(request) else HttpResponse("400 Bad Request\n", status=400)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        return response

    return guarded


def _from_here(request: HttpRequest) -> bool:
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return request.META.get("REMOTE_ADDR") in LOOPBACK
