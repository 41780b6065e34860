"""What came of one file, as it is shown and kept in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.store.loading.reconcile import RECONCILIATIONS
from osuma.store.writing.batch import LoadResult
from osuma.workflows.data import import_words, mending, one_system, other_system, rejects
from osuma.workflows.data.preparing import Job

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: The target that speaks for a file when its rows are counted in one line.
MAIN = ("orders", "order_lines", "customers", "refunds")


def warnings_beside(refused: Path) -> Path:
    """Where the warnings of a load are written, beside its refused rows."""
    return refused.with_name(refused.name.replace("refused", "warnings"))


def forbids_nothing(result: Mapping[str, Any]) -> bool:
    """Whether files brought data and no word on who may be written or called to: see `verb`."""
    return not any(load.get("consents") or load.get("suppressions") for load in result["loads"])


def told(session: Session, job: Job, import_id: int, found: LoadResult, refused: Path) -> dict[str, Any]:
    """One file's outcome as it is shown and kept."""
    rows = sum(part.table.rows + part.table.unread for part in job.parts)
    summary = rejects.finish(refused, session.workspace.language, session.progress)
    mend = mending.write(job, refused, session.workspace.language) if summary.rows else None
    warned = rejects.finish(warnings_beside(refused), session.workspace.language, session.progress)
    main = next((t for t in MAIN if t in found.rows), next(iter(found.rows), None))
    counts = vars(found.rows[main]) if main is not None else {}
    same = one_system.same_numbers(session, job, import_id)
    same_numbers = [one.plain() for one in one_system.asked(job, same)]
    elsewhere = [str(one["source"]) for one in (*found.refunds_elsewhere, *found.companies_elsewhere)]
    priced = any(one_system.LIST_PRICES in part.recognised.notes for part in job.parts)
    return {
        "import_id": import_id,
        "file": job.name,
        "recognised": job.parts[0].recognised.plain,
        "parts": [
            {
                "table": p.table.title,
                "rows": p.table.rows,
                "read_as": import_words.read_as(p.table),
                **p.recognised.plain,
            }
            for p in job.parts
        ],
        "left_out": [{"table": left.title, "sheet": left.sheet, "rows": left.rows} for left in job.left_out],
        "rows": rows,
        "taken": rows - summary.rows,
        "target": main,
        **{name: counts.get(name, 0) for name in ("new", "changed", "same")},
        "targets": {target: dict(vars(count)) for target, count in found.rows.items()},
        "refused": summary.rows,
        "refused_reasons": summary.reasons,
        "refused_file": str(refused) if summary.rows else None,
        "mend_file": None if mend is None else str(mend),
        "warned": warned.rows,
        "columns_left_out": import_words.columns_left_out(
            [(p.table.title, p.left_out) for p in job.parts], single=len(job.parts) == 1
        ),
        "warnings": [
            *warned.sentences,
            *import_words.notes([part.table for part in job.parts]),
            *(left.why.plain() for left in job.left_out),
            *(note.plain() for part in job.parts for note in part.recognised.notes),
            *import_words.visitors(found.anonymous),
            *import_words.same_refunds(found.same_refunds, session.workspace.currency),
            *import_words.contradictions(found.contradicting, session.workspace.currency),
        ],
        "questions": [
            *(q.plain() for part in job.parts for q in part.recognised.questions),
            *import_words.refunds_elsewhere(found.refunds_elsewhere, session.workspace.currency),
            *import_words.stages_astray(found.stages_astray),
            *import_words.companies_elsewhere(found.companies_elsewhere),
            *(one.plain() for one in other_system.asked(session, job, found, import_id)),
            *same_numbers,
        ],
        "under_one": one_system.under_one(session, job, import_id, [*(source for source, _ in same), *elsewhere]),
        "to_know": [*([one_system.LIST_PRICES.plain()] if priced else []), *same_numbers],
        **{name: getattr(found, name) for name in RECONCILIATIONS},
        "same_refunds": found.same_refunds,
        "identity": {"identities": found.identities, "links": found.links, "reviews": found.reviews},
        "anonymous": vars(found.anonymous),
        "consents": found.consents,
        "suppressions": found.suppressions,
    }
