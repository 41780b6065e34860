"""What people say on the segment sheet, as a definition holds it."""

from __future__ import annotations

import jsonschema
import pytest

from osuma.engine.errors import Refused
from osuma.engine.segments.dump import dump, to_mapping
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Segment
from osuma.engine.segments.rule.sheet import Sheet
from osuma.engine.segments.schema import schema
from osuma.engine.segments.version import rule_version

PLAIN = "osuma: 1\nslug: villa\nwhere: {all: []}\n"
SAID = PLAIN + "sheet: {factors: Laatu, age: [18, 30], customers: 500, sales: 0}\n"


def test_it_is_read_written_and_no_part_of_the_rule() -> None:
    found = parse(SAID)
    assert isinstance(found, Segment)
    assert found.sheet == Sheet((("factors", "Laatu"),), (18, 30), (("customers", 500), ("sales", 0)))
    assert parse(dump(found)) == found
    jsonschema.validate(to_mapping(found), schema())
    assert rule_version(found) == rule_version(parse(PLAIN))
    assert parse(PLAIN + "sheet: {factors: null}\n") == parse(PLAIN)


def test_every_mistake_is_named_at_once() -> None:
    wrong = "sheet: {factors: 5, offer: ' ', age: [30, 18], customers: -1, reach: true, colour: red}\n"
    with pytest.raises(Refused) as refused:
        parse(PLAIN + wrong)
    assert {one.where for one in refused.value.mistakes} == {
        f"sheet.{key}" for key in ("factors", "offer", "age", "customers", "reach", "colour")
    }
    with pytest.raises(Refused, match="sheet"):
        parse(PLAIN + "sheet: [1]\n")
    with pytest.raises(Refused):
        parse("osuma: 1\npartition: a\nclasses: [{slug: b, where: {all: []}}]\nsheet: {factors: x}\n")
