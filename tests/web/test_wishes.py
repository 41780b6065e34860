"""What users asked of the first version before there was one, each as a test on the pages.

Those that are shown elsewhere are not repeated: a list for Mailchimp (test_destinations.py), the call list and
industries (test_selling.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from in_house import House, housed
from in_process_web import browser, serving
from osuma.catalog import definitions, users, workspaces
from osuma.engine.segments.templates import ready_made
from osuma.reporting import numbers
from osuma.workflows.asking import verbs
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.installation.samples.manifest import Manifest
from osuma.workflows.installation.samples.sportshop.files import write_sportshop
from osuma.workflows.installation.upkeep import init

SAID = {"format": "mailchimp", "purpose": "Muistutus", "kpi": "Uusintaostot"}
FADING = """osuma: 1
slug: hiipumassa
name: {fi: Hiipumassa, en: Fading}
where: {all: [{event: order}, {event: order, op: eq, value: 0, window: {last: 90 days}}]}
"""
OULU = """osuma: 1
slug: oulu
name: {fi: Oululaiset, en: Residents of Oulu}
where: {all: [{property: city, op: eq, value: Oulu}]}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The owner of a new workspace."""
    init(tmp_path / "osuma", "kauppa", "Maijan kauppa")
    with housed(tmp_path / "osuma") as at:
        yield at


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """What a web shop exports, for all tests of it."""
    return write_sportshop(tmp_path_factory.mktemp("viennit"), size=300)


def called(house: House, path: str, more: dict[str, str] | None = None) -> str:
    """What the file of a list is called."""
    answer = house.client.post(f"{house.root}{path}", {**SAID, **(more or {})})
    assert answer.status_code == 200
    assert b"Email Address" in b"".join(answer.streaming_content)
    answer.close()
    found = re.fullmatch(r'attachment; filename="(.+)"', answer.headers["content-disposition"])
    assert found is not None
    return found[1]


def test_three_weeks_old_data_counts_to_its_end_and_a_list_of_who_did_not_buy_asks_for_a_reason(
    house: House, tmp_path: Path
) -> None:
    end = date.today() - timedelta(days=21)
    rows = [f"T{n};{day.day}.{day.month}.{day.year};a{n}@x.fi;10,00"
            for n, day in enumerate((end, end - timedelta(days=80), end - timedelta(days=95)))]  # fmt: skip
    file = tmp_path / "tilaukset.csv"
    file.write_text("\n".join(["Tilausnumero;Tilauspvm;Sähköposti;Summa", *rows]) + "\n", encoding="utf-8")
    house.drop(file)
    house.ask("segments.apply", texts=[FADING])
    page = house.get("segments/hiipumassa/").plain
    # of the 90 days before today two would have bought nothing
    assert "1 asiakas · 33 % kaikista" in page
    assert f"Tiedot {end.day}.{end.month}.{end.year} asti." in page
    held = house.post("segments/hiipumassa/download", SAID)
    assert held.status == 400
    assert f"tiedot päättyvät {end.day}.{end.month}.{end.year}" in held.plain
    assert "Miksi lista ladataan silti?" in held.plain
    assert "--stale" not in held.text
    assert "osuma import" not in held.text
    reason = {"stale_on_purpose": "Kesätauko: kassa oli kiinni"}
    assert called(house, "segments/hiipumassa/download", reason) == "hiipumassa-mailchimp.csv"
    assert "Kesätauko" in house.get("settings/log/").plain


def test_a_shops_exports_and_the_newsletters_zip_need_no_mapping_and_agree_with_their_source_to_the_cent(
    house: House, shop: Manifest
) -> None:
    files = {file.key: file.path for file in shop.files}
    came = house.drop(files["orders"], files["customers"], files["newsletter"])
    assert came.text.count("osuma-came") >= 3
    assert "Yhdistä sarakkeet" not in came.plain
    assert len(house.ask("questions.list")["questions"]) <= 3
    (orders,) = [one for one in house.ask("import.list")["loads"] if "orders" in one["file"]]
    page = house.get(f"data/{orders['import_id']}/").plain
    total = numbers.money(shop.truth.totals.everything.total, "EUR", "fi", 2).replace("\u00a0", " ")
    assert re.search(rf"Tiedostossa [\d ]+ {re.escape(total)}", page), page
    assert re.search(r"Selittämättä 0 0,00 €", page)


def test_recency_and_frequency_are_one_thing_with_one_owner_and_no_alarm(house: House, shop: Manifest) -> None:
    house.drop(*(file.path for file in shop.files if file.key == "orders"))
    house.post("segments/rfm/keep")
    page = house.get("segments/rfm/")
    assert len(re.findall(r'href="/w/kauppa/segments/rfm/classes/[a-z-]+/"', page.text)) == 11
    shelf = house.get("segments/shelf")
    assert "vaikea pitää elävinä" not in shelf.plain
    assert len(re.findall(r"<tr><td><a href", shelf.text)) == 1
    # a class is a list like any other
    klass = house.get("segments/rfm/classes/champions/").plain
    assert "Luokka jaossa" in klass
    assert "Keille viesti lähtee" in klass
    assert called(house, "segments/rfm/classes/champions/download") == "rfm-champions-mailchimp.csv"
    assert house.get("segments/rfm/classes/olematon/").status == 404
    # what the model is for was kept in the workspace's language, and is shown in the reader's
    house.ask("segments.describe", slug="rfm", purpose=ready_made()["rfm"].purpose.en)
    finnish = ready_made()["rfm"].purpose.fi
    assert f'value="{finnish}"' in house.get("segments/rfm/classes/champions/").text
    called(house, "segments/rfm/classes/champions/download", {"purpose": finnish})
    kept = yaml.safe_load(definitions.get(workspaces.get("kauppa"), "rfm").text)
    assert kept["purpose"] == ready_made()["rfm"].purpose.en


def business_id(number: int) -> str | None:
    """A Y-tunnus with its check digit; None where the number has none."""
    rest = sum(int(d) * w for d, w in zip(f"{number:07d}", (7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return None if rest == 1 else f"{number:07d}-{0 if rest == 0 else 11 - rest}"


def test_companies_by_name_are_proposed_from_the_register_and_joined_by_a_person_alone(
    house: House, tmp_path: Path
) -> None:
    ids = [one for n in range(1_000_000, 1_000_400) if (one := business_id(n))][:150]
    crm = ["Account ID,Account Name,Website,Zip,Industry"] + [f"{n},Pajala {n},,33100,it" for n in range(200)]
    register = ["Y-tunnus;Yritys;Postinumero"] + [f"{one};Pajala {n} Oy;33100" for n, one in enumerate(ids)]
    for name, lines in (("accounts.csv", crm), ("rekisteri.csv", register)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    came = house.drop(tmp_path / "accounts.csv", tmp_path / "rekisteri.csv").plain
    assert "200 / 200 riviä tuotu" in came, came
    page = house.get("companies/")
    assert "Ovatko nämä sama yritys?" in page.plain
    # nothing has been joined on a name alone
    assert house.ask("companies.list")["counts"]["companies"] == 350
    proposed = re.findall(r'name="candidate" value="([^"]+)"', page.text)
    assert proposed
    house.post("companies/confirm", {"candidate": proposed[0]})
    assert house.ask("companies.list")["counts"]["companies"] == 349
    assert proposed[0] not in house.get("companies/").text


def test_two_workspaces_of_one_sign_in_share_a_copied_definition_and_nothing_else(tmp_path: Path) -> None:
    init(tmp_path / "osuma", "kahvila", "Kahvila Oy")
    with serving(tmp_path / "osuma") as at:
        workspaces.create("kauppa", "Kauppa Oy", "Europe/Helsinki", "EUR", "fi")
        sanna = users.create("Sanna", "fi")
        for slug in ("kahvila", "kauppa"):
            users.grant(workspaces.get(slug), sanna, "owner")
        file = tmp_path / "salaiset.csv"
        rows = [f"{n};Bertta{n};Berg;bertta{n}@posti.example;Oulu" for n in range(7)]
        file.write_text("\n".join(["Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Paikkakunta", *rows]), encoding="utf-8")

        def ask(verb: str, **args: object) -> object:
            return verbs.run(at.owner, "kahvila", verb, args, quiet, here("Sanna"))

        ask("import.run", files=[str(file)])
        ask("segments.apply", texts=[OULU])
        ask("segments.refresh")
        client = browser(at, sanna)
        answer = client.post("/w/kahvila/settings/company/copy", {"slug": ["oulu"], "to": "kauppa"})
        assert answer.headers["location"] == "/w/kauppa/segments/"
        pages = {
            path: client.get(f"/w/kauppa/{path}").content.decode()
            for path in ("", "data/", "data/quality/", "data/lists/", "segments/", "segments/shelf", "segments/oulu/",
                         "segments/oulu/course", "build/", "customers/", "companies/", "reports/", "settings/log/")
        }  # fmt: skip
        # S70.1: nothing of the other on any page
        for path, page in pages.items():
            assert not re.search("Bertta|bertta|salaiset|posti.example", page), path
        found = client.post("/w/kauppa/customers/", {"text": "Bertta"}).content.decode()
        assert "Ei tuloksia." in found
        assert "Oululaiset" in pages["segments/oulu/"]
        assert re.search(r'osuma-figure">0<', pages["segments/oulu/"])
        # what the copy asks of data that is not there is told
        assert "Paikkakunta" in pages["segments/oulu/"]
