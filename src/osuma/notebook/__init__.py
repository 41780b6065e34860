"""Osuma in Python: segments over tables of one's own, with no workspace, in memory."""

from osuma.notebook.data import Data
from osuma.notebook.definitions import segment

__all__ = ["Data", "segment"]
