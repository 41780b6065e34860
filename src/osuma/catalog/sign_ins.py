"""Where Django keeps who is signed in: the catalog."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from osuma.catalog.models import SignIn


class SessionStore(DatabaseStore):
    """The name and form that Django asks of a store."""

    @classmethod
    def get_model_class(cls) -> Any:
        return SignIn
