"""What a text of consent promises, read from its sentences."""

from __future__ import annotations

import pytest

from osuma.engine.tables.promises import proposed

BOTH = ("no_third_parties", "withdraw_any_time")


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("Voit perua luvan koska tahansa. Emme ikinä jaa tietojasi kolmansille osapuolille.", BOTH),
        ("Emme luovuta tietojasi ulkopuolisille. Peruuta milloin tahansa!", BOTH),
        ("We never share your data with third parties. You can withdraw any time.", BOTH),
        ("We do not sell or disclose your address to anyone else.", BOTH[:1]),
        ("Vi delar aldrig dina uppgifter med tredje part. Du kan återkalla när som helst.", BOTH),
        ("You can unsubscribe at any time.", BOTH[1:]),
        ("Jaamme tietojasi kolmansille osapuolille.", ()),
        ("We share your data with third parties.", ()),
        ("Emme lähetä roskapostia. Jaamme tietojasi kumppaneille ja kolmansille osapuolille.", ()),
        ("Annan luvan lähettää uutiskirjeitä.", ()),
        ("", ()),
    ],
)
def test_promises_are_proposed_from_one_sentence(text: str, promises: tuple[str, ...]) -> None:
    assert proposed(text) == promises
