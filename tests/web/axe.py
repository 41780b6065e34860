"""What axe finds on a page that a person would be hindered by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
#: What colours alone decide: of a page looked at in light colours, dark ones change nothing else.
COLOURS = ("color-contrast", "link-in-text-block")


def findings(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """The serious and critical ones; rules: axe's names of those that are asked, none for all."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    asked = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("asked => axe.run(asked)", asked)["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0].get('failureSummary', '')}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
