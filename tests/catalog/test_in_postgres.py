"""A catalog in PostgreSQL: what cannot be is said in a sentence, and nobody takes another's turn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from on_postgres import Databases
from osuma.catalog import (
    drafts,
    in_postgres,
    installation,
    jobs,
    journal,
    ledger,
    mappings,
    pins,
    postgres_address,
    settings_store,
    users,
    workspaces,
)
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Conflict, Misuse, OsumaError, Refused
from osuma.engine.marker import NOTE
from postgres import USER

pytestmark = pytest.mark.sqlite  # each test says itself where its catalog is

PLACE = ("kauppa", "Kauppa", "Europe/Helsinki", "EUR", "fi")
MANY = 8


@pytest.fixture
def address(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database."""
    monkeypatch.setenv(postgres_address.VARIABLE, databases.password)
    yield databases.empty()
    installation.close()
    databases.drop(tmp_path)


def refused(work: Callable[[], Any]) -> str:
    with pytest.raises(OsumaError) as raised:
        work()
    for said in (raised.value.what.fi, raised.value.what.en):
        assert "127.0.0.1" not in said
        assert said.endswith((".", "--catalog", "'osuma[postgres]'", "sslmode=verify-full")) or "CREATE" in said
    return raised.value.code


def made(folder: Path, address: str) -> Path:
    installation.create(folder, *PLACE, catalog=address)
    installation.close()
    return folder


def test_an_installation_is_made_and_opened_again(address: str, tmp_path: Path) -> None:
    folder = made(tmp_path / "osuma", address)
    assert {path.name for path in folder.iterdir()} == {NOTE, "workspaces"}
    note = (folder / NOTE).read_text()
    assert address in note
    assert postgres_address.VARIABLE in note
    installation.open_(folder)
    shop = workspaces.get("kauppa")
    assert shop.folder == folder / "workspaces" / "kauppa"
    assert installation.kind().startswith("PostgreSQL ")
    assert installation.sound()


def test_a_name_that_will_not_do_leaves_the_database_empty(address: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        installation.create(tmp_path / "o", "Ei käy", "Kauppa", "Europe/Nowhere", "euro", "sv", catalog=address)
    assert list((tmp_path / "o").iterdir()) == []
    made(tmp_path / "o", address)


def test_one_database_takes_one_installation(address: str, databases: Databases, tmp_path: Path) -> None:
    made(tmp_path / "osuma", address)
    assert refused(lambda: made(tmp_path / "another", address)) == "catalog_taken"
    assert list((tmp_path / "another").iterdir()) == []
    other = databases.empty()
    with psycopg.connect(other, password=databases.password) as con:
        con.execute("CREATE TABLE invoices (id int)")
    assert refused(lambda: made(tmp_path / "other", other)) == "catalog_not_empty"


def test_the_note_and_the_database_have_to_agree(address: str, databases: Databases, tmp_path: Path) -> None:
    folder = made(tmp_path / "osuma", address)
    second = made(tmp_path / "second", databases.empty())
    (folder / NOTE).write_text(
        (folder / NOTE).read_text().replace(address, (second / NOTE).read_text().split('"')[1])
    )
    assert refused(lambda: installation.open_(folder)) == "catalog_of_another"
    empty = databases.empty()
    (second / NOTE).write_text(f'catalog = "{empty}"\ninstallation = "x"\n')
    assert refused(lambda: installation.open_(second)) == "catalog_damaged"
    (second / NOTE).write_text("catalog = \n")
    assert refused(lambda: installation.open_(second)) == "note_damaged"


def test_why_there_is_no_connection_is_said(
    address: str, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path / "osuma", address)
    at = f"127.0.0.1:{databases.server.port}"
    assert refused(lambda: made(tmp_path / "a", address.rpartition("/")[0] + "/none")) == "no_catalog_database"
    assert refused(lambda: made(tmp_path / "a", address.replace(at, "127.0.0.1:1"))) == "catalog_unreachable"
    assert refused(lambda: made(tmp_path / "a", address.replace(f"{USER}@", "stranger@"))) == "catalog_password_wrong"
    monkeypatch.setenv(postgres_address.VARIABLE, "wrong")
    assert refused(lambda: installation.open_(folder)) == "catalog_password_wrong"
    monkeypatch.delenv(postgres_address.VARIABLE)
    assert refused(lambda: installation.open_(folder)) == "catalog_password_missing"
    passfile = tmp_path / "pgpass"
    passfile.write_text(
        f"127.0.0.1:{databases.server.port}:*:{USER}:{databases.password.replace(':', chr(92) + ':')}\n"
    )
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    installation.open_(folder)
    assert workspaces.get("kauppa").name == "Kauppa"


def test_what_the_server_or_the_machine_lacks_is_said(
    address: str, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path / "osuma", address)
    with monkeypatch.context() as patched:
        patched.setattr(in_postgres, "OLDEST", 99)
        assert refused(lambda: installation.open_(folder)) == "catalog_server_old"
    with monkeypatch.context() as patched:
        patched.setattr(in_postgres.importlib.util, "find_spec", lambda name: None)
        assert refused(lambda: installation.open_(folder)) == "no_driver"
    databases.server.run("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    assert refused(lambda: made(tmp_path / "a", databases.address("latin"))) == "catalog_encoding"
    reader = databases.empty()
    databases.server.run(f"CREATE ROLE reader LOGIN PASSWORD '{databases.password}'")
    assert refused(lambda: made(tmp_path / "a", reader.replace(f"{USER}@", "reader@"))) == "catalog_no_right"
    databases.server.run("DROP DATABASE latin", "DROP ROLE reader")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://u:salaisuus@host/db", "password_in_address"),
        ("postgresql://u@host/db?password=salaisuus", "password_in_address"),
        ("postgresql://u@host/db?sslpassword=salaisuus", "password_in_address"),
        ("postgresql://u@host/db?options=-csearch_path%3Dx", "bad_catalog"),
        ("postgresql://u@host", "bad_catalog"),
        ("postgresql://u@host:port/db", "bad_catalog"),
        ("mysql://u@host/db", "bad_catalog"),
        ("catalog.sqlite", "bad_catalog"),
    ],
)
def test_an_address_that_will_not_do(address: str, code: str) -> None:
    with pytest.raises(Misuse) as raised:
        postgres_address.parse(address)
    assert raised.value.code == code
    assert "salaisuus" not in raised.value.what.fi + raised.value.what.en


def test_an_address_in_the_ways_of_its_client() -> None:
    given = postgres_address.parse("postgres:///osuma?host=/run/postgresql&sslmode=disable").given
    assert given == {"dbname": "osuma", "host": "/run/postgresql", "sslmode": "disable"}
    assert postgres_address.parse("postgresql://?service=osuma").database == "osuma"
    named = postgres_address.parse("postgresql://an%40na@[::1]:5433/my%20db").given
    assert named == {"dbname": "my db", "user": "an@na", "host": "::1", "port": "5433"}


@pytest.fixture
def shop(address: str, tmp_path: Path) -> Workspace:
    installation.open_(made(tmp_path / "osuma", address))
    return workspaces.get("kauppa")


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """The same asked by many at one moment; what each got, or what it was refused with."""
    found: list[Any] = [None] * MANY
    begin = threading.Barrier(MANY)

    def one(number: int) -> None:
        begin.wait()
        try:
            found[number] = work(number)
        except Exception as problem:
            found[number] = problem
        finally:
            installation.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_numbers_are_dense_and_given_once_whoever_asks_at_once(shop: Workspace) -> None:
    assert sorted(at_once(lambda n: journal.start(shop, "import", {}))) == list(range(1, MANY + 1))
    suppressed = [
        ledger.Suppression(channel="email", address_hash=f"{n:064}", reason="x", ts=journal.now(), source="s")
        for n in range(3)
    ]
    assert at_once(lambda n: ledger.add_suppressions(shop, n + 1, suppressed)) == [3] * MANY
    assert [one.seq for one in ledger.suppressions_after(shop, 0)] == list(range(1, 3 * MANY + 1))
    assert sorted(at_once(lambda n: ledger.add_suppressions(shop, 99, suppressed))) == [0] * (MANY - 1) + [3]
    assert sorted(at_once(lambda n: pins.add(shop, "vip", [("s", "1")], "in", "anna"))) == [0] * (MANY - 1) + [1]


def test_what_is_first_put_by_many_is_put_once(shop: Workspace) -> None:
    assert at_once(lambda n: settings_store.put(shop, "threads", n)) == [None] * MANY
    assert settings_store.get(shop, "threads") in range(MANY)
    user = users.create("Anna", "fi")
    assert at_once(lambda n: users.grant(shop, user, "owner")) == [None] * MANY
    assert len({one.key for one in at_once(lambda n: drafts.begin(shop, user, "x", "runners", 1))}) == 1
    draft = drafts.begin(shop, user, "x", "runners", 1)
    at_once(lambda n: drafts.write(shop, user, draft.key, f"text {n}"))
    found = drafts.find(shop, user, draft.key)
    assert found is not None
    assert found.turn == MANY
    taken = at_once(lambda n: workspaces.create("toinen", "Toinen", "Europe/Helsinki", "EUR", "fi"))
    assert sum(isinstance(one, Workspace) for one in taken) == 1
    assert {one.code for one in taken if isinstance(one, Conflict)} == {"workspace_exists"}


def test_the_last_owner_stays_though_both_leave_at_once(shop: Workspace) -> None:
    both = [users.create(name, "fi") for name in ("Anna", "Matti")]
    for user in both:
        users.grant(shop, user, "owner")
    left = at_once(lambda n: users.revoke(shop, both[n]) if n < 2 else None)
    assert sorted(type(one).__name__ for one in left[:2]) == ["Conflict", "NoneType"]
    assert [one.role for one in users.list_(shop)] == ["owner"]


def test_a_job_is_claimed_by_one_of_many(shop: Workspace) -> None:
    key = jobs.enqueue(shop, "report.write", {})
    claimed = at_once(lambda n: jobs.claim(shop, key))
    assert [one.key for one in claimed if one is not None] == [key]


def test_texts_and_json_are_kept_as_they_came(shop: Workspace) -> None:
    long = "é" * 500
    settings_store.put(shop, "label", {"b": 1, "a": ["\x00", 1.0, 2**70], "ä": long})
    kept = settings_store.get(shop, "label")
    assert list(kept.items()) == [("b", 1), ("a", ["\x00", 1.0, 2**70]), ("ä", long)]
    assert workspaces.rename(shop, long, "fi").name == long
    assert workspaces.rename(shop, "a\x00b", "fi").name == "a\ufffdb"
    mappings.remember(shop, "signature", "nimi", {"a\x00": 1})
    (mapping,) = mappings.list_(shop)
    assert mapping.mapping == {"a\x00": 1}
