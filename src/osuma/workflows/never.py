"""How many people never did what a condition asks for: the trap inside "has not bought"."""

from __future__ import annotations

from osuma.engine.periods import naive_utc
from osuma.engine.segments.depends import roots
from osuma.engine.segments.rule import Definition, Event, walk
from osuma.engine.tables.views import relation
from osuma.store.evaluate import FLAGS
from osuma.store.warehouse import sql_of
from osuma.workflows.evaluating import Run

_OPEN = ("eq", "lt", "lte")


def never_counts(run: Run, defn: Definition) -> dict[str, int]:
    """Node path → people of the base without any such event up to the instant, for conditions that let them in.

    Only conditions without filters are counted: "has bought nothing" is where the trap is.
    """
    found: dict[str, int] = {}
    counted: dict[str, int] = {}
    for path, root in roots(defn):
        for step, node in walk(root, path):
            if isinstance(node, Event) and node.op in _OPEN and not node.where:
                if node.event not in counted:
                    counted[node.event] = _without(run, node)
                found[step] = counted[node.event]
    return found


def _without(run: Run, node: Event) -> int:
    rows = relation(node.event, naive_utc(run.as_of.instant), run.as_of.current)
    did = rows.filter(rows.ts <= naive_utc(run.as_of.instant)).select("customer_key").distinct()
    return int(
        run.evaluation.con.execute(
            f"SELECT count(*) FROM {FLAGS} f ANTI JOIN ({sql_of(did)}) d USING (customer_key)"
        ).fetchall()[0][0]
    )
