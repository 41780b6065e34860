"""What was planted in simulated files, held against what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from osuma.engine.errors import Words
from osuma.reporting import numbers
from osuma.reporting.facts import Identity, Reach, Source
from osuma.workflows.reports.reporting_facts.people import reachable

NAMES: Mapping[str, Words] = {
    "people": Words("ihmisiä", "people"),
    "reachable": Words("tavoitettavissa", "reachable"),
    "refused": Words("kelvottomia rivejä", "rows that no import can take"),
}


@dataclass(frozen=True)
class Finding:
    """One truth of the simulation. what: a key of `NAMES`."""

    what: str
    planted: int
    found: int


def findings(
    truth: Mapping[str, int], identity: Identity | None, found: Reach, sources: Sequence[Source]
) -> tuple[Finding, ...]:
    """Everything that was planted and can be found; empty for real data."""
    ours = {
        "people": identity.people if identity is not None else 0,
        "reachable": reachable(found),
        "refused": sum(source.refused for source in sources),
    }
    return tuple(Finding(what, truth[what], ours[what]) for what in NAMES if what in truth)


def told(found: Sequence[Finding]) -> Words | None:
    """The findings in one sentence; None where there are none."""
    if not found:
        return None
    fi, en = (", ".join(_pair(one, language) for one in found) for language in ("fi", "en"))
    return Words(
        f"Simulaatio tietää totuuden, joten tulosta voi verrata siihen. Istutettu → löydetty: {fi}.",
        f"The simulation knows the truth, so that the result can be held against it. Planted → found: {en}.",
    )


def _pair(one: Finding, language: str) -> str:
    planted, found = (numbers.number(n, language) for n in (one.planted, one.found))
    return f"{NAMES[one.what][language]} {planted} → {found}"
