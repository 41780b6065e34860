"""Pictures of every page of the browser application, from a demo's folder, to be looked at one by one.

    python scripts/page_pictures.py demo/sportshop build/pages --docs docs/pictures

Into the first folder goes every page in both languages, on a desk and a phone, light and dark (`--modes` takes some
of them, such as fi-phone-dark); into that of `--docs` the few that README and docs show. The folder's first user is
made by it; a folder that has one already is refused by its sign-in page. What is wider than its screen is named.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from screenshots import FLAGS, chromium

from osuma.web.pages.place import SINCE

COMPANY = "Reipas Urheilu"
#: name of a picture of README and docs → page of the workspace, and what must be there before it is taken
SHOWN = {
    "home": ("", ".osuma-figure"),
    "segment": ("segments/inactive/", ".osuma-number"),
    "segments": ("segments/", ".osuma-chips"),
}
#: Pages of the workspace, by their address in it.
PAGES = (
    "", "all/", "calls/", "industries/", "data/", "data/quality/", "data/fields/", "data/merges/", "data/lists/",
    "data/choices/", "data/guides/", "segments/", "segments/inactive/", "segments/cyclists/course", "build/", "plan/",
    "customers/", "customers/1/", "companies/", "reports/", "reports/one-page/", "reports/sheet/", "reports/review/",
    "settings/", "settings/users/", "settings/company/", "settings/keys/", "settings/backups/", "settings/log/",
    "settings/shares/",
)  # fmt: skip
#: Pages outside every workspace, as somebody sees them who is not signed in.
DOORS = ("sign-in", "forgot", "closed", "join", "renew")
SIZES = {"desk": (1280, 860), "phone": (390, 844)}
MODES = tuple("-".join(one) for one in product(("fi", "en"), SIZES, ("light", "dark")))
#: A page of this many pixels and more is taken to its first screen: a picture of all of it could not be read.
LONGEST = 6000
WAIT = 120_000


def main(arguments: list[str] | None = None) -> int:
    """Takes the pictures; 1 where a page did not answer or is wider than its screen."""
    wanted = _parser().parse_args(arguments)
    wanted.target.mkdir(parents=True, exist_ok=True)
    with _served(wanted.folder) as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        first = _entered(browser, link)
        wrong = [said for mode in wanted.modes for said in _taken(browser, first, wanted, mode)]
        if wanted.docs is not None:
            _shown(browser, first, wanted.docs)
        browser.close()
    sys.stderr.write("".join(f"{said}\n" for said in wrong))
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="a demo's folder")
    parser.add_argument("target", type=Path, help="where the pictures go")
    parser.add_argument("--docs", type=Path, help="where those of README and docs go")
    parser.add_argument("--modes", nargs="*", choices=MODES, default=MODES)
    parser.add_argument("--pages", nargs="*", default=[*PAGES, *DOORS], help="addresses within the workspace")
    return parser


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The link by which its first visitor comes in."""
    command = [sys.executable, "-m", "osuma.cli", "serve", "--port", "0", "--json", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield str(json.loads(server.stdout.readline())["link"])
        finally:
            server.terminate()


def _entered(browser: Browser, link: str) -> dict[str, Any]:
    """Cookies of the first user, and the address of the workspace."""
    context = browser.new_context(locale="fi-FI")
    page = context.new_page()
    page.goto(link)
    if page.locator("#company").count():
        page.fill("#company", COMPANY)
        page.click("button.btn-primary")
    page.wait_for_selector("a.osuma-brand", timeout=WAIT)
    root = page.evaluate("document.querySelector('a.osuma-brand').href")
    cookies = context.cookies()
    context.close()
    return {"cookies": cookies, "root": str(root)}


def _taken(browser: Browser, first: dict[str, Any], wanted: argparse.Namespace, mode: str) -> Iterator[str]:
    """Every page in one mode; what is wrong with any."""
    with _screen(browser, first, mode) as page:
        for path in wanted.pages:
            door = path in DOORS
            address = f"{first['root'].partition('/w/')[0]}/{path}" if door else first["root"] + path
            if door:
                page.context.clear_cookies()
            answer = page.goto(address)
            page.wait_for_load_state("networkidle", timeout=WAIT)
            page.wait_for_selector(f"[hx-headers*={SINCE}]", state="detached", timeout=WAIT)  # its figures are there
            name = f"{path.strip('/').replace('/', '-') or 'home'}-{mode}"
            if answer is None or answer.status != 200:
                yield f"{name}: {answer.status if answer else 'no answer'}"
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                yield f"{name}: {wide} pixels wider than the screen"
            high = page.evaluate("document.documentElement.scrollHeight")
            page.screenshot(path=wanted.target / f"{name}.png", full_page=high < LONGEST)


@contextmanager
def _screen(browser: Browser, first: dict[str, Any], mode: str) -> Iterator[Page]:
    """A page of the first user in a language, on a kind of screen, light or dark."""
    language, size, scheme = mode.split("-")
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="fi-FI" if language == "fi" else "en-GB",
        reduced_motion="reduce",
        color_scheme="dark" if scheme == "dark" else "light",
    )
    context.add_cookies(first["cookies"])
    page = context.new_page()
    page.goto(f"{first['root']}settings/log/")
    if page.get_attribute("html", "lang") != language:
        page.click(f"button[name=language][value={language}]")
    yield page
    context.close()


def _shown(browser: Browser, first: dict[str, Any], target: Path) -> None:
    """The pictures of README and docs, as a first screen shows them."""
    for language in ("fi", "en"):
        with _screen(browser, first, f"{language}-desk-light") as page:
            for name, (path, awaited) in SHOWN.items():
                page.goto(first["root"] + path)
                page.wait_for_selector(awaited, timeout=WAIT)
                page.screenshot(path=target / f"page-{name}-{language}.png")


if __name__ == "__main__":
    raise SystemExit(main())
