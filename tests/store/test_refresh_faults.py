"""What a refresh by differences stands on holds, and a fault planted in it is caught by the check of that thing.

The faults are listed with what catches them in tests/oracle/MUTATIONS.md.
"""

# ruff: noqa: E501 - one fault a line is what makes the list readable
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import refresh_checks as checks

from oracle.faults import Fault, planted

LIST = Path(__file__).parents[1] / "oracle" / "MUTATIONS.md"
SLICES = "osuma.engine.features.slices"
CARRIED = "osuma.engine.features.carried"
DIFFERENCES = "osuma.store.evaluation.differences"
NUMBERS = "osuma.store.evaluation.numbers"
VALUES = "osuma.store.evaluation.carried"
TOUCHED = "osuma.store.writing.touched"
PLANES = "osuma.store.evaluation.planes"
FAULTS = (
    Fault("refresh: what left its window stays in the number", SLICES, "step", "slices += _between(kept.low, wanted.low, -1)", "slices += ()", "a_window_moves"),
    Fault("refresh: what left its window is added", SLICES, "step", "wanted.low, -1)", "wanted.low, 1)", "a_window_moves"),
    Fault("refresh: a number that is far is carried all the same", SLICES, "_worth", "<= (wanted", ">= (wanted", "what_is_far_is_whole"),
    Fault("refresh: a deal is followed by its rows", CARRIED, "keeps", "isdisjoint(DEAL_EVENTS)", "isdisjoint(())", "a_deal_is_whole"),
    Fault("refresh: who lost a row keeps the value", CARRIED, "spans", "found |= _between(new, old.low, new.low)", "found |= set()", "a_value_is_of_rows_that_came_and_that_left"),
    Fault("refresh: a chain is not looked at when its time is over", CARRIED, "_windows", "and not feature.so_far", "and feature.so_far", "a_chain_is_of_its_links_of_what_parts_them_and_of_its_deadline"),
    Fault("refresh: what parts a chain touches nobody", CARRIED, "_windows", "feature.without for link", "feature.without[:0] for link", "a_chain_is_of_its_links_of_what_parts_them_and_of_its_deadline"),
    Fault("refresh: month ends go astray", CARRIED, "_deadline", "_ASTRAY[within.unit]", "timedelta(0)", "a_chain_is_of_its_links_of_what_parts_them_and_of_its_deadline"),
    Fault("refresh: overdue a day early", VALUES, "Carrying._kept", "pc.less(", "pc.less_equal(", "late_is_later_than_what_is_kept"),
    Fault("refresh: of several rows of somebody one counts", NUMBERS, "Column.plus", "np.add.reduceat(more[order], starts, dtype=np.int64)", "more[order][starts]", "several_rows_of_somebody_all_count"),
    Fault("refresh: a number outgrows its place", NUMBERS, "Column._put", "smallest(numbers, self.values.dtype)", "self.values.dtype", "several_rows_of_somebody_all_count"),
    Fault("refresh: who has a number for the first time stands where somebody else did", NUMBERS, "Column._put", "np.insert(self.at, place, at[new])", "np.append(self.at, at[new])", "several_rows_of_somebody_all_count"),
    Fault("refresh: who is computed anew and has no row keeps the number", NUMBERS, "Column.instead", "numbers - self.of_people(at)", "np.where(numbers == 0, 0, numbers - self.of_people(at))", "who_is_anew_and_has_no_row_has_none"),
    Fault("refresh: who is new has nothing", DIFFERENCES, "_Moved.between", "np.concatenate([anew, np.flatnonzero(fresh)])", "anew", "people_come_and_go"),
    Fault("refresh: numbers stay where they stood", DIFFERENCES, "_Moved.placed", "if self.to is None", "if self.to is not None", "people_come_and_go"),
    Fault("refresh: a row at an edge is in the next slice", DIFFERENCES, "_SliceRows.of", 'side="left"', 'side="right"', "a_row_at_an_edge_is_in_one_slice"),
    Fault("refresh: no row is the first row", VALUES, "values_of", "pa.array(rows, mask=rows < 0)", "pa.array(np.maximum(rows, 0))", "nobody_without_a_row_has_a_value"),
    Fault("refresh: what is not seen was not done", PLANES, "People.plane", "truth & ~unknown, unknown", "truth", "silence_that_is_not_seen_is_unknown"),
    Fault("refresh: what is seen all the same is unknown", PLANES, "People.plane", "unknown[at] &= values == 0", "unknown[at] &= values >= 0", "silence_that_is_not_seen_is_unknown"),
    Fault("refresh: a row of the moment itself is not late", TOUCHED, "by_load", "ts <= {literal(until)}", "ts < {literal(until)}", "a_load_tells_whose_older_rows_it_changes"),
    Fault("refresh: a correction touches nobody", TOUCHED, "by_load", "*told, *gone,", "*told[:0], *gone[:0],", "a_load_tells_whose_older_rows_it_changes"),
    Fault("refresh: money given back touches nobody", TOUCHED, "_orders", '("event_refund", f"import_id = {import_id}"),', "", "a_load_tells_whose_older_rows_it_changes"),
)  # fmt: skip
BY_NAME = {check.__name__: check for check in checks.CHECKS}


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_it_holds(check: Callable[[Path], None], tmp_path: Path) -> None:
    check(tmp_path)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_a_fault_is_caught(fault: Fault, tmp_path: Path) -> None:
    with planted(fault), pytest.raises((AssertionError, ValueError)):
        BY_NAME[str(fault.about)](tmp_path)


def test_each_fault_is_listed_with_what_catches_it() -> None:
    listed = LIST.read_text(encoding="utf-8")
    for fault in FAULTS:
        where = f"`{fault.module.removeprefix('osuma.').removeprefix('engine.')}.{fault.function}`"
        assert f"| {fault.what} | {where} | {fault.about} |" in listed
