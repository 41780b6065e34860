"""Django's settings, made by code: one application database an installation, no settings file to edit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

FILE_NAME = "catalog.sqlite"

# WAL lets readers go on beside a writer; FULL, since consents and suppression are true here and nowhere else;
# secure_delete, since an erased person's bytes must not stay in the file.
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"

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
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "",
        "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE", "init_command": PRAGMAS},
    }
}


def ready() -> None:
    """Configure Django once in this process, unless a tool brought settings of its own."""
    from django.conf import settings

    if settings.configured or "DJANGO_SETTINGS_MODULE" in os.environ:
        return
    import django

    settings.configure(**{name: value for name, value in globals().items() if name.isupper()})
    django.setup()


def configure(folder: Path, **extra: Any) -> None:
    """Name the installation whose catalog the queries of this process mean; `extra` settings are the web's."""
    from django.conf import settings
    from django.db import connections

    ready()
    connections.close_all()
    # Connections of every thread share this mapping, so that the next one opened anywhere finds the new file.
    connections.settings["default"]["NAME"] = str(folder / FILE_NAME)
    for name, value in extra.items():
        setattr(settings, name, value)


def forget() -> None:
    """Close this thread's connection."""
    from django.db import connections

    connections.close_all()
