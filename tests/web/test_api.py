"""The API for programs: every verb, with a key or a session, and what each is refused."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from in_process_web import browser, serving
from osuma.catalog import access_models, api_keys, audit, users, workspaces
from osuma.catalog.instants import now
from osuma.catalog.users import RoleName, User
from osuma.web.serving import Serving
from osuma.workflows.access.attempts import OF_ADDRESS
from osuma.workflows.asking import offered, verbs
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import BY_PERSON, NEEDS, ROLES, SPECIAL, Right, here
from osuma.workflows.installation.upkeep import init

ORDERS = "Tilausnumero;Päivä;Sähköposti;Nimi;Summa\n" + "".join(
    f"{n};{n}.2.2026;a{n}@x.example;Asiakas {n};10,00\n" for n in range(1, 8)
)
SEGMENT = "osuma: 1\nslug: ostajat\npurpose: Kevät\nkpi: orders\nwhere: {event: order}\n"


@dataclass
class House:
    at: Serving
    owner: User
    keys: dict[str, str] = field(default_factory=dict)

    def key(self, role: RoleName, reads_only: bool = False) -> str:
        shop = workspaces.get("kauppa")
        return api_keys.make(shop, f"{role} key", role, reads_only, self.owner.key, 30)[1]

    def ask(self, name: str, key: str | None, slug: str = "kauppa", query: str = "", **args: Any) -> Any:
        given = {} if key is None else {"authorization": f"Bearer {key}"}
        return self.sent(name, args, given, slug, query)

    def sent(
        self, name: str, args: Any, headers: dict[str, str], slug: str = "kauppa", query: str = "", by: Any = None
    ) -> Any:
        client: Client = by or browser(self.at)
        way = f"/api/v1/{slug}/{name}{query}"
        return client.post(way, json.dumps(args), content_type="application/json", headers=headers)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("api") / "osuma"
    init(folder, "kauppa", "Maijan kauppa")
    file = folder.parent / "tilaukset.csv"
    file.write_text(ORDERS, encoding="utf-8")
    with serving(folder) as at:
        workspaces.create("toinen", "Toisen kauppa", "Europe/Helsinki", "EUR", "fi")
        owner = users.create("Maija", "fi")
        users.grant(workspaces.get("kauppa"), owner, "owner")
        for verb, args in (("import.run", {"files": [str(file)]}), ("segments.apply", {"texts": [SEGMENT]})):
            verbs.run(at.owner, "kauppa", verb, args, quiet, here("test"))
        made = House(at, owner)
        made.keys = {role: made.key(role) for role in ROLES}
        yield made


@pytest.fixture(autouse=True)
def no_failures_before(house: House) -> None:
    access_models.Attempt.objects.all().delete()


def test_the_description_is_valid_and_names_every_verb(house: House) -> None:
    document = json.loads(browser(house.at).get("/api/v1/openapi.json").content)
    assert document["openapi"] == "3.1.0"
    asked = {path.removeprefix("/api/v1/{workspace}/") for path, one in document["paths"].items() if "post" in one}
    assert asked == set(NEEDS) - offered.NOT_OFFERED
    operations = [one["post"] for one in document["paths"].values() if "post" in one]
    assert len({one["operationId"] for one in operations}) == len(operations)
    for one in operations:
        for content in one["requestBody"]["content"].values():
            jsonschema.Draft202012Validator.check_schema(content["schema"])
        assert one["summary"], one["operationId"]
    count = document["paths"]["/api/v1/{workspace}/segments.count"]["post"]
    schema = count["requestBody"]["content"]["application/json"]["schema"]
    jsonschema.validate({"slug": "ostajat", "as_of": "2026-11-01"}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"slug": 1}, schema)
    run = document["paths"]["/api/v1/{workspace}/import.run"]["post"]["requestBody"]["content"]
    assert list(run) == ["multipart/form-data"]
    assert "files" not in run["multipart/form-data"]["schema"]["properties"]["args"]["properties"]


def test_a_count_is_the_same_as_anywhere_else(house: House) -> None:
    local = verbs.run(house.at.owner, "kauppa", "segments.count", {"slug": "ostajat"}, quiet, here("test"))
    answer = house.ask("segments.count", house.keys["viewer"], slug="kauppa", query="")
    assert answer.status_code == 400
    answer = house.sent("segments.count", {"slug": "ostajat"}, {"authorization": f"Bearer {house.keys['viewer']}"})
    assert answer.status_code == 200
    assert answer.json() == {**local, "next": None}
    assert local["count"] == 7
    own = house.sent("segments.count", {"slug": "ostajat"}, {"authorization": f"Bearer {house.keys['viewer']}"}, "-")
    assert own.json() == answer.json()


@pytest.mark.parametrize("role", ROLES)
def test_every_verb_is_held_to_the_role_of_the_key(house: House, role: RoleName) -> None:
    for name in offered.names():
        answer = house.ask(name, house.keys[role], not_an_argument=1)
        allowed = ROLES[role] >= NEEDS[name] and name not in BY_PERSON
        code = "not_allowed" if not allowed else "no_basis_right" if name in SPECIAL else "wrong_arguments"
        assert (answer.json()["code"], answer.status_code) == (code, 400 if code == "wrong_arguments" else 403), name


def test_who_brings_nothing_or_something_old_learns_nothing(house: House) -> None:
    ended, revoked = house.key("owner"), house.key("owner")
    shop = workspaces.get("kauppa")
    found = api_keys.find(ended), api_keys.find(revoked)
    assert found[0] is not None
    assert found[1] is not None
    access_models.ApiKey.objects.of(shop.key).filter(pk=found[0].key).update(ends_at=now() - timedelta(seconds=1))
    api_keys.revoke(shop, found[1].key)
    answers = [house.ask("segments.list", key) for key in (None, "", "osuma_x", ended, revoked)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"
    assert "no_verb" not in house.ask("no.such", None).content.decode()


def test_keys_that_are_tried_are_stopped(house: House) -> None:
    statuses = [house.ask("segments.list", f"osuma_{n}").status_code for n in range(OF_ADDRESS + 1)]
    assert statuses == [401] * OF_ADDRESS + [429]


def test_a_key_is_of_its_own_workspace(house: House) -> None:
    # S70.1: through the API
    key = house.keys["owner"]
    there, nowhere = house.ask("segments.list", key, "toinen"), house.ask("segments.list", key, "mikalie")
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
    assert there.status_code == 404
    listed = house.ask("workspaces.list", key).json()
    assert [one["slug"] for one in listed["workspaces"]] == ["kauppa"]
    assert "folder" not in listed


def test_a_key_does_no_more_than_its_maker_may_now(house: House) -> None:
    shop = workspaces.get("kauppa")
    maker = users.create("Sami", "fi")
    users.grant(shop, maker, "marketer")
    _, key = api_keys.make(shop, "k", "marketer", False, maker.key, 30)
    assert house.ask("segments.tidy", key).status_code == 200
    users.grant(shop, maker, "viewer")
    assert house.ask("segments.tidy", key).status_code == 403
    assert house.ask("segments.list", key).status_code == 200
    users.revoke(shop, maker)
    assert house.ask("segments.list", key).status_code == 401


def test_a_key_that_reads_changes_nothing(house: House) -> None:
    key = house.key("marketer", reads_only=True)
    assert house.ask("segments.list", key).status_code == 200
    for name in offered.names():
        if verbs.find(name).writes or name == "report.write":
            assert house.ask(name, key).status_code == 403, name


def test_a_session_asks_too_but_not_from_elsewhere(house: House) -> None:
    client = browser(house.at, house.owner)
    client.handler.enforce_csrf_checks = True
    bare = house.sent("segments.tidy", {}, {}, by=client)
    assert (bare.status_code, bare.json()["code"]) == (403, "stale_form")
    client.get("/w/kauppa/settings/")
    token = client.cookies["osuma_form"].value
    assert house.sent("segments.tidy", {}, {"x-csrftoken": token}, by=client).status_code == 200
    assert house.sent("users.list", {}, {"x-csrftoken": token}, by=client).status_code == 200
    assert house.sent("users.list", {}, {"x-csrftoken": token}, "toinen", by=client).status_code == 404


def test_mistakes_are_all_told_as_a_problem(house: House) -> None:
    text = "osuma: 1\nslug: x\nwhere: {all: [{property: nope, op: eq, value: 1}, {property: city, op: what}]}\n"
    answer = house.ask("segments.apply", house.keys["analyst"], texts=[text])
    said = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert {"type", "title", "status", "code", "fi", "en"} <= set(said)
    assert len(said["mistakes"]) >= 2
    assert all(one["fi"] and one["en"] and one["where"] for one in said["mistakes"])
    for body in ("{", "[]", '"x"', "null"):
        answer = browser(house.at).post(
            "/api/v1/kauppa/segments.list", body, content_type="application/json",
            headers={"authorization": f"Bearer {house.keys['viewer']}"},
        )  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert browser(house.at).get("/api/v1/kauppa/segments.list").status_code == 405


def test_arguments_of_another_kind_are_all_told_and_are_no_fault(house: House) -> None:
    answer = house.ask("segments.count", house.keys["analyst"], text={"a": 1}, as_of=20261101)
    assert answer.status_code == 422
    assert [(one["where"], one["code"]) for one in answer.json()["mistakes"]] == [
        ("text", "wrong_kind"), ("as_of", "wrong_kind"),
    ]  # fmt: skip
    answer = house.ask("segments.apply", house.keys["analyst"], texts=["x", 1], note=None)
    assert [one["where"] for one in answer.json()["mistakes"]] == ["texts"]


def test_every_argument_of_a_plain_kind_is_held_to_it() -> None:
    held = 0
    for name in offered.names():
        for argument, schema in offered.arguments(name)["properties"].items():
            kinds = {one.get("type") for one in schema.get("anyOf", [schema])}
            if argument != "format" and "object" not in kinds and (kinds - {None} or "enum" in schema):
                assert [one.where for one in offered.misfits(name, {argument: {"a": [1]}})] == [argument]
                held += 1
            if "default" in schema:
                assert offered.misfits(name, {argument: schema["default"]}) == []
    assert held > 200


def test_a_list_comes_in_pages(house: House) -> None:
    key, given, cursor = house.keys["sales"], [], ""
    args = {"slug": "ostajat"}
    headers = {"authorization": f"Bearer {key}"}
    while cursor is not None:
        answer = house.sent("segments.members", args, headers, query=f"?limit=3&cursor={cursor}").json()
        assert len(answer["members"]) <= 3
        given += answer["members"]
        cursor = answer["next"]
    assert given == house.sent("segments.members", args, headers).json()["members"]
    assert len(set(given)) == 7
    for query in ("?limit=0", "?limit=x", "?cursor=members.-1", "?cursor=x.1", "?limit=100000"):
        assert house.sent("segments.members", args, headers, query=query).status_code == 400


def test_the_same_call_twice_is_done_once(house: House) -> None:
    key = house.keys["owner"]
    headers = {"authorization": f"Bearer {key}", "idempotency-key": "a-1"}
    args = {"key": "segment_limit", "value": 12}
    before = len(audit.list_(workspaces.get("kauppa"), 1000))
    first, second = (house.sent("settings.set", args, headers) for _ in range(2))
    assert first.json() == second.json()
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (False, "true")
    assert len(audit.list_(workspaces.get("kauppa"), 1000)) == before + 1
    other = house.sent("settings.set", {**args, "value": 13}, headers)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    refused = {"authorization": f"Bearer {key}", "idempotency-key": "a-2"}
    assert house.sent("settings.set", {"key": "segment_limit", "value": "x"}, refused).status_code == 422
    assert house.sent("settings.set", args, refused).status_code == 200


def test_no_file_of_the_server_is_named(house: House) -> None:
    secret = house.at.owner.installation.folder / "secret.key"
    for name, args in (
        ("import.run", {"files": [str(secret)]}),
        ("import.run", {"map_": str(secret)}),
        ("rates.import", {"file": str(secret)}),
        ("segments.export", {"slug": "ostajat", "to": "/tmp/x.csv"}),
        ("report.write", {"to": "/tmp/x.html"}),
    ):
        answer = house.sent(name, args, {"authorization": f"Bearer {house.keys['marketer']}"})
        assert (answer.status_code, answer.json()["code"]) == (400, "files_come_along"), name
    for name in ("../../secret.key", "..%2f..%2fsecret.key", "%2e%2e/x", "secret.key"):
        got = browser(house.at).get(
            f"/api/v1/kauppa/exports/{name}", headers={"authorization": f"Bearer {house.keys['owner']}"}
        )
        assert got.status_code == 404
    crossed = {"slug": "../../x", "format": "csv"}
    answer = house.sent("segments.export", crossed, {"authorization": f"Bearer {house.keys['marketer']}"})
    assert answer.status_code == 404


def test_no_argument_is_a_place_on_the_server() -> None:
    places = {"to", "file", "files", "folder", "path", "map_", "allow_special"}
    others = {  # a workspace by its slug, a day, a name
        ("segments.copy", "to"), ("segments.changes", "to"), ("segments.folder", "folder"),
    }  # fmt: skip
    for name in offered.names():
        hidden = offered.FILES_IN.get(name, frozenset()) | {offered.FILE_OUT.get(name, "")}
        found = verbs.find(name)
        left = (found.required | found.optional) & places - hidden
        assert {(name, one) for one in left} <= others


def test_files_come_along_and_a_list_is_fetched(house: House) -> None:
    key = {"authorization": f"Bearer {house.keys['marketer']}"}
    upload = SimpleUploadedFile("../../tilaukset maaliskuu.csv", ORDERS.replace(".2.2026", ".3.2026").encode())
    client = browser(house.at)
    answer = client.post("/api/v1/kauppa/import.run", {"args": "{}", "files": upload}, headers=key)
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["loads"][0]["file"] == "tilaukset maaliskuu.csv"
    assert str(house.at.owner.installation.folder) not in answer.content.decode()
    assert list(workspaces.get("kauppa").uploads.iterdir()) == []
    made = house.sent("segments.export", {"slug": "ostajat", "stale_on_purpose": "koe"}, key)
    assert made.status_code == 200, made.content.decode()
    got = client.get(made.json()["file"], headers=key)
    assert b"a1@x.example" in b"".join(got.streaming_content)
    assert (
        client.get(made.json()["file"], headers={"authorization": f"Bearer {house.keys['sales']}"}).status_code == 403
    )
    strange = client.post("/api/v1/kauppa/segments.list", {"x": SimpleUploadedFile("a", b"b")}, headers=key)
    assert strange.json()["code"] == "unknown_file"


def test_long_work_is_followed(house: House) -> None:
    headers = {"authorization": f"Bearer {house.keys['analyst']}", "prefer": "respond-async"}
    begun = house.sent("segments.refresh", {}, headers)
    assert begun.status_code == 202
    client = browser(house.at)
    for _ in range(300):
        state = client.get(begun.headers["Location"], headers=headers).json()
        if state["state"] in ("done", "failed"):
            break
        time.sleep(0.1)
    assert state["state"] == "done", state
    viewer = client.get(begun.headers["Location"], headers={"authorization": f"Bearer {house.keys['viewer']}"})
    assert viewer.status_code == 403
    assert client.get("/api/v1/kauppa/jobs/99999", headers=headers).status_code == 404


def test_what_a_key_did_is_in_the_change_log_under_its_name(house: House) -> None:
    house.ask("segments.tidy", house.keys["analyst"])
    assert audit.list_(workspaces.get("kauppa"), 1)[0].who == "analyst key (API)"


def test_nothing_by_a_key_reaches_the_machine(house: House) -> None:
    for name, right in NEEDS.items():
        if right is Right.EVERYWHERE and name not in offered.NOT_OFFERED:
            assert house.ask(name, house.keys["owner"]).status_code == 403
    assert Path(house.at.owner.installation.folder).is_dir()
