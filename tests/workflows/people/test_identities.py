"""Who is one person, as it is asked: what merged and why, decisions, and what is kept out of the audit."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused

HEADER = "Asiakasnumero,Etunimi,Sukunimi,Sähköposti,Postinumero,Syntymäaika\n"
EVERYBODY = "{osuma: 1, slug: all, where: {all: []}}"


@pytest.fixture
def firm(tmp_path: Path) -> Osuma:
    osuma = Osuma.create(tmp_path / "firm")
    shop = "".join(f"S{n},Anna{n},Virtanen,anna{n}@posti.example,{n:05},19{n + 50}-01-02\n" for n in range(6))
    crm = (
        "C0,Anna0,Virtanen,ANNA0@posti.example,00000,1950-01-02\n"
        "C1,Anna1,Virtanen,anna1@posti.example,00009,1951-01-02\n"
        "C2,Anna2,Virtamen,,00002,1952-01-02\n"
        "C3,Anna3,Virtanem,,00003,1953-01-02\n"
        "C4,Toni,Laine,anna4@posti.example,00004,1990-01-02\n"
    )
    for name, lines in (("shop", shop), ("crm", crm)):
        path = tmp_path / f"{name}.csv"
        path.write_text(HEADER + lines, encoding="utf-8")
        osuma.ask("import.run", files=[str(path)], source=name, as_="customers")
    return osuma


def count(firm: Osuma) -> int:
    return int(firm.count(EVERYBODY)["count"])


def test_what_merged_and_why_and_what_nearly_did(firm: Osuma) -> None:
    links = firm.ask("identity.list", of_import=2, rule="email")["links"]
    assert [(link["a"], link["b"], link["import"]) for link in links] == [
        ("shop:S1", "crm:C1", 2),
        ("shop:S0", "crm:C0", 2),
    ]
    assert links[0]["same"]["email"] == "anna1@posti.example"
    assert links[0]["differs"] == {"postcode": ["00001", "00009"]}
    assert links[0]["evidence"]["fi"].startswith("sähköpostiosoite anna1@posti.example, etunimi Anna1")
    assert firm.ask("identity.list", of_import=1)["links"] == firm.ask("identity.list", rule="phone")["links"] == []
    (near,) = firm.ask("identity.review")["review"]
    assert (near["a"], near["b"], near["why_not"]) == ("shop:S4", "crm:C4", "different_names")
    firm.ask("identity.apart", a="S4", b="C4")
    assert firm.ask("identity.review")["review"] == []
    one, other = links[1]["records"]
    assert (one["name"], one["email"], one["source"], one["id"]) == (
        "Anna0 Virtanen", "anna0@posti.example", "shop", "S0",
    )  # fmt: skip
    assert (other["email"], other["source"], other["record"]) == ("ANNA0@posti.example", "crm", "crm:C0")
    assert one["at"] < other["at"]
    assert "syntymäaika 2.1.1954 ≠ 2.1.1990" in near["against"]["fi"]
    assert "date of birth 2 Jan 1954 ≠ 2 Jan 1990" in near["against"]["en"].replace("\u00a0", " ")
    clusters = firm.ask("identity.clusters")["clusters"]
    assert [(c["customer"], c["identities"], c["sources"]) for c in clusters] == [("S0", 2, 2), ("S1", 2, 2)]


def test_the_links_of_an_import_are_taken_back_for_good(firm: Osuma, tmp_path: Path) -> None:
    assert count(firm) == 9
    told = firm.ask("identity.undo", of_import=2)
    assert (told["links"], count(firm)) == (2, 11)
    again = tmp_path / "crm2.csv"
    again.write_text(HEADER + "C1,Anna1,Virtanen,anna1@posti.example,00001,1951-01-02\n", encoding="utf-8")
    firm.ask("import.run", files=[str(again)], source="crm", as_="customers")
    assert count(firm) == 11
    assert firm.ask("identity.review")["review"][0]["a"] == "shop:S4"
    kept = firm.ask("identity.list", rule="kept_apart")["links"]
    firm.ask("identity.undo", link_id=kept[0]["link_id"])
    assert len(firm.ask("identity.show", customer="S0")["apart"]) == 1
    for wrong in ({}, {"link_id": 1, "of_import": 2}):
        with pytest.raises(Misuse):
            firm.ask("identity.undo", **wrong)
    with pytest.raises(Refused):
        firm.ask("identity.undo", of_import=2)


def test_a_candidate_is_confirmed_or_refused_and_not_asked_again(firm: Osuma) -> None:
    pytest.importorskip("splink")
    for wrong in (0.0, 1.0, 7.0):
        with pytest.raises(Misuse):
            firm.ask("identity.find", threshold=wrong)
    told = firm.ask("identity.find", threshold=0.2)
    found = {one["a"]: one for one in firm.ask("identity.candidates")["candidates"]}
    assert told == {"compared": 9, "waiting": len(found), "threshold": 0.2}
    assert {("shop:S2", "crm:C2"), ("shop:S3", "crm:C3")} <= {(a, one["b"]) for a, one in found.items()}
    assert found["shop:S2"]["differs"] == {"last_name": ["Virtanen", "Virtamen"]}
    for a in set(found) - {"shop:S2"}:
        firm.ask("identity.refuse", candidate_id=found[a]["candidate_id"])
    before = count(firm)
    link = firm.ask("identity.confirm", candidate_id=found["shop:S2"]["candidate_id"])["link_id"]
    assert count(firm) == before - 1
    assert firm.ask("identity.list", rule="confirmed")["links"][0]["link_id"] == link
    assert firm.ask("identity.candidates") == {"waiting": 0, "candidates": []}
    assert firm.ask("identity.find", threshold=0.2)["waiting"] == 0
    firm.ask("identity.undo", link_id=link)
    assert (count(firm), firm.ask("identity.find", threshold=0.2)["waiting"]) == (before, 0)


def test_the_audit_names_nobody(firm: Osuma) -> None:
    firm.ask("identity.apart", a="S4", b="C4")
    firm.ask("identity.undo", of_import=2)
    text = firm.audit_text()
    assert "'of_import': 2" in text
    assert not any(word in text for word in ("anna", "S4", "C4", "Virtanen"))
