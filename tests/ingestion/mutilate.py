"""Files mutilated with a seed: what people, mail programs and spreadsheets do to an export on its way."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import files

import openpyxl

#: So many rows are grown from each sample.
ROWS = 14


@dataclass(frozen=True)
class Base:
    """A file of ours to mutilate. key: header of the rows' id. amount: header of money, null where it has none."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    key: str
    date: str
    delimiter: str
    amount: str | None = None

    def place(self, header: str) -> int:
        return self.headers.index(header)

    def text(self, delimiter: str | None = None) -> str:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter or self.delimiter, lineterminator="\n")
        writer.writerows([self.headers, *self.rows])
        return out.getvalue()

    def mapped(self, header: str, change: Callable[[str], str], only: set[int] | None = None) -> Base:
        """The cells of a column changed, in all rows or in some."""
        place = self.place(header)
        rows = [
            tuple(change(v) if p == place and (only is None or n in only) else v for p, v in enumerate(row))
            for n, row in enumerate(self.rows)
        ]
        return replace(self, rows=tuple(rows))


@dataclass(frozen=True)
class Mutilated:
    """The file's bytes and its name. touched: places of the rows that the mutilation may change or lose.
    unknown: whether a column can no longer be told."""

    data: bytes
    suffix: str = ".csv"
    touched: frozenset[int] = frozenset()
    unknown: bool = False


def base(sample: str, key: str, email: str, date: str, amount: str | None = None) -> Base:
    """A sample of a preset, its rows repeated under new ids and addresses."""
    text = (files("osuma.ingestion.sources") / sample).read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    headers, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    grown = []
    for n in range(ROWS):
        row = list(rows[n % len(rows)])
        for place in (headers.index(h) for h in headers if h in (key, "order_id")):
            row[place] = f"{row[place]}{n + 10}"
        row[headers.index(email)] = f"nro{n}.{row[headers.index(email)]}"
        grown.append(tuple(row))
    return Base(sample, tuple(headers), tuple(grown), key, date, delimiter, amount)


def _row(base: Base, rng: random.Random) -> int:
    return rng.randrange(2, len(base.rows) - 2)


def _lines(base: Base) -> list[str]:
    return base.text().splitlines()


def _joined(lines: list[str], end: str = "\n") -> bytes:
    return (end.join(lines) + end).encode("utf-8")


def cut_in_a_row(base: Base, rng: random.Random) -> Mutilated:
    data = base.text().encode()
    last = data.rstrip(b"\n").rindex(b"\n")
    return Mutilated(data[: rng.randrange(last + 2, len(data) - 3)], touched=frozenset({len(base.rows) - 1}))


def cut_in_a_letter(base: Base, rng: random.Random) -> Mutilated:
    data = (base.text() + "Äiti").encode()
    return Mutilated(data[: data.rindex("Ä".encode()) + 1])


def ragged(base: Base, rng: random.Random) -> Mutilated:
    lines, n = _lines(base), _row(base, rng)
    lines[n + 1] = base.delimiter.join(lines[n + 1].split(base.delimiter)[: rng.randrange(1, 3)])
    return Mutilated(_joined(lines), touched=frozenset({n}))


def wider_row(base: Base, rng: random.Random) -> Mutilated:
    lines, n = _lines(base), _row(base, rng)
    lines[n + 1] += f"{base.delimiter}lisää{base.delimiter}ja lisää"
    return Mutilated(_joined(lines), touched=frozenset({n}))


def doubled_header(base: Base, rng: random.Random) -> Mutilated:
    lines = _lines(base)
    return Mutilated(_joined([lines[0], *lines]))


def header_again_in_the_middle(base: Base, rng: random.Random) -> Mutilated:
    lines, n = _lines(base), _row(base, rng)
    return Mutilated(_joined([*lines[:n], lines[0], *lines[n:]]))


def shuffled_columns(base: Base, rng: random.Random) -> Mutilated:
    order = rng.sample(range(len(base.headers)), len(base.headers))
    rows = tuple(tuple(row[p] for p in order) for row in base.rows)
    return Mutilated(replace(base, headers=tuple(base.headers[p] for p in order), rows=rows).text().encode())


def another_delimiter(base: Base, rng: random.Random) -> Mutilated:
    return Mutilated(base.text(rng.choice(["\t", "|"])).encode())


def another_delimiter_in_half(base: Base, rng: random.Random) -> Mutilated:
    half = len(base.rows) // 2
    first, second = base.text().splitlines(), base.text("\t").splitlines()
    return Mutilated(_joined([*first[: half + 1], *second[half + 1 :]]), touched=frozenset(range(half, ROWS)))


def mixed_decimals(base: Base, rng: random.Random) -> Mutilated:
    if base.amount is None:
        return ragged(base, rng)
    n = _row(base, rng)
    swap = str.maketrans(",.", ".,")
    return Mutilated(
        base.mapped(base.amount, lambda v: v.translate(swap), {n}).text().encode(), touched=frozenset({n})
    )


def mixed_dates(base: Base, rng: random.Random) -> Mutilated:
    n = _row(base, rng)
    return Mutilated(base.mapped(base.date, lambda _: "2025/13/45", {n}).text().encode(), touched=frozenset({n}))


def nuls(base: Base, rng: random.Random) -> Mutilated:
    lines, n = _lines(base), _row(base, rng)
    lines[n + 1] = lines[n + 1][:5] + "\x00\x00" + lines[n + 1][5:]
    return Mutilated(_joined(lines), touched=frozenset({n}))


def bom_in_the_middle(base: Base, rng: random.Random) -> Mutilated:
    lines, n = _lines(base), _row(base, rng)
    lines[n + 1] = "\ufeff" + lines[n + 1]
    return Mutilated(_joined(lines), touched=frozenset({n}))


def cr_only(base: Base, rng: random.Random) -> Mutilated:
    return Mutilated(_joined(_lines(base), "\r"))


def mixed_line_ends(base: Base, rng: random.Random) -> Mutilated:
    return Mutilated("".join(line + rng.choice(["\n", "\r\n"]) for line in _lines(base)).encode())


def open_quote(base: Base, rng: random.Random) -> Mutilated:
    lines, n = _lines(base), len(base.rows) - 1
    lines[n + 1] = '"' + lines[n + 1]
    return Mutilated(_joined(lines), touched=frozenset({n}))


def empty_column(base: Base, rng: random.Random) -> Mutilated:
    header = rng.choice([h for h in base.headers if h not in (base.key, base.date, base.amount)])
    return Mutilated(base.mapped(header, lambda _: "").text().encode(), unknown=True)


def empty_ids(base: Base, rng: random.Random) -> Mutilated:
    n = _row(base, rng)
    return Mutilated(base.mapped(base.key, lambda _: "", {n}).text().encode(), touched=frozenset({n}))


def repeated_rows(base: Base, rng: random.Random) -> Mutilated:
    return Mutilated(replace(base, rows=(*base.rows, *rng.sample(base.rows, 3))).text().encode())


def ids_as_floats(base: Base, rng: random.Random) -> Mutilated:
    marked = base.mapped(base.key, lambda v: v if not v.isdigit() else f"{v}.0")
    return Mutilated(marked.text().encode())


def ids_in_powers(base: Base, rng: random.Random) -> Mutilated:
    n = _row(base, rng)
    return Mutilated(base.mapped(base.key, lambda _: "1E+05", {n}).text().encode(), touched=frozenset({n}))


def thousands(base: Base, rng: random.Random) -> Mutilated:
    if base.amount is None:
        return wider_row(base, rng)
    space = rng.choice(["\u00a0", "\u202f", " "])
    big = "1{}234,50" if base.delimiter == ";" else "1{}234.50"
    n = _row(base, rng)
    return Mutilated(
        base.mapped(base.amount, lambda _: big.format(space), {n}).text().encode(), touched=frozenset({n})
    )


def misspelt_header(base: Base, rng: random.Random) -> Mutilated:
    place = base.place(rng.choice([h for h in base.headers if h not in (base.key, base.date, base.amount)]))
    headers = tuple(h[:-1] + "x" + h[-1] if p == place else h for p, h in enumerate(base.headers))
    return Mutilated(replace(base, headers=headers).text().encode(), unknown=True)


def misspelt_id(base: Base, rng: random.Random) -> Mutilated:
    headers = tuple("Xyzzy" if h == base.key else h for h in base.headers)
    return Mutilated(replace(base, headers=headers).text().encode(), touched=frozenset(range(ROWS)), unknown=True)


def total_row(base: Base, rng: random.Random) -> Mutilated:
    total = ["Yhteensä", *[""] * (len(base.headers) - 1)]
    if base.amount:
        total[base.place(base.amount)] = "9999,00" if base.delimiter == ";" else "9999.00"
    return Mutilated(_joined([*_lines(base), base.delimiter.join(total)]))


def another_encoding(base: Base, rng: random.Random) -> Mutilated:
    return Mutilated(base.text().encode(rng.choice(["cp1252", "utf-16", "utf-8-sig"])))


def half_in_another_encoding(base: Base, rng: random.Random) -> Mutilated:
    lines = [line + "\n" for line in _lines(base)]
    half = len(lines) // 2
    return Mutilated("".join(lines[:half]).encode() + "".join(lines[half:]).encode("cp1252"))


def trailing_delimiters(base: Base, rng: random.Random) -> Mutilated:
    more = base.delimiter * rng.randrange(1, 4)
    return Mutilated(_joined([line + more for line in _lines(base)]))


def merged_with_another(base: Base, rng: random.Random) -> Mutilated:
    return Mutilated(_joined([*_lines(base), "Nimi;Kaupunki", "Aino Aalto;Lahti"]))


def blank_lines(base: Base, rng: random.Random) -> Mutilated:
    lines, n = _lines(base), _row(base, rng)
    return Mutilated(_joined(["", *lines[:n], "", base.delimiter * (len(base.headers) - 1), *lines[n:], "", ""]))


def excel_separator_line(base: Base, rng: random.Random) -> Mutilated:
    return Mutilated(_joined([f"sep={base.delimiter}", *_lines(base)]))


def zip_truncated(base: Base, rng: random.Random) -> Mutilated:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("vienti.csv", base.text())
    data = out.getvalue()
    return Mutilated(data[: rng.randrange(20, len(data) - 30)], ".zip", frozenset(range(ROWS)))


def _workbook(base: Base) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (base.headers, *base.rows):
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


def workbook_truncated(base: Base, rng: random.Random) -> Mutilated:
    data = _workbook(base)
    return Mutilated(data[: rng.randrange(100, len(data) - 30)], ".xlsx", frozenset(range(ROWS)))


def workbook_without_sheet(base: Base, rng: random.Random) -> Mutilated:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook(base))) as whole, zipfile.ZipFile(out, "w") as part:
        for name in whole.namelist():
            if "sheet1.xml" not in name:
                part.writestr(name, whole.read(name))
    return Mutilated(out.getvalue(), ".xlsx", frozenset(range(ROWS)))


def wrong_ending(base: Base, rng: random.Random) -> Mutilated:
    return Mutilated(_workbook(base), ".csv")


MUTILATIONS: tuple[Callable[[Base, random.Random], Mutilated], ...] = (
    cut_in_a_row, cut_in_a_letter, ragged, wider_row, doubled_header, header_again_in_the_middle, shuffled_columns,
    another_delimiter, another_delimiter_in_half, mixed_decimals, mixed_dates, nuls, bom_in_the_middle, cr_only,
    mixed_line_ends, open_quote, empty_column, empty_ids, repeated_rows, ids_as_floats, ids_in_powers, thousands,
    misspelt_header, misspelt_id, total_row, another_encoding, half_in_another_encoding, trailing_delimiters,
    merged_with_another, blank_lines, excel_separator_line, zip_truncated, workbook_truncated,
    workbook_without_sheet, wrong_ending,
)  # fmt: skip
