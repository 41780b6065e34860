from __future__ import annotations

import pytest

from osuma.catalog import definitions
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Conflict, Misuse


def save(shop: Workspace, text: str, rule: str, **more: object) -> definitions.Saved:
    return definitions.save(shop, "runners", "segment", text, rule, "anna", **more)  # type: ignore[arg-type]


def test_every_text_is_kept_and_says_what_changed(shop: Workspace) -> None:
    saved = [save(shop, "a", "r1"), save(shop, "a", "r1"), save(shop, "a, renamed", "r1"), save(shop, "b", "r2")]
    assert [one.changed for one in saved] == ["new", "same", "metadata", "rule"]
    assert [one.definition.version for one in saved] == [1, 1, 2, 3]
    assert [(v.version, v.text, v.rule_version) for v in definitions.history(shop, "runners")] == [
        (1, "a", "r1"), (2, "a, renamed", "r1"), (3, "b", "r2"),
    ]  # fmt: skip
    assert definitions.get(shop, "runners").text == "b"


def test_saving_over_a_newer_version_is_refused(shop: Workspace) -> None:
    save(shop, "a", "r1", expected=0)
    save(shop, "b", "r2", expected=1)
    with pytest.raises(Conflict) as refused:
        save(shop, "c", "r3", expected=1)
    assert refused.value.code == "definition_moved_on"
    assert definitions.get(shop, "runners").text == "b"


def test_a_slug_keeps_its_kind(shop: Workspace) -> None:
    save(shop, "a", "r1")
    with pytest.raises(Misuse):
        definitions.save(shop, "runners", "partition", "a", "r1", "anna")
    assert len(definitions.history(shop, "runners")) == 1


def test_an_archived_one_is_out_of_use_until_saved_again(shop: Workspace, other: Workspace) -> None:
    save(shop, "a", "r1")
    definitions.archive(shop, "runners")
    assert definitions.list_(shop) == []
    assert [one.slug for one in definitions.list_(shop, archived=True)] == ["runners"]
    assert save(shop, "a", "r1").definition.archived_at is None
    assert [one.slug for one in definitions.list_(shop)] == ["runners"]
    assert definitions.find(other, "runners") is None
    with pytest.raises(Misuse, match="runners"):
        definitions.get(other, "runners")
