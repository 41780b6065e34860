"""The pages of a large workspace: what the server needs for each, and for twenty people while files come in.

`python -m bench.pages --customers 200000`: the workspace is made once and kept in `--folder`: four orders a customer,
imported as a user imports them, views of pages beside them up to fifty rows a customer, and the templates that this
data can answer. `--people 20` asks a running server from so many threads while another file is imported (`--rows`; 0:
for a minute while nothing is); `--after` opens what a marketer opens first, at the moment when an import has ended.
`--warm` works out what a server does by itself that was never asked: processor seconds of each question.
`--forget` takes away the answers that an earlier server worked out. `--keep` is for docs/explanation/speed.md.
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
from dataclasses import dataclass
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
from osuma.web.pages.place import FOLLOWS, SINCE, WHOLE
from osuma.web.rounds import WHO
from osuma.web.serving import Serving
from osuma.web.warming import ASKED
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
PARTS = ("segments/proposed", "segments/shelf")
#: What is opened first when new data came.
FIRST = ("", "segments/proposed", "segments/", "segments/shelf", "segments/inactive/", "reports/")
#: How often a page comes back for its figures, as its template says.
AGAIN_SECONDS = 1.0


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


@dataclass
class Sights:
    """Seconds until pages were there; until their figures were, those from before data came among them; until the
    newest were."""

    there: list[float]
    figures: list[float]
    newest: list[float]
    refused: int = 0

    def plain(self) -> dict[str, Any]:
        """Milliseconds at half and at 95 % of the pages."""
        told: dict[str, Any] = {"pages": len(self.there), "refused": self.refused}
        for name, spent in (("", self.there), ("figures_", self.figures), ("newest_", self.newest)):
            cuts = statistics.quantiles(spent, n=20)
            told |= {f"{name}p50_ms": round(statistics.median(spent) * 1000), f"{name}p95_ms": round(cuts[18] * 1000)}
        return told


def together(home: Path, people: int, rows: int) -> dict[str, Any]:
    """People at a running server, each opening page after page, while a file of so many orders is imported."""
    sights = Sights([], [], [])
    with _visited(home) as (address, session):
        busy = threading.Event()
        busy.set()
        crowd = [threading.Thread(target=_person, args=(address, session, n, busy, sights)) for n in range(people)]
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
    return {"people": people, "rows": rows, "seconds": round(took, 1), **sights.plain()}


def after(home: Path, rows: int) -> dict[str, Any]:
    """What is opened first, at the moment when an import has ended: milliseconds of each, as `Sights` says."""
    found: dict[str, Any] = {}
    with _visited(home) as (address, session):
        browser = HTTPConnection(urlsplit(address).netloc, timeout=300)
        for page in FIRST:  # what was there before
            _opened(browser, session, page, Sights([], [], []))
        loaded = _imported(home, rows)
        for page in FIRST:
            sights = Sights([], [], [])
            _opened(browser, session, page, sights)
            spent = {"there": sights.there, "figures": sights.figures, "newest": sights.newest}
            found[page or "home"] = {name: round(one[0] * 1000) for name, one in spent.items()}
        _ask(home, "import.undo", import_id=loaded)
    return {"after": found, "rows": rows}


def warm(home: Path) -> dict[str, Any]:
    """What a server works out by itself for a workspace of which nothing was ever asked: processor seconds."""
    forget(home)
    spent = {}
    with hold(home) as owner:
        slug = owner.session().workspace.slug
        verbs.prepare(owner, slug, "import.list", {}, WHO)  # what every first question waits for
        for verb in ASKED:
            begun = time.process_time()
            verbs.prepare(owner, slug, verb, {}, WHO)
            spent[verb] = round(time.process_time() - begun, 2)
    return {"warm": spent, "cpu_seconds": round(sum(spent.values()), 1)}


@contextmanager
def _visited(home: Path) -> Iterator[tuple[str, str]]:
    """The address of a running server, and somebody's session there."""
    installation.open_(home)
    settings.add(SECRET_KEY=secret_key(home))
    session = _session()
    installation.close()
    with _served(home) as address:
        yield address, session


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
    return one["customers"], "after" in one, one.get("people", 0), one.get("rows", 0), one["start"]


def _person(address: str, session: str, first: int, busy: threading.Event, sights: Sights) -> None:
    """Opens a page, reads it for a second, opens the next."""
    browser = HTTPConnection(urlsplit(address).netloc, timeout=300)
    n = first
    while busy.is_set():
        _opened(browser, session, PAGES[n % len(PAGES)], sights)
        n += 1
        time.sleep(1)


def _opened(browser: HTTPConnection, session: str, page: str, sights: Sights) -> None:
    """Opens a page and comes back for its figures until the newest are there, as its script does."""
    begun, came = time.perf_counter(), str(int(time.time()))
    part = page in PARTS
    kind, body = _get(browser, session, page, {"HX-Request": "true"} if part else {})
    seen = time.perf_counter() - begun
    later = SINCE.encode() in body
    # a part that is not there yet leaves the page as it is; what is from before data came is told with its time
    earlier = later and b"alert-info" in body
    figures = seen if earlier or not later else None
    while kind == 204 or later:
        time.sleep(AGAIN_SECONDS)
        follows = {"HX-Request": "true", SINCE: came, **({} if part else {"HX-Target": WHOLE})}
        kind, body = _get(browser, session, page, follows)
        later = kind == 204
    newest = time.perf_counter() - begun
    sights.refused += kind != 200
    sights.there.append(seen)
    sights.figures.append(newest if figures is None else figures)
    sights.newest.append(newest)


def _get(browser: HTTPConnection, session: str, page: str, headers: dict[str, str]) -> tuple[int, bytes]:
    cookie = {"Cookie": f"osuma={session}; {FOLLOWS}=1"}
    browser.request("GET", f"/w/kauppa/{page}", headers={**cookie, **headers})
    answer = browser.getresponse()
    return answer.status, answer.read()


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
    parser.add_argument("--after", action="store_true")
    parser.add_argument("--warm", action="store_true")
    parser.add_argument("--forget", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    home = made(given.customers, given.folder)
    if given.forget:
        forget(home)
    load = round(os.getloadavg()[0], 1)
    if given.warm:
        print(json.dumps({"customers": given.customers, "load": load, **warm(home)}, indent=1))
        return
    if given.after:
        found = after(home, given.rows)
    else:
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
