"""One owner at a time: commands forward to it, wait for it, or take its place when it is gone."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from asked import SECRET, answer, asking, serving
from osuma.catalog import installation
from osuma.engine.errors import Conflict, Misuse, OsumaError, Refused
from osuma.workflows.asking import forward, owner
from osuma.workflows.asking.verbs import call
from osuma.workflows.installation.upkeep import init


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    init(tmp_path / "osuma", "kauppa")
    yield tmp_path / "osuma"
    installation.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int, str]]:
    made = tmp_path_factory.mktemp("served") / "osuma"
    init(made, "kauppa")
    with serving(made) as (process, address):
        yield made, process.pid, address
    installation.close()


def ask(folder: Path, name: str, **args: Any) -> dict[str, Any]:
    return call(folder, None, name, args, who="anna")


def post(address: str, path: str, token: str, body: str = "{}", **headers: str) -> tuple[int, dict[str, Any]]:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.request("POST", path, body, {"Authorization": f"Bearer {token}", **headers})
        response = connection.getresponse()
        text = response.read()
        return response.status, json.loads(text.splitlines()[-1]) if text.startswith(b"{") else {}
    finally:
        connection.close()


def test_without_an_owner_a_verb_runs_here(folder: Path) -> None:
    steps: list[tuple[str, int | None, int | None]] = []
    result = call(folder, None, "test.echo", {"value": [1, None]}, lambda *step: steps.append(step), who="anna")  # type: ignore[arg-type]
    assert (result["value"], result["optional"], result["pid"], result["who"]) == ([1, None], 1, os.getpid(), "anna")
    assert isinstance(result["at"], str)
    assert steps == [("reading", 1, 2), ("reading", 2, 2)]
    assert not (folder / "owner.json").exists()


def test_with_an_owner_it_runs_there_with_its_progress(served: tuple[Path, int, str]) -> None:
    folder, pid, _ = served
    steps: list[tuple[str, int | None, int | None]] = []
    result = call(folder, "kauppa", "test.echo", {"value": "ä"}, lambda *step: steps.append(step), who="anna")  # type: ignore[arg-type]
    assert (result["value"], result["pid"], result["who"]) == ("ä", pid, "anna")
    assert steps == [("reading", 1, 2), ("reading", 2, 2)]


def test_the_owner_answers_for_the_warehouse_that_it_holds(served: tuple[Path, int, str]) -> None:
    folder, pid, _ = served
    assert ask(folder, "test.read") == {"loads": 0, "pid": pid}


def test_errors_travel_whole(served: tuple[Path, int, str], folder: Path) -> None:
    told = []
    for place in (served[0], folder):
        with pytest.raises(Refused) as refused:
            ask(place, "test.refuse")
        told.append(refused.value)
    there, here = told
    assert there.mistakes == here.mistakes
    assert (there.what, there.code, there.exit_code) == (here.what, here.code, here.exit_code)
    assert len(there.mistakes) == 2
    with pytest.raises(Misuse) as misused:
        ask(served[0], "test.echo", wrong=1)
    assert (misused.value.code, misused.value.exit_code) == ("wrong_arguments", 2)
    assert "-value, +wrong" in misused.value.what.fi
    with pytest.raises(Misuse, match="no workspace “toinen”"):
        call(served[0], "toinen", "test.read", {})
    with pytest.raises(Misuse, match=r"no\.such"):
        ask(served[0], "no.such")


def test_a_fault_in_the_program_tells_nobody_what_the_data_was(folder: Path) -> None:
    with serving(folder) as (process, _):
        with pytest.raises(OsumaError) as told:
            ask(folder, "test.fault")
        assert told.value.code == "fault"
        assert SECRET not in str(told.value)
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert "ValueError" in err
    assert "asked.py" in err
    assert SECRET not in out + err


def test_owner_json_is_for_its_user_and_goes_with_the_owner(folder: Path) -> None:
    with serving(folder) as (process, address):
        file = folder / "owner.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        said = json.loads(file.read_text())
        assert said["pid"] == process.pid
        assert f"http://{said['host']}:{said['port']}/" == address
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert not file.exists()
    assert ask(folder, "test.read")["pid"] == os.getpid()


def test_a_wrong_token_is_refused(served: tuple[Path, int, str]) -> None:
    folder, _, address = served
    told = owner.read(folder)
    assert told is not None
    for token in ("", "x", told.token[:-1], told.token + "x", "ä"):
        sent = token.encode().decode("latin-1")
        status, body = post(address, "/local/v1/test.echo", sent, '{"args": {"value": 1}}')
        assert (status, body["error"]["code"]) == (401, "wrong_token")
    status, body = post(address, "/local/v1/test.echo", told.token, '{"args": {"value": 1}}')
    assert (status, body["result"]["value"]) == (200, 1)


def test_a_strange_host_or_a_broken_body_is_refused(served: tuple[Path, int, str]) -> None:
    folder, _, address = served
    told = owner.read(folder)
    assert told is not None
    assert post(address, "/local/v1/test.echo", told.token, Host="osuma.evil.example")[0] == 400
    for body in ("", "[]", "nonsense", '{"workspace": "kauppa"}', '{"args": 3}'):
        status, answered = post(address, "/local/v1/test.echo", told.token, body)
        assert (status, answered["error"]["code"]) == (400, "bad_request")


def test_a_dead_owners_file_is_removed(folder: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    for pid in (2**22 + 1, os.getpid()):
        stale = {"pid": pid, "host": "127.0.0.1", "port": port, "token": "t"}
        (folder / "owner.json").write_text(json.dumps(stale))
        assert ask(folder, "test.read")["pid"] == os.getpid()
        assert not (folder / "owner.json").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": 1, "host": "x", "port": "y", "token": ""}'])
def test_a_file_that_makes_no_sense_is_removed(folder: Path, text: str) -> None:
    (folder / "owner.json").write_text(text)
    assert ask(folder, "test.read")["pid"] == os.getpid()
    assert not (folder / "owner.json").exists()


def test_a_stranger_on_a_dead_owners_port_is_never_shown_the_token(folder: Path) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as stranger:

        def answer_anything() -> None:
            connection, _ = stranger.accept()
            with connection:
                heard.append(connection.recv(65536))
                body = json.dumps({"pid": 1, "proof": "00"}).encode()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

        thread = threading.Thread(target=answer_anything)
        thread.start()
        stale = {"pid": 1, "host": "127.0.0.1", "port": stranger.getsockname()[1], "token": "very-secret"}
        (folder / "owner.json").write_text(json.dumps(stale))
        assert ask(folder, "test.read")["pid"] == os.getpid()
        thread.join()
    assert b"GET /local/v1/ping?nonce=" in heard[0]
    assert b"very-secret" not in heard[0]


def test_an_address_elsewhere_is_never_called(folder: Path) -> None:
    elsewhere = {"pid": 1, "host": "192.0.2.1", "port": 80, "token": "t"}
    (folder / "owner.json").write_text(json.dumps(elsewhere))
    began = time.monotonic()
    assert forward.live(folder) is None
    assert time.monotonic() - began < forward.PING_SECONDS


def test_after_a_kill_the_next_command_works(folder: Path) -> None:
    with serving(folder) as (process, _):
        process.kill()
        process.wait(timeout=30)
        assert (folder / "owner.json").exists()
        assert ask(folder, "test.read") == {"loads": 0, "pid": os.getpid()}
        assert not (folder / "owner.json").exists()


def test_a_kill_in_the_middle_of_a_verb_is_said_and_the_next_command_works(folder: Path) -> None:
    with serving(folder) as (process, _):
        asked = asking(folder, "test.write", seconds=30)
        wait_for_verb(folder, "test.write")
        process.kill()
        assert answer(asked)["error"] == "owner_gone"
        assert ask(folder, "test.read")["pid"] == os.getpid()


def test_both_signals_at_once_stop_it_once(folder: Path) -> None:
    with serving(folder) as (process, _):
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        assert not (folder / "owner.json").exists()


def test_a_signal_that_another_thread_is_given_stops_it(folder: Path) -> None:
    with serving(folder) as (process, _):
        ask(folder, "test.signal")
        assert process.wait(timeout=30) == 0


def test_a_stop_lets_the_running_verb_end_and_its_asker_hear_it(folder: Path) -> None:
    with serving(folder) as (process, _):
        asked = asking(folder, "test.write", seconds=1.5)
        wait_for_verb(folder, "test.write")
        process.terminate()
        heard = answer(asked)
        assert heard["pid"] == process.pid
        assert process.wait(timeout=30) == 0
    assert ask(folder, "audit.list")["audit"][0]["verb"] == "test.write"


def test_reads_go_on_beside_a_writer_and_writers_take_turns(folder: Path) -> None:
    with serving(folder) as (process, _):
        first = asking(folder, "test.write", seconds=2)
        wait_for_verb(folder, "test.write")
        second = asking(folder, "test.write", seconds=0.1)
        time.sleep(0.3)  # it is named a moment before it begins
        began = time.time()
        assert ask(folder, "test.read")["pid"] == process.pid
        read_at = time.time()
        one, two = answer(first), answer(second)
    assert one["began"] < began < read_at < one["ended"]
    assert one["ended"] <= two["began"]
    assert two["steps"] == ["waiting", "writing"]


def test_two_commands_without_an_owner_take_turns(folder: Path) -> None:
    answers = [answer(process) for process in [asking(folder, "test.write", seconds=0.5) for _ in range(2)]]
    first, second = sorted(answers, key=lambda told: told["began"])
    assert first["pid"] != second["pid"]
    assert first["ended"] <= second["began"]


def test_who_waits_too_long_is_told_so(folder: Path) -> None:
    with owner.hold(folder):
        told = answer(asking(folder, "test.read", timeout=0.3))
    assert told == {"error": "busy", "steps": ["waiting"]}


def test_a_second_server_is_told_where_the_first_is(served: tuple[Path, int, str]) -> None:
    from osuma.web.server import serve

    with pytest.raises(Conflict) as refused:
        serve(served[0], 0)
    assert refused.value.code == "already_serving"
    assert served[2] in refused.value.what.fi


def wait_for_verb(folder: Path, name: str) -> None:
    """Until a writer is at work: another one would be told to wait."""
    address = owner.read(folder)
    assert address is not None
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = [thread for thread in ask(folder, "test.threads")["names"] if thread == name]
        if found:
            return
        time.sleep(0.05)
    raise AssertionError(f"{name} did not begin")
