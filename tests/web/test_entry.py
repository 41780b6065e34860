"""Who comes in, and what each may see and do: nobody, somebody of another workspace, a viewer, a marketer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from web_visitor import Served, served

from osuma.catalog import installation, jobs, settings, users, workspaces
from osuma.catalog.secret import secret_key
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run
from osuma.workflows.installation.upkeep import init

LOOKED_AT = ("", "data/", "segments/", "reports/", "jobs/1/", "jobs/1/now")
OF_PEOPLE = (
    "segments/proposed", "segments/inactive/", "reports/marraskuu.html", "customers/", "customers/1/",
)  # fmt: skip
OF_WRITERS = ("data/1/refused",)
POSTED_BY_READERS = ("segments/inactive/tuned",)
POSTED_BY_WRITERS = (
    "data/files",
    "data/1/undo",
    "questions/soft_opt_in",
    "segments/inactive/keep",
    "segments/inactive/download",
    "reports/make",
)


@dataclass(frozen=True)
class House:
    """A server with two workspaces and somebody of each kind; sessions by who it is."""

    at: Served
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("entry") / "osuma"
    init(folder, "kauppa", "Maijan kauppa")
    file = folder.parent / "tilaukset.csv"
    file.write_text("Tilausnumero;Päivä;Sähköposti;Summa\n1;1.2.2026;a@x.example;10,00\n", encoding="utf-8")
    sessions = {}
    with hold(folder) as owner:
        run(owner, "kauppa", "import.run", {"files": [str(file)]}, lambda *_: None, here("test"))
        workspaces.create("toinen", "Toisen kauppa", "Europe/Helsinki", "EUR", "fi")
        shop, other = workspaces.get("kauppa"), workspaces.get("toinen")
        (shop.reports / "marraskuu.html").write_text("<!doctype html><title>Raportti</title>")
        key = jobs.enqueue(shop, "report.write", {})
        assert key == 1
        settings.add(SECRET_KEY=secret_key(folder), SESSION_ENGINE="osuma.catalog.sign_ins")
        from osuma.catalog.sign_ins import SessionStore

        for name, role, where in (
            ("owner", "owner", shop), ("marketer", "marketer", shop), ("sales", "sales", shop),
            ("viewer", "viewer", shop), ("outsider", "owner", other), ("nobody", None, shop),
            ("leaver", "viewer", shop),
        ):  # fmt: skip
            user = users.create(name, "fi")
            if role is not None:
                users.grant(where, user, role)
            session = SessionStore()
            session["user"] = user.key
            session.create()
            sessions[name] = str(session.session_key)
    installation.close()
    with served(folder) as at:
        yield House(at, sessions)


def w(path: str) -> str:
    return f"/w/kauppa/{path}"


def test_a_link_signs_in_once_and_under_a_new_session(house: House) -> None:
    first, second = house.at.visitor(), house.at.visitor()
    way = house.at.link.removeprefix(house.at.address.rstrip("/"))
    first.cookies["osuma"] = "a" * 32
    head = first._ask("HEAD", way, None, {})
    assert head.to == "/closed"
    assert first.get(way).to == "/"
    assert first.cookies["osuma"] != "a" * 32
    assert first.get("/").to == "/w/kauppa/"
    assert second.get(way).to == "/closed"
    assert second.get("/").to == "/closed"
    assert second.get("/enter?key=").to == "/closed"


def test_a_cookie_is_kept_from_scripts_and_other_sites(house: House) -> None:
    page = house.at.signed_in(house.sessions["owner"]).get(w("data/"))
    answer = house.at.visitor().get("/enter?key=wrong")
    assert page.status == 200
    assert answer.status == 302
    asked = house.at.signed_in(house.sessions["owner"]).get(w("data/")).headers.get("set-cookie", "")
    assert "HttpOnly" in asked
    assert "SameSite=Lax" in asked


@pytest.mark.parametrize("path", [*LOOKED_AT, *OF_PEOPLE, *OF_WRITERS])
def test_who_is_not_signed_in_is_sent_away(house: House, path: str) -> None:
    answer = house.at.visitor().get(w(path))
    assert (answer.status, answer.to.partition("?")[0]) == (302, "/closed")
    assert "Maijan" not in answer.text


@pytest.mark.parametrize("who", ["outsider", "nobody"])
@pytest.mark.parametrize("path", [*LOOKED_AT, *OF_PEOPLE, *OF_WRITERS, *POSTED_BY_READERS, *POSTED_BY_WRITERS])
def test_another_workspace_is_not_there_at_all(house: House, who: str, path: str) -> None:
    # S70.1: on screen
    visitor = house.at.signed_in(house.sessions[who])
    unknown = visitor.get("/w/mikalie/")
    for answer in (visitor.get(w(path)), visitor.post(w(path))):
        assert answer.status in (403, 404) if who == "nobody" else answer.status == 404
        assert "Maijan" not in answer.text
    assert unknown.status == 404


def test_a_viewer_sees_counts_and_nobodys_name_and_changes_nothing(house: House) -> None:
    viewer = house.at.signed_in(house.sessions["viewer"])
    assert [viewer.get(w(path)).status for path in LOOKED_AT] == [200] * len(LOOKED_AT)
    assert [viewer.get(w(path)).status for path in (*OF_PEOPLE, *OF_WRITERS)] == [404] * 6
    posted = [viewer.post(w(path)).status for path in (*POSTED_BY_READERS, *POSTED_BY_WRITERS)]
    assert posted == [404] * len(posted)
    assert "Peru tämän tiedoston tuonti" not in viewer.get(w("data/")).text


def test_sales_sees_people_and_changes_nothing(house: House) -> None:
    sales = house.at.signed_in(house.sessions["sales"])
    assert [sales.get(w(path)).status for path in (*LOOKED_AT, *OF_PEOPLE)] == [200] * 11
    assert sales.post(w("segments/inactive/tuned")).status == 200
    assert [sales.post(w(path)).status for path in POSTED_BY_WRITERS] == [404] * len(POSTED_BY_WRITERS)


def test_a_form_without_its_token_or_from_elsewhere_changes_nothing(house: House) -> None:
    marketer = house.at.signed_in(house.sessions["marketer"])
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    before = marketer.get(w("data/")).text.count("peruttu")
    bare = marketer._ask("POST", w("data/1/undo"), "", form)
    elsewhere = marketer.post(w("data/1/undo"), Origin="https://evil.example")
    assert (bare.status, elsewhere.status) == (403, 403)
    assert marketer.get(w("data/")).text.count("peruttu") == before == 0


def test_a_changing_address_is_not_changed_by_looking(house: House) -> None:
    marketer = house.at.signed_in(house.sessions["marketer"])
    assert [marketer.get(w(path)).status for path in POSTED_BY_WRITERS] == [405] * len(POSTED_BY_WRITERS)


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_the_way_back_leads_nowhere_else(house: House, back: str) -> None:
    owner = house.at.signed_in(house.sessions["owner"])
    answer = owner.post("/language", {"language": "fi", "back": back})
    assert answer.status == 302
    assert urlsplit(answer.to).netloc == ""
    assert answer.to == "/"


def test_the_language_is_the_users_own(house: House) -> None:
    owner = house.at.signed_in(house.sessions["owner"])
    owner.post("/language", {"language": "en", "back": w("data/")})
    assert "Imported files" in owner.get(w("data/")).text
    assert "Tuodut tiedostot" in house.at.signed_in(house.sessions["marketer"]).get(w("data/")).text
    owner.post("/language", {"language": "fi", "back": w("data/")})


def test_signing_out_ends_the_session_for_whoever_holds_it(house: House) -> None:
    own, thief = (house.at.signed_in(house.sessions["leaver"]) for _ in range(2))
    own.get("/leave")
    assert own.get(w("data/")).status == 200
    assert own.post("/leave").to == "/closed"
    assert thief.get(w("data/")).to.partition("?")[0] == "/closed"
