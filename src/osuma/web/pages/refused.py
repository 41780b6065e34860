"""What is told where a request cannot be answered at all."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from osuma.catalog.in_postgres import NoAnswer
from osuma.web import entry
from osuma.web.serving import log


def stale_form(request: HttpRequest, **_: object) -> HttpResponse:
    """A form that was not ours, or is older than the session."""
    user = entry.asker(request)
    language = entry.language_of(request) if user is None else user.language
    if "HX-Request" in request.headers:
        return entry.beside(request, "parts/stale_form.html" if user else "parts/signed_out.html", language)
    return render(request, "stale_form.html", {"language": language}, status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """A mistake of ours: told as one, and where it was goes to the log without any value; or no catalog answers."""
    problem = sys.exc_info()[1]
    if isinstance(problem, NoAnswer):
        return render(request, "500.html", {"language": "en", "no_catalog": True}, status=503)
    if isinstance(problem, Exception):
        log(request.resolver_match.view_name if request.resolver_match else "page", problem)
    return render(request, "500.html", {"language": "en"}, status=500)


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """No such page, or none for who asks, in both languages."""
    return render(request, "404.html", {"language": "en"}, status=404)
