"""The key with which an installation signs what browsers carry."""

from __future__ import annotations

import secrets
from pathlib import Path

from osuma.catalog.modes import write_whole

FILE_NAME = "secret.key"


def secret_key(folder: Path) -> str:
    """The installation's own, made at its first use; who removes the file signs everybody out."""
    file = folder / FILE_NAME
    if not file.is_file():
        write_whole(file, secrets.token_urlsafe(64))
    return file.read_text(encoding="utf-8")
