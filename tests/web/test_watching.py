"""The thread of a running owner: it brings in what is dropped, and goes when it is told to."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from osuma.catalog import workspaces
from osuma.web import rounds, watching
from osuma.web.watching import watching as watching_of
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import Owner, hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.installation.upkeep import init

ORDERS = "Tilausnumero;Tilauspvm;Asiakasnumero;Summa;Tila\n1;5.1.2026;101;40,00;Valmis\n"


def _ask(owner: Owner, verb: str, **args: object) -> dict[str, object]:
    return verbs.run(owner, None, verb, args, quiet, here("test"))


def test_what_is_dropped_comes_in_while_the_owner_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(tmp_path / "home")
    drop = tmp_path / "pudota"
    with hold(tmp_path / "home") as owner:
        _ask(owner, "settings.set", key="watch_settle_seconds", value=0)
        thread = watching_of(owner, every=0.02)
        thread.start()
        try:
            _ask(owner, "settings.set", key="watch_folder", value=str(drop))
            time.sleep(0.1)  # a folder that is not there is no reason to stop looking
            drop.mkdir()
            (drop / "tilaukset.csv").write_text(ORDERS, encoding="utf-8")
            deadline = time.monotonic() + 20
            while not _ask(owner, "watch.status")["done"] and time.monotonic() < deadline:
                time.sleep(0.02)
        finally:
            thread.stop()
        assert [one["file"] for one in _ask(owner, "watch.status")["done"]] == ["tilaukset.csv"]  # type: ignore[attr-defined]
        (tmp_path / "pudota" / "asiakkaat.csv").write_text("x", encoding="utf-8")
        assert len(_ask(owner, "import.list")["loads"]) == 1  # type: ignore[arg-type]
        by = {row["who"] for row in _ask(owner, "audit.list")["audit"] if row["verb"] == "watch.take"}  # type: ignore[attr-defined]
    assert by == {rounds.WHO.name}
    assert capsys.readouterr().err == ""


def test_a_fault_in_one_workspace_keeps_no_other_from_being_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looked: list[str] = []

    def run(_: Owner, slug: str, *__: object) -> dict[str, object]:
        looked.append(slug)
        if slug == "main":
            raise ValueError("a value of somebody")
        return {"folder": None, "settle_seconds": 0, "files": [], "problem": None}

    init(tmp_path / "home")
    with hold(tmp_path / "home") as owner:
        workspaces.create("toinen", "Toinen", "Europe/Helsinki", "EUR", "fi")
        monkeypatch.setattr(watching.verbs, "run", run)
        thread = watching_of(owner, every=0.02)
        thread.start()
        deadline = time.monotonic() + 20
        while looked.count("main") < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        thread.stop()
    assert looked[:3] == ["main", "toinen", "main"]
    said = capsys.readouterr().err
    assert "osuma: watch: ValueError" in said
    assert "somebody" not in said
