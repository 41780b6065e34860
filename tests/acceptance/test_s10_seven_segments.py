"""S10 (MP-057): seven segments of a cosmetics shop; six are made, and the one that picks people by health stops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import people
import pytest

from in_process import Osuma
from osuma.engine.errors import Mistake, Refused

AS_OF = "2026-10-15T12:00:00+03:00"
BUYERS = ("Asiakasnumero", "Sähköposti", "Syntymäaika", "Sukupuoli", "Titteli", "Lapset", "Kiinnostuksen kohteet")
PEOPLE: list[tuple[object, ...]] = [
    ("K1", "k1@example.fi", "3.2.2003", "N", "", "", "Ekologisuus, Vegaaninen kosmetiikka"),
    ("K2", "k2@example.fi", "3.2.1970", "N", "Kosmetologi", "", "Meikit"),
    ("K3", "k3@example.fi", "3.2.1985", "M", "", "2", ""),
    ("K4", "k4@example.fi", "3.2.1990", "N", "", "1", "Ekologisuus"),
]
HEADER = ("Tilausnumero", "Asiakasnumero", "Tilauspäivä", "Rivi", "Tuote", "Tuoteryhmä", "Määrä", "Rivisumma")
LINES: list[tuple[object, ...]] = [
    (f"R{n}", person, "1.9.2026", 1, product, category, "1", "20,00")
    for n, (person, product, category) in enumerate(
        (
            ("K1", "Allergiavoide", "Allergia"),
            ("K2", "Huulipuna", "Meikit"),
            ("K3", "Partavaahto", "Laatuhygienia"),
            ("K3", "Vauvan voide", "Lasten turvalliset"),
            ("K4", "Hypoallergeeninen pesuneste", "Allergia"),
        )
    )
]
BOUGHT = "{{event: order_line, where: [{{property: category, op: eq, value: {}}}]}}"
SEVEN = {
    "eco-young": "{all: [{property: age, op: between, value: [18, 29]}, "
    "{property: interests, op: any, value: [Ekologisuus]}]}",
    "allergic": BOUGHT.format("Allergia"),
    "beauty": f"{{any: [{{property: interests, op: any, value: [Meikit]}}, {BOUGHT.format('Meikit')}]}}",
    "men-quality": f"{{all: [{{property: gender, op: eq, value: m}}, {BOUGHT.format('Laatuhygienia')}]}}",
    "parents-safe": f"{{all: [{{property: children, op: gte, value: 1}}, {BOUGHT.format('Lasten turvalliset')}]}}",
    "vegan": "{property: interests, op: any, value: [Vegaaninen kosmetiikka]}",
    "professionals": "{property: title, op: contains, value: Kosmetologi}",
}
MEMBERS = {
    "eco-young": {"K1"}, "beauty": {"K2"}, "men-quality": {"K3"}, "parents-safe": {"K3"}, "vegan": {"K1"},
    "professionals": {"K2"},
}  # fmt: skip
DECISION = """
values: [Allergia]
who: Ilona Harju
signed: Ilona Harju
role: data_protection_officer
purpose: Allergiatestatun valikoiman uutuudet niille, jotka antoivat nimenomaisen suostumuksen
article: 9(2)(a)
date: 2026-10-01
expires: {expires}
"""


#: The alternative of the seventh, under a name that speaks of the range and not of the people.
RANGE = f"osuma: 1\nslug: gentle-range\nwhere: {SEVEN['allergic']}\n"


def _rule(slug: str) -> str:
    return f"osuma: 1\nslug: {slug}\nwhere: {SEVEN[slug]}\n"


def _stopped(osuma: Osuma, rule: str) -> tuple[Mistake, ...]:
    with pytest.raises(Refused) as refused:
        osuma.apply(rule)
    return refused.value.mistakes


def _begun(folder: Path) -> Osuma:
    osuma = Osuma.create(folder / "installation")
    osuma.load(people.write_rows(folder / "asiakkaat.csv", BUYERS, PEOPLE), source="kauppa")
    osuma.load(people.write_rows(folder / "tilausrivit.csv", HEADER, LINES), source="kauppa")
    return osuma


@pytest.fixture
def shop(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    """An installation of its own for each test: a decision in one would open the way in another."""
    return made_once(_begun, tmp_path)


def test_a_product_group_imports_without_a_question(shop: Osuma) -> None:
    assert shop.rows("SELECT count(*) FROM event_order_line WHERE category = 'Allergia'") == [(2,)]


def test_six_of_the_seven_are_made(shop: Osuma) -> None:
    made = [slug for slug in SEVEN if slug != "allergic"]
    shop.apply(*(_rule(slug) for slug in made))
    found = {slug: set(shop.members(_rule(slug), AS_OF)) for slug in made}
    kept = {one["slug"] for one in shop.ask("segments.list")["segments"]}
    # S10.1
    assert found == MEMBERS
    assert kept == set(made)


def test_allergy_sufferers_stop_with_the_reason(shop: Osuma) -> None:
    mistakes = _stopped(shop, _rule("allergic"))
    # S10.2
    assert [(m.code, m.where) for m in mistakes] == [
        ("special_category", "slug"), ("special_category", "where.where[0].value")
    ]  # fmt: skip
    mistake = mistakes[1]
    for said in (
        "health data",
        "explicit consent (GDPR Art. 9(2)(a))",
        "also when it is inferred from what people buy",
    ):
        assert said in mistake.what.en
    for said in ("terveystietoon", "nimenomainen suostumus", "9 artiklan 2 kohdan a alakohta", "päätellään ostoista"):
        assert said in mistake.what.fi
    for asked in ("segments.count", "segments.members"):
        with pytest.raises(Refused):
            shop.ask(asked, text=_rule("allergic"))


@pytest.mark.parametrize("op", ["ne, value: Allergia", "in, value: [Meikit, Allergia]", "contains, value: allergia"])
def test_no_comparison_goes_around_it(shop: Osuma, op: str) -> None:
    with pytest.raises(Refused):
        shop.count(f"{{slug: s, where: {{event: order_line, where: [{{property: category, op: {op}}}]}}}}", AS_OF)


def test_the_alternative_needs_a_documented_decision(shop: Osuma, folder: Path) -> None:
    (mistake,) = _stopped(shop, RANGE)
    # S10.3
    assert "“buys the hypoallergenic or allergy-tested range” is possible only with a documented" in mistake.what.en
    undated = folder / "ilman-loppua.yaml"
    undated.write_text(DECISION.replace("expires: {expires}\n", ""), encoding="utf-8")
    with pytest.raises(Refused, match="until which the decision holds"):
        shop.ask("special.allow", file=str(undated))
    ended = folder / "loppunut.yaml"
    ended.write_text(DECISION.format(expires="2026-10-02"), encoding="utf-8")
    assert [one["holds"] for one in shop.ask("special.allow", file=str(ended))["bases"]] == [False]
    _stopped(shop, RANGE)
    decision = folder / "paatos.yaml"
    decision.write_text(DECISION.format(expires="2199-12-31"), encoding="utf-8")
    shop.ask("special.allow", file=str(decision))
    shop.apply(RANGE)
    assert shop.members(RANGE, AS_OF) == {"K1", "K4"}
    (basis,) = [one for one in shop.ask("special.list")["bases"] if one["holds"]]
    assert (basis["who"], basis["date"], basis["expires"]) == ("Ilona Harju", "2026-10-01", "2199-12-31")
    assert "special_basis" in shop.audit()


def test_when_the_decision_has_ended_the_stored_segment_is_held_and_its_history_kept(
    shop: Osuma, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = folder / "paatos.yaml"
    decision.write_text(DECISION.format(expires="2199-12-31"), encoding="utf-8")
    shop.ask("special.allow", file=str(decision))
    shop.apply(RANGE)
    shop.apply("osuma: 1\nslug: lepaavat\nwhere: {member: gentle-range}\n")
    first = shop.ask("segments.refresh")
    assert first["held"] == []
    history = shop.ask("segments.history", slug="gentle-range")
    monkeypatch.setattr("osuma.workflows.consent.basis._holds", lambda *_: False)
    second = shop.ask("segments.refresh")
    assert second["held"] == ["gentle-range", "lepaavat"]
    assert {one["slug"] for one in first["segments"]} - {one["slug"] for one in second["segments"]} == set(
        second["held"]
    )
    said = [one["en"] for one in second["sentences"] if "basis for special-category data does not hold" in one["en"]]
    assert len(said) == len(second["held"])
    assert shop.ask("segments.history", slug="gentle-range") == history


def test_a_decision_about_a_group_covers_no_name(shop: Osuma) -> None:
    with pytest.raises(Refused):
        shop.apply("osuma: 1\nslug: allergia\nwhere: {event: order}\n")
