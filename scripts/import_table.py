"""The table of how known files import: docs/explanation/imports-of-known-files.md.

python scripts/import_table.py           imports the shared data (OSUMA_SHARED_DATA, else ../shared/data), writes it
python scripts/import_table.py FOLDER…   shows the table of these folders only

Every folder gets an installation of its own, every file one import as `osuma import FILE` makes it. What that refuses
is imported with the proposal that Osuma wrote for it, or with a mapping by hand; what is not imported is told why.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osuma.engine.errors import OsumaError, Refused
from osuma.ingestion.mapping import parse_mapping
from osuma.workflows.asking import verbs
from osuma.workflows.installation import upkeep

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OSUMA_SHARED_DATA", ROOT.parent / "shared" / "data"))
PAGE = ROOT / "docs" / "explanation" / "imports-of-known-files.md"
MAPPINGS = ROOT / "tests" / "real" / "mappings"
#: Files whose mapping was written by hand.
BY_HAND = {
    "cdnow_sample/CDNOW_sample.txt": "cdnow_sample",
    "sp500_companies/constituents.csv": "sp500_companies",
}
#: Files whose proposal a person accepts after a look: most of their columns are fields of their own.
LOOKED_AT = (
    "customer_personality/marketing_campaign.csv",
    "telco_churn/Telco-Customer-Churn.csv",
    "uci_bank_marketing/bank_market.csv",
    "travel_review_ratings/tripadvisor_review.csv",
)
#: Why a file, or every file of a folder that is not imported, is not: it has nothing that Osuma takes, or not so.
WHY = {
    "cdnow_sample/": "sums of each customer's purchases, not the purchases: these are in CDNOW_sample.txt",
    "crm_sales_opportunities/data_dictionary.csv": "what the columns of the other files mean",
    "crm_sales_opportunities/products.csv": "products without an id: a deal names its product itself",
    "crm_sales_opportunities/sales_teams.csv": "the company's own sales people",
    "fi_geofi/": "files of R, which no company has; municipality codes come with Osuma",
    "fi_names_dvv/": "how often a name is given; nobody is in it",
    "fi_paavo_statfi/009_12f7_2023_all.csv": "areas and figures as rows; the wide form beside is read",
    "fi_postcodes_statfi_paavali/": "a tree keyed by municipality, not a table",
    "geonames_cities/": "places of the world; Osuma's areas are Finnish postcodes",
    "identity/fake_1000_labels.csv": "pairs of records, the truth that matching is measured against",
    "nace_codes/": "the tree of industries, which comes with Osuma",
    "segment_spec/": "examples of eleven kinds of call in one file; one kind a file imports",
    "travel_review_ratings/google_review_ratings.csv": "averages by category; its users have no id",
    "uci_online_shoppers_intention/": "visits of nobody: no id and no day",
    "uci_wholesale_customers/": "yearly sums of nobody: no id",
    "womens_clothing_reviews_partial/": "reviews of nobody: no id and no day",
    "young_people_survey/": "answers of nobody: no id",
    "saas_exports/facebook_ads/": "names of accounts, campaigns and advertisements, and the same figures once more",
    "saas_exports/google_ads/": "names, and the same cost once more by account, ad group, advertisement and keyword",
    "saas_exports/hubspot/": "settings, links between tables, staff and logs; its e-mail events name no person",
    "saas_exports/klaviyo/": "campaigns and settings; events of all kinds in one table, each with columns of its own",
    "saas_exports/mailchimp/": "campaigns, lists and who was on them; unsubscribes that name no address",
    "saas_exports/salesforce/": "staff, tasks, calendars and products; its orders name a company and no person",
    "saas_exports/shopify/": "stock, discounts, deliveries, pictures and settings; refunds whose lines name no order",
    "saas_exports/shopify_rest_json/": "settings and discounts; products and refunds with their lines nested inside",
}
_NOTES = """
*By preset* and *proposed* need nothing but `osuma import FILE`. *Looked at first*: most columns are fields of the
file's own, so Osuma writes the proposal (`--mapping-out`) and wants a person to see it. *By hand*: a mapping was
written, and the columns that it names are told. Refused rows are in a file of their own with their reasons; here they
are counted.

Made by `python scripts/import_table.py`, which reads the files in the folder that OSUMA_SHARED_DATA names.
"""


@dataclass
class Line:
    """What became of one table. taken: rows; null where nothing was imported. how: the way, or why not."""

    file: str
    rows: int | None
    taken: int | None
    refused: int
    how: str
    seconds: float | None = None


@dataclass
class Told:
    """The lines of one folder. passed: tables of programs that are about nothing that is taken, by subfolder."""

    folder: str
    lines: list[Line] = field(default_factory=list)
    passed: dict[str, list[str]] = field(default_factory=dict)


def main() -> None:
    wanted = sys.argv[1:] or sorted(p.name for p in DATA.iterdir() if p.is_dir())
    told = [_folder(name) for name in wanted]
    page = "\n".join(_page(told)) + "\n"
    if sys.argv[1:]:
        print(page)
    else:
        PAGE.write_text(page, encoding="utf-8")
        print(PAGE.relative_to(ROOT))


def _folder(name: str) -> Told:
    told = Told(name)
    files = sorted(
        p for p in (DATA / name).rglob("*") if p.is_file() and p.suffix != ".md" and p.name != "SOURCE.txt"
    )
    with tempfile.TemporaryDirectory() as work:
        installation = Path(work) / "installation"
        upkeep.init(installation, "main", "Table", "Europe/Helsinki", "EUR", "en")
        for path in files:
            for line in _file(installation, path, Path(work)):
                _keep(told, line)
    return told


def _keep(told: Told, line: Line) -> None:
    sub = line.file.split("/")[1] if line.file.count("/") > 1 else ""
    if line.taken is None and sub:
        told.passed.setdefault(sub, []).append(line.file.rsplit("/", 1)[1])
    else:
        told.lines.append(line)


def _file(installation: Path, path: Path, work: Path) -> Iterator[Line]:
    name = path.relative_to(DATA).as_posix()
    begun = time.perf_counter()
    try:
        how, load = _imported(installation, path, name, work)
    except OsumaError:
        yield Line(name, None, None, 0, _why(name))
        return
    spent = time.perf_counter() - begun
    if len(load["parts"]) == 1 and not load["left_out"]:
        yield Line(name, load["rows"], load["taken"], load["refused"], how, spent)
        return
    tables = ", ".join(part["table"].rsplit(": ", 1)[-1] for part in load["parts"])
    left = ", ".join(one["table"].rsplit(": ", 1)[-1] for one in load["left_out"])
    more = f"; passed over: {left}" if left else ""
    yield Line(name, load["rows"], load["taken"], load["refused"], f"{how}: {tables}{more}", spent)


def _imported(installation: Path, path: Path, name: str, work: Path) -> tuple[str, dict[str, Any]]:
    """How the file was imported, and what came of it."""
    if name in BY_HAND:
        mapping = MAPPINGS / f"{BY_HAND[name]}.yaml"
        load = _run(installation, path, map_=str(mapping))
        return f"by hand: {_columns(mapping)}", load
    try:
        load = _run(installation, path)
    except Refused:
        if name not in LOOKED_AT:
            raise
        (proposal,) = verbs.call(installation, None, "import.propose", {"files": [str(path)]})["mappings"]
        mapping = work / "proposal.yaml"
        mapping.write_text(proposal["yaml"], encoding="utf-8")
        return "proposed, looked at first", _run(installation, path, map_=str(mapping))
    ways = dict.fromkeys(_way(part) for part in load["parts"])
    return ", ".join(ways), load


def _run(installation: Path, path: Path, **more: str) -> dict[str, Any]:
    (load,) = verbs.call(installation, None, "import.run", {"files": [str(path)], **more})["loads"]
    return dict(load)


def _way(part: dict[str, Any]) -> str:
    return f"by preset `{part['preset']}`" if part["by"] == "preset" else "proposed"


def _columns(mapping: Path) -> str:
    """The columns that a mapping by hand names."""
    outputs = parse_mapping(mapping.read_text(encoding="utf-8")).outputs
    return ", ".join(dict.fromkeys(header for output in outputs for header in output.reads()))


def _why(name: str) -> str:
    found = [why for begin, why in WHY.items() if name.startswith(begin)]
    return found[-1] if found else "not recognised"


def _page(told: list[Told]) -> Iterator[str]:
    lines = [line for one in told for line in one.lines]
    taken = [line for line in lines if line.taken is not None]
    files = len(lines) + sum(len(names) for one in told for names in one.passed.values())
    yield "# How known files import"
    yield ""
    yield (
        f"{files} files of {len(told)} public data sets, imported as they are; the seconds are of one run on two "
        f"cores. {len(taken)} import: {_count(taken, 'by preset')} by a preset, {_count(taken, 'proposed')} by a "
        f"proposed mapping, {_count(taken, 'looked at')} by a proposal that a person looks at first, "
        f"{_count(taken, 'by hand')} by a mapping written by hand. The others hold nothing that Osuma takes, and it "
        "says so instead of guessing."
    )
    yield _NOTES
    for one in told:
        yield ""
        yield f"## {one.folder}"
        yield ""
        yield "| file | rows | imported | refused | how | seconds |"
        yield "|---|---:|---:|---:|---|---:|"
        yield from (_row(line) for line in one.lines)
        for sub, names in one.passed.items():
            yield f"| {sub}: {len(names)} more tables | | – | | {_why(f'{one.folder}/{sub}/')} | |"


def _count(lines: list[Line], how: str) -> int:
    looked = [line for line in lines if "looked at" in line.how]
    if how == "looked at":
        return len(looked)
    return sum(1 for line in lines if line.how.startswith(how) and line not in looked)


def _row(line: Line) -> str:
    name = line.file.split("/", 1)[1]
    if line.taken is None:
        return f"| {name} | | – | | {line.how} | |"
    return f"| {name} | {line.rows:,} | {line.taken:,} | {line.refused:,} | {line.how} | {line.seconds:.1f} |"


if __name__ == "__main__":
    main()
