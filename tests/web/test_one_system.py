"""Files of one's own system that came without its name: the page says what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from web_visitor import Visitor, served

from in_house import House, housed
from osuma.engine.errors import Misuse, Words
from osuma.workflows.asking import verbs
from osuma.workflows.installation.upkeep import init

PEOPLE = "customer_id,first_name,last_name,email\n1,Anna,Aho,anna@posti.example\n2,Matti,Maa,matti@posti.example\n"
ORDERS = "order_id,order_date,customer_id,total\n10,2026-10-01,1,20.00\n11,2026-10-03,2,15.50\n"
TOLD = "Nämä tiedostot luettiin eri järjestelmistä tulleiksi:"


def imported(owner: Visitor, files: dict[str, str], **fields: str) -> str:
    job = owner.upload("/w/main/data/files", {name: text.encode() for name, text in files.items()}, fields).to
    return owner.ended(job).text


def test_files_of_one_system_that_nobody_named_are_told_apart(tmp_path: Path) -> None:
    init(tmp_path / "osuma", "main")
    with served(tmp_path / "osuma") as at:
        owner = at.visitor()
        owner.get(at.link.removeprefix(at.address.rstrip("/")))
        owner.post("/first", {"company": "Kauppa", "language": "fi"})
        page = imported(owner, {"people.csv": PEOPLE, "orders.csv": ORDERS})
        assert TOLD in page
        files = re.search(rf"{TOLD} <strong[^>]*>([^<]*)</strong>", page)
        assert files is not None
        assert set(files[1].split(", ")) == {"people.csv", "orders.csv"}
        named = {"muut.csv": PEOPLE.replace("Anna", "Aino"), "ostot.csv": ORDERS.replace("2026-10", "2026-09")}
        assert TOLD not in imported(owner, named, source="kassa")
        assert TOLD not in imported(owner, {"yksi.csv": ORDERS.replace("2026-10", "2026-08")})


def test_what_is_not_as_paid_and_numbers_in_two_systems_are_told_beside_the_file(tmp_path: Path) -> None:
    init(tmp_path / "osuma", "main")
    lines = "OrderDate,OrderNumber,ProductKey,CustomerKey,OrderLineItem,OrderQuantity\n" + "".join(
        f"2026-10-01,{n},7,{n},1,2\n" for n in range(25)
    )
    people = "CustomerKey,FirstName,LastName,EmailAddress\n" + "".join(
        f"{n},Aino,Aho{n},a{n}@posti.example\n" for n in range(25)
    )
    with served(tmp_path / "osuma") as at:
        owner = at.visitor()
        owner.get(at.link.removeprefix(at.address.rstrip("/")))
        owner.post("/first", {"company": "Kauppa", "language": "fi"})
        priced = {
            "pyora_myynti.csv": lines,
            "pyora_tuotteet.csv": "ProductKey,ProductName,ProductPrice\n7,Kello,4.25\n",
        }
        page = imported(owner, priced)
        assert "Summat ovat listahintoja, eivät maksettuja." in page
        assert "Luettiin saman järjestelmän (pyora) tiedostoina" in page
        page = imported(owner, {"asiakasrekisteri.csv": people})
        assert "25 asiakasnumeroa on molemmissa, mutta ne ovat nyt eri asiakkaita" in page
        assert "--source" not in page


def test_two_systems_that_are_one_are_brought_together_by_one_click(tmp_path: Path) -> None:
    init(tmp_path / "osuma", "main")
    people = "CustNo,Name,Email\n" + "".join(f"{n},Aino Aho{n},a{n}@posti.example\n" for n in range(30))
    sales = "OrderNo,OrderDate,CustNo,Total\n" + "".join(f"{n},2026-10-01,{n},10.00\n" for n in range(25))
    with served(tmp_path / "osuma") as at:
        owner = at.visitor()
        owner.get(at.link.removeprefix(at.address.rstrip("/")))
        owner.post("/first", {"company": "Kauppa", "language": "fi"})
        page = imported(owner, {"myynti.csv": sales, "rekisteri.csv": people})
        assert "Asiakkaita on 55" in page
        # what it does is told before it is done
        assert "tämä tuonti perutaan ja rekisteri.csv tuodaan heti uudelleen järjestelmän ”myynti” nimellä" in page
        asked = re.search(r'action="(/w/main/data/\d+/together)"', page)
        assert asked is not None
        assert asked[1] in owner.get("/w/main/data/").text
        done = owner.ended(owner.post(asked[1], {"same": "yes"}).to).text
        assert "Asiakkaita on 30" in done
        after = owner.get("/w/main/data/").text
        assert "together" not in after
        assert after.count("peruttu") == 1
        assert owner.post(asked[1], {"same": "yes"}).status == 404


def test_two_systems_that_are_not_one_stay_as_they_are(tmp_path: Path) -> None:
    init(tmp_path / "osuma", "main")
    lines = "OrderNo,OrderDate,CustNo,Total\n" + "".join(f"{n},2026-10-01,{n},10.00\n" for n in range(25))
    with served(tmp_path / "osuma") as at:
        owner = at.visitor()
        owner.get(at.link.removeprefix(at.address.rstrip("/")))
        owner.post("/first", {"company": "Kauppa", "language": "fi"})
        page = imported(owner, {"turku.csv": lines, "oulu.csv": lines.replace("10.00", "12.00")})
        asked = re.search(r'action="(/w/main/data/\d+/together)"', page)
        assert asked is not None
        owner.post(asked[1], {"same": "no"})
        after = owner.get("/w/main/data/").text
        assert "together" not in after
        assert "peruttu" not in after.replace("Tuonti on peruttu", "")


def _registers(owner: House, folder: Path) -> str:
    """Sales and a register that share their numbers, dropped together; where to answer whether they are of one."""
    people, sales = folder / "rekisteri.csv", folder / "myynti.csv"
    people.write_text("CustNo,Name,Email\n" + "".join(f"{n},Aino Aho{n},a{n}@posti.example\n" for n in range(30)))
    sales.write_text("OrderNo,OrderDate,CustNo,Total\n" + "".join(f"{n},2026-10-01,{n},10.00\n" for n in range(25)))
    asked = re.search(r'action="/w/kauppa/(data/\d+/together)"', owner.drop(people, sales).text)
    assert asked is not None
    return asked[1]


def _when_brought(monkeypatch: pytest.MonkeyPatch, under: str, ends: Exception) -> None:
    """Importing under that source ends so."""
    asked = verbs.run

    def run(owner: Any, slug: Any, verb: str, args: Mapping[str, Any], *more: Any) -> dict[str, Any]:
        if verb == "import.run" and args.get("source") == under:
            raise ends
        return asked(owner, slug, verb, args, *more)

    monkeypatch.setattr(verbs, "run", run)


def test_a_file_that_is_refused_under_the_other_system_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path / "osuma", "kauppa")
    with housed(tmp_path / "osuma") as owner:
        where = _registers(owner, tmp_path)
        _when_brought(monkeypatch, "myynti", Misuse(Words("Ei käy.", "No.")))
        assert "Ei käy." in owner.ended(owner.sent(where, {"same": "yes"})).plain
        standing = [one for one in owner.ask("import.list")["loads"] if one["state"] == "done"]
        assert sorted(one["recognised"]["source"] for one in standing) == ["myynti", "rekisteri"]
        page = owner.get("data/").text
        assert "together" not in page
        assert '<datalist id="systems"><option value="myynti"><option value="rekisteri"></datalist>' in page


@pytest.mark.parametrize(("same", "people"), [("yes", 30), ("no", 55)])
def test_what_ends_between_the_two_is_asked_again(
    same: str, people: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path / "osuma", "kauppa")
    with housed(tmp_path / "osuma") as owner:
        where = _registers(owner, tmp_path)
        with monkeypatch.context() as stopped:
            _when_brought(stopped, "myynti", RuntimeError("stopped"))
            owner.ended(owner.sent(where, {"same": "yes"}))
        assert "Työ keskeytyi: tämä tuonti on peruttu" in owner.get("data/").plain
        assert f"Asiakkaita on {people}" in owner.ended(owner.sent(where, {"same": same})).plain
        assert "together" not in owner.get("data/").text
