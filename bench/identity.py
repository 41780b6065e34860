"""How well Osuma tells who is one person, on records whose truth is known: precision and recall.

Each data set goes in as a company's lists do: one file a source, none of which has a person twice. What the rules
join is counted first, then what they join and the candidates together. A pair is two records; precision is the share
of the pairs that are one person, recall the share of the true pairs that are found.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import duckdb

from osuma.workflows.asking import verbs
from osuma.workflows.installation import upkeep

DATA = Path(os.environ.get("OSUMA_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")) / "identity"
THRESHOLDS = (0.5, 0.9, 0.99)
FIELDS = ("person_id", "first_name", "last_name", "birth_date", "postcode", "city", "email")
#: Records of one person stand side by side in fake_1000, seven of them at most.
LISTS = 7
Pair = frozenset[str]


@dataclass(frozen=True)
class Record:
    """One line of a list. person: the truth, which Osuma never sees."""

    person: str
    source: str
    values: dict[str, str]


@dataclass(frozen=True)
class Score:
    """What was found on a data set. by: `rules`, or `rules and candidates ≥ t`. pairs: how many were found."""

    data: str
    by: str
    pairs: int
    precision: float | None
    recall: float
    f1: float


def febrl(*files: str) -> Iterator[Record]:
    """Files of febrl: an original and its mutilated twin, each of a list of its own."""
    for name in files:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                _, person, kind, *_ = row["rec_id"].split("-")
                values = {"person_id": row["rec_id"], "first_name": row["given_name"], "last_name": row["surname"]}
                values |= {"birth_date": _day(row["date_of_birth"]), "postcode": row["postcode"]}
                yield Record(person, kind, values | {"city": row["suburb"], "email": ""})


def fake() -> Iterator[Record]:
    """fake_1000 of splink: typing errors, missing values, changed e-mails."""
    with (DATA / "fake_1000.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = {"person_id": row["unique_id"], "first_name": row["first_name"], "last_name": row["surname"]}
            values |= {"birth_date": _day(row["dob"].replace("-", "")), "postcode": ""}
            source = f"list{int(row['unique_id']) % LISTS}"
            yield Record(row["cluster"], source, values | {"city": row["city"], "email": row["email"]})


def _day(text: str) -> str:
    """A date of eight digits in ISO form; empty where there is no such day, as an importer would leave it."""
    try:
        return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}").isoformat()
    except ValueError:
        return ""


SETS = {
    "dataset1": lambda: febrl("dataset1.csv"),
    "dataset4a+4b": lambda: febrl("dataset4a.csv", "dataset4b.csv"),
    "fake_1000": fake,
}


def scores(name: str, folder: Path) -> list[Score]:
    """Import a data set into a new installation in `folder`, look for candidates, and compare with the truth."""
    records = list(SETS[name]())
    _import(records, folder)
    verbs.call(folder / "osuma", None, "identity.find", {"threshold": THRESHOLDS[0]})
    people, candidates = _found(folder)
    truth: dict[str, list[str]] = defaultdict(list)
    for record in records:
        truth[record.person].append(record.values["person_id"])
    true = {pair for ids in truth.values() for pair in _pairs(ids)}
    joined = {pair for ids in people.values() for pair in _pairs(ids)}
    told = [_score(name, "rules", joined, true)]
    for threshold in THRESHOLDS:
        proposed = {
            frozenset((x, y))
            for a, b, probability in candidates
            if probability >= threshold
            for x in people[a]
            for y in people[b]
        }
        told.append(_score(name, f"rules and candidates ≥ {threshold}", joined | proposed, true))
    return told


def _import(records: list[Record], folder: Path) -> None:
    upkeep.init(folder / "osuma")
    columns = "".join(f"      {field}: {field}\n" for field in FIELDS)
    for source in sorted({record.source for record in records}):
        path, mapping = folder / f"{source}.csv", folder / f"{source}.yaml"
        mapping.write_text(
            f"osuma_mapping: 1\nsource: {source}\noutputs:\n  - target: customers\n    columns:\n{columns}", "utf-8"
        )
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS)
            writer.writeheader()
            writer.writerows(record.values for record in records if record.source == source)
        verbs.call(folder / "osuma", None, "import.run", {"files": [str(path)], "map_": str(mapping)})


def _found(folder: Path) -> tuple[dict[int, list[str]], list[tuple[int, int, float]]]:
    """customer_key → ids of its records, and the candidates with their probabilities."""
    (file,) = (folder / "osuma").rglob("*.duckdb")
    people: dict[int, list[str]] = defaultdict(list)
    with duckdb.connect(str(file), read_only=True) as con:
        for key, record in con.execute("SELECT customer_key, source_id FROM identities").fetchall():
            people[int(key)].append(record)
        found = con.execute("SELECT a, b, probability FROM identity_candidates").fetchall()
    return people, [(int(a), int(b), float(chance)) for a, b, chance in found]


def _pairs(ids: Iterable[str]) -> Iterator[Pair]:
    return (frozenset(pair) for pair in combinations(ids, 2))


def _score(name: str, by: str, found: set[Pair], true: set[Pair]) -> Score:
    right = len(found & true)
    precision, recall = (right / len(found) if found else None), right / len(true)
    f1 = 2 * right / (len(found) + len(true))
    return Score(name, by, len(found), precision, recall, f1)


def table(told: Iterable[Score]) -> str:
    """The scores as a table in Markdown."""
    lines = ["| records | found by | pairs | precision | recall | F1 |", "|---|---|---|---|---|---|"]
    for one in told:
        precision = "–" if one.precision is None else f"{one.precision:.4f}"
        lines.append(f"| {one.data} | {one.by} | {one.pairs} | {precision} | {one.recall:.4f} | {one.f1:.4f} |")
    return "\n".join(lines)


def main() -> None:
    told = []
    for name in SETS:
        with tempfile.TemporaryDirectory() as folder:
            told += scores(name, Path(folder))
    if "--json" in sys.argv:
        print(json.dumps([asdict(one) for one in told], indent=1))
    else:
        print(table(told))


if __name__ == "__main__":
    main()
