"""The server killed in the middle of each kind of job: at the next start its page says so, and it is begun again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from web_visitor import Answer, Served, Visitor

import forked
from in_process import Osuma
from osuma.web.working import INTERRUPTED

ORDERS = "Tilausnumero;Tilauspvm;Sähköposti;Summa;Tila\n" + "".join(
    f"{n};{1 + n % 28}.{1 + n % 11}.2026;asiakas{n % 60}@posti.example;{n % 90},50;Valmis\n" for n in range(1, 400)
)
Begin = Callable[[Visitor], Answer]


def _files(name: str) -> Begin:
    return lambda at: at.upload("/w/main/data/files", {f"{name}.csv": ORDERS.encode()})


def _columns(at: Visitor) -> Answer:
    """Its columns were looked at first, and are taken as Osuma knows them."""
    place = at.upload(
        "/w/main/data/files", {"muut.csv": ORDERS.replace("posti", "muu").encode()}, {"first": "columns"}
    )
    return at.post(f"{place.to}take", {"as": "known"})


KINDS: dict[str, Begin] = {
    "files": _files("tilaukset"),
    "report": lambda at: at.post("/w/main/reports/make"),
    "backup": lambda at: at.post("/w/main/settings/backups/make"),
    "who may be one person": lambda at: at.post("/w/main/data/merges/look"),
    "columns": _columns,
}


@contextmanager
def killed(folder: Path) -> Iterator[Served]:
    """A server that ends by SIGKILL, as when the power goes."""
    process = forked.osuma_command("serve", "--port", "0", "--dir", str(folder), "--json")
    told = json.loads(process.stdout.readline())
    try:
        yield Served(folder, told["address"], told["link"])
    finally:
        process.kill()
        process.communicate(timeout=60)


def test_a_job_that_was_cut_off_says_so_and_goes_when_it_is_begun_again(tmp_path: Path) -> None:
    osuma = Osuma.create(tmp_path / "osuma")
    (tmp_path / "ennen.csv").write_text(ORDERS.replace("2026;", "2025;"), encoding="utf-8")
    osuma.load(tmp_path / "ennen.csv", source="kauppa")
    cookies: dict[str, str] = {}
    cut = []
    for kind, begin in KINDS.items():
        with killed(osuma.folder) as at:
            visitor = Visitor(at.address, cookies)
            if not cookies:
                visitor.get(at.link.removeprefix(at.address.rstrip("/")))
                visitor.post("/first", {"company": "Kauppa"})
            job = begin(visitor).to
            assert re.search(r"/jobs/\d+/$", job), (kind, job)
            time.sleep(0.03)
        with killed(osuma.folder) as at:
            visitor = Visitor(at.address, cookies)
            page = visitor.get(job)
            assert "hx-trigger" not in page.text, f"{kind} seems to be at work still"
            if INTERRUPTED.en in page.text:
                cut.append(kind)
            again = visitor.ended(begin(visitor).to)
            assert "alert-danger" not in again.text, (kind, again.text)
        assert osuma.ask("doctor")["ok"], kind
    assert len(cut) >= len(KINDS) - 1, f"only {cut} were cut off"
