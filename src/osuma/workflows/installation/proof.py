"""Backups that there are, and the proof that one can be restored: it is, in a place of its own, and looked over."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from osuma.engine.errors import Conflict, Misuse, Words
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb
from osuma.workflows.installation.upkeep import MANIFEST

PROOF = "osuma-proof.json"


@verb("backup.list")
def list_(session: Session) -> dict[str, Any]:
    """The backups in the installation's own folder, the newest first, and which was proved when.

    bytes: of all its files. proved_at: None where nobody has tried to restore it.
    """
    return {"backups": [_shown(one) for one in reversed(_kept(session))]}


@verb("backup.prove")
def prove(session: Session, name: str) -> dict[str, Any]:
    """Restore a backup into a new folder, look over every workspace of it, and throw the folder away.

    It runs as commands of their own, since one process knows one installation. Conflict where it cannot be restored.
    """
    source = next((one for one in _kept(session) if one.name == name), None)
    if source is None:
        raise Misuse(Words("Tällaista varmuuskopiota ei ole.", "There is no such backup."), "no_backup")
    began = time.monotonic()
    session.progress("restore")
    with tempfile.TemporaryDirectory(prefix=".proof-", dir=session.installation.folder) as scratch:
        folder = Path(scratch) / "osuma"
        restored = _asked("restore", str(source), "--dir", str(folder))
        checks = []
        for slug in restored["workspaces"]:
            found = _asked("doctor", "--dir", str(folder), "--workspace", slug)
            checks.append({"workspace": slug, "ok": found["ok"], "checks": found["checks"]})
    proof = {
        "proved_at": session.now().isoformat(),
        "ok": all(one["ok"] for one in checks),
        "seconds": round(time.monotonic() - began, 1),
        "workspaces": checks,
    }
    (source / PROOF).write_text(json.dumps(proof), encoding="utf-8")
    well = Words(
        f"Varmuuskopio palautettiin kokeeksi ja tarkistettiin: {len(checks)} työtilaa kunnossa.",
        f"The backup was restored as a trial and looked over: {len(checks)} workspaces are in order.",
    )
    ill = Words(
        "Varmuuskopio palautui, mutta kaikki ei ole kunnossa. Katso tarkistukset ja tee uusi.",
        "The backup was restored, but not all is in order. See the checks and make a new one.",
    )
    return {**proof, "name": name, "sentences": [(well if proof["ok"] else ill).plain()]}


def _kept(session: Session) -> list[Path]:
    folder = session.installation.folder / "backups"
    return sorted(one for one in folder.glob("*") if (one / MANIFEST).is_file() and not one.is_symlink())


def _shown(folder: Path) -> dict[str, Any]:
    made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    proof = folder / PROOF
    proved = json.loads(proof.read_text(encoding="utf-8")) if proof.is_file() else {}
    return {
        "name": folder.name,
        "made_at": made["made_at"],
        "workspaces": made["workspaces"],
        "bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
        "proved_at": proved.get("proved_at"),
        "ok": proved.get("ok"),
    }


def _asked(*words: str) -> dict[str, Any]:
    """What a command of ours answers; Conflict where it cannot."""
    command = [sys.executable, "-m", "osuma.cli", *words, "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  our own program
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {"error": {}}
    if "error" in answer:
        said = answer["error"]
        raise Conflict(
            Words(
                f"Varmuuskopiota ei voi palauttaa. {said.get('fi', '')}".strip(),
                f"The backup cannot be restored. {said.get('en', '')}".strip(),
            ),
            "not_restorable",
        )
    return dict(answer)
