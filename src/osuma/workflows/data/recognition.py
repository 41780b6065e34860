"""Which mapping a table of a file is read with: given, kept from the last time, known as a product's, or proposed."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.ingestion import sources
from osuma.ingestion.mapping.document import dump_mapping, parse_mapping
from osuma.ingestion.mapping.kinds import KINDS
from osuma.ingestion.mapping.propose import Proposal, propose
from osuma.ingestion.targets import TARGETS, Target
from osuma.workflows.data.text_files import utf8

if TYPE_CHECKING:
    from osuma.catalog.workspaces import Workspace
    from osuma.ingestion.mapping.mapping import Mapping
    from osuma.ingestion.tables import SourceTable

GIVEN = Words(fi="annettu yhdistäminen", en="given mapping")
PROPOSED = Words(fi="tunnistettu otsikoista", en="recognised by its headers")
KEPT = Words(fi="aiemmin yhdistetty", en="mapped before")


@dataclass(frozen=True)
class Recognised:
    """How a table will be read. by: given, kept, preset or proposed. questions: what a person should confirm. notes:
    what is known of such files and should be told."""

    mapping: Mapping
    by: str
    title: Words
    questions: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        return {
            "by": self.by,
            "preset": self.mapping.preset,
            "title": self.title.plain(),
            "source": self.mapping.source,
        }


@dataclass(frozen=True)
class Wishes:
    """What the caller knows: a mapping's YAML, a preset's slug, what the rows are, the slug of the source.

    allowed_special: own fields of special categories that there is a written basis for. dialect: how the file is
    written. targets: what rows can become in the workspace.
    """

    mapping: str | None = None
    preset: str | None = None
    kind: str | None = None
    source: str | None = None
    allowed_special: frozenset[str] = frozenset()
    dialect: MappingOf[str, object] = field(default_factory=dict)
    targets: MappingOf[str, Target] = field(default_factory=lambda: TARGETS)


def is_unknown(fault: Refused) -> bool:
    """Whether a table was refused only because nobody knows what its rows are."""
    return {mistake.code for mistake in fault.mistakes} <= {"not_recognised", "no_fitting_mapping"}


def recognise(table: SourceTable, workspace: Workspace, wishes: Wishes) -> Recognised:
    """The mapping for one table. Refused where it can neither be known nor proposed, with the way out."""
    found = _given(table, wishes) or _known(table, workspace, wishes) or _proposed(table, wishes)
    if wishes.source is None:
        return found
    return replace(found, mapping=replace(found.mapping, source=wishes.source))


def _given(table: SourceTable, wishes: Wishes) -> Recognised | None:
    if wishes.mapping is not None:
        given = _fitting([parse_mapping(text, wishes.targets) for text in _documents(wishes.mapping)], table)
        return Recognised(given, "given", Words(given.name, given.name) if given.name else GIVEN)
    if wishes.preset is not None:
        chosen = _preset(wishes.preset)
        return _by_preset(chosen, sources.fitted(chosen, table))
    return None


def _by_preset(preset: sources.Preset, mapping: Mapping) -> Recognised:
    return Recognised(mapping, "preset", preset.words, notes=(preset.note,) if preset.note else ())


def _known(table: SourceTable, workspace: Workspace, wishes: Wishes) -> Recognised | None:
    from osuma.catalog import mappings

    if wishes.kind is not None:
        return None
    kept = mappings.find(workspace, mappings.signature(table.headers))
    if kept is not None:
        return Recognised(parse_mapping(kept.mapping, wishes.targets), "kept", KEPT)
    known = sources.recognise(table)
    return None if known is None else _by_preset(_preset(known.preset or ""), known)


def _proposed(table: SourceTable, wishes: Wishes) -> Recognised:
    proposal = propose(table, wishes.source, wishes.allowed_special, wishes.kind)
    if proposal.kind == "unknown" or mostly_own(proposal):
        raise _unmapped(table, proposal)
    return Recognised(proposal.mapping, "proposed", PROPOSED, _questions(proposal))


def keep(workspace: Workspace, table: SourceTable, recognised: Recognised, *, anyway: bool = False) -> None:
    """Remember a mapping that a person gave, for the next file with the same headers.

    anyway: also one that Osuma knew or proposed, because a person has said that it is right.
    """
    from osuma.catalog import mappings

    if recognised.by != "given" and not anyway:
        return
    mappings.remember(
        workspace,
        mappings.signature(table.headers),
        recognised.mapping.name or recognised.mapping.source,
        yaml.safe_load(dump_mapping(recognised.mapping)),
    )


def wishes_from(
    map_: str | None,
    preset: str | None,
    as_: str | None,
    source: str | None,
    allowed_special: frozenset[str],
    targets: MappingOf[str, Target] = TARGETS,
) -> Wishes:
    """Wishes as a command gives them: the mapping is a file, a kind may be written with _ or -."""
    text = utf8(Path(map_)) if map_ is not None else None
    kind = None if as_ is None else as_.casefold().replace("_", " ").replace("-", " ")
    kinds = [k.name for k in KINDS]
    if kind is not None and kind not in kinds:
        listed = ", ".join(name.replace(" ", "_") for name in kinds)
        raise Misuse(
            Words(
                fi=f"Rivejä ”{as_}” ei tunneta. Mahdollisia ovat: {listed}.",
                en=f"There are no rows called “{as_}”. There are: {listed}.",
            ),
            "no_kind",
        )
    return Wishes(text, preset, kind, source, allowed_special, targets=targets)


def _fitting(mappings: Sequence[Mapping], table: SourceTable) -> Mapping:
    """Of several mappings in one file, the one whose columns the table has; the only one always fits."""
    if len(mappings) == 1:
        return mappings[0]
    headers = set(table.headers)
    for mapping in mappings:
        used = {a.header for output in mapping.outputs for a in output.columns}
        if used - set(mapping.optional) <= headers:
            return mapping
    raise Refused(
        [
            Mistake(
                table.title,
                "no_fitting_mapping",
                Words(
                    fi="mikään annetuista yhdistämisistä ei sovi taulukon sarakkeisiin",
                    en="none of the given mappings fits the columns of the table",
                ),
            )
        ]
    )


def _documents(text: str) -> list[str]:
    """The documents of one YAML file, separated by lines of three dashes."""
    return [part for part in re.split(r"^---\s*$", text, flags=re.MULTILINE) if part.strip()]


def _preset(slug: str) -> sources.Preset:
    found = next((preset for preset in sources.presets() if preset.slug == slug), None)
    if found is None:
        listed = ", ".join(preset.slug for preset in sources.presets())
        raise Misuse(
            Words(
                fi=f"Valmista tiedostomuotoa ”{slug}” ei ole. Mahdollisia ovat: {listed}.",
                en=f"There is no preset “{slug}”. There are: {listed}.",
            ),
            "no_preset",
        )
    return found


def mostly_own(proposal: Proposal) -> bool:
    """Whether most of what would be read are fields of the file's own: then a person should look at it first."""
    fields = {a.to for output in proposal.mapping.outputs for a in output.columns}
    own = {name for name in fields if name.startswith("x_")}
    return len(own) > 2 and len(own) > len(fields - own)


def _questions(proposal: Proposal) -> tuple[Words, ...]:
    return tuple(
        Words(fi=f"{q.column}: {q.what.fi}", en=f"{q.column}: {q.what.en}") if q.column else q.what
        for q in proposal.questions
    )


def _unmapped(table: SourceTable, proposal: Proposal) -> Refused:
    questions = _questions(proposal)
    known = {a.header for o in proposal.mapping.outputs for a in o.columns if not a.to.startswith("x_")}
    share_fi = f"tunnistettuja sarakkeita: {len(known)}/{len(table.headers)}"
    share_en = f"recognised columns: {len(known)} of {len(table.headers)}"
    fi = " ".join([f"tiedostoa ei tunnistettu ({share_fi}).", *(question.fi for question in questions)])
    en = " ".join([f"the file was not recognised ({share_en}).", *(question.en for question in questions)])
    return Refused(
        [
            Mistake(
                table.title,
                "not_recognised",
                Words(
                    fi=f"{fi} Kirjoita ehdotus (--mapping-out yhdista.yaml), tarkista se ja tuo uudelleen: "
                    "--map yhdista.yaml",
                    en=f"{en} Write the proposal (--mapping-out map.yaml), check it and import again with "
                    "--map map.yaml",
                ),
            )
        ]
    )


def proposals(
    tables: Sequence[SourceTable], workspace: Workspace, targets: MappingOf[str, Target]
) -> list[dict[str, Any]]:
    """For each table the YAML with which it would be read, complete or not."""
    found = []
    for table in tables:
        try:
            recognised = recognise(table, workspace, Wishes(targets=targets))
            text, questions = dump_mapping(recognised.mapping), recognised.questions
        except Refused:
            proposal = propose(table)
            text, questions = dump_mapping(proposal.mapping), _questions(proposal)
        found.append({"file": table.title, "yaml": text, "questions": [q.plain() for q in questions]})
    return found
