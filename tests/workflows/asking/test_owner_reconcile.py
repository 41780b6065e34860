"""When an owner opens a workspace, the journal and the warehouse come to say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from osuma.catalog import audit, installation, journal
from osuma.engine.errors import Words
from osuma.workflows.asking import journal as reconciling
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import run, verb
from osuma.workflows.installation.upkeep import init

FINISHED: list[tuple[int, bool]] = []


@reconciling.finisher("test")
def finish(session: Session, load: journal.Load, committed: bool) -> None:
    FINISHED.append((load.import_id, committed))
    assert session.warehouse.rows("SELECT 1") == [(1,)]
    if committed:
        journal.finish(session.workspace, load.import_id, {"by": "finisher"})
    else:
        journal.fail(session.workspace, load.import_id, Words("jäi kesken", "was left"))


@verb("reconcile.break", writes=True)
def break_(session: Session, commit: bool) -> dict[str, Any]:
    key = journal.start(session.workspace, "other", {})
    if commit:
        store(session, key, "other")
    else:
        _ = session.warehouse
    raise ValueError("a fault after it was begun")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    init(tmp_path / "osuma", "kauppa")
    FINISHED.clear()
    yield tmp_path / "osuma"
    installation.close()


def store(session: Session, import_id: int, kind: str, undone_by: int | None = None) -> None:
    session.warehouse.run(
        "INSERT INTO loads (import_id, kind, committed_at, undone_by, detail) "
        "VALUES (?, ?, TIMESTAMP '2026-11-19', ?, ?)",
        [import_id, kind, undone_by, json.dumps({"rows": import_id})],
    )


def states(session: Session) -> dict[int, str]:
    return {load.import_id: load.state for load in journal.list_(session.workspace)}


def test_what_the_warehouse_has_is_finished_and_what_it_has_not_failed(folder: Path) -> None:
    with hold(folder) as owner:
        session = owner.session()
        for kind in ("other", "other", "test", "test"):
            journal.start(session.workspace, kind, {})
        store(session, 1, "other")
        store(session, 3, "test")
    with hold(folder) as owner:
        session = owner.session()
        assert states(session) == {1: "started", 2: "started", 3: "started", 4: "started"}
        _ = session.warehouse
        assert states(session) == {1: "done", 2: "failed", 3: "done", 4: "failed"}
        assert FINISHED == [(3, True), (4, False)]
        assert journal.get(session.workspace, 1).result == {"rows": 1}
        assert journal.get(session.workspace, 2).error == {
            "fi": reconciling.INTERRUPTED.fi,
            "en": reconciling.INTERRUPTED.en,
        }
        _ = session.warehouse
    assert len(FINISHED) == 2


def test_loads_that_only_the_warehouse_knows_are_adopted(folder: Path) -> None:
    with hold(folder) as owner:
        store(owner.session(), 5, "import")
        store(owner.session(), 6, "import", undone_by=7)
    with hold(folder) as owner:
        session = owner.session()
        _ = session.warehouse
        assert states(session) == {5: "done", 6: "undone"}
        assert journal.get(session.workspace, 6).undone_by == 7
        assert journal.start(session.workspace, "import", {}) == 7


def test_imports_that_only_the_journal_calls_done_are_named(folder: Path) -> None:
    with hold(folder) as owner:
        session = owner.session()
        key = journal.start(session.workspace, "import", {})
        journal.finish(session.workspace, key, {})
        found = reconciling.reconcile(session, session.warehouse)
    assert found == reconciling.Reconciled(finished=(), failed=(), adopted=(), lost=(1,))


def test_what_this_owner_began_is_not_taken_for_left(folder: Path) -> None:
    with hold(folder) as owner:
        session = owner.session()
        key = journal.start(session.workspace, "import", {})
        _ = session.warehouse
        assert states(session) == {key: "started"}


@pytest.mark.parametrize(("commit", "state"), [(True, "done"), (False, "failed")])
def test_a_verb_that_breaks_off_leaves_nothing_begun(folder: Path, commit: bool, state: str) -> None:
    with hold(folder) as owner:
        with pytest.raises(ValueError, match="a fault"):
            run(owner, None, "reconcile.break", {"commit": commit}, quiet, here("anna"))
        session = owner.session()
        assert states(session) == {1: state}
        assert audit.list_(session.workspace)[0].detail == {"outcome": "fault"}


def test_a_finisher_that_fails_leaves_the_load_for_the_next_owner(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hold(folder) as owner:
        session = owner.session()
        journal.start(session.workspace, "test", {})
        store(session, 1, "test")

    def break_off(*_: object) -> None:
        raise RuntimeError("killed here")

    with monkeypatch.context() as broken:
        broken.setitem(reconciling._FINISHERS, "test", break_off)
        with hold(folder) as owner, pytest.raises(RuntimeError, match="killed here"):
            _ = owner.session().warehouse
    with hold(folder) as owner:
        session = owner.session()
        _ = session.warehouse
        assert states(session) == {1: "done"}
