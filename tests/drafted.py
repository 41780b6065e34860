"""A draft of the builder at its page, and what a browser sends of its rows."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import yaml

from in_house import House, Page
from osuma.web.builder.cells import Cell
from osuma.web.builder.rows import Bridge, Group, Row


class Drafted:
    """One draft at its page. A change is sent as htmx does, which counts nothing; `page` is the whole, counted."""

    def __init__(self, house: House, begun: dict[str, str] | None = None) -> None:
        self.house = house
        self.path = house.sent("build/begin", begun or {"from": ""})
        assert self.path.startswith("build/"), self.path
        self.turn = "0"
        self.known: Page | None = None

    @property
    def page(self) -> Page:
        if self.known is None:
            self.known = self.house.get(self.path)
        return self.known

    @property
    def text(self) -> str:
        found = re.search(r'<textarea[^>]*id="yaml"[^>]*>(.*?)</textarea>', self.page.text, re.DOTALL)
        assert found is not None
        return unescape(found[1])

    @property
    def definition(self) -> Any:
        return yaml.safe_load(self.text)

    @property
    def rule(self) -> Any:
        return self.definition["where"]

    @property
    def count(self) -> int:
        found = re.search(r'id="count">([^<]*)<', self.page.text)
        assert found is not None, self.page.plain
        return int(found[1].replace("\u00a0", ""))

    def do(self, action: str = "", turn: str | None = None, **fields: Any) -> Page:
        """The form with some of its fields."""
        sent = {"turn": turn or self.turn, "do": action, **fields}
        answer = self.house.post(f"{self.path}change", sent, HX_Request="true")
        now = re.search(r'name="turn" value="(\d+)"', answer.text)
        assert now is not None
        self.turn, self.known = now[1], None
        return answer

    def set(self, path: str, **fields: Any) -> Page:
        """Fields of one row."""
        return self.do(**{f"{path}:{name}": value for name, value in fields.items()})


def fields_of(node: Group | Row | Bridge) -> dict[str, list[str]]:
    """Everything that a browser sends of the rows when nobody has touched them."""
    if isinstance(node, Bridge):
        own = {f"{node.path}:{cell.name}": _sent(cell) for cell in (*node.cells, node.policy)}
        return {f"{node.path}:which": [node.which], **own, **fields_of(node.inside)}
    if isinstance(node, Group):
        found = {f"{node.path}:group": [node.kind]}
        for child in node.children:
            found |= fields_of(child)
        return found
    cells = [*node.cells, *([node.policy] if node.policy else [])]
    found = {f"{node.path}:{cell.name}": _sent(cell) for cell in cells}
    if node.yaml is not None:
        found[f"{node.path}:yaml"] = [node.yaml.replace("\n", "\r\n")]
    for one in (*node.filters, *node.steps, *([node.among] if node.among else [])):
        found |= fields_of(one)
    return found


def _sent(cell: Cell) -> list[str]:
    return ["", *cell.chosen] if cell.form == "checks" else [cell.value]
