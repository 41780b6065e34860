"""Pictures of the browser application for the documentation, in both languages, from a demo's folder.

    python scripts/page_pictures.py demo/sportshop docs/pictures

The folder's first user is made by it; a folder that has one already is refused by its sign-in page.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from screenshots import FLAGS, chromium

COMPANY = "Reipas Urheilu"
#: name of the picture → page of the workspace, and what must be there before it is taken
PAGES = {
    "home": ("", ".osuma-figure"),
    "segment": ("segments/inactive/", ".osuma-number"),
    "segments": ("segments/", ".card-table"),
    "data": ("data/", ".card-table"),
    "quality": ("data/quality/", ".card-table"),
    "calls": ("calls/", "h1"),
    "reports": ("reports/", ".osuma-picture svg"),
    "one-page": ("reports/one-page/", ".osuma-picture svg"),
}
WAIT = 120_000


def main(folder: Path, target: Path) -> None:
    program = chromium()
    command = [sys.executable, "-m", "osuma.cli", "serve", "--port", "0", "--json", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        at = json.loads(server.stdout.readline())
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="fi-FI", reduced_motion="reduce")
        page.goto(at["link"])
        if page.locator("#company").count():
            page.fill("#company", COMPANY)
            page.click("button.btn-primary")
        root = page.evaluate("document.querySelector('a.osuma-brand').href")
        for language in ("fi", "en"):
            _pictures(page, root, target, language)
        browser.close()
        server.terminate()


def _pictures(page: Page, root: str, target: Path, language: str) -> None:
    page.goto(f"{root}data/")
    if page.get_attribute("html", "lang") != language:
        page.click(f"button[name=language][value={language}]")
    for name, (path, awaited) in PAGES.items():
        page.goto(root + path)
        page.wait_for_selector(awaited, timeout=WAIT)
        page.screenshot(path=target / f"page-{name}-{language}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
