"""Every page over data whose every field, header and file name tries to be more than text, and what else is tried."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import URLPattern, resolvers

from in_process_web import browser, serving
from osuma.catalog import api_keys, audit, invitations, users, workspaces
from osuma.web import settings as web_settings
from osuma.web.address import Reach
from osuma.web.guard import PAGE_POLICY
from osuma.web.pages.place import Page
from osuma.web.serving import Serving
from osuma.web.urls import urlpatterns
from osuma.workflows.asking import verbs
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.installation.upkeep import init

#: Breaks out of an attribute of either kind, of an element, a script, a template; then a mark that nothing else has.
EVIL = "'\"></script><osuma-xss onerror=alert(1)>{{ 7|add:7 }}${7*7}"
MARK = "<osuma-xss"
TOLD = "&lt;osuma-xss"
SEGMENT = "osuma: 1\nslug: evil\nname: {fi: %s, en: %s}\npurpose: %s\nkpi: orders\nowner: %s\nwhere: {event: order}\n"
LOOKED = [one for one in urlpatterns if isinstance(one.callback, Page) and "GET" in one.callback.methods]


@dataclass(frozen=True)
class Shop:
    at: Serving
    client: Client
    customer: int

    def get(self, way: str) -> Any:
        return self.client.get(way)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sheet(header: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([header, *rows])
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("hostile") / "osuma"
    init(folder, "kauppa", EVIL)
    with serving(folder) as at:

        def ask(verb: str, **args: Any) -> dict[str, Any]:
            return verbs.run(at.owner, "kauppa", verb, args, quiet, here(EVIL))

        owner = users.create(EVIL, "fi", f"{EVIL}@x.fi")
        kauppa = workspaces.get("kauppa")
        users.grant(kauppa, owner, "owner", special=True)
        workspaces.create("toinen", EVIL, "Europe/Helsinki", "EUR", "fi")
        users.grant(workspaces.get("toinen"), owner, "owner")
        client = browser(at, owner)
        good = [[f"{EVIL}{n}", f"{n}.2.2026", f"a{n}@x.example", EVIL, "10,00", EVIL] for n in range(1, 5)]
        bad = [[f"x{n}", EVIL, f"b{n}@x.example", EVIL, EVIL, EVIL] for n in range(1, 3)]
        header = ["Tilausnumero", "Päivä", "Sähköposti", "Nimi", "Summa", "Kaupunki"]
        orders = folder.parent / "tilaukset <osuma-xss onerror='x'>.csv"
        orders.write_bytes(sheet(header, [*good, *bad]))
        sales = folder.parent / "<osuma-xss>.csv"
        rows = [["1", "5.1.2026", "101", "40,00", "Valmis"], [EVIL, EVIL, EVIL, EVIL, EVIL]]
        sales.write_bytes(sheet(["Tilausnumero", "Tilauspvm", "Asiakasnumero", "Summa", "Tila"], rows))
        ask("import.run", files=[str(orders), str(sales)])
        unknown = SimpleUploadedFile("<osuma-xss onerror=1>.csv", sheet([EVIL, f"b{EVIL}"], [[EVIL, EVIL]]))
        client.post("/w/kauppa/data/files", {"files": unknown})
        evil = quoted(EVIL)
        ask("segments.apply", texts=[SEGMENT % (evil, evil, evil, evil)], note=EVIL)
        ask("segments.refresh")
        ask("settings.set", key="set_apart", value={"tags": {EVIL: "test"}})
        audit.record(kauppa, EVIL, EVIL[:60], {"reason": EVIL})
        api_keys.make(kauppa, EVIL, "viewer", False, owner.key, 5)
        invitations.make(kauppa, "viewer", False, EVIL, EVIL, 5)
        ask("report.write")
        found = ask("customers.find", text="a1@x.example")["customers"]
        yield Shop(at, client, found[0]["key"])


def ways(pattern: URLPattern, customer: int) -> list[str]:
    """The address with parameters that there are, and with hostile ones where it takes text."""

    def given(text: str) -> Any:
        def fill(found: Any) -> str:
            if found["parameter"] == "workspace":
                return "kauppa"
            return {"int": str(customer), "slug": "evil"}.get(found["converter"] or "str", text)

        return fill

    route = str(pattern.pattern)
    texts = ("osuman-raportti.html", "evil", "%3Cosuma-xss%20onerror=1%3E")
    return ["/" + resolvers._PATH_PARAMETER_COMPONENT_RE.sub(given(text), route) for text in texts]


@pytest.mark.parametrize("pattern", LOOKED, ids=lambda one: str(one.pattern))
def test_no_page_lets_data_be_more_than_text(pattern: URLPattern, shop: Shop) -> None:
    for way in dict.fromkeys(ways(pattern, shop.customer)):
        for query in ("", "?who=%3Cosuma-xss%3E&q=%22%3E%3Cosuma-xss%3E&text=%3Cosuma-xss%3E&since=%3Cosuma-xss%3E"):
            answer = shop.get(way + query)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer.close()
            kind = answer.headers.get("Content-Type", "")
            assert answer.status_code < 500, way
            if kind.startswith("text/html"):
                assert MARK not in body.decode(), way
                assert "14}${" not in body.decode().replace(" ", ""), way
            else:
                assert answer.headers["X-Content-Type-Options"] == "nosniff", (way, kind)


@pytest.mark.parametrize(
    "way",
    ["data/", "segments/", "segments/evil/", "customers/{customer}/", "settings/", "settings/users/",
     "settings/company/", "settings/keys/", "settings/log/", "data/fields/"],
)  # fmt: skip
def test_the_data_is_shown_and_as_text(way: str, shop: Shop) -> None:
    page = shop.get(f"/w/kauppa/{way.format(customer=shop.customer)}").content.decode()
    assert page.count(TOLD) >= 1


def test_no_page_has_a_script_or_style_of_its_own(shop: Shop) -> None:
    for pattern in LOOKED:
        for way in ways(pattern, shop.customer)[1:2]:
            answer = shop.get(way)
            answer.close()
            if answer.status_code == 200 and not answer.streaming and "text/html" in answer.headers["Content-Type"]:
                page = answer.content.decode().replace("osuma-xss onerror", "")
                assert answer.headers["Content-Security-Policy"] == PAGE_POLICY
                assert not re.search(r"<script(?![^>]*\bsrc=)", page), way
                assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page), way


def test_what_is_searched_for_is_shown_as_text(shop: Shop) -> None:
    page = shop.client.post("/w/kauppa/customers/", {"text": EVIL}).content.decode()
    assert MARK not in page
    assert TOLD in page


def test_forms_that_come_back_show_what_was_given_as_text(shop: Shop) -> None:
    posted = (
        ("settings/own", {"name": EVIL, "email": EVIL}),
        ("settings/keys/make", {"name": EVIL, "role": EVIL, "days": EVIL}),
        ("settings/company/change", {"name": EVIL, "language": EVIL, "colour": EVIL}),
        ("settings/company/create", {"new_name": EVIL, "slug": EVIL}),
        ("settings/users/invite", {"role": EVIL, "email": EVIL}),
    )
    for way, form in posted:
        answer = shop.client.post(f"/w/kauppa/{way}", form)
        assert MARK not in answer.content.decode(), way
        assert answer.status_code == 400, way
    for way in ("/sign-in", "/join", "/renew"):
        guest = browser(shop.at)
        answer = guest.post(way, {"email": EVIL, "name": EVIL, "password": EVIL, "language": EVIL, "key": EVIL})
        assert MARK not in answer.content.decode(), way


def test_a_file_has_no_other_name_than_a_name(shop: Shop) -> None:
    loads = verbs.run(shop.at.owner, "kauppa", "import.list", {}, quiet, here("test"))["loads"]
    (key,) = [one["import_id"] for one in loads if one["refused"]]
    answer = shop.get(f"/w/kauppa/data/{key}/refused")
    answer.close()
    assert answer.status_code == 200
    named = answer.headers["Content-Disposition"]
    assert "\n" not in named
    assert named.startswith("attachment; filename")


def test_too_many_files_and_too_long_forms_are_refused(shop: Shop) -> None:
    # what the stubs do not know: any key of the request's environment may be given
    guest = Client(SERVER_NAME="localhost", REMOTE_ADDR="127.0.0.1", **{"osuma.serving": shop.at})  # type: ignore[arg-type]
    guest.cookies = shop.client.cookies
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000, DATA_UPLOAD_MAX_NUMBER_FILES=3):
        long = shop.client.post("/w/kauppa/customers/", {"text": "x" * 2000})
        many = {"files": [SimpleUploadedFile(f"{n}.csv", b"a;b\n1;2\n") for n in range(4)]}
        crowd = shop.client.post("/w/kauppa/data/files", many)
    assert (long.status_code, crowd.status_code) == (400, 400)


def test_a_server_on_the_net_passes_the_checks_of_deployment(shop: Shop) -> None:
    public = web_settings.settings_of(Reach(public="https://osuma.example.fi"))
    with override_settings(DEBUG=False, **public):
        from django.core.checks.registry import registry

        found = {one.id for one in run_checks(include_deployment_checks=True, tags=None) if not one.is_silenced()}
        assert registry.deployment_checks
    assert not found
