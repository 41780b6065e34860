"""Ready-made definitions: which the data can answer, what the others lack, taking one into use and handing it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused
from osuma.engine.segments.parse import parse
from osuma.engine.segments.templates import TYPES, ready_made, template_texts


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    made = Osuma.create(tmp_path / "installation")
    (tmp_path / "tilaukset.csv").write_text(
        "Tilausnumero;Tilauspvm;Asiakasnumero;Summa\nT1;1.11.2026;1;10,00\nT2;2.11.2026;1;20,00\nT3;1.11.2026;2;5,00\n",
        encoding="utf-8",
    )
    made.load(tmp_path / "tilaukset.csv")
    return made


def test_lines_without_prices_or_groups_answer_nothing_about_them(tmp_path: Path) -> None:
    made = Osuma.create(tmp_path / "installation")
    lines = "OrderDate,OrderNumber,ProductKey,CustomerKey,OrderLineItem,OrderQuantity\n2026-11-01,1,7,1,1,2\n"
    (tmp_path / "sales.csv").write_text(lines, encoding="utf-8")
    made.load(tmp_path / "sales.csv")
    by_slug = {one["slug"]: one for one in made.ask("segments.templates")["templates"]}
    assert by_slug["rfm"]["ready"]
    assert [one["fi"] for one in by_slug["valuable-buyers"]["lacks"]] == [
        "Tuo ostot, joissa on hinnat tai summat: nyt ostojen arvoa ei tiedetä."
    ]
    assert [one["en"] for one in by_slug["category-buyers"]["lacks"]] == [
        "Import order lines or a product list with the product group."
    ]
    assert "valuable-buyers" not in {one["slug"] for one in made.ask("segments.propose")["segments"]}


def test_every_template_has_a_type_a_purpose_in_both_languages_and_a_kpi() -> None:
    assert set(ready_made()) == set(template_texts())
    for slug, one in ready_made().items():
        assert one.purpose.fi, slug
        assert one.purpose.en, slug
        assert one.defn.kpi, slug
        assert one.defn.title("fi") != one.defn.title("en"), slug
    # the ten of the brief, market position by companies; social without special categories
    assert {one.type for one in ready_made().values()} == set(TYPES)


def test_what_the_data_can_answer_comes_first_and_the_rest_say_what_they_lack(osuma: Osuma) -> None:
    told = osuma.ask("segments.templates")["templates"]
    ready = [one["ready"] for one in told]
    assert ready == sorted(ready, reverse=True)
    by_slug = {one["slug"]: one for one in told}
    assert by_slug["rfm"]["ready"]
    assert all(parse(one["yaml"]).purpose == one["purpose"] for one in told)
    assert by_slug["phone-browsers"]["lacks"] == [
        {"kind": "event", "name": "page_view", "fi": "Tuo verkkosivujen kävijätapahtumat.",
         "en": "Import the visits of your web site."}
    ]  # fmt: skip
    assert by_slug["students"]["lacks"][0]["fi"].endswith("ja tuo vastaukset.")


def test_a_taken_template_is_the_workspaces_own_and_may_be_handed_out(osuma: Osuma, tmp_path: Path) -> None:
    assert osuma.ask("segments.take", slugs=["repeat-buyers", "rfm"])["segments"][0]["changed"] == "new"
    assert osuma.count("repeat-buyers")["count"] == 1
    assert osuma.export("repeat-buyers", tmp_path / "ulos.csv").exists()
    assert "undescribed" not in {one["code"] for one in osuma.ask("segments.health")["findings"]}
    with pytest.raises(Misuse):
        osuma.ask("segments.take", slugs=["rfm", "no-such"])


def test_a_definition_of_ones_own_is_not_replaced_unasked(osuma: Osuma) -> None:
    osuma.ask("segments.take", slugs=["repeat-buyers"])
    assert osuma.ask("segments.take", slugs=["repeat-buyers"])["segments"][0]["changed"] == "same"
    osuma.ask("segments.describe", slug="repeat-buyers", purpose="Oma tarkoitus")
    with pytest.raises(Refused) as refused:
        osuma.ask("segments.take", slugs=["repeat-buyers", "rfm"])
    assert "osuma segments take repeat-buyers --replace" in refused.value.what.fi
    assert "osuma segments take repeat-buyers --as repeat-buyers-2" in refused.value.what.en
    assert [one["slug"] for one in osuma.ask("segments.list")["segments"]] == ["repeat-buyers"]
    for slug in ("repeat-buyers", "rfm"):
        osuma.ask("segments.take", slugs=[slug], as_=f"{slug}-2")
    assert osuma.count("repeat-buyers-2")["count"] == 1
    assert "classes" in osuma.count("rfm-2")
    assert osuma.ask("segments.take", slugs=["repeat-buyers"], replace=True)["segments"][0]["version"] == 3
    with pytest.raises(Misuse):
        osuma.ask("segments.take", slugs=["repeat-buyers", "rfm"], as_="molemmat")
