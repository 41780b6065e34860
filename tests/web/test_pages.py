"""Pages and reports: in both languages, from this machine only, and nothing else of the disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_visitor import Served, Visitor, served

import forked
from osuma.catalog import installation, journal
from osuma.workflows.asking.owner import hold
from osuma.workflows.installation.upkeep import init

REPORT = "<!doctype html><title>Raportti</title>"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("pages") / "osuma"
    init(folder, "kauppa", "Maijan <kauppa>")
    with hold(folder) as owner:
        shop = owner.session().workspace
        for name, end in (("marraskuu.csv", "2026-10-31"), ("<img src=x>.csv", "2026-11-19")):
            journal.finish(shop, journal.start(shop, "import", {"file": name}), {"data_end": end, "rows": 1})
        journal.fail(shop, journal.start(shop, "refresh", {}), installation.Words("ei", "no"))
        (shop.reports / "marraskuu 2026.html").write_text(REPORT)
        (shop.reports / "notes.txt").write_text("secret")
        (shop.reports / "link.html").symlink_to(folder / "catalog.sqlite")
    installation.close()
    with served(folder) as at:
        yield at


@pytest.fixture(scope="module")
def owner(site: Served) -> Visitor:
    """The first user, who came in by the link and named the company."""
    visitor = site.visitor()
    visitor.get(site.link.removeprefix(site.address.rstrip("/")))
    assert visitor.post("/first", {"company": "Maijan <kauppa>", "language": "fi"}).to == "/w/kauppa/data/"
    return visitor


def test_it_speaks_the_language_of_the_browser(site: Served) -> None:
    visitor = site.visitor()
    finnish = visitor.get("/closed", **{"Accept-Language": "fi-FI,fi;q=0.9,en;q=0.5"}).text
    assert 'lang="fi"' in finnish
    assert "Osuma on käynnissä" in finnish
    assert "Osuma is running" in visitor.get("/closed", **{"Accept-Language": "de,en-GB;q=0.7,fi;q=0.2"}).text
    assert "Osuma is running" in visitor.get("/closed").text
    assert "Osuma on käynnissä" in visitor.get("/closed?lang=fi", **{"Accept-Language": "en"}).text


def test_who_is_not_signed_in_learns_nothing(site: Served) -> None:
    for path in ("/", "/closed", "/first"):
        answer = site.visitor().get(path)
        assert "kauppa" not in answer.text
        assert str(site.folder) not in answer.text


def test_a_company_without_a_name_is_asked_again(site: Served) -> None:
    with served(site.folder.parent / "new") as new:
        visitor = new.visitor()
        visitor.get(new.link.removeprefix(new.address.rstrip("/")))
        answer = visitor.post("/first", {"company": "  ", "language": "fi"})
        assert answer.status == 400
        assert "Kirjoita yrityksen nimi." in answer.text
        assert visitor.get("/").to == "/first"
        assert visitor.post("/first", {"company": "Ilman nimeä", "language": "fi"}).to == "/w/main/data/"
        assert visitor.get("/first").to == "/"


def test_what_is_imported_is_listed(owner: Visitor) -> None:
    page = owner.get("/w/kauppa/data/").text
    assert "Maijan &lt;kauppa&gt;" in page
    assert "marraskuu.csv" in page
    assert "&lt;img src=x&gt;.csv" in page


def test_reports_are_linked_and_served_alone(owner: Visitor) -> None:
    page = owner.get("/w/kauppa/reports/").text
    assert 'href="/w/kauppa/reports/marraskuu%202026.html"' in page
    assert "notes.txt" not in page
    assert "link.html" not in page
    report = owner.get("/w/kauppa/reports/marraskuu%202026.html")
    assert (report.status, report.text) == (200, REPORT)
    assert report.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in report.headers["content-security-policy"]
    assert "connect-src" not in report.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/w/kauppa/reports/notes.txt",
        "/w/kauppa/reports/link.html",
        "/w/kauppa/reports/..%2f..%2f..%2fcatalog.sqlite",
        "/w/kauppa/reports/../../../catalog.sqlite",
        "/w/kauppa/reports/%2e%2e/warehouse.duckdb",
        "/w/toinen/reports/marraskuu%202026.html",
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/",
        "/owner.json",
        "/secret.key",
        "/catalog.sqlite",
    ],
)
def test_nothing_else_of_the_disk_is_served(site: Served, owner: Visitor, path: str) -> None:
    answered = owner.get(path)
    assert answered.status == 404
    assert str(site.folder) not in answered.text


def test_every_answer_is_closed_to_others(owner: Visitor) -> None:
    for path in ("/closed", "/nothing", "/w/kauppa/data/", "/w/kauppa/reports/marraskuu%202026.html"):
        headers = owner.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


@pytest.mark.parametrize("host", ["osuma.example", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_a_name_that_is_not_this_machines_is_refused(site: Served, host: str) -> None:
    assert site.visitor().get("/", Host=host).status == 400
    assert site.visitor().get("/local/v1/ping?nonce=x", Host=host).status == 400


def test_a_ping_without_a_nonce_tells_nothing(site: Served) -> None:
    for path in ("/local/v1/ping", "/local/v1/ping?nonce=", "/local/v1/ping?nonce=" + "x" * 65):
        assert (site.visitor().get(path).status, site.visitor().get(path).text) == (400, "")
    assert site.visitor().get("/local/v1/settings.get").status == 405


def test_a_new_link_is_had_by_the_user_of_this_machine(site: Served) -> None:
    told = forked.ended(forked.osuma_command("open", "--json", "--dir", str(site.folder)))
    assert told.returncode == 0
    way = json.loads(told.stdout)["link"].removeprefix(site.address.rstrip("/"))
    visitor = site.visitor()
    assert visitor.get(way).to == "/"
    assert site.visitor().get(way).to == "/closed"
    assert site.visitor()._ask("POST", "/local/v1/link", "", {"Authorization": "Bearer wrong"}).status == 401


def test_without_a_server_there_is_no_link(tmp_path: Path) -> None:
    told = forked.ended(forked.osuma_command("open", "--dir", str(tmp_path), "--lang", "en"))
    assert told.returncode == 2
    assert "Osuma is not running. Start it: osuma serve" in told.stderr
