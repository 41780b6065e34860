"""The plain page and the reports: in both languages, from this machine only, and nothing else of the disk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from osuma.catalog import installation, journal
from osuma.workflows.owner import hold
from osuma.workflows.upkeep import init

REPORT = "<!doctype html><title>Raportti</title>"


@dataclass(frozen=True)
class Page:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Served:
    folder: Path
    address: str

    def get(self, path: str, **headers: str) -> Page:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=10)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return Page(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read().decode())
        finally:
            connection.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("pages") / "osuma"
    init(folder, "kauppa", "Maijan <kauppa>")
    with hold(folder) as owner:
        shop = owner.session().workspace
        for end in ("2026-10-31", "2026-11-19"):
            journal.finish(shop, journal.start(shop, "import", {}), {"data_end": end})
        journal.fail(shop, journal.start(shop, "refresh", {}), installation.Words("ei", "no"))
        (shop.reports / "marraskuu 2026.html").write_text(REPORT)
        (shop.reports / "notes.txt").write_text("secret")
        (shop.reports / "link.html").symlink_to(folder / "catalog.sqlite")
    installation.close()
    command = [sys.executable, "-m", "osuma.cli", "serve", "--port", "0", "--dir", str(folder), "--lang", "fi"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    assert first.startswith("Osuma on käynnissä: http://127.0.0.1:"), process.communicate()
    yield Served(folder, first.split()[-1])
    process.terminate()
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, ""), out


def test_it_speaks_the_language_of_the_browser(served: Served) -> None:
    finnish = served.get("/", **{"Accept-Language": "fi-FI,fi;q=0.9,en;q=0.5"}).text
    english = served.get("/", **{"Accept-Language": "de,en-GB;q=0.7,fi;q=0.2"}).text
    assert 'lang="fi"' in finnish
    assert "Tiedot 19.11.2026 asti" in finnish
    assert "Data up to 19 Nov 2026" in english
    assert "Osuma is running" in served.get("/").text
    assert "Osuma on käynnissä" in served.get("/?lang=fi", **{"Accept-Language": "en"}).text


def test_it_says_what_runs_and_where(served: Served) -> None:
    page = served.get("/").text
    assert str(served.folder) in page
    assert "Maijan &lt;kauppa&gt;" in page
    assert "Europe/Helsinki, EUR" in page


def test_reports_are_linked_and_served_alone(served: Served) -> None:
    page = served.get("/").text
    assert 'href="/reports/kauppa/marraskuu%202026.html"' in page
    assert "notes.txt" not in page
    assert "link.html" not in page
    report = served.get("/reports/kauppa/marraskuu%202026.html")
    assert (report.status, report.text) == (200, REPORT)
    assert report.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in report.headers["content-security-policy"]
    assert "connect-src" not in report.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/reports/kauppa/notes.txt",
        "/reports/kauppa/link.html",
        "/reports/kauppa/..%2f..%2f..%2fcatalog.sqlite",
        "/reports/kauppa/../../../catalog.sqlite",
        "/reports/kauppa/%2e%2e/warehouse.duckdb",
        "/reports/../kauppa/marraskuu%202026.html",
        "/reports/toinen/marraskuu%202026.html",
        "/reports/kauppa/",
        "/owner.json",
        "/catalog.sqlite",
    ],
)
def test_nothing_else_of_the_disk_is_served(served: Served, path: str) -> None:
    answered = served.get(path)
    assert answered.status == 404
    assert str(served.folder) not in answered.text


def test_every_answer_is_closed_to_others(served: Served) -> None:
    for path in ("/", "/nothing", "/reports/kauppa/marraskuu%202026.html"):
        headers = served.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


@pytest.mark.parametrize("host", ["osuma.example", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_a_name_that_is_not_this_machines_is_refused(served: Served, host: str) -> None:
    assert served.get("/", Host=host).status == 400
    assert served.get("/local/v1/ping?nonce=x", Host=host).status == 400


def test_a_ping_without_a_nonce_tells_nothing(served: Served) -> None:
    for path in ("/local/v1/ping", "/local/v1/ping?nonce=", "/local/v1/ping?nonce=" + "x" * 65):
        assert (served.get(path).status, served.get(path).text) == (400, "")
    assert served.get("/local/v1/settings.get").status == 405
