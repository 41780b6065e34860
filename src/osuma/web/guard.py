"""What every request and response of the server has to pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from osuma.web.address import LOCAL_HOSTS, LOOPBACK

if TYPE_CHECKING:
    from osuma.web.serving import Serving

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: Beside those of Django's own middleware.
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
LOCAL_PATH = "/local/"

View = Callable[[HttpRequest], HttpResponseBase]


def guard(view: View) -> View:
    """Refuse who came by another way than the server's own.

    That is this machine by one of its own names (another name is DNS rebinding), or the public address, encrypted.
    Other programs of this machine ask below `/local/`, and only there where people come by a public address.
    """

    def guarded(request: HttpRequest) -> HttpResponseBase:
        response = view(request) if _may_pass(request) else HttpResponse("400 Bad Request\n", status=400)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        return response

    return guarded


def _may_pass(request: HttpRequest) -> bool:
    try:
        host = request.get_host().lower()
    except DisallowedHost:
        return False
    serving: Serving = request.META["osuma.serving"]
    public = serving.reach.host
    if host == public:
        return request.is_secure() and not request.path.startswith(LOCAL_PATH)
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if name not in LOCAL_HOSTS or request.META.get("REMOTE_ADDR") not in LOOPBACK:
        return False
    return public is None or request.path.startswith(LOCAL_PATH)
