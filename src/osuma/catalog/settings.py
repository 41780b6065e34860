"""Django's settings, made by code: one application database an installation, no settings file to edit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECRET_KEY = "osuma: nothing is signed"  # noqa: S105  no cookie, session or form is signed with it
INSTALLED_APPS = ["osuma.catalog"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING_CONFIG = None
# Which installation and which database it is, `configure` says.
DATABASES: dict[str, dict[str, Any]] = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ""}}
INSTALLATION: Path | None = None


def ready() -> None:
    """Configure Django once in this process, unless a tool brought settings of its own."""
    from django.conf import settings

    if settings.configured or "DJANGO_SETTINGS_MODULE" in os.environ:
        return
    import django

    settings.configure(**{name: value for name, value in globals().items() if name.isupper()})
    django.setup()


def configure(folder: Path, database: Mapping[str, Any]) -> None:
    """Name the installation whose catalog the queries of this process mean.

    database: as one of Django's DATABASES.
    """
    ready()
    forget()
    _name("default", database)
    add(INSTALLATION=folder)


def add(**more: Any) -> None:
    """More settings of Django: those of the web."""
    from django.conf import settings

    for name, value in more.items():
        setattr(settings, name, value)


def installation() -> Path:
    """The folder of the installation that `configure` named."""
    from django.conf import settings

    folder: Path | None = settings.INSTALLATION
    assert folder is not None  # noqa: S101  nothing is asked of a catalog before it is named
    return folder


@contextmanager
def beside(alias: str, database: Mapping[str, Any]) -> Iterator[None]:
    """Another database of this process, by a name of its own, while the block runs."""
    from django.db import connections

    _name(alias, database)
    try:
        yield
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


def forget() -> None:
    """Close this thread's connection."""
    from django.db import connections

    connections.close_all()


def _name(alias: str, database: Mapping[str, Any]) -> None:
    from django.db import connections

    if alias in connections.settings:
        # This thread's, closed by now or made here, may be of another kind; what is asked next makes its own.
        _ = connections[alias]
        del connections[alias]
    # Connections of every thread share this mapping, so that the next one opened anywhere finds the new database.
    named = connections.settings.setdefault(alias, {})
    named.clear()
    named.update(connections.configure_settings({"default": dict(database)})["default"])
