"""Who may ask what: every verb has a decision, and each role is held to it before anything is opened."""

from __future__ import annotations

from typing import Any, cast

import pytest

from osuma.catalog.users import RoleName
from osuma.engine.errors import OsumaError
from osuma.workflows.asking import verbs
from osuma.workflows.asking.owner import Owner
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import (
    ARGUMENTS,
    BY_PERSON,
    NEEDS,
    ROLES,
    Asker,
    NoBasisRight,
    NotAllowed,
    Right,
    here,
    refuse,
)

#: What only the machine's own user asks, and what only tests have.
OF_THE_PRODUCT = [name for name in verbs.names() if not name.startswith(("test.", "reconcile."))]


@pytest.mark.parametrize("name", OF_THE_PRODUCT)
def test_every_verb_has_a_decision(name: str) -> None:
    assert name in NEEDS, f"{name}: say in workflows/asking/rights.py who may ask it"


def test_no_decision_is_of_a_verb_that_there_is_not() -> None:
    assert set(NEEDS) <= set(OF_THE_PRODUCT)
    for verb, argument in ARGUMENTS:
        found = verbs.find(verb)
        assert argument in found.required | found.optional


def test_who_only_looks_changes_nothing() -> None:
    writing = {name for name in OF_THE_PRODUCT if verbs.find(name).writes}
    assert {name for name in writing if NEEDS[name] < Right.PEOPLE} == set()
    # who rings says what came of it, and by the list that they take it is kept who is compared with the control group
    assert {name for name in writing if NEEDS[name] < Right.DEFINE} == {"calls.record", "calls.write"}


@pytest.mark.parametrize("name", OF_THE_PRODUCT)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_held_to_the_table(role: str, name: str) -> None:
    class Closed:
        def session(self, *_: Any) -> Any:
            raise AssertionError("opened")

    asker = Asker("maija", ROLES[cast("RoleName", role)], special=True, user=1)
    allowed = ROLES[cast("RoleName", role)] >= NEEDS[name]
    with pytest.raises(OsumaError) as refused:
        verbs.run(cast("Owner", Closed()), "kauppa", name, {"not": "its argument"}, quiet, asker)
    assert refused.value.code == ("wrong_arguments" if allowed else "not_allowed")


def test_what_shows_people_needs_more_than_counts() -> None:
    viewer = Asker("viivi", ROLES["viewer"])
    refuse(viewer, "segments.combine", {"expression": "a & b", "members": False})
    with pytest.raises(NotAllowed):
        refuse(viewer, "segments.combine", {"expression": "a & b", "members": True})
    refuse(Asker("sami", ROLES["sales"]), "segments.combine", {"expression": "a & b", "members": True})


def test_the_machine_is_for_who_owns_every_workspace() -> None:
    owner = Asker("maija", ROLES["owner"], special=True)
    refuse(owner, "settings.set", {"key": "segment_limit", "value": 12})
    for key in ("watch_folder", "engine", "memory_limit"):
        with pytest.raises(NotAllowed):
            refuse(owner, "settings.set", {"key": key, "value": "/etc"})
        refuse(Asker("maija", Right.EVERYWHERE), "settings.set", {"key": key, "value": "/etc"})
    with pytest.raises(NotAllowed):
        refuse(owner, "backup.make", {})


def test_the_basis_of_special_categories_is_a_right_of_its_own() -> None:
    for right in (Right.CHANGE, Right.OWN, Right.EVERYWHERE):
        without, holder = Asker("m", right), Asker("m", right, special=True)
        for name, args in (
            ("special.allow", {"file": "b.yaml"}),
            ("import.run", {"files": [], "allow_special": "b"}),
        ):
            refuse(holder, name, args)
            with pytest.raises(NoBasisRight):
                refuse(without, name, args)
        refuse(without, "import.run", {"files": [], "allow_special": None})


def test_a_key_makes_no_keys_and_lets_nobody_in() -> None:
    for name in BY_PERSON:
        with pytest.raises(NotAllowed):
            refuse(Asker("kassa (API)", Right.EVERYWHERE, special=True), name, {})
        refuse(here("maija"), name, {})


def test_what_nobody_decided_is_for_the_machines_own_user() -> None:
    with pytest.raises(NotAllowed):
        refuse(Asker("maija", Right.EVERYWHERE, special=True), "new.verb", {})
    refuse(here("maija"), "new.verb", {})
