"""How alike people are: the Fellegi-Sunter model of splink, trained on the people themselves.

Two records get a weight for each field: log2 of how many times likelier their agreement, near agreement or difference
is among records of one person than among records of two. The weights and the prior odds add up to the odds that they
are one. (Fellegi and Sunter 1969, "A theory for record linkage", JASA 64; Linacre et al. 2022, splink.)

splink is an extra. It works on a table in memory, in a DuckDB of its own: nothing here touches the warehouse.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from osuma.engine.errors import OsumaError, Words
from osuma.store.dialect import identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Pairs that have all columns of one of these in common are compared; other pairs are not looked at.
BLOCKS: tuple[tuple[str, ...], ...] = (
    ("email",),
    ("phone",),
    ("birth_date",),
    ("last_name", "first_name"),
    ("last_name", "postcode"),
    ("first_name", "postcode"),
    ("last_name", "birth_year"),
    ("last_name", "city"),
    ("first_name", "city"),
)
#: Agreements that are hardly ever chance: their number, with an assumed recall, gives the prior odds.
STRICT: tuple[tuple[str, ...], ...] = (
    ("email",),
    ("phone",),
    ("last_name", "first_name", "birth_date"),
    ("last_name", "first_name", "postcode"),
)
STRICT_RECALL = 0.7
#: A value that more people share than this pairs nobody: it says little, and the pairs grow with its square.
MOST_ALIKE = 100
#: Pairs compared at a time, so that memory stays level (measured: 28 million at once took 13 GB).
AT_ONCE = 4_000_000
#: Pairs drawn to learn how often two different people agree by chance, and pairs learnt from in each round.
DRAWN = 2_000_000
SEED = 20261122

MISSING = Words(
    fi="Ehdotuksiin tarvitaan lisäosa. Asenna se sinne, missä Osuma toimii: pip install 'osuma[identity]'",
    en="Candidates need an extra. Install it where Osuma runs: pip install 'osuma[identity]'",
)


@dataclass(frozen=True)
class Likeness:
    """Two people by their keys, a smaller than b. weight: log2 of the odds. reasons: JSON, one entry a field."""

    a: int
    b: int
    weight: float
    probability: float
    reasons: str


def installed() -> bool:
    """Whether the extra is there."""
    try:
        import splink  # noqa: F401  # the question is whether it can be imported
    except ImportError:
        return False
    return True


def alike(
    people: pa.Table, threshold: float, spill: Path, memory_limit: str = "4GB", threads: int | None = None
) -> list[Likeness]:
    """Pairs of people whose probability of being one is at least `threshold`, the likeliest first.

    people: `key` (int64) and the texts first_name, last_name, birth_date (ISO), postcode, city, phone, email, folded;
    null where not known. spill: a folder for what does not fit in memory, emptied before and removed after.
    The same people give the same pairs. Raises OsumaError where splink is not installed.
    """
    if not installed():
        raise OsumaError(MISSING, "extra_missing")
    config: dict[str, Any] = {"memory_limit": memory_limit, "temp_directory": str(spill)}
    if threads is not None:
        config["threads"] = str(threads)
    shutil.rmtree(spill, ignore_errors=True)
    try:
        with duckdb.connect(":memory:", config=config) as con, _silent():
            columns = _prepare(con, people)
            blocks = [block for block in BLOCKS if set(block) <= columns]
            return _predict(con, columns, blocks, threshold) if blocks else []
    finally:
        shutil.rmtree(spill, ignore_errors=True)


@contextmanager
def _silent() -> Iterator[None]:
    """splink tells its progress by warnings."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _prepare(con: duckdb.DuckDBPyConnection, people: pa.Table) -> set[str]:
    """Table `records` with a column `block_n` for each block; gives the columns that tell at least some apart."""
    con.register("people", people)
    con.execute(
        "CREATE TABLE plain AS SELECT key AS unique_id, * EXCLUDE (key), substr(birth_date, 1, 4) AS birth_year "
        "FROM people ORDER BY key"
    )
    names = [c for c in people.column_names if c != "key"] + ["birth_year"]
    told = con.execute(f"SELECT {', '.join(f'count(DISTINCT {c}) > 1' for c in names)} FROM plain").fetchall()[0]
    columns = {name for name, yes in zip(names, told, strict=True) if yes}
    keys = []
    for n, block in enumerate(BLOCKS):
        value = (
            f"CASE WHEN {' AND '.join(f'{c} IS NOT NULL' for c in block)} THEN {' || chr(31) || '.join(block)} END"
        )
        shared = f"count(*) OVER (PARTITION BY {', '.join(block)})"
        keys.append(f"CASE WHEN {shared} BETWEEN 2 AND {MOST_ALIKE} THEN {value} END AS block_{n}")
    con.execute(f"CREATE TABLE records AS SELECT *, {', '.join(keys)} FROM plain ORDER BY unique_id")
    return columns


def _prior(con: duckdb.DuckDBPyConnection, columns: set[str]) -> float:
    """The chance that two people drawn at random are one, from those who agree strictly."""
    strict = [block for block in STRICT if set(block) <= columns]
    keys = " UNION ALL ".join(
        f"SELECT unique_id, {n} AS kind, {' || chr(31) || '.join(block)} AS value FROM plain "
        f"WHERE {' AND '.join(f'{c} IS NOT NULL' for c in block)} "
        f"QUALIFY count(*) OVER (PARTITION BY {', '.join(block)}) <= {MOST_ALIKE}"
        for n, block in enumerate(strict)
    )
    found = 0
    if strict:
        con.execute(f"CREATE TABLE strict AS {keys}")
        found = con.execute(
            "SELECT count(*) FROM (SELECT DISTINCT l.unique_id, r.unique_id FROM strict l JOIN strict r "
            "USING (kind, value) WHERE l.unique_id < r.unique_id)"
        ).fetchall()[0][0]
    people = con.execute("SELECT count(*) FROM plain").fetchall()[0][0]
    return float(min(0.5, max(found, 1) / STRICT_RECALL / (people * (people - 1) / 2)))


def _comparisons(columns: set[str]) -> dict[str, Any]:
    import splink.comparison_level_library as levels
    import splink.comparison_library as cl

    made = {
        name: cl.JaroWinklerAtThresholds(name, [0.92, 0.8]).configure(term_frequency_adjustments=True)
        for name in ("first_name", "last_name")
    }
    made["birth_date"] = cl.DamerauLevenshteinAtThresholds("birth_date", [1, 2])
    made["phone"] = cl.DamerauLevenshteinAtThresholds("phone", [1])
    made["email"] = cl.JaroWinklerAtThresholds("email", [0.92])
    known = {name: comparison for name, comparison in made.items() if name in columns}
    place = [c for c in ("postcode", "city") if c in columns]
    if place:
        unknown = " AND ".join(f"({c}_l IS NULL OR {c}_r IS NULL)" for c in place)
        near = [f"damerau_levenshtein({place[0]}_l, {place[0]}_r) <= 1", *(f"{c}_l = {c}_r" for c in place[1:])]
        known["place"] = cl.CustomComparison(
            output_column_name="place",
            comparison_levels=[
                levels.CustomLevel(unknown, "unknown").configure(is_null_level=True),
                *([levels.CustomLevel(" AND ".join(f"{c}_l = {c}_r" for c in place), "both")] if place[1:] else []),
                levels.ExactMatchLevel(place[0]),
                levels.CustomLevel(" OR ".join(near), "near"),
                levels.ElseLevel(),
            ],
        )
    return known


def _predict(
    con: duckdb.DuckDBPyConnection, columns: set[str], blocks: Sequence[tuple[str, ...]], threshold: float
) -> list[Likeness]:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    comparisons = _comparisons(columns)
    if len(comparisons) < 2:
        return []  # how much one field says is learnt from pairs that agree in another
    settings = SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=_prior(con, columns),
        comparisons=list(comparisons.values()),
        blocking_rules_to_generate_predictions=[block_on(f"block_{BLOCKS.index(block)}") for block in blocks],
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=False,
    )
    linker = Linker(DuckDBAPI(connection=con).register("records"), settings, log_level=None)
    _train(con, linker, columns)
    parts = 1 + _pairs(con, blocks) // AT_ONCE
    found = linker.inference.predict(threshold_match_probability=threshold, num_chunks_left=parts, num_chunks_right=1)
    return _read(con, found.physical_name, tuple(comparisons))


def _pairs(con: duckdb.DuckDBPyConnection, blocks: Sequence[tuple[str, ...]]) -> int:
    """How many pairs the blocks make, those of two blocks counted twice."""
    counted = " UNION ALL ".join(
        f"SELECT count(*) AS n FROM records WHERE block_{n} IS NOT NULL GROUP BY block_{n}"
        for n in (BLOCKS.index(block) for block in blocks)
    )
    return int(con.execute(f"SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM ({counted})").fetchall()[0][0])


def _train(con: duckdb.DuckDBPyConnection, linker: Any, columns: set[str]) -> None:
    """By chance from pairs drawn at random; of one person by expectation maximisation over two kinds of pairs.

    In one thread: a sample drawn by several is another one each time.
    """
    from splink import block_on
    from splink.internals.exceptions import EMTrainingException

    threads = con.execute("SELECT current_setting('threads')").fetchall()[0][0]
    con.execute("SET threads = 1")
    linker.training.estimate_u_using_random_sampling(max_pairs=DRAWN, seed=SEED)
    for block in (("birth_date",), ("last_name", "first_name"), ("email",)):
        if set(block) <= columns:
            # No pair agrees, or a probability comes to less than a float holds: what the other blocks taught stands.
            with suppress(EMTrainingException, ValueError):
                linker.training.estimate_parameters_using_expectation_maximisation(block_on(*block), max_pairs=DRAWN)
    con.execute(f"SET threads = {threads}")


def _read(con: duckdb.DuckDBPyConnection, predicted: str, fields: Sequence[str]) -> list[Likeness]:
    have = {c for (c, *_) in con.execute(f"DESCRIBE {identifier(predicted)}").fetchall()}
    fields = [field for field in fields if f"mw_{field}" in have]  # the others never agreed and weigh nothing
    weights = ", ".join(
        f"p.mw_{f}" + (f" + coalesce(p.mw_tf_adj_{f}, 0)" if f"mw_tf_adj_{f}" in have else "") for f in fields
    )
    same = ", ".join(f"l.{c} = r.{c}" for c in ("postcode" if f == "place" else f for f in fields))
    rows = con.execute(
        f"SELECT unique_id_l, unique_id_r, match_weight, match_probability, {weights}, {same} FROM "
        f"{identifier(predicted)} p JOIN plain l ON l.unique_id = unique_id_l JOIN plain r ON r.unique_id = "
        "unique_id_r ORDER BY match_weight DESC, unique_id_l, unique_id_r"
    ).fetchall()
    n = len(fields)
    return [
        Likeness(int(a), int(b), float(weight), float(chance), _reasons(fields, more[:n], more[n:]))
        for a, b, weight, chance, *more in rows
    ]


def _reasons(fields: Sequence[str], weights: Sequence[float | None], same: Sequence[bool | None]) -> str:
    """Fields known of both, by how much they say; a field unknown of either says nothing."""
    told = [
        {"field": field, "how": "same" if equal else "near" if weight > 0 else "differs", "weight": round(weight, 2)}
        for field, weight, equal in zip(fields, weights, same, strict=True)
        if weight
    ]
    return json.dumps(sorted(told, key=lambda one: -abs(float(str(one["weight"])))))
