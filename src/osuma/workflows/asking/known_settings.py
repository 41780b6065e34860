"""What may be set in a workspace, and what holds where nothing was."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.store.engines import address

if TYPE_CHECKING:
    from osuma.catalog.workspaces import Workspace

APART_KINDS = ("domains", "emails", "tags")
#: What a file of calls is written for.
CRMS = ("hubspot", "pipedrive", "xlsx")
REASONS = ("employee", "test", "reseller")
MEMORY = re.compile(r"\d+(\.\d+)?\s?(MB|GB|TB|MiB|GiB|TiB)")


@dataclass(frozen=True)
class Setting:
    """One setting. fits: whether a JSON value will do. takes: what will, in words. what: what it changes."""

    key: str
    default: Any
    fits: Callable[[Any], bool]
    takes: Words
    what: Words


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _apart(value: Any) -> bool:
    return isinstance(value, dict) and all(
        kind in APART_KINDS
        and isinstance(reasons, dict)
        and all(isinstance(key, str) and reason in REASONS for key, reason in reasons.items())
        for kind, reasons in value.items()
    )


def _crm_language(value: Any) -> bool:
    return isinstance(value, dict) and all(crm in CRMS and said in ("fi", "en") for crm, said in value.items())


def _soft_opt_in(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("allowed", False), bool)


SETTINGS = {
    setting.key: setting
    for setting in (
        Setting(
            "fiscal_year_start_month",
            1,
            _whole(1, 12),
            Words("kuukausi 1–12", "a month, 1 to 12"),
            Words("Kuukausi, josta tilikausi alkaa.", "The month in which the fiscal year begins."),
        ),
        Setting(
            "set_apart",
            {},
            _apart,
            Words(
                fi='JSON, jossa domains, emails tai tags ja syy: {"domains": {"oma.example": "employee"}} '
                "(syyt: employee, test, reseller)",
                en='JSON with domains, emails or tags and a reason: {"domains": {"own.example": "employee"}} '
                "(reasons: employee, test, reseller)",
            ),
            Words(
                "Oma väki, testitilaukset ja jälleenmyyjät, jotka pidetään erillään luvuista.",
                "Own people, test orders and resellers that are kept out of every total.",
            ),
        ),
        Setting(
            "soft_opt_in",
            {},
            _soft_opt_in,
            Words('JSON: {"allowed": true} tai {"allowed": false}', 'JSON: {"allowed": true} or {"allowed": false}'),
            Words(
                "Saako ostaneille kirjoittaa asiakassuhteen perusteella ilman suostumusta.",
                "Whether buyers may be written to as existing customers, without consent.",
            ),
        ),
        Setting(
            "identity_max_shared",
            3,
            _whole(1, 1000),
            Words("kokonaisluku 1–1000", "a whole number, 1 to 1000"),
            Words(
                "Osoite tai numero, joka on useammalla kuin näin monella, ei yhdistä ketään.",
                "An address or number that more than this many share joins nobody.",
            ),
        ),
        Setting(
            "company_match_threshold",
            90,
            _whole(50, 100),
            Words("kokonaisluku 50–100", "a whole number, 50 to 100"),
            Words(
                "Pisteet, joista alkaen --yes vahvistaa yritysehdotuksen.",
                "Points from which --yes confirms a candidate of companies.",
            ),
        ),
        Setting(
            "company_match_margin",
            10,
            _whole(0, 100),
            Words("kokonaisluku 0–100", "a whole number, 0 to 100"),
            Words(
                "Ehdotusta, jota toinen on näin monen pisteen sisällä, --yes ei vahvista.",
                "A candidate that another is within so many points of is not confirmed by --yes.",
            ),
        ),
        Setting(
            "segment_min_size",
            50,
            _whole(1, 1_000_000),
            Words("kokonaisluku", "a whole number"),
            Words("Tätä pienemmästä segmentistä varoitetaan.", "A segment smaller than this is warned of."),
        ),
        Setting(
            "segment_limit",
            10,
            _whole(1, 1000),
            Words("kokonaisluku 1–1000", "a whole number, 1 to 1000"),
            Words(
                "Näin monta segmenttiä ja jakoa pysyy hallinnassa; jako on yksi.",
                "So many segments and partitions can be kept up; a partition is one.",
            ),
        ),
        Setting(
            "segment_overlap_percent",
            80,
            _whole(1, 100),
            Words("kokonaisluku 1–100", "a whole number, 1 to 100"),
            Words(
                "Segmenteistä, joista pienempi on tätä enemmän toisessa, varoitetaan.",
                "Segments of which the smaller lies in the other by more than this are warned of.",
            ),
        ),
        Setting(
            "segment_broad_percent",
            60,
            _whole(1, 100),
            Words("kokonaisluku 1–100", "a whole number, 1 to 100"),
            Words(
                "Segmentistä, jossa on tätä suurempi osuus asiakkaista, varoitetaan.",
                "A segment of more than this share of the customers is warned of.",
            ),
        ),
        Setting(
            "segment_review_days",
            365,
            _whole(1, 3660),
            Words("päiviä 1–3660; tiheään seuraavalle 90", "days, 1 to 3660; 90 for those who follow closely"),
            Words(
                "Näin monen päivän välein segmentti katsotaan uudelleen.",
                "A segment is looked at again after so many days.",
            ),
        ),
        Setting(
            "watch_folder",
            None,
            lambda value: value is None or (isinstance(value, str) and Path(value).is_absolute()),
            Words("kansion koko polku tai null", "the whole path of a folder, or null"),
            Words(
                "Kansio, johon pudotetut tiedostot osuma serve tuo itse.",
                "A folder; files dropped there are imported by osuma serve on its own.",
            ),
        ),
        Setting(
            "watch_settle_seconds",
            10,
            _whole(0, 3600),
            Words("kokonaisluku 0–3600", "a whole number, 0 to 3600"),
            Words(
                "Näin monta sekuntia tiedoston on pysyttävä samana, ennen kuin se luetaan.",
                "So many seconds a file must stay the same before it is read.",
            ),
        ),
        Setting(
            "watch_move_done",
            False,
            lambda value: isinstance(value, bool),
            Words("true tai false", "true or false"),
            Words(
                "Siirretäänkö tuodut tiedostot seuratun kansion alikansioon done.",
                "Whether files that are imported are moved into the folder done within the watched one.",
            ),
        ),
        Setting(
            "calls_control",
            0,
            _whole(0, 50),
            Words("prosentteina 0–50; 0: kaikille soitetaan", "per cent, 0 to 50; 0: everybody is rung"),
            Words(
                "Kontrolliryhmä: näin suuri, aina samana pysyvä osuus jää soittolistalta pois.",
                "Control group: so large a share, always the same people, is left out of the calls.",
            ),
        ),
        Setting(
            "crm_language",
            {},
            _crm_language,
            Words(
                f'JSON, kieli työkaluittain: {{"hubspot": "en"}} (työkalut: {", ".join(CRMS)}; kielet: fi, en)',
                f'JSON, language by tool: {{"hubspot": "en"}} (tools: {", ".join(CRMS)}; languages: fi, en)',
            ),
            Words(
                "Millä kielellä soittojen tiedosto kirjoitetaan asiakkuudenhallintaan; muuten työtilan kielellä.",
                "In which language the file of calls is written for a CRM; else in that of the workspace.",
            ),
        ),
        Setting(
            "separate_refunds",
            [],
            lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
            Words('lista lähteitä, esimerkiksi ["palautukset"]', 'a list of sources, for example ["returns"]'),
            Words(
                "Lähteet, joiden palautukset ovat aina eri palautuksia kuin ne, jotka tilaustiedosto kertoo.",
                "Sources whose refunds are never those that an orders' file tells of.",
            ),
        ),
        Setting(
            "engine",
            None,
            lambda value: value is None or address.fits(value),
            Words(
                f"osoite ilman salasanaa ({address.FORMS}) tai null",
                f"an address without a password ({address.FORMS}), or null",
            ),
            Words(
                "Missä segmentit lasketaan; null on työtilan oma varasto (DuckDB).",
                "Where segments are computed; null is the workspace's own warehouse (DuckDB).",
            ),
        ),
        Setting(
            "memory_limit",
            "4GB",
            lambda value: isinstance(value, str) and MEMORY.fullmatch(value) is not None,
            Words('koko, esimerkiksi "4GB"', 'a size, for example "4GB"'),
            Words("Muisti, jonka työtila saa enintään käyttää.", "The most memory that the workspace may use."),
        ),
        Setting(
            "threads",
            None,
            lambda value: value is None or _whole(1, 256)(value),
            Words("kokonaisluku 1–256 tai null", "a whole number, 1 to 256, or null"),
            Words(
                "Rinnakkaisten säikeiden enimmäismäärä; null käyttää kaikkia.",
                "Threads to compute with; null takes all.",
            ),
        ),
    )
}


def value(workspace: Workspace, key: str) -> Any:
    """What holds: the value that was set, else the default. KeyError where there is no such setting."""
    from osuma.catalog import settings_store

    return settings_store.get(workspace, key, SETTINGS[key].default)
