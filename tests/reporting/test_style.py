"""The colours are readable: WCAG AA, in light and in dark."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = files("osuma.reporting").joinpath("templates", "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)
TEXT = [
    *[(ink, on) for ink in ("ink", "muted", "link") for on in ("paper", "card")],
    ("card", "ink"),
    ("note-ink", "note"),
    ("ink", "next"),
    ("link", "next"),
    ("ink", "track"),
    ("alarm", "card"),
    *[(f"h{i}-ink", f"h{i}") for i in range(8)],
]
SHAPES = [(shape, on) for shape in ("people", "sales", "accent") for on in ("paper", "card")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "on"), TEXT)
def test_text_has_contrast(theme: dict[str, str], ink: str, on: str) -> None:
    assert contrast(theme[ink], theme[on]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "on"), SHAPES)
def test_shapes_have_contrast(theme: dict[str, str], shape: str, on: str) -> None:
    assert contrast(theme[shape], theme[on]) >= 3.0


def test_both_themes_name_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK)


def test_the_style_asks_for_nothing() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "@font-face" not in STYLE
