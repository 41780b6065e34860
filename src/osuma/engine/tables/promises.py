"""What the text promises under which people gave their consent, as far as its sentences show it."""

from __future__ import annotations

import re
from typing import Literal, get_args

Promise = Literal["no_third_parties", "withdraw_any_time"]
PROMISES: tuple[Promise, ...] = get_args(Promise)

#: Expressions that must all be in one sentence, whatever their order: Finnish, Swedish, English.
_SAID: dict[Promise, tuple[str, ...]] = {
    "no_third_parties": (
        r"\b(emme|ei|eikä|koskaan|ikinä|inte|aldrig|never|not|don't|won't|no)\b",
        r"\b(jaa|jaeta|luovut\w*|myy|myydä|anna|anneta|dela\w*|delas|sälj\w*|lämna\w*|shar\w*|sell\w*|sold|disclos\w*)\b",
        r"(kolman\w* osapuol|kolmansille|ulkopuolisille|muille\b|tredje ?part|utomstående|third part|anyone else"
        r"|other compan)",
    ),
    "withdraw_any_time": (
        r"(\bperu\w*|\bperuut\w*|återkalla|avsluta|withdraw|unsubscribe|opt out|change your mind)",
        r"(koska tahansa|milloin tahansa|koska vain|milloin vain|när som helst|any ?time|at any moment)",
    ),
}


def proposed(text: str) -> tuple[Promise, ...]:
    """The promises that a text seems to make; a person confirms them. In the order of `PROMISES`."""
    sentences = re.split(r"[.!?…]+\s", " ".join(text.casefold().split()) + " ")
    return tuple(
        promise
        for promise in PROMISES
        if any(all(re.search(one, sentence) for one in _SAID[promise]) for sentence in sentences)
    )
