"""What the report's tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: looks at a page in Chromium (OSUMA_REQUIRE_BROWSER=1: never skip)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; closed with its module, since its event loop is one that Django refuses to work beside.

    Missing, it is a skip, and a failure where the run requires it.
    """
    program = os.environ.get("OSUMA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if os.environ.get("OSUMA_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is missing, and OSUMA_REQUIRE_BROWSER=1")
        pytest.skip("Chromium is missing")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=[*FLAGS, "--disable-sync", "--no-first-run"])
        yield found
        found.close()
