"""Secrets that are handed out: shown once, and kept as what tells them again."""

from __future__ import annotations

import hashlib
import secrets


def new(prefix: str = "") -> str:
    """256 random bits in letters that a link may hold."""
    return prefix + secrets.token_urlsafe(32)


def kept(secret: str) -> str:
    """What the catalog keeps of a secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()
