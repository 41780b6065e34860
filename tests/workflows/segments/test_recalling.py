"""The past by two names: as it was known, and recomputed; and set operations on what is stored."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, OsumaError, Refused

BUYERS = "osuma: 1\nslug: buyers\nwhere: {event: order, measure: {sum: amount}, op: gte, value: 100}\n"
TURKU = "osuma: 1\nslug: turku\nwhere: {property: city, op: eq, value: Turku}\n"
HOUSES = "osuma: 1\nslug: houses\nwhere: {property: area_small_house_share, op: gte, value: 0.6}\n"
ORDERS = "Tilausnumero;Tilauspvm;Sähköposti;Summa\n"


@pytest.fixture
def osuma(told: Osuma, tmp_path: Path) -> Osuma:
    """A copy for each test: some of them go on with the history."""
    return Osuma(Path(shutil.copytree(told.folder, tmp_path / "copy")))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    """Run 3 as of 30 April; late orders of March and of May; run 5 as of 31 May; then 1 and 4 turn out to be one."""
    folder = tmp_path_factory.mktemp("files")
    made = Osuma.create(folder / "installation")
    people = [(1, "Turku"), (2, "Turku"), (3, "Oulu"), (4, "Turku")]
    lines = ["Asiakasnumero;Sähköposti;Kaupunki", *(f"A{n};{n}@posti.example;{city}" for n, city in people)]
    (folder / "asiakkaat.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "tilaukset 1.csv").write_text(
        ORDERS
        + "1;3.4.2025;1@posti.example;150,00\n2;3.4.2025;4@posti.example;120,00\n3;30.4.2025;3@posti.example;1,00\n",
        encoding="utf-8",
    )
    (folder / "tilaukset 2.csv").write_text(
        ORDERS + "4;3.3.2025;2@posti.example;500,00\n5;31.5.2025;3@posti.example;300,00\n", encoding="utf-8"
    )
    made.load(folder / "asiakkaat.csv")
    made.load(folder / "tilaukset 1.csv")
    made.apply(BUYERS, TURKU)
    made.refresh("2025-04-30")
    made.load(folder / "tilaukset 2.csv")
    made.refresh("2025-05-31")
    made.ask("identity.merge", a="A1", b="A4")
    return made


def known(osuma: Osuma, day: str, slug: str = "buyers") -> dict:
    return osuma.ask("segments.known_members", slug=slug, known_at=day)


def test_as_known_is_what_was_stored_and_recomputed_what_is_known_today(osuma: Osuma) -> None:
    then = known(osuma, "2025-05-15")
    assert (then["answer"], then["as_of"], then["count"]) == ("as_known", "2025-04-30", 2)
    again = osuma.ask("segments.members", slug="buyers", as_of="2025-05-15")
    assert again["answer"] == "recomputed"
    # the late order of March counts today; and who has since been joined is one person
    assert again["members"] == ["A1", "A2"]
    assert again["sentences"][0]["fi"].startswith(
        "Laskettu uudelleen: nykyiset tiedot ja ehdot tilanteessa 15.5.2025"
    )


def test_people_who_were_joined_since_are_told_apart_from_those_who_left(osuma: Osuma) -> None:
    then = known(osuma, "2025-04-30")
    assert (then["members"], then["joined"], then["gone"]) == (["A1"], 1, 0)
    assert [s["en"] for s in then["sentences"]] == [
        f"As known then (run {then['run_id']}, as of 30 Apr 2025): 2 customers.",
        "Of them, 1 have since been joined with another member.",
    ]
    assert known(osuma, "2025-06-30")["count"] == 4


def test_before_the_first_run_nothing_was_known(osuma: Osuma) -> None:
    with pytest.raises(Misuse, match=r"first state is of 30 Apr 2025. Recomputed: --as-of 2025-04-29") as refused:
        known(osuma, "2025-04-29")
    assert refused.value.code == "not_stored_then"
    with pytest.raises(Misuse, match="never computed"):
        known(osuma, "2025-05-01", "nobody")


def test_figures_of_areas_cannot_be_recomputed(osuma: Osuma) -> None:
    assert "answer" not in osuma.ask("segments.count", text=HOUSES, as_of="2025-05-31")
    for verb in ("segments.count", "segments.members", "segments.explain"):
        with pytest.raises(Refused, match="newest year of the area statistics") as refused:
            osuma.ask(verb, text=HOUSES, as_of="2025-04-30")
        assert [(m.where, m.code) for m in refused.value.mistakes] == [("where", "no_history")]


def test_stored_members_are_put_together(osuma: Osuma) -> None:
    def combined(expression: str) -> tuple[int, list[str]]:
        told = osuma.ask("segments.combine", expression=expression, members=True)
        return told["count"], told["members"]

    # as stored at the last run, before 1 and 4 were joined: buyers 1 2 3 4, Turku 1 2 4
    assert combined("buyers - turku") == (1, ["A3"])
    assert combined("buyers & turku") == (3, ["A1", "A2"])
    assert combined("(buyers | turku) - turku") == (1, ["A3"])
    assert osuma.ask("segments.combine", expression="buyers & turku")["of"] == [
        {"slug": "buyers", "count": 4},
        {"slug": "turku", "count": 3},
    ]
    with pytest.raises(OsumaError, match="There is no segment “nobody”"):
        combined("buyers - nobody")


def test_everything_stored_is_compared_where_nothing_is_named(osuma: Osuma) -> None:
    told = osuma.ask("segments.overlap")
    assert told["slugs"] == ["buyers", "turku"]
    assert told["matrix"] == [[4, 3], [3, 3]]
    assert told["shares"] == [[1.0, 0.75], [1.0, 1.0]]


def test_questions_about_the_past_are_in_the_change_log(osuma: Osuma, tmp_path: Path) -> None:
    known(osuma, "2025-05-15")
    osuma.ask("segments.combine", expression="buyers & turku")
    assert {"segments.known_members", "segments.combine"} <= osuma.audit()


def test_old_runs_go_and_the_newest_stay(osuma: Osuma) -> None:
    before = known(osuma, "2025-04-30")["members"], known(osuma, "2025-05-31")["members"]
    told = osuma.ask("segments.tidy")
    assert (told["gone"], told["kept"]) == (0, 2)
    osuma.refresh("2025-05-31T18:00")
    told = osuma.refresh("2027-01-31")
    assert told["sentences"][-1]["en"].startswith("1 old run is gone, 3 are left: all of the last 400 days")
    assert (osuma.ask("segments.tidy")["gone"], osuma.ask("segments.tidy")["kept"]) == (0, 3)
    assert (known(osuma, "2025-04-30")["members"], known(osuma, "2025-05-31")["members"]) == before
