"""Why a value or a row was not taken, or was mended: codes and sentences."""

from __future__ import annotations

from osuma.engine.errors import Words

#: Codes of refused values and rows, and of warnings; each with the sentence that stands in the file of refused rows.
REASONS: dict[str, Words] = {
    "not_a_number": Words(
        fi="Arvo ei ole luku. Korjaa se muotoon 1234,50 ja tuo rivi uudelleen.",
        en="The value is not a number. Write it as 1234.50 and import the row again.",
    ),
    "not_an_id": Words(
        fi="Arvo ei ole tunnus: rivi on yhteenveto, tai taulukkolaskenta on muuttanut numeron muotoon 1E+05, josta "
        "sitä ei saa takaisin. Vie tiedosto uudelleen ja tuo rivi siitä.",
        en="The value is not an id: the row is a total, or a spreadsheet has turned the number into 1E+05, from "
        "which it cannot be had back. Export the file again and import the row from it.",
    ),
    "order_not_known": Words(
        fi="Rivin tilausta ei tunneta. Tuo ensin tilaukset samasta lähteestä ja sitten rivit uudelleen.",
        en="The order of the line is not known. Import the orders of the same source first, then the lines again.",
    ),
    "not_in_source": Words(
        fi="Tällä lähteellä ei ole ketään tällä tunnuksella: taulukkolaskenta on voinut muuttaa tunnusta (007 → 7), "
        "tai henkilö on poistettu. Uutta ihmistä ei tehty. Vie segmentti uudelleen ja muokkaa sitä tekstinä.",
        en="This source has nobody with this id: a spreadsheet may have changed it (007 → 7), or the person was "
        "removed. No new person was made. Export the segment again and edit it as text.",
    ),
    "not_an_integer": Words(
        fi="Arvo ei ole kokonaisluku. Korjaa se ja tuo rivi uudelleen.",
        en="The value is not a whole number. Correct it and import the row again.",
    ),
    "not_a_date": Words(
        fi="Arvo ei ole päivämäärä siinä muodossa, jota tämä sarake käyttää. Korjaa se ja tuo rivi uudelleen.",
        en="The value is not a date in the form that this column uses. Correct it and import the row again.",
    ),
    "several_days": Words(
        fi="Rivin kulut ovat usealta päivältä. Vie raportti päivittäin eriteltynä ja tuo se uudelleen.",
        en="The row's cost is of several days. Export the report broken down by day and import it again.",
    ),
    "not_yes_or_no": Words(
        fi="Arvo ei ole kyllä eikä ei. Korjaa se ja tuo rivi uudelleen.",
        en="The value is neither yes nor no. Correct it and import the row again.",
    ),
    "not_an_email": Words(
        fi="Arvo ei ole sähköpostiosoite. Korjaa se ja tuo rivi uudelleen.",
        en="The value is not an e-mail address. Correct it and import the row again.",
    ),
    "not_a_phone": Words(
        fi="Arvo ei ole puhelinnumero, joten puhelin jäi tyhjäksi. Rivi on mukana.",
        en="The value is not a phone number, so the phone was left empty. The row is in.",
    ),
    "email_left_out": Words(
        fi="Arvo ei ole sähköpostiosoite, joten osoite jäi tyhjäksi. Rivi on mukana.",
        en="The value is not an e-mail address, so it was left empty. The row is in.",
    ),
    "not_a_postcode": Words(
        fi="Arvo ei ole postinumero, joten se jäi tyhjäksi. Rivi on mukana.",
        en="The value is not a postcode, so it was left empty. The row is in.",
    ),
    "special_value": Words(
        fi="Arvo kertoo ihmisestä arkaluonteista tietoa, joten se jätettiin pois. Rivi on mukana. Jos tietoon on "
        "kirjallinen peruste, kirjaa se (osuma special allow) ja tuo tiedosto uudelleen.",
        en="The value says something of a person that the law protects, so it was left out. The row is in. If there "
        "is a written basis, enter it (osuma special allow) and import the file again.",
    ),
    "special_question": Words(
        fi="Kysymys koskee arkaluonteista tietoa, joten vastausta ei otettu. Jos siihen on kirjallinen peruste, "
        "kirjaa se (osuma special allow) ja tuo tiedosto uudelleen.",
        en="The question asks for what the law protects, so the answer was not taken. If there is a written basis, "
        "enter it (osuma special allow) and import the file again.",
    ),
    "zeros_restored": Words(
        fi="Postinumeron alusta puuttui nollia, ja ne lisättiin takaisin (240 → 00240). Tarkista.",
        en="The postcode had lost its leading zeros and they were put back (240 → 00240). Please check.",
    ),
    "code_unknown": Words(
        fi="Arvoa ei tunnistettu, joten tieto jäi tyhjäksi. Rivi on mukana. Lisää arvo määrityksen kohtaan codes.",
        en="The value was not recognised, so it was left empty. The row is in. Add it under codes in the mapping.",
    ),
    "stage_unknown": Words(
        fi="Ei tiedetä, tarkoittaako tämä vaihe voitettua, hävittyä vai avointa kauppaa. Kauppa on mukana, mutta "
        "sitä ei lasketa niistä miksikään. Kerro merkitys määrityksen kohdassa codes ja tuo tiedosto uudelleen.",
        en="Nobody has said whether this stage means won, lost or open. The deal is in, but counts as none "
        "of them. Say what it means under codes in the mapping and import the file again.",
    ),
    "bad_business_id": Words(
        fi="Arvo ei ole Y-tunnus: numeroita on väärä määrä tai tarkistusnumero ei täsmää. Y-tunnus jäi tyhjäksi. "
        "Tarkista se ja tuo rivi uudelleen.",
        en="The value is not a business ID: it has the wrong number of digits or a wrong check digit. It was left "
        "empty. Check it and import the row again.",
    ),
    "not_a_vat_number": Words(
        fi="Arvo ei ole ALV-numero, joten se jäi tyhjäksi. Rivi on mukana.",
        en="The value is not a VAT number, so it was left empty. The row is in.",
    ),
    "not_a_domain": Words(
        fi="Arvo ei ole verkko-osoite, joten se jäi tyhjäksi. Rivi on mukana.",
        en="The value is not a web address, so it was left empty. The row is in.",
    ),
    "not_a_headcount": Words(
        fi="Arvo ei ole henkilömäärä eikä luokka (esimerkiksi 10-49), joten se jäi tyhjäksi. Rivi on mukana.",
        en="The value is neither a headcount nor a class of it (such as 10-49), so it was left empty. The row is in.",
    ),
    "no_company": Words(
        fi="Rivillä ei ole yrityksen tunnusta, kelvollista Y-tunnusta, nimeä eikä verkko-osoitetta, joten ei "
        "tiedetä, mistä yrityksestä se kertoo.",
        en="The row has no company id, valid business ID, name or web address, so nobody can tell which company "
        "it is about.",
    ),
    "status_unknown": Words(
        fi="Tilauksen tilaa ei tunnistettu. Lisää arvo määrityksen kohtaan codes ja tuo tiedosto uudelleen.",
        en="The order's status was not recognised. Add it under codes in the mapping and import the file again.",
    ),
    "nested": Words(
        fi="Arvo on luettelo tai rakenne, ja ominaisuuteen mahtuu yksi arvo.",
        en="The value is a list or an object, and a property holds one value.",
    ),
    "missing": Words(
        fi="Pakollinen arvo puuttuu. Täydennä se ja tuo rivi uudelleen.",
        en="A required value is missing. Fill it in and import the row again.",
    ),
    "nobody": Words(
        fi="Rivillä ei ole tunnistetta, sähköpostia eikä puhelinta, joten ei tiedetä, kenestä se kertoo.",
        en="The row has no id, e-mail or phone, so nobody can tell whom it is about.",
    ),
    "nobody_named": Words(
        fi="Lupaa ei voitu liittää keneenkään: rivillä ei ole omaa tunnistetta, ja sen osoite tai numero on usean "
        "yhteinen tai täytearvo.",
        en="The consent could not be tied to anybody: the row has no id of its own, and its address or number is "
        "shared by many or a placeholder.",
    ),
    "with_the_rest": Words(
        fi="Saman tilauksen toinen rivi on virheellinen, joten koko tilaus jäi pois. Korjaa se rivi.",
        en="Another row of the same order has a mistake, so the whole order was left out. Correct that row.",
    ),
    "too_few_cells": Words(
        fi="Rivillä on vähemmän soluja kuin otsikoita. Tarkista erottimet ja lainausmerkit.",
        en="The row has fewer cells than there are headers. Check its separators and quotes.",
    ),
    "too_many_cells": Words(
        fi="Rivillä on enemmän soluja kuin otsikoita. Tarkista erottimet ja lainausmerkit.",
        en="The row has more cells than there are headers. Check its separators and quotes.",
    ),
    "too_long": Words(
        fi="Rivi on liian pitkä luettavaksi. Tarkista, puuttuuko lainausmerkki.",
        en="The row is too long to be read. Check for a missing quote.",
    ),
    "broken_quotes": Words(
        fi="Lainausmerkki jää auki, joten rivin loppua ei löydy. Lisää puuttuva lainausmerkki.",
        en="A quote is left open, so the end of the row cannot be found. Add the missing quote.",
    ),
    "control_characters": Words(
        fi="Rivillä on merkkejä, joita tekstitiedostossa ei voi olla (nollatavu). Tallenna tiedosto uudelleen.",
        en="The row has characters that a text file cannot have (a NUL byte). Save the file again.",
    ),
    "undecodable": Words(
        fi="Rivillä on merkkejä, jotka eivät kuulu tiedoston merkistöön. Valitse toinen merkistö.",
        en="The row has characters that are not in the file's encoding. Choose another encoding.",
    ),
    "not_json": Words(
        fi="Rivi ei ole JSON-tietue. Korjaa se lähteessä ja tuo tiedosto uudelleen.",
        en="The row is no JSON record. Correct it in its source and import the file again.",
    ),
}
