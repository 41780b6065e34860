"""Files for other programs: which columns each takes in, under the names of its own import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from osuma.engine.errors import Misuse, Words


def record_of(source: str) -> str:
    """SQL of a person's id in a source of their own, null where they have none there; `c` is the row of customers."""
    return (
        f"(SELECT min(i.source_id) FROM identities i WHERE i.customer_key = c.customer_key AND i.source = '{source}' "
        "AND i.source_id NOT LIKE 'email:%' AND i.source_id NOT LIKE 'phone:%')"
    )


#: What the columns of a file are made of: SQL of a customer `c`. `tag` is the segment's, and no column.
PARTS: Mapping[str, str] = {
    **{name: f"c.{name}" for name in ("source", "external_id", "first_name", "last_name", "email", "phone")},
    "postcode": "c.postcode",
    "country": "c.country",
    "name": "coalesce(nullif(trim(concat_ws(' ', c.first_name, c.last_name)), ''), c.full_name)",
    "pipedrive_id": record_of("pipedrive"),
}
TAG = "tag"


@dataclass(frozen=True)
class Destination:
    """columns: header → part. channel: on which its people must be allowed to be contacted, None where the file is a
    list of everybody. channels: those that may be asked for. sheet: whether it is a workbook."""

    columns: Mapping[str, str]
    channel: str | None = None
    channels: tuple[str, ...] = ("email", "sms", "phone", "post")
    sheet: bool = False


_OWN = {n: n for n in ("source", "external_id", "first_name", "last_name", "email", "phone", "postcode", "country")}
#: By the name of the format. Headers of the tools: as their own exports and imports call the columns.
DESTINATIONS: Mapping[str, Destination] = {
    "csv": Destination(_OWN),
    "xlsx": Destination(_OWN, sheet=True),
    "mailchimp": Destination(
        {
            "Email Address": "email",
            "First Name": "first_name",
            "Last Name": "last_name",
            "Phone Number": "phone",
            "TAGS": TAG,
        },
        "email",
        ("email",),
    ),
    "shopify": Destination(
        {"First Name": "first_name", "Last Name": "last_name", "Email": "email", "Phone": "phone", "Tags": TAG},
        "email",
    ),
    "hubspot": Destination(
        {
            "Email": "email",
            "First Name": "first_name",
            "Last Name": "last_name",
            "Phone Number": "phone",
            "Osuma": TAG,
        },
        "email",
    ),
    "pipedrive": Destination(
        {
            "Person - ID": "pipedrive_id",
            "Person - Name": "name",
            "Person - Email - Work": "email",
            "Person - Phone - Work": "phone",
            "Person - Osuma": TAG,
        },
        "email",
    ),
}


def destination(name: str) -> Destination:
    """The format of that name; Misuse where there is none."""
    if name not in DESTINATIONS:
        raise Misuse(
            Words(
                fi=f"Muotoa ”{name}” ei ole. Mahdollisia: {', '.join(DESTINATIONS)}.",
                en=f"There is no format “{name}”. There are: {', '.join(DESTINATIONS)}.",
            ),
            "no_format",
        )
    return DESTINATIONS[name]


def channel_of(name: str, asked: str | None) -> str | None:
    """The channel on which the people of a file must be allowed to be contacted; Misuse for one that will not do."""
    to = destination(name)
    if asked is not None and asked not in to.channels:
        there = ", ".join(to.channels)
        raise Misuse(
            Words(
                fi=f"Muodon {name} kanava on jokin näistä: {there}.", en=f"For {name} the channel is one of {there}."
            ),
            "no_channel",
        )
    return asked or to.channel
