"""No row is read or written without a workspace, whatever the model."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models

from osuma.catalog import access_models
from osuma.catalog import models as catalog_models
from osuma.catalog.scoped import NoWorkspace
from osuma.catalog.workspaces import Workspace

NOW = datetime(2026, 11, 20, tzinfo=UTC)
#: Who signs in stands above workspaces; what each may do there is a role, which carries its own.
ABOVE = (
    catalog_models.Workspace,
    access_models.User,
    access_models.SignIn,
    access_models.PasswordReset,
    access_models.Attempt,
)
MODELS = [model for model in apps.get_app_config("catalog").get_models() if model not in ABOVE]
QUERIES = {
    "all": lambda objects: objects.all(),
    "filter": lambda objects: objects.filter(id=1),
    "get": lambda objects: objects.get(id=1),
    "count": lambda objects: objects.count(),
    "first": lambda objects: objects.first(),
    "exists": lambda objects: objects.exists(),
    "create": lambda objects: objects.create(),
    "bulk_create": lambda objects: objects.bulk_create([]),
    "get_or_create": lambda objects: objects.get_or_create(id=1),
    "update": lambda objects: objects.update(id=1),
    "iterate": lambda objects: list(objects.iterator()),
    "values": lambda objects: objects.values("id"),
    "aggregate": lambda objects: objects.aggregate(n=models.Count("id")),
}


def test_there_are_models_to_test() -> None:
    assert {model.__name__ for model in MODELS} == {
        "Load", "Definition", "DefinitionVersion", "Comment", "Draft", "Mapping", "ConsentEntry", "SuppressionEntry",
        "Setting", "Job", "Audit", "Export", "EventType", "ConsentText", "WatchedFile", "Pin", "Role",
        "Invitation", "ApiKey", "Once", "ShareLink",
    }  # fmt: skip


@pytest.mark.sqlite  # it is refused before any database is asked
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_a_query_without_a_workspace_is_refused(model: Any, query: Any, shop: Workspace) -> None:
    with pytest.raises(NoWorkspace, match=model.__name__):
        query(model.objects)
    with pytest.raises(NoWorkspace, match=model.__name__):
        query(model._default_manager)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_row_carries_its_workspace(model: Any, shop: Workspace) -> None:
    field = model._meta.get_field("workspace")
    assert field.null is False
    assert field.related_model is catalog_models.Workspace
    assert model.objects.of(shop.key).count() == 0


def test_rows_of_another_workspace_are_not_seen(shop: Workspace, other: Workspace) -> None:
    catalog_models.Setting.objects.add(shop.key, key="threads", value=2, changed_at=NOW)
    assert catalog_models.Setting.objects.of(shop.key).count() == 1
    assert catalog_models.Setting.objects.of(other.key).count() == 0


def test_many_rows_without_a_workspace_are_refused(shop: Workspace) -> None:
    with pytest.raises(NoWorkspace):
        catalog_models.Setting.objects.add_many([catalog_models.Setting(key="threads")])


def test_uniqueness_is_per_workspace(shop: Workspace, other: Workspace) -> None:
    for workspace in (shop, other):
        catalog_models.Setting.objects.add(workspace.key, key="threads", value=2, changed_at=NOW)
    with pytest.raises(IntegrityError):
        catalog_models.Setting.objects.add(shop.key, key="threads", value=3, changed_at=NOW)
