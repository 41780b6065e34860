"""The settings of a workspace: looking at them and setting them."""

from __future__ import annotations

from typing import Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.workflows.asking.known_settings import SETTINGS, Setting, value
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb
from osuma.workflows.data import apart


@verb("settings.get")
def get(session: Session, key: str | None = None) -> dict[str, Any]:
    """One setting or all: value, default and what it changes."""
    if key is not None:
        _known(key)
    shown = [SETTINGS[key]] if key is not None else list(SETTINGS.values())
    return {
        "settings": {setting.key: value(session.workspace, setting.key) for setting in shown},
        "about": {setting.key: {"default": setting.default, **setting.what.plain()} for setting in shown},
    }


@verb("settings.set", writes=True)
def set_(session: Session, key: str, value: Any = None) -> dict[str, Any]:
    """Change one setting; Refused where the value will not do. value: null where none is given."""
    from osuma.catalog import settings_store

    setting = _known(key)
    if not setting.fits(value):
        raise Refused(
            [
                Mistake(
                    key,
                    "bad_value",
                    Words(fi=f"arvo ei käy; anna {setting.takes.fi}", en=f"will not do; give {setting.takes.en}"),
                )
            ]
        )
    if value == setting.default:
        settings_store.remove(session.workspace, key)
    else:
        settings_store.put(session.workspace, key, value)
    if key == "set_apart":
        apart.reapply(session)
    return get(session, key)


def _known(key: str) -> Setting:
    setting = SETTINGS.get(key)
    if setting is None:
        known = ", ".join(SETTINGS)
        raise Refused(
            [
                Mistake(
                    key,
                    "no_setting",
                    Words(fi=f"tällaista ei ole; on {known}", en=f"there is no such setting; there are {known}"),
                )
            ]
        )
    return setting
