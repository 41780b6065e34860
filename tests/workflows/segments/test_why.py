"""Why one person is where they are; and what a definition means, with the numbers that a report shows too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse

LEVELS = """
osuma: 1
partition: levels
name: {fi: Tasot, en: Levels}
base: {event: order}
classes:
  - slug: large
    name: {fi: Suuret, en: Large}
    where: {event: order, measure: {sum: amount}, op: gte, value: 100}
  - slug: middle
    name: {fi: Keskikoko, en: Middle}
    where: {event: order, measure: {sum: amount}, op: gte, value: 50}
other: {slug: small, name: {fi: Pienet, en: Small}}
"""
BEST = """
osuma: 1
slug: best
where: {rank: {event: order, measure: {sum: amount}}, order: desc, top: {n: 2}}
"""


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "installation")
    (folder / "asiakkaat.csv").write_text(
        "Asiakasnumero;Sähköposti;Etunimi\n"
        + "".join(f"{n};{n}@posti.example;{name}\n" for n, name in enumerate(("Aino", "Eero", "Helmi", "Onni"), 1)),
        encoding="utf-8",
    )
    (folder / "tilaukset.csv").write_text(
        "Tilausnumero;Tilauspvm;Sähköposti;Summa\n"
        "1;3.2.2025;1@posti.example;150,00\n2;3.3.2025;2@posti.example;64,90\n3;3.4.2025;3@posti.example;9,00\n",
        encoding="utf-8",
    )
    made.load(folder / "asiakkaat.csv")
    made.load(folder / "tilaukset.csv")
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


@pytest.mark.parametrize(
    ("customer", "chosen", "fi"),
    [("1", "large", "Suuret"), ("2", "middle", "Keskikoko"), ("3", "small", "Pienet")],
)
def test_a_person_is_in_the_first_class_that_fits(osuma: Osuma, customer: str, chosen: str, fi: str) -> None:
    told = osuma.explain(LEVELS, customer=customer)["person"]
    assert told["class"] == chosen
    assert told["sentences"]["fi"][0].startswith(f"Luokka: {fi}.")
    assert len(told["sentences"]["fi"]) == len(told["sentences"]["en"])
    assert [c["truth"] for c in told["conditions"]] == ([] if chosen == "small" else [True])
    if chosen == "middle":
        assert "64,90" in told["conditions"][0]["fi"]


def test_who_never_bought_is_not_divided(osuma: Osuma) -> None:
    told = osuma.explain(LEVELS, customer="4")["person"]
    assert told["class"] is None
    assert "“Levels” does not divide this customer." in told["sentences"]["en"]


def test_a_rank_tells_its_border_on_the_command_line_as_in_the_report(osuma: Osuma) -> None:
    assert "64,90" in osuma.sentences(BEST, "fi").replace("\u202f", " ")
    told = osuma.explain(BEST, customer="1")["person"]
    assert told["member"] is True


def test_one_class_is_told_alone_and_of_one_person(osuma: Osuma) -> None:
    osuma.apply(LEVELS)
    said = osuma.explain("levels/middle")["sentences"]["fi"]
    assert any("Keskikoko" in line for line in said)
    assert "ei sovi: ”Suuret”" in said[-1]
    assert not any("Pienet" in line for line in said)
    mine = osuma.explain("levels/middle", customer="2")["person"]
    assert (mine["member"], mine["class"]) == (True, "middle")
    # an earlier class has her: its reasons are told
    taken = osuma.explain("levels/middle", customer="1")["person"]
    assert (taken["member"], taken["class"]) == (False, "large")
    assert taken["sentences"]["fi"][:2] == [
        "Ei luokassa ”Keskikoko”.",
        "Luokka: Suuret. Luokat käydään läpi järjestyksessä, ja ensimmäinen sopiva ratkaisee.",
    ]
    # a later class has him: what this one lacks is told
    short = osuma.explain("levels/large", customer="3")["person"]
    assert (short["member"], short["class"], short["conditions"][0]["truth"]) == (False, "small", False)
    assert "9,00" in " ".join(short["sentences"]["fi"])
    assert osuma.explain("levels/small", customer="4")["person"]["class"] is None
    with pytest.raises(Misuse, match="levels/large"):
        osuma.explain("levels/huge")


TILL = """
osuma_mapping: 1
source: kassa
outputs:
  - target: orders
    columns: {Nro: order_id, Asiakas: person_id, Päivä: {to: ts, format: [d.m.Y]}, Yhteensä: amount}
    constants: {status: completed}
  - target: order_lines
    columns: {Nro: order_id, Koodi: product_id, Yhteensä: amount}
"""
LIST = """
osuma_mapping: 1
source: kassa
outputs:
  - target: products
    columns: {Koodi: product_id, Nimi: product, Ryhmä: category}
"""


def test_what_a_list_of_products_tells_is_behind_the_answer(tmp_path: Path) -> None:
    """A line of the till names a code alone; rules read its group from the list, and so does the evidence."""
    made = Osuma.create(tmp_path / "installation")
    till = "Nro;Asiakas;Päivä;Koodi;Yhteensä\n1;A1;3.11.2026;K1;20,00\n2;A1;4.11.2026;P1;10,00\n"
    for name, text, mapping in (
        ("till", till, TILL),
        ("list", "Koodi;Nimi;Ryhmä\nK1;Kenkä;Juoksu\nP1;Pallo;Pelit\n", LIST),
    ):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.yaml").write_text(mapping, encoding="utf-8")
        made.load(tmp_path / f"{name}.csv", mapping=tmp_path / f"{name}.yaml")
    for rule, said in (
        (
            "{event: order_line, measure: {distinct: category}, op: gte, value: 2}",
            "(product group) of order lines is 2",
        ),
        ("{event: order_line, measure: {mode: category, by: amount}, op: set}", "with most money spent is “Juoksu”"),
        ("{event: order_line, where: [{property: category, op: eq, value: Pelit}]}", "is 1 (the last on 4 Nov 2026)"),
    ):
        told = made.explain(f"osuma: 1\nslug: x\nwhere: {rule}\n", customer="A1")["person"]
        assert told["member"]
        assert said in told["sentences"]["en"][0].replace("\u00a0", " "), rule


def test_the_first_time_is_not_moved_by_buying_again(osuma: Osuma) -> None:
    rule = "osuma: 1\nslug: x\nwhere: {{recency: order, which: {}, op: lte, value: 12 months}}\n"
    first, last = (
        " ".join(osuma.explain(rule.format(which), as_of="2025-12-01", customer="1")["person"]["sentences"]["en"])
        for which in ("first", "last")
    )
    assert "unless they buy before that" in last
    assert "unless they buy" not in first
    assert "unless something changes before that" in first
