from __future__ import annotations

from datetime import UTC, datetime

import pytest

from osuma.catalog import journal
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Misuse, Words

WORDS = Words("ei käynyt", "did not work")


def test_numbers_are_dense_in_a_workspace_over_every_kind(shop: Workspace, other: Workspace) -> None:
    assert [journal.start(shop, kind, {}) for kind in ("import", "refresh", "undo")] == [1, 2, 3]
    assert journal.start(other, "import", {}) == 1


def test_a_write_is_begun_and_ended_once(shop: Workspace) -> None:
    key = journal.start(shop, "import", {"files": ["a.csv"]}, mapping={"email": "Sähköposti"})
    begun = journal.get(shop, key)
    assert (begun.state, begun.detail, begun.mapping, begun.ended_at) == (
        "started", {"files": ["a.csv"]}, {"email": "Sähköposti"}, None,
    )  # fmt: skip
    assert begun.started_at.tzinfo is not None
    journal.finish(shop, key, {"rows": 3})
    done = journal.get(shop, key)
    assert (done.state, done.result, done.error) == ("done", {"rows": 3}, None)
    assert done.ended_at is not None
    journal.finish(shop, key, {"rows": 4})
    assert journal.get(shop, key).result == {"rows": 3}
    with pytest.raises(Misuse, match="ended already"):
        journal.fail(shop, key, WORDS)


def test_a_failure_keeps_its_sentence(shop: Workspace) -> None:
    key = journal.start(shop, "import", {})
    journal.fail(shop, key, WORDS)
    assert journal.get(shop, key).error == {"fi": "ei käynyt", "en": "did not work"}
    assert journal.unfinished(shop) == []


def test_unfinished_and_undone(shop: Workspace) -> None:
    first, second = journal.start(shop, "import", {}), journal.start(shop, "undo", {})
    assert [load.import_id for load in journal.unfinished(shop)] == [first, second]
    journal.finish(shop, first, {})
    journal.mark_undone(shop, first, second)
    journal.mark_undone(shop, first, 99)
    undone = journal.get(shop, first)
    assert (undone.state, undone.undone_by) == ("undone", second)
    assert [load.import_id for load in journal.list_(shop, "undo")] == [second]


def test_an_adopted_write_takes_its_number(shop: Workspace) -> None:
    journal.adopt(shop, 7, "import", datetime(2026, 11, 19, 12), {"rows": 1})
    assert journal.get(shop, 7).ended_at == datetime(2026, 11, 19, 12, tzinfo=UTC)
    assert journal.start(shop, "import", {}) == 8


def test_a_number_never_given_says_where_to_look(shop: Workspace) -> None:
    with pytest.raises(Misuse, match="osuma import list"):
        journal.get(shop, 5)
