"""A user without a mouse: what can be reached by Tab, and back by Shift and Tab."""

from __future__ import annotations

from playwright.sync_api import Page

LONG = 60_000
#: Where the focus stands, seen from what is wanted: there, or the key that leads nearer.
_NEARER = """wanted => {
    const now = document.activeElement;
    if (now.matches(wanted)) return null;
    const after = [...document.querySelectorAll(wanted)].every(
        one => now !== document.body && now.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
    return after ? 'Shift+Tab' : 'Tab';
}"""


def to(page: Page, selector: str) -> None:
    """Press keys until something has the focus that they can give it; first wait for it."""
    page.wait_for_selector(selector, state="attached", timeout=LONG)
    for _ in range(300):
        key = page.evaluate(_NEARER, selector)
        if key is None:
            return
        page.keyboard.press(key)
    raise AssertionError(f"no key leads to {selector}")
