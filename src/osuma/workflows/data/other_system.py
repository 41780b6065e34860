"""A list that comes under the source of another system: refused where it would overwrite other people, else asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.segments.explain import numbers
from osuma.engine.shell import command

if TYPE_CHECKING:
    from osuma.store.writing.batch import LoadResult
    from osuma.workflows.asking.session import Session
    from osuma.workflows.data.preparing import Job

#: Fewer people than this tell nothing of a system.
FEW = 5
#: Of a list and of its source, when no id of the one is in the other.
MANY = 20
#: In the journal: the source and the headers of the tables that were read.
HEADERS = "headers"
#: Ways of knowing a table in which nobody has said what its source is.
_UNSAID = frozenset({"preset", "proposed"})


def headers_of(job: Job) -> list[list[str]]:
    """The source of each table and what its headers share with those of others."""
    from osuma.catalog.mappings import signature

    return [[part.recognised.mapping.source, signature(part.table.headers)] for part in job.parts]


def refuse_other_people(job: Job, found: LoadResult, stated: str | None) -> None:
    """Refused where most ids that the source has belong to other people in the file; stated: the source as given."""
    if stated is not None or not _unsaid(job):
        return
    for one in found.strangers:
        if one["both"] >= FEW and one["others"] * 2 > one["both"]:
            raise Refused([Mistake(job.name, "other_people", _other_people(job, one))], code="other_people")


def asked(session: Session, job: Job, found: LoadResult, import_id: int) -> Sequence[Words]:
    """What is asked where no id of the file is among those of its source, and its columns are others than before."""
    if not _unsaid(job):
        return []
    before = _headers_before(session, import_id)
    now = dict(headers_of(job))
    return [
        _asked(job, one, import_id)
        for one in found.strangers
        if not one["known"]
        and min(one["ids"], one["before"]) >= MANY
        and before.get(one["source"])
        and now.get(one["source"]) not in before[one["source"]]
    ]


def _headers_before(session: Session, import_id: int) -> dict[str, set[str]]:
    from osuma.catalog import journal

    found: dict[str, set[str]] = {}
    for load in journal.list_(session.workspace, "import"):
        if load.undone_by is None and load.state == "done" and load.import_id != import_id:
            for source, mark in load.detail.get(HEADERS, []):
                found.setdefault(source, set()).add(mark)
    return found


def _unsaid(job: Job) -> bool:
    return all(part.recognised.by in _UNSAID for part in job.parts)


def _under(job: Job, source: str) -> str:
    return command("import", job.path, "--source", source)


def _other_people(job: Job, one: dict[str, Any]) -> Words:
    others, both = numbers.number(one["others"]), numbers.number(one["both"])
    source = one["source"]
    own, same = _under(job, f"{source}-2"), _under(job, source)
    return Words(
        f"tiedosto näyttää tulevan eri järjestelmästä kuin lähteen ”{source}” tiedot: {both.fi} verratusta "
        f"tunnuksesta {others.fi} on eri ihmisellä. Mitään ei tuotu. Jos järjestelmä on toinen, anna oma lähde: "
        f"{own} – jos se on sama: {same}",
        f"the file seems to come from another system than the data of the source “{source}”: the same id is another "
        f"person’s in {others.en} of {both.en} cases. Nothing came in. If it is another system, give it a source of "
        f"its own: {own} – if it is the same: {same}",
    )


def _asked(job: Job, one: dict[str, Any], import_id: int) -> Words:
    source = one["source"]
    undo, own = command("import", "undo", import_id), _under(job, f"{source}-2")
    return Words(
        f"Tiedostossa ei ole yhtään lähteen ”{source}” asiakastunnusta, ja sen sarakkeet ovat toiset kuin ennen. "
        f"Onko se toisesta järjestelmästä? Jos on, peru tuonti ({undo}) ja anna tiedostolle oma lähde: {own}",
        f"No customer id of the source “{source}” is in the file, and its columns are others than before. Is it from "
        f"another system? If so, undo the import ({undo}) and give the file a source of its own: {own}",
    )
