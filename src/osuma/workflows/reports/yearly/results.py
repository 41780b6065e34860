"""What came of segments: lists that were handed out, and control groups against those who got them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from osuma.engine.errors import Words
from osuma.engine.periods import local_day
from osuma.engine.segments.difference import Difference, difference
from osuma.reporting import numbers
from osuma.store.membership.experiments import Arm, arms_since
from osuma.workflows.lists.control import CONTROL, SENT, experiment_of
from osuma.workflows.reports.yearly.stretch import Stretch

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session

_EVERY = 10**9


@dataclass(frozen=True)
class Sides:
    """What the groups of an experiment are called. title: what begins the sentence; sent: those who got it, with the
    verb; none: that nothing was bought since."""

    title: Words
    sent: Words
    none: Words


def _of_list(experiment: str) -> Sides:
    return Sides(
        Words(f"Koe ”{experiment}”", f"Experiment “{experiment}”"),
        Words("listalta osti", "of the list"),
        Words(
            "listan jälkeen ei ole vielä tuotu ostoja, joten tulosta ei ole.",
            "no purchases after the list have been imported yet, so there is no result.",
        ),
    )


@dataclass
class Lists:
    """What was handed out of one segment: in the stretch, and whether ever."""

    lists: int = 0
    rows: int = 0
    last: date | None = None
    experiments: list[str] = field(default_factory=list)


def lists(session: Session, within: Stretch) -> dict[str, Lists]:
    """By slug of the segment or class, everything that was ever handed out; figures are of the stretch."""
    from osuma.catalog import audit, exports

    found: dict[str, Lists] = {}
    for one in exports.list_(session.workspace):
        of = found.setdefault(one.what, Lists())
        if within.holds(one.at):
            of.lists, of.rows = of.lists + 1, of.rows + one.rows
            of.last = of.last or local_day(one.at, session.zone)
    for act in audit.list_(session.workspace, _EVERY, verb="segments.export", until=within.high):
        slug = act.detail.get("slug")
        if slug in found and act.detail.get("control") and act.detail.get("outcome") == "done":
            name = experiment_of(str(slug), act.detail.get("experiment"))
            if name not in found[str(slug)].experiments:
                found[str(slug)].experiments.append(name)
    return found


def measured(
    session: Session, con: Connection, until: datetime, experiment: str, sides: Sides | None = None
) -> Words | None:
    """What an experiment came to by an instant in naive UTC, in a sentence; None where it has not both its groups."""
    sides = sides or _of_list(experiment)
    arms = arms_since(con, experiment, until)
    if not {CONTROL, SENT} <= set(arms):
        return None
    sent, control = arms[SENT], arms[CONTROL]
    ((last,),) = con.execute("SELECT max(ts) FROM event_order").fetchall()
    if last is None or last <= sent.since:
        return Words(f"{sides.title.fi}: {sides.none.fi}", f"{sides.title.en}: {sides.none.en}")
    found = difference(sent.buyers, sent.people, control.buyers, control.people)
    return None if found is None else _said(sides, sent, control, found, session.workspace.currency)


def _said(sides: Sides, sent: Arm, control: Arm, found: Difference, currency: str) -> Words:
    def bought(arm: Arm, to: str) -> str:
        share = numbers.percent(arm.buyers, arm.people, to)
        head = numbers.money(arm.net / arm.people, currency, to, 2)
        return f"{share} ({arm.buyers}/{arm.people}, {head})"

    def points(value: float, to: str) -> str:
        text = f"{abs(value) * 100:.1f}".replace(".", "," if to == "fi" else ".")
        return f"{'+' if value >= 0 else numbers.MINUS}{text}"

    fi_end = "" if found.clear else " Ei vielä johtopäätöstä. Ero voi olla sattumaa."
    en_end = "" if found.clear else " No conclusion yet. It may be chance."
    return Words(
        f"{sides.title.fi}: {sides.sent.fi} {bought(sent, 'fi')}, kontrolliryhmästä {bought(control, 'fi')}; "
        f"suluissa ostajat ja myynti henkeä kohti. Ero {points(found.value, 'fi')} prosenttiyksikköä (95 %:n väli "
        f"{points(found.low, 'fi')}…{points(found.high, 'fi')}).{fi_end}",
        f"{sides.title.en}: {sides.sent.en} {bought(sent, 'en')} bought, of the control group "
        f"{bought(control, 'en')}; in brackets buyers and sales per head. Difference {points(found.value, 'en')} "
        f"percentage points (95% interval {points(found.low, 'en')} to {points(found.high, 'en')}).{en_end}",
    )
