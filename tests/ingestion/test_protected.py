"""Values about people that the law protects are left out of what is staged, and counted; products never are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from staging import Staged, stage

from osuma.engine.tables.special import value_key
from osuma.ingestion.mapping import parse_mapping
from osuma.ingestion.reading import open_file

PEOPLE = """id;tunnisteet;ryhmä
1;Diabetes, Juoksu;kanta
2;Juoksu;ay-jäsen
3;;
4;raskaana;terveellinen välipala
"""
CUSTOMERS = {
    "target": "customers",
    "columns": {"id": "person_id", "tunnisteet": "tags", "ryhmä": {"to": "x_ryhma", "as": "text"}},
}


def staged(tmp_path: Path, text: str, output: dict[str, Any], **more: Any) -> Staged:
    path = tmp_path / "tiedosto.csv"
    path.write_text(text, encoding="utf-8")
    (table,) = open_file(path, tmp_path / "work")
    return stage(table, parse_mapping({"osuma_mapping": 1, "source": "t", "outputs": [output]}), **more)


def test_tags_and_own_fields_lose_what_is_protected_and_the_row_stays(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    found = staged(tmp_path, PEOPLE, CUSTOMERS)
    assert [(p["tags"], p["x_ryhma"]) for p in found.outputs["customers"]] == [
        (["Juoksu"], "kanta"), (["Juoksu"], None), (None, None), ([], "terveellinen välipala")
    ]  # fmt: skip
    assert found.refused == []
    assert found.warned == [
        (2, "tunnisteet", "", "special_value"), (3, "ryhmä", "", "special_value"),
        (5, "tunnisteet", "", "special_value"),
    ]  # fmt: skip


def test_a_basis_for_a_value_or_a_field_lets_it_in(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    found = staged(tmp_path, PEOPLE, CUSTOMERS, allowed_special=frozenset({value_key("diabetes"), "x_ryhma"}))
    assert [(p["tags"], p["x_ryhma"]) for p in found.outputs["customers"]][:2] == [
        (["Diabetes", "Juoksu"], "kanta"), (["Juoksu"], "ay-jäsen")
    ]  # fmt: skip


def test_product_groups_are_never_touched(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    text = "koodi;nimi;laji\n1;Allergiavoide;Allergia\n2;Gluteeniton leipä;Gluteeniton\n"
    found = staged(
        tmp_path, text,
        {"target": "products", "columns": {"koodi": "product_id", "nimi": "product", "laji": "category"}},
    )  # fmt: skip
    assert [p["category"] for p in found.outputs["products"]] == ["Allergia", "Gluteeniton"]
    assert found.warned == []


def test_questions_in_rows_about_what_is_protected_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    text = "id;aika;kysymys;vastaus\n1;1.9.2026;Onko sinulla diabetes?;Kyllä\n1;1.9.2026;Lempiväri?;Sininen\n"
    columns = {"id": "person_id", "aika": "ts", "kysymys": "question", "vastaus": "answer"}
    found = staged(tmp_path, text, {"target": "events:survey_answer", "columns": columns})
    assert [a["question"] for a in found.outputs["events:survey_answer"]] == ["Lempiväri?"]
    assert [w[3] for w in found.warned] == ["special_question"]


def test_a_basis_opens_a_question_and_interests_are_read_like_tags(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    text = "id;aika;kysymys;vastaus\n1;1.9.2026;Onko sinulla diabetes?;Kyllä\n"
    columns = {"id": "person_id", "aika": "ts", "kysymys": "question", "vastaus": "answer"}
    output = {"target": "events:survey_answer", "columns": columns}
    found = staged(tmp_path, text, output, allowed_special=frozenset({value_key("Onko sinulla diabetes?")}))
    assert len(found.outputs["events:survey_answer"]) == 1
    assert found.warned == []
    output = {"target": "customers", "columns": {"id": "person_id", "kiinnostus": "interests"}}
    found = staged(tmp_path, "id;kiinnostus\n1;Diabetes, Juoksu\n", output)
    assert found.outputs["customers"][0]["interests"] == ["Juoksu"]
    assert found.warned == [(2, "kiinnostus", "", "special_value")]
