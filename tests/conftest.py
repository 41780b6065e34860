"""What every test shares: one home for temporary installations, and the count of skips.

`make test` prints each skip and fails when there are more than `tests/skips.toml` allows.
"""

from __future__ import annotations

import gc
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

import kept_open
import on_postgres
import prepared
from in_process import Osuma
from on_postgres import Databases
from osuma.catalog import installation

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHARED_DATA = Path(os.environ.get("OSUMA_SHARED_DATA", ROOT.parent / "shared" / "data"))

# A compiled plan is a graph of many small objects, and so is a drawn world: at its usual threshold the collector of
# cycles walks all that the tests keep so often that it takes a third of their time.
gc.set_threshold(100_000, 20, 50)

#: Where folders of tests lie if it has room for them: in memory. Each write into a catalog or a warehouse waits for
#: the disk, a tenth of the time of a test, and no test is about a machine that loses its power.
IN_MEMORY, ROOM = Path("/dev/shm"), 8 * 2**30


def _in_memory() -> None:
    """Make folders in memory, unless somebody chose another place."""
    if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


_in_memory()

#: The whole run has its catalogs in PostgreSQL.
EVERYWHERE = os.environ.get("OSUMA_TEST_CATALOG") == "postgres"
#: Folders and files whose every test runs with the catalog in SQLite, and in PostgreSQL, each time.
ON_BOTH = ("catalog/", "web/test_settings_pages.py", "web/test_sharing.py")

#: What takes longest is begun first, so that the workers end together.
LONGEST = (
    "tests/oracle/test_mutations.py",
    "tests/workflows/killed/test_kill_import.py",
    "tests/workflows/killed/test_kill_refresh.py",
    "tests/oracle/test_oracle.py",
    "tests/oracle/test_spark.py",
    "tests/oracle/test_wider.py",
    "tests/oracle/test_clickhouse.py",
    "tests/web/test_first_hour.py",
    "tests/workflows/reports/test_report.py",
    "tests/workflows/data/test_undo_of_imports.py",
    "tests/real/test_raw_counts.py",
    "tests/docs/test_page_samples.py",
    "tests/workflows/asking/test_beside_serve.py",
    "tests/workflows/installation/test_demo.py",
)


#: Then folders whose files take long, so that what is last begun is short.
FOLDERS = ("workflows", "web", "real", "acceptance", "oracle", "docs", "cli", "store", "ingestion")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files in front; within a file the order stays as it is."""
    places = {name: n for n, name in enumerate((*LONGEST, *FOLDERS))}

    def place(item: pytest.Item) -> int:
        file = item.nodeid.split("::")[0]
        return places.get(file, places.get(file.split("/")[1], len(places)))

    items.sort(key=place)


def _allowed() -> int:
    budget = tomllib.loads((ROOT / "tests" / "skips.toml").read_text())
    return int(budget["allowed"] if SHARED_DATA.is_dir() else budget["allowed_without_real_data"])


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    skipped = terminalreporter.stats.get("skipped", [])
    terminalreporter.section(f"skips: {len(skipped)} of at most {_allowed()}")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.line(f"{report.nodeid}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if hasattr(session.config, "workerinput") or reporter is None or exitstatus != 0:
        return
    if len(reporter.stats.get("skipped", [])) > _allowed():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: looks at a page in Chromium (OSUMA_REQUIRE_BROWSER=1: never skip)")


@pytest.fixture(scope="session", autouse=True)
def _copied(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[None]:
    """New catalogs and warehouses are copies, but where a test asks for `made_afresh`."""
    with ExitStack() as stack:
        stack.enter_context(prepared.copied(tmp_path_factory.mktemp("prepared")))
        stack.enter_context(kept_open.left())
        if EVERYWHERE:
            stack.enter_context(on_postgres.default(databases))
        yield


@pytest.fixture(autouse=True)
def _alone() -> None:
    """Each test begins with no program beside it."""
    kept_open.alone()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Those of this process's own PostgreSQL server, which begins at first use."""
    made = Databases()
    yield made
    made.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The tests that always run on both."""
    if not EVERYWHERE and "on" in metafunc.fixturenames and _is_on_both(metafunc):
        metafunc.parametrize("on", ["sqlite", "postgres"], indirect=True)


def _is_on_both(metafunc: pytest.Metafunc) -> bool:
    named = Path(metafunc.definition.path).relative_to(ROOT / "tests").as_posix()
    return named.startswith(ON_BOTH) and metafunc.definition.get_closest_marker("sqlite") is None


@pytest.fixture(autouse=True)
def on(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """In which database new installations have their catalog: sqlite or postgres."""
    asked = getattr(request, "param", "postgres" if EVERYWHERE else "sqlite")
    with ExitStack() as stack:
        if EVERYWHERE and request.node.get_closest_marker("sqlite") is not None:
            asked = "sqlite"
            stack.enter_context(on_postgres.not_here())
        if asked == "postgres":
            folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
            if folder is not None:
                stack.callback(databases.drop, folder)
            stack.callback(installation.close)
            if not EVERYWHERE:
                stack.enter_context(on_postgres.default(databases))
        yield asked


@pytest.fixture
def made_afresh(on: str, databases: Databases) -> Iterator[None]:
    """Every file and database is made by the product's own migrations: for the tests of the making."""
    with ExitStack() as stack:
        stack.enter_context(prepared.afresh())
        if on == "postgres":
            stack.enter_context(on_postgres.default(databases, afresh=True))
        yield


@pytest.fixture(scope="session")
def made_once() -> Callable[[Callable[[Path], Osuma], Path], Osuma]:
    """(make, folder) → what `make` puts into a folder, its installation among it: made once, copied for each test."""

    def copy(make: Callable[[Path], Osuma], folder: Path) -> Osuma:
        return Osuma(prepared.once(make, folder, lambda made: made.folder))

    return copy


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; closed with its module, since its event loop is one that Django refuses to work beside.

    Missing, it is a skip, and a failure where the run requires it.
    """
    program = os.environ.get("OSUMA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if os.environ.get("OSUMA_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is missing, and OSUMA_REQUIRE_BROWSER=1")
        # counted against tests/skips.toml, and CI requires a browser
        pytest.skip("Chromium is missing")
    expect.set_options(timeout=60_000)  # of a machine that does five things at once
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=[*FLAGS, "--disable-sync", "--no-first-run"])
        yield found
        found.close()
