"""What is not proposed: a table that only looks like people or products. A false proposal is worse than none."""

from __future__ import annotations

from pathlib import Path

import pytest

from osuma.ingestion.mapping import Proposal, propose
from osuma.ingestion.reading import open_file

NOTHING = {
    "campaigns": "id,name,account_id,updated_time\n1,Kevät,9,2025-01-03 10:00:00\n2,Syksy,9,2025-02-03 10:00:00\n",
    "teams": "id,name\n1,Myynti\n2,Tuki\n",
    "tasks": "id,description,created_date\n1,Soita,2025-01-03\n2,Kirjoita,2025-01-04\n",
    "own staff": "EmployeeId,FirstName,LastName,Email,HireDate\n1,Anna,Virta,a@yritys.example,2020-01-01\n",
    "suppliers": "SupplierID,CompanyName,Phone\n1,Tukku Oy,+358401234567\n",
    "a dictionary of data": "account,sector,employees\nCompany name,Industry,Number of employees\n",
    "letters and who sent them": "id,from_email,subject\n1,me@yritys.example,Kevät\n2,me@yritys.example,Syksy\n",
    "ids of messages": "id,smtp_id,response\n1,a1@post.example,ok\n2,a2@post.example,ok\n",
    "actions": "user_id,timestamp,url,event\n1,2025-01-03 10:00:00,https://a.example/,add_to_cart\n",
    "forms": "contact_id,timestamp,page_url,form_id\n1,2025-01-03 10:00:00,https://a.example/,f1\n",
}
SOMETHING = {
    "customers": "ID;Nimi;Puhelin\n1;Anna Virta;040 123 4567\n2;Matti Laine;050 765 4321\n",
    "products": "ID;Kuvaus;Hinta\n1;Kenkä;99,90\n2;Sukka;9,90\n",
    "messages": "member_id,campaign_id,action,timestamp\n1,c1,open,2025-01-03 10:00\n1,c1,click,2025-01-03 10:01\n",
    "orders": "InvoiceId,CustomerId,InvoiceDate,Total\n1,7,2025-01-03,12.00\n2,8,2025-01-04,13.00\n",
    "lines of known orders": "order_id,product_id,unit_price,quantity\n1,A,10.00,2\n2,B,5.00,1\n",
    "purchases": "Pvm;Asiakasnumero;Summa\n3.1.2025;7;12,00\n4.1.2025;8;13,00\n",
    "companies": "account,sector,employees\nAcme Oy,Kauppa,12\nMalli Oy,Palvelut,10-49\n",
}


def proposed(tmp_path: Path, text: str, kind: str | None = None) -> Proposal:
    path = tmp_path / "taulu.csv"
    path.write_text(text, encoding="utf-8")
    (table,) = open_file(path, tmp_path)
    return propose(table, kind_name=kind)


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_is_proposed(tmp_path: Path, name: str) -> None:
    found = proposed(tmp_path, NOTHING[name])
    own = {a.to for o in found.mapping.outputs for a in o.columns if a.to.startswith("x_")}
    known = {a.to for o in found.mapping.outputs for a in o.columns} - own
    # Either nobody knows what it is, or so little of it that a person must look first.
    assert found.kind == "unknown" or (found.kind == "customers" and known == {"person_id"} and len(own) > 1)


@pytest.mark.parametrize("name", SOMETHING)
def test_what_is_like_it_still_is(tmp_path: Path, name: str) -> None:
    found = proposed(tmp_path, SOMETHING[name])
    assert found.kind == name
    assert all(o.columns for o in found.mapping.outputs)


def test_a_bare_id_and_a_name_are_people_where_a_person_says_so(tmp_path: Path) -> None:
    found = proposed(tmp_path, NOTHING["teams"], "customers")
    assert {a.header: a.to for a in found.mapping.outputs[0].columns} == {"id": "person_id", "name": "full_name"}
    staff = proposed(tmp_path, NOTHING["own staff"], "customers")
    assert "email" in {a.to for a in staff.mapping.outputs[0].columns}


def test_the_actions_of_messages_are_told_apart(tmp_path: Path) -> None:
    outputs = {o.target: o for o in proposed(tmp_path, SOMETHING["messages"]).mapping.outputs}
    assert "campaign_id" in {a.header for a in outputs["events:email_open"].columns}
    assert outputs["events:email_open"].where[0].header == "action"


def test_a_third_answer_is_no_yes_or_no(tmp_path: Path) -> None:
    answers = "\n".join(f"{n},f,{'No phone' if n % 10 == 0 else 'Yes'},{'Yes' if n % 2 else 'No'}" for n in range(40))
    found = proposed(tmp_path, f"customerID,gender,MultipleLines,Partner\n{answers}\n")
    assert {a.header: a.as_ for a in found.mapping.outputs[0].columns if a.as_} == {
        "MultipleLines": "text", "Partner": "bool"}  # fmt: skip
