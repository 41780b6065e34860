"""Rows of what became of messages: sent, opened, clicked, came back, and what did not."""

from __future__ import annotations

from osuma.engine.errors import Words
from osuma.engine.segments.parse.messages import BY_SOFTWARE_TOO, KINDS, LISTED_FOR
from osuma.web.builder import windows, wording
from osuma.web.builder.cells import Cell, Given, Written, choices
from osuma.web.builder.offer import Offer

_WHAT, _CHANNEL = Words("mitä viestille tapahtui", "what became of it"), Words("kanava", "channel")
_CAMPAIGN, _WHO = Words("kampanja", "campaign"), Words("kuka", "by whom")
#: After what became of a message: that it did not.
NOT = "!"
_SENT, _LIST = "email_sent", "handed_over"
_KEYS = ("message", "channel", "campaign", "human", "did", "window")


def message_fits(leaf: Written) -> bool:
    """`{message, channel, campaign, human, did, window}`"""
    plain = all(isinstance(leaf.get(key, ""), str) for key in ("message", "channel", "campaign"))
    flags = all(isinstance(leaf.get(key, True), bool) for key in ("human", "did"))
    return plain and flags and windows.form_of(leaf.get("window")) is not None


def message_cells(leaf: Written, on: Offer) -> list[Cell]:
    kind, channel = str(leaf["message"]), str(leaf.get("channel", ""))
    what = kind if leaf.get("did", True) else f"{kind}{NOT}"
    found = [Cell("message", _WHAT, "choice", what, choices(_said(), what))]
    campaigns = () if kind == _LIST else on.values("campaign", _SENT)
    named = Cell("campaign", _CAMPAIGN, "text", str(leaf.get("campaign", "")), campaigns, before=wording.CAMPAIGN)
    if kind == _LIST:
        rest = [key for key in ("channel", "human", "window") if key in leaf]
        if not rest:
            return [*found, named]
    if kind in LISTED_FOR:
        channel, offered = channel or "email", wording.MAIL_CHANNELS
    else:
        offered = wording.ANY_CHANNEL
    found.append(Cell("channel", _CHANNEL, "choice", channel, choices(offered, channel)))
    if kind in BY_SOFTWARE_TOO or "human" in leaf:
        human = "" if leaf.get("human", True) else "false"
        found.append(Cell("human", _WHO, "choice", human, choices(wording.BY_WHOM, human)))
    # of an address that is on the list it is not known for which message
    about = [] if kind in LISTED_FOR and "campaign" not in leaf else [named]
    return [*found, *about, *windows.cells(leaf.get("window"), wording.WHEN)]


def _said() -> dict[str, Words]:
    found: dict[str, Words] = {}
    for kind in KINDS:
        did, did_not = wording.MESSAGES[kind]
        found |= {kind: did, f"{kind}{NOT}": did_not}
    return found


def read_message(leaf: Written, given: Given, _on: Offer) -> Written:
    found = leaf
    for name in ("channel", "campaign"):
        text = given.one(name)
        if text is not None and text != leaf.get(name, ""):
            found = _with(found, name, text or None)
    human = given.one("human")
    if human is not None and (human == "false") != (leaf.get("human") is False):
        found = _with(found, "human", False if human else None)
    found = windows.read(found, given)
    return _of_kind(found, given.one("message"))


def _of_kind(leaf: Written, what: str | None) -> Written:
    """The condition on something else that became of a message, without what is not asked of that."""
    if what is None:
        return leaf
    kind, did = what.removesuffix(NOT), not what.endswith(NOT)
    found = leaf if did == leaf.get("did", True) else _with(leaf, "did", None if did else False)
    if kind == leaf["message"] or kind not in KINDS:
        return found
    found = {**found, "message": kind}
    if kind not in BY_SOFTWARE_TOO:
        found = _with(found, "human", None)
    if kind == _LIST:
        found = _with(_with(found, "channel", None), "window", None)
    return _with(found, "campaign", None) if kind in LISTED_FOR else found


def _with(leaf: Written, key: str, value: str | bool | None) -> Written:
    """The condition with a key, in its order; without it where there is no value."""
    found = {**leaf, key: value}
    if value is None:
        del found[key]
    return {one: found[one] for one in (*_KEYS, *(set(found) - set(_KEYS))) if one in found}
