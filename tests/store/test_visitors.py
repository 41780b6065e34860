"""Anonymous history: whose it becomes, by what, and that an undo takes exactly that back."""

from __future__ import annotations

from typing import Any

from staged import at, batch

from conftest import Shop
from osuma.store.loading.merge import merge, unmerge


def _view(visitor: str | None, page: str, *, agreed: str | None = "granted", **person: Any) -> dict[str, Any]:
    return {"visitor_id": visitor, "page": page, "cookie_consent": agreed, "ts": at("2026-09-01"), **person}


def _kinds(shop: Shop) -> dict[str, int]:
    return dict(shop.rows("SELECT kind, count(*) FROM customers GROUP BY 1"))


def _pages(shop: Shop, email: str) -> list[str]:
    return [
        page
        for (page,) in shop.rows(
            f"SELECT page FROM event_page_view JOIN customers USING (customer_key) WHERE email = '{email}' ORDER BY 1"
        )
    ]


def test_a_visitor_whom_nobody_names_is_anonymous_history(shop: Shop) -> None:
    result = shop.load(
        batch("site", page_view=[_view("v1", "/a"), _view("v1", "/b"), _view("v2", "/c", agreed=None)])
    )
    assert _kinds(shop) == {"anonymous": 2}
    assert vars(result.anonymous) == {"events": 3, "visitors": 2, "consented": 2, "joined": 0}
    assert shop.rows("SELECT source_id, is_pseudo FROM identities ORDER BY 1") == [
        ("unconsented:v2", True),
        ("visitor:v1", True),
    ]


def test_history_joins_at_an_identifying_event_and_only_what_consent_covers(shop: Shop) -> None:
    shop.load(
        batch(
            "site",
            page_view=[
                _view("v1", "/before", agreed="refused"),
                _view("v1", "/car"),
                _view("v1", "/form", person_email="aino@example.fi"),
                _view("v2", "/other"),
            ],
        )
    )
    assert _pages(shop, "aino@example.fi") == ["/car", "/form"]
    assert _kinds(shop) == {"person": 1, "anonymous": 2}
    assert shop.rows("SELECT external_id FROM customers WHERE kind = 'person'") == [("email:aino@example.fi",)]


def test_without_cookie_consent_only_the_form_itself_is_the_persons(shop: Shop) -> None:
    form = _view("v1", "/form", agreed=None, person_email="aino@example.fi")
    shop.load(batch("site", page_view=[_view("v1", "/car", agreed=None), form]))
    assert _pages(shop, "aino@example.fi") == ["/form"]
    assert _kinds(shop) == {"person": 1, "anonymous": 1}


def test_the_order_of_the_files_does_not_matter_and_each_undo_restores(shop: Shop) -> None:
    history = batch("site", page_view=[_view("v1", "/car")])
    form = batch("site", page_view=[_view("v1", "/form", person_email="aino@example.fi")])
    empty = shop.sums()
    shop.load(form)
    first = shop.sums()
    shop.load(history)
    assert _pages(shop, "aino@example.fi") == ["/car", "/form"]
    shop.undo(2)
    assert shop.sums() == first
    shop.undo(1)
    assert shop.sums() == empty
    shop.load(history)
    before = shop.sums()
    joined = shop.load(form)
    assert joined.links == 1
    assert _pages(shop, "aino@example.fi") == ["/car", "/form"]
    shop.undo(6)
    assert shop.sums() == before
    assert _kinds(shop) == {"anonymous": 1}


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    rows = [_view("v1", "/car"), _view("v1", "/form", person_email="aino@example.fi")]
    shop.load(batch("site", page_view=rows))
    people, links = shop.people(), shop.rows("SELECT count(*) FROM identity_links")
    again = shop.load(batch("site", page_view=rows))
    assert (again.rows["events:page_view"].same, again.rows["events:page_view"].new) == (2, 0)
    assert (shop.people(), shop.rows("SELECT count(*) FROM identity_links")) == (people, links)
    shop.undo(1)
    assert _pages(shop, "aino@example.fi") == ["/car", "/form"]


def test_a_browser_of_two_people_is_nobodys_until_one_is_undone(shop: Shop) -> None:
    shop.load(batch("site", page_view=[_view("v1", "/car"), _view("v1", "/form", person_email="aino@example.fi")]))
    one = shop.sums()
    shop.load(batch("site", page_view=[_view("v1", "/sale", person_email="eero@example.fi")]))
    assert _pages(shop, "aino@example.fi") == ["/form"]
    assert _pages(shop, "eero@example.fi") == ["/sale"]
    assert _kinds(shop) == {"person": 2, "anonymous": 1}
    shop.undo(2)
    assert shop.sums() == one


def test_when_the_first_of_two_is_undone_the_history_is_the_others(shop: Shop) -> None:
    shop.load(batch("site", page_view=[_view("v1", "/form", person_email="aino@example.fi")]))
    shop.load(batch("site", page_view=[_view("v1", "/sale", person_email="eero@example.fi")]))
    shop.load(batch("site", page_view=[_view("v1", "/car")]))
    assert _kinds(shop) == {"person": 2, "anonymous": 1}
    shop.undo(1)
    assert _pages(shop, "eero@example.fi") == ["/car", "/sale"]


def test_two_ids_of_one_person_are_one_person_behind_the_browser(shop: Shop) -> None:
    views = [
        _view("v1", "/car"),
        _view("v1", "/in", person_id="17"),
        _view("v1", "/form", person_email="a@example.fi"),
    ]
    shop.load(batch("site", page_view=views))
    assert _kinds(shop) == {"person": 1, "anonymous": 2}
    shop.load(batch("site", customers=[{"person_id": "17", "email": "a@example.fi"}]))
    assert _kinds(shop) == {"person": 1}
    assert _pages(shop, "a@example.fi") == ["/car", "/form", "/in"]
    assert shop.rows("SELECT external_id FROM customers") == [("17",)]


def test_a_row_that_gets_its_consent_later_is_the_same_row(shop: Shop) -> None:
    form = _view("v1", "/form", agreed=None, person_email="aino@example.fi")
    shop.load(batch("site", page_view=[_view("v1", "/car", agreed=None), form]))
    shop.load(batch("site", page_view=[_view("v1", "/car"), form | {"cookie_consent": "granted"}]))
    assert _pages(shop, "aino@example.fi") == ["/car", "/form"]
    assert shop.rows("SELECT count(*) FROM event_page_view") == [(2,)]


def test_what_a_visitor_does_beside_looking_makes_no_person_of_a_browser(shop: Shop) -> None:
    shop.load(batch("site", attendance=[{"visitor_id": "v1", "ts": at("2026-09-01"), "state": "attended"}]))
    shop.load(batch("site", page_view=[_view("v2", "/a")]))
    assert _kinds(shop) == {"anonymous": 2}
    shop.undo(2)
    assert _kinds(shop) == {"anonymous": 1}


def test_a_browser_of_two_people_is_theirs_while_they_are_merged(shop: Shop) -> None:
    aino, eero = "aino@example.fi", "eero@example.fi"
    shop.load(batch("site", page_view=[_view("v1", "/car"), _view("v1", "/form", person_email=aino)]))
    shop.load(batch("site", page_view=[_view("v1", "/sale", person_email=eero)]))
    assert _kinds(shop) == {"person": 2, "anonymous": 1}
    apart = shop.people()
    with shop.warehouse.transaction() as con:
        link = merge(con, f"email:{aino}", f"email:{eero}", shop.context())
    assert _kinds(shop) == {"person": 1}
    with shop.warehouse.transaction() as con:
        unmerge(con, link, shop.context())
    assert shop.people() == apart
    assert _pages(shop, aino) == ["/form"]
    assert _kinds(shop) == {"person": 2, "anonymous": 1}
