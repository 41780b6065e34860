"""Ohje: the guides of the documentation in the product, in both languages, beside the page that each tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from in_house import House, housed
from osuma.web import prose, topics
from osuma.web.pages.place import LOOKED, Page
from osuma.web.urls import urlpatterns
from osuma.workflows.installation.upkeep import init

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fi", "en")
#: Pages that are papers, parts of pages or doors: no title of a page stands on them. Nor on files.
WITHOUT = {
    "help", "help_topic", "work_now", "proposed", "build_told", "build_who", "build_sql", "tuned", "why",
    "refused_rows", "mend_rows", "list_again", "logo", "picture", "report", "segment_comments", "answer", "index",
}  # fmt: skip


@pytest.fixture
def house(tmp_path: Path, language: str) -> Iterator[House]:
    init(tmp_path / "osuma", "kauppa")
    with housed(tmp_path / "osuma", language=language) as made:
        yield made


@pytest.mark.parametrize(("language", "says"), [("fi", "<strong>Peru tuonti</strong>"), ("en", "<strong>Keep the")])
def test_every_guide_is_listed_and_opens(house: House, language: str, says: str) -> None:
    listed = house.get("help/").text
    slugs = re.findall(r'href="/w/kauppa/help/([\w-]+)/"', listed)
    assert slugs == list(topics.TOPICS)
    for slug in slugs:
        shown = house.get(f"help/{slug}/")
        title = topics.TOPICS[slug].title(language)
        assert shown.status == 200
        assert f'<h1 class="page-title">{title}</h1>' in shown.text
        assert title in listed
        assert topics.TOPICS[slug].summary(language).endswith((".", "?"))
        assert set(re.findall(r'href="\.\./([\w-]+)/', shown.text)) <= set(slugs)
    assert says in house.get("help/first-hour/").text
    assert house.get("help/nothing/").status == 404


@pytest.mark.parametrize("language", ["fi"])
def test_the_title_of_a_page_has_its_guide_beside_it(house: House) -> None:
    for path, slug in {
        "customers/": "browser",
        "data/": "import",
        "data/quality/": "quality",
        "plan/": "look-back",
    }.items():
        assert f'href="/w/kauppa/help/{slug}/" target="_blank" rel="noopener">Ohje' in house.get(path).text
    assert ">Ohje <" not in house.get("help/").text


@pytest.mark.parametrize("language", ["fi", "en"])
def test_who_is_not_signed_in_has_help_too(house: House, language: str) -> None:
    nobody = Client(**house.client.defaults)
    closed = nobody.get("/closed", headers={"accept-language": language}).content.decode()
    (way,) = re.findall(r'href="(/help/[^"]+)" target="_blank"', closed)
    shown = nobody.get(way)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert f'<h1 class="page-title mb-3">{topics.TOPICS["users"].title(language)}</h1>' in page
    assert "/w/" not in page
    # its own links stay among the open guides
    for slug in set(re.findall(r'href="\.\./([\w-]+)/', page)):
        assert nobody.get(f"/help/{slug}/").status_code == 200
    assert nobody.get("/help/nothing/").status_code == 404


def test_every_page_that_is_looked_at_has_a_guide() -> None:
    views = {one.name: one.callback for one in urlpatterns}
    looked = {name for name, view in views.items() if isinstance(view, Page) and set(LOOKED) & set(view.methods)}
    assert {name for name in looked - WITHOUT if not name.endswith("_file")} == set(topics.PAGES), (
        "say in web/topics.py which guide a new page belongs to"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_the_help(language: str) -> None:
    """A guide that no topic shows would be read only by who looks into the repository."""
    written = {f"{language}/{file.name}" for file in (ROOT / "docs" / language).glob("*.md")}
    assert written <= set(topics.OF_FILE)


def test_how_to_export_is_told_in_finnish_of_every_program() -> None:
    folder = ROOT / "docs" / "how-to" / "export-from"
    programs = {file.name for file in folder.glob("*.md")} - {"README.md"}
    assert {file.name for file in (folder / "fi").glob("*.md")} == programs
    titles = {prose.title(file.read_text(encoding="utf-8")) for file in (folder / "fi").glob("*.md")}
    assert len(titles) == len(programs), "each names its program"


def test_no_guide_needs_what_the_policy_of_pages_forbids() -> None:
    for topic in topics.TOPICS.values():
        for language in LANGUAGES:
            made = prose.html(topic.text(language), lambda href: href)
            assert not re.search(r"\sstyle=|\son\w+=|<script|<img|<iframe", made)


def test_html_in_a_page_is_shown_and_not_obeyed() -> None:
    made = prose.html(
        "# T\n\n<script>x</script> [a](b.md) [c](d.md) [e](javascript:f)\n\n## Mitä tuli\n", {"b.md": "../b/"}.get
    )
    assert "&lt;script&gt;x&lt;/script&gt;" in made
    assert '<a href="../b/">a</a> c ' in made
    assert 'href="javascript' not in made
    assert '<h2 id="mitä-tuli">' in made


def test_a_summary_is_the_first_sentence() -> None:
    assert prose.summary("# T\n\nOne **bold** thing\nhere. Another.\n") == "One bold thing here."
