"""Companies at a drawn instant of a drawn past: the store's tables against a slow reading of every version."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from oracle import duck
from osuma.engine.tables import companies, facts
from osuma.engine.tables.schema import Table
from osuma.store import dialect
from osuma.store.companies.earlier import companies_as_of
from osuma.store.schema import superseded

START = datetime(2026, 1, 1)
TABLES: tuple[Table, ...] = (
    companies.ACCOUNT_IDENTITIES, companies.ACCOUNT_PROFILES, companies.ACCOUNTS, companies.ACCOUNT_CHANGES,
    companies.CONTACTS, companies.DEALS, companies.DEAL_STAGES, facts.LOADS,
)  # fmt: skip
STATES = ("open", "won", "lost", "unknown")
World = dict[str, list[dict[str, Any]]]


def day(rng: random.Random) -> datetime:
    return START + timedelta(days=rng.randrange(300), hours=rng.randrange(24))


def drawn(seed: int) -> World:
    """Ten companies whose city changes, contacts whose title does, deals with versions and histories."""
    rng = random.Random(f"then {seed}")
    world: World = {table.name: [] for table in TABLES} | {"superseded_contacts": [], "superseded_deals": []}
    for key in range(1, 11):
        known = day(rng)
        own = {"account_identity_key": key, "account_key": key, "source": "crm", "source_id": str(key)}
        world["account_identities"].append({**own, "is_pseudo": False, "import_id": 1})
        cities = [rng.choice(["Turku", "Oulu", None]) for _ in range(rng.randrange(1, 4))]
        row = {"account_identity_key": key, "origin": "accounts", "known_from": known, "city": cities[-1]}
        world["account_profiles"].append({**row, "source": "crm", "import_id": 1, "recorded_at": known})
        moments = sorted(known + timedelta(days=rng.randrange(1, 200)) for _ in cities[1:])
        for (old, new), at in zip(pairwise(cities), moments, strict=True):
            if old != new:
                change = {"field": "city", "old": old, "new": new, "valid_from": at, "recorded_at": at}
                world["account_changes"].append({**own, "origin": "accounts", "import_id": 1, **change})
    for n in range(25):
        _contact(rng, world, n)
        _deal(rng, world, n)
    return world


def _versions(rng: random.Random) -> list[datetime]:
    return sorted({day(rng) for _ in range(rng.randrange(1, 4))})


def _contact(rng: random.Random, world: World, n: int) -> None:
    told = _versions(rng)
    for i, at in enumerate(told):
        row = {"identity_key": n % 12, "customer_key": n % 12, "account_key": 1 + n % 10, "source": "crm"}
        row |= {"source_row_id": f"c{n}", "title": f"{n}/{i}", "recorded_at": at, "import_id": i}
        newest = i == len(told) - 1
        world["contacts" if newest else "superseded_contacts"].append(
            row | ({} if newest else {"superseded_by": i + 1})
        )


def _deal(rng: random.Random, world: World, n: int) -> None:
    told, made, key = _versions(rng), day(rng), f"crm:deal:{n}"
    closed = rng.choice([None, made + timedelta(days=rng.randrange(1, 250))])
    states = [rng.choice(STATES) for _ in told]
    for i, at in enumerate(told):
        row = {"deal_key": key, "deal_id": str(n), "account_key": 1 + n % 10, "created_at": made, "state": states[i]}
        row |= {"stage": f"s{i}", "stage_fold": f"s{i}", "closed_at": closed, "source": "crm", "currency": "EUR"}
        row |= {"source_row_id": f"deal:{n}", "lost_reason": f"r{i}", "recorded_at": at, "import_id": i}
        newest = i == len(told) - 1
        world["deals" if newest else "superseded_deals"].append(row | ({} if newest else {"superseded_by": i + 1}))
    for i, at in enumerate(sorted({made, *(day(rng) for _ in range(rng.randrange(0, 6)))})):
        prefix = rng.choice(["deal_stage:", "crm:deal:"])
        row = {"deal_key": key, "stage": f"h{i}", "stage_fold": f"h{i}", "ts": at, "recorded_at": day(rng)}
        state = rng.choice([states[-1], states[-1], *STATES])
        world["deal_stages"].append({**row, "state": state, "source": "crm", "source_row_id": f"{prefix}{n}/{i}"})


def cities_then(world: World, at: datetime) -> dict[int, Any]:
    found = {}
    for row in world["account_profiles"]:
        key = row["account_identity_key"]
        later = [c for c in world["account_changes"] if c["account_identity_key"] == key and c["valid_from"] > at]
        first = min(later, key=lambda c: c["valid_from"], default=None)
        value = row["city"] if first is None else first["old"]
        found[key] = value if row["known_from"] <= at else None
    return found


def titles_then(world: World, at: datetime) -> list[str]:
    rows = world["contacts"] + world["superseded_contacts"]
    told = {(row["identity_key"], row["source_row_id"]): [] for row in rows}
    for row in rows:
        told[row["identity_key"], row["source_row_id"]].append(row)
    found = []
    for (who, _), versions in told.items():
        first = min(row["recorded_at"] for row in versions)
        firsts = [min(r["recorded_at"] for r in other) for (person, _), other in told.items() if person == who]
        known = [row for row in versions if row["recorded_at"] <= at]
        if known:
            found.append(max(known, key=lambda row: row["recorded_at"])["title"])
        elif first == min(firsts):
            found.append(min(versions, key=lambda row: row["recorded_at"])["title"])
    return sorted(found)


def deals_then(world: World, at: datetime) -> dict[str, tuple[Any, ...]]:
    found = {}
    for now in world["deals"]:
        if now["created_at"] > at:
            continue
        key = now["deal_key"]
        versions = [now, *(row for row in world["superseded_deals"] if row["deal_key"] == key)]
        known = [row for row in versions if row["recorded_at"] <= at]
        held = (max if known else min)(known or versions, key=lambda row: row["recorded_at"])
        history = sorted(
            (row for row in world["deal_stages"] if row["deal_key"] == key),
            key=lambda row: (row["ts"], row["recorded_at"], row["source_row_id"]),
        )
        came = None
        for row in history:
            newest, closed = row is history[-1], now["state"] in ("won", "lost") and now["state"] == row["state"]
            moment = now["closed_at"] or row["ts"] if newest and closed else row["ts"]
            came = row if moment <= at else came
        state = "open" if came is None else came["state"]
        told = came is not None and (came["source_row_id"].startswith("deal_stage:") or came["recorded_at"] <= at)
        same = held["state"] == state
        stage = came["stage"] if told and came is not None else held["stage"] if same else None
        over = state in ("won", "lost") and now["closed_at"] is not None and now["closed_at"] <= at
        found[key] = (state, stage, now["closed_at"] if over else None, held["lost_reason"] if same else None)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_store_agrees_with_a_slow_reading_of_every_version(seed: int) -> None:
    world = drawn(seed)
    rng = random.Random(seed)
    for at in (day(rng), day(rng), START, START + timedelta(days=400)):
        con = duck.connect()
        dialect.register(con)
        for table in (*TABLES, *(superseded(t) for t in (companies.CONTACTS, companies.DEALS))):
            columns = ", ".join(f'"{c.name}" {duck._DUCK.get(c.type, c.type)}' for c in table.columns)
            con.execute(f"CREATE TABLE {table.name} ({columns})")
            duck.insert(con, table, world[table.name])
        companies_as_of(con, at)
        cities = con.execute("SELECT account_key, city FROM accounts").fetchall()
        assert dict(cities) == cities_then(world, at), at
        assert [t for (t,) in con.execute("SELECT title FROM contacts ORDER BY title").fetchall()] == titles_then(
            world, at
        ), at
        asked = "SELECT deal_key, state, stage, closed_at, lost_reason FROM deals"
        assert {key: tuple(rest) for key, *rest in con.execute(asked).fetchall()} == deals_then(world, at), at
        con.close()
