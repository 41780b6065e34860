"""Evaluating definitions, storing runs, reading them back: members, moves with their cause, overlap, reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from staged import START, at, batch

from osuma.engine.errors import Misuse
from osuma.engine.segments.compile import compile_, compile_planes
from osuma.engine.segments.compile.plan import FeatureQuery, Plan
from osuma.engine.segments.parse import parse
from osuma.engine.segments.settings import Settings
from osuma.store import overlap, reach
from osuma.store.evaluation.evaluate import Evaluation, evaluate
from osuma.store.evaluation.planes import Judged, evaluate_planes, evaluate_together
from osuma.store.loading import merge
from osuma.store.membership import history
from osuma.store.membership import runs as membership
from osuma.store.membership.runs import Stored, Version
from osuma.store.people import consents

NOW = datetime(2026, 6, 30, 20, 59, 59, 999999)

BIG = "osuma: 1\nslug: big\nwhere:\n  all:\n    - {event: order, measure: {sum: amount}, op: gte, value: 100}\n"
TURKU = "osuma: 1\nslug: turku\nwhere:\n  all:\n    - {property: city, op: eq, value: Turku}\n"
GROUPS = """
osuma: 1
slug: groups
partition:
  classes:
    - {slug: big, where: {member: big}}
    - {slug: turku, where: {member: turku}}
  other: {slug: rest}
"""


#: How a run is evaluated: by the plan that is the reference, or by planes; each stores the same.
WAYS = {
    "reference": lambda warehouse, *given: evaluate(warehouse, compile_(*given)),
    "planes": lambda warehouse, *given: evaluate_planes(warehouse, compile_planes(*given)),
}


@pytest.fixture(autouse=True, params=WAYS)
def way(request, monkeypatch):
    monkeypatch.setattr(f"{__name__}.found_by", WAYS[request.param])


found_by = WAYS["reference"]


def definitions() -> list:
    return [parse(text) for text in (BIG, TURKU)]


def run(shop, run_id: int, texts: list, day: int = 0, names: dict | None = None) -> dict[str, Stored]:
    known = {d.slug: d for d in texts}
    moment = (NOW + timedelta(days=day)).replace(tzinfo=UTC)
    with found_by(shop.warehouse, texts, known, Settings(), moment) as evaluation:
        return store(shop, run_id, evaluation, day, names or {})


def store(shop, run_id: int, evaluation: Evaluation | Judged, day: int, names: dict) -> dict[str, Stored]:
    slugs = [*evaluation.slugs, *evaluation.errors]
    versions = [Version(slug, names.get(slug, f"{slug}-1")) for slug in slugs]
    moment = NOW + timedelta(days=day)
    stored = membership.store_run(
        shop.warehouse, run_id, moment, START + timedelta(days=run_id), evaluation, versions
    )
    shop.last = max(shop.last, run_id)
    return {s.slug: s for s in stored}


def people(*cities: str | None) -> list[dict]:
    return [{"person_id": str(n), "city": c} for n, c in enumerate(cities, 1)]


def sales(**amounts: int) -> list[dict]:
    return [
        {"person_id": name.removeprefix("p"), "order_id": name, "ts": at("2026-01-02"), "amount": amount}
        for name, amount in amounts.items()
    ]


def fill(shop) -> None:
    shop.load(batch("shop", customers=people("Turku", "Oulu", None), orders=sales(p1=150, p2=50, p3=120)))


def causes(shop, slug: str) -> list[tuple]:
    con = shop.warehouse.cursor()
    return [(m.run_id, m.unit_key, m.direction, m.cause) for m in history.moves(con, slug)]


def members(shop, slug: str, run_id: int | None = None) -> list[int]:
    con = shop.warehouse.cursor()
    return membership.members_now(con, slug) if run_id is None else history.members_at(con, slug, run_id)


def test_counts_members_and_unknowns(shop) -> None:
    fill(shop)
    texts = definitions()
    plan = compile_(texts, {d.slug: d for d in texts}, Settings(), NOW.replace(tzinfo=UTC))
    with evaluate(shop.warehouse, plan) as evaluation:
        assert evaluation.base == 3
        assert (evaluation.counts["big"].members, evaluation.counts["big"].unknown) == (2, 0)
        assert (evaluation.counts["turku"].members, evaluation.counts["turku"].unknown) == (1, 1)
        assert evaluation.members("big") == [1, 3]
        assert evaluation.externals("turku") == ["1"]
        assert evaluation.truth(3) == {"big": 1, "turku": 2}
        assert evaluation.truth(99) == {}
        assert list(evaluation.bitmap("big")) == [1, 3]


def test_runs_store_moves_with_their_cause(shop) -> None:
    fill(shop)
    texts = definitions()
    first = run(shop, 2, texts)
    assert first["big"] == Stored("big", 2, 0, 2, 0)
    assert shop.rows("SELECT count(*) FROM membership_moves") == [(0,)]
    assert causes(shop, "big") == [(2, 1, 1, "first"), (2, 3, 1, "first")]
    again = run(shop, 3, texts, 1)
    assert again["big"] == Stored("big", 2, 0, 0, 0)
    shop.load(batch("shop", orders=sales(p1=10, p2=500)))
    third = run(shop, 5, texts, 2)
    assert third["big"] == Stored("big", 2, 0, 1, 1)
    assert causes(shop, "big") == [
        (2, 1, 1, "first"),
        (2, 3, 1, "first"),
        (5, 2, 1, "behaviour"),
        (5, 1, -1, "behaviour"),
    ]
    assert members(shop, "big") == [2, 3]
    assert [members(shop, "big", r) for r in (2, 3, 5)] == [[1, 3], [1, 3], [2, 3]]
    con = shop.warehouse.cursor()
    assert membership.since(con, "big", 3) == NOW
    assert membership.since(con, "big", 2) == NOW + timedelta(days=2)
    assert membership.since(con, "big", 1) is None
    assert history.between(con, "big", 2, 5) == ([2], [1])
    assert [(p.run_id, p.members, p.entered, p.left) for p in history.points(con, "big")] == [
        (2, 2, 2, 0),
        (3, 2, 0, 0),
        (5, 2, 1, 1),
    ]


def test_another_definition_moves_people_by_definition(shop) -> None:
    fill(shop)
    run(shop, 2, definitions())
    lower = parse(BIG.replace("100", "40"))
    changed = run(shop, 3, [lower], 1, {"big": "big-2"})
    assert changed["big"] == Stored("big", 3, 0, 1, 0)
    assert causes(shop, "big")[-1] == (3, 2, 1, "definition")
    con = shop.warehouse.cursor()
    assert membership.since(con, "big", 1) == NOW
    assert shop.rows("SELECT count(DISTINCT segment_id) FROM membership_now") == [(2,)]
    back = run(shop, 4, definitions(), 2)
    assert (back["big"].entered, back["big"].left) == (0, 1)
    assert [members(shop, "big", r) for r in (2, 3, 4)] == [[1, 3], [1, 2, 3], [1, 3]]


def test_a_merge_is_a_cause_of_its_own(shop) -> None:
    fill(shop)
    run(shop, 2, definitions())
    context = shop.context()
    with shop.warehouse.transaction() as con:
        link = merge.merge(con, "1", "3", context)
    merged = run(shop, 4, definitions(), 1)
    assert merged["big"] == Stored("big", 1, 0, 0, 1)
    assert causes(shop, "big")[-1] == (4, 3, -1, "merge")
    with shop.warehouse.transaction() as con:
        merge.unmerge(con, link, shop.context())
    run(shop, 6, definitions(), 2)
    assert causes(shop, "big")[-1] == (6, 3, 1, "merge")
    assert members(shop, "big") == [1, 3]


def test_a_broken_definition_stops_no_other_and_keeps_its_members(shop) -> None:
    fill(shop)
    texts = definitions()
    run(shop, 2, texts)
    plan = compile_(texts, {d.slug: d for d in texts}, Settings(), (NOW + timedelta(days=1)).replace(tzinfo=UTC))
    broken = plan.features[0]
    features = tuple(FeatureQuery(f.name, _nowhere(f.expr) if f is broken else f.expr) for f in plan.features)
    with evaluate(shop.warehouse, Plan(features, plan.ranks, plan.flags, plan.columns)) as evaluation:
        assert set(evaluation.errors) == {"big"}
        stored = store(shop, 3, evaluation, 1, {})
    assert stored["turku"] == Stored("turku", 1, 1, 0, 0)
    assert stored["big"].error is not None
    assert stored["big"].members == 2
    assert members(shop, "big") == [1, 3]
    assert run(shop, 4, texts, 2)["big"] == Stored("big", 2, 0, 0, 0)


def test_what_cannot_be_run_together_is_run_as_the_reference(shop) -> None:
    fill(shop)
    given = (definitions(), {d.slug: d for d in definitions()}, Settings(), NOW.replace(tzinfo=UTC))
    plan = compile_planes(*given)
    first = plan.totals[0]
    broken = replace(plan, totals=(replace(first, expr=_nowhere(first.expr)),))
    with evaluate_together(shop.warehouse, plan, partial(compile_, *given)) as found:
        assert isinstance(found, Judged)
        whole = (found.counts, found.errors)
    with evaluate_together(shop.warehouse, broken, partial(compile_, *given)) as found:
        assert isinstance(found, Evaluation)
        assert (found.counts, found.errors) == whole
        assert store(shop, 2, found, 0, {})["big"] == Stored("big", 2, 0, 2, 0)


def _nowhere(expr):
    import ibis

    return ibis.table(expr.schema(), name="no_such_table")


def test_a_snapshot_every_thirty_runs_shortens_history(shop) -> None:
    fill(shop)
    texts = definitions()
    for n in range(31):
        if n == 10:
            shop.load(batch("shop", orders=sales(p2=500)))
        run(shop, 10 + n + (1 if n >= 10 else 0) * 10, texts, n)
    assert shop.rows("SELECT DISTINCT run_id FROM membership_snapshots") == [(49,)]
    assert members(shop, "big", 15) == [1, 3]
    assert members(shop, "big", 49) == [1, 2, 3]
    assert members(shop, "big", 50) == [1, 2, 3]


def test_a_failing_store_leaves_nothing(shop, monkeypatch) -> None:
    fill(shop)
    before = shop.sums()

    def power_cut(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(membership, "_told", power_cut)
    with pytest.raises(RuntimeError):
        run(shop, 2, definitions())
    assert shop.sums() == before
    assert shop.rows("SELECT count(*) FROM loads WHERE kind = 'refresh'") == [(0,)]


def test_overlap_is_counted_from_what_is_stored(shop) -> None:
    fill(shop)
    run(shop, 2, definitions())
    cache = overlap.Bitmaps()
    con = shop.warehouse.cursor()
    sets = cache.of(con, ["big", "turku", "never"])
    assert overlap.matrix(sets) == [[2, 1, 0], [1, 1, 0], [0, 0, 0]]
    shop.load(batch("shop", orders=sales(p1=1)))
    run(shop, 4, definitions(), 1)
    assert overlap.matrix(cache.of(con, ["big", "turku"])) == [[1, 0], [0, 1]]


def test_attributes_at_a_past_instant_are_those_of_then(shop) -> None:
    old = {"source_updated_at": at("2026-01-01")}
    shop.load(batch("shop", customers=[p | old | {"tags": ["a"]} for p in people("Turku", "Oulu", "Turku")]))
    new = {"source_updated_at": at("2026-03-01")}
    shop.load(batch("shop", customers=[p | new | {"tags": ["b"]} for p in people("Oulu", "Turku", "Turku")]))
    shop.load(
        batch(
            "shop",
            customers=[{"person_id": "1", "city": "Espoo", "tags": ["c"], "source_updated_at": at("2026-04-01")}],
        )
    )
    found = {}
    for day in ("2025-12-31", "2026-02-01", "2026-03-15", "2026-05-01"):
        turku = definitions()[1]
        plan = compile_([turku], {"turku": turku}, Settings(), at(day).replace(tzinfo=UTC), current=False)
        with evaluate(shop.warehouse, plan, as_of=at(day), zone="Europe/Helsinki") as evaluation:
            tags = evaluation.con.execute(
                "SELECT tags, tags_fold, tags_set FROM customers WHERE customer_key = 1"
            ).fetchall()
            found[day] = (evaluation.members("turku"), evaluation.counts["turku"].unknown, tags[0])
    assert found == {
        "2025-12-31": ([], 3, ([], [], False)),
        "2026-02-01": ([1, 3], 0, (["a"], ["a"], True)),
        "2026-03-15": ([2, 3], 0, (["b"], ["b"], True)),
        "2026-05-01": ([2, 3], 0, (["c"], ["c"], True)),
    }
    assert shop.rows("SELECT city FROM customers WHERE customer_key = 1") == [("Espoo",)]


def test_reach_adds_up_by_legal_ground(shop) -> None:
    mails = ["a", "b", "c", "d", "e", "e2", None]
    rows = [{"person_id": str(n), "email": m and f"{m[0]}@koti.fi"} for n, m in enumerate(mails, 1)]
    shop.load(batch("shop", customers=rows, orders=sales(p1=10, p4=10, p5=10)))
    entry = {"purpose": "marketing", "channel": "email", "source": "shop", "import_id": 1, "ts": at("2026-01-01")}
    said = {1: "granted", 2: "refused", 5: "granted", 6: "granted"}
    barred = shop.rows("SELECT sha256('a@koti.fi')")[0][0]
    with shop.warehouse.transaction() as con:
        consents.project(
            con,
            [entry | {"seq": n, "identity_key": k, "state": s} for n, (k, s) in enumerate(said.items(), 1)],
            [
                {
                    "seq": 1,
                    "channel": "email",
                    "address_hash": barred,
                    "reason": "bounced",
                    "ts": at("2026-01-01"),
                    "source": "mail",
                    "import_id": 1,
                }
            ],
        )
        plain = reach.waterfall(con, range(1, 8), "email")
        buyers = reach.waterfall(con, range(1, 8), "email", existing_customers=True)
        texts = reach.waterfall(con, range(1, 8), "sms", existing_customers=True)
    assert plain == reach.Reach(
        7, without_address=1, suppressed=1, refused=1, no_ground=2, by_consent=2, existing_customer=0, addresses=1
    )
    assert (buyers.existing_customer, buyers.no_ground, buyers.reachable, buyers.addresses) == (1, 1, 3, 2)
    assert (texts.without_address, texts.reachable) == (7, 0)
    for told in (plain, buyers, texts):
        assert told.members == told.without_address + told.suppressed + told.refused + told.no_ground + told.reachable
    with pytest.raises(Misuse), shop.warehouse.transaction() as con:
        reach.waterfall(con, [1], "pigeon")
