"""The way in: the first run, the page of who is not signed in, and the language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from osuma.catalog import users, workspaces
from osuma.catalog.workspaces import LANGUAGES
from osuma.engine.errors import Words
from osuma.web import entry, working
from osuma.web.pages.place import mine, within
from osuma.web.serving import Serving
from osuma.workflows.asking.rights import here

#: The sample shop's workspace stands beside the company's own, so that nothing of it is mixed up with real customers.
SAMPLE, SAMPLE_SLUG = "sportshop", "esimerkki"
SAMPLE_NAME = Words("Esimerkkikauppa", "Sample shop")
OWNER = Words("Omistaja", "Owner")
LONGEST = 200


def index(request: HttpRequest) -> HttpResponse:
    """On to where somebody belongs."""
    user = entry.asker(request)
    if user is None:
        return HttpResponseRedirect(reverse("first" if entry.invited(request) else "closed"))
    own = mine(user)
    if own:
        return HttpResponseRedirect(reverse("home", args=[own[0].slug]))
    return render(request, "nowhere.html", {"language": user.language})


def closed(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in: how to get a link."""
    by_password = users.any_password()
    serving: Serving = request.META["osuma.serving"]
    shown = {
        "language": entry.language_of(request),
        "by_password": by_password,
        "next": request.GET.get("next", ""),
        "mails": serving.mails,
    }
    return render(request, "closed.html", shown)


def first(request: HttpRequest) -> HttpResponse:
    """Three questions: the language, the company's name, its own files or the sample shop."""
    if not entry.invited(request):
        return HttpResponseRedirect(reverse("index"))
    language = entry.language_of(request)
    if request.method != "POST":
        return render(request, "first.html", {"language": language})
    name = request.POST.get("company", "").strip()[:LONGEST]
    if not name:
        said = Words("Kirjoita yrityksen nimi.", "Write the company's name.")
        return render(request, "first.html", {"language": language, "said": said[language]}, status=400)
    serving: Serving = request.META["osuma.serving"]
    user = users.create(OWNER[language], language)
    own = workspaces.rename(workspaces.list_()[0], name, language)
    users.grant(own, user, "owner")
    entry.sign_in(request, user)
    if request.POST.get("start") != "sample":
        return HttpResponseRedirect(reverse("data", args=[own.slug]))
    shop = workspaces.create(SAMPLE_SLUG, SAMPLE_NAME[language], "Europe/Helsinki", "EUR", language)
    users.grant(shop, user, "owner")
    job = working.begin(serving, shop, working.SAMPLE, {"sample": SAMPLE}, here(user.name))
    return HttpResponseRedirect(reverse("work", args=[shop.slug, job]))


def language(request: HttpRequest) -> HttpResponse:
    """The other language, on the page where one was."""
    user, chosen, back = entry.asker(request), request.POST.get("language", ""), request.POST.get("back", "/")
    if request.method == "POST" and user is not None and chosen in LANGUAGES:
        users.speak(user, chosen)
    return HttpResponseRedirect(within(back) or reverse("index"))
