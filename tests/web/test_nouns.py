"""What templates say: the noun beside a number."""

from __future__ import annotations

import pytest

from osuma.web.words import noun


@pytest.mark.parametrize(
    ("n", "fi", "en"),
    [
        (0, "asiakasta", "customers"),
        (1, "asiakas", "customer"),
        ("1", "asiakas", "customer"),
        (21, "asiakasta", "customers"),
        (None, "asiakasta", "customers"),
    ],
)
def test_one_is_one_and_all_others_are_many(n: int | str | None, fi: str, en: str) -> None:
    for language, said in (("fi", fi), ("en", en)):
        assert noun({"language": language}, n, "asiakas, asiakasta", "customer, customers") == said
