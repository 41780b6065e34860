"""What came of an import, in three sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.reporting.numbers import day, money, number

if TYPE_CHECKING:
    from osuma.ingestion.tables import SourceTable
    from osuma.store.writing.batch import Anonymous
    from osuma.workflows.asking.session import Session

Said = dict[str, str]
#: One and many of what a target holds, in Finnish and in English.
THINGS = {
    "orders": ("tilaus", "tilausta", "order", "orders"),
    "customers": ("asiakasrivi", "asiakasriviä", "customer row", "customer rows"),
    "order_lines": ("tilausrivi", "tilausriviä", "order line", "order lines"),
    "refunds": ("palautus", "palautusta", "refund", "refunds"),
    "products": ("tuote", "tuotetta", "product", "products"),
    "areas": ("postinumeroalue", "postinumeroaluetta", "postcode area", "postcode areas"),
    "accounts": ("yritys", "yritystä", "company", "companies"),
    "contacts": ("yhteyshenkilö", "yhteyshenkilöä", "contact", "contacts"),
    "deals": ("kauppa", "kauppaa", "deal", "deals"),
    "deal_stages": ("kaupan vaihe", "kaupan vaihetta", "stage of a deal", "stages of deals"),
    "consents": ("lupatieto", "lupatietoa", "consent", "consents"),
    "suppressions": ("kielto", "kieltoa", "suppression", "suppressions"),
    "ad_cost": ("mainoskulurivi", "mainoskuluriviä", "row of advertising cost", "rows of advertising cost"),
    "events:attendance": ("osallistuminen", "osallistumista", "attendance", "attendances"),
    "events:call": ("puhelu", "puhelua", "call", "calls"),
    "events:comment": ("kommentti", "kommenttia", "comment", "comments"),
    "events:page_view": ("sivun katselu", "sivun katselua", "page view", "page views"),
    "events:survey_answer": ("kyselyvastaus", "kyselyvastausta", "survey answer", "survey answers"),
    "events:email_sent": ("lähetetty viesti", "lähetettyä viestiä", "message sent", "messages sent"),
    "events:email_open": ("viestin avaus", "viestin avausta", "message open", "message opens"),
    "events:email_click": ("viestin klikkaus", "viestin klikkausta", "message click", "message clicks"),
    "events:email_bounce": ("palautunut viesti", "palautunutta viestiä", "bounced message", "bounced messages"),
}


def named(target: str) -> Words:
    """What one row of a target is called."""
    fi, en = _thing(target, 1)
    return Words(fi, en)


def summary(session: Session, loads: Sequence[dict[str, Any]], end: date | None, dry_run: bool) -> list[Said]:
    """What came in, what was refused, and until when the data goes."""
    said = [*_nothing(loads, dry_run), _came(loads, dry_run), _refused(loads)]
    if end is not None:
        fi, en = f"Tiedot {day(end, 'fi')} asti.", f"Data until {day(end, 'en')}."
        people, linked = _people(session)
        if people:
            fi += f" Asiakkaita on {number(people, 'fi')}; {number(linked, 'fi')} heistä on koottu useammasta kuin "
            fi += "yhdestä lähteen tiedosta."
            en += f" There are {number(people, 'en')} customers; {number(linked, 'en')} of them were put together "
            en += "from more than one record."
        said.append({"fi": fi, "en": en})
    return said


def notes(tables: Sequence[SourceTable]) -> list[Said]:
    """What was noticed while reading: encodings, lost zeros, dates that can be read in two ways, rows skipped.

    Where a file has several tables, each sentence begins with the name of its own.
    """
    return [
        {"fi": f"{_prefix(table, tables)}{note.fi}", "en": f"{_prefix(table, tables)}{note.en}"}
        for table in tables
        for note in (*table.notes, *(n for column in table.columns for n in column.guess.notes))
    ]


def _prefix(table: SourceTable, tables: Sequence[SourceTable]) -> str:
    return f"{table.dialect.sheet}: " if len(tables) > 1 and table.dialect.sheet else ""


def left_out(table: SourceTable) -> Words:
    """Why nothing came of one table among several."""
    name, one = table.dialect.sheet or table.title, table.rows == 1
    return Words(
        fi=f"{name}: {number(table.rows, 'fi')} {'rivi' if one else 'riviä'} jäi tuomatta, koska taulukkoa ei "
        f'tunnistettu. Katso sen sarakkeet: --sheet "{name}" --mapping-out yhdista.yaml',
        en=f"{name}: {number(table.rows, 'en')} {'row was' if one else 'rows were'} not imported, because the table "
        f'was not recognised. See its columns: --sheet "{name}" --mapping-out map.yaml',
    )


def read_as(table: SourceTable) -> Said:
    """How a table was read: what was detected, or stated."""
    dialect = table.dialect
    fi, en = [dialect.form], [dialect.form]
    if dialect.form == "CSV":
        shown = {"\t": ("sarkain", "tab")}.get(
            dialect.delimiter, (f"”{dialect.delimiter}”", f"“{dialect.delimiter}”")
        )
        fi += [f"merkistö {dialect.encoding}", f"erotin {shown[0]}"]
        en += [f"encoding {dialect.encoding}", f"delimiter {shown[1]}"]
    if dialect.form in ("CSV", "Excel"):
        row = dialect.header_row
        fi.append(f"otsikot rivillä {row}" if row else "ei otsikoita")
        en.append(f"headers in row {row}" if row else "no headers")
        fi.append("desimaalipilkku" if dialect.decimal == "comma" else "desimaalipiste")
        en.append("decimal comma" if dialect.decimal == "comma" else "decimal point")
    return {"fi": ", ".join(fi), "en": ", ".join(en)}


#: So many columns are named in one line; of the rest, how many they are.
_NAMED = 12


def columns_left_out(tables: Sequence[tuple[str, Sequence[str]]], *, single: bool) -> list[Said]:
    """One line a table about the columns that it has and nothing was read from."""
    return [_left(columns, "" if single else f"{title}: ") for title, columns in tables if columns]


def _left(columns: Sequence[str], where: str) -> Said:
    named, more = ", ".join(columns[:_NAMED]), len(columns) - _NAMED
    if len(columns) == 1:
        return {"fi": f"{where}Tuomatta jäi sarake {named}.", "en": f"{where}One column was not imported: {named}."}
    fi = f" ja {number(more, 'fi')} muuta" if more > 0 else ""
    en = f" and {number(more, 'en')} more" if more > 0 else ""
    count = len(columns)
    return {
        "fi": f"{where}Tuomatta jäi {number(count, 'fi')} saraketta: {named}{fi}.",
        "en": f"{where}{number(count, 'en')} columns were not imported: {named}{en}.",
    }


#: What shares an id with another row of the file.
_TWICE = {
    "orders": Words("tilausnumero", "order number"),
    "order_lines": Words("tilausrivin numero", "order line number"),
}


def contradictions(found: Mapping[str, Mapping[str, Any]], currency: str) -> list[Said]:
    """What was left out because another row of the file has the same id and says other things."""
    said = []
    for target, numbered in _TWICE.items():
        if target in found:
            rows, amount = int(found[target]["rows"]), Decimal(found[target]["amount"])
            fi, en = money(amount, currency, "fi", 2), money(amount, currency, "en", 2)
            said.append(
                {
                    "fi": f"Pois jäi rivejä, joiden {numbered.fi} on myös myöhemmällä, eri sisältöisellä rivillä: "
                    f"{number(rows, 'fi')} ({fi}). Jos rivit ovat saman oston eri tuotteita, yhdistä "
                    "sarakkeet tilausriveiksi (--mapping-out yhdista.yaml).",
                    "en": f"Rows left out because a later row has the same {numbered.en} and other content: "
                    f"{number(rows, 'en')} ({en}). If the rows are different products of one purchase, "
                    "map them as order lines (--mapping-out map.yaml).",
                }
            )
    return said


def refunds_elsewhere(found: Sequence[Mapping[str, Any]], currency: str) -> list[Said]:
    """Refunds that name order numbers of another source and agree with none of those orders' own refunds."""
    said = []
    for one in found:
        rows, amount, source = int(one["rows"]), Decimal(one["amount"]), one["source"]
        fi, en = money(amount, currency, "fi", 2), money(amount, currency, "en", 2)
        thing_fi, thing_en = _thing("refunds", rows)
        twice_fi, twice_en = "", ""
        if one["refunded"]:
            twice_fi = (
                f" Näistä {number(one['refunded'], 'fi')} palautuksen tilauksella on jo erisuuruinen palautus: "
            )
            twice_fi += "molemmat lasketaan."
            twice_en = f" The orders of {number(one['refunded'], 'en')} of them have a refund of another amount "
            twice_en += "already: both count."
        said.append(
            {
                "fi": f"Palautuksissa on samoja tilausnumeroita kuin lähteessä {source}: {number(rows, 'fi')} "
                f"{thing_fi}, {fi}.{twice_fi} Jos ne ovat samoja tilauksia, peru tämä tuonti ja tuo palautukset "
                f"samasta lähteestä: --source {source}. Ovatko ne samoja?",
                "en": f"The refunds name the same order numbers as the source {source}: {number(rows, 'en')} "
                f"{thing_en}, {en}.{twice_en} If they are the same orders, undo this import and import the refunds "
                f"with --source {source}. Are they the same?",
            }
        )
    return said


def companies_elsewhere(found: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Companies with the names of another source's: a file finds those of its own source only."""
    said = []
    for one in found:
        n, source = int(one["companies"]), one["source"]
        fi = "yrityksellä on sama nimi" if n == 1 else "yrityksellä on samat nimet"
        en = "company has the name of a company" if n == 1 else "companies have the names of companies"
        said.append(
            {
                "fi": f"{number(n, 'fi')} {fi} kuin lähteessä {source}, mutta ne ovat nyt eri yrityksiä. Jos ne ovat "
                f"samasta järjestelmästä, peru tämä tuonti ja tuo tiedosto samasta lähteestä: --source {source}. "
                "Ovatko ne samoja?",
                "en": f"{number(n, 'en')} {en} of the source {source}, but are other companies now. If they are of "
                f"the same system, undo this import and import the file with --source {source}. Are they the same?",
            }
        )
    return said


def same_refunds(found: Mapping[str, Any], currency: str) -> list[Said]:
    """Refunds that the orders' own file tells of too: each is counted once."""
    if not found:
        return []
    n, amount = int(found["same"]["refunds"]), Decimal(found["same"]["amount"])
    fi, en = money(amount, currency, "fi", 2), money(amount, currency, "en", 2)
    source = found["named"][0]["source"]
    orders = ", ".join(one["order"] for one in found["named"][:_NAMED])
    more = n - min(n, _NAMED)
    rest_fi, rest_en = (f" ja {number(more, 'fi')} muuta", f" and {number(more, 'en')} more") if more else ("", "")
    return [
        {
            "fi": f"{number(n, 'fi')} {_thing('refunds', n)[0]} ({fi}) on jo lähteen {source} tilauksissa: sama "
            f"summa samalla tilauksella lasketaan kerran. Tilaukset: {orders}{rest_fi}. Jos ne ovat eri "
            "palautuksia, peru tuonti ja tuo valitsimella --separate-refunds.",
            "en": f"{number(n, 'en')} {_thing('refunds', n)[1]} ({en}) "
            f"{'is' if n == 1 else 'are'} in the orders of the source {source} already: the same amount of the same "
            f"order counts once. Orders: {orders}{rest_en}. If they are other refunds, undo the import and import "
            "with --separate-refunds.",
        }
    ]


def stages_astray(found: Mapping[str, Any]) -> list[Said]:
    """What is asked of a history of deals: whose deals they are, and what their stages mean."""
    said: list[Said] = []
    if n := found.get("deals", 0):
        fi, en = number(n, "fi"), number(n, "en")
        whose_fi, whose_en = "Tuo myös kaupat samasta lähteestä.", "Import the deals too, from the same source."
        if found["sources"]:
            source = found["sources"][0]
            whose_fi = f"Samat numerot on lähteessä {source}. Jos ne ovat samoja kauppoja, peru tämä tuonti ja tuo "
            whose_fi += f"vaiheet samasta lähteestä: --source {source}"
            whose_en = f"The source {source} has the same numbers. If they are the same deals, undo this import and "
            whose_en += f"import the stages with --source {source}"
        said.append(
            {
                "fi": f"Vaiheissa on {fi} {'kauppa' if n == 1 else 'kauppaa'}, joista ei tiedetä muuta. {whose_fi}",
                "en": f"The stages are of {en} {'deal' if n == 1 else 'deals'} of which nothing else is known. "
                f"{whose_en}",
            }
        )
    if found.get("stages"):
        listed = ", ".join(found["stages"])
        said.append(
            {
                "fi": f"Tarkoittavatko nämä vaiheet voitettua (won), hävittyä (lost) vai avointa (open) kauppaa: "
                f"{listed}? Lisää ne määrityksen kohtaan codes.",
                "en": f"Do these stages mean that a deal is won, lost or open: {listed}? Say it under codes in the "
                "mapping.",
            }
        )
    return said


def visitors(found: Anonymous) -> list[Said]:
    """What the file has of visitors whom nobody knows, and what would make them known."""
    if not found.events:
        return []
    events, seen = (number(found.events, language) for language in ("fi", "en")), found.visitors
    fi, en = events
    of_fi = "yhden tuntemattoman kävijän" if seen == 1 else f"{number(seen, 'fi')} tuntemattoman kävijän"
    of_en = "one visitor" if seen == 1 else f"{number(seen, 'en')} visitors"
    said = {
        "fi": f"{fi} {'tapahtuma' if found.events == 1 else 'tapahtumaa'} on {of_fi}: ne ovat tallessa, mutta eivät "
        "mukana asiakkaiden luvuissa.",
        "en": f"{en} {'event is' if found.events == 1 else 'events are'} of {of_en} whom nobody knows: kept, but "
        "outside all counts of customers.",
    }
    if found.consented < found.events:
        left = found.events - found.consented
        said["fi"] += (
            f" {number(left, 'fi')} ei liity kehenkään myöhemminkään, koska tiedosto ei kerro evästesuostumuksesta "
            "(sarake cookie_consent)."
        )
        said["en"] += (
            f" {number(left, 'en')} never join anybody, as the file tells of no cookie consent (column "
            "cookie_consent)."
        )
    return [said]


def _nothing(loads: Sequence[dict[str, Any]], dry_run: bool) -> list[Said]:
    """A file of which every row was refused leads, with its most common reason and where the rows are."""
    return [_all_refused(load, dry_run) for load in loads if load["refused"] and not load["taken"]]


def _all_refused(load: dict[str, Any], dry_run: bool) -> Said:
    why, n = load["refused_reasons"][0], load["refused"]
    column = f"{why['column']}: " if why["column"] else ""
    where = load["refused_file"]
    verbs = ("tuotaisi", "would come") if dry_run else ("tuotu", "came")
    fi = f"{load['file']}: mitään ei {verbs[0]}, sillä tiedoston jokainen rivi ({number(n, 'fi')}) hylättiin."
    en = f"{load['file']}: nothing {verbs[1]} in, because every row of the file ({number(n, 'en')}) was refused."
    return {
        "fi": f"{fi} Yleisin syy: {column}{why['fi']}" + (f" Rivit ja syyt: {where}" if where else ""),
        "en": f"{en} Most common reason: {column}{why['en']}" + (f" Rows and reasons: {where}" if where else ""),
    }


def _came(loads: Sequence[dict[str, Any]], dry_run: bool) -> Said:
    new: dict[str, int] = {}
    same = changed = 0
    for load in loads:
        for target, counts in load["targets"].items():
            new[target] = new.get(target, 0) + counts["new"]
            same += counts["same"]
            changed += counts["changed"]
    listed = [(n, *_thing(target, n)) for target, n in new.items() if n]
    fi = ", ".join(f"{number(n, 'fi')} {word}" for n, word, _ in listed) or "ei mitään uutta"
    en = ", ".join(f"{number(n, 'en')} {word}" for n, _, word in listed) or "nothing new"
    if changed or same:
        fi += f"; muuttuneita rivejä {number(changed, 'fi')}, ennallaan {number(same, 'fi')}"
        en += f"; rows changed {number(changed, 'en')}, unchanged {number(same, 'en')}"
    would = ("Tuonti toisi: ", "The import would bring: ") if dry_run else ("Tuotiin: ", "Imported: ")
    return {"fi": f"{would[0]}{fi}.", "en": f"{would[1]}{en}."}


def _refused(loads: Sequence[dict[str, Any]]) -> Said:
    rows = sum(int(load["refused"]) for load in loads)
    if rows == 0:
        return {"fi": "Yhtään riviä ei hylätty.", "en": "No row was refused."}
    if rows == 1:
        return {
            "fi": "Yksi rivi hylättiin; rivi, sarake, arvo ja syy ovat hylättyjen tiedostossa.",
            "en": "One row was refused; row, column, value and reason are in the file of refused rows.",
        }
    return {
        "fi": f"{number(rows, 'fi')} riviä hylättiin; rivi, sarake, arvo ja syy ovat hylättyjen tiedostossa.",
        "en": f"{number(rows, 'en')} rows were refused; row, column, value and reason are in the file of "
        "refused rows.",
    }


def _people(session: Session) -> tuple[int, int]:
    row = session.warehouse.rows(
        "SELECT count(*) FILTER (kind = 'person' AND set_apart IS NULL), "
        "(SELECT count(*) FROM (SELECT i.customer_key FROM identities i JOIN customers p "
        "USING (customer_key) WHERE p.kind = 'person' AND p.set_apart IS NULL GROUP BY 1 HAVING count(*) > 1)) "
        "FROM customers"
    )[0]
    return int(row[0]), int(row[1])


def _thing(target: str, n: int) -> tuple[str, str]:
    what = target.removeprefix("events:").replace("_", " ")
    others = ("muu tieto", "muuta tietoa", f"{what} row", f"{what} rows")
    fi_one, fi_many, en_one, en_many = THINGS.get(target, others)
    return (fi_one, en_one) if n == 1 else (fi_many, en_many)
