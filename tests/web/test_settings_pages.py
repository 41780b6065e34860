"""Asetukset: one's own account, users, keys, workspaces, the change log and backups, as their pages do it."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from in_process_web import browser, serving
from osuma.catalog import api_keys, audit, definitions, jobs, passwords, users, workspaces
from osuma.catalog.users import RoleName, User
from osuma.web.serving import Serving
from osuma.workflows.asking import verbs
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.installation.upkeep import init

RULE = "osuma: 1\nslug: oulu\nwhere: {property: city, op: eq, value: Oulu}\n"


@dataclass
class House:
    at: Serving

    def member(self, name: str, role: RoleName = "owner", slug: str = "kauppa") -> User:
        user = users.create(name, "fi")
        users.grant(workspaces.get(slug), user, role)
        return user

    def signed_in(self, name: str, role: RoleName = "owner") -> Client:
        return browser(self.at, self.member(name, role))


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("settings") / "osuma"
    init(folder, "kauppa", "Maijan kauppa")
    with serving(folder) as at:
        yield House(at)


def text(client: Client, path: str) -> str:
    answer = client.get(f"/w/kauppa/{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return html.unescape(answer.content.decode())


def secret(page: bytes) -> str:
    found = re.search(r'osuma-secret text-body mb-0">([^<]+)<', page.decode())
    assert found is not None
    return found[1]


def test_every_page_of_the_settings_is_shown_in_both_languages(house: House) -> None:
    client = house.signed_in("Maija")
    for path in ("", "users/", "company/", "keys/", "log/", "backups/"):
        assert "Muutosloki" in text(client, f"settings/{path}")
    client.post("/language", {"language": "en", "back": "/"})
    for path in ("", "users/", "company/", "keys/", "log/", "backups/"):
        assert "Change log" in text(client, f"settings/{path}")


def test_who_is_no_owner_sees_their_own_account_alone(house: House) -> None:
    house.member("Maija")
    page = text(house.signed_in("Sami", "marketer"), "settings/")
    assert "Oma tili" in page
    assert "Käyttäjät" not in page
    assert "API-avaimet" not in page


def test_one_gives_oneself_an_address_and_a_password(house: House) -> None:
    user = house.member("Omistaja")
    client, other = browser(house.at, user), browser(house.at, user)
    assert client.post("/w/kauppa/settings/password", {"password": "kolme kuusta mäellä"}).status_code == 400
    answer = client.post("/w/kauppa/settings/own", {"name": "", "email": "maija"})
    assert (answer.status_code, answer.content.decode().count("is-invalid")) == (400, 2)
    client.post("/w/kauppa/settings/own", {"name": "Maija", "email": "Maija@kauppa.fi"})
    client.post("/w/kauppa/settings/password", {"password": "kolme kuusta mäellä"})
    found = passwords.whose("maija@kauppa.fi", "kolme kuusta mäellä")
    assert found is not None
    assert found.name == "Maija"
    assert other.get("/w/kauppa/settings/").headers["location"].startswith("/closed")
    wrong = client.post("/w/kauppa/settings/password", {"before": "ei", "password": "neljä kuusta mäellä"})
    assert "Nykyinen salasana on väärin." in html.unescape(wrong.content.decode())
    right = {"before": "kolme kuusta mäellä", "password": "neljä kuusta mäellä"}
    assert client.post("/w/kauppa/settings/password", right).status_code == 302
    assert client.get("/w/kauppa/settings/").status_code == 200


def test_an_address_of_another_is_refused(house: House) -> None:
    first, second = house.signed_in("Maija"), house.signed_in("Sami")
    first.post("/w/kauppa/settings/own", {"name": "Maija", "email": "maija@kauppa.fi"})
    answer = second.post("/w/kauppa/settings/own", {"name": "Sami", "email": "MAIJA@kauppa.fi"})
    assert answer.status_code == 400
    assert "Osoite on jo toisella käyttäjällä." in answer.content.decode()


def test_browsers_are_listed_and_ended(house: House) -> None:
    user = house.member("Maija")
    client, other = browser(house.at, user), browser(house.at, user)
    page = text(client, "settings/")
    assert page.count("tämä selain") == 1
    found = re.search(r'name="session" value="(\w+)"', page)
    assert found is not None
    client.post("/w/kauppa/settings/sessions/end", {"session": found[1]})
    assert other.get("/w/kauppa/settings/").headers["location"].startswith("/closed")
    third = browser(house.at, user)
    client.post("/w/kauppa/settings/sessions/end-others")
    assert third.get("/w/kauppa/settings/").headers["location"].startswith("/closed")
    assert client.get("/w/kauppa/settings/").status_code == 200


def test_an_invitation_is_shown_once_and_used(house: House) -> None:
    client = house.signed_in("Maija")
    made = client.post("/w/kauppa/settings/users/invite", {"role": "analyst", "email": "anna@kauppa.fi", "days": "3"})
    link = secret(made.content)
    assert link.startswith("http://127.0.0.1:0/join?key=")
    page = text(client, "settings/users/")
    assert "anna@kauppa.fi" in page
    assert "key=" not in page
    guest = browser(house.at)
    guest.get(link.removeprefix("http://127.0.0.1:0"))
    guest.post("/join", {"name": "Anna", "email": "anna@kauppa.fi", "password": "kolme kuusta mäellä"})
    assert "Avoimia kutsuja ei ole." in text(client, "settings/users/")
    (anna,) = [one for one in users.list_(workspaces.get("kauppa")) if one.user.name == "Anna"]
    way = f"/w/kauppa/settings/users/{anna.user.key}"
    client.post(f"{way}/role", {"role": "viewer", "special": "on"})
    given = users.given(workspaces.get("kauppa"), anna.user)
    assert given is not None
    assert (given.role, given.special) == ("viewer", True)
    assert "/renew?key=" in secret(client.post(f"{way}/reset").content)
    client.post(f"{way}/remove")
    assert users.role(workspaces.get("kauppa"), anna.user) is None
    told = {one.verb: one.detail for one in audit.list_(workspaces.get("kauppa"))}
    assert told["users.role"] == {"user": anna.user.key, "role": "viewer", "special": True, "outcome": "done"}
    assert {"users.invite", "users.join", "users.reset", "users.remove"} <= set(told)


def test_the_last_owner_is_told_why_they_stay(house: House) -> None:
    user = house.member("Maija")
    answer = browser(house.at, user).post(f"/w/kauppa/settings/users/{user.key}/remove")
    assert answer.status_code == 400
    assert "Työtilalla on oltava omistaja." in answer.content.decode()


def test_a_key_is_shown_once_and_ends_with_its_maker(house: House) -> None:
    client, second = house.signed_in("Maija"), house.member("Sami")
    assert client.post("/w/kauppa/settings/keys/make", {"name": " ", "role": "viewer"}).status_code == 400
    made = client.post("/w/kauppa/settings/keys/make", {"name": "Kassa", "role": "sales", "days": "30"})
    key = secret(made.content)
    found = api_keys.find(key)
    assert found is not None
    assert (found.role, found.reads_only, found.workspace) == ("sales", False, "kauppa")
    page = text(client, "settings/keys/")
    assert key not in page
    assert key[:12] in page
    client.post(f"/w/kauppa/settings/keys/{found.key}/revoke")
    assert api_keys.find(key) is None
    theirs = browser(house.at, second).post("/w/kauppa/settings/keys/make", {"name": "x", "role": "viewer"})
    other = secret(theirs.content)
    client.post(f"/w/kauppa/settings/users/{second.key}/remove")
    assert api_keys.find(other) is None


def test_a_workspace_has_its_name_and_colour(house: House) -> None:
    client = house.signed_in("Maija")
    form = {"name": "Maijan <b>uusi</b>", "language": "en", "colour": "pink"}
    assert client.post("/w/kauppa/settings/company/change", form).status_code == 302
    page = client.get("/w/kauppa/settings/company/").content.decode()
    assert "osuma-stripe bg-pink" in page
    assert "Maijan &lt;b&gt;uusi&lt;/b&gt;" in page
    assert client.post("/w/kauppa/settings/company/change", {**form, "colour": 'red" onload="x'}).status_code == 400
    assert client.post("/w/kauppa/settings/company/change", {**form, "name": " "}).status_code == 400


def test_a_new_workspace_is_its_makers_and_shares_nothing(house: House) -> None:
    # S70.1, S70.2: on screen
    client, sami = house.signed_in("Maija"), house.signed_in("Sami")
    answer = client.post("/w/kauppa/settings/company/create", {"slug": "Väärä tunnus", "new_name": "Mikan kauppa"})
    assert (answer.status_code, "is-invalid" in answer.content.decode()) == (400, True)
    answer = client.post("/w/kauppa/settings/company/create", {"slug": "mika", "new_name": "Mikan kauppa"})
    assert answer.headers["location"] == "/w/mika/"
    assert client.get("/w/mika/segments/").status_code == 200
    assert sami.get("/w/mika/segments/").status_code == 404
    assert "Mikan kauppa" not in text(sami, "settings/company/")
    mine = workspaces.get("mika")
    assert mine.colour != workspaces.get("kauppa").colour
    assert definitions.list_(mine) == []
    shown = verbs.run(house.at.owner, "kauppa", "workspaces.list", {}, quiet, here("kone"))["workspaces"]
    assert [one["slug"] for one in shown] == ["kauppa", "mika"]


def test_the_address_of_a_new_workspace_comes_from_its_name_where_none_is_given(house: House) -> None:
    client = house.signed_in("Maija")
    for address in ("/w/kahvila-akkonen-oy/", "/w/kahvila-akkonen-oy-2/"):
        answer = client.post("/w/kauppa/settings/company/create", {"slug": " ", "new_name": "Kahvila Äkkönen Oy"})
        assert answer.headers["location"] == address
    page = client.get("/w/kauppa/settings/company/").content.decode()
    assert ">taivaansininen</span>" in page
    assert ">azure<" not in page


def test_definitions_go_over_on_purpose_alone(house: House) -> None:
    client = house.signed_in("Maija")
    client.post("/w/kauppa/settings/company/create", {"slug": "mika", "new_name": "Mikan kauppa"})
    shop = workspaces.get("kauppa")
    verbs.run(house.at.owner, "kauppa", "segments.apply", {"texts": [RULE]}, quiet, here("kone"))
    answer = client.post("/w/kauppa/settings/company/copy", {"slug": ["oulu"], "to": "mika"})
    assert answer.headers["location"] == "/w/mika/segments/"
    (copied,) = definitions.list_(workspaces.get("mika"))
    assert copied.text == definitions.list_(shop)[0].text
    assert [one.verb for one in audit.list_(workspaces.get("mika"))].count("segments.copy") == 1
    outsider = house.signed_in("Sami")
    refused = outsider.post("/w/kauppa/settings/company/copy", {"slug": ["oulu"], "to": "mika"})
    unknown = outsider.post("/w/kauppa/settings/company/copy", {"slug": ["oulu"], "to": "kukaan"})
    assert (refused.status_code, unknown.status_code) == (400, 400)
    said = [re.findall(r'role="alert">[^<]*<', one.content.decode()) for one in (refused, unknown)]
    assert said[0] == [one.replace("kukaan", "mika") for one in said[1]] != []


def test_the_change_log_is_filtered(house: House) -> None:
    client = house.signed_in("Maija")
    shop = workspaces.get("kauppa")
    for who, verb in (("Anna", "import.run"), ("Anna", "segments.apply"), ("<i>Eero</i>", "import.run")):
        audit.record(shop, who, verb, {"slug": "x", "outcome": "done"})
    rows = text(client, "settings/log/?who=Anna&verb=import.run").split("<tbody>")[1].split("</tbody>")[0]
    assert (rows.count("<tr>"), "Anna" in rows, "Eero" in rows) == (1, True, False)
    assert "&lt;i&gt;Eero&lt;/i&gt;" in client.get("/w/kauppa/settings/log/").content.decode()
    assert "segmentti: x" in rows
    audit.record(shop, "Anna", "users.role", {"user": 7, "role": "sales", "outcome": "no_user"})
    newest = text(client, "settings/log/?verb=users.role")
    assert "käyttäjä: 7 · rooli: myyjä" in newest
    assert "ei onnistunut: no_user" in newest
    assert "Ei merkintöjä." in text(client, "settings/log/?until=2020-01-01")
    assert "is-invalid" in text(client, "settings/log/?since=eilen")


def test_a_backup_is_made_and_shown_to_be_restorable(house: House) -> None:
    client = house.signed_in("Maija")
    assert "Varmuuskopioita ei ole vielä tehty." in text(client, "settings/backups/")
    ended(client.post("/w/kauppa/settings/backups/make").headers["location"])
    page = text(client, "settings/backups/")
    assert "palautusta ei ole kokeiltu" in page
    found = re.search(r'name="name" value="([^"]+)"', page)
    assert found is not None
    done = ended(client.post("/w/kauppa/settings/backups/prove", {"name": found[1]}).headers["location"])
    assert done.result is not None
    assert done.result["ok"] is True
    assert [one["workspace"] for one in done.result["workspaces"]] == ["kauppa"]
    assert "palautus kokeiltu" in text(client, "settings/backups/")
    (kept,) = (house.at.owner.installation.folder / "backups").iterdir()
    (kept / "catalog.sqlite").write_bytes(b"not a catalog")
    broken = ended(client.post("/w/kauppa/settings/backups/prove", {"name": found[1]}).headers["location"])
    assert broken.state == "failed"
    assert broken.error is not None
    assert broken.error["fi"].startswith("Varmuuskopiota ei voi palauttaa.")
    strange = ended(client.post("/w/kauppa/settings/backups/prove", {"name": "../../etc"}).headers["location"])
    assert strange.error == {"fi": "Tällaista varmuuskopiota ei ole.", "en": "There is no such backup."}


def ended(way: str) -> jobs.Job:
    key = int(way.rstrip("/").rpartition("/")[2])
    for _ in range(600):
        job = jobs.get(workspaces.get("kauppa"), key)
        assert job is not None
        if job.state in ("done", "failed"):
            return job
        time.sleep(0.1)
    raise AssertionError("it goes on")
