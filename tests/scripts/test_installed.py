"""A plain install is enough for the main job: nothing that only development or an extra brings is needed."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"

#: Runs a command of `osuma` where the packages named first cannot be imported.
PROGRAM = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    gone = frozenset(sys.argv[1].split(","))
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.gone:
            raise ModuleNotFoundError(f"not brought by a plain install: {name}", name=name)
        return None

sys.meta_path.insert(0, Missing())
sys.argv = ["osuma", *sys.argv[2:]]
from osuma.cli.main import run
run()
"""


@pytest.fixture(scope="module")
def gone() -> str:
    """Everything that is here and a plain install does not bring."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        from installed import closure
    finally:
        sys.path.remove(str(SCRIPTS))
    brought = closure("osuma")
    assert {"ibis-framework", "django", "duckdb"} <= brought
    assert "pytest" not in brought
    found = {top for top, names in metadata.packages_distributions().items()
             if not brought & {name.lower().replace("_", "-").replace(".", "-") for name in names}}  # fmt: skip
    assert {"pytest", "mypy"} <= found
    return ",".join(sorted(found - set(sys.stdlib_module_names) - {"osuma"}))


def osuma(gone: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, gone, *arguments], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_main_job_needs_no_more_than_a_plain_install(gone: str, tmp_path: Path) -> None:
    at = ("--dir", str(tmp_path / "osuma"))
    orders = tmp_path / "tilaukset.csv"
    orders.write_text("Tilausnumero;Päivä;Sähköposti;Summa\n1;1.2.2026;aino@posti.example;10,00\n", encoding="utf-8")
    osuma(gone, "init", str(tmp_path / "osuma"))
    assert "1" in osuma(gone, "import", str(orders), *at, "--yes")
    rule = tmp_path / "buyers.yaml"
    rule.write_text("osuma: 1\nslug: buyers\npurpose: Kiitos\nkpi: net_sales\nwhere: {event: order}\n")
    assert '"count": 1' in osuma(gone, "segments", "count", str(rule), *at, "--json")
    osuma(gone, "segments", "apply", str(rule), *at)
    osuma(gone, "segments", "export", "buyers", "--format", "xlsx", "--to", str(tmp_path / "buyers.xlsx"), *at)
    assert (tmp_path / "buyers.xlsx").stat().st_size > 1000
