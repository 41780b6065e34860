"""Written conditions on what is known of a person beside fields and events, to values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

from osuma.engine.errors import Mistake, Words
from osuma.engine.features.reach import GROUNDS
from osuma.engine.segments.mistakes import at, unknown_name
from osuma.engine.segments.parse.values import scalar, window
from osuma.engine.segments.rule import (
    Bucket,
    Changed,
    Consent,
    Draw,
    Experiment,
    Filter,
    Joined,
    Node,
    Reach,
    Sample,
    Score,
    Stated,
    Suppressed,
    Unknown,
    Window,
)
from osuma.engine.tables.people import LISTED, METHODS, REASONS


class Reads(Protocol):
    """What these readers ask of the one that reads the whole definition."""

    mistakes: list[Mistake]

    def wrong(self, where: str, code: str, fi: str, en: str) -> None: ...
    def keys(self, given: Mapping[str, Any], where: str, known: Iterable[str]) -> None: ...
    def text(self, given: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str: ...
    def choice(self, given: Mapping[str, Any], key: str, where: str, known: Sequence[str], default: str) -> str: ...
    def flag(self, given: Mapping[str, Any], key: str, where: str) -> bool: ...
    def sequence(self, given: Any, where: str) -> Sequence[Any]: ...
    def value(self, given: Mapping[str, Any], where: str) -> Any: ...
    def window(self, given: Mapping[str, Any], where: str) -> Window | None: ...
    def filters(self, given: Mapping[str, Any], where: str) -> tuple[Filter, ...]: ...
    def among(self, given: Mapping[str, Any], where: str) -> Node | None: ...
    def unknown(self, given: Mapping[str, Any], where: str) -> Unknown: ...


def whole(*given: Any) -> bool:
    """Whether all are whole numbers."""
    return all(isinstance(number, int) and not isinstance(number, bool) for number in given)


def top_of(given: Any) -> dict[str, Any]:
    """`{percent: 10}` or `{n: 100}`; empty where it is neither."""
    if isinstance(given, Mapping) and len(given) == 1:
        key, number = next(iter(given.items()))
        if key in ("percent", "n") and whole(number):
            return {key: number}
    return {}


def _bucket(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    low, high = given.get("from"), given.get("to")
    if not whole(low, high):
        reader.wrong(
            where,
            "bucket",
            "Anna ensimmäinen ja viimeinen lokero kokonaislukuina: from: 0, to: 999.",
            "give the first and the last bucket as whole numbers: from: 0, to: 999.",
        )
        low = high = 0
    return Bucket(reader.text(given, "bucket", where), int(low or 0), int(high or 0), reader.unknown(given, where))


def _sample(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    size = top_of(given["sample"])
    if not size:
        reader.wrong(
            at(where, "sample"),
            "sample",
            "Kerro otoksen koko: sample: {n: 500} tai sample: {percent: 10} (kokonaisluku).",
            "say how large the sample is: sample: {n: 500} or sample: {percent: 10} (a whole number).",
        )
    draw = Draw(reader.text(given, "seed", where))
    return Sample(draw, **size, among=reader.among(given, where), unknown=reader.unknown(given, where))


def joined(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    """`{member: vip, joined: {last: 30 days}}`."""
    when = window(given["joined"], at(where, "joined"), reader.mistakes.append)
    return Joined(reader.text(given, "member", where), when, reader.unknown(given, where))


def _changed(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    old, new = (
        None if given.get(key) is None else scalar(given[key], at(where, key), reader.mistakes.append)
        for key in ("from", "to")
    )
    return Changed(
        reader.text(given, "changed", where), reader.window(given, where), old, new, reader.unknown(given, where)
    )


def _score(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    model, op = reader.text(given, "score", where), reader.text(given, "op", where)
    return Score(model, op, reader.value(given, where), reader.unknown(given, where))


def _experiment(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    return Experiment(
        reader.text(given, "experiment", where), texts(reader, given, "arm", where), reader.unknown(given, where)
    )


def texts(reader: Reads, given: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """One text or a list of texts, each once; empty where the key is not there."""
    found = given.get(key)
    if found is None:
        return ()
    if not isinstance(found, list | tuple):
        return (reader.text(given, key, where),)
    if not found or not all(isinstance(one, str) and one.strip() for one in found):
        reader.wrong(
            at(where, key),
            "texts",
            f"”{key}” on teksti tai luettelo tekstejä: {key}: [a, b].",
            f"`{key}` is a text or a list of texts: {key}: [a, b].",
        )
        return ("?",)
    return tuple(dict.fromkeys(found))


def _reach(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    channel = reader.choice(given, "reach", where, tuple(GROUNDS), "email")
    grounds = texts(reader, given, "ground", where)
    possible = GROUNDS[channel]
    for ground in (one for one in grounds if one not in (*possible, "?")):
        reader.wrong(
            at(where, "ground"),
            "ground",
            f"Kanavassa {channel} ei ole perustetta ”{ground}”; perusteita ovat: {', '.join(possible)}.",
            f"the channel {channel} has no ground `{ground}`; the grounds are: {', '.join(possible)}.",
        )
    return Reach(channel, grounds, reader.text(given, "purpose", where, "marketing"), reader.unknown(given, where))


CONSENT_KEYS = (
    "consent", "state", "purpose", "window", "source", "method", "double_opt_in", "unknown",
)  # fmt: skip
#: What is asked of how and when consent was given, beside whether it is.
_OF_STATEMENTS = ("window", "source", "method", "double_opt_in")


def consent(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    """`{consent: email, state: granted}`, with or without when, by which source and how it was said."""
    channel = reader.choice(given, "consent", where, ("email", "sms", "phone", "post"), "email")
    refused = reader.choice(given, "state", where, ("granted", "refused"), "granted") == "refused"
    state: Literal["granted", "refused"] = "refused" if refused else "granted"
    purpose = reader.text(given, "purpose", where, "marketing")
    if all(given.get(key) is None for key in _OF_STATEMENTS):
        return Consent(channel, state, purpose, reader.unknown(given, where))
    methods = texts(reader, given, "method", where)
    for method in (one for one in methods if one not in (*METHODS, "?")):
        what = Words(fi="tuntematon luvan antotapa", en="unknown way of giving consent")
        reader.mistakes.append(unknown_name(at(where, "method"), "method", what, method, METHODS))
    asked = given.get("double_opt_in")
    confirmed = None if asked is None else reader.flag(given, "double_opt_in", where)
    return Stated(
        channel,
        state,
        purpose,
        reader.window(given, where),
        texts(reader, given, "source", where),
        methods,
        confirmed,
        reader.unknown(given, where),
    )


def _suppressed(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    channel = reader.choice(given, "suppressed", where, LISTED, "email")
    reasons = texts(reader, given, "reason", where)
    for reason in (one for one in reasons if one not in (*REASONS, "?")):
        what = Words(fi="tuntematon estolistan syy", en="unknown reason of the suppression list")
        reader.mistakes.append(unknown_name(at(where, "reason"), "reason", what, reason, REASONS))
    return Suppressed(channel, reasons, reader.window(given, where), reader.unknown(given, where))


PERSON_KEYS: dict[str, tuple[str, ...]] = {
    "bucket": ("bucket", "from", "to", "unknown"),
    "sample": ("sample", "seed", "among", "unknown"),
    "changed": ("changed", "from", "to", "window", "unknown"),
    "score": ("score", "op", "value", "unknown"),
    "experiment": ("experiment", "arm", "unknown"),
    "reach": ("reach", "ground", "purpose", "unknown"),
    "suppressed": ("suppressed", "reason", "window", "unknown"),
}
PERSON_READERS: dict[str, Callable[[Reads, Mapping[str, Any], str], Node]] = {
    "bucket": _bucket,
    "sample": _sample,
    "changed": _changed,
    "score": _score,
    "experiment": _experiment,
    "reach": _reach,
    "suppressed": _suppressed,
}
