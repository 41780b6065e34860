"""Run as a script: kills imports and refreshes where it is told or at random, and says what it found as JSON lines.

Every round forks from one process that has loaded everything and has nothing open, so that a round costs what the
work costs. The forked child leads a process group of its own, which is killed whole.

    python kill_rounds.py FOLDER NAME ROUND...     where a ROUND is a step's name, or random:SEED

NAME is of the arguments, and begins with the verb.
"""

from __future__ import annotations

import gc
import json
import os
import random
import select
import shutil
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from on_postgres import copytree
from osuma.engine.segments.compile.planes import PlanesPlan
from osuma.store.checksum import JOURNAL, checksums
from osuma.store.evaluation import planes
from osuma.workflows.asking.loading import load_workflows
from osuma.workflows.asking.owner import Owner, hold
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run
from osuma.workflows.segments import refreshing

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def act(folder: Path, verb: str, args: dict[str, Any], progress: Any) -> dict[str, Any]:
    with hold(folder, clock=lambda: NOW) as owner:
        return run(owner, None, verb, args, progress, here("test"))


def state(folder: Path) -> dict[str, str]:
    """Checksums of every table of the warehouse, after whatever reconciling its opening brings about."""
    with hold(folder, clock=lambda: NOW) as owner:
        return _state(owner)


def _state(owner: Owner) -> dict[str, str]:
    from osuma.catalog import event_types, ledger

    session = owner.session()
    con = session.warehouse.cursor()
    found = checksums(con, without=JOURNAL | {"kept_figures"})
    # the name of the file is drawn anew each time; that it is there is what counts
    kept = con.execute("SELECT token, run_id, as_of FROM kept_figures").fetchall()
    con.close()
    folder_of = Path(f"{session.workspace.warehouse_file}.figures")
    found["kept"] = ", ".join(f"{run} {at} {(folder_of / f'{token}.bin').is_file()}" for token, run, at in kept)
    seqs = ledger.last_seqs(session.workspace)
    types = ", ".join(own.slug for own in event_types.list_(session.workspace))
    return {**found, "ledger": f"{seqs.consents} {seqs.suppressions}", "event types": types}


def forked(work: Any) -> Any:
    """The JSON result of `work` in a process of its own, so that this one never opens a warehouse."""
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.write(write, json.dumps(work()).encode())
            os._exit(0)
        except BaseException as problem:
            os.write(write, json.dumps({"problem": repr(problem)}).encode())
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        found = json.loads(pipe.read() or b"null")
    os.waitpid(child, 0)
    return found


def afterwards(
    folder: Path, verb: str, args: dict[str, Any], where: str
) -> tuple[dict[str, str], bool, dict[str, str]]:
    """What a killed process left, whether the next run ends, and, after a named step, what there is then."""
    with hold(folder, clock=lambda: NOW) as owner:
        found = _state(owner)
        result = run(owner, None, verb, args, lambda *_: None, here("test"))
    return found, bool(result), {} if where.startswith("random:") else state(folder)


def warm(folder: Path, verb: str, args: dict[str, Any]) -> None:
    """Do the work once here, so that every round, a fork of this process, has loaded, read and compiled all it needs.

    That writes nothing, so that a kill in it would show nothing; without it most kills land before the writes. Its
    databases are closed, and with them their threads, before the first fork.
    """
    _keep_what_is_compiled()
    act(folder, verb, args, lambda *_: None)
    # a collection in a child would write on, and so copy, every page that it shares with this process
    gc.collect()
    gc.freeze()


def _keep_what_is_compiled() -> None:
    """Keep plans for what they were compiled from, and their SQL, as long as this process and its forks live."""
    compiling, writing = refreshing.compile_planes, planes.sql_of
    plans: dict[str, PlanesPlan] = {}
    texts: dict[int, tuple[Any, str]] = {}

    def compiled(*given: Any) -> PlanesPlan:
        asked = repr(given)
        if asked not in plans:
            plans[asked] = compiling(*given)
        return plans[asked]

    def written(query: Any) -> str:
        if id(query) not in texts:
            texts[id(query)] = query, writing(query)
        return texts[id(query)][1]

    refreshing.compile_planes, planes.sql_of = compiled, written


def timed(folder: Path, verb: str, args: dict[str, Any]) -> list[tuple[str, float]]:
    """Each step of an undisturbed run, with its second."""

    def work() -> list[tuple[str, float]]:
        begun, steps = time.monotonic(), []
        act(folder, verb, args, lambda step, *_: steps.append((step, time.monotonic() - begun)))
        return steps

    return [(str(step), float(at)) for step, at in forked(work)]


def killed(folder: Path, verb: str, args: dict[str, Any], where: str, spread: float) -> str:
    """Kill the work at a step, or at a random moment after it has started; the last step that it told of."""
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        os.setsid()

        def progress(step: str, *_: object) -> None:
            os.write(write, f"{step}\n".encode())
            if step == where:
                os.killpg(0, signal.SIGKILL)

        act(folder, verb, args, progress)
        os._exit(0)
    os.close(write)
    told = _listen(child, read, where, spread)
    _, status = os.waitpid(child, 0)
    return told if os.WIFSIGNALED(status) else f"{told} (finished first)"


def _listen(child: int, read: int, where: str, spread: float) -> str:
    deadline, seen = None, b""
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([read], [], [], left)
        if not ready:
            os.killpg(child, signal.SIGKILL)
            deadline = None
            continue
        piece = os.read(read, 4096)
        if not piece:
            os.close(read)
            return seen.decode().split("\n")[-2] if b"\n" in seen else "nothing"
        seen += piece
        if where.startswith("random:") and deadline is None and b"started" in seen:
            deadline = time.monotonic() + random.Random(where).random() * spread


def main() -> None:
    template, name, *rounds = sys.argv[1:]
    verb = name.split()[0]
    load_workflows()
    start = Path(template)
    args = json.loads((start / "arguments.json").read_text())[name]
    first, whole = (start.parent / f"{start.name}-{n}" for n in ("first", "whole"))
    copytree(start, first)
    copytree(start, whole)
    warm(first, verb, args)
    before = forked(lambda: state(start))
    steps = timed(whole, verb, args)
    after = forked(lambda: state(whole))
    seconds = dict(steps)
    spread = seconds["done"] - seconds["started"]
    print(json.dumps({"steps": list(seconds), "differs": before != after}), flush=True)
    for number, where in enumerate(rounds):
        folder = start.parent / f"{start.name}-{number}"
        copytree(start, folder)
        landed = killed(folder, verb, args, where, spread)
        found, again, later = forked(lambda folder=folder, where=where: afterwards(folder, verb, args, where))
        counts = {table: told.split(":")[0] for table, told in later.items()}
        print(
            json.dumps(
                {
                    "where": where,
                    "landed": landed,
                    "state": "before" if found == before else "after" if found == after else found,
                    "again": again,
                    "rows": {k: v for k, v in counts.items() if v != after[k].split(":")[0]},
                    "left": [p.name for p in (folder / "workspaces").rglob("import-*")],
                }
            ),
            flush=True,
        )
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
