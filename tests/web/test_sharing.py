"""Reports as links: for whoever holds one, until it ends, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from in_process_web import browser, serving
from osuma.catalog import access_models, users, workspaces
from osuma.catalog.instants import now
from osuma.web.serving import Serving
from osuma.workflows.access.attempts import OF_ADDRESS
from osuma.workflows.installation.upkeep import init

REPORT = b"<!doctype html><title>Raportti</title>"
AT = "/w/kauppa/settings/shares/"


@pytest.fixture
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("sharing") / "osuma"
    init(folder, "kauppa", "Maijan kauppa")
    with serving(folder) as found:
        reports = workspaces.get("kauppa").reports
        (reports / "marraskuu.html").write_bytes(REPORT)
        (reports / "link.html").symlink_to(folder / "secret.key")
        yield found


@pytest.fixture
def maija(at: Serving) -> Client:
    user = users.create("Maija", "fi")
    users.grant(workspaces.get("kauppa"), user, "marketer")
    return browser(at, user)


def made(maija: Client) -> str:
    page = maija.post(f"{AT}make", {"report": "marraskuu.html", "days": "3"}).content.decode()
    found = re.search(r"http://127\.0\.0\.1:0(/shared/[\w-]+)<", page)
    assert found is not None
    return found[1]


def test_whoever_holds_the_link_sees_that_report_alone(at: Serving, maija: Client) -> None:
    way = made(maija)
    answer = browser(at).get(way)
    assert (answer.status_code, answer.getvalue()) == (200, REPORT)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    page = maija.get(AT).content.decode()
    assert "marraskuu.html" in page
    assert way not in page
    assert re.search(r"avattu\s+1\b", page)
    assert browser(at).get("/w/kauppa/reports/marraskuu.html").status_code == 302


def test_a_link_ends_and_is_ended(at: Serving, maija: Client) -> None:
    shop, first, second = workspaces.get("kauppa"), made(maija), made(maija)
    rows = access_models.ShareLink.objects.of(shop.key).order_by("id")
    old, new = rows
    rows.filter(pk=old.pk).update(ends_at=now() - timedelta(seconds=1))
    assert browser(at).get(first).status_code == 404
    maija.post(f"{AT}{new.pk}/withdraw")
    assert browser(at).get(second).status_code == 404
    assert "Toimivia linkkejä ei ole." in maija.get(AT).content.decode()


def test_only_a_report_is_shared_and_for_days(at: Serving, maija: Client) -> None:
    for form in (
        {"report": "link.html", "days": "3"},
        {"report": "../../secret.key", "days": "3"},
        {"report": "marraskuu.html", "days": "0"},
        {"report": "marraskuu.html", "days": "1000"},
    ):
        answer = maija.post(f"{AT}make", form)
        assert (answer.status_code, "is-invalid" in answer.content.decode()) == (400, True)


def test_who_tries_links_is_stopped(at: Serving) -> None:
    statuses = [browser(at).get(f"/shared/{n}").status_code for n in range(OF_ADDRESS + 1)]
    assert statuses == [404] * OF_ADDRESS + [429]
