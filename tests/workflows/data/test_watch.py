"""A watched folder: what has stopped changing comes in once, what nobody knows waits with its question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_drop import LATER, ORDERS, PEOPLE, STRANGE

from in_process import Osuma
from osuma.cli.main import run
from osuma.engine.errors import Misuse
from osuma.engine.shell import command
from osuma.store.loading import load as store_load
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.data.watcher import Watcher, once

PROPOSED = (
    "Tilaus;Ostopäivä;Sähköposti;Loppusumma\n1;5.1.2026;a@posti.example;40,00\n2;9.1.2026;b@posti.example;25,00\n"
)
MAPPING = """\
osuma_mapping: 1
source: muu
outputs:
  - target: customers
    columns: {Väri: person_id, Korkeus: {to: x_korkeus, as: int}}
"""


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    return Osuma.create(tmp_path / "osuma")


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "pudota"
    folder.mkdir()
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watcher(osuma: Osuma, drop: Path, clock: Clock) -> Watcher:
    return Watcher(osuma.ask, str(drop), clock)


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def came(told: dict[str, Any] | None) -> list[str]:
    return [] if told is None else [load["file"] for load in told["loads"]]


def test_a_file_is_taken_when_it_has_stayed_the_same_for_the_time_that_is_set(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    assert osuma.ask("settings.get", key="watch_settle_seconds")["settings"] == {"watch_settle_seconds": 10}
    put(drop, "tilaukset.csv", ORDERS[:-20])
    assert watcher.look() is None
    clock.wait(9)
    put(drop, "tilaukset.csv", ORDERS)
    assert watcher.look() is None
    clock.wait(9)
    assert watcher.look() is None, "it changed nine seconds ago"
    clock.wait(1)
    assert came(watcher.look()) == ["tilaukset.csv"]
    assert osuma.table_rows("event_order") == 2
    assert (watcher.look(), watcher.unsettled) == (None, False)


def test_once_waits_for_what_is_new_and_finds_nothing_the_second_time(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    put(drop, "asiakkaat.csv", PEOPLE)
    put(drop, "tilaukset.csv", ORDERS)
    assert came(once(watcher, clock.wait)) == ["tilaukset.csv", "asiakkaat.csv"]
    assert clock.now == 10
    again = Watcher(osuma.ask, str(drop), clock)
    assert once(again, clock.wait) is None
    assert clock.now == 10, "nothing new is nothing to wait for"
    assert len(osuma.ask("import.list")["loads"]) == 2


def test_a_newer_file_of_the_same_name_comes_in_and_the_same_content_does_not(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    put(drop, "tilaukset.csv", ORDERS)
    once(watcher, clock.wait)
    put(drop, "tilaukset.csv", LATER)
    told = once(watcher, clock.wait)
    assert told is not None
    assert [(load["new"], load["same"]) for load in told["loads"]] == [(1, 2)]
    put(drop, "kopio.csv", LATER)
    assert came(once(watcher, clock.wait)) == []
    assert len(osuma.ask("import.list")["loads"]) == 2
    assert [one["import_id"] for one in osuma.ask("watch.status")["done"]] == [2, 2]


def test_an_import_that_a_person_undid_is_not_done_again(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    file = put(drop, "tilaukset.csv", ORDERS)
    once(watcher, clock.wait)
    osuma.ask("import.undo", import_id=1)
    file.touch()
    assert came(once(watcher, clock.wait)) == []
    assert osuma.table_rows("event_order") == 0


def test_what_nobody_knows_waits_with_its_question_until_it_is_answered(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock, tmp_path: Path
) -> None:
    proposed, strange = put(drop, "ostot.csv", PROPOSED), put(drop, "muu.csv", STRANGE)
    told = once(watcher, clock.wait)
    assert told is not None
    assert came(told) == []
    assert osuma.table_rows("event_order") == 0
    waiting = {one["file"]: one for one in osuma.ask("watch.status")["waiting"]}
    assert {name: one["state"] for name, one in waiting.items()} == {"muu.csv": "waiting", "ostot.csv": "waiting"}
    assert waiting["ostot.csv"]["why"]["fi"].startswith("Onko oikein, että rivit ovat: ")
    assert command("import", proposed, "--keep-mapping") in waiting["ostot.csv"]["why"]["fi"]
    assert command("import", strange, "--mapping-out", "map.yaml") in waiting["muu.csv"]["why"]["en"]
    assert once(watcher, clock.wait) is None, "a question is asked once"

    osuma.ask("import.run", files=[str(proposed)], keep_mapping=True)
    put(tmp_path, "map.yaml", MAPPING)
    put(drop, "ostot-2.csv", PROPOSED + "3;4.2.2026;c@posti.example;15,00\n")
    osuma.ask("import.run", files=[str(strange)], map_=str(tmp_path / "map.yaml"))
    assert osuma.ask("watch.status")["waiting"] == []
    assert came(once(watcher, clock.wait)) == ["ostot-2.csv"], "the kept mapping is the answer for the next file"
    assert sorted(one["file"] for one in osuma.ask("watch.status")["done"]) == ["muu.csv", "ostot-2.csv", "ostot.csv"]


def test_a_file_that_waits_comes_in_when_a_mapping_for_its_headers_is_kept(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock, tmp_path: Path
) -> None:
    put(drop, "muu-1.csv", STRANGE)
    once(watcher, clock.wait)
    put(tmp_path, "map.yaml", MAPPING)
    other = put(tmp_path, "muu-0.csv", STRANGE.replace("sininen", "musta"))
    osuma.ask("import.run", files=[str(other)], map_=str(tmp_path / "map.yaml"))
    assert came(once(watcher, clock.wait)) == ["muu-1.csv"]


def test_an_answer_holds_also_where_the_file_has_been_imported_before(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    proposed = put(drop.parent, "ostot.csv", PROPOSED)
    osuma.ask("import.run", files=[str(proposed)], source="kassa")
    osuma.ask("import.run", files=[str(proposed)], source="kassa", keep_mapping=True, dry_run=True)
    put(drop, "ostot-2.csv", PROPOSED + "3;4.2.2026;c@posti.example;15,00\n")
    assert came(once(watcher, clock.wait)) == [], "a dry run keeps nothing"
    (load,) = osuma.ask("import.run", files=[str(proposed)], source="kassa", keep_mapping=True)["loads"]
    assert load["already"]["import_id"] == 1
    assert came(once(watcher, clock.wait)) == ["ostot-2.csv"]
    assert osuma.rows("SELECT DISTINCT source FROM event_order") == [("kassa",)]


def test_refunds_of_another_sources_orders_come_in_and_are_asked_about(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    put(drop, "tilaukset.csv", ORDERS)
    once(watcher, clock.wait)
    returns = "Palautusnumero;Tilausnumero;Palautuspäivä;Palautettu summa\nR1;1;12.1.2026;10,00\n"
    mapping = """\
osuma_mapping: 1
source: varasto
outputs:
  - target: refunds
    columns:
      Palautusnumero: refund_id
      Tilausnumero: order_id
      Palautuspäivä: {to: ts, format: "%d.%m.%Y"}
      Palautettu summa: {to: amount, format: comma}
    constants: {currency: EUR}
"""
    other = put(drop.parent, "vanha.csv", returns.replace("R1;1;", "R0;999;"))
    osuma.load(other, mapping=put(drop.parent, "map.yaml", mapping))
    put(drop, "palautukset.csv", returns)
    told = once(watcher, clock.wait)
    assert told is not None
    assert told["failed"] == []
    assert osuma.table_rows("event_refund") == 2
    assert "--source" in told["loads"][0]["questions"][0]["fi"]


def test_a_broken_file_is_listed_and_tried_again_when_it_changes(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    (drop / "tilaukset.zip").write_bytes(b"PK\x03\x04 cut short")
    put(drop, "asiakkaat.csv", PEOPLE)
    assert came(once(watcher, clock.wait)) == ["asiakkaat.csv"]
    (waiting,) = osuma.ask("watch.status")["waiting"]
    assert (waiting["file"], waiting["state"]) == ("tilaukset.zip", "failed")
    assert waiting["why"]["fi"]
    assert once(watcher, clock.wait) is None
    put(drop, "tilaukset.zip", ORDERS)
    assert came(once(watcher, clock.wait)) == ["tilaukset.zip"]
    assert osuma.ask("watch.status")["waiting"] == []


def test_a_file_that_another_program_held_comes_in_when_it_is_let_go(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = Path.open

    def held(path: Path, *args: Any, **more: Any) -> Any:
        if path.name == "tilaukset.csv":
            raise PermissionError(13, "Permission denied")
        return free(path, *args, **more)

    put(drop, "tilaukset.csv", ORDERS)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", held)
        assert came(once(watcher, clock.wait)) == []
        (waiting,) = osuma.ask("watch.status")["waiting"]
        assert (waiting["file"], waiting["state"]) == ("tilaukset.csv", "failed")
        assert once(watcher, clock.wait) is None, "it is not tried while it is held"
    assert came(once(watcher, clock.wait)) == ["tilaukset.csv"]


def test_done_files_are_moved_if_so_set_and_nothing_is_overwritten_or_deleted(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    put(drop, "tilaukset.csv", ORDERS)
    put(drop, "muu.csv", STRANGE)
    once(watcher, clock.wait)
    assert sorted(path.name for path in drop.iterdir()) == ["muu.csv", "tilaukset.csv"]
    osuma.ask("settings.set", key="watch_move_done", value=True)
    once(watcher, clock.wait)
    put(drop, "tilaukset.csv", LATER)
    once(watcher, clock.wait)
    assert sorted(path.name for path in drop.iterdir()) == ["done", "muu.csv"]
    texts = {path.name: path.read_text(encoding="utf-8") for path in (drop / "done").iterdir()}
    assert texts == {"tilaukset.csv": ORDERS, "tilaukset (2).csv": LATER}


def test_a_file_that_is_taken_away_waits_for_nothing(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    put(drop, "muu.csv", STRANGE).unlink(missing_ok=once(watcher, clock.wait) is None)
    put(drop, "tilaukset.csv", ORDERS)
    assert came(once(watcher, clock.wait)) == ["tilaukset.csv"]
    assert osuma.ask("watch.status")["waiting"] == []


def test_a_drive_that_goes_away_in_between_makes_nothing_forgotten(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    put(drop, "muu.csv", STRANGE)
    once(watcher, clock.wait)
    away = drop.rename(drop.with_name("irti"))
    osuma.ask("watch.take", files=["muu.csv"], folder=str(drop))
    away.rename(drop)
    assert osuma.ask("watch.due", folder=str(drop))["files"] == [], "its question is not asked again"


def test_a_kill_after_the_commit_is_mended_and_the_file_is_not_imported_twice(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed import leaves is what a watched one leaves: the next owner ends it, and the content is known."""
    from osuma.workflows.data import watch

    class Killed(BaseException):
        """The process is gone: no handler of ours runs."""

    def killed(*_: Any) -> None:
        raise Killed

    put(drop, "tilaukset.csv", ORDERS)
    with monkeypatch.context() as patched:
        patched.setattr(watch, "_remember", killed)
        with pytest.raises(Killed):
            once(watcher, clock.wait)
    assert osuma.table_rows("event_order") == 2
    assert osuma.ask("watch.status")["done"] == []
    assert came(once(Watcher(osuma.ask, str(drop), clock), clock.wait)) == []
    assert [(one["file"], one["import_id"]) for one in osuma.ask("watch.status")["done"]] == [("tilaukset.csv", 1)]


def test_a_fault_with_one_file_stops_none_of_the_others_and_is_not_tried_for_ever(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from osuma.workflows.data import imports

    def faulty(con: Any, plans: Any, context: Any) -> Any:
        if "asiakkaat.csv" in str(plans):
            raise ValueError("a value of somebody")
        return store_load.load(con, plans, context)

    monkeypatch.setattr(imports, "load", faulty)
    put(drop, "asiakkaat.csv", PEOPLE)
    put(drop, "tilaukset.csv", ORDERS)
    told = once(watcher, clock.wait)
    assert told is not None
    assert [(one["file"], one["mistakes"][0]["code"]) for one in told["failed"]] == [("asiakkaat.csv", "fault")]
    assert [(one["file"], one["new"]) for one in told["loads"]] == [("tilaukset.csv", 2)]
    assert osuma.table_rows("event_order") == 2
    (waiting,) = osuma.ask("watch.status")["waiting"]
    assert (waiting["file"], waiting["state"]) == ("asiakkaat.csv", "failed")
    assert "ValueError" in waiting["why"]["en"]
    assert "somebody" not in str(waiting)
    assert once(watcher, clock.wait) is None


def test_a_fault_is_said_and_ends_the_command_with_code_one(
    osuma: Osuma, drop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from osuma.workflows.data import imports

    def faulty(*_: Any) -> Any:
        raise ValueError("a value of somebody")

    monkeypatch.setattr(imports, "load", faulty)
    osuma.ask("settings.set", key="watch_settle_seconds", value=0)
    put(drop, "asiakkaat.csv", PEOPLE)
    code, lines = _saying(osuma, capsys)("watch", str(drop), "--once")
    assert (code, lines[0]) == (1, "asiakkaat.csv")
    assert "vika (ValueError)" in lines[1]


def test_a_folder_that_does_not_answer_is_told_of_and_one_of_osuma_is_refused(osuma: Osuma, tmp_path: Path) -> None:
    due = osuma.ask("watch.due", folder=str(tmp_path / "poissa"))
    assert due["files"] == []
    assert "poissa" in due["problem"]["fi"]
    with pytest.raises(Misuse) as misuse:
        osuma.ask("watch.due", folder=str(osuma.folder / "workspaces" / "main" / "rejects"))
    assert misuse.value.code == "watch_own_folder"
    with pytest.raises(Misuse):
        osuma.ask("watch.take", files=["tilaukset.csv"])
    assert osuma.ask("watch.due")["folder"] is None


def test_looking_writes_nothing_into_the_change_log(osuma: Osuma, drop: Path, watcher: Watcher) -> None:
    put(drop, "tilaukset.csv", ORDERS)
    before = osuma.audit_text()
    watcher.look()
    watcher.look()
    assert osuma.audit_text() == before
    assert not verbs.find("watch.due").writes


def test_a_look_costs_the_same_however_many_files_are_known(
    osuma: Osuma, drop: Path, watcher: Watcher, clock: Clock
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for n in range(2):
        put(drop, f"muu-{n}.csv", STRANGE + f"musta;{n}\n")
        put(drop, f"tilaukset-{n}.csv", ORDERS + f"{n + 3};4.2.2026;103;15,00;Valmis\n")
        once(watcher, clock.wait)
        with hold(osuma.folder) as owner, CaptureQueriesContext(connection) as queries:
            assert verbs.run(owner, None, "watch.due", {"folder": str(drop)}, quiet, here("test"))["files"] == []
        asked.append(len(queries))
    assert asked[0] == asked[1] > 0


def test_the_command_says_in_finnish_what_came_and_what_waits(
    osuma: Osuma, drop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    osuma.ask("settings.set", key="watch_settle_seconds", value=0)
    said = _saying(osuma, capsys)
    put(drop, "tilaukset.csv", ORDERS)
    put(drop, "muu.csv", STRANGE)
    code, lines = said("watch", str(drop), "--once")
    assert code == 1
    assert "tilaukset.csv Tilausluettelo 1 2 2 0 0 0 tuotu" in lines
    assert said("watch", str(drop), "--once") == (0, [f"Ei uusia tiedostoja: {drop}"])
    code, lines = said("watch", "status")
    assert (code, lines[:2]) == (0, ["Tuotuja tiedostoja 1, odottavia 1.", "muu.csv"])
    assert lines[2].startswith("? tiedostoa ei tunnistettu")
    osuma.ask("settings.set", key="watch_folder", value=str(drop))
    assert said("watch", "--once")[0] == 0
    assert said("watch", str(drop / "poissa"), "--once")[0] == 1


def _saying(osuma: Osuma, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[str]]]:
    def said(*argv: str) -> tuple[int, list[str]]:
        with pytest.raises(SystemExit) as left:
            run([*argv, "--dir", str(osuma.folder), "--lang", "fi"])
        assert isinstance(left.value.code, int)
        lines = (" ".join(line.split()) for line in capsys.readouterr().out.splitlines())
        return left.value.code, [line for line in lines if line]

    return said
