"""The sentences of what can be wrong with a definition; each says the way out."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from osuma.engine.errors import Mistake, Words

#: What people write for a name: Finnish words and everyday English.
_ALSO = {
    "ikä": "age", "tulot": "income", "tuloluokka": "income_band", "maa": "country", "kaupunki": "city",
    "paikkakunta": "city", "postinumero": "postcode", "zip": "postcode", "kunta": "municipality",
    "kotikunta": "municipality", "maakunta": "region", "ammatti": "occupation", "ammattinimike": "title_role",
    "titteli": "title", "sukupuoli": "gender", "sex": "gender", "kieli": "language", "syntymäaika": "birth_date",
    "syntymäpäivä": "birth_date", "birthday": "birth_date", "etunimi": "first_name", "sukunimi": "last_name",
    "nimi": "full_name", "name": "full_name", "sähköposti": "email", "puhelin": "phone", "lapset": "children",
    "kiinnostukset": "interests", "yritys": "company", "työnantaja": "company", "osto": "order", "ostot": "order",
    "ostos": "order", "tilaus": "order", "purchase": "order", "purchases": "order", "tilausrivi": "order_line",
    "palautus": "refund", "myynti": "sale", "sales": "sale", "sivukatselu": "page_view", "klikkaus": "email_click",
    "avaus": "email_open", "puhelu": "call", "summa": "amount", "arvo": "amount", "value": "amount",
    "määrä": "quantity", "tuoteryhmä": "category", "kategoria": "category", "tuote": "product", "merkki": "brand",
    "kanava": "channel", "kampanja": "campaign", "sivu": "page", "laite": "device",
}  # fmt: skip


def mistake(where: str, code: str, fi: str, en: str) -> Mistake:
    return Mistake(where, code, Words(fi=fi, en=en))


def unknown_name(where: str, code: str, what: Words, name: str, known: Iterable[str]) -> Mistake:
    """`unknown field "ikä"; did you mean "age"?`, or the known names where none is near."""
    names = sorted(known)
    meant = _ALSO.get(name.casefold().replace(" ", "_"))
    near = [meant] if meant in names else get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        hint = Words(fi=f"tarkoititko ”{near[0]}”?", en=f"did you mean `{near[0]}`?")
    else:
        listed = ", ".join(names[:40]) + (" …" if len(names) > 40 else "")
        hint = Words(fi=f"mahdollisia ovat: {listed or 'ei mikään'}.", en=f"known ones are: {listed or 'none'}.")
    return mistake(where, code, f"{what.fi} ”{name}”; {hint.fi}", f"{what.en} `{name}`; {hint.en}")


def not_of_numbers(where: str, what: Words, op: str, known: Iterable[str]) -> Mistake:
    """An operator that no worked out number takes; of a list of numbers, how to say the same."""
    if op not in ("in", "not_in"):
        return unknown_name(where, "operator", what, op, known)
    both = Words(
        "peräkkäiset luvut sanotaan välinä: {op: between, value: [2, 4]}",
        "numbers that follow each other are a span: {op: between, value: [2, 4]}",
    )
    rest = (
        Words("muut omina ehtoinaan (eq) avaimen any alla", "others are conditions of their own (eq) under `any`")
        if op == "in"
        else Words(
            "muut omina ehtoinaan (eq) avaimen none alla", "others are conditions of their own (eq) under `none`"
        )
    )
    return mistake(
        where, "operator", f"{what.fi} ”{op}”; {both.fi}, {rest.fi}.", f"{what.en} `{op}`; {both.en}, {rest.en}."
    )


def at(where: str, step: str) -> str:
    """The path of something inside another; the root is the empty path."""
    return f"{where}.{step}" if where else step
