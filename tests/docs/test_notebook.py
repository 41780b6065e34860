"""The notebook of the documentation, run from its first cell to its last in a kernel of its own."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat
import pytest

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebooks" / "segments.ipynb"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each cell of code gave, as text, by how the cell begins."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the kernel's own programs
        from nbclient import NotebookClient

        notebook = nbformat.read(NOTEBOOK, as_version=4)
        folder = tmp_path_factory.mktemp("notebook")
        client = NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}
        )
        ran = client.execute()
    return {cell.source: _said(cell.outputs) for cell in ran.cells if cell.cell_type == "code"}


def _said(outputs: list[nbformat.NotebookNode]) -> str:
    return "\n".join(str(one.get("text") or one.get("data") or one) for one in outputs)


def test_every_cell_runs_and_says_what_the_text_promises(outputs: dict[str, str]) -> None:
    said = {source.split("(")[0].split(" =")[0]: text for source, text in outputs.items()}
    assert "osuma.Data: " in said["data"]
    assert "has bought at least 3 times" in said["loyal"]
    assert "vähintään 3 kertaa" in said["loyal"]
    for picture in ("data.plot.sizes", "data.plot.overlap", "data.plot.rfm"):
        assert "vegalite" in said[picture], picture
    assert int(said["bought"].split("'")[3]) > 5


def test_it_is_kept_without_results() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert [cell.outputs for cell in notebook.cells if cell.cell_type == "code" and cell.outputs] == []
