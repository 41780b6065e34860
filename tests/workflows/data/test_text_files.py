"""A file that is no UTF-8 text is told of by its name, wherever one is read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse


def test_a_mapping_a_table_of_rates_and_a_definition_of_an_event_type(tmp_path: Path) -> None:
    made, wrong = Osuma.create(tmp_path / "installation"), tmp_path / "väärä.csv"
    wrong.write_bytes("päivä;kurssi\n".encode("cp1252"))
    asked = [
        ("import.run", {"files": [str(wrong)], "map_": str(wrong)}),
        ("rates.import", {"file": str(wrong)}),
        ("events.register", {"type_": "Käynti", "file": str(wrong)}),
    ]
    for verb, args in asked:
        with pytest.raises(Misuse) as misuse:
            made.ask(verb, **args)
        assert misuse.value.code == "not_utf8", verb
        assert "väärä.csv" in misuse.value.what.fi
