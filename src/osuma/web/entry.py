"""Who is at the browser: a link that signs in once, the session that follows, and the user behind a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation.trans_real import parse_accept_lang_header

from osuma.catalog import users
from osuma.catalog.sign_ins import AGENT, USER
from osuma.catalog.users import User
from osuma.catalog.workspaces import LANGUAGES

if TYPE_CHECKING:
    from osuma.web.serving import Serving

#: In a session: that a link was used before anybody was made.
INVITED = "invited"
#: Marks in what a browser says of itself, the more telling first, for they all name each other.
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def enter(request: HttpRequest) -> HttpResponse:
    """Sign in with a link: the first user, or who is to become that."""
    serving: Serving = request.META["osuma.serving"]
    if request.method != "GET" or not serving.links.use(request.GET.get("key", "")):
        return HttpResponseRedirect(reverse("closed"))
    user = users.keeper()
    if user is None:
        request.session.cycle_key()
        request.session[INVITED] = True
    else:
        sign_in(request, user)
    return HttpResponseRedirect(reverse("index"))


def leave(request: HttpRequest) -> HttpResponse:
    """Sign out of this browser."""
    if request.method == "POST":
        request.session.flush()
    return HttpResponseRedirect(reverse("closed"))


def sign_in(request: HttpRequest, user: User) -> None:
    """Let a request's browser be a user's, under another session than before and with nothing of that in it."""
    request.session.flush()
    request.session[USER] = user.key
    request.session[AGENT] = browser(request.headers.get("User-Agent", ""))
    rotate_token(request)


def browser(agent: str) -> str:
    """What a person calls the browser that says this of itself."""
    name = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (name, system) if part)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; what a proxy that we trust says of it was put there before us."""
    return str(request.META.get("REMOTE_ADDR", ""))


def asker(request: HttpRequest) -> User | None:
    """Who is signed in; None where nobody."""
    key = request.session.get(USER)
    return None if key is None else users.get(key)


def invited(request: HttpRequest) -> bool:
    """Whether this browser came by a link before anybody was made, and may make the first user."""
    return bool(request.session.get(INVITED)) and users.keeper() is None


def language_of(request: HttpRequest) -> str:
    """The language of somebody whom we do not know: as asked for, else as their browser says."""
    asked = request.POST.get("language") or request.GET.get("lang")
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    wanted = [asked] if asked else [code for code, _ in accepted]
    return next((code[:2] for code in wanted if code[:2] in LANGUAGES), "en")


def beside(request: HttpRequest, template: str, language: str) -> HttpResponse:
    """What a part of a page is answered with where nothing can be done: a sentence above the page, which stays."""
    answer = render(request, template, {"language": language})
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#told", "innerHTML"
    return answer
