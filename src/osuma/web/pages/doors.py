"""Coming in without a place yet: a password, an invitation, a link for a new password."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from osuma.catalog import installation, workspaces
from osuma.catalog.users import User
from osuma.engine.errors import OsumaError, Refused
from osuma.web import entry
from osuma.web.entry import language_of
from osuma.web.forms import wrong
from osuma.web.pages.place import within
from osuma.web.serving import Serving, log
from osuma.workflows.access import accounts
from osuma.workflows.access.attempts import TooMany
from osuma.workflows.access.mailing import Post, forgotten

#: In a session: a link's secret, so that no address bar, history or log holds it while its form is filled.
INVITATION, RENEWAL = "invitation", "renewal"
#: What a form keeps when it comes back with mistakes; passwords never.
KEPT = ("name", "email")


def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with an e-mail and a password."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("closed"))
    form, serving = request.POST, _serving(request)
    try:
        user = accounts.sign_in(
            serving.attempts, form.get("email", ""), form.get("password", ""), entry.address_of(request)
        )
    except OsumaError as error:
        return _again(request, "closed.html", error, next=form.get("next", ""))
    entry.sign_in(request, user)
    return HttpResponseRedirect(within(form.get("next", "")) or reverse("index"))


def join(request: HttpRequest) -> HttpResponse:
    """An invitation: who is new gives a name, an e-mail and a password; who is signed in takes one more workspace."""
    user, form, secret = entry.asker(request), request.POST, _secret(request, INVITATION)
    try:
        found = accounts.invitation(_serving(request).attempts, secret, entry.address_of(request))
        if "key" in request.GET:
            return _kept(request, INVITATION, secret, "join")
        name = workspaces.get(found.workspace).name
        if request.method != "POST":
            return _shown(request, "join.html", found=found, company=name, user=user, given={"email": found.email})
        if user is not None:
            accounts.accept(secret, user)
        else:
            user = accounts.join(
                secret, form.get("name", ""), form.get("email", ""), form.get("password", ""), language_of(request)
            )
            entry.sign_in(request, user)
    except Refused as error:
        return _again(request, "join.html", error, found=found, company=name, user=None)
    except OsumaError as error:
        return _again(request, "link_ended.html", error)
    request.session.pop(INVITATION, None)
    return HttpResponseRedirect(reverse("home", args=[found.workspace]))


def renew(request: HttpRequest) -> HttpResponse:
    """A new password by a link that an owner gave; signed out everywhere, signed in here."""
    form, secret = request.POST, _secret(request, RENEWAL)
    try:
        whose = accounts.reset_of(_serving(request).attempts, secret, entry.address_of(request))
        if "key" in request.GET:
            return _kept(request, RENEWAL, secret, "renew")
        if request.method != "POST":
            return _shown(request, "renew.html", whose=whose, given={"email": whose.email or ""})
        user = accounts.renew(secret, form.get("email", ""), form.get("password", ""))
    except Refused as error:
        return _again(request, "renew.html", error, whose=whose)
    except OsumaError as error:
        return _again(request, "link_ended.html", error)
    request.session.pop(RENEWAL, None)
    entry.sign_in(request, user)
    return HttpResponseRedirect(reverse("index"))


def forgot(request: HttpRequest) -> HttpResponse:
    """A link for a new password by mail; whether somebody has the address is not told, nor by how long it takes."""
    post, email = _serving(request).post, request.POST.get("email", "")
    if post is None or not _serving(request).mails:
        return HttpResponseRedirect(reverse("closed"))
    if request.method != "POST":
        return _shown(request, "forgot.html", given={})
    try:
        user = accounts.forgot(_serving(request).attempts, email, entry.address_of(request))
    except OsumaError as error:
        return _again(request, "forgot.html", error)
    if user is not None:
        threading.Thread(target=_mail_link, args=(post, user, user.language), name="forgot").start()
    return _shown(request, "forgot.html", given={}, asked=True)


def _mail_link(post: Post, user: User, language: str) -> None:
    try:
        forgotten(post, user, language)
    except OsumaError as problem:
        log("forgot", problem)
    finally:
        installation.close()


def _secret(request: HttpRequest, kept: str) -> str:
    return str(request.GET.get("key", request.session.get(kept, "")))


def _kept(request: HttpRequest, kept: str, secret: str, name: str) -> HttpResponse:
    """The same page under an address that has no secret in it."""
    request.session[kept] = secret
    return HttpResponseRedirect(reverse(name))


def _again(request: HttpRequest, template: str, error: OsumaError, **context: object) -> HttpResponse:
    """The form with what was wrong beside each field."""
    given = {name: request.POST.get(name, "") for name in KEPT}
    beside = wrong(error, language_of(request))
    status = 429 if isinstance(error, TooMany) else 400
    top = None if beside else error.what.plain()
    return _shown(request, template, status, given=given, wrong=beside, said=top, **context)


def _shown(
    request: HttpRequest, template: str, status: int = 200, *, given: Mapping[str, str], **context: object
) -> HttpResponse:
    shown = {"language": language_of(request), "given": given, "mails": _serving(request).mails, **context}
    return render(request, template, shown, status=status)


def _serving(request: HttpRequest) -> Serving:
    found: Serving = request.META["osuma.serving"]
    return found
