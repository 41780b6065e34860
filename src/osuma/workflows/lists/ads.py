"""A segment for an advertising platform: hashed addresses of those whose consent allows it, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.periods import local_day
from osuma.engine.segments.check import check
from osuma.engine.segments.depends import references
from osuma.engine.segments.rule import Definition, Partition, Segment
from osuma.store.sharing import Fate, sharing
from osuma.workflows.consent.consent_texts import shown_as
from osuma.workflows.segments.definitions import stored, vocabulary
from osuma.workflows.segments.evaluating import areas_of, evaluated

if TYPE_CHECKING:
    from osuma.workflows.asking.instants import AsOf
    from osuma.workflows.asking.session import Session

#: Fates that block nothing: they go, or they have nothing that could go.
_HARMLESS = ("shared", "without_address")
_WHY = {
    "promised": Words(
        fi="heidän suostumustekstinsä ”{text}” lupaa, ettei tietoja jaeta kolmansille osapuolille",
        en="their consent text “{text}” promises that data is not shared with third parties",
    ),
    "unknown": Words(
        fi="ei tiedetä, millä tekstillä he suostuivat ({text}); lisää teksti: osuma consents text add",
        en="it is not known under which text they consented ({text}); add it: osuma consents text add",
    ),
    "not_asked": Words(
        fi="heidän suostumustekstinsä ”{text}” ei koske mainontaa (tarkoitus ads)",
        en="their consent text “{text}” does not cover advertising (purpose ads)",
    ),
    "suppressed": Words(fi="osoite on estolistalla", en="the address is on the suppression list"),
    "minor": Words(fi="ikä alle 18 vuotta", en="under 18 years old"),
    "refused": Words(fi="kieltäytyminen markkinoinnista", en="marketing refused"),
    "no_consent": Words(fi="ei suostumusta", en="no consent"),
}
#: Words of a name that tell of people's money. Meta flags audiences whose name suggests a financial status, and does
#: not run them (since 2 September 2025).
_MONEY = (
    "tuloi", "tulot", "tuloluok", "varaka", "varakka", "luottotie", "maksuhäiri", "velka", "high income",
    "low income", "credit score", "credit rating", "wealthy", "net worth", "in debt",
)  # fmt: skip
_WAY_OUT = Words(
    fi="Mitään ei viety. Muut voi viedä valitsimella --drop-blocked.",
    en="Nothing was exported. The rest can go with --drop-blocked.",
)


def audience(
    session: Session, defn: Definition, name: str, as_of: str | None, *, drop_blocked: bool
) -> tuple[list[str], list[tuple[Any, ...]], AsOf]:
    """Header, rows and instant of the file of a definition, or of its class of that name.

    Refused where the segment is special or somebody in it is blocked.

    Areas are postcodes without a person in them. People are SHA-256 of their folded e-mail.
    """
    refuse_special(session, defn)
    if isinstance(defn, Segment) and defn.of == "areas":
        areas = areas_of(session, defn, as_of)
        return ["postcode"], [(code,) for code in areas.members], areas.as_of
    today = local_day(session.now(), session.zone).isoformat()
    with evaluated(session, [defn], as_of) as run:
        members = run.evaluation.members(name)
        fates, hashes = sharing(run.evaluation.con, members, shown_as(session), today)
        at = run.as_of
    blocked = [fate for fate in fates if fate.why not in _HARMLESS]
    if blocked and not drop_blocked:
        raise Refused([_mistake(defn.slug, fate) for fate in blocked] + [Mistake("", "way_out", _WAY_OUT)])
    return ["email_sha256"], [(one,) for one in hashes], at


def named_by_money(defn: Definition, name: str) -> tuple[Words, ...]:
    """That the platform may stop it for its name, where that tells of people's money. name: slug, of a class too."""
    classes = (*defn.classes, defn.other) if isinstance(defn, Partition) else ()
    shown = [name, *(text for _, text in defn.name), *(text for one in classes for _, text in one.name)]
    told = [one for one in shown if any(word in one.casefold().replace("-", " ") for word in _MONEY)]
    if not told:
        return ()
    return (
        Words(
            fi=f"Nimi ”{told[-1]}” kertoo ihmisten rahatilanteesta. Mainosalusta (Meta) voi estää kohderyhmän pelkän "
            "nimen takia: anna sille alustalla nimi, joka ei kerro tuloista, varoista eikä luotosta.",
            en=f"The name “{told[-1]}” tells of people's money. An advertising platform (Meta) may stop an audience "
            "for its name alone: give it a name there that says nothing of income, wealth or credit.",
        ),
    )


def refuse_special(session: Session, defn: Definition) -> None:
    """Refused where a segment, or one that it is made of, speaks of a special category: no basis opens this."""
    known, words = {**stored(session), defn.slug: defn}, vocabulary(session)
    seen, open_ = {defn.slug}, [defn]
    while open_:
        one = open_.pop()
        if any(m.code == "special_category" for m in check(one, words, known)):
            raise Refused([Mistake(defn.slug, "special_for_ads", Words(
                fi=f"”{one.slug}” perustuu arkaluonteiseen tietoon. Sellaista segmenttiä ei voi viedä "
                "mainosalustalle, ei myöskään kirjallisella perusteella.",
                en=f"“{one.slug}” rests on special-category data. Such a segment cannot go to an advertising "
                "platform, not with a written basis either.",
            ))])  # fmt: skip
        open_ += [known[slug] for slug in references(one) if slug in known and slug not in seen]
        seen.update(references(one))


def _mistake(slug: str, fate: Fate) -> Mistake:
    why = _WHY[fate.why]
    fi, en = why.fi.format(text=fate.text or "–"), why.en.format(text=fate.text or "–")
    who_fi, who_en = ("henkilö", "person is") if fate.people == 1 else ("henkilöä", "people are")
    return Mistake(
        slug, f"ads_{fate.why}", Words(fi=f"{fate.people} {who_fi} on estetty: {fi}.",
                                       en=f"{fate.people} {who_en} blocked: {en}."),
    )  # fmt: skip
