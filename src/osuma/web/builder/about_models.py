"""Rows of what a model says of people, and of the arm of an experiment that they were put into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from osuma.engine.errors import Words
from osuma.web.builder import comparing, wording
from osuma.web.builder.cells import Cell, Choice, Given, Written, choices, listed, one_or_many
from osuma.web.builder.offer import Offer

_MODEL, _EXPERIMENT, _ARM = Words("malli", "model"), Words("koe", "experiment"), Words("ryhmä", "arm")
_POINTS: Mapping[str, Any] = {"kind": "decimal", "codes": {}, "unit": None}


def score_fits(leaf: Written) -> bool:
    """`{score, op, value}`"""
    return isinstance(leaf["score"], str) and comparing.fits(leaf)


def score_cells(leaf: Written, on: Offer) -> list[Cell]:
    model = str(leaf["score"])
    return [
        Cell("score", _MODEL, "choice", model, _named(on.models, model)),
        *comparing.cells(leaf, _POINTS, lambda: ()),
    ]


def _named(known: Iterable[str], name: str) -> tuple[Choice, ...]:
    """Names that the data has; first to be chosen where none is."""
    named = {one: Words(one, one) for one in known}
    return choices({**({} if name else {"": wording.CHOOSE}), **named}, name)


def read_score(leaf: Written, given: Given, _on: Offer) -> Written:
    found = {**leaf, "score": leaf["score"] if given.one("score") is None else given.one("score")}
    return comparing.read(found, given, str(_POINTS["kind"]))


def experiment_fits(leaf: Written) -> bool:
    """`{experiment, arm}` of one arm, of several or of any"""
    return isinstance(leaf["experiment"], str) and all(isinstance(one, str) for one in listed(leaf.get("arm")))


def experiment_cells(leaf: Written, on: Offer) -> list[Cell]:
    name = str(leaf["experiment"])
    known = (*on.experiments.get(name, ()), *listed(leaf.get("arm")))
    arms = {one: wording.ARMS.get(one, Words(one, one)) for one in known}
    boxes, more = comparing.checks(
        leaf.get("arm"), {"codes": {one: said.plain() for one, said in arms.items()}}, lambda: (), "arm"
    )
    return [
        Cell("experiment", _EXPERIMENT, "choice", name, _named(on.experiments, name)),
        replace(boxes, label=_ARM, before=wording.IN_ARMS),
        more,
    ]


def read_experiment(leaf: Written, given: Given, _on: Offer) -> Written:
    name = leaf["experiment"] if given.one("experiment") is None else given.one("experiment")
    found = {**leaf, "experiment": name}
    if name != leaf["experiment"]:
        return {key: value for key, value in found.items() if key != "arm"}
    return one_or_many(found, given, "arm", "more")
