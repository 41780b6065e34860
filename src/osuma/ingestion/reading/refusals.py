"""What a file can be refused for: one clear sentence each."""

from __future__ import annotations

from osuma.engine.errors import Mistake, Refused, Words


def refuse(where: str, code: str, fi: str, en: str) -> Refused:
    """The refusal of a whole file; `where` is its name."""
    return Refused([Mistake(where, code, Words(fi=fi, en=en))], code=code)


def empty(where: str) -> Refused:
    return refuse(
        where,
        "empty_file",
        "Tiedosto on tyhjä. Vie se uudelleen lähdejärjestelmästä.",
        "The file is empty. Export it again from where it came.",
    )


def header_only(where: str) -> Refused:
    return refuse(
        where,
        "header_only",
        "Tiedostossa on vain otsikkorivi eikä yhtään tietoriviä.",
        "The file has only a header row and no rows of data.",
    )


def too_long(where: str, row: int, megabytes: int) -> Refused:
    return refuse(
        where,
        "record_too_long",
        f"Rivi {row} on yli {megabytes} megatavua pitkä, joten tiedosto ei ole taulukko tai siitä puuttuu "
        "lainausmerkki tai rivinvaihtoja. Tarkista se.",
        f"Row {row} is longer than {megabytes} megabytes: the file is not a table, or a quote or line breaks "
        "are missing. Please check it.",
    )


def not_text(where: str) -> Refused:
    return refuse(
        where,
        "not_text",
        "Tiedosto ei ole taulukko: siinä on tavuja, joita tekstissä ei ole. Tuo CSV- tai XLSX-tiedosto.",
        "The file is not a table: it has bytes that no text has. Import a CSV or XLSX file.",
    )


def too_many_columns(where: str, columns: int, most: int) -> Refused:
    return refuse(
        where,
        "too_many_columns",
        f"Tiedostossa on {columns} saraketta; enintään {most} voidaan lukea. Vie siitä vain tarvittavat.",
        f"The file has {columns} columns; at most {most} can be read. Export only those that you need.",
    )


def missing(where: str) -> Refused:
    return refuse(where, "no_such_file", "Tiedostoa ei ole.", "There is no such file.")


def not_utf8(where: str, encoding: str) -> Refused:
    return refuse(
        where,
        "wrong_encoding",
        f"Tiedosto ei ole merkistöä {encoding}. Valitse toinen merkistö tai anna Osuman tunnistaa se.",
        f"The file is not in the encoding {encoding}. Choose another one or let Osuma detect it.",
    )


def unknown_encoding(where: str, encoding: str) -> Refused:
    return refuse(
        where,
        "unknown_encoding",
        f"Merkistöä ”{encoding}” ei tunneta. Käytä esimerkiksi: utf-8, cp1252, utf-16.",
        f"The encoding “{encoding}” is not known. Use for example utf-8, cp1252 or utf-16.",
    )


def damaged(where: str, what: str) -> Refused:
    return refuse(
        where,
        "damaged",
        f"Tiedosto on muotoa {what}, mutta se on rikki tai jäänyt kesken. Vie se uudelleen lähdejärjestelmästä.",
        f"The file is {what}, but damaged or incomplete. Export it again from where it came.",
    )


def locked(where: str) -> Refused:
    return refuse(
        where,
        "encrypted",
        "Tiedosto on salattu tai suojattu salasanalla. Poista suojaus ja tuo se sitten.",
        "The file is encrypted or has a password. Take the protection away and import it then.",
    )


def unpacks_too_big(where: str) -> Refused:
    return refuse(
        where,
        "unpacks_too_big",
        "Tiedosto purkautuu kohtuuttoman suureksi, joten sitä ei luettu. Vie se pienempinä osina.",
        "The file unpacks to an unreasonable size, so it was not read. Export it in smaller parts.",
    )


def broken_json(where: str, record: int) -> Refused:
    return refuse(
        where,
        "broken_json",
        f"Tiedosto alkaa kuin JSON, mutta tietuetta {record} ei voi lukea. Vie se uudelleen, yksi tietue riville "
        "(JSON Lines) tai luettelona tietueita.",
        f"The file begins as JSON does, but its record {record} cannot be read. Export it again with one record "
        "a line (JSON Lines) or as an array of records.",
    )


def document_too_big(where: str, megabytes: int) -> Refused:
    return refuse(
        where,
        "document_too_big",
        f"Tiedosto on yksi yli {megabytes} megatavun JSON-tietue. Vie se niin, että joka rivillä on yksi tietue "
        "(JSON Lines).",
        f"The file is one JSON document of more than {megabytes} megabytes. Export it with one record a line "
        "(JSON Lines).",
    )


def no_such_sheet(where: str, name: str) -> Refused:
    return refuse(
        where,
        "no_such_sheet",
        f"Tiedostossa ei ole taulukkoa ”{name}” tai siinä ei ole rivejä.",
        f"The file has no sheet or table called “{name}”, or it has no rows.",
    )


def nested_archive(where: str) -> Refused:
    return refuse(
        where,
        "nested_archive",
        "Paketin sisällä on toinen paketti. Pura se ensin.",
        "The archive holds another archive. Unpack it first.",
    )


def other_archive(where: str) -> Refused:
    return refuse(
        where,
        "other_archive",
        "Osuma ei pura tällaista pakettia (7z, RAR, BZIP2, XZ). Pura se ensin tai pakkaa ZIP-paketiksi.",
        "Osuma does not unpack such an archive (7z, RAR, BZIP2, XZ). Unpack it first, or make a ZIP of it.",
    )
