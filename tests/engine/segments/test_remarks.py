"""Comments stay with what they were said of when a text is written anew."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
import yaml

from osuma.engine.segments.remarks import kept

TEXT = """\
# Kevään segmentti, sovittu Annan kanssa
osuma: 1
slug: kevat  # älä muuta
name: {fi: "Kevät # 1", en: Spring}

where:
  all:
    # vain ne, joille saa kirjoittaa
    - reach: email
    - any:   # kumpi tahansa
        - {property: city, op: in, value: [Helsinki, Espoo]}  # pääkaupunkiseutu
        # ostajat vuoden ajalta
        - event: order
          window: {last: 12 months}
# loppu
"""


def dumped(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)


def remarks(text: str) -> list[str]:
    return [line[line.index("# ") :] for line in text.splitlines() if "# " in line and "Kevät #" not in line]


def before(text: str, remark: str) -> str:
    """What follows a comment that has a line of its own."""
    lines = text.splitlines()
    (n,) = [n for n, line in enumerate(lines) if remark in line]
    return lines[n + 1].strip()


def test_nothing_changed_keeps_every_comment_at_its_place() -> None:
    found = kept(TEXT, dumped(yaml.safe_load(TEXT)))
    assert yaml.safe_load(found) == yaml.safe_load(TEXT)
    assert found.startswith("# Kevään segmentti, sovittu Annan kanssa\nosuma: 1\nslug: kevat  # älä muuta\n")
    assert before(found, "vain ne") == "- reach: email"
    assert before(found, "ostajat vuoden") == "- event: order"
    assert "- any:  # kumpi tahansa\n" in found
    assert "- property: city  # pääkaupunkiseutu\n" in found
    assert found.endswith("# loppu\n")


def test_a_comment_moves_with_its_condition() -> None:
    value = yaml.safe_load(TEXT)
    rule = value["where"]["all"]
    rule[1]["any"].reverse()
    rule.reverse()
    rule.insert(0, {"consent": "email"})
    found = kept(TEXT, dumped(value))
    assert yaml.safe_load(found) == value
    assert before(found, "vain ne") == "- reach: email"
    assert before(found, "ostajat vuoden") == "- event: order"
    assert "- property: city  # pääkaupunkiseutu\n" in found


def test_a_changed_condition_and_another_kind_of_group_keep_theirs() -> None:
    value = yaml.safe_load(TEXT)
    value["where"] = {"none": value["where"]["all"]}
    value["where"]["none"][0]["reach"] = "sms"
    value["where"]["none"][1]["any"][0]["value"] = ["Turku"]
    found = kept(TEXT, dumped(value))
    assert yaml.safe_load(found) == value
    assert before(found, "vain ne") == "- reach: sms"
    assert "- property: city  # pääkaupunkiseutu\n" in found


def test_what_was_said_of_a_removed_condition_is_not_lost() -> None:
    value = yaml.safe_load(TEXT)
    del value["where"]["all"][0]
    found = kept(TEXT, dumped(value))
    assert yaml.safe_load(found) == value
    assert "# vain ne, joille saa kirjoittaa" in found


@pytest.mark.parametrize("text", ["a: 'x # ei kommentti'\n", "a: |\n  # ei kommentti\n  x\n", "a: b#c\n"])
def test_a_mark_within_a_value_is_no_comment(text: str) -> None:
    value = yaml.safe_load(text)
    assert kept(text, dumped(value)) == dumped(value)


def test_a_comment_never_falls_into_a_long_value() -> None:
    long = "sana " * 60
    text = f"a: 1  # ykkönen\nb: '{long}'  # pitkä\nc: 2\n"
    value = yaml.safe_load(text)
    found = kept(text, dumped(value))
    assert yaml.safe_load(found) == value
    assert before(found, "# pitkä").startswith("b: ")
    assert "a: 1  # ykkönen\n" in found


def _changed(value: Any, rng: random.Random) -> None:
    """One change of the rule, as a person makes it."""
    lists = [value["where"][key] for key in value["where"]] + [
        one["any"] for items in value["where"].values() for one in items if "any" in one
    ]
    some = rng.choice(lists)
    match rng.randrange(4):
        case 0 if some:
            del some[rng.randrange(len(some))]
        case 1:
            some.insert(rng.randrange(len(some) + 1), {"member": f"m{rng.randrange(100)}"})
        case 2:
            rng.shuffle(some)
        case _:
            value["where"] = {"any" if "all" in value["where"] else "all": next(iter(value["where"].values()))}


def test_whatever_is_changed_every_comment_is_there_once_and_the_meaning_is_the_new_one() -> None:
    rng = random.Random(5)
    for _ in range(60):
        text, value = TEXT, copy.deepcopy(yaml.safe_load(TEXT))
        for _ in range(4):
            _changed(value, rng)
            text = kept(text, dumped(value))
            assert yaml.safe_load(text) == value
            assert sorted(remarks(text)) == sorted(remarks(TEXT))
