"""One evaluation that every sentence is read against: 20.11.2026 at 0.00 in Helsinki."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from osuma.engine.errors import Words
from osuma.engine.segments.explain import Counts, ExplainContext

HELSINKI = ZoneInfo("Europe/Helsinki")
TITLES = {
    "villa-owners": Words(fi="Huvilan omistajat", en="Villa owners"),
    "rfm": Words(fi="RFM-jako", en="RFM"),
    "rfm/champions": Words(fi="Parhaat", en="Champions"),
}


@pytest.fixture
def context() -> Callable[..., ExplainContext]:
    def make(**given: Any) -> ExplainContext:
        given.setdefault("titles", TITLES)
        given.setdefault("as_of", datetime(2026, 11, 20, tzinfo=HELSINKI))
        counts = {path: Counts(**found) for path, found in given.pop("counts", {}).items()}
        return ExplainContext(zone=HELSINKI, counts=counts, **given)

    return make


@pytest.fixture
def read() -> Callable[[str], str]:
    """A text with plain spaces for no-break ones, as goldens are written."""
    return lambda text: text.replace("\u00a0", " ").replace("\u2212", "-")
