from __future__ import annotations

import pytest

from osuma.cli.language import amount, language, number


@pytest.mark.parametrize(
    ("argv", "environ", "expected"),
    [
        ([], {}, "en"),
        ([], {"LANG": "fi_FI.UTF-8"}, "fi"),
        ([], {"LANG": "sv_SE.UTF-8"}, "en"),
        ([], {"LANG": "fi_FI.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "OSUMA_LANG": "fi"}, "fi"),
        (["segments", "--lang", "en"], {"OSUMA_LANG": "fi"}, "en"),
        (["--lang=fi"], {}, "fi"),
        (["--lang"], {}, "en"),
    ],
)
def test_the_nearest_said_language_counts(argv: list[str], environ: dict[str, str], expected: str) -> None:
    assert language(argv, environ) == expected


def test_numbers_are_grouped_as_people_read_them() -> None:
    assert [number(1234567, "fi"), number(1234567, "en"), number(None, "fi")] == [
        "1\u00a0234\u00a0567",
        "1,234,567",
        "–",
    ]
    assert [amount("412380.00", "fi"), amount("412380.00", "en")] == ["412\u00a0380,00", "412,380.00"]
    assert [amount("-0.50", "fi"), amount("-1234.5", "en"), amount("7", "en"), amount(None, "en")] == [
        "−0,50", "−1,234.5", "7", "–",
    ]  # fmt: skip
