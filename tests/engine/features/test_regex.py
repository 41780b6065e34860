"""The common subset of regular expressions: what is in it, and that folding does not change what it means."""

from __future__ import annotations

import re

import duckdb
import pytest

from osuma.engine.features.regex import portable, trouble

INSIDE = [
    "^/kengat",
    r"\.fi$",
    "a|b",
    "(?:ab)+",
    "[a-c]{2,3}",
    r"\d{4}-\d\d",
    r"[^\s]+",
    "x.y",
    "ä+?",
    r"\(",
    "[.]",
    "^$",
    "(a{10}){100}",
    "(abcdefghij){500}",
    "x{0}",
    "(?:ab?|c){2,3}?",
]
OUTSIDE = [
    "", "(?i)a", "(?P<n>a)", "(?=a)", "(?!a)", "(?<=a)b", r"(a)\1", "a++", "a{1001}", r"\bx", r"\p{L}", r"\x41",
    r"\u00e4",    "[[:alpha:]]", "[a[b]]", "[a&&b]", "(", "a)", "[a", "*a", "a|*", "^*", "a" * 501, r"\Z", "a{2}{3}",
    "(a{1,1000}){1,1000}", "((a{10}){10}){11}", "(?:a(b{2}){501}){1}", "(abcdefghij){501}", "(ab{0,40}){130}",
    "[Ā-ſ]",
]  # fmt: skip
TEXTS = ["/Kengat/1", "Osuma.fi", "osuma.fi\n", "AB", "abab", "2026-11", "x\ny", "ÄÄ", "(", "", "Straße", "a.b"]


@pytest.mark.parametrize("pattern", INSIDE)
def test_inside(pattern: str) -> None:
    assert trouble(pattern) is None


@pytest.mark.parametrize("pattern", OUTSIDE)
def test_outside(pattern: str) -> None:
    assert trouble(pattern) is not None


@pytest.mark.parametrize("pattern", INSIDE)
def test_duckdb_reads_it_as_python_does(pattern: str) -> None:
    con = duckdb.connect()
    ours = portable(pattern, folded=False)
    python = re.compile(pattern.replace("$", r"\Z"), re.DOTALL | re.ASCII)
    for text in TEXTS:
        found = con.execute("SELECT regexp_matches(?, ?)", [text, ours]).fetchone()
        assert found == (python.search(text) is not None,), text


def test_folding_leaves_escapes_and_folds_letters() -> None:
    assert portable(r"\D\S[A-Z]Ä$", folded=True) == r"(?s)\D\S[a-z]ä\z"
    assert portable("Straße", folded=True) == "(?s)strasse"
    assert portable("Straße", folded=False) == "(?s)Straße"
