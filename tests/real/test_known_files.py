"""The shared tables: which of them are known, and that nothing else is taken for people or orders."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import raw_truths

from osuma.engine.errors import Refused
from osuma.ingestion.mapping import propose
from osuma.ingestion.reading import open_file
from osuma.ingestion.sources import recognise
from osuma.workflows.data.recognition import mostly_own

DATA = raw_truths.SHARED_DATA
PROGRAMS = DATA / "saas_exports"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "imports-of-known-files.md"
#: Tables of the programs' APIs → the preset, or the kind that is proposed. Of all others nothing is taken.
KNOWN = {
    "facebook_ads/facebook_ads_basic_ad_data": "facebook_ad",
    "google_ads/campaign_stats_data": "google_campaign",
    "hubspot/company_data": "hubspot_company",
    "hubspot/contact_data": "hubspot_contact",
    "hubspot/deal_data": "hubspot_deal",
    "klaviyo/person": "klaviyo_person",
    "mailchimp/automation_recipient_activity": "messages",
    "mailchimp/campaign_recipient_activity": "messages",
    "mailchimp/member": "mailchimp_member",
    "salesforce/sf_account_data": "salesforce_account",
    "salesforce/sf_account_history_data": "salesforce_account",
    "salesforce/sf_contact_data": "salesforce_contact",
    "salesforce/sf_contact_history_data": "salesforce_contact",
    "salesforce/sf_lead_data": "salesforce_lead",
    "salesforce/sf_opportunity_data": "salesforce_opportunity",
    "salesforce/sf_opportunity_history_data": "salesforce_opportunity",
    "shopify/shopify_customer_data": "shopify_customer",
    "shopify/shopify_gql_customer_data": "shopify_customer",
    "shopify/shopify_gql_order_data": "shopify_order",
    "shopify/shopify_gql_order_line_data": "shopify_order_line",
    "shopify/shopify_gql_product_variant_data": "products",
    "shopify/shopify_order_data": "shopify_order",
    "shopify/shopify_order_line_data": "shopify_order_line",
    "shopify/shopify_product_variant_data": "products",
    "shopify_rest_json/customer": "shopify_customer",
    "shopify_rest_json/customers_search": "shopify_customer",
    "shopify_rest_json/order": "shopify_order",
    "shopify_rest_json/orders": "shopify_order",
}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PROGRAMS.is_dir(), reason=f"real data is not here: {PROGRAMS.name}"),
]


def taken_for(path: Path) -> str | None:
    """The preset, or the kind that an import would take without a question; null for none."""
    with tempfile.TemporaryDirectory() as work:
        try:
            (table,) = open_file(path, Path(work))
            found = recognise(table)
        except Refused:
            return None
        if found is not None:
            return str(found.preset).split("/")[-1]
        proposal = propose(table)
    return None if proposal.kind == "unknown" or mostly_own(proposal) else proposal.kind


def test_every_program_has_its_tables_and_no_other_table_is_taken() -> None:
    paths = sorted(p for p in PROGRAMS.glob("*/*") if p.suffix in (".csv", ".json"))
    found = {p.relative_to(PROGRAMS).with_suffix("").as_posix(): taken_for(p) for p in paths}
    assert len(found) == 217
    assert {name: kind for name, kind in found.items() if kind} == KNOWN
    assert {name.split("/")[0] for name in KNOWN} == {p.parent.name for p in paths}


def test_the_page_tells_of_every_folder() -> None:
    told = {line[3:] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("## ")}
    assert told == {p.name for p in DATA.iterdir() if p.is_dir()}
