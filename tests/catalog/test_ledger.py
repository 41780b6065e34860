from __future__ import annotations

from datetime import UTC, datetime

from osuma.catalog import ledger
from osuma.catalog.ledger import Consent, Suppression
from osuma.catalog.workspaces import Workspace

AT = datetime(2026, 11, 19, 12, tzinfo=UTC)


def consent(identity: int, state: str = "granted") -> Consent:
    return Consent(
        identity_key=identity, purpose="marketing", channel="email", state=state, ts=AT, source="mailchimp"
    )


def suppression(address_hash: str) -> Suppression:
    return Suppression(channel="email", address_hash=address_hash, reason="bounced", ts=AT, source="mailchimp")


def test_entries_are_numbered_densely_per_workspace(shop: Workspace, other: Workspace) -> None:
    assert ledger.add_consents(shop, 1, [consent(1), consent(2)]) == 2
    assert ledger.add_consents(shop, 2, [consent(3, "refused")]) == 1
    assert ledger.add_consents(other, 1, [consent(1)]) == 1
    assert ledger.add_suppressions(shop, 2, [suppression("ab")]) == 1
    assert [(c.seq, c.identity_key, c.import_id, c.state) for c in ledger.consents_after(shop, 1)] == [
        (2, 2, 1, "granted"), (3, 3, 2, "refused"),
    ]  # fmt: skip
    assert ledger.last_seqs(shop) == ledger.Seqs(consents=3, suppressions=1)
    assert ledger.last_seqs(other) == ledger.Seqs(consents=1, suppressions=0)


def test_a_load_enters_once(shop: Workspace) -> None:
    assert ledger.add_consents(shop, 1, [consent(1)]) == 1
    assert ledger.add_consents(shop, 1, [consent(1), consent(2)]) == 0
    assert ledger.add_suppressions(shop, 1, [suppression("ab")]) == 1
    assert ledger.add_suppressions(shop, 1, [suppression("ab")]) == 0
    assert ledger.last_seqs(shop) == ledger.Seqs(consents=1, suppressions=1)


def test_what_is_made_by_hand_is_entered_every_time(shop: Workspace) -> None:
    assert [ledger.add_suppressions(shop, 0, [suppression(h)]) for h in ("ab", "cd")] == [1, 1]


def test_a_naive_instant_is_utc_and_nothing_is_lost(shop: Workspace) -> None:
    given = Consent(
        identity_key=1, purpose="tracking", channel="sms", state="refused", ts=datetime(2026, 11, 19, 12),
        source="shopify", text_version="v2", evidence='{"ip": "…"}',
    )  # fmt: skip
    ledger.add_consents(shop, 4, [given])
    [found] = ledger.consents_after(shop, 0)
    assert found == Consent(
        identity_key=1, purpose="tracking", channel="sms", state="refused", ts=AT,
        source="shopify", text_version="v2", evidence='{"ip": "…"}', import_id=4, seq=1,
    )  # fmt: skip


def test_undoing_a_load_leaves_its_entries_out_and_its_numbers_used(shop: Workspace) -> None:
    ledger.add_consents(shop, 1, [consent(1)])
    ledger.add_suppressions(shop, 1, [suppression("ab")])
    assert ledger.undo(shop, 1) == 2
    assert ledger.undo(shop, 1) == 0
    assert ledger.consents_after(shop, 0) == []
    assert ledger.suppressions_after(shop, 0) == []
    ledger.add_consents(shop, 2, [consent(2)])
    assert [c.seq for c in ledger.consents_after(shop, 0)] == [2]
