"""Django's settings that only the pages need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from osuma.web.address import LOCAL_HOSTS, Reach
from osuma.web.guard import LOCAL_PATH

HERE = Path(__file__).parent
STATIC = HERE / "static"
WEEKS, YEAR = 14 * 24 * 3600, 365 * 24 * 3600

SETTINGS = {
    "ROOT_URLCONF": "osuma.web.urls",
    "MIDDLEWARE": [
        "osuma.web.guard.guard",
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [str(HERE / "templates")],
            "OPTIONS": {"builtins": ["osuma.web.words"]},
        }
    ],
    "SESSION_ENGINE": "osuma.catalog.sign_ins",
    "SESSION_COOKIE_NAME": "osuma",
    "SESSION_COOKIE_AGE": WEEKS,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_NAME": "osuma_form",
    "CSRF_COOKIE_HTTPONLY": True,
    "X_FRAME_OPTIONS": "DENY",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    # not less: a form is known to be ours by where it says that it comes from
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_REDIRECT_EXEMPT": [f"^{LOCAL_PATH.strip('/')}/"],
    # whether a domain's other names are encrypted too is their owner's word
    "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],
    "CSRF_FAILURE_VIEW": "osuma.web.pages.refused.stale_form",
    "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.TemporaryFileUploadHandler"],
    "DATA_UPLOAD_MAX_NUMBER_FILES": 200,
    # a form or a question without its files; files are counted by the server as a whole
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 16 * 1024 * 1024,
    "STATIC_URL": "/static/",
}


def settings_of(reach: Reach) -> dict[str, Any]:
    """The settings of a server that is reached so: behind HTTPS its cookies go nowhere else."""
    public = reach.host
    names = [] if public is None else [public.partition(":")[0]]
    return {
        **SETTINGS,
        "ALLOWED_HOSTS": [*LOCAL_HOSTS, *names],
        "SESSION_COOKIE_SECURE": public is not None,
        "CSRF_COOKIE_SECURE": public is not None,
        "SECURE_SSL_REDIRECT": public is not None,
        "SECURE_HSTS_SECONDS": 0 if public is None else YEAR,
    }
