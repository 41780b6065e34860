"""How far a long statement is, told while it runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from osuma.store.writing.batch import LoadContext

#: How often somebody who waits is told, in seconds.
EVERY = 1.0


@contextmanager
def watched(con: duckdb.DuckDBPyConnection, context: LoadContext, step: str) -> Iterator[None]:
    """Tell of a step when it begins, and while its statements run how many of 100 parts of each are done.

    Another thread asks, for the one that runs a statement is busy until it ends; it has gone when the block ends.
    """
    context.step(step)
    if context.progress is None:
        yield
        return
    con.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    ended = threading.Event()
    asking = threading.Thread(target=_ask, args=(con, context, step, ended), daemon=True)
    asking.start()
    try:
        yield
    finally:
        ended.set()
        asking.join()


def _ask(con: duckdb.DuckDBPyConnection, context: LoadContext, step: str, ended: threading.Event) -> None:
    while not ended.wait(EVERY):
        done = int(con.query_progress())
        if 0 <= done <= 100:
            context.step(step, done, 100)
        else:
            context.step(step)
