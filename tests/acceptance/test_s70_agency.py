"""S70: an agency's two client workspaces; nobody, no refusal and no audience of one is seen in the other."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from osuma.catalog import workspaces
from osuma.engine.errors import Misuse
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import hold
from osuma.workflows.installation import upkeep

EVERYBODY = """
osuma: 1
slug: {slug}
name: {{fi: Kaikki, en: Everybody}}
purpose: Uutiskirje
kpi: orders
where: {{property: email, op: set}}
"""
HEADER = "Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Markkinointilupa"
CAFE = ("1;Aino;Ahola;aino@posti.example;kyllä", "2;Yhteinen;Ystävä;yhteinen@posti.example;kyllä")
SHOP = ("1;Bertta;Berg;bertta@posti.example;kyllä", "2;Yhteinen;Ystävä;yhteinen@posti.example;kyllä")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("agency")
    folder = place / "osuma"
    upkeep.init(folder, "kahvila", "Kahvila Oy")
    with hold(folder):
        workspaces.create("kauppa", "Kauppa Oy", "Europe/Helsinki", "EUR", "fi")
    for slug, rows in (("kahvila", CAFE), ("kauppa", SHOP)):
        file = place / slug / "asiakkaat.csv"
        file.parent.mkdir()
        file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        ask(folder, slug, "import.run", files=[str(file)])
        ask(folder, slug, "segments.apply", texts=[EVERYBODY.format(slug=f"everybody-{slug}")])
        ask(folder, slug, "segments.refresh")
    (friend,) = ask(folder, "kahvila", "customers.find", text="yhteinen@posti.example")["customers"]
    (record, *_) = ask(folder, "kahvila", "customers.card", key=friend["key"])["records"]
    ask(folder, "kahvila", "consents.withdraw", customer=record["record"], channel="email")
    return folder


def ask(folder: Path, workspace: str, verb: str, **args: Any) -> dict[str, Any]:
    return verbs.call(folder, workspace, verb, args)


def audience(folder: Path, workspace: str, file: Path) -> set[str]:
    ask(folder, workspace, "segments.export", slug=f"everybody-{workspace}", to=str(file), channel="email")
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return {row["email"] for row in csv.DictReader(rows)}


def test_nothing_of_one_is_visible_in_the_other(folder: Path, tmp_path: Path) -> None:
    seen = {
        (workspace, name): [one["name"] for one in ask(folder, workspace, "customers.find", text=name)["customers"]]
        for workspace in ("kahvila", "kauppa")
        for name in ("Aino", "Bertta")
    }
    # S70.1: identifiers
    assert seen == {
        ("kahvila", "Aino"): ["Aino Ahola"], ("kahvila", "Bertta"): [],
        ("kauppa", "Aino"): [], ("kauppa", "Bertta"): ["Bertta Berg"],
    }  # fmt: skip
    # S70.1: a refusal holds where it was given
    assert ask(folder, "kahvila", "segments.reach", slug="everybody-kahvila")["reachable"] == 1
    assert ask(folder, "kauppa", "segments.reach", slug="everybody-kauppa")["reachable"] == 2
    # S70.1: audiences
    with pytest.raises(Misuse, match="everybody-kahvila"):
        ask(folder, "kauppa", "segments.members", slug="everybody-kahvila")
    assert audience(folder, "kahvila", tmp_path / "a.csv") == {"aino@posti.example"}
    assert audience(folder, "kauppa", tmp_path / "b.csv") == {"bertta@posti.example", "yhteinen@posti.example"}
    logged = str(ask(folder, "kauppa", "audit.list"))
    assert "kahvila" not in logged
    assert "withdraw" not in logged
