"""Stages of a refresh that hold for most people: their kept values, and anew for whom they do not.

A stage is one temporary table of an evaluation. Where too many people are touched it is made whole, as always.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from osuma.engine.features.aggregates import KEY, FeatureQuery
from osuma.engine.features.carried import Group
from osuma.engine.features.habits import DUE
from osuma.engine.segments.compile.planes import CarriedPlan
from osuma.store.dialect import identifier
from osuma.store.evaluation.figures import Figures
from osuma.store.evaluation.numbers import Keys, Numbers, Places
from osuma.store.evaluation.standing import chosen_people, stand_in, tables
from osuma.store.warehouse import Connection, Warehouse, sql_of

#: Where more people than this share are touched, a stage is made whole.
MOST = 0.3


@dataclass(frozen=True)
class Carrying:
    """What stages are carried with. changed: customer_keys of people whose older rows have changed."""

    warehouse: Warehouse
    kept: Figures
    changed: Keys

    def stages(self, con: Connection, plan: CarriedPlan) -> set[str]:
        """Make the stages of which most is kept, as far as that is worth it; gives their names."""
        if not plan.groups:
            return set()
        keys = np.sort(con.execute(sql_of(plan.base)).fetchnumpy()[KEY])
        old = self.kept.keys
        news = np.concatenate([self.changed, np.setdiff1d(keys, old, assume_unique=True)])
        made: set[str] = set()
        for group in plan.groups:
            again = np.unique(np.concatenate([news, self._touched(group)]))
            if len(again) <= MOST * len(keys):
                made |= self._group(con, group, old, again)
        return made

    def _touched(self, group: Group) -> Keys:
        if group.touching is None:
            return self.changed[:0]
        with self.warehouse.reader() as con:
            found = con.execute(sql_of(group.touching)).fetchnumpy()[KEY]
        return np.asarray(found, dtype=np.int64)

    def _group(self, con: Connection, group: Group, old: Keys, again: Keys) -> set[str]:
        stays = ~np.isin(old, again, assume_unique=True)
        with self.warehouse.reader() as own:
            anew = _anew(own, group.stages, again)
        for stage in group.stages:
            parts = [self._kept(stage, group, old, stays)]
            if stage.name in anew:
                parts.append(anew[stage.name].select(parts[0].column_names).cast(parts[0].schema))
            con.register(stage.name, pa.concat_tables(parts))
        return {stage.name for stage in group.stages}

    def _kept(self, stage: FeatureQuery, group: Group, old: Keys, stays: Numbers) -> pa.Table:
        """The kept rows of those of whom they hold."""
        columns = {name: self.kept.read_values(known) for name, known in group.values[stage.name].items()}
        table = pa.table({KEY: old, **columns}).filter(pa.array(stays))
        if stage.name in group.passed:
            late = pc.less(table[DUE], group.passed[stage.name]).cast(pa.int8())
            table = table.append_column("c0", late)
        return table


def _anew(con: Connection, stages: Sequence[FeatureQuery], again: Keys) -> dict[str, pa.Table]:
    """The stages for some people only."""
    if not len(again):
        return {}
    chosen_people(con, again)
    stand_in(con, [tables(stage.expr) for stage in stages], lambda _table: "customer_key IN (FROM anew)")
    return {
        stage.name: con.sql(f"FROM ({sql_of(stage.expr)}) WHERE {KEY} IN (FROM anew)").to_arrow_table()
        for stage in stages
    }


def values_of(con: Connection, stage: str, columns: Collection[str], keys: Keys) -> dict[str, pa.Array]:
    """Columns of a stage by the positions of people, null where somebody has no row."""
    listed = ", ".join(identifier(column) for column in columns)
    found = con.sql(f"SELECT {KEY}, {listed} FROM {identifier(stage)}").to_arrow_table()
    at, here = Places.of(keys).find(found[KEY].to_numpy())
    rows = np.full(len(keys), -1, dtype=np.int64)
    rows[at[here]] = np.flatnonzero(here)
    taken = pa.array(rows, mask=rows < 0)
    return {column: found[column].combine_chunks().take(taken) for column in columns}
