"""Whether a sequence makes sense: its steps, the time it may take, and what must be the same in them."""

from __future__ import annotations

from collections.abc import Iterator

from osuma.engine.errors import Mistake, Words
from osuma.engine.segments.check.leaves import LeafCheck, past_window
from osuma.engine.segments.mistakes import mistake, unknown_name
from osuma.engine.segments.rule import Chain
from osuma.engine.tables.vocabulary import Kind

#: Every step is one more pass over its rows; more of them nobody can read.
MAX_STEPS = 6
_PROPERTY = Words(fi="tuntematon tapahtuman tieto", en="unknown property")
_COMPARABLE: tuple[Kind, ...] = ("text", "code", "int", "decimal", "bool", "date")


def sequence_mistakes(node: Chain, path: str, leaves: LeafCheck) -> list[Mistake]:
    """Every mistake of one sequence."""
    found = [*_shape(node, path)]
    for i, step in enumerate(node.steps):
        where = f"{path}.sequence[{i}]"
        event, wrong = leaves.event_type(step.event, f"{where}.{'without' if step.without else 'event'}")
        found += wrong + (leaves.filters(step.where, event, where) if event else [])
    found += past_window(node.window, f"{path}.window")
    for i, name in enumerate(node.same):
        found += _same(node, name, f"{path}.same[{i}]", leaves)
    return found


def _shape(node: Chain, path: str) -> Iterator[Mistake]:
    steps = len(node.steps)
    if steps < 2:
        yield mistake(
            f"{path}.sequence",
            "steps",
            "Jonossa on vähintään kaksi vaihetta; yhdelle tapahtumalle riittää ehto event.",
            "a sequence has two steps at least; for one event a condition `event` will do.",
        )
    if steps > MAX_STEPS:
        yield mistake(
            f"{path}.sequence",
            "steps",
            f"Jonossa on {steps} vaihetta ja enintään {MAX_STEPS} käy. Yhdistä vaiheita tai tee kaksi ehtoa.",
            f"the sequence has {steps} steps and {MAX_STEPS} at most will do. Join steps or make two conditions.",
        )
    if steps and node.steps[0].without:
        yield mistake(
            f"{path}.sequence[0]",
            "steps",
            "Ensimmäisen vaiheen pitää olla tapahtuma: without kertoo, mitä sen jälkeen ei tapahtunut.",
            "the first step must be an event: `without` says what did not happen after it.",
        )
    if node.waits and node.within is None:
        yield mistake(
            f"{path}.within",
            "missing",
            "Kun viimeinen vaihe on without, kerro missä ajassa: within: 7 days.",
            "where the last step is a `without`, say for how long: within: 7 days.",
        )
    if node.so_far and not node.waits:
        yield mistake(
            f"{path}.so_far",
            "so_far",
            "so_far käy vain, kun viimeinen vaihe on without.",
            "so_far goes only with a `without` as the last step.",
        )


def _same(node: Chain, name: str, where: str, leaves: LeafCheck) -> list[Mistake]:
    """The property is known to every event that happens, and is of one kind wherever it is known."""
    types = [(step, leaves.vocabulary.events.get(step.event)) for step in node.steps]
    known = {event.name: event.properties[name] for _, event in types if event and name in event.properties}
    lacking = [event for step, event in types if event and not step.without and name not in event.properties]
    if lacking:
        return [unknown_name(where, "unknown_property", _PROPERTY, name, lacking[0].properties)]
    kinds = {field.kind for field in known.values()}
    if len(kinds) > 1 or not kinds <= set(_COMPARABLE):
        listed = ", ".join(known)
        return [
            mistake(
                where,
                "same",
                f"Tietoa ”{name}” ei voi verrata näiden tapahtumien kesken: {listed}. Valitse tieto, joka on kaikissa"
                " samaa lajia.",
                f"`{name}` cannot be compared between these events: {listed}. Choose one that is of the same kind in"
                " all of them.",
            )
        ]
    return []
