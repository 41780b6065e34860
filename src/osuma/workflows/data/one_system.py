"""Files that nobody has named the system of: which of them come from one, so that an id means the same in all.

Two files of a drop are of one system where an id is under the same header in both and their names begin with the
same words. A file that is named like an earlier one, or is written like it and has a name that begins with the name
of that one's source, goes on under it. Where only the numbers agree, a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.shell import command
from osuma.ingestion import sources
from osuma.ingestion.mapping.list_prices import at_list_prices, tells_prices
from osuma.ingestion.mapping.propose import source_named
from osuma.ingestion.mapping.questions import NO_AMOUNT
from osuma.reporting.numbers import number
from osuma.workflows.data.other_system import HEADERS, MANY, headers_of
from osuma.workflows.data.preparing import Job, as_other
from osuma.workflows.data.recognition import Recognised

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session
    from osuma.workflows.data.recognition import Wishes

#: Fields whose values are ids within the source.
_IDS = frozenset({"person_id", "order_id", "product_id", "account_id", "deal_id"})
#: First words of a file's name that say nothing of where it comes from.
_SAY_NOTHING = frozenset({"copy", "data", "download", "excel", "export", "file", "kopio", "lista", "list", "raportti",
                          "report", "taulukko", "tiedosto", "vienti"})  # fmt: skip
_SHORTEST = 4
LIST_PRICES = Words(
    "Riveillä ei ole hintoja: ne otettiin saman järjestelmän tuoteluettelosta. Summat ovat listahintoja, eivät "
    "maksettuja.",
    "The rows have no prices: they were taken from the product list of the same system. The amounts are list prices, "
    "not what was paid.",
)


@dataclass(frozen=True)
class System:
    """A source and the files of the drop that were taken to be of it. ids: the headers that they share."""

    source: str
    files: tuple[Job, ...]
    ids: tuple[str, ...]

    @property
    def said(self) -> Words:
        files, ids = ", ".join(job.name for job in self.files), ", ".join(self.ids)
        return Words(
            f"Luettiin saman järjestelmän ({self.source}) tiedostoina: {files}. Niissä on samat tunnisteet ({ids}). "
            "Jos ne ovat eri järjestelmistä, peru tuonnit ja tuo tiedostot erikseen, kukin oman järjestelmänsä "
            "nimellä.",
            f"Read as files of one system ({self.source}): {files}. They have the same ids ({ids}). If they are of "
            "different systems, undo the imports and import the files apart, each by the name of its own system.",
        )


def joined(session: Session, jobs: Sequence[Job], wishes: Wishes) -> tuple[list[Job], list[System]]:
    """The files with their sources, lines without money at their list prices, and the systems that were found."""
    found: list[System] = []
    if wishes.source is None:
        kept = _kept(session)
        jobs = [_as_before(session, job, kept, wishes) for job in jobs]
        found = list(_systems([job for job in jobs if _open(job)], {one.source for one in kept}))
        source_of = {job.path: system.source for system in found for job in system.files}
        jobs = [_under(session, job, source_of.get(job.path), wishes) for job in jobs]
    return _priced(session, jobs, wishes), found


def _under(session: Session, job: Job, source: str | None, wishes: Wishes) -> Job:
    if source is None or job.sources == {source}:
        return job
    return as_other(session, job, wishes, lambda one: replace(one, mapping=replace(one.mapping, source=source)))


def _priced(session: Session, jobs: Sequence[Job], wishes: Wishes) -> list[Job]:
    """Lines of which nobody has said how they are read, at the prices of their source's products."""
    listed = {_source(job) for job in jobs if any(tells_prices(part.recognised.mapping) for part in job.parts)}
    rows = session.warehouse.rows("SELECT DISTINCT source FROM products WHERE price IS NOT NULL")
    listed |= {str(source) for (source,) in rows}

    def at_prices(one: Recognised) -> Recognised:
        mapping = at_list_prices(one.mapping) if one.by == "proposed" and one.mapping.source in listed else None
        if mapping is None:
            return one
        questions = tuple(question for question in one.questions if question != NO_AMOUNT)
        return replace(one, mapping=mapping, questions=questions, notes=(*one.notes, LIST_PRICES))

    def changes(job: Job) -> bool:
        return any(at_prices(part.recognised) is not part.recognised for part in job.parts)

    return [as_other(session, job, wishes, at_prices) if changes(job) else job for job in jobs]


def same_numbers(session: Session, job: Job, import_id: int) -> list[tuple[str, int]]:
    """Other systems that have most numbers of the file too, for other people so far, and how many; the most first."""
    if not _unsaid(job):
        return []
    others = _unsaid_sources(session, import_id) - job.sources
    found = [
        (other, both)
        for source in sorted(job.sources)
        for other, own, theirs, both in _shared(session, source, others)
        if both >= MANY and both * 2 >= min(own, theirs)
    ]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def asked(job: Job, same: Sequence[tuple[str, int]]) -> list[Words]:
    """What is asked of systems with the same numbers."""
    return [_are_they_the_same(job, other, both) for other, both in same]


def under_one(session: Session, job: Job, import_id: int, others: Sequence[str]) -> dict[str, str] | None:
    """The system under which the file may be imported again by one click, and what that does; None where there is
    none, or where more than this import has come in under the file's own source."""
    if not others or len(job.sources) > 1 or _has_more(session, _source(job), import_id):
        return None
    other = others[0]
    does = Words(
        f"Jos ovat, tämä tuonti perutaan ja {job.name} tuodaan heti uudelleen järjestelmän ”{other}” nimellä: sama "
        "numero on silloin sama asiakas. Muihin tuonteihin ei kosketa, ja uudenkin tuonnin voi perua.",
        f"If they are, this import is undone and {job.name} is imported again at once by the name of the system "
        f"“{other}”: the same number is the same customer then. No other import is touched, and the new one can be "
        "undone too.",
    )
    return {"source": other, **does.plain()}


def _has_more(session: Session, source: str, import_id: int) -> bool:
    from osuma.catalog import journal

    return any(
        source in {one for one, _ in load.detail.get(HEADERS, [])}
        for load in journal.list_(session.workspace, "import")
        if load.state == "done" and not load.undone_by and load.import_id != import_id
    )


def _open(job: Job) -> bool:
    """Whether its one source is nothing but the file's name, or what any such list is called."""
    return len(job.sources) == 1 and _unsaid(job)


def _unsaid(job: Job) -> bool:
    """Whether nobody has said its source, and no product's export tells it."""
    return all(_nobody_said(part.recognised.plain) for part in job.parts)


def _nobody_said(recognised: dict[str, Any]) -> bool:
    return bool(recognised["by"] == "proposed" or recognised["preset"] in _generic())


def _generic() -> frozenset[str]:
    return frozenset(preset.slug for preset in sources.presets() if preset.generic)


def _source(job: Job) -> str:
    return next(iter(job.sources))


def _named(job: Job) -> str:
    """The source that its file's name gives."""
    return source_named(Path(job.name).stem)


def _words(source: str) -> tuple[str, ...]:
    return tuple(source.split("-"))


@dataclass(frozen=True)
class _Kept:
    """A table that was imported before. named: the source that its file's name alone gives. unsaid: whether no
    product's export tells what the file is."""

    source: str
    headers: str
    named: str
    unsaid: bool


def _kept(session: Session) -> list[_Kept]:
    from osuma.catalog import journal

    standing = (
        one for one in journal.list_(session.workspace, "import") if one.state == "done" and not one.undone_by
    )
    return [
        _Kept(source, headers, source_named(Path(load.detail["file"]).stem), _unsaid_load(load))
        for load in standing
        for source, headers in load.detail.get(HEADERS, [])
    ]


def _unsaid_load(load: Load) -> bool:
    return all(_nobody_said(part) for part in load.result.get("parts", []))


def _as_before(session: Session, job: Job, kept: Sequence[_Kept], wishes: Wishes) -> Job:
    """Under the source of the last file written alike, where it had the same name or its source begins this name;
    else of the files of the same name, whose columns have changed since, where they are all of one source."""
    if not _open(job):
        return job
    written, own = {headers for _, headers in headers_of(job)}, _named(job)
    alike = [one for one in kept if one.headers in written]
    same = [one.source for one in alike if one.named == own]
    begun = sorted({one.source for one in alike if _begins(_words(own), _words(one.source))}, key=len)
    named = {one.source for one in kept if one.unsaid and one.named == own}
    changed = named if len(named) == 1 else ()
    return _under(session, job, next(iter([*reversed(same), *reversed(begun), *changed]), None), wishes)


def _begins(words: tuple[str, ...], with_: tuple[str, ...]) -> bool:
    return words[: len(with_)] == with_


def _systems(jobs: Sequence[Job], known: set[str]) -> Iterator[System]:
    """Files that begin with the same word and share an id with another, where no two are the same list twice.

    known: sources that have data; files of one go on there with the rest, and those of two stay where they are.
    """
    by_word: dict[str, list[Job]] = {}
    for job in jobs:
        by_word.setdefault(_words(_named(job))[0], []).append(job)
    for word, alike in by_word.items():
        if len(word) < _SHORTEST or word in _SAY_NOTHING or _same_list_of_two(alike):
            continue
        linked = _linked(alike)
        given = {_source(job) for job in linked}
        if len(given) > 1 and len(given & known) <= 1:
            ids = sorted(set.union(*(_shared_ids(one, linked) for one in linked)))
            source = next(iter(given & known), None) or "-".join(_beginning([_words(_named(one)) for one in linked]))
            yield System(source, tuple(linked), tuple(ids))


def _same_list_of_two(jobs: Sequence[Job]) -> bool:
    """Whether two files of different names have the same columns: two shops of one company, for all that is known."""
    written: dict[str, set[str]] = {}
    for job in jobs:
        for source, headers in headers_of(job):
            written.setdefault(headers, set()).add(source)
    return any(len(found) > 1 for found in written.values())


def _linked(jobs: Sequence[Job]) -> list[Job]:
    ends = {id(job) for one, other in combinations(jobs, 2) if _ids(one) & _ids(other) for job in (one, other)}
    return [job for job in jobs if id(job) in ends]


def _shared_ids(job: Job, jobs: Sequence[Job]) -> set[str]:
    return {header for other in jobs if other is not job for header in _ids(job) & _ids(other)}


def _ids(job: Job) -> set[str]:
    """The headers of its ids."""
    return {
        column.header
        for part in job.parts
        for output in part.recognised.mapping.outputs
        for column in output.columns
        if column.to in _IDS
    }


def _beginning(names: Sequence[tuple[str, ...]]) -> list[str]:
    """The words that all of the names begin with."""
    return [same[0] for same in takewhile(lambda words: len(set(words)) == 1, zip(*names, strict=False))]


def _unsaid_sources(session: Session, import_id: int) -> set[str]:
    """The sources of earlier files that nobody has named."""
    from osuma.catalog import journal

    return {
        part["source"]
        for load in journal.list_(session.workspace, "import")
        if load.state == "done" and not load.undone_by and load.import_id != import_id
        for part in load.result.get("parts", [])
        if _nobody_said(part)
    }


def _shared(session: Session, source: str, others: set[str]) -> list[tuple[str, int, int, int]]:
    """Other sources with the same numbers: how many the one has, the other has, and both have as different people."""
    if not others:
        return []
    rows = session.warehouse.rows(
        "WITH ids AS (SELECT source, source_id, customer_key FROM identities WHERE NOT is_pseudo), "
        "sizes AS (SELECT source, count(*) AS n FROM ids GROUP BY 1) "
        "SELECT y.source, any_value(a.n), any_value(b.n), count(*) FILTER (x.customer_key <> y.customer_key) "
        "FROM ids x JOIN ids y USING (source_id) JOIN sizes a ON a.source = x.source JOIN sizes b "
        "ON b.source = y.source WHERE x.source = ? AND list_contains(?, y.source) GROUP BY 1 ORDER BY 1",
        [source, sorted(others)],
    )
    return [(str(other), int(own), int(theirs), int(both)) for other, own, theirs, both in rows]


def _are_they_the_same(job: Job, other: str, both: int) -> Words:
    again = command("import", job.path, "--source", other)
    return Words(
        f"Ovatko {job.name} ja ”{other}” samasta järjestelmästä? {number(both, 'fi')} asiakasnumeroa on molemmissa, "
        "mutta ne ovat nyt eri asiakkaita. Jos järjestelmä on sama, peru tämä tuonti ja tuo tiedosto uudelleen "
        f"järjestelmän nimellä ”{other}”. Komentoriviltä: {again}",
        f"Are {job.name} and “{other}” of one system? {number(both, 'en')} customer numbers are in both, but are "
        "different customers now. If the system is the same, undo this import and import the file again with the "
        f"system’s name “{other}”. On the command line: {again}",
    )
