from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from osuma.engine.errors import Words
from osuma.reporting import words
from osuma.reporting.facts import (
    Difference,
    Line,
    Person,
    Reconciliation,
    RefusedExample,
    RefusedReason,
    Report,
    Segment,
    Source,
    Step,
    Tally,
    reconciliation,
)
from osuma.reporting.report import Tongue, render

from . import sample

VOID = {"meta", "link", "input", "br", "img", "line", "circle", "path", "polygon", "polyline", "col"}
HOSTILE = "</style></script><script>hacked=1</script><img src=x onerror=hacked=1>\"'`{{7*7}}"


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text of each language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.strayed: list[str] = []
        self.text: dict[str, str] = {"fi": "", "en": ""}
        self.tongue = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag not in VOID:
            self.open.append(tag)
        if found.get("class") == "page":
            self.tongue = found["lang"]

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.strayed.append(tag)

    def handle_data(self, data: str) -> None:
        if self.tongue and self.open and self.open[-1] not in ("script", "style"):
            self.text[self.tongue] += data

    def named(self, *tags: str) -> Iterator[dict[str, str]]:
        return (found for tag, found in self.tags if tag in tags)


@pytest.fixture(scope="module", params=["sportshop", "grocer"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render(getattr(sample, request.param)()))


@pytest.fixture(scope="module")
def shop() -> Page:
    return Page(render(sample.sportshop()))


def test_the_page_is_well_formed(page: Page) -> None:
    assert page.strayed == []
    assert page.open == []


def test_ids_are_unique_and_links_lead_somewhere(page: Page) -> None:
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    targets = {found["href"][1:] for found in page.named("a")}
    targets |= {found[name] for _, found in page.tags for name in ("aria-labelledby", "for") if name in found}
    assert targets <= set(ids)


def test_every_table_is_named_and_every_head_has_a_scope(page: Page) -> None:
    assert all("scope" in found for found in page.named("th"))
    tables = len(list(page.named("table")))
    breakdowns = [found for found in page.named("table") if found.get("class") == "breakdown"]
    assert len(list(page.named("caption"))) == tables - len(breakdowns)


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-4]", tag)]
    assert levels.count(1) == 2  # one a language; only one of them is ever shown
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pictures_are_hidden_from_readers_who_have_the_figures_beside_them(page: Page) -> None:
    assert all(
        found.get("aria-hidden") == "true" for found in page.named("svg") if "viewbox" in found and "width" in found
    )
    frames = [found for found in page.named("div") if found.get("class") == "frame"]
    assert frames
    assert all(found["aria-hidden"] == "true" for found in frames)


def test_nothing_is_fetched(page: Page) -> None:
    html = render(sample.sportshop())
    assert not re.search(r"""(src|href|action|poster)\s*=\s*["']?(https?:|//)""", html)
    assert "http://" not in html
    assert "https://" not in html
    policy = next(found["content"] for found in page.named("meta") if found.get("http-equiv"))
    assert policy.startswith("default-src 'none'")


def test_the_policy_lets_only_our_own_script_run() -> None:
    html = render(sample.sportshop())
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html


def test_both_languages_say_the_same_figures_in_their_own_way(shop: Page) -> None:
    fi, en = shop.text["fi"], shop.text["en"]
    assert "Tiedot 19.11.2026 asti" in fi
    assert "Data until 19\u00a0Nov\u00a02026" in en
    assert "Laskettu hetkelle 20.11.2026 klo\u00a00.00" in fi
    assert "Simuloitu aineisto" in fi
    assert "Simulated data" in en
    assert "168\u00a0410\u00a0€" in fi
    assert "€168,410" in en
    assert "45,2\u00a0%" in fi  # 168 410.15 of 372 440.00
    assert "45.2%" in en
    assert "7,2\u00a0%" in fi  # 388 of 5 418
    assert "Parhaat 20\u00a0% ostajista tuovat 63\u00a0% myynnistä." in fi
    assert "The best 20% of buyers bring 63% of sales." in en


def test_the_first_language_can_be_chosen() -> None:
    page = Page(render(sample.grocer(), language="en"))
    checked = [found["id"] for found in page.named("input") if "checked" in found]
    assert checked == ["choose-en"]
    assert next(page.named("html"))["lang"] == "en"


def test_every_text_has_both_languages_and_no_forbidden_words() -> None:
    for name, said in words.TEXTS.items():
        assert said.fi, name
        assert said.en, name
        assert said.fi.count("{}") == said.en.count("{}"), name
        for wrong in ("holdout", "tiheys ", "verrokki", "vesiputous", "null", "riskissä"):
            assert wrong not in said.fi.lower(), name


def test_the_reconciliation_is_one_line_to_the_cent(shop: Page) -> None:
    line = (
        "tiedosto: 6 480 tilausta, 412 380,00 € · Osuma: 6 391, 398 120,00 € · ero: 61 peruttua (3 480,50 €), "
        "28 testitilausta (410,00 €), osapalautukset 499,50 €, toimituskulut 9 870,00 € · selittämättä 0,00 €"
    )
    assert line in shop.text["fi"].replace("\u00a0", " ")
    assert "unexplained €0.00" in shop.text["en"]
    assert "Täsmää sentilleen" in shop.text["fi"]


def test_what_is_unexplained_is_said_and_not_called_agreed() -> None:
    money = Reconciliation(
        Tally(1, Decimal("10")),
        Tally(0, Decimal(0)),
        (Difference("cancelled", Tally(1, Decimal("9.99"))), Difference("odd_code", Tally(1, Decimal(0)))),
        Tally(0, Decimal("0.01")),
    )
    file = Source("a.csv", Words("Tilaukset", "Orders"), 1, 1, 0, money=(money,))
    html = render(sample.sportshop(sources=(file,)))
    text = Page(html).text["fi"].replace("\u00a0", " ")
    assert "tiedosto: 1 tilaus, 10,00 € · Osuma: 0, 0,00 € · ero: 1 peruttu (9,99 €), odd_code 0,00 €" in text
    assert "selittämättä 0,01 €" in text
    assert "Täsmää sentilleen" not in text
    assert 'class="alarm"' in html


def test_a_load_s_reconciliation_becomes_a_value() -> None:
    found = reconciliation(
        {
            "file": {"orders": 2, "amount": "30.00"},
            "osuma": {"orders": 1, "amount": "10.00"},
            "differences": [{"reason": "test", "orders": 1, "amount": "20.00"}],
            "unexplained": {"orders": 0, "amount": "0.00"},
        }
    )
    assert found.differences == (Difference("test", Tally(1, Decimal("20.00"))),)
    assert found.file.amount - found.osuma.amount == Decimal("20.00")


def test_without_contact_data_nobody_is_reached_and_no_number_is_invented() -> None:
    page = Page(render(sample.grocer()))
    assert "Ei yhteystietoja tässä aineistossa: ketään ei voi tavoittaa." in page.text["fi"]
    assert "nobody can be reached" in page.text["en"]
    assert "Lupa lähettää" not in page.text["fi"]
    assert "Tavoitettavissa" not in page.text["fi"]


def test_areas_are_not_shares_of_customers() -> None:
    text = Page(render(sample.grocer())).text["fi"]
    assert "318 postinumeroaluetta" in text
    assert "Tieto puuttuu 12 postinumeroalueelta." in text


def test_unknowns_are_said_with_their_number(shop: Page) -> None:
    assert "tieto puuttuu: 1\u00a0312" in shop.text["fi"]
    assert "1\u00a0312 asiakkaan tiedot eivät riitä" in shop.text["fi"]


def test_small_rows_of_the_matrix_tell_people_and_not_per_cents(shop: Page) -> None:
    assert "(14)" in shop.text["fi"]
    assert "Alle 30 asiakkaan riveillä" in shop.text["fi"]


def test_a_step_that_removes_nobody_says_zero() -> None:
    steps = tuple(Step(Words(str(left), str(left)), left) for left in (10, 10, 4, 6))
    tongue = Tongue("fi", sample.sportshop())
    assert [tongue.removed(steps, i) for i in range(4)] == ["", "0", "\u22126", "+2"]


def test_at_most_five_examples_of_a_refusal() -> None:
    examples = tuple(RefusedExample("a.csv", row, "Pvm", f"huono-{row}") for row in range(9))
    html = render(sample.sportshop(refused=(RefusedReason(Words("Syy", "Why"), 9, examples),)))
    assert "huono-4" in html
    assert "huono-5" not in html


def test_instants_must_be_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        sample.sportshop(as_of=datetime(2026, 11, 20))


def hostile() -> Report:
    """Every text that comes from somebody's files is an attack."""
    bad = Words(HOSTILE, HOSTILE)
    segment = Segment("x", bad, 40, 1, (Line(bad),), people=(Person(HOSTILE, bad),), next_step=bad)
    return sample.sportshop(
        workspace=HOSTILE,
        title=bad,
        currency="<b>",
        summary=(bad,),
        notices=(bad,),
        segments=(segment,),
        sources=(Source(HOSTILE, bad, 1, 1, 0),),
        refused=(RefusedReason(bad, 1, (RefusedExample(HOSTILE, 2, HOSTILE, HOSTILE),)),),
    )


def test_hostile_text_stays_text() -> None:
    html = render(hostile())
    page = Page(html)
    assert page.strayed == []
    assert len(list(page.named("script"))) == 1
    assert list(page.named("img")) == []
    assert HOSTILE in page.text["fi"]
    assert not [name for _, found in page.tags for name in found if name.startswith("on")]


def test_a_bare_report_leaves_its_empty_parts_out() -> None:
    bare = sample.sportshop(
        overlap=None, rfm=None, partitions=(), concentration=None, months=None, identity=None, refused=(), segments=()
    )
    page = Page(render(bare))
    assert page.strayed == []
    assert "RFM-malli" not in page.text["fi"]
    assert "Yhtään riviä ei hylätty." in page.text["fi"]


def test_refunds_of_a_list_are_reconciled_as_refunds() -> None:
    money = Reconciliation(
        Tally(8, Decimal("76.00")),
        Tally(4, Decimal("32.00")),
        (Difference("same_refund", Tally(4, Decimal("44.00"))),),
        Tally(0, Decimal("0.00")),
        of="refunds",
    )
    file = Source("palautukset.csv", Words("Palautukset", "Returns"), 8, 8, 0, money=(money,))
    text = Page(render(sample.sportshop(sources=(file,)))).text
    assert "tiedosto: 8 palautusta, 76,00 €" in text["fi"].replace("\u00a0", " ")
    assert "ero: 4 toisessakin tiedostossa kerrottua (44,00 €)" in text["fi"].replace("\u00a0", " ")
    assert "file: 8 refunds, €76.00" in text["en"].replace("\u00a0", " ")
