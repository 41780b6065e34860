"""`--server`: the command line asks an Osuma elsewhere over its API, with the same answers."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from web_visitor import Served, served

from osuma.catalog import api_keys, installation
from osuma.cli import main
from osuma.engine.errors import Misuse
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.remote import Server
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run
from osuma.workflows.installation.upkeep import init

ORDERS = "Tilausnumero;Päivä;Sähköposti;Nimi;Summa\n" + "".join(
    f"{n};{n}.2.2026;a{n}@x.example;Asiakas {n};10,00\n" for n in range(1, 8)
)
SEGMENT = "osuma: 1\nslug: ostajat\npurpose: Kevät\nkpi: orders\nwhere: {event: order}\n"


@dataclass(frozen=True)
class Elsewhere:
    """A server, and keys of two roles."""

    at: Served
    keys: dict[str, str]
    home: Path

    def osuma(self, *words: str, key: str | None = "marketer", **more: str) -> Any:
        """What a command answers as JSON, from a folder without an Osuma."""
        given = {"OSUMA_API_KEY": "" if key is None else self.keys[key], "OSUMA_API_KEY_FILE": "", **more}
        command = [*words, "--server", self.at.address.rstrip("/"), "--json"]
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(self.home)
            for name, value in given.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit):
                main.run(command)
        assert self.keys["marketer"] not in out.getvalue() + err.getvalue()
        return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    home = tmp_path_factory.mktemp("elsewhere")
    folder = home.parent / f"{home.name}-served"
    init(folder, "kauppa", "Maijan kauppa")
    with hold(folder) as owner:
        shop = owner.session().workspace
        run(owner, None, "segments.apply", {"texts": [SEGMENT]}, quiet, here("test"))
        keys = {role: api_keys.make(shop, role, role, False, None, 1)[1] for role in ("marketer", "viewer")}
    installation.close()
    (home / "orders.csv").write_text(ORDERS, encoding="utf-8")
    with served(folder) as at:
        yield Elsewhere(at, keys, home)


def test_files_go_there_and_lists_come_back(elsewhere: Elsewhere) -> None:
    (load,) = elsewhere.osuma("import", "orders.csv")["loads"]
    assert (load["file"], load["taken"]) == ("orders.csv", 7)
    assert elsewhere.osuma("segments", "count", "ostajat")["count"] == 7
    made = elsewhere.osuma("segments", "export", "ostajat", "--to", "list.csv", "--stale-on-purpose", "koe")
    assert made["rows"] == 7
    assert (elsewhere.home / "list.csv").read_text(encoding="utf-8-sig").count("@x.example") >= 7


def test_a_key_is_held_to_its_role_and_is_never_an_argument(elsewhere: Elsewhere) -> None:
    assert elsewhere.osuma("import", "list", key="viewer")["loads"] is not None
    assert elsewhere.osuma("segments", "refresh", key="viewer")["error"]["code"] == "not_allowed"
    assert elsewhere.osuma("segments", "list", key=None)["error"]["code"] == "no_key"
    key_file = elsewhere.home / "key"
    key_file.write_text(elsewhere.keys["viewer"] + "\n")
    listed = elsewhere.osuma("segments", "list", key=None, OSUMA_API_KEY_FILE=str(key_file))
    assert [one["slug"] for one in listed["segments"]] == ["ostajat"]
    assert elsewhere.osuma("doctor")["error"]["code"] == "not_allowed"
    assert elsewhere.osuma("upgrade")["error"]["code"] == "only_there"


@pytest.mark.parametrize(
    "address", ["http://osuma.example.fi", "osuma.example.fi", "ftp://127.0.0.1", "https://", "https://a.fi/path"]
)
def test_a_key_goes_nowhere_unencrypted(address: str) -> None:
    with pytest.raises(Misuse) as refused:
        Server(address, "osuma_key")
    assert refused.value.code == "bad_server"
    Server("https://osuma.example.fi", "osuma_key")
    Server("http://127.0.0.1:8470/", "osuma_key")
