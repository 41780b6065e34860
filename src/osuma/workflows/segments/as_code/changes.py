"""What files would do to the stored definitions, one change a definition, and everything that speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.segments.depends import evaluation_order, owner, references
from osuma.engine.segments.merge import ThreeWay, three_way
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Partition
from osuma.engine.segments.version import rule_version
from osuma.workflows.segments.as_code.files import File, digest, placed, read_all, same_text, shown
from osuma.workflows.segments.definitions import mistakes_of, stored

if TYPE_CHECKING:
    from osuma.catalog.definitions import Definition as Stored
    from osuma.workflows.asking.session import Session

Kind = Literal["new", "rule", "metadata", "same", "behind", "archived"]


@dataclass(frozen=True)
class Change:
    """One definition. file: None where it would be archived. theirs: as it is stored, None where it is not.

    kind: behind means that the file has no change of its own and the workspace has moved on. clash: yours and theirs
    where both have moved on from what the file was made from.
    """

    kind: Kind
    slug: str
    file: File | None
    theirs: Stored | None
    clash: ThreeWay | None = None

    @property
    def before(self) -> str:
        """The stored text; empty where there is none."""
        return "" if self.theirs is None or self.theirs.archived_at else shown(self.theirs.text)

    @property
    def after(self) -> str:
        """The text that would be stored; empty where it would be archived."""
        return self.before if self.kind == "behind" else self.file.text if self.file else ""


@dataclass(frozen=True)
class Changes:
    """old, new: every definition in use before and after, by slug."""

    listed: tuple[Change, ...]
    old: dict[str, Definition]
    new: dict[str, Definition]

    def of(self, *kinds: Kind) -> list[Change]:
        """The changes of some kinds, in order."""
        return [one for one in self.listed if one.kind in kinds]


def changes_of(
    session: Session,
    texts: Sequence[str],
    names: Sequence[str] | None = None,
    *,
    prune: bool = False,
    merge: bool = False,
) -> Changes:
    """What the texts change, in the order of the files. Refused with every mistake of every file.

    merge: files that the workspace has moved on from take its changes too, where those are of other keys.
    """
    read = read_all(texts, names)
    old = stored(session)
    mistakes = list(read.mistakes)
    listed = []
    for file in read.files:
        try:
            listed.append(_change(session, file, merge=merge))
        except Refused as refused:
            mistakes += refused.mistakes
    if prune and not read.unread:
        listed += _pruned(session, {one.slug for one in listed})
    gone = {one.slug for one in listed if one.kind == "archived"}
    given = {one.slug: parse(one.after) for one in listed if one.kind != "archived"}
    new = {slug: defn for slug, defn in {**old, **given}.items() if slug not in gone}
    mistakes += _checked(session, listed, new, read.unread) + _broken(session, set(given) | gone, old, new)
    if mistakes:
        raise Refused(mistakes)
    return Changes(tuple(listed), old, new)


def touched(changed: set[str], known: dict[str, Definition]) -> set[str]:
    """The definitions in use whose members may change with some others: those, and what refers to them."""
    return {
        slug
        for slug, defn in known.items()
        if slug in changed or changed & set(evaluation_order({slug: defn}, known))
    }


def _change(session: Session, file: File, *, merge: bool) -> Change:
    from osuma.catalog import definitions

    theirs = definitions.find(session.workspace, file.slug)
    if theirs is None or theirs.archived_at is not None:
        _refuse_kind(file, theirs)
        return Change("new", file.slug, file, theirs)
    _refuse_kind(file, theirs)
    base = _base(session, file)
    if base is not None and not same_text(base, shown(theirs.text)) and not same_text(file.text, shown(theirs.text)):
        if same_text(file.text, base):
            return Change("behind", file.slug, file, theirs)
        clash = three_way(base, file.text, shown(theirs.text))
        if not merge or clash.merged is None:
            return Change(_kind(file, theirs), file.slug, file, theirs, clash)
        try:
            file = replace(file, text=clash.merged, defn=parse(clash.merged))
        except Refused as refused:
            raise Refused(placed(file.name or file.slug, refused.mistakes)) from refused
    return Change(_kind(file, theirs), file.slug, file, theirs)


def _kind(file: File, theirs: Stored) -> Kind:
    if rule_version(file.defn) != theirs.rule_version:
        return "rule"
    return "same" if same_text(file.text, shown(theirs.text)) else "metadata"


def _base(session: Session, file: File) -> str | None:
    """The text that the file was made from, None where it does not say."""
    from osuma.catalog import definitions

    if file.version is None:
        return None
    for one in definitions.history(session.workspace, file.slug):
        if one.version == file.version and digest(shown(one.text)) == file.digest:
            return shown(one.text)
    said = Words(
        f"Rivi ”# osuma-version: {file.version} …” ei ole tästä työtilasta. Hae tiedosto uudelleen "
        "(osuma segments pull) tai poista rivi, jolloin tiedosto korvaa sen, mikä on tallennettu.",
        f"The line “# osuma-version: {file.version} …” is not of this workspace. Fetch the file again "
        "(osuma segments pull), or remove the line; then the file replaces what is stored.",
    )
    raise Refused([Mistake(file.name or file.slug, "other_workspace", said)])


def _refuse_kind(file: File, theirs: Stored | None) -> None:
    kind = kind_of(file.defn)
    if theirs is None or theirs.kind == kind:
        return
    said = Words(
        f"”{file.slug}” on jo käytössä ja on eri lajia ({theirs.kind}). Anna toinen tunnus.",
        f"“{file.slug}” is in use and is of another kind ({theirs.kind}). Give another slug.",
    )
    raise Refused([Mistake(file.name or file.slug, "other_kind", said)])


def kind_of(defn: Definition) -> str:
    """`segment` or `partition`, as the catalog names them."""
    return "partition" if isinstance(defn, Partition) else "segment"


def _pruned(session: Session, kept: set[str]) -> list[Change]:
    from osuma.catalog import definitions

    rest = [one for one in definitions.list_(session.workspace) if one.slug not in kept]
    return [Change("archived", one.slug, None, one) for one in rest]


def _checked(
    session: Session, listed: Sequence[Change], new: dict[str, Definition], unread: frozenset[str]
) -> list[Mistake]:
    """Mistakes of the files. What refers to one that cannot be read is checked when that can."""
    given = [(one.file.name, parse(one.after)) for one in listed if one.file is not None]
    ready = [(name, defn) for name, defn in given if not unread & set(references(defn))]
    if not mistakes_of(session, [defn for _, defn in ready], new):
        return []
    return [one for name, defn in ready for one in placed(name, mistakes_of(session, [defn], new))]


def _broken(
    session: Session, changed: set[str], old: dict[str, Definition], new: dict[str, Definition]
) -> list[Mistake]:
    """Mistakes that the change makes in stored definitions that are not among the files."""
    found = []
    for slug, defn in new.items():
        if slug in changed or not changed & {owner(name) for name in references(defn)}:
            continue
        before = set(mistakes_of(session, [defn], old))
        found += placed(slug, [one for one in mistakes_of(session, [defn], new) if one not in before])
    return found
