"""Every label that a guide shows in bold is on a page of the product, in the guide's language.

A bold text is a label, a way to one (`**Tiedot → Valinnat**`), or, in the English overview, both languages of one
(`**Tiedot / Data**`). Labels are read from the templates and from every `Words` of the pages and of what is below.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "osuma"
DOCS = ROOT / "docs"
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
SAY = re.compile(r"""\{% say (?P<q>["'])(?P<fi>.*?)(?P=q) (?P=q)(?P<en>.*?)(?P=q)""")
#: What a label may have around it on its page or in a sentence.
AROUND = " :….+*"
NAMES = ("PowerPoint", "Excel", "CSV", "YAML", "SQL")
BOTH = ["how-to/in-the-browser.md"]
EITHER = ["how-to/reports.md", "how-to/users-and-programs.md"]
GUIDES = [
    *(f"fi/{file.name}" for file in (DOCS / "fi").glob("*.md")),
    *(f"en/{file.name}" for file in (DOCS / "en").glob("*.md")),
]


def bare(text: str) -> str:
    return " ".join(text.split()).strip(AROUND)


def said() -> Iterator[tuple[str, str]]:
    """Every text of the product's pages in both languages."""
    for template in (SOURCE / "web" / "templates").rglob("*.html"):
        for found in SAY.finditer(template.read_text(encoding="utf-8")):
            yield found["fi"], found["en"]
    for folder in ("web", "workflows", "reporting", "engine"):
        for file in (SOURCE / folder).rglob("*.py"):
            source = file.read_text(encoding="utf-8")
            if "Words(" in source:
                yield from _words(ast.parse(source))


def _words(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words":
            given = {"fi": None, "en": None, **dict(zip(("fi", "en"), node.args, strict=False))}
            given |= {word.arg: word.value for word in node.keywords if word.arg}
            if all(isinstance(one, ast.Constant) for one in given.values()):
                yield str(given["fi"].value), str(given["en"].value)


@cache
def labels() -> dict[str, frozenset[str]]:
    pairs = list(said())
    return {
        "fi": frozenset([*(bare(fi) for fi, _ in pairs), *NAMES]),
        "en": frozenset([*(bare(en) for _, en in pairs), *NAMES]),
    }


def missing(text: str, language: str) -> list[str]:
    """The labels of a text that no page has."""
    shown = (bare(part) for bold in BOLD.findall(text) for part in bold.split("→"))
    return [one for one in shown if one not in labels()[language]]


@pytest.mark.parametrize("page", GUIDES)
def test_a_guide_names_what_is_on_the_page(page: str) -> None:
    assert missing((DOCS / page).read_text(encoding="utf-8"), page.partition("/")[0]) == []


@pytest.mark.parametrize("page", BOTH)
def test_a_page_of_both_languages_names_both(page: str) -> None:
    for bold in BOLD.findall((DOCS / page).read_text(encoding="utf-8")):
        for part in bold.split("→"):
            fi, slash, en = part.partition(" / ")
            assert slash, f"{part}: both languages, as **Tiedot / Data**"
            assert bare(fi) in labels()["fi"], part
            assert bare(en) in labels()["en"], part


@pytest.mark.parametrize("page", EITHER)
def test_a_page_for_engineers_names_what_is_there_in_some_language(page: str) -> None:
    for bold in BOLD.findall((DOCS / page).read_text(encoding="utf-8")):
        for part in re.split("→| / ", bold):
            assert bare(part) in labels()["fi"] | labels()["en"], part


def test_a_label_that_was_renamed_is_missed() -> None:
    assert missing("Paina **Tuo** tai **Tiedot → Valinnat**.", "fi") == []
    assert missing("Paina **Tuo pois** tai **Tiedot → Valikoima**.", "fi") == ["Tuo pois", "Valikoima"]
    assert missing("Press **Tuo**.", "en") == ["Tuo"]
