"""Osuma: segments that people understand, from a company's own data.

In Python, on tables of one's own: `osuma.Data`, `osuma.segment`. They are imported when first asked for, so that
`import osuma` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osuma.notebook import Data, segment

__all__ = ["Data", "segment"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'osuma' has no attribute {name!r}")
    from osuma import notebook

    return getattr(notebook, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
