"""Offers in order of importance: a partition of existing segments, so that nobody gets two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pyroaring import BitMap

from osuma.engine.errors import Misuse, Refused, Words
from osuma.engine.segments.dump import dump
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.rule import Definition, Member, NoneOf, Partition, PartitionClass, Unknown
from osuma.store.dialect import identifier
from osuma.store.evaluation.evaluate import FLAGS, Evaluation
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.dated import dated
from osuma.workflows.segments.definitions import mistakes_of, named, stored, titles_of
from osuma.workflows.segments.evaluating import evaluated

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@verb("segments.prioritise")
def prioritise(
    session: Session, segments: Sequence[str], slug: str, exclude: Sequence[str] = (), as_of: str | None = None
) -> dict[str, Any]:
    """What partition gives each person the first of some segments that they are in, and nobody two; as YAML to keep.

    exclude: segments whose members get nothing. offers: of each segment, from its members step by step to those whom
    it keeps: less the excluded, less those whom a segment before it took. Nothing is stored.
    """
    from osuma.catalog import audit

    offers, barred = list(dict.fromkeys(segments)), list(dict.fromkeys(exclude))
    _refuse_both(offers, barred)
    named_ = {one: named(session, one) for one in (*offers, *barred)}
    known = stored(session)
    titles = titles_of(known)
    defn = _partition(slug, offers, barred, {**known, **{d.slug: d for d in named_.values()}})
    if mistakes := mistakes_of(session, [defn], {**known, slug: defn}):
        raise Refused(mistakes)
    wanted = {one.slug: one for one in (*named_.values(), defn)}
    with evaluated(session, list(wanted.values()), as_of) as run:
        sets = {one: run.evaluation.bitmap(one) for one in (*offers, *barred)}
        kept = {one: run.evaluation.bitmap(f"{slug}/{_class(one)}") for one in offers}
        unknown = {one: _unknown(run.evaluation, one) for one in barred}
        at = run.as_of
    audit.record(session.workspace, session.who, "segments.prioritise", {"slug": slug, "as_of": at.text})
    reached = BitMap.union(*(sets[one] for one in offers))
    got = sum(len(one) for one in kept.values())
    return {
        "slug": slug,
        **dated(session, at),
        "yaml": dump(defn),
        "offers": [
            {"slug": one, "class": _class(one), "steps": _steps(one, offers, barred, sets, titles)} for one in offers
        ],
        "people": len(reached),
        "excluded": len(reached) - got,
        "sentences": [
            _summary(len(reached), got, sum(len(sets[one]) for one in offers)).plain(),
            *(_not_known(titles[one], n).plain() for one in barred if (n := len(unknown[one] & reached))),
        ],
    }


def _unknown(evaluation: Evaluation, slug: str) -> BitMap:
    """Those of whom it is not known whether they are in a segment; nobody of a class."""
    if slug in evaluation.partitions:
        return BitMap()
    column = identifier(evaluation.columns[slug])
    return BitMap([int(key) for (key,) in evaluation.rows(f"SELECT customer_key FROM {FLAGS} WHERE {column} = 2")])


def _class(slug: str) -> str:
    """The slug of the class of a segment, or of a class of another partition."""
    return slug.replace("/", "-")


def _partition(slug: str, offers: Sequence[str], barred: Sequence[str], known: Mapping[str, Definition]) -> Partition:
    """Whoever is not known to be excluded is divided: a segment holds those who are known to be in it."""
    titles = titles_of(known)
    return Partition(
        slug=slug,
        classes=tuple(
            PartitionClass(_class(one), Member(one), (("fi", titles[one].fi), ("en", titles[one].en)))
            for one in offers
        ),
        other=PartitionClass("other", NoneOf(()), (("fi", "Ei tarjousta"), ("en", "No offer"))),
        base=NoneOf(tuple(Member(one, Unknown.INCLUDE) for one in barred)) if barred else None,
    )


def _steps(
    offer: str,
    offers: Sequence[str],
    barred: Sequence[str],
    sets: Mapping[str, BitMap],
    titles: Mapping[str, Words],
) -> list[dict[str, Any]]:
    """From the members to those whom the offer keeps: what each exclusion and each earlier offer takes away."""
    left = sets[offer]
    steps: list[dict[str, Any]] = [
        {**Words("kuuluu segmenttiin", "in the segment").plain(), "removed": None, "count": len(left)}
    ]
    for other in (*barred, *offers[: offers.index(offer)]):
        title = titles[other]
        said = (
            Words(f"rajattu pois: {title.fi}", f"excluded: {title.en}")
            if other in barred
            else Words(f"saa jo tarjouksen: {title.fi}", f"has an offer already: {title.en}")
        )
        rest = left - sets[other]
        steps.append({**said.plain(), "slug": other, "removed": len(left) - len(rest), "count": len(rest)})
        left = rest
    return steps


def _summary(reached: int, got: int, offers: int) -> Words:
    people, one_each, sums = numbers.number(reached), numbers.number(got), numbers.number(offers)
    return Words(
        f"Segmenteissä on yhteensä {people.fi} eri asiakasta (yhteenlaskettuna {sums.fi}). "
        f"Tarjouksen saa {one_each.fi}, kukin vain yhden.",
        f"The segments hold {people.en} different customers ({sums.en} when added up). "
        f"{one_each.en} get an offer, each only one.",
    )


def _not_known(title: Words, n: int) -> Words:
    if n == 1:
        return Words(
            f"1 asiakkaasta ei tiedetä, kuuluuko hän segmenttiin ”{title.fi}”; häntä ei ole rajattu pois.",
            f"For 1 customer it is not known whether they are in “{title.en}”; they are not excluded.",
        )
    count = numbers.number(n)
    return Words(
        f"{count.fi} asiakkaasta ei tiedetä, kuuluvatko he segmenttiin ”{title.fi}”; heitä ei ole rajattu pois.",
        f"For {count.en} customers it is not known whether they are in “{title.en}”; they are not excluded.",
    )


def _refuse_both(offers: Sequence[str], barred: Sequence[str]) -> None:
    both = [one for one in offers if one in barred]
    if both:
        raise Misuse(
            Words(
                f"Nämä ovat sekä tarjouksina että rajattuina pois: {', '.join(both)}. Poista ne toisesta.",
                f"These are both offered and excluded: {', '.join(both)}. Take them out of one.",
            ),
            "offered_and_excluded",
        )
