"""Who is at the browser: a link that signs in once, the session that follows, and the user behind a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from osuma.catalog import users
from osuma.catalog.users import User

if TYPE_CHECKING:
    from osuma.web.serving import Serving

#: In a session: the user's key; that a link was used before anybody was made.
USER, INVITED = "user", "invited"


def enter(request: HttpRequest) -> HttpResponse:
    """Sign in with a link: the first user, or who is to become that."""
    serving: Serving = request.META["osuma.serving"]
    if request.method != "GET" or not serving.links.use(request.GET.get("key", "")):
        return HttpResponseRedirect(reverse("closed"))
    request.session.cycle_key()
    user = users.first()
    request.session[INVITED if user is None else USER] = True if user is None else user.key
    return HttpResponseRedirect(reverse("index"))


def leave(request: HttpRequest) -> HttpResponse:
    """Sign out of this browser."""
    if request.method == "POST":
        request.session.flush()
    return HttpResponseRedirect(reverse("closed"))


def sign_in(request: HttpRequest, user: User) -> None:
    """Let a request's browser be a user's, under another session than before."""
    request.session.cycle_key()
    request.session.pop(INVITED, None)
    request.session[USER] = user.key


def asker(request: HttpRequest) -> User | None:
    """Who is signed in; None where nobody."""
    key = request.session.get(USER)
    return None if key is None else users.get(key)


def invited(request: HttpRequest) -> bool:
    """Whether this browser came by a link before anybody was made, and may make the first user."""
    return bool(request.session.get(INVITED)) and users.first() is None
