"""What changed in a workspace between two days, with the reasons that people gave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.periods import local_day, naive_utc
from osuma.engine.tables.months import SHOP
from osuma.reporting import numbers
from osuma.reporting.review import Act
from osuma.store.people.identity import JOINS
from osuma.workflows.asking.known_settings import SETTINGS
from osuma.workflows.data.month_words import FIGURES, shown
from osuma.workflows.data.months import cause_of
from osuma.workflows.reports import day_notes
from osuma.workflows.reports.yearly.stretch import Stretch
from osuma.workflows.segments.as_code.applying import ARCHIVED
from osuma.workflows.segments.health.showing import ALL, meant

if TYPE_CHECKING:
    from osuma.catalog.definitions import Definition as Kept
    from osuma.catalog.definitions import Version
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session

_EVERY = 10**9
#: Files of a day that are named.
_NAMED = 3
#: What a load is called, one and many; imports are told by their files.
_LOADS = {
    "undo": (Words("Tuonti peruttiin", "An import was undone"), Words("tuontia peruttiin", "imports were undone")),
    "merge": (
        Words("Kaksi asiakasta yhdistettiin samaksi", "Two customers were merged"),
        Words("asiakasparia yhdistettiin", "pairs of customers were merged"),
    ),
    "unmerge": (
        Words("Asiakkaiden yhdistäminen peruttiin", "A merge of customers was taken back"),
        Words("yhdistämistä peruttiin", "merges were taken back"),
    ),
    "apart": (
        Words("Kaksi asiakasta pidetään erillään", "Two customers are kept apart"),
        Words("asiakasparia pidetään erillään", "pairs of customers are kept apart"),
    ),
    "company_link": (
        Words("Yrityksiä yhdistettiin", "Companies were joined"),
        Words("kertaa yhdistettiin yrityksiä", "times companies were joined"),
    ),
    "company_unlink": (
        Words("Yritysten yhdistäminen peruttiin", "A joining of companies was taken back"),
        Words("yritysten yhdistämistä peruttiin", "joinings of companies were taken back"),
    ),
    "set_apart": (
        Words("Erillään pidettävät muuttuivat", "Who is set apart was changed"),
        Words("kertaa muutettiin erillään pidettäviä", "times it was changed who is set apart"),
    ),
    "close_month": (
        Words("Kuukausi suljettiin", "A month was closed"),
        Words("kuukautta suljettiin", "months closed"),
    ),
    "event_type": (
        Words("Tapahtumatyyppejä muutettiin", "Event types were changed"),
        Words("kertaa muutettiin tapahtumatyyppejä", "times event types were changed"),
    ),
    "withdrawal": (
        Words("Suostumus peruttiin", "A consent was withdrawn"),
        Words("suostumusta peruttiin", "consents were withdrawn"),
    ),
}


def happened(session: Session, within: Stretch, kept: Mapping[str, Kept], names: Mapping[str, Words]) -> list[Act]:
    """Everything, the oldest first. names: of definitions by slug."""
    found = [
        *_versions(session, within, kept, names),
        *_loads(session, within),
        *_restatements(session, within, names),
        *_settings(session, within),
        *_said(session, within, kept, names),
    ]
    return sorted(found, key=lambda act: (act.day, act.kind, act.what.en, act.why, act.who, act.slug or ""))


def _versions(
    session: Session, within: Stretch, kept: Mapping[str, Kept], names: Mapping[str, Words]
) -> Iterator[Act]:
    from osuma.catalog import audit, definitions

    archived = {
        str(act.detail.get("slug")): act for act in reversed(audit.list_(session.workspace, _EVERY, verb=ARCHIVED))
    }
    for slug, one in kept.items():
        versions = definitions.history(session.workspace, slug)
        for before, version in pairwise([None, *versions]):
            if version is not None and within.holds(version.created_at):
                kind, what = _version(before, version)
                day = local_day(version.created_at, session.zone)
                yield Act(day, kind, what, slug, names[slug], version.note, version.who)
        if one.archived_at is not None and within.holds(one.archived_at):
            what = Words("Poistettiin käytöstä", "Retired")
            act = archived.get(slug)
            why, who = (str(act.detail.get("reason") or ""), act.who) if act else ("", "")
            yield Act(local_day(one.archived_at, session.zone), "retired", what, slug, names[slug], why, who)


def _version(before: Version | None, version: Version) -> tuple[str, Words]:
    if before is None:
        return "new", Words("Uusi segmentti", "A new segment")
    n = version.version
    if before.rule_version != version.rule_version:
        return "rule", Words(f"Sääntö muuttui (versio {n})", f"The rule changed (version {n})")
    return "metadata", Words(
        f"Tiedot muuttuivat, sääntö ei (versio {n})", f"Described anew, the same rule (version {n})"
    )


def _loads(session: Session, within: Stretch) -> Iterator[Act]:
    from osuma.catalog import journal

    loads = [
        one for one in journal.list_(session.workspace)
        if one.state in ("done", "undone") and within.holds(one.started_at)
    ]  # fmt: skip
    merged = _merged(session)
    imports: dict[date, list[Load]] = defaultdict(list)
    others: Counter[tuple[date, str]] = Counter()
    for one in loads:
        day = local_day(one.started_at, session.zone)
        if one.kind == "import":
            imports[day].append(one)
        elif one.kind in _LOADS:
            others[day, one.kind] += 1
    for day, of_day in imports.items():
        yield Act(day, "import", _imported(of_day, merged))
    for (day, kind), n in others.items():
        alone, many = _LOADS[kind]
        yield Act(day, kind, alone if n == 1 else Words(f"{n} {many.fi}", f"{n} {many.en}"))


def _merged(session: Session) -> dict[int, int]:
    """Links between records that each load made and that hold."""
    found = session.warehouse.rows(f"SELECT import_id, count(*) FROM identity_links WHERE {JOINS} GROUP BY import_id")
    return {int(load): int(n) for load, n in found}


def _imported(loads: list[Load], merged: Mapping[int, int]) -> Words:
    files = [str(one.detail.get("file", "–")) for one in loads]
    more = len(files) - _NAMED
    listed = ", ".join(files[:_NAMED])
    fi, en = (f" ja {more} muuta", f" and {more} more") if more > 0 else ("", "")
    taken, refused = (sum(_count(one, name) for one in loads) for name in ("taken", "refused"))
    joined = sum(merged.get(one.import_id, 0) for one in loads)
    undone = sum(one.state == "undone" for one in loads)
    parts_fi = [f"{numbers.number(taken, 'fi')} riviä"]
    parts_en = [f"{numbers.number(taken, 'en')} {'row' if taken == 1 else 'rows'}"]
    for n, said_fi, said_en in (
        (refused, "hylätty {}", "{} refused"),
        (joined, "yhdistettiin {} tietuetta", "{} records merged"),
        (undone, "sittemmin peruttu {}", "{} since undone"),
    ):
        if n:
            parts_fi.append(said_fi.format(numbers.number(n, "fi")))
            parts_en.append(said_en.format(numbers.number(n, "en")))
    return Words(f"Tuotiin {listed}{fi}: {', '.join(parts_fi)}", f"Imported {listed}{en}: {', '.join(parts_en)}")


def _count(one: Load, name: str) -> int:
    value = one.result.get(name)
    return value if isinstance(value, int) else 0


def _restatements(session: Session, within: Stretch, names: Mapping[str, Words]) -> Iterator[Act]:
    """Sales of closed months that later loads changed; of a segment its size."""
    low, high = naive_utc(within.low), naive_utc(within.high)
    found = session.warehouse.rows(
        "SELECT load_id, restated_at, month, slug, figure, old_value, new_value FROM month_restatements WHERE "
        "restated_at >= ? AND restated_at < ? AND figure IN ('net_sales', 'size') ORDER BY restated_at, month, slug",
        [low, high],
    )
    for load, at, month, slug, figure, old, new in found:
        if (figure == "net_sales") != (slug == SHOP):
            continue
        before, after = (shown(figure, one, session.workspace.currency) for one in (old, new))
        first, named = Words(*(numbers.month(month, to) for to in ("fi", "en"))), FIGURES[figure]
        cause = cause_of(session, load)
        what = Words(
            f"Suljettu kuukausi {first.fi} oikaistiin: {named.fi} {before.fi} → {after.fi}",
            f"The closed month {first.en} was restated: {named.en} {before.en} → {after.en}",
        )
        whose = slug.partition("/")[0] or None
        yield Act(_day(session, at), "restated", what, whose, names.get(slug), cause[session.workspace.language])


def _settings(session: Session, within: Stretch) -> Iterator[Act]:
    from osuma.catalog import audit

    acts = audit.list_(session.workspace, _EVERY, verb="settings.set", since=within.low, until=within.high)
    for act in acts:
        setting = SETTINGS.get(str(act.detail.get("key")))
        if setting is not None and act.detail.get("outcome") == "done":
            what = Words(f"Asetus muuttui: {setting.what.fi}", f"A setting changed: {setting.what.en}")
            yield Act(local_day(act.at, session.zone), "setting", what, who=act.who)


def _said(session: Session, within: Stretch, kept: Mapping[str, Kept], names: Mapping[str, Words]) -> Iterator[Act]:
    """Notes on days, comments on segments, and findings that somebody said to be on purpose."""
    from osuma.catalog import comments

    for note in day_notes.list_(session)["notes"]:
        day = date.fromisoformat(note["day"])
        if within.first <= day <= within.last:
            yield Act(day, "note", Words("Muistiinpano", "A note"), None, None, note["text"], note["who"])
    for slug in kept:
        for one in comments.list_(session.workspace, slug):
            if within.holds(one.at):
                day = local_day(one.at, session.zone)
                yield Act(day, "comment", Words("Kommentti", "A comment"), slug, names[slug], one.text, one.who)
    for key, given in meant(session).items():
        yield from _on_purpose(session, within, key.partition(" ")[0], given, names)


def _on_purpose(
    session: Session, within: Stretch, slug: str, given: Mapping[str, Any], names: Mapping[str, Words]
) -> Iterator[Act]:
    at = datetime.fromisoformat(given["at"])
    if within.holds(at):
        what = Words("Huomautus todettiin tarkoitukselliseksi", "A remark was said to be on purpose")
        whose = None if slug == ALL else slug
        yield Act(
            local_day(at, session.zone), "on_purpose", what, whose, names.get(slug), given["reason"], given["who"]
        )


def _day(session: Session, at: datetime) -> date:
    return local_day(at.replace(tzinfo=UTC), session.zone)
