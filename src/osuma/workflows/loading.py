"""Every workflow, imported: verbs and finishers enter their registries when their module is imported."""

from __future__ import annotations

import functools
import importlib
import pkgutil

import osuma.workflows


@functools.cache
def load_workflows() -> None:
    for module in pkgutil.iter_modules(osuma.workflows.__path__):
        importlib.import_module(f"osuma.workflows.{module.name}")
