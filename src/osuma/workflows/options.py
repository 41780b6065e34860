"""Settings of a workspace as the engine and the store take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.segments.settings import Settings
from osuma.store.batch import IdentitySettings, SetApart

if TYPE_CHECKING:
    from osuma.catalog.workspaces import Workspace


def set_apart(workspace: Workspace) -> SetApart:
    """Who is outside every total: `{"domains": {"firm.example": "employee"}, "emails": {…}, "tags": {…}}`."""
    from osuma.catalog import settings_store

    found: dict[str, Any] = settings_store.get(workspace, "set_apart", {})
    return SetApart(
        domains=dict(found.get("domains", {})),
        emails=dict(found.get("emails", {})),
        tags=dict(found.get("tags", {})),
    )


def shared_limit(workspace: Workspace) -> IdentitySettings:
    """How many identities may share an identifier before it joins nobody."""
    from osuma.catalog import settings_store

    return IdentitySettings(max_shared=int(settings_store.get(workspace, "identity_max_shared", 3)))


def language_settings(workspace: Workspace) -> Settings:
    """What decides the meaning of definitions in this workspace."""
    from osuma.catalog import settings_store

    return Settings(
        zone=workspace.zone,
        fiscal_year_start_month=int(settings_store.get(workspace, "fiscal_year_start_month", 1)),
        currency=workspace.currency,
    )


def existing_customer_rule(workspace: Workspace) -> bool:
    """Whether buyers may be written to without consent; only after the question was answered with yes."""
    from osuma.catalog import settings_store

    return bool(settings_store.get(workspace, "soft_opt_in", {}).get("allowed", False))
