"""Settings of a workspace as the engine and the store take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from osuma.engine.segments.settings import Settings
from osuma.store.writing.batch import IdentitySettings, SetApart
from osuma.workflows.asking.known_settings import value

if TYPE_CHECKING:
    from osuma.catalog.workspaces import Workspace

#: Under what the marks are kept.
SPECIAL_FIELDS = "special_fields"
OWN_MONEY = "own_money"


#: In the settings: what stages of deals mean.
STAGES = "deal_stages"


def set_apart(workspace: Workspace) -> SetApart:
    """Who is outside every total: `{"domains": {"firm.example": "employee"}, "emails": {…}, "tags": {…}}`."""
    found: dict[str, Any] = value(workspace, "set_apart")
    return SetApart(
        domains=dict(found.get("domains", {})),
        emails=dict(found.get("emails", {})),
        tags=dict(found.get("tags", {})),
    )


def shared_limit(workspace: Workspace) -> IdentitySettings:
    """How many identities may share an identifier before it joins nobody."""
    return IdentitySettings(max_shared=int(value(workspace, "identity_max_shared")))


def separate_refunds(workspace: Workspace) -> frozenset[str]:
    """Sources whose refunds are never those that an orders' file tells of."""
    return frozenset(value(workspace, "separate_refunds"))


def stages(workspace: Workspace) -> dict[str, str]:
    """What people have said that stages of deals mean: open, won or lost, by the folded stage."""
    from osuma.catalog import settings_store

    return dict(settings_store.get(workspace, STAGES, {}))


def keep_separate(workspace: Workspace, sources: frozenset[str]) -> None:
    """Remember it of these sources too."""
    from osuma.catalog import settings_store

    settings_store.put(workspace, "separate_refunds", sorted(separate_refunds(workspace) | sources))


def language_settings(workspace: Workspace) -> Settings:
    """What decides the meaning of definitions in this workspace."""
    return Settings(
        zone=workspace.zone,
        fiscal_year_start_month=int(value(workspace, "fiscal_year_start_month")),
        currency=workspace.currency,
        existing_customers=existing_customer_rule(workspace),
    )


def existing_customer_rule(workspace: Workspace) -> bool:
    """Whether buyers may be written to without consent; only after the question was answered with yes."""
    return bool(value(workspace, "soft_opt_in").get("allowed", False))


def own_money(workspace: Workspace) -> dict[str, str]:
    """The currency of each of the workspace's own fields of which it was said; empty where it holds no money."""
    from osuma.catalog import settings_store

    return dict(settings_store.get(workspace, OWN_MONEY, {}))


def keep_own_money(workspace: Workspace, said: Mapping[str, str | None]) -> None:
    """Keep in which currency own fields are, beside what was said of the others; None: it is not known any more."""
    from osuma.catalog import settings_store

    known = {**own_money(workspace), **said}
    settings_store.put(workspace, OWN_MONEY, {field: code for field, code in known.items() if code is not None})


def special_fields(workspace: Workspace) -> frozenset[str]:
    """The customer fields that people have marked as special, beside what the lexicon marks."""
    from osuma.catalog import settings_store

    return frozenset(settings_store.get(workspace, SPECIAL_FIELDS, []))
