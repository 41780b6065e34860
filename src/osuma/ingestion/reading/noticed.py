"""What was noticed or assumed while reading a file, as sentences that stand in the import's answer."""

from __future__ import annotations

from collections.abc import Sequence

from osuma.engine.errors import Words

_SHOWN = 8


def listed(names: Sequence[str], language: str) -> str:
    """Names in one line; of many, the first and how many more."""
    shown = ", ".join(str(name) for name in names[:_SHOWN])
    more = len(names) - _SHOWN
    if more <= 0:
        return shown
    return f"{shown} ja {more} muuta" if language == "fi" else f"{shown} and {more} more"


def flattened(names: Sequence[str]) -> list[Words]:
    """Records in a cell became columns of their own."""
    if not names:
        return []
    return [
        Words(
            fi=f"Sisäkkäiset tiedot on purettu omiksi sarakkeikseen (a.b): {listed(names, 'fi')}.",
            en=f"Nested records became columns of their own (a.b): {listed(names, 'en')}.",
        )
    ]


def left_out_columns(names: Sequence[str]) -> list[Words]:
    """Columns of what one cell cannot hold."""
    if not names:
        return []
    return [
        Words(
            fi=f"Jätetty pois, koska yksi solu ei riitä (luettelo tietueita tai tavuja): {listed(names, 'fi')}. "
            "Vie ne omana taulukkonaan, jos tarvitset ne.",
            en=f"Left out, because one cell cannot hold it (lists of records, or bytes): {listed(names, 'en')}. "
            "Export it as a table of its own if you need it.",
        )
    ]


def binary(names: Sequence[str]) -> list[Words]:
    """Columns whose bytes were left empty."""
    if not names:
        return []
    return [
        Words(
            fi=f"Kuvat ja muut tavut on jätetty tyhjiksi sarakkeissa: {listed(names, 'fi')}.",
            en=f"Pictures and other bytes were left empty in: {listed(names, 'en')}.",
        )
    ]


def empty_tables(names: Sequence[str]) -> list[Words]:
    """Tables or sheets without rows."""
    if not names:
        return []
    return [
        Words(
            fi=f"Taulukoissa ei ole rivejä, joten niistä ei tuotu mitään: {listed(names, 'fi')}.",
            en=f"These have no rows, so nothing came of them: {listed(names, 'en')}.",
        )
    ]


def views(names: Sequence[str]) -> list[Words]:
    """Views of a database, which are read only when asked for."""
    if not names:
        return []
    return [
        Words(
            fi=f"Tietokannan näkymiä ei luettu: {listed(names, 'fi')}. Valitse näkymä: --sheet NIMI.",
            en=f"Views of the database were not read: {listed(names, 'en')}. Choose one with --sheet NAME.",
        )
    ]
