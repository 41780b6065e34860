"""What every test shares: one home for temporary installations, and the count of skips.

`make test` prints each skip and fails when there are more than `tests/skips.toml` allows.
"""

from __future__ import annotations

import gc
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

import prepared
from in_process import Osuma

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHARED_DATA = Path(os.environ.get("OSUMA_SHARED_DATA", ROOT.parent / "shared" / "data"))

# A compiled plan is a graph of many small objects, and so is a drawn world: at its usual threshold the collector of
# cycles walks all that the tests keep so often that it takes a third of their time.
gc.set_threshold(100_000, 20, 50)

#: What takes longest is begun first, so that the workers end together.
LONGEST = (
    "tests/oracle/test_mutations.py",
    "tests/workflows/test_kill_import.py",
    "tests/workflows/test_kill_refresh.py",
    "tests/oracle/test_oracle.py",
    "tests/oracle/test_spark.py",
    "tests/oracle/test_wider.py",
    "tests/oracle/test_clickhouse.py",
    "tests/web/test_first_hour.py",
    "tests/workflows/test_report.py",
    "tests/workflows/test_undo_of_imports.py",
    "tests/real/test_raw_counts.py",
    "tests/docs/test_page_samples.py",
    "tests/workflows/test_beside_serve.py",
    "tests/workflows/test_demo.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files in front; within a file the order stays as it is."""
    places = {name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.split("::")[0], len(places)))


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
def _copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """New catalogs and warehouses are copies, but where a test asks for `made_afresh`."""
    with prepared.copied(tmp_path_factory.mktemp("prepared")):
        yield


@pytest.fixture
def made_afresh() -> Iterator[None]:
    """Every file is made by the product's own migrations: for the tests of the making."""
    with prepared.afresh():
        yield


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Callable[[Path], Osuma], Path], Osuma]:
    """(make, folder) → what `make` puts into a folder, its installation among it: made once, copied for each test."""
    made: dict[Callable[[Path], Osuma], tuple[Path, Path]] = {}

    def copy(make: Callable[[Path], Osuma], folder: Path) -> Osuma:
        if make not in made:
            first = tmp_path_factory.mktemp("made")
            made[make] = first, make(first).folder.relative_to(first)
        first, inside = made[make]
        shutil.copytree(first, folder, dirs_exist_ok=True)
        return Osuma(folder / inside)

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
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=[*FLAGS, "--disable-sync", "--no-first-run"])
        yield found
        found.close()
