"""Reading a whole file as text."""

from __future__ import annotations

from pathlib import Path

from osuma.engine.errors import Misuse, Words


def utf8(path: Path) -> str:
    """The text of a file without a byte-order mark; Misuse where it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Misuse(
            Words(
                fi=f"Tiedosto {path} ei ole UTF-8-tekstiä. Tallenna se UTF-8-muodossa.",
                en=f"The file {path} is not UTF-8 text. Save it as UTF-8.",
            ),
            "not_utf8",
        ) from None
