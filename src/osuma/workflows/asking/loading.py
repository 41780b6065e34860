"""Every workflow, imported: verbs and finishers enter their registries when their module is imported."""

from __future__ import annotations

import functools
import importlib
import pkgutil

import osuma.workflows


@functools.cache
def load_workflows() -> None:
    for module in pkgutil.walk_packages(osuma.workflows.__path__, "osuma.workflows."):
        importlib.import_module(module.name)
