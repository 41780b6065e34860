"""Files of one's own system that came without its name: the page says what becomes of it."""

from __future__ import annotations

import re
from pathlib import Path

from web_visitor import Visitor, served

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
