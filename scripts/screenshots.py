"""Pictures of a report for the documentation: one PNG per language, of the whole page or of its top.

    python scripts/screenshots.py report.html docs/pictures --width 1280 --height 900

Chromium is found by the environment variable OSUMA_CHROMIUM, else on the PATH.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    """The path of Chromium, or None where there is none."""
    named = os.environ.get("OSUMA_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def main(arguments: list[str] | None = None) -> int:
    """Takes the pictures; returns the exit code."""
    wanted = _parser().parse_args(arguments)
    program = chromium()
    if program is None:
        print("Chromium is missing: install it or name it in OSUMA_CHROMIUM.", file=sys.stderr)
        return 2
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for language in wanted.languages:
            print(_picture(browser, wanted, language))
        browser.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("report", type=Path, help="the report's HTML file")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--name", help="how the file names begin (default: as the report's)")
    parser.add_argument("--languages", nargs="+", choices=("fi", "en"), default=["fi", "en"])
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--scale", type=float, default=1.0, help="2 for sharp screens")
    parser.add_argument("--full", action="store_true", help="the whole page, not only its top")
    parser.add_argument("--section", help="only this section: summary, segments, overlap, rfm, value, months …")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--pdf", action="store_true", help="an A4 PDF instead of a PNG")
    return parser


def _picture(browser: Browser, wanted: argparse.Namespace, language: str) -> Path:
    page = browser.new_page(
        viewport={"width": wanted.width, "height": wanted.height},
        device_scale_factor=wanted.scale,
        color_scheme="dark" if wanted.dark else "light",
        reduced_motion="reduce",
    )
    page.goto(f"{wanted.report.resolve().as_uri()}#{language}")
    page.add_style_tag(content=".top { position: static !important }")  # it would lie over long pictures
    parts = [wanted.name or wanted.report.stem, wanted.section, "dark" if wanted.dark else None, language]
    target = wanted.folder / ("-".join(part for part in parts if part) + (".pdf" if wanted.pdf else ".png"))
    if wanted.pdf:
        page.pdf(path=target, prefer_css_page_size=True, print_background=True)
    elif wanted.section:
        page.locator(f"#{language}-{wanted.section}").screenshot(path=target)
    else:
        page.screenshot(path=target, full_page=wanted.full)
    page.close()
    return target


if __name__ == "__main__":
    sys.exit(main())
