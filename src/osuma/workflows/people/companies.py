"""Companies: which there are, what is known of one, and candidates of which is which, confirmed by a person."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.segments.explain.values import company_label
from osuma.engine.tables.industry import REVISION, SECTIONS
from osuma.ingestion.planning.places import municipality_names
from osuma.store.companies import decide
from osuma.workflows.asking import known_settings
from osuma.workflows.asking.journal import finisher
from osuma.workflows.asking.verbs import verb
from osuma.workflows.asking.wire import plain
from osuma.workflows.people.identities import as_load, finish

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

_LISTED = (
    "account_key", "external_id", "source", "name", "business_id", "postcode", "municipality", "industry_section",
    "industry_version", "headcount", "turnover", "size_class", "status", "excluded",
)  # fmt: skip
#: The fields of a company as people read them.
_READ = (
    "name", "business_id", "vat_id", "domain", "phone", "country", "postcode", "city", "municipality", "industry",
    "industry_code", "industry_section", "headcount", "turnover", "profit", "balance_total", "figures_year",
    "size_class", "size_basis", "exports", "imports", "offices", "founded", "founded_year", "status", "parent",
    "owner", "created_at", "source", "external_id",
)  # fmt: skip
_FOUND = (
    "account_key::VARCHAR = $id OR business_id = $id OR account_key IN (SELECT account_key FROM account_identities "
    "WHERE source_id = $id OR source || ':' || source_id = $id)"
)

#: What is shown beside a company: name → rows of it.
_BESIDE = {
    "records": (
        "SELECT source || ':' || source_id AS record, import_id FROM account_identities WHERE account_key = $key "
        "ORDER BY account_identity_key"
    ),
    "links": (
        "SELECT l.link_id, a.source || ':' || a.source_id AS a, b.source || ':' || b.source_id AS b, l.rule, "
        "l.made_at AS at FROM account_links l JOIN account_identities a ON a.account_identity_key = l.a JOIN "
        "account_identities b ON b.account_identity_key = l.b WHERE l.undone_at IS NULL AND a.account_key = $key "
        "ORDER BY l.link_id"
    ),
    "contacts": (
        "SELECT DISTINCT c.external_id AS customer, c.full_name AS name, k.title, k.title_role FROM contacts k "
        "JOIN customers c USING (customer_key) WHERE k.account_key = $key ORDER BY ALL"
    ),
    "deals": (
        "SELECT deal_id, name, stage, state, amount_base AS amount, created_at, closed_at FROM deals "
        "WHERE account_key = $key ORDER BY created_at, deal_id"
    ),
    "changes": (
        "SELECT field, old, new, valid_from AS at, source FROM account_changes WHERE account_key = $key "
        "ORDER BY valid_from, field"
    ),
}
_OFFERED = (
    "SELECT c.candidate_id, a.name AS company, a.source || ':' || a.external_id AS record, r.name AS register_name, "
    "r.business_id, (c.score * 100)::INT AS points, c.reasons FROM account_candidates c JOIN accounts a "
    "ON a.account_key = c.account_key JOIN accounts r ON r.account_key = c.register_key "
    "ORDER BY c.score DESC, c.account_key, c.register_key LIMIT $limit"
)


@verb("companies.list")
def list_(session: Session, limit: int = 100, excluded: bool | None = None) -> dict[str, Any]:
    """The companies by name. excluded: only those that campaigns pass over, or only the others."""
    where = {None: "true", True: "excluded IS NOT NULL", False: "excluded IS NULL"}[excluded]
    listed = f"SELECT {', '.join(_LISTED)} FROM accounts WHERE {where} ORDER BY name_fold, account_key LIMIT $limit"
    rows = [row | _names(row) for row in records_of(session, listed, {"limit": limit})]
    ((all_, apart, nameless, sized),) = session.warehouse.rows(
        "SELECT count(*), count(excluded), count(*) FILTER (WHERE business_id IS NULL), count(size_class) FROM "
        "accounts"
    )
    said = Words(
        fi=f"Yrityksiä on {all_}. Kampanjoista jätetään pois {apart} (konkurssi, selvitystila tai lakannut). "
        f"Y-tunnus puuttuu {nameless} yritykseltä. Kokoluokka tiedetään {sized} yrityksestä.",
        en=f"Companies: {all_}. Campaigns pass over {apart} (bankruptcy, liquidation or ceased). Without a business "
        f"ID: {nameless}. Size class known: {sized}.",
    )
    counts = {"companies": all_, "excluded": apart, "without_business_id": nameless, "with_size_class": sized}
    return {"companies": rows, "counts": counts, "sentences": [said.plain()]}


@verb("companies.show")
def show(session: Session, company: str) -> dict[str, Any]:
    """Everything known of one company: by key, business ID, or id in a source (`id` or `source:id`).

    labels: what its fields are called, in the order in which they are read; `<field>_name` is the name of a code.
    """
    found = [_one_company(session, company)]
    key = {"key": found[0]["account_key"]}
    known = {name: value for name, value in found[0].items() if value is not None and not name.endswith("_fold")}
    beside = {name: records_of(session, sql, key) for name, sql in _BESIDE.items()}
    labels = {name: company_label(name).plain() for name in _READ if name in known}
    return {"company": known | _names(known), "labels": labels, **beside}


def _one_company(session: Session, company: str) -> dict[str, Any]:
    found = records_of(session, f"SELECT * FROM accounts WHERE {_FOUND}", {"id": company})
    if len(found) != 1:
        raise Refused(
            [Mistake(company, "no_such_company" if not found else "ambiguous_company", _which(company, found))]
        )
    return found[0]


def key_of_company(session: Session, company: str) -> int:
    """The account_key of a company: by key, business ID, or id in a source. Refused where it is none or several."""
    return int(_one_company(session, company)["account_key"])


@verb("companies.candidates")
def candidates(session: Session, limit: int = 100) -> dict[str, Any]:
    """Companies without a business ID beside those that they may be, the surest first."""
    rows = records_of(session, _OFFERED, {"limit": limit})
    return {"candidates": rows}


@verb("companies.confirm", writes=True)
def confirm(session: Session, candidates: Sequence[str] = (), yes: bool = False) -> dict[str, Any]:
    """Say that candidates are the same company. yes: all that are sure enough by the workspace's settings."""
    if bool(candidates) == yes:
        raise Misuse(
            Words(fi="Anna joko ehdotusten tunnukset tai --yes.", en="Give either ids of candidates or --yes."),
            "one_of_two",
        )
    chosen = _sure(session) if yes else list(candidates)
    if not chosen:
        said = Words(
            fi="Yksikään ehdotus ei ole tarpeeksi varma. Vahvista ne tunnuksella: osuma companies candidates",
            en="No candidate is sure enough. Confirm them by id: osuma companies candidates",
        )
        return {"links": [], "confirmed": [], "sentences": [said.plain()]}
    links, load = as_load(session, "company_link", lambda con, context: decide.confirm(con, chosen, context))
    listed = ", ".join(map(str, links))
    said = Words(
        fi=f"Vahvistettu {len(links)}. Peru tarvittaessa: osuma companies undo NRO (numerot: {listed})",
        en=f"Confirmed {len(links)}. To take one back: osuma companies undo LINK (links: {listed})",
    )
    return {"links": links, "confirmed": chosen, "import_id": load, "sentences": [said.plain()]}


def _sure(session: Session) -> list[str]:
    """Candidates that the workspace's settings let be confirmed unseen."""
    settings = ("company_match_threshold", "company_match_margin")
    threshold, margin = (Decimal(known_settings.value(session.workspace, key)) / 100 for key in settings)
    with session.warehouse.reader() as con:
        return decide.sure(con, threshold, margin)


@verb("companies.undo", writes=True)
def undo(session: Session, link_id: int) -> dict[str, Any]:
    """Take back one confirmation."""
    _, load = as_load(session, "company_unlink", lambda con, context: decide.undo(con, link_id, context))
    said = Words(
        fi=f"Yritysten yhdistäminen {link_id} on peruttu. Samaa paria ei ehdoteta uudelleen.",
        en=f"Link {link_id} was taken back. The pair will not be offered again.",
    )
    return {"link_id": link_id, "import_id": load, "sentences": [said.plain()]}


for _kind in ("company_link", "company_unlink"):
    finisher(_kind)(finish)


def records_of(session: Session, sql: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the warehouse as JSON takes them, by column."""
    with session.warehouse.reader() as con:
        found = con.execute(sql, parameters)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, map(plain, row), strict=True)) for row in found.fetchall()]


def _names(known: dict[str, Any]) -> dict[str, Any]:
    """The names of municipality and section; a letter without a version is one that all versions agree on."""
    found = {}
    if name := municipality_names().get(known.get("municipality") or ""):
        found["municipality_name"] = name.plain()
    if letter := known.get("industry_section"):
        revision = REVISION.get(known.get("industry_version") or "", "2")
        found["industry_section_name"] = SECTIONS[revision][letter].plain()
    return found


def _which(company: str, found: Sequence[dict[str, Any]]) -> Words:
    if not found:
        return Words(
            fi=f"Yritystä ”{company}” ei ole. Tarkista tunnus: osuma companies list",
            en=f"There is no company “{company}”. Check the id: osuma companies list",
        )
    return Words(
        fi=f"Tunnus ”{company}” on usealla yrityksellä. Anna se muodossa lähde:tunnus.",
        en=f"Several companies have the id “{company}”. Give it as source:id.",
    )
