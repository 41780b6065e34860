"""Links that sign a browser in."""

from __future__ import annotations

import hmac
import secrets
import threading


class Links:
    """Links that sign in, each once; they are gone with the process."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._guard = threading.Lock()

    def make(self) -> str:
        """A new key."""
        key = secrets.token_urlsafe(32)
        with self._guard:
            self._keys.append(key)
        return key

    def use(self, given: str) -> bool:
        """Whether the key is one of these; it is none any more afterwards."""
        with self._guard:
            for key in self._keys:
                if hmac.compare_digest(key.encode(), given.encode()):
                    self._keys.remove(key)
                    return True
        return False
