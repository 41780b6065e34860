"""Version 4: companies, contacts and deals, with their histories."""

from __future__ import annotations

import duckdb

_ORIGIN = (
    "source VARCHAR NOT NULL, source_row_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL, "
    "import_id BIGINT NOT NULL, content_hash VARCHAR NOT NULL"
)
_ATTRIBUTES = (
    "name VARCHAR, name_fold VARCHAR, business_id VARCHAR, vat_id VARCHAR, domain VARCHAR, phone "
    "VARCHAR, country VARCHAR, postcode VARCHAR, city VARCHAR, city_fold VARCHAR, municipality "
    "VARCHAR, region VARCHAR, industry VARCHAR, industry_fold VARCHAR, industry_code VARCHAR, "
    "industry_version VARCHAR, headcount BIGINT, headcount_low BIGINT, headcount_high BIGINT, "
    "turnover DECIMAL(18,4), profit DECIMAL(18,4), balance_total DECIMAL(18,4), figures_year BIGINT, "
    "exports BOOLEAN, imports BOOLEAN, offices BIGINT, founded DATE, founded_year BIGINT, status "
    "VARCHAR, parent VARCHAR, parent_fold VARCHAR, owner VARCHAR, owner_fold VARCHAR, created_at "
    "TIMESTAMP"
)
_PLAIN = {
    "account_identities": (
        "account_identity_key BIGINT NOT NULL, account_key BIGINT NOT NULL, source VARCHAR NOT NULL, "
        "source_id VARCHAR NOT NULL, is_pseudo BOOLEAN NOT NULL, import_id BIGINT NOT NULL"
    ),
    "accounts": (
        "account_key BIGINT NOT NULL, external_id VARCHAR NOT NULL, source VARCHAR NOT NULL, known_from "
        f"TIMESTAMP NOT NULL, {_ATTRIBUTES}, figures_source VARCHAR, industry_section VARCHAR, size_class "
        "VARCHAR, size_basis VARCHAR, headcount_class VARCHAR, excluded VARCHAR"
    ),
    "account_links": (
        "link_id BIGINT NOT NULL, a BIGINT NOT NULL, b BIGINT NOT NULL, rule VARCHAR NOT NULL, import_id "
        "BIGINT NOT NULL, made_at TIMESTAMP NOT NULL, undone_at TIMESTAMP"
    ),
    "account_candidates": (
        "candidate_id VARCHAR NOT NULL, account_key BIGINT NOT NULL, register_key BIGINT NOT NULL, score "
        "DECIMAL(18,4) NOT NULL, reasons VARCHAR[] NOT NULL"
    ),
    "account_changes": (
        "account_identity_key BIGINT NOT NULL, account_key BIGINT NOT NULL, origin VARCHAR NOT NULL, "
        "field VARCHAR NOT NULL, old VARCHAR, new VARCHAR, valid_from TIMESTAMP NOT NULL, recorded_at "
        "TIMESTAMP NOT NULL, source VARCHAR NOT NULL, import_id BIGINT NOT NULL"
    ),
}
#: Tables whose older versions are kept beside them.
_VERSIONED = {
    "account_profiles": (
        f"account_identity_key BIGINT NOT NULL, origin VARCHAR NOT NULL, {_ATTRIBUTES}, source_updated_at "
        f"TIMESTAMP, known_from TIMESTAMP NOT NULL, {_ORIGIN}"
    ),
    "contacts": (
        "identity_key BIGINT, customer_key BIGINT, account_identity_key BIGINT, account_key BIGINT, title "
        f"VARCHAR, title_fold VARCHAR, title_role VARCHAR, {_ORIGIN}"
    ),
    "deals": (
        "deal_key VARCHAR NOT NULL, deal_id VARCHAR NOT NULL, account_identity_key BIGINT, account_key "
        "BIGINT, identity_key BIGINT, customer_key BIGINT, name VARCHAR, name_fold VARCHAR, created_at "
        "TIMESTAMP, closed_at TIMESTAMP, expected_close DATE, pipeline VARCHAR, pipeline_fold VARCHAR, "
        "stage VARCHAR, stage_fold VARCHAR, state VARCHAR NOT NULL, currency VARCHAR NOT NULL, amount "
        "DECIMAL(18,4), amount_base DECIMAL(18,4), probability DECIMAL(18,4), owner VARCHAR, owner_fold "
        "VARCHAR, product VARCHAR, product_fold VARCHAR, deal_source VARCHAR, deal_source_fold VARCHAR, "
        f"lost_reason VARCHAR, lost_reason_fold VARCHAR, source_updated_at TIMESTAMP, {_ORIGIN}"
    ),
    "deal_stages": (
        "deal_key VARCHAR NOT NULL, stage VARCHAR, stage_fold VARCHAR, state VARCHAR NOT NULL, ts "
        f"TIMESTAMP NOT NULL, {_ORIGIN}"
    ),
}


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables, empty: a workspace of version 3 knows no companies."""
    for name, columns in {**_PLAIN, **_VERSIONED}.items():
        con.execute(f"CREATE TABLE {name} ({columns})")
    for name, columns in _VERSIONED.items():
        con.execute(f"CREATE TABLE superseded_{name} ({columns}, superseded_by BIGINT NOT NULL)")
