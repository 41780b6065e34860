"""Tiedot: how files are got out of other products; the pages of the documentation, in the product."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import Http404, HttpResponse
from django.utils.safestring import SafeString

from osuma.web import prose
from osuma.web.pages.place import Place, page

_INDEX = "README"
#: With which the headings begin: the page that lists them says it once.
_BEGINNINGS = ("Näin viet tiedostot: ", "Export from ")


@page()
def guides(place: Place) -> HttpResponse:
    """The products that there is a page for."""
    language = place.user.language
    listed = [{"slug": slug, "of": _of(slug, language)} for slug in sorted(_pages())]
    listed.sort(key=lambda one: one["of"].casefold())
    return place.show("guides.html", guides=listed, here="data", tab="guides")


@page()
def guide(place: Place, slug: str) -> HttpResponse:
    """One page."""
    if slug not in _pages():
        raise Http404
    language = place.user.language
    return place.show(
        "guide.html", title=_title(slug, language), body=_body(slug, language), here="data", tab="guides"
    )


@cache
def _pages() -> dict[str, Path]:
    folder = prose.place("guides", "how-to/export-from")
    return {file.stem: file for file in folder.glob("*.md") if file.stem != _INDEX}


def _text(slug: str, language: str) -> str:
    file = _pages()[slug]
    own = file.parent / language / file.name
    return (own if own.is_file() else file).read_text(encoding="utf-8")


@cache
def _title(slug: str, language: str) -> str:
    return prose.title(_text(slug, language))


def _of(slug: str, language: str) -> str:
    """What it is about, without the words that every heading begins with."""
    title = _title(slug, language)
    return next((title.removeprefix(one) for one in _BEGINNINGS if title.startswith(one)), title)


@cache
def _body(slug: str, language: str) -> SafeString:
    return prose.html(_text(slug, language), _leads)


def _leads(href: str) -> str:
    slug = href.partition("#")[0].removesuffix(".md")
    return f"../{slug}/" if slug in _pages() else "../"
