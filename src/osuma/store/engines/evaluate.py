"""Running a plan on an engine: the same stages, the same flags, the same questions of them as on DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from osuma.engine.segments.compile.plan import Plan
from osuma.engine.segments.rule import Definition, Partition
from osuma.store.engines.engine import Engine, EngineError, Unreachable
from osuma.store.evaluation.evaluate import FLAGS, Flags


@dataclass
class EngineFlags(Flags):
    """The flags on an engine. stages: its temporary tables, which go when this is closed; the engine stays open."""

    engine: Engine
    stages: list[str] = field(default_factory=list)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.engine.rows(sql)

    def close(self) -> None:
        for name in reversed(self.stages):
            self.engine.forget(name)
        self.stages.clear()

    def keep(self, name: str, sql: str) -> None:
        """Make one temporary table of the run."""
        self.engine.keep(name, sql)
        self.stages.append(name)


def evaluate(engine: Engine, plan: Plan) -> EngineFlags:
    """Run a plan over the tables of the engine's database. Raises EngineError where any part of it fails."""
    flags = EngineFlags(engine)
    try:
        for stage in plan.stages:
            flags.keep(stage.name, engine.sql_of(stage.expr))
        flags.keep(FLAGS, engine.sql_of(plan.flags))
        flags.columns = dict(plan.columns)
        flags.count(plan)
    except EngineError:
        flags.close()
        raise
    return flags


def evaluate_all(
    engine: Engine, definitions: Sequence[Definition], plan_of: Callable[[Sequence[Definition]], Plan]
) -> EngineFlags:
    """Run definitions together; one that cannot be run is recorded in `errors` and stops no other.

    Raises Unreachable where the engine is gone, which is no definition's fault.
    """
    try:
        return evaluate(engine, plan_of(definitions))
    except Unreachable:
        raise
    except EngineError as error:
        errors: dict[str, str] = {}
        sound = _sound(engine, definitions, plan_of, error, errors)
    flags = evaluate(engine, plan_of(sound))
    flags.errors = errors
    return flags


def _sound(
    engine: Engine,
    definitions: Sequence[Definition],
    plan_of: Callable[[Sequence[Definition]], Plan],
    error: EngineError,
    errors: dict[str, str],
) -> list[Definition]:
    """Which of definitions that fail together can be run, found by halving; why the others cannot, by slug."""
    if len(definitions) == 1:
        errors.update(dict.fromkeys(_slugs(definitions[0]), error.kind))
        return []
    middle = len(definitions) // 2
    found: list[Definition] = []
    for half in (definitions[:middle], definitions[middle:]):
        try:
            evaluate(engine, plan_of(half)).close()
            found += half
        except Unreachable:
            raise
        except EngineError as again:
            found += _sound(engine, half, plan_of, again, errors)
    return found


def _slugs(defn: Definition) -> list[str]:
    classes = (*defn.classes, defn.other) if isinstance(defn, Partition) else ()
    return [defn.slug, *(f"{defn.slug}/{klass.slug}" for klass in classes)]
