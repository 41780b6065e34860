"""What a past instant is read from: people, companies, contacts and deals as they were then."""

from __future__ import annotations

from datetime import datetime

import duckdb

from osuma.store.companies.earlier import companies_as_of
from osuma.store.people.customers import customers_as_of


def records_as_of(con: duckdb.DuckDBPyConnection, as_of: datetime, zone: str) -> None:
    """Put what people and companies were at an instant (naive UTC) in the place of what they are, for this cursor."""
    customers_as_of(con, as_of, zone)
    companies_as_of(con, as_of)
