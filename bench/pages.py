"""The pages of a large workspace: what the server needs for each, and for twenty people while files come in.

`python -m bench.pages --customers 200000`: the workspace is made once and kept in `--folder`: four orders a customer,
imported as a user imports them, views of pages beside them up to fifty rows a customer, and the templates that this
data can answer. `--people 20` asks a running server from so many threads while another file is imported (`--rows`; 0:
for a minute while nothing is). `--forget` takes away the answers that an earlier server worked out. `--keep` is for
docs/explanation/speed.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import orders, tables
from bench.importing import MAPPING
from osuma.catalog import installation, settings, sign_ins, users, workspaces
from osuma.catalog.secret import secret_key
from osuma.engine.tables import facts
from osuma.store.warehouse import Warehouse
from osuma.web import settings as web_settings
from osuma.web.address import Reach
from osuma.web.serving import Serving
from osuma.workflows.asking import answers, verbs
from osuma.workflows.asking.owner import Address, hold
from osuma.workflows.installation import upkeep

PER_CUSTOMER, ORDERS_EACH = 50, 4
TEMPLATES = 20
TIMES = 5
#: How long people ask where no file is imported.
QUIET_SECONDS = 60.0
FIGURES = Path(__file__).resolve().parent / "pages.json"
#: What a marketer opens, and what of it is asked for by the page itself after it is there.
PAGES = (
    "", "segments/proposed", "data/", "data/quality/", "data/fields/", "segments/", "segments/shelf",
    "segments/inactive/", "segments/inactive/course", "plan/", "build/", "customers/?find=person77",
    "customers/77/", "reports/",
    "reports/one-page/", "reports/sheet/", "settings/log/",
)  # fmt: skip


def made(customers: int, folder: Path) -> Path:
    """The installation of one size, made where the folder has none yet."""
    home = folder / f"bench_pages_{customers}"
    if home.is_dir():
        return home
    building = folder / f"bench_pages_{customers}.part"
    upkeep.init(building, "kauppa", "Kauppa")
    file, mapping = folder / "bench_pages.csv", folder / "bench_pages.yaml"
    orders.write("csv", customers * ORDERS_EACH, file)
    mapping.write_text(MAPPING, encoding="utf-8")
    _ask(building, "import.run", files=[str(file)], map_=str(mapping))
    installation.open_(building)
    warehouse = workspaces.get("kauppa").warehouse_file
    installation.close()
    with Warehouse(warehouse, memory_limit="6GB", threads=2) as opened, opened.writer() as con:
        rows = customers * (PER_CUSTOMER - ORDERS_EACH)
        tables.fill_events(con, "page_view", facts.EVENT_TABLES["page_view"], rows, customers)
        con.execute("CHECKPOINT")
    ready = [one["slug"] for one in _ask(building, "segments.templates")["templates"] if one["ready"]]
    _ask(building, "segments.take", slugs=ready[:TEMPLATES])
    _ask(building, "segments.refresh")
    file.unlink()
    building.rename(home)
    return home


def alone(home: Path) -> dict[str, Any]:
    """Each page some times over, asked in this process: milliseconds of the server, and of its processor."""
    from django.test import Client

    with hold(home) as owner:
        settings.add(SECRET_KEY=secret_key(home), **web_settings.settings_of(Reach()))
        serving: Any = Serving(owner, Address(0, "127.0.0.1", 0, "token"), Reach())
        client = Client(SERVER_NAME="localhost", **{"osuma.serving": serving, "REMOTE_ADDR": "127.0.0.1"})
        client.cookies["osuma"] = _session()
        spent = {page: [_one(client, f"/w/kauppa/{page}") for _ in range(TIMES + 1)][1:] for page in PAGES}
    every = [wall for times in spent.values() for wall, _ in times]
    return {
        "p50_ms": round(statistics.median(every) * 1000),
        "p95_ms": round(statistics.quantiles(every, n=20)[18] * 1000),
        "pages": {
            page or "home": {
                "ms": round(statistics.median(wall for wall, _ in times) * 1000),
                "cpu_ms": round(statistics.median(cpu for _, cpu in times) * 1000),
            }
            for page, times in spent.items()
        },
    }


def together(home: Path, people: int, rows: int) -> dict[str, Any]:
    """People at a running server, each opening page after page, while a file of so many orders is imported."""
    spent: list[float] = []
    refused: list[int] = []
    installation.open_(home)
    settings.add(SECRET_KEY=secret_key(home))
    session = _session()
    installation.close()
    with _served(home) as address:
        busy = threading.Event()
        busy.set()
        crowd = [
            threading.Thread(target=_person, args=(address, session, n, busy, spent, refused)) for n in range(people)
        ]
        for one in crowd:
            one.start()
        begun = time.perf_counter()
        loaded = _imported(home, rows) if rows else time.sleep(QUIET_SECONDS)
        took = time.perf_counter() - begun
        busy.clear()
        for one in crowd:
            one.join()
        if loaded is not None:
            _ask(home, "import.undo", import_id=loaded)
    cuts = statistics.quantiles(spent, n=20)
    return {
        "people": people, "rows": rows, "pages": len(spent), "refused": len(refused), "seconds": round(took, 1),
        "p50_ms": round(statistics.median(spent) * 1000), "p95_ms": round(cuts[18] * 1000),
    }  # fmt: skip


def _imported(home: Path, rows: int) -> int:
    """A file of orders of a source of its own, imported; the number of the load."""
    with tempfile.TemporaryDirectory() as name:
        file, mapping = Path(name) / "more.csv", Path(name) / "more.yaml"
        orders.write("csv", rows, file)
        mapping.write_text(MAPPING.replace("source: bench", "source: more"), encoding="utf-8")
        (load,) = _ask(home, "import.run", files=[str(file)], map_=str(mapping))["loads"]
    return int(load["import_id"])


def forget(home: Path) -> None:
    """As if no server had ever been asked."""
    for folder in home.glob(f"workspaces/*/{answers.FOLDER}"):
        shutil.rmtree(folder)


def kept() -> list[dict[str, Any]]:
    """What was measured last: each size alone, and each crowd."""
    found = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else []
    return sorted(found, key=_which)


def keep(measured: dict[str, Any]) -> None:
    """In the place of what was measured of the same before."""
    others = [one for one in kept() if _which(one) != _which(measured)]
    rows = sorted([*others, measured], key=_which)
    FIGURES.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _which(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["customers"], one.get("people", 0), one.get("rows", 0), one["start"]


def _person(
    address: str, session: str, first: int, busy: threading.Event, spent: list[float], refused: list[int]
) -> None:
    """Opens a page, reads it for a second, opens the next."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=300)
    n = first
    while busy.is_set():
        begun = time.perf_counter()
        connection.request("GET", f"/w/kauppa/{PAGES[n % len(PAGES)]}", headers={"Cookie": f"osuma={session}"})
        answer = connection.getresponse()
        answer.read()
        spent.append(time.perf_counter() - begun)
        if answer.status != 200:
            refused.append(answer.status)
        n += 1
        time.sleep(1)


@contextmanager
def _served(home: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "osuma.cli", "serve", "--port", "0", "--json", "--dir", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield str(json.loads(server.stdout.readline())["address"])
        finally:
            server.terminate()


def _one(client: Any, path: str) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = client.get(path)
    b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return time.perf_counter() - wall, time.process_time() - cpu


def _session() -> str:
    """A browser that is signed in as the owner; called with the installation opened."""
    user = users.keeper()
    if user is None:
        user = users.create("Maija", "fi")
        users.grant(workspaces.get("kauppa"), user, "owner")
    store = sign_ins.SessionStore()
    store[sign_ins.USER] = user.key
    store.create()
    return str(store.session_key)


def _ask(home: Path, verb: str, **args: Any) -> dict[str, Any]:
    return verbs.call(home, None, verb, args)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--forget", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    home = made(given.customers, given.folder)
    if given.forget:
        forget(home)
    load = round(os.getloadavg()[0], 1)
    found = together(home, given.people, given.rows) if given.people else alone(home)
    measured = {
        "customers": given.customers, "events": given.customers * PER_CUSTOMER, "load": load,
        "day": datetime.now(UTC).date().isoformat(), "start": "first" if given.forget else "again", **found,
    }  # fmt: skip
    if given.keep:
        keep(measured)
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
