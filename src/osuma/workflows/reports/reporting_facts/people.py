"""People: how identities became customers, who is set apart, who can be reached, whom a reader may recognise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from osuma.engine.errors import Words
from osuma.reporting import numbers
from osuma.reporting.facts import Count, Identity, Origin, Person, Reach, Step
from osuma.store.evaluation.evaluate import FLAGS
from osuma.store.people.identity import JOINS
from osuma.store.reach import Reach as Waterfall
from osuma.store.reach import waterfall
from osuma.workflows.asking.options import existing_customer_rule
from osuma.workflows.reports.reporting_facts.scope import PERSON, Scope

CHANNEL = "email"
EXAMPLES = 10

RULES: Mapping[str, Words] = {
    "external_id": Words("Sama asiakasnumero", "Same customer number"),
    "email": Words("Sama sähköpostiosoite", "Same e-mail address"),
    "phone": Words(
        "Sama matkapuhelinnumero ja toinen yhteinen tieto", "Same mobile number and one more detail in common"
    ),
    "visitor": Words(
        "Selain, jossa on näkynyt vain yksi ihminen", "A browser behind which one person alone was seen"
    ),
    "own_export": Words("Osuman viemään tiedostoon tehty korjaus", "A correction made in a file that Osuma exported"),
    "manual": Words("Yhdistetty käsin", "Merged by hand"),
    "confirmed": Words("Ehdotus, jonka ihminen vahvisti", "A candidate that a person confirmed"),
}
WHY_NOT: Mapping[str, Words] = {
    "role_address": Words("Yhteinen osoite (info@, myynti@)", "Shared address (info@, myynti@)"),
    "placeholder": Words("Keksitty tai täytetieto", "Made-up or filler value"),
    "shared": Words("Liian moni käyttää samaa osoitetta tai numeroa", "Too many use the same address or number"),
    "same_source": Words("Samassa lähteessä kaksi eri asiakasnumeroa", "Two customer numbers in one source"),
    "different_names": Words("Sama sähköposti, eri etunimet", "The same e-mail, different first names"),
    "phone_alone": Words("Vain puhelinnumero on sama", "Only the phone number is the same"),
}
APART: Mapping[str, Words] = {
    "employee": Words("Omat työntekijät", "Own employees"),
    "reseller": Words("Jälleenmyyjät", "Resellers"),
    "test": Words("Testiasiakkaat", "Test customers"),
}
TEST_ORDERS = Words("Testitilaukset (tilauksia)", "Test orders (orders)")


def identity(scope: Scope) -> Identity | None:
    """How the identities of the files became people; None where there are none."""
    identities, people = scope.row(
        "SELECT count(*), count(DISTINCT customer_key) FROM identities WHERE customer_key IN "
        "(SELECT customer_key FROM customers WHERE kind = 'person')"
    )
    if not identities:
        return None
    merges = scope.rows(f"SELECT rule, count(*) FROM identity_links WHERE {JOINS} GROUP BY rule")
    apart = scope.rows("SELECT why_not, count(*) FROM identity_review GROUP BY why_not")
    return Identity(int(identities), int(people), _counts(merges, RULES), _counts(apart, WHY_NOT), scope.origin)


def set_apart(scope: Scope) -> tuple[Count, ...]:
    """People outside every total, by reason, and test orders."""
    found = scope.rows(
        "SELECT set_apart, count(*) FROM customers WHERE kind = 'person' AND set_apart IS NOT NULL GROUP BY set_apart"
    )
    (tests,) = scope.row("SELECT count(*) FROM event_order WHERE set_apart IS NOT NULL")
    return (*_counts(found, APART), *((Count(TEST_ORDERS, int(tests)),) if tests else ()))


def contactless(scope: Scope) -> bool:
    """Whether no customer has an e-mail address nor a phone number, so that nobody can be reached."""
    (known,) = scope.row(f"SELECT count(email_fold) + count(phone) FROM customers WHERE {PERSON}")
    return not known


def reach(scope: Scope) -> Reach:
    """Whom an e-mail may be sent to, of everybody counted."""
    origin = Origin(scope.end, scope.origin.source)
    if contactless(scope):
        return Reach(origin, contactless=True)
    found = _waterfall(scope, (key for (key,) in scope.rows(f"SELECT customer_key FROM {FLAGS}")))
    (contradictory,) = scope.row(
        f"SELECT count(*) FROM customer_consents JOIN {FLAGS} USING (customer_key) WHERE contradicts AND "
        f"channel = '{CHANNEL}' AND purpose = 'marketing'"
    )
    return Reach(
        origin,
        steps=_steps(found, Words("Kaikki asiakkaat", "Everybody")),
        grounds=_grounds(found),
        contradictory=int(contradictory),
        existing_customer_rule=existing_customer_rule(scope.session.workspace),
    )


def segment_reach(scope: Scope, slug: str) -> tuple[Step, ...]:
    """From the people of a segment to those who may be written to; empty where that is nobody from the start."""
    if contactless(scope) or not scope.evaluation.counts[slug].members:
        return ()
    return _steps(_waterfall(scope, scope.evaluation.members(slug)), Words("Segmentissä", "In the segment"))


def reachable(found: Reach) -> int:
    """How many may be written to."""
    return found.steps[-1].left if found.steps else 0


def has_names(scope: Scope) -> bool:
    """Whether the data names people at all."""
    told = "coalesce(first_name, full_name) IS NOT NULL"
    (named,) = scope.row(f"SELECT count(*) FROM customers WHERE {told} AND {PERSON}")
    return bool(named)


def examples(scope: Scope, where: str, named: bool) -> tuple[Person, ...]:
    """A few members whom somebody at the company would know: those who bought most.

    By first name and initial; where the data names nobody, by the source's own id. Ids that were made from an e-mail
    address or a phone number are never shown.
    """
    name = (
        "coalesce(upper(left(first_name, 1)) || substr(first_name, 2) || "
        "coalesce(' ' || upper(left(last_name, 1)) || '.', ''), "
        r"regexp_replace(full_name, '^(\S+)\s+(\S).*$', '\1 \2.'))"
        if named
        else "CASE WHEN NOT regexp_matches(external_id, '^(email|phone|content):') THEN external_id END"
    )
    found = scope.rows(
        f"SELECT {name} AS name, last_order FROM {FLAGS} JOIN report_people USING (customer_key) JOIN customers "
        f"USING (customer_key) WHERE {where} AND ({name}) IS NOT NULL ORDER BY net DESC, customer_key "
        f"LIMIT {EXAMPLES}"
    )
    return tuple(Person(str(called), _bought(last)) for called, last in found)


def _bought(day: object) -> Words | None:
    if not isinstance(day, date):
        return None
    return Words(f"osti viimeksi {numbers.day(day, 'fi')}", f"last bought {numbers.day(day, 'en')}")


def _counts(found: Iterable[tuple[object, ...]], words: Mapping[str, Words]) -> tuple[Count, ...]:
    most = sorted(found, key=lambda row: (-int(str(row[1])), str(row[0])))
    return tuple(Count(words.get(str(code), Words(str(code), str(code))), int(str(n))) for code, n in most)


def _waterfall(scope: Scope, keys: Iterable[int]) -> Waterfall:
    allowed = existing_customer_rule(scope.session.workspace)
    return waterfall(scope.con, list(keys), CHANNEL, existing_customers=allowed)


def _steps(found: Waterfall, first: Words) -> tuple[Step, ...]:
    addressed = found.members - found.without_address
    kept = addressed - found.suppressed
    working = kept - found.company_excluded
    willing = working - found.refused
    company = Step(Words("Yritys toiminnassa", "Company still in business"), working)
    return (
        Step(first, found.members),
        Step(Words("On sähköpostiosoite", "Has an e-mail address"), addressed),
        Step(Words("Ei estolistalla", "Not on the suppression list"), kept),
        *([company] if found.company_excluded else []),
        Step(Words("Ei ole kieltänyt", "Has not refused"), willing),
        Step(Words("Lupa lähettää", "May be sent to"), found.reachable),
    )


def _grounds(found: Waterfall) -> tuple[Count, ...]:
    counts = (
        (Words("Suostumus", "Consent"), found.by_consent),
        (Words("Asiakassuhteen perusteella sallittu", "Existing-customer ground"), found.existing_customer),
        (Words("Yrityksen yleinen osoite", "General address of a company"), found.company),
        (Words("Kielto", "Refused"), found.refused),
        (Words("Lupatieto puuttuu", "Permission not known"), found.no_ground),
        (Words("Estolistalla", "On the suppression list"), found.suppressed),
        (Words("Yritys konkurssissa tai lopettanut", "Company bankrupt or closed"), found.company_excluded),
        (Words("Ei sähköpostiosoitetta", "No e-mail address"), found.without_address),
    )
    return tuple(Count(text, n) for text, n in counts if n)
