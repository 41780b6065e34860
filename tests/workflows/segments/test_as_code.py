"""Definitions as code: what would change and for whom, before it does; two who change one; and files that stay."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.errors import Conflict, Refused

HEAD = "Tilausnumero;Tilauspvm;Asiakasnumero;Summa\n"
BUYERS = "# everybody who bought\nosuma: 1\nslug: buyers\nwhere: {event: order}\n"
TWICE = BUYERS.replace("{event: order}", "{event: order, op: gte, value: 2}")
OF_BUYERS = "osuma: 1\nslug: of-buyers\nwhere: {all: [{member: buyers}, {event: order, op: lte, value: 3}]}\n"
SIZES = """osuma: 1
partition: sizes
classes:
- {slug: many, where: {event: order, op: gte, value: 3}}
- {slug: some, where: {member: of-buyers}}
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Customer n of 1 to 4 has n purchases."""
    folder = tmp_path_factory.mktemp("loaded")
    file = folder / "tilaukset.csv"
    rows = (f"{10 * n + i};{1 + i}.3.2026;{n};10,00\n" for n in range(1, 5) for i in range(n))
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    Osuma.create(folder / "installation").load(file)
    return folder / "installation"


@pytest.fixture
def osuma(loaded: Path, tmp_path: Path) -> Osuma:
    """An installation of the test's own."""
    return Osuma(Path(shutil.copytree(loaded, tmp_path / "installation")))


def plan(osuma: Osuma, *texts: str, **more: Any) -> dict[str, Any]:
    return osuma.ask("segments.plan", texts=list(texts), names=[f"{n}.yaml" for n in range(len(texts))], **more)


def kinds(found: dict[str, Any]) -> dict[str, str]:
    return {one["slug"]: one["changed"] for one in found["changes"]}


def moves(found: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {one["slug"]: (one["now"], one["then"], one["entered"], one["left"]) for one in found["effects"]}


def pulled(osuma: Osuma, **there: str) -> dict[str, str]:
    texts, names = list(there.values()), [f"{name}.yaml" for name in there]
    found = osuma.ask("segments.pull", texts=texts, names=names)["segments"]
    return {one["slug"]: one.get("text", one["state"]) for one in found}


def test_what_would_change_and_who_would_come_and_go_also_by_reference(osuma: Osuma) -> None:
    osuma.apply(BUYERS, OF_BUYERS, SIZES)
    found = plan(osuma, TWICE, OF_BUYERS)
    assert kinds(found) == {"buyers": "rule", "of-buyers": "same"}
    assert moves(found) == {
        "buyers": (4, 3, 0, 1),
        "of-buyers": (3, 2, 0, 1),
        "sizes": (4, 4, 0, 0),
        "sizes/many": (2, 2, 0, 0),
        "sizes/some": (2, 1, 0, 1),
        "sizes/other": (0, 1, 1, 0),
    }
    causes = {one["slug"]: one["refers_to"] for one in found["effects"]}
    assert (causes["buyers"], causes["of-buyers"], causes["sizes/some"]) == ([], ["buyers"], ["of-buyers"])
    (changed, _) = found["changes"]
    assert changed["diff"] == ["-where: {event: order}", "+where: {event: order, op: gte, value: 2}"]
    assert "at least twice" in " ".join(changed["becomes"]["en"])
    assert "vähintään 2 kertaa" in " ".join(changed["becomes"]["fi"])
    assert changed["was"]["en"] != changed["becomes"]["en"]
    assert osuma.count("buyers")["count"] == 4  # nothing was changed
    assert moves(plan(osuma, TWICE, as_of="2026-03-01"))["buyers"] == (4, 0, 0, 4)


def test_new_ones_have_a_size_and_metadata_moves_nobody(osuma: Osuma) -> None:
    found = plan(osuma, OF_BUYERS, TWICE)
    assert kinds(found) == {"of-buyers": "new", "buyers": "new"}
    assert moves(found) == {"buyers": (None, 3, 3, 0), "of-buyers": (None, 2, 2, 0)}
    osuma.apply(BUYERS)
    named = BUYERS.replace("where", "owner: anna\nwhere")
    assert kinds(plan(osuma, named)) == {"buyers": "metadata"}
    assert plan(osuma, named)["effects"] == []
    assert plan(osuma, named)["changes"][0]["diff"] == ["+owner: anna"]
    told = osuma.apply(TWICE, "osuma: 1\nslug: of-twice\nwhere: {member: buyers}\n")
    assert moves(told)["buyers"] == (4, 3, 0, 1)
    assert [(one["slug"], one["version"], one["changed"]) for one in told["segments"]] == [
        ("buyers", 2, "rule"),
        ("of-twice", 1, "new"),
    ]


def test_mistakes_of_all_files_at_once_and_nothing_stored(osuma: Osuma) -> None:
    broken = "osuma: 1\nslug: buyers\nwhere: {event: order, oops: 1}\n"
    unknown = "osuma: 1\nslug: other\nwhere: {property: ikä, op: eq, value: 1}\n"
    with pytest.raises(Refused) as refused:
        plan(osuma, broken, unknown, OF_BUYERS, unknown)
    said = {(one.where.split(":")[0], one.code) for one in refused.value.mistakes}
    assert ("0.yaml", "slug_twice") not in said
    assert {where for where, _ in said} == {"0.yaml", "1.yaml", "3.yaml"}
    assert ("3.yaml", "slug_twice") in said
    with pytest.raises(Refused):
        osuma.apply(OF_BUYERS, broken)
    assert osuma.ask("segments.list")["segments"] == []


def test_a_change_may_not_break_what_is_stored(osuma: Osuma) -> None:
    osuma.apply(BUYERS, OF_BUYERS, SIZES, "osuma: 1\nslug: of-some\nwhere: {member: sizes/some}\n")
    with pytest.raises(Refused) as refused:
        osuma.apply(SIZES.replace("slug: some", "slug: few"))
    assert [one.where for one in refused.value.mistakes] == ["of-some: where.member"]
    with pytest.raises(Refused) as other:
        osuma.apply(
            "osuma: 1\nslug: brand-new\nwhere: {event: order}\n",
            SIZES.replace("partition:", "slug:").split("classes")[0] + "where: {event: order}\n",
        )
    assert [one.code for one in other.value.mistakes] == ["other_kind"]
    assert osuma.ask("segments.list")["segments"][0]["slug"] == "buyers"


def test_pruning_archives_the_rest_and_says_who_is_in_them(osuma: Osuma) -> None:
    osuma.apply(BUYERS, OF_BUYERS, SIZES)
    with pytest.raises(Refused) as refused:
        plan(osuma, OF_BUYERS, prune=True)
    assert [(one.where, one.code) for one in refused.value.mistakes] == [
        ("0.yaml: where.all[0].member", "unknown_segment")
    ]
    found = plan(osuma, BUYERS, OF_BUYERS, prune=True)
    assert kinds(found) == {"buyers": "same", "of-buyers": "same", "sizes": "archived"}
    assert moves(found)["sizes/many"] == (2, None, 0, 2)
    osuma.ask("segments.apply", texts=[BUYERS, OF_BUYERS], prune=True)
    assert [one["slug"] for one in osuma.ask("segments.list")["segments"]] == ["buyers", "of-buyers"]
    assert kinds(plan(osuma, SIZES)) == {"sizes": "new"}
    osuma.apply(SIZES)
    assert len(osuma.ask("segments.list")["segments"]) == 3


def test_files_come_back_as_they_were_written_with_the_version_that_they_are(osuma: Osuma) -> None:
    osuma.apply(BUYERS, '{"osuma": 1, "slug": "json", "where": {"event": "order"}}')
    files = pulled(osuma)
    assert files["buyers"].startswith(BUYERS + "# osuma-version: 1 ")
    assert files["json"].startswith("osuma: 1\nslug: json\n")
    assert kinds(plan(osuma, *files.values())) == {"buyers": "same", "json": "same"}
    own = files["buyers"].replace("{event: order}", "{event: order, op: gte, value: 2}")
    (saved,) = osuma.ask("segments.apply", texts=[own], names=["buyers.yaml"])["segments"]
    assert (saved["version"], saved["file"]) == (2, "buyers.yaml")
    assert saved["text"].startswith(TWICE + "# osuma-version: 2 ")
    assert pulled(osuma, buyers=files["buyers"], json=files["json"]) == {"buyers": saved["text"], "json": "same"}
    edited = files["buyers"].replace("everybody", "all")
    assert pulled(osuma, buyers=edited)["buyers"] == "yours"


def test_where_both_moved_on_the_three_texts_are_shown_and_nothing_is_stored(osuma: Osuma) -> None:
    osuma.apply(BUYERS)
    mine = pulled(osuma)["buyers"].replace("{event: order}", "{event: order, op: gte, value: 3}")
    osuma.apply(TWICE)
    with pytest.raises(Conflict) as conflict:
        osuma.ask("segments.apply", texts=[mine, OF_BUYERS], names=["b.yaml", "o.yaml"])
    assert conflict.value.code == "definition_moved_on"
    for language, title in (("en", "Both changed: where"), ("fi", "Molemmissa muuttui: where")):
        said = conflict.value.what[language]
        assert title in said
        assert "b.yaml" in said
        assert [f"value: {n}" in said for n in (2, 3)] == [True, True]
        assert "--merge" not in said
    assert plan(osuma, mine)["changes"][0]["conflict"]["en"] == conflict.value.what.en.replace("b.yaml", "0.yaml")
    with pytest.raises(Conflict):
        osuma.ask("segments.apply", texts=[mine], merge=True)
    assert [one["version"] for one in osuma.ask("segments.list")["segments"]] == [2]


def test_changes_of_different_keys_merge_when_asked(osuma: Osuma) -> None:
    osuma.apply(BUYERS)
    mine = pulled(osuma)["buyers"].replace("slug: buyers\n", "slug: buyers\nowner: anna\n")
    osuma.apply(TWICE)
    with pytest.raises(Conflict) as conflict:
        osuma.ask("segments.apply", texts=[mine])
    assert "--merge" in conflict.value.what.en
    (saved,) = osuma.ask("segments.apply", texts=[mine], names=["b.yaml"], merge=True)["segments"]
    assert saved["changed"] == "metadata"
    assert saved["text"].startswith(TWICE.replace("slug: buyers\n", "slug: buyers\nowner: anna\n"))
    assert osuma.count("buyers")["count"] == 3


def test_a_file_without_changes_of_its_own_takes_nothing_back(osuma: Osuma) -> None:
    osuma.apply(BUYERS)
    old = pulled(osuma)["buyers"]
    osuma.apply(TWICE)
    assert kinds(plan(osuma, old)) == {"buyers": "behind"}
    (saved,) = osuma.ask("segments.apply", texts=[old])["segments"]
    assert (saved["version"], saved["changed"]) == (2, "behind")
    assert osuma.count("buyers")["count"] == 3


def test_a_version_line_of_another_workspace_is_refused_and_without_it_the_file_replaces(osuma: Osuma) -> None:
    osuma.apply(BUYERS)
    with pytest.raises(Refused) as refused:
        osuma.ask("segments.apply", texts=[TWICE + "# osuma-version: 1 0123456789ab\n"])
    assert [one.code for one in refused.value.mistakes] == ["other_workspace"]
    assert osuma.apply(TWICE)["segments"][0]["version"] == 2
