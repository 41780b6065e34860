"""Events that are seen only of those who let themselves be followed: silence of the others is not a no.

An opening and a click are told by a picture and a link of one's own. Somebody who refused that (consent of the
purpose `tracking`) is not known to have opened nothing: where nothing was counted, the count is unknown and not 0.
What was recorded all the same counts.
"""

from __future__ import annotations

from osuma.engine.segments.rule import Consent, Event
from osuma.engine.segments.rule.base import Unknown

EVENTS = ("email_open", "email_click")
CHANNELS = ("email", "sms")
_COUNTING = ("count", "distinct", "sum")


def refusals(leaf: Event) -> tuple[Consent, ...]:
    """The refusals of which any makes the silence of a person unknown; empty for other conditions.

    Of the channel that the condition names, else of every channel of messages.
    """
    if leaf.event not in EVENTS or leaf.measure.kind not in _COUNTING:
        return ()
    named = [one.value for one in leaf.where if (one.property, one.op) == ("channel", "eq")]
    channels = [channel for channel in CHANNELS if not named or channel in named]
    return tuple(Consent(channel, "refused", "tracking", Unknown.KEEP) for channel in channels)
