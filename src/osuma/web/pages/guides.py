"""Tiedot: how files are got out of other products; the pages of the documentation, in the product."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.http import Http404, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from osuma.web.pages.place import Place, page

#: Beside the pages where Osuma is installed; in the documentation where it runs from its source.
_PLACES = (Path(__file__).parent.parent / "guides", Path(__file__).parents[4] / "docs" / "how-to" / "export-from")
_INDEX = "README"
_LINK = re.compile(r'href="([\w-]+)\.md(#[\w-]*)?"')


@page()
def guides(place: Place) -> HttpResponse:
    """The products that there is a page for."""
    listed = [{"slug": slug, "title": _title(slug, place.user.language)} for slug in sorted(_pages())]
    listed.sort(key=lambda one: one["title"].casefold())
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
    folder = next((one for one in _PLACES if one.is_dir()), None)
    return {} if folder is None else {file.stem: file for file in folder.glob("*.md") if file.stem != _INDEX}


def _text(slug: str, language: str) -> str:
    file = _pages()[slug]
    own = file.parent / language / file.name
    return (own if own.is_file() else file).read_text(encoding="utf-8")


@cache
def _title(slug: str, language: str) -> str:
    return _text(slug, language).partition("\n")[0].removeprefix("# ").strip()


@cache
def _body(slug: str, language: str) -> SafeString:
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(_text(slug, language).partition("\n")[2])
    html = _LINK.sub(lambda found: f'href="../{found[1]}/"' if found[1] in _pages() else 'href="../"', html)
    return mark_safe(html.replace("<table>", '<table class="table">'))  # noqa: S308  pages of our own, HTML off
