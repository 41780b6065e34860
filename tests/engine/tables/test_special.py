"""The words of special categories: what trips, what only looks like it, and SQL that says the same as Python."""

from __future__ import annotations

import duckdb
import pytest

from osuma.engine.tables.special import says_special, screen, value_key

HITS = {
    "health": """
    Gluteeniton; raskaana; Odottava äiti; Allergia; Allergikot; Siitepölyallergia; Hypoallergeeninen;
    allergiatestattu; Diabetes; diabeetikot; Tyypin 1 diabetes; keliaakikot; Keliakia; laktoosi-intoleranssi;
    Masennuslääkitys; Mielenterveys; terveydentila; terveystiedot; Kotiterveys; Sairaudet; pitkäaikaissairas;
    syöpäpotilas; astmaatikko; kehitysvammainen; liikuntarajoitteinen; migreeni; Verenpaine; lapsettomuus;
    vaihdevuodet; ADHD; työkyvytön; päihdekuntoutuja; glutenfri; gravid; allergiker; sjukdomar; sjukskriven;
    funktionsnedsättning; läkemedel; celiaki; laktosintolerans; migrän; missbruk; högt blodtryck; rullstol;
    has_allergies; Type 2 diabetes; pregnancy; gluten-free; lactose intolerant; cancer survivor; medication;
    mental health; depression; wheelchair user; insomnia; HIV; disability; sleep apnoea; coeliac; obesity;
    expecting a baby; health""",
    "religion": """
    helluntai; Helluntaiseurakunta; uskonto; Uskonnolliset yhteisöt; seurakunnan jäsen; ortodoksi;
    luterilainen; katolinen; Muslimit; juutalainen; lestadiolainen; Jehovan todistajat; Kirkkoon kuuluva;
    uskovainen; ateisti; hindut; vakaumus; frikyrka; pingstvän; trossamfund; kristna; judisk; katolik;
    buddist; Muslim community; church member; Catholics; Jewish; Hindu; religious; atheist; Lutheran;
    evangelical; Islam; ramadan""",
    "ethnicity": """
    etninen tausta; Etnisyys; romanit; saamelainen; Maahanmuuttajat; pakolainen; ihonväri; kansalaisuus;
    äidinkieli; turvapaikanhakija; invandrare; etnisk_bakgrund; hudfärg; flyktingar; romer; samer; Ethnic
    minorities; refugees; skin colour; immigrant background; asylum seeker; racial origin; nationality""",
    "union": """
    ay-jäsen; AY_aktiivi; ammattiliitto; Ammattiliiton jäsenyys; liiton jäsen; ammattiyhdistys; luottamusmies;
    SAK-jäsen; fackförening; fackligt aktiv; fackmedlem; trade-union; union_member; shop steward; labour union""",
    "politics": """
    puoluekanta; Puolueen jäsen; Perussuomalaiset; kokoomuslainen; vasemmistolainen; demari; poliittinen
    kanta; äänestää vihreitä; kommunisti; väljare; socialdemokrat; partimedlem; voter; left-wing; Republicans;
    party member; political views""",
    "sex_life": """
    seksuaalinen suuntautuminen; homot; Lesbo; biseksuaali; transsukupuolinen; HLBTQ; sateenkaariperhe;
    sexuell läggning; homosexuell; hbtq; sexual orientation; gay; LGBT; queer; same-sex couple; transgender""",
    "biometric": "sormenjälki; DNA-testi; geenitesti; biometrinen tunniste; fingeravtryck; fingerprint; genetic test",
}
NEAR_MISSES = """
    terveellinen välipala; Terveiset; uskollinen asiakas; Uskolliset asiakkaat; parasta ennen; puolueeton;
    Puolueettomat testit; Seksikäs mekko; Sami; Kristiina; Kristallit; Juoksu; lupaavat; Syntymäpäivä pian;
    Vegaani; Vegaaninen; Islanti; Islannin matka; Romania; Romaanit; Romantiikka; Homogenoitu maito;
    Kirkkonummi; Kirkkovene; Sairaanhoitaja; Terveydenhoitaja; Terveysside; Rotukoiran ruoka; DNA-liittymä;
    Homepesu; Bikinit; Biojäte; Syöttötuoli; Lääkäri; Lesken lehti; Poliisi; Polkupyörä; Väestö; Pakollinen;
    Liitto; Kotikunta; Ostoskori hylätty; Äänikirja; Vammala; Rokki; Leikkuulauta; Ylivoimainen; Unisex;
    Keskusta; Vihreät vaatteet; Kokoomateos; Uskomaton; Sydänkoru; Kantolaukku; Alkoholiton olut; Astiat;
    trogen kund; Trosa; Sjuksköterska; Medicinboll; Ursprungsland; Rotfrukter; hälsning; Samarbete; Romaner;
    Facket för böcker; Polityr; Kristallglas; Parti; Väl vald; Judo; Sexkantnyckel; Glutamat; Patina; Bögen;
    Gravyr; Depå; Fackla; Katalog; Islandströja; Moderat pris; Hudvård; Kyrkslätt; Väska; Löpning; Cykel;
    Yoga; Allemansrätt; Sjuttio; Sjungande; Etnografi; Flytväst; Invigning; Missnöjd; Diamant; Migration av
    data; Rulle; Adress; Celest; Laktan; Svensk; Medicine ball; Churchill; race bikes; Racing; Running race;
    party; Metropolitan; Polite; Christian Dior; Christmas; Patience; Conservation; Health food store; Healthy
    snacks; healthcare worker; loyal customers; best before; neutral; Sexy dress; Vegan; Ethnic food;
    Unionville; Genuine; Hinder; Gayle; Protest; Catalogue; Baptiste; Heathrow; Cancel; Cancelled orders;
    Dealers; Diary; Vote for your favourite; Regional; Nation; Raceway; Romantic; Islands; Coupons; Depot;
    Addition; Address; Insider; Oboe; Parks; Bull; Orthography; Congress; Atelier; Polo; Union Jack mug; Left
    hand; Right size; Migrate; Sampler; Handy; Disney; Dispatch; Prescott"""


def words(text: str) -> list[str]:
    return [" ".join(word.split()) for word in text.split(";")]


MISSES = words(NEAR_MISSES)


@pytest.mark.scenario("S24")
@pytest.mark.parametrize("category", sorted(HITS))
def test_every_category_is_heard_in_three_languages(category: str) -> None:
    assert {word: screen(word) for word in words(HITS[category])} == dict.fromkeys(words(HITS[category]), category)


def test_what_only_looks_like_it_does_not_trip() -> None:
    assert {word: found for word in MISSES if (found := screen(word))} == {}


def test_the_warehouse_hears_what_python_hears() -> None:
    every = [*(word for text in HITS.values() for word in words(text)), *MISSES, "", "  ", "ÄITIYS", "Ay – jäsen"]
    with duckdb.connect() as con:
        con.execute("CREATE TABLE said AS SELECT unnest(?) AS word", [every])
        found = con.execute(f"SELECT word, {says_special('word')} FROM said").fetchall()
    assert {word: said for word, said in found if said is not (screen(word) is not None)} == {}


def test_a_value_that_a_basis_covers_is_not_heard() -> None:
    with duckdb.connect() as con:
        said = says_special("word", {value_key("Gluteeniton"), "x_diabetes"})
        found = con.execute(
            f"SELECT {said} FROM (SELECT unnest(['gluteeniton', 'Diabetes', NULL]) AS word)"
        ).fetchall()
    assert found == [(False,), (True,), (False,)]
