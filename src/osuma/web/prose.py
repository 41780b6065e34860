"""Pages of the documentation as HTML: none of their own HTML, an anchor for every heading, links where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: A link of a page to where it leads in the product; None where nothing of the product is behind it.
Leads = Callable[[str], str | None]

_HERE = Path(__file__).parent
_SOURCE = Path(__file__).parents[3] / "docs"
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")


def place(packaged: str, source: str) -> Path:
    """The folder of pages: beside this module where Osuma is installed, else in the documentation."""
    installed = _HERE / packaged
    return installed if installed.is_dir() else _SOURCE / source


def title(text: str) -> str:
    """The heading of a page."""
    return text.partition("\n")[0].removeprefix("# ").strip()


def summary(text: str) -> str:
    """The first sentence below the heading, without marks."""
    first = next(one for one in _READER.parse(text) if one.type == "inline" and one.level == 1 and one.map != [0, 1])
    said = "".join(part.content if part.type != "softbreak" else " " for part in first.children or ())
    sentence, stop, _ = said.partition(". ")
    return sentence + "." if stop else said


def html(text: str, leads: Leads) -> SafeString:
    """A page without its heading."""
    tokens = _READER.parse(text.partition("\n")[2])
    for n, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slugify(tokens[n + 1].content, allow_unicode=True))
        elif token.type == "table_open":
            token.attrSet("class", "table")
        elif token.children:
            token.children = list(_led(token.children, leads))
    made: str = _READER.renderer.render(tokens, _READER.options, {})
    return mark_safe(made)  # noqa: S308  pages of our own, HTML off


def _led(children: list[Token], leads: Leads) -> Iterator[Token]:
    dropped = False
    for token in children:
        if token.type == "link_open":
            address = leads(str(token.attrGet("href")))
            dropped = address is None
            if address is not None:
                token.attrSet("href", address)
        if not (dropped and token.type in ("link_open", "link_close")):
            yield token
