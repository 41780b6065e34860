"""Run as a script: random streams refreshed by differences and in full, some at once.

    PYTHONPATH=.. python compare_streams.py STREAMS [--from K] [--at-once N] [--write]        from `tests/store`

Prints each stream that differs and what all of them held. --write: docs/reference/refresh.md, where none differs.
Ends with 1 where one does. Interrupted (Ctrl-C), it tells of the streams until then.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path

import streams
import streams_page

import prepared
from osuma.store.warehouse import Warehouse


def compared(seed: int) -> tuple[Counter[str], str]:
    """What a stream held, and where it differs."""
    with tempfile.TemporaryDirectory() as name:
        try:
            return streams.run(seed, Path(name)), ""
        except Exception as problem:
            return Counter(), f"{type(problem).__name__}: {problem}"


def run(seeds: range, at_once: int) -> Iterator[tuple[int, Counter[str], str]]:
    """Each stream, in order."""
    with tempfile.TemporaryDirectory() as name, prepared.copied(Path(name)):
        Warehouse(Path(name) / "before.duckdb").open().close()  # what the others are copies of
        pool = ProcessPoolExecutor(at_once, multiprocessing.get_context("fork"), initializer=_deaf)
        try:
            for seed, (tally, problem) in zip(seeds, pool.map(compared, seeds), strict=True):
                yield seed, tally, problem
        finally:
            pool.shutdown(cancel_futures=True)


def _deaf() -> None:
    """An interruption is for the one that tells what was found."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def main() -> int:
    """Print what was found; 0 where nothing differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("streams", type=int)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=os.cpu_count())
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.streams)
    told: Counter[str] = Counter()
    wrong = done = 0
    with suppress(KeyboardInterrupt):
        for seed, tally, problem in run(seeds, given.at_once):
            done += 1
            told += tally
            wrong += bool(problem)
            if problem:
                print(f"stream {seed}: {problem}", flush=True)
            elif done % 25 == 0:
                print(f"to stream {seed}: {wrong} differ", flush=True)
    seeds = seeds[:done]
    print(*(f"{n:>7} {what}" for what, n in sorted(told.items())), sep="\n")
    print(f"{len(seeds)} streams from {given.first}: {wrong} differ")
    if given.write and done and not wrong:
        streams_page.PAGE.write_text(streams_page.page(seeds, told, date.today()), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    gc.set_threshold(100_000, 20, 50)  # as the tests have it: what is compiled is many small objects
    sys.exit(main())
