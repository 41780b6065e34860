"""Settings, mappings, audit, exports, jobs."""

from __future__ import annotations

from osuma.catalog import audit, exports, jobs, mappings, settings_store
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import OsumaError, Words


def test_a_setting_holds_until_it_is_removed(shop: Workspace, other: Workspace) -> None:
    assert settings_store.get(shop, "set_apart_domains", {}) == {}
    settings_store.put(shop, "set_apart_domains", {"kauppa.fi": "employee"})
    settings_store.put(shop, "set_apart_domains", {"kauppa.fi": "reseller"})
    assert settings_store.all_(shop) == {"set_apart_domains": {"kauppa.fi": "reseller"}}
    assert settings_store.all_(other) == {}
    settings_store.remove(shop, "set_apart_domains")
    assert settings_store.get(shop, "set_apart_domains") is None


def test_a_mapping_is_found_again_by_the_same_headers(shop: Workspace, other: Workspace) -> None:
    signature = mappings.signature(["Sähköposti", "Summa "])
    assert signature == mappings.signature(["summa", "SÄHKÖPOSTI"])
    assert signature != mappings.signature(["summa", "sähköposti", "pvm"])
    mappings.remember(shop, signature, "oma", {"email": "Sähköposti"})
    mappings.remember(shop, signature, "oma 2", {"email": "sähköposti"})
    found = mappings.find(shop, signature)
    assert found is not None
    assert (found.name, found.mapping) == ("oma 2", {"email": "sähköposti"})
    assert [one.signature for one in mappings.list_(shop)] == [signature]
    assert mappings.find(other, signature) is None
    mappings.forget(shop, signature)
    assert mappings.find(shop, signature) is None


def test_the_audit_keeps_no_address_and_no_number(shop: Workspace) -> None:
    audit.record(shop, "anna", "identity.merge", {"a": "matti@example.fi", "b": ["+358 40 123 4567"], "link_id": 3})
    audit.record(shop, "anna", "import.run", {"import_id": 1})
    newest, first = audit.list_(shop)
    assert (newest.verb, newest.detail) == ("import.run", {"import_id": 1})
    assert first.detail == {"a": "…", "b": ["…"], "link_id": 3}
    assert len(audit.list_(shop, limit=1)) == 1


def test_exports_are_listed_newest_first(shop: Workspace, other: Workspace) -> None:
    exports.record(shop, "runners", "anna", 12, "ab" * 32, "exports/a.csv")
    made = exports.record(shop, "walkers", "anna", 3, "cd" * 32, "exports/b.csv")
    assert [export.what for export in exports.list_(shop)] == ["walkers", "runners"]
    assert exports.list_(shop)[0] == made
    assert exports.list_(other) == []


def test_a_job_is_claimed_once_and_ends(shop: Workspace, other: Workspace) -> None:
    first, second = jobs.enqueue(shop, "segments.refresh", {}), jobs.enqueue(shop, "report.write", {"to": "r.html"})
    assert jobs.claim(other, first) is None
    claimed = [jobs.claim(shop, second), jobs.claim(shop, first), jobs.claim(shop, second)]
    assert [job and job.key for job in claimed] == [second, first, None]
    jobs.advance(shop, first, "rules", 3, 10)
    jobs.finish(shop, first, {"segments": 3})
    jobs.fail(shop, second, OsumaError(Words("ei", "no")))
    done, failed = jobs.list_(shop)
    assert (done.state, done.step, done.done, done.total, done.result) == ("done", "rules", 3, 10, {"segments": 3})
    assert (failed.state, failed.error) == ("failed", {"fi": "ei", "en": "no"})
