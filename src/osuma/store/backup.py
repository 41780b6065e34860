"""A consistent copy of the warehouse while it is open."""

from __future__ import annotations

from pathlib import Path

from osuma.store.dialect import identifier, literal
from osuma.store.warehouse import Warehouse


def copy(warehouse: Warehouse, to: Path) -> None:
    """Write everything that is committed into a new file, whole or not at all; writers wait meanwhile.

    By DuckDB itself: closing a second handle on the file in this process would free DuckDB's lock on it.
    """
    coming = to.with_name(f"{to.name}.coming")
    coming.unlink(missing_ok=True)
    with warehouse.writer() as con:
        (name,) = con.execute("SELECT current_database()").fetchall()[0]
        con.execute(f"ATTACH {literal(str(coming))} AS osuma_backup")
        try:
            con.execute(f"COPY FROM DATABASE {identifier(str(name))} TO osuma_backup")
        finally:
            con.execute("DETACH osuma_backup")
    coming.replace(to)
