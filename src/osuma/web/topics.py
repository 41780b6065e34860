"""What the help of the product is about, which text tells it in each language, and which page it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from osuma.engine.errors import Words
from osuma.web import prose


@dataclass(frozen=True)
class Topic:
    """One text of the help. slug: the same in both languages; file: below the documentation, by language."""

    slug: str
    file: Mapping[str, str]

    def text(self, language: str) -> str:
        """The text as it was written."""
        return _read(self.file[language])

    def title(self, language: str) -> str:
        """Its heading."""
        return prose.title(self.text(language))

    def summary(self, language: str) -> str:
        """Its first sentence."""
        return prose.summary(self.text(language))


@dataclass(frozen=True)
class Area:
    """Texts that belong together, in the order of reading."""

    name: Words
    topics: tuple[Topic, ...]


def _topic(slug: str, fi: str, en: str = "") -> Topic:
    return Topic(slug, {"fi": f"fi/{fi}.md", "en": f"{en or f'en/{slug}'}.md"})


AREAS = (
    Area(
        Words("Alkuun", "To begin with"),
        (
            _topic("first-hour", "ensimmainen-tunti"),
            _topic("browser", "selaimessa", "how-to/in-the-browser"),
            _topic("glossary", "sanasto"),
        ),
    ),
    Area(
        Words("Tiedot", "Data"),
        (
            _topic("import", "tuo-omat-tiedostot"),
            _topic("fresh", "pida-tiedot-ajan-tasalla"),
            _topic("quality", "tietojen-laatu"),
            _topic("one-person", "kuka-on-sama-henkilo"),
            _topic("special", "arkaluonteiset-tiedot"),
            _topic("consent-texts", "suostumustekstit"),
        ),
    ),
    Area(
        Words("Segmentit", "Segments"),
        (
            _topic("build", "rakenna-segmentti"),
            _topic("another-tool", "vie-segmentti-toiseen-tyokaluun"),
            _topic("health", "segmenttien-terveys"),
            _topic("look-back", "katso-taaksepain"),
        ),
    ),
    Area(
        Words("Asiakkaat ja raportit", "Customers and reports"),
        (_topic("companies", "yritykset"), _topic("reports", "raportit")),
    ),
    Area(
        Words("Asetukset", "Settings"),
        (
            _topic("users", "kayttajat"),
            _topic("backup", "varmuuskopiot"),
            _topic("install", "asenna-ilman-pythonia"),
        ),
    ),
)
TOPICS: Mapping[str, Topic] = {one.slug: one for area in AREAS for one in area.topics}
#: Names of pages by the topic that tells of them.
_PAGES = {
    "browser": "home everywhere customers customer",
    "import": "data import columns work guides guide",
    "fresh": "choices",
    "quality": "quality",
    "one-person": "merges",
    "special": "fields",
    "another-tool": "lists",
    "build": "segments segment segment_class build build_new build_review",
    "health": "segment_shelf limits",
    "look-back": "planner segment_course",
    "companies": "companies company calls industries",
    "reports": "reports review one_page sheet sheet_fill",
    "users": "settings team workplace keys log shares",
    "backup": "backups",
}
PAGES: Mapping[str, Topic] = {name: TOPICS[slug] for slug, names in _PAGES.items() for name in names.split()}
#: The topic of a text's file.
OF_FILE: Mapping[str, Topic] = {file: one for one in TOPICS.values() for file in one.file.values()}


@cache
def _read(file: str) -> str:
    folder, _, name = file.rpartition("/")
    return (prose.place(f"help/{folder}", folder) / name).read_text(encoding="utf-8")
