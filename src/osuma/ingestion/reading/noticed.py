"""What was noticed or assumed while reading a file, as sentences that stand in the import's answer."""

from __future__ import annotations

from collections.abc import Sequence

from osuma.engine.errors import Words

_SHOWN = 8


def listed(names: Sequence[str], language: str) -> str:
    """Names in one line; of many, the first and how many more."""
    shown = ", ".join(str(name) for name in names[:_SHOWN])
    more = len(names) - _SHOWN
    if more <= 0:
        return shown
    return f"{shown} ja {more} muuta" if language == "fi" else f"{shown} and {more} more"


def flattened(names: Sequence[str]) -> list[Words]:
    """Records in a cell became columns of their own."""
    if not names:
        return []
    return [
        Words(
            fi=f"Sisäkkäiset tiedot on purettu omiksi sarakkeikseen (a.b): {listed(names, 'fi')}.",
            en=f"Nested records became columns of their own (a.b): {listed(names, 'en')}.",
        )
    ]


def left_out_columns(names: Sequence[str]) -> list[Words]:
    """Columns of what one cell cannot hold."""
    if not names:
        return []
    return [
        Words(
            fi=f"Jätetty pois, koska yksi solu ei riitä (luettelo tietueita tai tavuja): {listed(names, 'fi')}. "
            "Vie ne omana taulukkonaan, jos tarvitset ne.",
            en=f"Left out, because one cell cannot hold it (lists of records, or bytes): {listed(names, 'en')}. "
            "Export it as a table of its own if you need it.",
        )
    ]


def binary(names: Sequence[str]) -> list[Words]:
    """Columns whose bytes were left empty."""
    if not names:
        return []
    return [
        Words(
            fi=f"Kuvat ja muut tavut on jätetty tyhjiksi sarakkeissa: {listed(names, 'fi')}.",
            en=f"Pictures and other bytes were left empty in: {listed(names, 'en')}.",
        )
    ]


def empty_tables(names: Sequence[str]) -> list[Words]:
    """Tables or sheets without rows."""
    if not names:
        return []
    return [
        Words(
            fi=f"Taulukoissa ei ole rivejä, joten niistä ei tuotu mitään: {listed(names, 'fi')}.",
            en=f"These have no rows, so nothing came of them: {listed(names, 'en')}.",
        )
    ]


def views(names: Sequence[str]) -> list[Words]:
    """Views of a database, which are read only when asked for."""
    if not names:
        return []
    return [
        Words(
            fi=f"Tietokannan näkymiä ei luettu: {listed(names, 'fi')}. Valitse näkymä: --sheet NIMI.",
            en=f"Views of the database were not read: {listed(names, 'en')}. Choose one with --sheet NAME.",
        )
    ]


def no_tables(names: Sequence[str]) -> list[Words]:
    """Sheets with nothing that a table is made of."""
    if not names:
        return []
    return [
        Words(
            fi=f"Näillä välilehdillä ei ole taulukkoa, joten niitä ei luettu: {listed(names, 'fi')}.",
            en=f"These sheets have no table, so they were not read: {listed(names, 'en')}.",
        )
    ]


#: What was skipped or assumed on a sheet: one and many, in Finnish and English; `{n}` is how many.
SHEET = {
    "hidden_sheet": ("Välilehti on piilotettu; se luettiin silti.", "The sheet is hidden; it was read all the same."),
    "above": (
        "Otsikoiden yläpuolella on tekstiä ({n} riviä); sitä ei tuotu. Otsikkorivin voi valita: --header-row.",
        "Text above the headers ({n} rows) was not imported. Choose the row of headers with --header-row.",
    ),
    "two_headers": (
        "Otsikoita on kahdella rivillä. Alempi on sarakkeen nimi; ryhmän nimi tulee eteen, jos nimi toistuu.",
        "The headers take two rows. The lower names the column; the group's name goes first where it repeats.",
    ),
    "headings": (
        "Väliotsikoita ohitettiin: {n} riviä.",
        "Headings between the rows were skipped: {n} rows.",
    ),
    "repeated_headers": (
        "Toistettuja otsikkorivejä ohitettiin: {n}.",
        "Repeated rows of headers were skipped: {n}.",
    ),
    "merged": (
        "Yhdistettyjä soluja täytettiin riveille, joita ne koskevat: {n} solua.",
        "Merged cells were filled into the rows that they cover: {n} cells.",
    ),
    "notes": (
        "Taulukon alla on huomautuksia ({n} riviä); niitä ei tuotu.",
        "There are notes under the table ({n} rows); they were not imported.",
    ),
    "hidden_rows": (
        "Piilotettujakin rivejä tuotiin: {n}. Poista ne tiedostosta, jos et halua niitä.",
        "Hidden rows were imported too: {n}. Delete them from the file if they are not wanted.",
    ),
    "hidden_columns": (
        "Piilotettujakin sarakkeita luettiin: {n}.",
        "Hidden columns were read too: {n}.",
    ),
    "errors": (
        "Virheen näyttäviä soluja (kuten #N/A) on {n}; niiden arvoa ei tiedetä.",
        "Cells that show an error (such as #N/A): {n}; their value is unknown.",
    ),
    "unknown_formulas": (
        "Kaavoja, joiden tulosta ei ole tallennettu, on {n}; arvoa ei tiedetä. Avaa ja tallenna tiedosto Excelissä.",
        "Formulas without a stored result: {n}; their value is unknown. Open and save the file in Excel.",
    ),
}


def of_sheet(name: str, n: int) -> Words:
    """One thing that was noticed on a sheet."""
    fi, en = SHEET[name]
    return Words(fi=fi.format(n=n), en=en.format(n=n))


def totals(rows: Sequence[int]) -> list[Words]:
    """Rows that sum up others, which are no data."""
    if not rows:
        return []
    places = [str(row) for row in rows]
    return [
        Words(
            fi=f"Yhteenvetorivejä (Yhteensä) ohitettiin: {len(rows)}; rivit {listed(places, 'fi')}. "
            "Ne saa mukaan valitsimella --summary-rows keep.",
            en=f"Summary rows (totals) skipped: {len(rows)}; rows {listed(places, 'en')}. "
            "To keep them: --summary-rows keep.",
        )
    ]


def mended(header: str, kind: str, n: int) -> Words:
    """Texts of a column that were read as what its other cells are."""
    if kind == "dates":
        return Words(
            fi=f"{header}: tekstinä kirjoitettuja päivämääriä luettiin päivämäärinä: {n}.",
            en=f"{header}: dates typed as text were read as dates: {n}.",
        )
    return Words(
        fi=f"{header}: tekstinä kirjoitettuja lukuja luettiin lukuina: {n}.",
        en=f"{header}: numbers typed as text were read as numbers: {n}.",
    )


def unread_members(members: Sequence[tuple[str, Words]]) -> list[Words]:
    """Members of an archive that cannot be read, each with its reason."""
    return [Words(fi=f"{name} jäi lukematta: {why.fi}", en=f"{name} was not read: {why.en}") for name, why in members]


def encoding(name: str, mixed: int) -> list[Words]:
    """An encoding that is rare enough to be said, and lines in another one."""
    said = []
    if name in ("mac_roman", "cp850", "iso8859_15"):
        said.append(
            Words(
                fi=f"Merkistöksi pääteltiin {name} kirjainten å, ä ja ö perusteella. Toisen voi valita: --encoding.",
                en=f"The encoding was taken to be {name}, by its letters å, ä and ö. Choose another with --encoding.",
            )
        )
    if mixed:
        said.append(
            Words(
                fi=f"Tiedostossa on kahta merkistöä: {mixed} riviä luettiin UTF-8:na, muut merkistönä {name}.",
                en=f"The file has two encodings: {mixed} lines were read as UTF-8, the others as {name}.",
            )
        )
    return said


def unread_rows(n: int) -> list[Words]:
    """Rows that the file itself makes unreadable."""
    if n == 1:
        return [
            Words(
                fi="Yhtä riviä ei voitu lukea; se on hylättyjen rivien tiedostossa.",
                en="One row could not be read; it is in the file of refused rows.",
            )
        ]
    many = Words(
        fi=f"{n} riviä ei voitu lukea; ne ovat hylättyjen rivien tiedostossa.",
        en=f"{n} rows could not be read; they are in the file of refused rows.",
    )
    return [many] if n else []


#: Cells that spaces keep apart.
IN_COLUMNS = Words(
    fi="Sarakkeet on erotettu välilyönneillä; välilyönti solun sisällä katkaisisi sen.",
    en="The columns are kept apart by spaces; a space inside a cell would have cut it.",
)


def short_rows(cells: int, headers: int) -> Words:
    """Records that leave their last cells out."""
    return Words(
        fi=f"Riveillä on {cells} solua ja otsikoita {headers}; puuttuvat viimeiset solut luettiin tyhjinä.",
        en=f"The rows have {cells} cells and there are {headers} headers; the missing last cells were read as empty.",
    )


def below_list(n: int) -> list[Words]:
    """Records below the list of people in a report of several blocks."""
    if not n:
        return []
    if n == 1:
        return [
            Words(
                fi="Raportissa on osallistujaluettelon alla yksi rivi muuta; sitä ei tuotu.",
                en="The report has one more row below its list of people; it was not imported.",
            )
        ]
    return [
        Words(
            fi=f"Raportissa on osallistujaluettelon alla {n} riviä muuta; niitä ei tuotu.",
            en=f"The report has {n} more rows below its list of people; they were not imported.",
        )
    ]
