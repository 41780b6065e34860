"""Tables and lines for people. Every value passes `clean`: a file may hold terminal commands."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from osuma.cli.language import number
from osuma.engine.errors import Words
from osuma.workflows.lists.reach_words import LEFT_OUT

WIDTH_IN_A_PIPE = 160
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00|Z)")

# Keys of answers as headings; a key that is not here is shown as it is.
COLUMNS = {
    "against": Words("mikä eroaa", "what differs"),
    "article": Words("kohta", "article"),
    "as_of": Words("tilanne", "as of"),
    "at": Words("aika", "at"),
    "business_id": Words("Y-tunnus", "business ID"),
    "candidate_id": Words("nro", "no."),
    "changed": Words("muutos", "change"),
    "changed_at": Words("muutettu", "changed"),
    "cause": Words("syy", "cause"),
    "class": Words("laji", "class"),
    "code": Words("koodi", "code"),
    "company": Words("yritys", "company"),
    "condition": Words("ehto", "condition"),
    "conditions": Words("ehdot", "conditions"),
    "confirmed_by": Words("vahvisti", "confirmed by"),
    "count": Words("koko", "count"),
    "covers": Words("koskee", "covers"),
    "customer": Words("asiakas", "customer"),
    "date": Words("päivä", "date"),
    "direction": Words("suunta", "direction"),
    "entered": Words("tuli", "entered"),
    "currency": Words("valuutta", "currency"),
    "day": Words("päivä", "day"),
    "engine": Words("moottori", "engine"),
    "error": Words("virhe", "error"),
    "event": Words("tapahtuma", "event"),
    "evidence": Words("mikä on samaa", "what is the same"),
    "excluded": Words("pois kampanjoista", "left out because"),
    "expires": Words("voimassa asti", "holds until"),
    "field": Words("kenttä", "field"),
    "file": Words("tiedosto", "file"),
    "first": Words("ensimmäinen", "first"),
    "format": Words("muoto", "format"),
    "holds": Words("voimassa", "in force"),
    "identities": Words("tietoja", "records"),
    "import": Words("tuonti", "import"),
    "import_id": Words("nro", "no."),
    "industry_section": Words("toimiala", "section"),
    "kind": Words("tyyppi", "kind"),
    "kpi": Words("mittari", "KPI"),
    "language": Words("kieli", "language"),
    "label": Words("mikä se on", "what it is"),
    "last": Words("viimeinen", "last"),
    "left": Words("lähti", "left"),
    "link_id": Words("nro", "no."),
    "moved_to": Words("siirretty", "moved to"),
    "municipality": Words("kunta", "municipality"),
    "name": Words("nimi", "name"),
    "note": Words("huomautus", "note"),
    "of": Words("mistä", "of"),
    "owner": Words("vastuuhenkilö", "owner"),
    "points": Words("pisteet", "points"),
    "probability": Words("todennäköisyys", "probability"),
    "promises": Words("lupaa", "promises"),
    "properties": Words("tiedot", "properties"),
    "property": Words("tieto", "property"),
    "purpose": Words("tarkoitus", "purpose"),
    "purposes": Words("tarkoitukset", "purposes"),
    "rate": Words("kurssi", "rate"),
    "reason": Words("syy", "reason"),
    "reasons": Words("perusteet", "reasons"),
    "record": Words("tunnus lähteessä", "id in its source"),
    "refused": Words("hylättyjä", "refused"),
    "refused_file": Words("hylätyt rivit", "refused rows"),
    "register_name": Words("rekisterissä", "in the register"),
    "removed": Words("pois", "removed"),
    "review_by": Words("tarkistettava", "review by"),
    "rows": Words("rivejä", "rows"),
    "rule": Words("sääntö", "rule"),
    "run_id": Words("ajo", "run"),
    "says": Words("mitä lähde sanoo", "what the source says"),
    "size_class": Words("kokoluokka", "size"),
    "slug": Words("tunnus", "slug"),
    "source": Words("lähde", "source"),
    "sources": Words("lähteitä", "sources"),
    "stage": Words("vaihe", "stage"),
    "state": Words("tila", "state"),
    "status": Words("tila", "status"),
    "step": Words("vaihe", "step"),
    "taken": Words("otettu", "taken"),
    "text": Words("teksti", "text"),
    "type": Words("tyyppi", "type"),
    "undone_by": Words("perui", "undone by"),
    "unknown": Words("tieto puuttuu", "unknown"),
    "valid_from": Words("alkaen", "from"),
    "version": Words("versio", "version"),
    "weight": Words("paino", "weight"),
    "who": Words("kuka", "who"),
    "why_not": Words("miksi ei", "why not"),
}
# Codes as words, in the columns that hold codes; elsewhere the same text may be the user's own.
CODED = (
    "class",
    "step",
    "changed",
    "kind",
    "state",
    "why_not",
    "rule",
    "size_class",
    "status",
    "excluded",
    "direction",
    "cause",
)
CODES = {
    "entered": Words("tuli", "came"),
    "label": Words("mikä se on", "what it is"),
    "last": Words("viimeinen", "last"),
    "left": Words("lähti", "left"),
    "window": Words("aika kului", "time passed"),
    "lapsed": Words("aika kului", "time passed"),
    "time": Words("aika kului", "time passed"),
    "refund": Words("palautus", "a return"),
    "event": Words("uusi tapahtuma", "a new event"),
    "attribute": Words("tieto muuttui", "a detail changed"),
    "consent": Words("lupa muuttui", "permission changed"),
    "rank": Words("sijoitus muuttui", "the place changed"),
    "member": Words("toinen segmentti", "another segment"),
    "late": Words("tuli myöhässä tai korjattiin", "came late or was corrected"),
    "behaviour": Words("tiedot tai toiminta", "details or behaviour"),
    "definition": Words("ehdot muuttuivat", "the conditions changed"),
    "merge": Words("yhdistettiin tai erotettiin", "joined or parted"),
    "first": Words("ensimmäinen laskenta", "the first run"),
    "ordinary": Words("tavallinen", "ordinary"),
    "contact": Words("yhteystieto", "contact detail"),
    "identifier": Words("tunniste", "identifier"),
    "special": Words("arkaluonteinen", "special category"),
    "text": Words("teksti", "text"),
    "code": Words("koodi", "code"),
    "int": Words("kokonaisluku", "whole number"),
    "decimal": Words("luku", "number"),
    "bool": Words("kyllä tai ei", "yes or no"),
    "date": Words("päivä", "date"),
    "instant": Words("hetki", "instant"),
    "list": Words("luettelo", "list"),
    "micro": Words("mikro", "micro"),
    "small": Words("pieni", "small"),
    "medium": Words("keskisuuri", "medium"),
    "large": Words("suuri", "large"),
    "active": Words("toiminnassa", "active"),
    "restructuring": Words("yrityssaneeraus", "restructuring"),
    "liquidation": Words("selvitystila", "liquidation"),
    "bankruptcy": Words("konkurssi", "bankruptcy"),
    "ceased": Words("lopettanut", "ceased"),
    "won": Words("voitettu", "won"),
    "lost": Words("hävitty", "lost"),
    "open": Words("avoin", "open"),
    "unknown": Words("ei tiedossa", "not known"),
    "members": Words("kuuluu segmenttiin", "in the segment"),
    **LEFT_OUT,
    "new": Words("uusi", "new"),
    "updated": Words("haettu uusi versio", "updated"),
    "yours": Words("omia muutoksia, jätetty ennalleen", "changes of your own, left alone"),
    "behind": Words("työtilassa uudempi", "newer in the workspace"),
    "archived": Words("pois käytöstä", "archived"),
    "same": Words("ennallaan", "unchanged"),
    "metadata": Words("vain tiedot", "metadata only"),
    "rule": Words("sääntö", "rule"),
    "segment": Words("segmentti", "segment"),
    "partition": Words("jako", "partition"),
    "started": Words("kesken", "started"),
    "done": Words("valmis", "done"),
    "failed": Words("epäonnistui", "failed"),
    "undone": Words("peruttu", "undone"),
    "manual": Words("käsin", "by hand"),
    "confirmed": Words("vahvistettu ehdotus", "confirmed candidate"),
    "own_export": Words("korjaus viedyssä tiedostossa", "correction in an exported file"),
    "kept_apart": Words("pidetään erillään", "kept apart"),
    "email": Words("sama sähköposti", "same e-mail"),
    "phone": Words("sama matkapuhelin", "same mobile"),
    "shared": Words("usean yhteinen", "shared by many"),
    "role_address": Words("yhteisosoite", "role address"),
    "placeholder": Words("täytearvo", "placeholder"),
    "same_source": Words("saman lähteen eri tunnukset", "two ids of one source"),
    "different_names": Words("sama sähköposti, eri etunimet", "same e-mail, different first names"),
    "phone_alone": Words("pelkkä puhelinnumero", "phone number alone"),
}


def clean(value: Any) -> str:
    """The value as text without control characters."""
    text = "" if value is None else str(value)
    return "".join(ch if ch.isprintable() or ch in "\u00a0\u202f" else "\ufffd" for ch in text)


def line(*parts: Any) -> None:
    """One line on stdout."""
    sys.stdout.write(" ".join(clean(part) for part in parts) + "\n")


def words(said: Mapping[str, Any] | str | None, language: str) -> str:
    """The sentence of a `{fi, en}` pair."""
    if isinstance(said, Mapping):
        return clean(said.get(language) or said.get("en") or "")
    return clean(said)


def sentences(said: Iterable[Mapping[str, Any] | str], language: str) -> None:
    """One sentence a line."""
    for sentence in said:
        sys.stdout.write(words(sentence, language) + "\n")


def dated(result: Mapping[str, Any], language: str) -> None:
    """Of which day the figures are, on a line of its own."""
    if result.get("dated"):
        line(words(result["dated"], language))


def table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], numeric: Sequence[int] = (), language: str = "en"
) -> None:
    """A table; whole numbers are grouped, the columns in `numeric` stand right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for n, column in enumerate(columns):
        made.add_column(column, justify="right" if n in numeric else "left", overflow="fold")
    for row in rows:
        made.add_row(*(_cell(value, n in numeric, language) for n, value in enumerate(row)))
    width = None if sys.stdout.isatty() else WIDTH_IN_A_PIPE
    Console(file=sys.stdout, width=width, markup=False, highlight=False, emoji=False).print(made)


def pairs(rows: Iterable[tuple[str, Any]]) -> None:
    """Name and value, a line each."""
    listed = [(name, clean(value)) for name, value in rows]
    width = max((len(name) for name, _ in listed), default=0)
    for name, value in listed:
        sys.stdout.write(f"{name:<{width}}  {value}\n")


def records(rows: Sequence[Mapping[str, Any]], language: str, empty: str) -> None:
    """A table of whatever the rows have; nested values and columns without any value are left to --json."""
    if not rows:
        line(empty)
        return
    keys = list(dict.fromkeys(key for row in rows for key in row))
    columns = [key for key in keys if _fits([row.get(key) for row in rows])]
    numeric = [n for n, key in enumerate(columns) if all(isinstance(row.get(key), int | None) for row in rows)]
    titles = [title(key, language) for key in columns]
    table(titles, [[shown(key, row.get(key), language) for key in columns] for row in rows], numeric, language)


def _fits(values: Sequence[Any]) -> bool:
    nested = any(isinstance(value, list) or (isinstance(value, Mapping) and "en" not in value) for value in values)
    return not nested and any(value is not None for value in values)


def title(key: str, language: str) -> str:
    """The heading of a key of an answer."""
    return COLUMNS[key][language] if key in COLUMNS else clean(key)


def shown(key: str, value: Any, language: str) -> Any:
    """A value under its key: codes and instants as people read them."""
    if isinstance(value, Mapping):
        return words(value, language)
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return f"{value[:10]} {value[11:16]} UTC"
    if key in CODED and value in CODES:
        return CODES[value][language]
    return value


def _cell(value: Any, is_number: bool, language: str) -> str:
    if is_number and isinstance(value, int) and not isinstance(value, bool):
        return number(value, language)
    return clean(value)
