"""Whom a message may go to, step by step, and the members in a file that a spreadsheet may open."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse

EVERYBODY = (
    "osuma: 1\nslug: everybody\npurpose: Kokeilu\nkpi: orders\n"
    "where: {property: country, op: ne, value: zz, unknown: include}\n"
)
#: One person for each end of the waterfall, and two behind one mailbox of whom one refused.
CUSTOMERS = """Asiakasnumero;Sähköposti;Etunimi;Sukunimi;Puhelin;Markkinointilupa
1;lupa@posti.example;Aino;Virta;;kyllä
2;kaupunki@posti.example;Onni;Laine;;kyllä
3;kielto@posti.example;Eero;Niemi;;ei
4;vaiti@posti.example;Liisa;Koski;;
5;ostaja@posti.example;Helmi;Aalto;;
6;;Pekka;Puhelin;040 123 4567;kyllä
7;ei@ole.fi;Sanna;Salo;;kyllä
8;koti@posti.example;Ville;Lehto;;kyllä
9;koti@posti.example;Tiina;Lehto;;ei
10;kaava@posti.example;=HYPERLINK("x");+Oja;0401234568;
"""
BOUNCED = (
    "Email Address,MEMBER_RATING,LEID,EUID,CLEAN_TIME,LAST_CHANGED\n"
    "Kaupunki@posti.example,3,77,e77,2025-03-03 09:00:00,2025-03-03 09:00:00\n"
)
ORDERS = "Tilausnumero;Tilauspvm;Sähköposti;Summa\n1;3.2.2025;ostaja@posti.example;12,00\n"


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "installation")
    files = {"asiakkaat.csv": CUSTOMERS, "tilaukset.csv": ORDERS, "cleaned_segment_export_1.csv": BOUNCED}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        made.load(folder / name)
    made.apply(EVERYBODY)
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def removed(found: dict[str, Any]) -> dict[str, int]:
    assert found["steps"][-1]["count"] == found["reachable"] == sum(found["grounds"].values())
    return {step["step"]: step["removed"] for step in found["steps"][1:]}


def test_every_step_takes_its_own_people_and_the_rest_is_reached(osuma: Osuma) -> None:
    found = osuma.ask("segments.reach", slug="everybody")
    assert found["steps"][0] == {"step": "members", "count": 10}
    # 6 has no mailbox and 7 typed none; 2 bounced; 3 refused, and 9 for the whole mailbox; 4, 5, 10 said nothing.
    assert removed(found) == {"without_address": 2, "suppressed": 1, "refused": 3, "no_ground": 3}
    assert found["grounds"] == {"consent": 1, "existing_customer": 0}


def test_existing_customers_count_only_where_the_workspace_says_so(osuma: Osuma) -> None:
    osuma.ask("settings.set", key="soft_opt_in", value={"allowed": True})
    found = osuma.ask("segments.reach", slug="everybody")
    assert found["grounds"] == {"consent": 1, "existing_customer": 1}
    assert removed(found)["no_ground"] == 2


@pytest.mark.parametrize("allowed", [False, True])
@pytest.mark.parametrize("ground", ["consent", "existing_customer"])
def test_a_rule_on_reach_takes_those_whom_the_waterfall_lets_through(
    osuma: Osuma, allowed: bool, ground: str
) -> None:
    osuma.ask("settings.set", key="soft_opt_in", value={"allowed": allowed})
    counted = osuma.ask("segments.reach", slug="everybody")
    assert len(osuma.members("{osuma: 1, slug: r, where: {reach: email}}")) == counted["reachable"]
    on_ground = osuma.members(f"{{osuma: 1, slug: g, where: {{reach: email, ground: {ground}}}}}")
    assert len(on_ground) == counted["grounds"][ground]


def test_one_person_is_told_the_ground_or_why_not(osuma: Osuma) -> None:
    osuma.apply("{osuma: 1, slug: reached, where: {reach: email}}")
    told = {
        one: osuma.ask("segments.explain", slug="reached", customer=str(one))["person"]["conditions"][0]
        for one in (1, 8)
    }
    assert told[1]["fi"].endswith("hänelle saa lähettää: voimassa oleva suostumus")
    # 8 said yes, but 9 of the same mailbox said no
    assert told[8]["en"].endswith("they, or somebody with the same address, have refused marketing")


def test_no_address_no_letter_and_an_unknown_channel_is_named(osuma: Osuma) -> None:
    assert osuma.ask("segments.reach", slug="everybody", channel="post")["reachable"] == 0
    with pytest.raises(Misuse, match="email, sms, phone, post"):
        osuma.ask("segments.reach", slug="everybody", channel="fax")


def test_undo_of_the_bounces_takes_the_address_off_the_list(osuma: Osuma) -> None:
    (bounces,) = [load for load in osuma.ask("import.list")["loads"] if "cleaned" in str(load)]
    osuma.ask("import.undo", import_id=bounces["import_id"])
    found = osuma.ask("segments.reach", slug="everybody")
    assert removed(found)["suppressed"] == 0
    assert found["grounds"]["consent"] == 2
    assert osuma.ask("doctor")["ok"] is True


def test_a_folder_that_is_not_there_is_named(osuma: Osuma, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"There is no folder .*puuttuu"):
        osuma.export("everybody", tmp_path / "puuttuu" / "lista.csv")


def test_nothing_in_an_exported_file_runs_as_a_formula_and_a_phone_stays(osuma: Osuma, tmp_path: Path) -> None:
    path = osuma.export("everybody", tmp_path / "members.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["external_id"]: row for row in csv.DictReader(file)}
    assert len(rows) == 10
    assert rows["10"]["first_name"] == '\'=HYPERLINK("x")'
    assert rows["10"]["last_name"] == "'+Oja"
    assert rows["10"]["phone"] == "+358401234568"
    assert rows["1"]["email"] == "lupa@posti.example"
    assert "segments.export" in osuma.audit()
