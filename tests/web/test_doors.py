"""Coming in: a password, an invitation, a link for a new password, and what stops who only tries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client, override_settings

from in_process_web import browser, serving
from osuma.catalog import access_models, audit, sign_ins, users, workspaces
from osuma.catalog.instants import now
from osuma.engine.errors import OsumaError
from osuma.web.serving import Serving
from osuma.workflows.access.attempts import OF_ACCOUNT, OF_ADDRESS, WINDOW, Attempts, TooMany
from osuma.workflows.asking import verbs
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import Asker, asker, here
from osuma.workflows.installation.upkeep import init

GOOD = "kolme kuusta mäellä"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class House:
    """An installation with two workspaces, its server's state, and browsers in this process."""

    at: Serving
    clock: Clock

    def ask(self, verb: str, who: Asker, slug: str = "kauppa", **args: Any) -> dict[str, Any]:
        return verbs.run(self.at.owner, slug, verb, args, quiet, who)

    def browser(self) -> Client:
        return browser(self.at)

    def invited(self, role: str = "marketer", **more: Any) -> str:
        return str(self.ask("users.invite", here("kone"), role=role, **more)["path"])

    def joined(self, name: str, role: str = "marketer", password: str = GOOD) -> Client:
        browser = self.browser()
        browser.get(self.invited(role))
        answer = browser.post("/join", {"name": name, "email": f"{name}@kauppa.fi", "password": password})
        assert answer.status_code == 302, answer.content.decode()
        return browser


@contextmanager
def fast_hashes() -> Iterator[None]:
    """Passwords kept in a way that is no good, and quick."""

    def caches() -> None:
        hashers.get_hashers.cache_clear()
        hashers.get_hashers_by_algorithm.cache_clear()

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        caches()
        yield
    caches()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("doors") / "osuma"
    init(folder, "kauppa", "Maijan kauppa")
    with serving(folder) as at:
        workspaces.create("toinen", "Toinen", "Europe/Helsinki", "EUR", "fi")
        with fast_hashes():
            yield at


@pytest.fixture
def house(built: Serving) -> Iterator[House]:
    clock = Clock()
    built.attempts = Attempts(clock)
    yield House(built, clock)
    access_models.User.objects.all().delete()
    access_models.Attempt.objects.all().delete()


def member(name: str, role: users.RoleName, slug: str = "kauppa") -> Asker:
    """A user of a workspace, as verbs know them."""
    user = users.create(name, "fi", f"{name}@kauppa.fi")
    users.grant(workspaces.get(slug), user, role)
    found = asker(user, workspaces.get(slug))
    assert found is not None
    return found


def test_an_invitation_lets_in_once_with_its_role(house: House) -> None:
    way = house.invited("sales", special=True)
    browser = house.browser()
    assert browser.get(way).headers["location"] == "/join"
    page = browser.get("/join").content.decode()
    assert "Maijan kauppa" in page
    assert "key=" not in page
    answer = browser.post("/join", {"name": "Sami", "email": "Sami@Kauppa.fi", "password": GOOD})
    assert answer.headers["location"] == "/w/kauppa/"
    assert browser.get("/w/kauppa/customers/").status_code == 200
    shop = workspaces.get("kauppa")
    (given,) = users.list_(shop)
    assert (given.user.name, given.user.email, given.role, given.special) == ("Sami", "sami@kauppa.fi", "sales", True)
    assert given.user.key == next(one.detail["user"] for one in audit.list_(shop) if one.verb == "users.join")
    late = house.browser().get(way)
    assert late.status_code == 400
    assert "Linkki on käytetty tai vanhentunut" in late.content.decode()


def test_everything_wrong_in_the_form_is_said_at_once_beside_its_field(house: House) -> None:
    browser = house.browser()
    browser.get(house.invited())
    answer = browser.post("/join", {"name": " ", "email": "sami", "password": "salasana123"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count("is-invalid") == 3
    assert "Kirjoita nimesi." in page
    assert "vähintään 12 merkkiä" in page
    assert "salasana123" not in page
    assert users.keeper() is None


@pytest.mark.parametrize(
    "password",
    ["lyhyt", "Salasana12345!", "password1234", "aaaaaaaaaaaaaa", "123456789012", "sami@kauppa12", "x" * 201],
)
def test_a_weak_password_will_not_do(house: House, password: str) -> None:
    browser = house.browser()
    browser.get(house.invited())
    answer = browser.post("/join", {"name": "Sami", "email": "sami@kauppa.fi", "password": password})
    assert answer.status_code == 400
    assert users.keeper() is None


def test_an_invitation_ends_and_is_withdrawn(house: House) -> None:
    way = house.invited()
    access_models.Invitation.objects.of(workspaces.get("kauppa").key).update(ends_at=now() - timedelta(seconds=1))
    assert house.browser().get(way).status_code == 400
    made = house.ask("users.invite", here("kone"), role="viewer")
    assert [one["role"] for one in house.ask("users.list", here("kone"))["invitations"]] == ["viewer"]
    house.ask("users.withdraw", here("kone"), invitation=made["invitation"])
    assert house.browser().get(made["path"]).status_code == 400
    with pytest.raises(OsumaError):
        house.ask("users.withdraw", here("kone"), invitation=made["invitation"])


def test_who_is_signed_in_joins_another_workspace_as_themselves(house: House) -> None:
    browser = house.joined("sami")
    way = house.ask("users.invite", here("kone"), "toinen", role="viewer")["path"]
    browser.get(way)
    assert "Liity työtilaan" in browser.get("/join").content.decode()
    assert browser.post("/join").headers["location"] == "/w/toinen/"
    assert [one.user.name for one in users.list_(workspaces.get("toinen"))] == ["sami"]


def test_no_secret_is_kept_as_it_is_or_told_in_the_log(house: House) -> None:
    secret = house.ask("users.invite", here("kone"), role="viewer")["secret"]
    rows = access_models.Invitation.objects.of(workspaces.get("kauppa").key).values()
    assert secret not in str(list(rows))
    assert secret not in str(audit.list_(workspaces.get("kauppa")))


def test_a_password_signs_in_under_a_new_session(house: House) -> None:
    house.joined("sami")
    browser = house.browser()
    session = browser.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    browser.cookies["osuma"] = planted
    answer = browser.post("/sign-in", {"email": " SAMI@kauppa.FI", "password": GOOD})
    assert answer.headers["location"] == "/"
    assert browser.cookies["osuma"].value != planted
    assert not access_models.SignIn.objects.filter(pk=planted).exists()
    assert browser.get("/").headers["location"] == "/w/kauppa/"


def test_whether_there_is_an_account_is_not_told(house: House) -> None:
    house.joined("sami")
    texts = set()
    for email, password in (("sami@kauppa.fi", "väärä"), ("kukaan@kauppa.fi", "väärä"), ("", "")):
        answer = house.browser().post("/sign-in", {"email": email, "password": password})
        assert answer.status_code == 400
        texts.add(answer.content.decode().split('role="alert"')[1].split("</div>")[0])
    assert texts == {">Sähköposti tai salasana on väärin."}


def test_who_only_tries_is_stopped_for_a_while(house: House) -> None:
    house.joined("sami")
    tried = [
        house.browser().post("/sign-in", {"email": "sami@kauppa.fi", "password": "x"}) for _ in range(OF_ACCOUNT)
    ]
    assert {answer.status_code for answer in tried} == {400}
    stopped = house.browser().post("/sign-in", {"email": "sami@kauppa.fi", "password": GOOD})
    assert stopped.status_code == 429
    assert "15 minuutin kuluttua" in stopped.content.decode()
    assert house.browser().post("/sign-in", {"email": "maija@kauppa.fi", "password": "x"}).status_code == 400
    house.clock.now += WINDOW
    assert house.browser().post("/sign-in", {"email": "sami@kauppa.fi", "password": GOOD}).status_code == 302


def test_one_address_that_tries_many_accounts_and_links_is_stopped(house: House) -> None:
    house.joined("sami")
    attempts = Attempts(house.clock)
    for n in range(OF_ADDRESS):
        attempts.refuse(f"a{n}", "10.0.0.1")
        attempts.failed(f"a{n}", "10.0.0.1")
    with pytest.raises(TooMany):
        attempts.refuse("another", "10.0.0.1")
    attempts.refuse("a1", "10.0.0.2")
    attempts.refuse(None, "10.0.0.2")  # a link or a key from elsewhere is none of this address's doing
    statuses = [house.browser().get(f"/renew?key={n}").status_code for n in range(41)]
    assert statuses.index(429) == OF_ADDRESS


def test_a_reset_link_renews_once_and_signs_out_elsewhere(house: House) -> None:
    before = house.joined("sami")
    owner = member("maija", "owner")
    (sami,) = [one.user for one in users.list_(workspaces.get("kauppa")) if one.user.name == "sami"]
    way = house.ask("users.reset", owner, user=sami.key)["path"]
    browser = house.browser()
    assert browser.get(way).headers["location"] == "/renew"
    assert browser.post("/renew", {"password": "lyhyt"}).status_code == 400
    assert browser.post("/renew", {"password": "neljä kuusta mäellä"}).headers["location"] == "/"
    assert before.get("/w/kauppa/").headers["location"] == "/closed?next=%2Fw%2Fkauppa%2F"
    assert browser.get("/w/kauppa/segments/").status_code == 200
    assert house.browser().get(way).status_code == 400
    assert house.browser().post("/sign-in", {"email": "sami@kauppa.fi", "password": GOOD}).status_code == 400
    assert "users.password" in {one.verb for one in audit.list_(workspaces.get("kauppa"))}


def test_an_owner_resets_nobody_who_is_in_a_workspace_of_others(house: House) -> None:
    owner = member("maija", "owner")
    agency = member("anna", "owner", "toinen")
    assert agency.user is not None
    anna = users.get(agency.user)
    assert anna is not None
    users.grant(workspaces.get("kauppa"), anna, "analyst")
    with pytest.raises(OsumaError) as refused:
        house.ask("users.reset", owner, user=anna.key)
    assert refused.value.code == "not_allowed"
    assert house.ask("users.reset", here("kone"), user=anna.key)["hours"] == 24


def test_the_last_owner_stays(house: House) -> None:
    owner = member("maija", "owner")
    sami = member("sami", "marketer")
    for verb, args in (("users.remove", {}), ("users.role", {"role": "viewer"})):
        with pytest.raises(OsumaError) as refused:
            house.ask(verb, owner, user=owner.user, **args)
        assert refused.value.code == "last_owner"
    house.ask("users.role", owner, user=sami.user, role="owner")
    house.ask("users.remove", owner, user=owner.user)
    assert [one.user.name for one in users.list_(workspaces.get("kauppa"))] == ["sami"]
    told = [(one.verb, one.who) for one in audit.list_(workspaces.get("kauppa"), 2)]
    assert told == [("users.remove", "maija"), ("users.role", "maija")]


def test_who_is_removed_is_out_at_once(house: House) -> None:
    browser = house.joined("sami")
    assert browser.get("/w/kauppa/segments/").status_code == 200
    (sami,) = users.list_(workspaces.get("kauppa"))
    member("maija", "owner")
    house.ask("users.remove", here("kone"), user=sami.user.key)
    assert browser.get("/w/kauppa/segments/").status_code == 404
    assert "Sinulla ei ole oikeutta" in browser.get("/").content.decode()


def test_sessions_are_seen_and_ended(house: House) -> None:
    first, second = house.joined("sami"), house.browser()
    second.post(
        "/sign-in",
        {"email": "sami@kauppa.fi", "password": GOOD},
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36"},
    )
    sami = users.by_email("sami@kauppa.fi")
    assert sami is not None
    (new, _) = found = sign_ins.of(sami)
    assert {one.agent for one in found} == {"Chrome, Linux", ""}
    assert sign_ins.is_(second.cookies["osuma"].value, new)
    assert sign_ins.end(sami, new.name)
    assert second.get("/w/kauppa/segments/").headers["location"].startswith("/closed")
    assert first.get("/w/kauppa/segments/").status_code == 200
    assert sign_ins.end_all(sami) == 1
    assert first.get("/w/kauppa/segments/").headers["location"].startswith("/closed")


def test_who_signs_in_comes_to_the_page_that_was_asked_for_and_never_elsewhere(house: House) -> None:
    house.joined("anna")
    guest = house.browser()
    asked = guest.get("/w/kauppa/segments/?find=uusi").headers["location"]
    assert asked == "/closed?next=%2Fw%2Fkauppa%2Fsegments%2F%3Ffind%3Duusi"
    form = guest.get(asked).content.decode()
    assert '<input type="hidden" name="next" value="/w/kauppa/segments/?find=uusi">' in form
    known = {"email": "anna@kauppa.fi", "password": GOOD}
    back = guest.post("/sign-in", {**known, "password": "väärä", "next": "/w/kauppa/segments/"})
    assert (back.status_code, 'value="/w/kauppa/segments/"' in back.content.decode()) == (400, True)
    assert (
        guest.post("/sign-in", {**known, "next": "/w/kauppa/segments/"}).headers["location"] == "/w/kauppa/segments/"
    )
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""):
        assert guest.post("/sign-in", {**known, "next": elsewhere}).headers["location"] == "/", elsewhere
