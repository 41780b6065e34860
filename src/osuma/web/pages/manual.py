"""Ohje: the guides of the product, in the product; the same texts as in its documentation."""

from __future__ import annotations

import posixpath
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from osuma.web import prose, topics
from osuma.web.entry import language_of
from osuma.web.pages.place import Place, page


@page()
def manual(place: Place) -> HttpResponse:
    """Every guide by area, with what it tells."""
    language = place.user.language
    shown = [
        {
            "name": area.name,
            "topics": [(one.slug, one.title(language), one.summary(language)) for one in area.topics],
        }
        for area in topics.AREAS
    ]
    return place.show("manual.html", areas=shown)


@page()
def topic(place: Place, slug: str) -> HttpResponse:
    """One guide."""
    found = topics.TOPICS.get(slug)
    if found is None:
        raise Http404
    language = place.user.language
    return place.show("manual_topic.html", title=found.title(language), body=_body(slug, language))


def open_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide for who is not signed in: the texts are the product's own, and tell nothing of anybody."""
    found = topics.TOPICS.get(slug)
    if found is None:
        raise Http404
    language = language_of(request)
    shown = {"language": language, "title": found.title(language), "body": _body(slug, language)}
    return render(request, "open_help.html", shown)


@cache
def _body(slug: str, language: str) -> SafeString:
    found = topics.TOPICS[slug]
    folder = posixpath.dirname(found.file[language])

    def leads(href: str) -> str | None:
        file, mark, anchor = href.partition("#")
        if not file:
            return href
        to = topics.OF_FILE.get(posixpath.normpath(posixpath.join(folder, file)))
        return f"../{to.slug}/{mark}{anchor}" if to else None

    return prose.html(found.text(language), leads)
