"""What Osuma writes to its users by mail: an invitation, a link for a new password, the week on Monday."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.test import Client

from in_process_web import browser, serving
from osuma.catalog import access_models, users, workspaces
from osuma.catalog import mondays as kept
from osuma.catalog.users import User
from osuma.messaging.smtp import server
from osuma.web.mondays import mondays
from osuma.web.serving import Serving
from osuma.workflows.access.attempts import OF_ACCOUNT
from osuma.workflows.access.mailing import Post, week_due
from osuma.workflows.installation.upkeep import init
from post_office import UNKNOWN, Office, post_office

PUBLIC = "https://osuma.maijan-kauppa.fi"
#: Monday morning in Helsinki, two hours behind in UTC.
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@dataclass
class House:
    at: Serving
    office: Office
    maija: User
    client: Client


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, User]]:
    folder = tmp_path_factory.mktemp("mail") / "osuma"
    init(folder, "kauppa", "Maijan kauppa")
    with serving(folder) as at:
        maija = users.create("Maija", "fi", "maija@kauppa.fi")
        users.grant(workspaces.get("kauppa"), maija, "owner")
        yield at, maija


@pytest.fixture
def house(built: tuple[Serving, User]) -> Iterator[House]:
    at, maija = built
    with post_office() as office:
        at.post = Post(server(f"smtp://localhost:{office.port}", "osuma@maijan-kauppa.fi"), PUBLIC)
        access_models.Attempt.objects.all().delete()
        kept.want(workspaces.get("kauppa"), maija, False)
        kept.give_back(workspaces.get("kauppa"), maija)
        yield House(at, office, maija, browser(at, maija))


def soon(true: Callable[[], object]) -> bool:
    deadline = time.monotonic() + 20
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(true())


def test_an_invitation_goes_to_its_address_and_is_shown_too(house: House) -> None:
    form = house.client.get("/w/kauppa/settings/users/").content.decode()
    assert "Sähköposti, johon kutsu lähtee" in form
    shown = house.client.post("/w/kauppa/settings/users/invite", {"role": "sales", "email": "ville@kauppa.fi"})
    (got,) = house.office.mail
    assert (got["To"], got["Subject"]) == ("ville@kauppa.fi", "Kutsu Osumaan: Maijan kauppa")
    body = got.get_content()
    assert "Maija kutsuu sinut työtilaan ”Maijan kauppa”." in body
    link = next(line.strip() for line in body.splitlines() if line.startswith(PUBLIC))
    assert "Kutsu lähti myös osoitteeseen ville@kauppa.fi" in shown.content.decode()
    assert browser(house.at).get(link.removeprefix(PUBLIC)).headers["location"] == "/join"


def test_an_invitation_that_does_not_go_is_still_a_link(house: House) -> None:
    shown = house.client.post("/w/kauppa/settings/users/invite", {"role": "sales", "email": UNKNOWN}).content.decode()
    assert "Sähköposti ei lähtenyt: palvelin ei ottanut vastaan osoitetta." in shown
    assert "/join?key=" in shown
    house.client.post("/w/kauppa/settings/users/invite", {"role": "sales", "email": ""})
    assert house.office.mail == []


def test_a_forgotten_password_is_renewed_by_mail_and_nobody_learns_who_has_an_account(house: House) -> None:
    guest = browser(house.at)
    assert guest.get("/forgot").status_code == 200
    answers = [guest.post("/forgot", {"email": email}).content for email in ("nobody@kauppa.fi", " Maija@Kauppa.FI ")]
    assert answers[0] == answers[1]
    assert "Jos osoitteella on käyttäjä, linkki on matkalla sinne." in answers[0].decode()
    assert soon(lambda: house.office.mail)
    (got,) = house.office.mail
    assert got["To"] == "maija@kauppa.fi"
    link = next(line.strip() for line in got.get_content().splitlines() if line.startswith(PUBLIC))
    assert guest.get(link.removeprefix(PUBLIC)).headers["location"] == "/renew"


def test_asking_for_links_again_and_again_is_stopped(house: House) -> None:
    guest = browser(house.at)
    answers = [guest.post("/forgot", {"email": "nobody@kauppa.fi"}).status_code for _ in range(OF_ACCOUNT + 1)]
    assert answers == [200] * OF_ACCOUNT + [429]


def test_without_a_public_address_no_link_is_mailed(house: House) -> None:
    house.at.post = Post(house.at.post.server) if house.at.post else None
    assert browser(house.at).get("/forgot").headers["location"] == "/closed"
    house.client.post("/w/kauppa/settings/users/invite", {"role": "sales", "email": "ville@kauppa.fi"})
    assert house.office.mail == []


def test_the_week_goes_once_to_who_wants_it(house: House) -> None:
    shop = workspaces.get("kauppa")
    sami = users.create("Sami", "en", "sami@kauppa.fi")
    users.grant(shop, sami, "viewer")
    assert "Lähetä minulle maanantaisin" in house.client.get("/w/kauppa/settings/").content.decode()
    house.client.post("/w/kauppa/settings/monday", {"monday": "on"})
    assert (kept.wants(shop, house.maija), kept.wants(shop, sami)) == (True, False)
    assert house.at.post is not None
    rounds = mondays(house.at.owner, house.at.post, lambda: MONDAY, every=0.01)
    rounds.start()
    try:
        assert soon(lambda: house.office.mail)
        time.sleep(0.2)
    finally:
        rounds.stop()
    (got,) = house.office.mail
    assert got["To"] == "maija@kauppa.fi"
    text, html = (part.get_content() for part in got.iter_parts())
    assert "Tuo ostot ja asiakkaat, niin viikko näkyy tässä." in text
    assert f"Viestin voi lopettaa omalla tilillä: {PUBLIC}/w/kauppa/settings/" in text
    assert "<h1" in html
    house.client.post("/w/kauppa/settings/monday", {})
    assert not kept.wants(shop, house.maija)


def test_a_week_that_did_not_go_waits_for_another_try(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    shop = workspaces.get("kauppa")
    kept.want(shop, house.maija, True)
    silent = Post(server("smtp://localhost:1", "osuma@maijan-kauppa.fi"), PUBLIC)
    rounds = mondays(house.at.owner, silent, lambda: MONDAY, every=0.01)
    rounds.start()
    time.sleep(0.3)
    rounds.stop()
    assert [user.key for user in kept.waiting(shop, "2026-W48")] == [house.maija.key]
    said = capsys.readouterr().err
    assert said.count("monday.mail") == 1
    assert "maija@" not in said


def test_a_week_that_could_not_be_made_waits_too(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = workspaces.get("kauppa")
    kept.want(shop, house.maija, True)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("osuma.web.mondays.verbs.run", fails)
    assert house.at.post is not None
    rounds = mondays(house.at.owner, house.at.post, lambda: MONDAY, every=0.01)
    rounds.start()
    time.sleep(0.2)
    rounds.stop()
    assert [user.key for user in kept.waiting(shop, "2026-W48")] == [house.maija.key]
    assert capsys.readouterr().err.count("monday.mail") == 1


def test_the_week_can_be_had_at_once(house: House) -> None:
    shown = house.client.post("/w/kauppa/settings/monday", {"now": ""}).content.decode()
    assert "Viesti lähti osoitteeseen maija@kauppa.fi." in shown
    assert [mail["To"] for mail in house.office.mail] == ["maija@kauppa.fi"]


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 11, 23, 4, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 5, 0, tzinfo=UTC), "2026-W48"),
        (datetime(2026, 11, 25, 21, 59, tzinfo=UTC), "2026-W48"),
        (datetime(2026, 11, 25, 22, 0, tzinfo=UTC), None),
        (datetime(2027, 1, 4, 12, 0, tzinfo=UTC), "2027-W01"),
        (datetime(2026, 11, 22, 22, 30, tzinfo=UTC), None),
    ],
)
def test_the_week_is_due_from_monday_seven_local_time_for_three_days(
    house: House, now: datetime, week: str | None
) -> None:
    assert house.maija
    assert week_due(workspaces.get("kauppa"), now) == week
